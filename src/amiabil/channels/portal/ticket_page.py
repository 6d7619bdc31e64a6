"""The page of one request for whoever asked, with an account or with a signed link: what it shows and takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from amiabil.actions.content_reports import complain_of_report
from amiabil.actions.safety_requests import TOPIC as SAFETY
from amiabil.actions.tickets import Written, write
from amiabil.domain.access import Act, Subject, Viewer, may
from amiabil.domain.contact.call_backs import CallState
from amiabil.domain.support.setup_file import OTHER
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock, in_copy, ratings, ticket_merges
from amiabil.records.messages import MessageIdUsed
from amiabil.records.new_id import new_id
from amiabil.records.safety_requests import dispute_of
from amiabil.records.ticket_neighbours import open_disputes
from amiabil.ui.call_backs import cards, links
from amiabil.ui.case import pace
from amiabil.ui.facts import Link, Row
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import files, history, rating, report, seen, standing
from amiabil.ui.tickets.fields import rows_of
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.words import tickets as words

OWN = "own"
"""In the address of a request that goes on in another one: show what was said here."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The addresses of a page; ``token`` and ``poll`` are empty where it hears no news by itself."""

    page: str
    send: str
    complain: str
    token: str = ""
    poll: str = ""


def new_url(viewer: Viewer) -> str:
    """Where a new request begins; empty for a member of the shop who may not ask in its name, and for a contact."""
    own = Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id)
    return reverse("ticket_topics") if may(viewer, Act.OPEN_TICKET, own) else ""


def facts(shown: Seen, doors: Doors, **form: str) -> dict[str, Any]:
    """What the page shows, with what came back from a refusal."""
    file, reader = shown.file, shown.reader
    joiner = "&" if "?" in doors.page else "?"
    older = f"{doors.page}{joiner}{urlencode({'after': shown.moments.next})}" if shown.moments.next else ""
    name = words.status_name(shown.setup, file.ticket.status_name, reader.language)
    contested = {"text": form.pop("complaint", ""), "error": form.pop("complaint_error", "")}
    return {
        "ticket": file,
        "topic": words.about(file, shown.topic, reader.language),
        "chips": [words.status_chip(file.ticket.status, name=name, for_customer=True)],
        "turn": standing.banner(shown),
        "rows": _rows(shown),
        "thread": history.thread(shown, older_url=older),
        "joined": joined(shown),
        "ways": ways(shown),
        **_call(shown),
        "into_url": reverse("ticket", args=[file.ticket.merged_into]) if file.ticket.merged_into else "",
        "report": report.panel(file, reader, complain_url=doors.complain, **contested),
        "composer": history.composer(shown, form, send_url=doors.send),
        "new_url": new_url(reader.viewer),
        "rating": _rating(shown),
        "token_url": doors.token,
        "poll_url": doors.poll,
    }


def _call(shown: Seen) -> dict[str, Any]:
    """The call booked with the request; whoever reads the request may change it while that is possible."""
    call = cards.card(shown)
    if call is None:
        return {}
    may_change = call.call.state in (CallState.BOOKED, CallState.MISSED)
    text = _("Another time, cancel it, or keep it in a calendar") if may_change else _("See the call")
    return {"call": call, "call_url": links.page_of(call.call), "call_text": text}


def ways(shown: Seen) -> tuple[Link, ...]:
    """Where a buyer goes on about the order of a request: its open disputes, else the form of one. One statement."""
    ref = shown.file.order_ref
    if shown.file.customer_id is None or not ref:
        return ()
    disputes = open_disputes(shown.reader.viewer, ref)
    found = [
        Link(f"{one.subject} ({one.reference})", reverse("dispute", args=[one.reference])) for one in disputes
    ]
    return tuple(found) or (Link(_("Open a dispute about this order"), reverse("open_dispute", args=[ref])),)


def joined(shown: Seen) -> tuple[Link, ...]:
    """The requests that are answered in this one too, each to what was said there. One statement."""
    found = ticket_merges.joined(shown.reader.viewer, shown.file.case_id)
    return tuple(
        Link(f"{one.subject} ({one.reference})", reverse("ticket", args=[one.reference], query={OWN: 1}))
        for one in found
    )


def _rating(shown: Seen) -> rating.RatingForm | None:
    """How the solution is rated; one statement where it was. By a link alone nothing is rated."""
    file, viewer = shown.file, shown.reader.viewer
    if viewer.contact_id is not None or not may(viewer, Act.RATE_TICKET, file.subject_of_rights):
        return None
    comment = ratings.comment_of(viewer, file.case_id) if file.ticket.rating else ""
    return rating.form(shown, url=reverse("ticket_rating", args=[file.reference]), comment=comment)


def _rows(shown: Seen) -> tuple[Row, ...]:
    file, reader = shown.file, shown.reader
    rows = [Row(_("Received"), reader.moment(file.ticket.opened_at).text)]
    if file.order_ref:
        rows.append(Row(_("Order"), file.order_ref))
    if file.ticket.topic in {SAFETY, OTHER} and (beside := dispute_of(reader.viewer, file.case_id)):
        rows.append(Row(_("Beside the dispute"), beside))
    if file.assignee_name:
        rows.append(Row(_("Answered by"), file.assignee_name))
    if file.has_copies:
        others = in_copy.of_case(reader.viewer, file.case_id)
        rows.append(Row(_("In copy"), ", ".join(one.name or one.address for one in others)))
    return (*rows, *rows_of(shown.topic.asked_fields(), file.ticket.fields, reader))


def key_of(request: HttpRequest, name: str) -> UUID:
    """The name the form gave its act; a new one where it gave none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return new_id()


def posted(request: HttpRequest, viewer: Viewer, reference: str) -> tuple[Seen, dict[str, str]]:
    """Post a message with its files; the request it went to, and what was refused (nothing where all went well).

    The view must wear ``takes_form_files``. Raises ``NotFound``.
    """
    text, message_id, said = request.POST.get("text", ""), key_of(request, "message_id"), ""
    shown = seen.look(viewer, reference)
    sent, not_taken = files.sent_with(request, shown.reader, shown.file.case_id)
    try:
        if not not_taken:
            pace.count(viewer)
            made = write(viewer, reference, Written(message_id, text, clock.now(), files=sent))
            return replace(shown, file=made), {}
    except NotFound:
        raise
    except AmiabilError as refusal:
        said = describe(refusal, shown.reader.language, shown.reader.case_zone).text
        message_id = new_id() if isinstance(refusal, MessageIdUsed) else message_id
    form = {"text": text, "error": said, "files_error": not_taken, "message_id": str(message_id)}
    return seen.look(viewer, reference), form


def contested(request: HttpRequest, viewer: Viewer, reference: str) -> tuple[Seen, dict[str, str]]:
    """Complain about the decision of a report; the page, and what was refused. Raises ``NotFound``."""
    text = request.POST.get("complaint", "")
    shown = seen.look(viewer, reference)
    try:
        pace.count(viewer)
        complain_of_report(viewer, reference, text, at=clock.now(), key=new_id())
    except NotFound:
        raise
    except AmiabilError as refusal:
        said = describe(refusal, shown.reader.language, shown.reader.case_zone).text
        return shown, {"complaint": text, "complaint_error": said}
    return shown, {}
