"""What does the marketplace owe and has not done in time? Decisions that are late, refunds that fail or are late."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.desks.cases.find import Search
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.cases.listing import SIZE, finding
from amiabil.desks.supervisor.frame import DOOR, frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records.staff_lists import LateCase, late_cases
from amiabil.ui.facts import Chip, Empty, Moment
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff


@dataclass(frozen=True, slots=True)
class LateLine:
    """Something late as a row. ``note`` says what is known about the cause; empty for nothing."""

    title: str
    url: str
    reference: str
    people: str
    what: Chip
    note: str
    since: Moment
    amount: str


@require_safe
@for_staff(Role.SUPERVISOR, Role.OPERATOR)
@finding(DOOR)
def late(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """What is late, the longest overdue first; or the case whose reference was typed."""
    reader = home_reader(viewer)
    found = late_cases(viewer, now=reader.now, limit=SIZE, after=request.GET.get("after"))
    facts = {
        "frame": frame(request, viewer),
        "search": search,
        "heading": _("What is late"),
        "lead": _(
            "Decisions past their time, and refunds that have failed or are late; the longest overdue first."
        ),
        "rows": [_line(one, reader) for one in found.items],
        "empty": Empty(
            _("Nothing is late"),
            _("Every decision is within its time, and every refund has gone through or still has time."),
            "check-circle",
        ),
        "pager": pager(request, found, reverse("supervisor:late")),
    }
    return render(request, "supervisor/late.html", facts)


def _line(one: LateCase, reader: Reader) -> LateLine:
    return LateLine(
        title=one.subject,
        url=_address(one),
        reference=one.reference,
        people=_people(one),
        what=_what(one.why),
        note=_note(one),
        since=reader.moment(one.since),
        amount=reader.money(one.amount) if one.amount is not None else "",
    )


def _address(one: LateCase) -> str:
    if one.why == "complaint_late":
        return reverse("supervisor:complaint", args=[one.reference])
    return DOOR.page_of(one.reference)


def _people(one: LateCase) -> str:
    if one.why == "complaint_late":
        return one.buyer_name or one.shop_name
    return _("%(buyer)s and %(shop)s") % {"buyer": one.buyer_name, "shop": one.shop_name}


def _what(why: str) -> Chip:
    return {
        "decision_late": Chip(_("Decision is late"), "warn", "gavel"),
        "complaint_late": Chip(_("Decision about a measure is late"), "warn", "gavel"),
        "refund_late": Chip(_("Refund is late"), "warn", "clock"),
        "refund_failed": Chip(_("Refund has failed"), "bad", "warning"),
    }[why]


def _note(one: LateCase) -> str:
    """Who has the case, or what the payment service said and how often it was tried."""
    if one.why == "decision_late":
        return one.mediator_name or _("Nobody has taken it.")
    tried = ngettext("tried %(count)s time", "tried %(count)s times", one.tries) % {"count": one.tries}
    return " · ".join(part for part in (one.cause, tried if one.tries else "") if part)
