"""The history of a request and the box to write in."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from amiabil.domain.access import Act, Subject, may
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Audience, Role
from amiabil.records.new_id import new_id
from amiabil.records.timeline import Moment, Said
from amiabil.ui.facts import AudienceChoice, AudienceMark, Composer, EventLine, Message, Person, Thread
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.words import names, tickets


def thread(seen: Seen, *, older_url: str = "") -> Thread:
    """What was said and what has happened, the newest first."""
    entries = tuple(one for moment in seen.moments.items if (one := _entry(seen, moment)) is not None)
    return Thread(
        title=_("What was said"),
        entries=entries,
        older_url=older_url,
        older_text=_("Show what was before"),
        empty=_("Nothing yet."),
    )


def _entry(seen: Seen, moment: Moment) -> Message | EventLine | None:
    if moment.message is not None:
        return _message(seen, moment.message, moment)
    told = tickets.told(moment.type, moment.data, seen.reader, seen.setup)
    if told is None:
        return None
    return EventLine(str(moment.event_id), told.text, seen.reader.moment(moment.at), told.icon)


def _message(seen: Seen, said: Said, moment: Moment) -> Message:
    role, audience = Role(said.author_role), Audience(said.audience)
    name = said.author_name or settings.AMIABIL_MARKETPLACE
    if role is seen.file.side:
        name = seen.file.person_name
    return Message(
        id=str(said.id),
        person=Person.of(name, role),
        about=str(names.ROLES[role]),
        at=seen.reader.moment(moment.at),
        audience=AudienceMark(_readers(seen, audience), closed=audience is Audience.STAFF),
        text=_("This text has been erased.") if said.erased else said.text,
        language=said.language,
        note=audience is Audience.STAFF,
    )


def _readers(seen: Seen, audience: Audience) -> str:
    if audience is Audience.STAFF:
        return _("only the staff")
    if seen.for_customer:
        return _("you and the marketplace")
    return _("%(person)s and the marketplace") % {"person": seen.file.person_name}


def composer(
    seen: Seen, *, send_url: str, text: str = "", error: str = "", message_id: str = ""
) -> Composer | None:
    """The box of whoever asked; None where the request takes nothing more, or this member of the shop may not write."""
    file, ticket = seen.file, seen.file.ticket
    if ticket.status is TicketStatus.CLOSED or ticket.merged_into:
        return None
    if not may(seen.reader.viewer, Act.WRITE_MESSAGE, Subject(file.customer_id, file.shop_id)):
        return None
    mine = Audience.SELLER_AND_PLATFORM if seen.file.side is Role.SELLER else Audience.BUYER_AND_PLATFORM
    readers = _("Read by: %(who)s") % {"who": _readers(seen, mine)}
    return Composer(
        send_url=send_url,
        audiences=(AudienceChoice(mine.value, readers, selected=True),),
        message_id=message_id or str(new_id()),
        draft_key=f"{seen.reader.viewer.person_id}:{seen.file.case_id}",
        text=text,
        error=error,
    )
