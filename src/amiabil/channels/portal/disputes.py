"""The buyer's disputes: the list, my turn first, and the page of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amiabil.domain.access import Viewer
from amiabil.domain.disputes.eligibility import rights_of, sight_of
from amiabil.domain.terms import Outcome, Reason, State
from amiabil.records import clock, drafts
from amiabil.records.case_lists import ListedDispute, my_disputes
from amiabil.records.case_outlooks import CaseOutlook, outlooks
from amiabil.records.ranks import ENDED, MY_TURN, WAITING
from amiabil.ui import rights
from amiabil.ui.addresses import reverse
from amiabil.ui.case import pages
from amiabil.ui.case.door import PORTAL
from amiabil.ui.case.pages import Visit
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import CaseRow, Empty, Link
from amiabil.ui.frames import HOME_ZONE, portal_frame
from amiabil.ui.paging import pager
from amiabil.ui.pictures import kept_picture
from amiabil.ui.reader import Reader
from amiabil.ui.uploads import takes_form_files
from amiabil.ui.viewer import for_buyer
from amiabil.ui.words import names, rows

SIZE = 20


@require_safe
@for_buyer
def disputes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every dispute of the buyer, and the requests not sent yet."""
    found = my_disputes(viewer, limit=SIZE, after=request.GET.get("after"))
    reader = Reader.of(viewer, now=clock.now(), case_zone=HOME_ZONE)
    first = not request.GET.get("after")
    facts = {
        "frame": portal_frame(request, viewer, "disputes"),
        "sections": _sections(found.items, viewer),
        "drafts": [_draft(one, reader) for one in drafts.open_drafts(viewer)] if first else [],
        "empty": Empty(
            _("No disputes"),
            _("If something is wrong with an order, start from the order itself."),
            "scales",
            Link(_("Go to my orders"), reverse("orders")),
        ),
        "pager": pager(request, found, reverse("disputes")),
    }
    return render(request, "portal/disputes.html", facts)


def _sections(found: tuple[ListedDispute, ...], viewer: Viewer) -> list[tuple[str, list[CaseRow]]]:
    titles = {MY_TURN: _("Your turn"), WAITING: _("Waiting for others"), ENDED: _("Ended disputes")}
    known = outlooks(viewer, [one.case_id for one in found])
    now = clock.now()
    shown = [
        (one.section, _row(one, outlook, Reader.of(viewer, now=now, case_zone=outlook.zone)))
        for one in found
        if (outlook := known.get(one.case_id)) is not None
    ]
    return [
        (title, inside)
        for section, title in titles.items()
        if (inside := [row for place, row in shown if place == section])
    ]


def _row(one: ListedDispute, outlook: CaseOutlook, reader: Reader) -> CaseRow:
    outcome = Outcome(one.outcome) if one.outcome else None
    words = rows.row(State(one.state), outlook.turn, reader, outcome=outcome, closed_at=one.closed_at)
    asked = outlook.asked.amount
    amount = reader.money(asked) if asked is not None else ""
    parts = [one.reference, one.shop_name, amount]
    return CaseRow(
        title=f"{one.subject}: {names.REASONS[Reason(one.reason)]}",
        url=reverse("dispute", args=[one.reference]),
        about=" · ".join(part for part in parts if part),
        chip=words.chip,
        stage_text=words.stage_text,
        stage_now=words.stage_now,
        stage_count=rows.STAGES,
        next_bold=words.next_bold,
        next_text=words.next_text,
        next_icon=words.next_icon,
        mine=one.section == MY_TURN,
        picture_url=kept_picture(reader.viewer, one.picture),
    )


def _draft(one: drafts.Draft, reader: Reader) -> Link:
    text = _("Order %(ref)s, saved %(when)s") % {
        "ref": one.order_ref,
        "when": reader.moment(one.changed_at).text,
    }
    return Link(text, reverse("open_dispute", args=[one.order_ref]))


def _visit(request: HttpRequest, viewer: Viewer, reference: str) -> Visit:
    return Visit(viewer, reference, PORTAL, portal_frame(request, viewer, "disputes"))


@require_safe
@for_buyer
def dispute(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The page of a dispute: turn and deadline first."""
    return pages.page(
        request, _visit(request, viewer, reference), template="portal/dispute.html", extra=_rights
    )


def _rights(seen: Seen) -> dict[str, object]:
    """The rights to the order as dates, beside the case."""
    dispute = seen.dispute
    known = rights_of(sight_of(dispute, seen.reader.now))
    delivered = all(line.delivered_at for line in dispute.order.lines)
    cells = rights.cells(known, seen.reader, order_ref=seen.file.order_ref, delivered=delivered)
    return {"rights": (cells[0], cells[2])}


@require_http_methods(["GET", "HEAD", "POST"])
@takes_form_files
@for_buyer
def dispute_act(request: HttpRequest, viewer: Viewer, reference: str, command: str) -> HttpResponse:
    """One act of the buyer in a dispute."""
    return pages.act(request, _visit(request, viewer, reference), command)


@require_POST
@for_buyer
def dispute_message(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """A message of the buyer."""
    return pages.message(request, _visit(request, viewer, reference))


@require_POST
@for_buyer
def dispute_tone(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """How a message of the buyer may sound, before it is sent."""
    return pages.message_tone(request, _visit(request, viewer, reference))


@require_safe
@for_buyer
def dispute_token(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """A token to hear the case."""
    return pages.token(viewer, reference)


@require_safe
@for_buyer
def dispute_poll(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """What changes when the case does."""
    return pages.poll(viewer, reference)
