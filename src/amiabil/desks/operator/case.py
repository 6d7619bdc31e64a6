"""A case as an operator sees it, with proceedings outside that are reported by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amiabil.actions.external import proceeding_closed, proceeding_opened
from amiabil.desks.cases.room import Room
from amiabil.desks.cases.to_register import to_register
from amiabil.desks.operator.holds import hold_row
from amiabil.desks.operator.insolvency import link_to
from amiabil.desks.operator.queue import DOOR, frame
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.parts import External
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.money import total
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, Field, Link, MoneyField, Notice, Option, Row
from amiabil.ui.formats import currency_name, read_amount
from amiabil.ui.viewer import for_staff

LONGEST_REFERENCE = 64


@dataclass(frozen=True, slots=True)
class Outside:
    """Proceedings outside about this payment: a row each, and where one is reported."""

    rows: tuple[Row, ...]
    report: Link


def extra(seen: Seen) -> dict[str, Any]:
    """What is known of proceedings outside, and whether the case is held. One statement."""
    address = reverse("operator:external", args=[seen.file.reference])
    rows = tuple(_row(seen, one) for one in seen.dispute.externals)
    held = hold_row(seen.reader.viewer, seen.file.case_id, seen.reader)
    to_hold = Link(
        _("Lift the hold") if held else _("Put it under a legal hold"),
        reverse("operator:hold", args=[seen.file.reference]),
    )
    return {
        "outside": Outside(rows, Link(_("Report a proceeding by hand"), address)),
        "register": to_register(seen.reader.viewer, seen.file.reference),
        "held": held,
        "to_hold": to_hold if seen.file.erased_at is None else None,
        "to_proceeding": link_to(seen),
    }


def _row(seen: Seen, one: External) -> Row:
    booked = seen.reader.money(total(one.booked, seen.dispute.currency))
    asks = {"amount": seen.reader.money(one.amount), "booked": booked, "day": seen.reader.day(one.opened_at)}
    if one.won_by is None:
        return Row(one.ref, _("open since %(day)s, about %(amount)s; %(booked)s taken back") % asks)
    won = _("won by the buyer") if one.won_by is Role.BUYER else _("won by the seller")
    return Row(one.ref, f"{won}, {asks['amount']}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.OPERATOR)
def external(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """A proceeding that was opened or has ended, reported by hand because the payment service did not."""
    seen = ROOM.visit(request, viewer, reference).look()
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _report(request, viewer, seen)
        except NotFound:
            raise
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, seen.reader)
        else:
            flash.success(request, _("The report is in the case; both sides are told."))
            return HttpResponseRedirect(DOOR.page_of(reference))
    facts = _form(seen, request.POST, errors)
    return render(
        request,
        "operator/external.html",
        {"frame": frame(request, viewer), **facts},
        status=422 if errors else 200,
    )


def _report(request: HttpRequest, viewer: Viewer, seen: Seen) -> None:
    what, ref = request.POST.get("what", ""), request.POST.get("ref", "").strip()[:LONGEST_REFERENCE]
    if what == "opened":
        amount = read_amount(request.POST.get("amount", ""))
        proceeding_opened(viewer, seen.file.reference, ref=ref, amount=amount)
    else:
        proceeding_closed(viewer, seen.file.reference, ref=ref, ended=what)


def _form(seen: Seen, typed: Any, errors: dict[str, str]) -> dict[str, Any]:
    options = (
        ("opened", _("A chargeback or another proceeding was opened"), _("The case stands still meanwhile.")),
        ("seller", _("It has ended: won by the seller"), _("The case goes on with the days that were left.")),
        ("buyer", _("It has ended: won by the buyer"), _("What the bank has paid stays paid.")),
    )
    chosen = tuple(
        Option(value, text, hint, selected=typed.get("what") == value) for value, text, hint in options
    )
    known = {"ref", "amount", "what"}
    loose = [text for name, text in errors.items() if name not in known]
    return {
        "case": seen.file,
        "back": DOOR.page_of(seen.file.reference),
        "what": Choice("what", _("What has happened?"), chosen, error=errors.get("what", "")),
        "ref": Field(
            "ref",
            _("Reference of the bank or the body"),
            value=typed.get("ref", ""),
            error=errors.get("ref", ""),
            hint=_("The same reference twice is one proceeding."),
            required=True,
            max_length=LONGEST_REFERENCE,
        ),
        "amount": MoneyField(
            "amount",
            _("Amount it is about, when it was opened"),
            currency_name(seen.dispute.currency, seen.reader.language),
            value=typed.get("amount", ""),
            error=errors.get("amount", ""),
            required=False,
        ),
        "notices": tuple(Notice(text, tone="bad") for text in loose),
    }


ROOM = Room(DOOR, for_staff(Role.OPERATOR), frame, template="operator/case.html", extra=extra)
