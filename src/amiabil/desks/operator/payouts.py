"""Payments to sellers that the payments service did not make: which, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.payouts import REFERENCE_MAX, record_payout_by_hand, try_payout_again
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.operator.queue import DOOR
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.records import clock
from amiabil.records import payouts as records
from amiabil.records.payouts import KnownPayout
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import (
    Chip,
    Choice,
    DeskFrame,
    Empty,
    Field,
    Link,
    Moment,
    NavGroup,
    Notice,
    Option,
    Row,
)
from amiabil.ui.frames import desk_frame, operator_items
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff

SIZE = 50
STUCK, FAILED = "stuck", "failed"


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One payment to a seller; ``url`` is empty where nothing is to be done by hand."""

    reference: str
    case_url: str
    seller: str
    amount: str
    kind: str
    state: Chip
    tried: str
    cause: str
    next_try: Moment | None
    url: str


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return desk_frame(request, viewer, (NavGroup(operator_items(viewer, "operator:payouts")),))


@require_safe
@for_staff(Role.OPERATOR)
def payouts(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Payments to sellers that wait for a person, or those that are tried again by themselves."""
    show = FAILED if request.GET.get("show") == FAILED else STUCK
    reader, home = home_reader(viewer), reverse("operator:payouts")
    found = records.payouts(viewer, state=show, limit=SIZE, after=request.GET.get("after"))
    filters = (
        Link(_("Waiting for you"), home, current=show == STUCK),
        Link(_("Tried again by itself"), f"{home}?show={FAILED}", current=show == FAILED),
    )
    facts = {
        "frame": _frame(request, viewer),
        "heading": _("Payments to sellers that failed"),
        "lead": _(
            "Money released to a seller or paid by the guarantee fund that has not reached the seller yet."
        ),
        "filters": filters,
        "rows": [_line(one, reader) for one in found.items],
        "empty": Empty(
            _("Nothing here"),
            _("A payment that fails is tried again five times before somebody has to see to it."),
            "check-circle",
        ),
        "pager": pager(request, found, home, **({"show": show} if show == FAILED else {})),
    }
    return render(request, "operator/payouts.html", facts)


def _line(one: KnownPayout, reader: Reader) -> PayoutLine:
    stuck = one.state == STUCK
    return PayoutLine(
        reference=one.case_reference,
        case_url=DOOR.page_of(one.case_reference),
        seller=one.shop_ref,
        amount=reader.money(one.amount),
        kind=_kind(one),
        state=Chip(_("Needs you"), "bad", "warning") if stuck else Chip(_("Tried again"), "warn", "clock"),
        tried=_tried(one),
        cause=_cause(one),
        next_try=reader.moment(one.next_at) if one.next_at is not None else None,
        url=reverse("operator:payout", args=[one.key]) if stuck else "",
    )


def _kind(one: KnownPayout) -> str:
    return _("released from the hold") if one.kind == "release" else _("from the guarantee fund")


def _tried(one: KnownPayout) -> str:
    return ngettext("tried %(count)s time", "tried %(count)s times", one.tries) % {"count": one.tries}


def _cause(one: KnownPayout) -> str:
    """Why it failed: our own causes in words, those of the payments service as its code."""
    return {
        "not_supported": _("the payments service does not know payments to sellers"),
        "not_instructed": _("by setting, the payments service is not told of payments to sellers"),
    }.get(one.cause, one.cause)


def _advice(one: KnownPayout) -> str:
    """What to do about it."""
    if one.cause in {"not_supported", "not_instructed"}:
        return _(
            "Pay the seller by bank transfer and take it down here. If this service will never know payments to "
            "sellers, AMIABIL_PAYMENTS_PAYOUTS should be 0: releases then follow the holds by themselves."
        )
    return _(
        "Look up this payment at the payments service by its key. If the seller's account was wrong, have it put right "
        "and try again; if the money must go another way, pay it by hand and take it down here."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.OPERATOR)
def payout(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponseBase:
    """One payment to a seller, with what can be done about it."""
    one, reader = records.payout(viewer, key), home_reader(viewer)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            told = _do(request, viewer, key)
        except NotFound:
            raise
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, reader)
        else:
            flash.success(request, told)
            return HttpResponseRedirect(reverse("operator:payouts"))
    facts = {"frame": _frame(request, viewer), "back": reverse("operator:payouts"), **_facts(one, reader)}
    if one.state == STUCK or errors:
        facts |= _form(request.POST, errors)
    return render(request, "operator/payout.html", facts, status=422 if errors else 200)


def _do(request: HttpRequest, viewer: Viewer, key: str) -> str:
    """Carry out what was chosen; what is then said."""
    what = request.POST.get("what", "")
    if what == "again":
        try_payout_again(viewer, key, at=clock.now())
        return _("The payment is on its way again.")
    if what == "by_hand":
        record_payout_by_hand(viewer, key, request.POST.get("reference", "").strip(), at=clock.now())
        return _("The payment is taken down as made by hand; it is never instructed again.")
    raise NotAChoice(field="/what")


def _facts(one: KnownPayout, reader: Reader) -> dict[str, Any]:
    rows = (
        Row(_("Amount"), reader.money(one.amount), strong=True),
        Row(_("What for"), _kind(one)),
        Row(_("Seller"), one.shop_ref),
        Row(_("Order"), one.order_ref),
        Row(_("Key at the payments service"), one.key),
        Row(_("Attempts"), _tried(one)),
        *((Row(_("Why it failed"), _cause(one)),) if one.cause else ()),
        *((Row(_("Reference"), one.reference),) if one.reference else ()),
    )
    stuck = one.state == STUCK
    return {
        "case_url": DOOR.page_of(one.case_reference),
        "case_reference": one.case_reference,
        "rows": rows,
        "advice": _advice(one) if stuck else _("Nobody has to see to this payment now."),
        "open": stuck,
    }


def _form(typed: Any, errors: dict[str, str]) -> dict[str, Any]:
    options = (
        ("again", _("Try again"), _("The same payment under the same key: it is never made twice.")),
        ("by_hand", _("It was paid by hand"), _("It is booked as paid, with the reference below.")),
    )
    chosen = tuple(
        Option(value, text, hint, selected=typed.get("what") == value) for value, text, hint in options
    )
    loose = [text for name, text in errors.items() if name not in {"what", "reference"}]
    return {
        "what": Choice("what", _("What is to be done?"), chosen, error=errors.get("what", "")),
        "reference": Field(
            "reference",
            _("Reference of the bank, if it was paid by hand"),
            value=typed.get("reference", ""),
            error=errors.get("reference", ""),
            max_length=REFERENCE_MAX,
        ),
        "notices": tuple(Notice(text, tone="bad") for text in loose),
    }
