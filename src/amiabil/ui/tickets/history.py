"""The history of a request and the box to write in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from amiabil.domain.access import Act, may
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import IN_COPY, Audience, Role
from amiabil.records.message_files import FileSaid
from amiabil.records.new_id import new_id
from amiabil.records.timeline import Moment, Said
from amiabil.ui import translating
from amiabil.ui.addresses import reverse
from amiabil.ui.facts import AudienceChoice, AudienceMark, Composer, EventLine, Message, Person, Thread
from amiabil.ui.tickets import files
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.words import names, tickets


def thread(
    seen: Seen, *, older_url: str = "", colleagues: Mapping[str, str] = tickets.NOBODY, side: str = ""
) -> Thread:
    """What was said and what has happened, the newest first.

    ``colleagues`` are names of the staff by reference, beside those who have written here; ``side`` is what whoever
    has the request is called, empty: buyer or seller.
    """
    known = {**_writers(seen), **colleagues}
    sent = files.of_page(seen.reader.viewer, seen.moments.items)
    told = (_entry(seen, moment, sent, known) for moment in seen.moments.items)
    entries = tuple(_called(one, seen, side) for one in told if one is not None)
    made = Thread(
        title=_("What was said"),
        entries=entries,
        older_url=older_url,
        older_text=_("Show what was before"),
        empty=_("Nothing yet."),
    )
    return translating.into(made, seen.moments.items, seen.file.case_id, seen.reader)


def _called(entry: Message | EventLine, seen: Seen, side: str) -> Message | EventLine:
    if side and isinstance(entry, Message) and entry.person.shape == Person.of("", seen.file.side).shape:
        return replace(entry, about=side)
    return entry


def _writers(seen: Seen) -> dict[str, str]:
    """Who of the staff has written on this page of the history, and who answers, by reference."""
    said = (one.message for one in seen.moments.items if one.message is not None)
    names_of = {one.author_ref: one.author_name for one in said if one.author_ref.startswith("staff:")}
    if seen.file.ticket.assignee:
        names_of[seen.file.ticket.assignee] = seen.file.assignee_name
    return names_of


def _entry(
    seen: Seen, moment: Moment, sent: files.Files, people: Mapping[str, str]
) -> Message | EventLine | None:
    if moment.message is not None:
        return _message(seen, moment.message, moment, sent.get(moment.message.id, ()))
    told = tickets.told(moment.type, moment.data, seen.reader, seen.setup, people)
    if told is None:
        return None
    return EventLine(str(moment.event_id), told.text, seen.reader.moment(moment.at), told.icon)


def _message(seen: Seen, said: Said, moment: Moment, sent: Sequence[FileSaid]) -> Message:
    role, audience = Role(said.author_role), Audience(said.audience)
    name = said.author_name or settings.AMIABIL_MARKETPLACE
    beside = said.author_ref.startswith(IN_COPY)
    if role is seen.file.side and not beside:
        name = seen.file.person_name
    person = Person.of(name, role)
    return Message(
        id=str(said.id),
        person=person,
        about=_("In copy") if beside else str(names.ROLES[role]),
        at=seen.reader.moment(moment.at),
        audience=AudienceMark(_readers(seen, audience), closed=audience is Audience.STAFF),
        text=_("This text has been erased.") if said.erased else said.text,
        language=said.language,
        note=audience is Audience.STAFF,
        files=files.tiles(seen.reader, sent, person),
    )


def _readers(seen: Seen, audience: Audience) -> str:
    if audience is Audience.STAFF:
        return _("only the staff")
    if seen.for_customer:
        return _("you and the marketplace")
    return _("%(person)s and the marketplace") % {"person": seen.file.person_name}


def composer(seen: Seen, form: Mapping[str, str], *, send_url: str) -> Composer | None:
    """The box of whoever asked, with what came back from a refusal (``text``, ``error``, ``files_error``,
    ``message_id``); None where the request takes nothing more, or this member of the shop may not write."""
    file, ticket = seen.file, seen.file.ticket
    if ticket.status is TicketStatus.CLOSED or ticket.merged_into:
        return None
    if not may(seen.reader.viewer, Act.WRITE_MESSAGE, file.subject_of_rights):
        return None
    mine = Audience.SELLER_AND_PLATFORM if seen.file.side is Role.SELLER else Audience.BUYER_AND_PLATFORM
    readers = _("Read by: %(who)s") % {"who": _readers(seen, mine)}
    return Composer(
        send_url=send_url,
        audiences=(AudienceChoice(mine.value, readers, selected=True),),
        message_id=form.get("message_id") or str(new_id()),
        draft_key=f"{seen.reader.viewer.reader_id}:{seen.file.case_id}",
        text=form.get("text", ""),
        error=form.get("error", ""),
        upload=files.place(
            seen.reader.viewer,
            file.case_id,
            seen.reader.language,
            back=reverse("ticket", args=[file.reference]),
            error=form.get("files_error", ""),
        ),
    )
