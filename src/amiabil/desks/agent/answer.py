"""The box in which an agent answers a customer or leaves a note, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions import ticket_work
from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import Written, write
from amiabil.desks.agent import reply_tools
from amiabil.desks.agent.queue import address_of, asked_of, next_reference
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import ENDED, TicketStatus
from amiabil.domain.support.ticket import Changes
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock
from amiabil.records.messages import MessageIdUsed
from amiabil.records.new_id import new_id
from amiabil.ui import paging
from amiabil.ui.facts import Option, Upload
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import files, seen
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.words import tickets as words

AFTER = (
    TicketStatus.WAITING_FOR_CUSTOMER,
    TicketStatus.SOLVED,
    TicketStatus.OPEN,
    TicketStatus.WAITING_FOR_THIRD_PARTY,
)
"""What an answer can leave behind, the usual first."""


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """The box as it stands: what was typed, for whom, what becomes of the request, and whether the next one opens."""

    send_url: str
    colleagues_url: str
    readers: str
    message_id: str
    draft_key: str
    after: tuple[Option, ...]
    label: str
    text: str = ""
    error: str = ""
    note: bool = False
    goes_on: bool = False
    upload: Upload | None = None
    seen: int = 0
    max_length: int = MESSAGE_MAX


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with the form; ``error`` is why it was refused, ``files_error`` why one of its files was; empty on a
    page that was not. ``seen`` is the version they had before them who wrote, None for the page that is drawn;
    ``used`` names the saved reply that was put in and is to set what it sets."""

    message_id: UUID
    text: str = ""
    note: bool = False
    then: TicketStatus = AFTER[0]
    goes_on: bool = True
    error: str = ""
    files_error: str = ""
    seen: int | None = None
    used: str = ""

    @property
    def changes(self) -> Changes:
        """What is set with it: a note sets nothing."""
        return {} if self.note else {"status": self.then}


def box(shown: Seen, typed: Typed, *, send_url: str) -> AnswerBox:
    """The box of this request."""
    file, viewer = shown.file, shown.reader.viewer
    return AnswerBox(
        send_url=send_url,
        colleagues_url=reverse("agent:colleagues"),
        readers=_("Read by %(person)s and the staff") % {"person": file.person_name},
        message_id=str(typed.message_id),
        draft_key=f"{viewer.person_id}:{file.case_id}",
        after=tuple(Option(one.value, str(words.STATUSES[one]), selected=one is typed.then) for one in AFTER),
        label=_("Write to %(person)s") % {"person": file.person_name},
        text=typed.text,
        error=typed.error,
        note=typed.note,
        goes_on=typed.goes_on,
        seen=file.chain.version,
        upload=files.place(
            viewer,
            file.case_id,
            shown.reader.language,
            back=reverse("agent:ticket", args=[file.reference]),
            error=typed.files_error,
        ),
    )


def typed_in(request: HttpRequest) -> Typed:
    """What the form says; words it does not know are the usual ones."""
    given = request.POST
    try:
        message_id = UUID(given.get("message_id", ""))
    except ValueError:
        message_id = new_id()
    then, seen_text = given.get("then", ""), given.get("seen", "")
    return Typed(
        message_id=message_id,
        text=given.get("text", ""),
        note=bool(given.get("note")),
        then=TicketStatus(then) if then in {one.value for one in AFTER} else AFTER[0],
        goes_on=bool(given.get("next")),
        seen=int(seen_text)
        if seen_text.isascii() and seen_text.isdecimal() and len(seen_text) < 10
        else None,
        used=given.get("used", "") if given.get("sets") else "",
    )


def send(
    request: HttpRequest, viewer: Viewer, reference: str, *, again: Callable[[Typed], HttpResponse]
) -> HttpResponse:
    """Post what was typed and go where the agent goes on; ``again`` draws the page with what is refused."""
    typed = typed_in(request)
    shown = seen.look(viewer, reference)
    sent, not_taken = files.sent_with(request, shown.reader, shown.file.case_id)
    if not_taken:
        return again(replace(typed, files_error=not_taken))
    changes = typed.changes
    if typed.used and not typed.note:
        changes = {**reply_tools.changes(viewer, typed.used, shown.file, shown.setup), **changes}
    written = Written(
        typed.message_id,
        typed.text,
        clock.now(),
        note=typed.note,
        changes=changes,
        files=sent,
        seen=typed.seen,
    )
    asked = asked_of(request, current_setup())
    following = next_reference(viewer, asked, reference, at=clock.now()) if typed.goes_on else ""
    try:
        reference = write(viewer, reference, written).reference
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        said = describe(refusal, viewer.language, viewer.zone).text
        message_id = new_id() if isinstance(refusal, MessageIdUsed) else typed.message_id
        return again(replace(typed, message_id=message_id, error=said))
    ticket_work.forget_draft(viewer, shown.file)
    flash.success(request, _("The note is kept.") if typed.note else _("Your answer has been sent."))
    if following:
        return HttpResponseRedirect(address_of(request, following))
    if typed.goes_on or (not typed.note and typed.then in ENDED):
        return HttpResponseRedirect(paging.address(reverse("agent:tickets"), **asked.query))
    return HttpResponseRedirect(address_of(request, reference))
