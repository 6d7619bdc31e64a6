"""The two steps of a withdrawal, and the acknowledgement that can be printed and saved. Works without a script.

Source: Directive 2011/83 art. 11a; disputes.md L5. No reason is ever asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.actions.people import keep_address
from amiabil.actions.previews import prospect
from amiabil.channels.portal.refused import refused
from amiabil.channels.portal.withdrawal.choosing import Purchase, lines_of
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Submission
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Channel, Reason
from amiabil.foundation.errors import AmiabilError, Conflict, Invalid, NotFound
from amiabil.records import clock, people
from amiabil.records.case_files import case_file
from amiabil.records.new_id import new_id
from amiabil.ui.facts import ErrorSummary, Field, Link, Row
from amiabil.ui.frames import portal_frame
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_buyer
from amiabil.ui.withdrawals import acknowledgement, is_withdrawal, pieces
from amiabil.ui.words import return_address


@require_http_methods(["GET", "HEAD", "POST"])
@for_buyer
def withdraw(request: HttpRequest, viewer: Viewer, ref: str) -> HttpResponse:
    """Step one chooses, step two confirms; the confirmation is the withdrawal."""
    purchase = Purchase.of(prospect(viewer, ref))
    if request.method == "POST":
        return _confirmed(request, viewer, purchase)
    if "check" not in request.GET:
        return _choose(request, purchase, {})
    units = purchase.chosen(request.GET.dict())
    if not units:
        return _choose(request, purchase, request.GET.dict(), missing=True)
    return _check(request, purchase, units)


# ---- step one ------------------------------------------------------------------------------------------


def _choose(
    request: HttpRequest, purchase: Purchase, given: Mapping[str, str], *, missing: bool = False
) -> HttpResponse:
    if not purchase.right.is_open(purchase.reader.now) or not purchase.free():
        return _closed(request, purchase)
    viewer, sheet = purchase.reader.viewer, purchase.prospect.sheet
    known = people.own_settings(viewer)
    said = _("Choose at least one piece to withdraw from.")
    facts = {
        **_frame(request, purchase),
        "until": _until(purchase),
        "lines": lines_of(purchase, given),
        "known": (
            Row(_("You"), known.name or viewer.name),
            Row(
                _("Contract"), _("order %(ref)s with %(shop)s") % {"ref": sheet.ref, "shop": sheet.shop_name}
            ),
            *((Row(_("The confirmation goes to"), known.email),) if known.email else ()),
        ),
        "summary": ErrorSummary(_("Look at this again"), (Link(said, "#field-units"),)) if missing else None,
    }
    return render(request, "portal/withdrawal/choose.html", facts, status=422 if missing else 200)


def _until(purchase: Purchase) -> str:
    closes = purchase.right.closes
    if closes is None:
        return _("You can withdraw until %(days)s days after the last product has arrived.") % {
            "days": purchase.policy.lanes.statutory_withdrawal.days
        }
    return _("You can withdraw until %(until)s.") % {"until": purchase.reader.deadline(closes).long}


def _frame(request: HttpRequest, purchase: Purchase) -> dict[str, object]:
    sheet = purchase.prospect.sheet
    crumb = Link(_("Order %(ref)s") % {"ref": sheet.ref}, reverse("order", args=[sheet.ref]), "arrow-left")
    return {
        "frame": portal_frame(request, purchase.reader.viewer, "orders"),
        "action": reverse("withdraw", args=[sheet.ref]),
        "crumbs": (crumb,),
        "order_ref": sheet.ref,
    }


def _closed(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """Why there is nothing to withdraw from, and what is open instead."""
    found = purchase.prospect
    wanted = dict.fromkeys(list(purchase.free()) or [line.ref for line in found.sheet.facts.lines], 1)
    try:
        found.opens(wanted, Reason.WD_STATUTORY, at=purchase.reader.now)
    except AmiabilError as refusal:
        shown = refused(refusal, found, Reason.WD_STATUTORY, purchase.reader)
        return render(
            request, "portal/withdrawal/closed.html", {**_frame(request, purchase), "refused": shown}
        )
    raise NotFound  # nothing is free, and yet nothing is taken: the order changed meanwhile


# ---- step two ------------------------------------------------------------------------------------------


def _check(
    request: HttpRequest, purchase: Purchase, units: Mapping[str, int], *, error: str = "", typed: str = ""
) -> HttpResponse:
    found, reader = purchase.prospect, purchase.reader
    try:
        dispute = found.opens(units, Reason.WD_STATUTORY, at=reader.now)
    except (Conflict, Invalid):
        return _closed(request, purchase)
    known = people.own_settings(reader.viewer)
    email = Field(
        "email",
        _("E-mail for the confirmation"),
        "email",
        value=typed,
        error=error,
        required=True,
        autocomplete="email",
        max_length=320,
    )
    facts = {
        **_frame(request, purchase),
        "units": [(f"units-{ref}", count) for ref, count in units.items()],
        "case": request.POST.get("case") or str(new_id()),
        "again": f"{reverse('withdraw', args=[found.sheet.ref])}?{_named(units)}",
        "rows": _declared(purchase, units, known.name or reader.viewer.name, known.email),
        "follows": _follows(dispute, reader),
        "email": None if known.email else email,
        "summary": ErrorSummary(_("Look at this again"), (Link(error, "#field-email"),)) if error else None,
    }
    return render(request, "portal/withdrawal/check.html", facts, status=422 if error else 200)


def _named(units: Mapping[str, int]) -> str:
    return urlencode({f"units-{ref}": count for ref, count in units.items()})


def _declared(purchase: Purchase, units: Mapping[str, int], name: str, email: str) -> tuple[Row, ...]:
    titles = {line.ref: line.title or line.ref for line in purchase.prospect.sheet.facts.lines}
    goods = "; ".join(f"{titles[ref]} ({pieces(count)})" for ref, count in units.items())
    sheet = purchase.prospect.sheet
    rows = (
        Row(_("Withdraw from"), goods, strong=True),
        Row(_("Contract"), _("order %(ref)s with %(shop)s") % {"ref": sheet.ref, "shop": sheet.shop_name}),
        Row(_("You"), name),
        Row(_("The confirmation goes to"), email),
    )
    return tuple(row for row in rows if row.value)


def _follows(dispute: Dispute, reader: Reader) -> tuple[Row, ...]:
    terms = dispute.request.terms
    received = acknowledgement(dispute, "", reader, name="").follows
    note = Row(_("What comes back"), _("the price of these pieces and standard delivery for them"))
    return (note, *received) if terms.amount is not None else received


def _confirmed(request: HttpRequest, viewer: Viewer, purchase: Purchase) -> HttpResponse:
    try:
        case_id = UUID(request.POST.get("case", ""))
    except ValueError:
        case_id = new_id()
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    units = _units(purchase, given)
    if not units:
        return _choose(request, purchase, given, missing=True)
    if not people.own_settings(viewer).email:
        typed = request.POST.get("email", "").strip()
        try:
            keep_address(viewer, typed)
        except Invalid as refusal:
            return _check(
                request, purchase, units, error=describe(refusal, viewer.language).text, typed=typed
            )
    submission = Submission(units=units, reason=Reason.WD_STATUTORY, channel=Channel.WEB)
    opening = OpeningRequest(submission, case_id, clock.now())
    try:
        sent = open_dispute(viewer, purchase.prospect.sheet.ref, opening)
    except (Conflict, Invalid) as refusal:
        shown = refused(refusal, purchase.prospect, Reason.WD_STATUTORY, purchase.reader)
        facts = {**_frame(request, purchase), "refused": shown}
        return render(request, "portal/withdrawal/closed.html", facts, status=409)
    return HttpResponseRedirect(reverse("withdrawal_received", args=[sent.reference]))


def _units(purchase: Purchase, given: Mapping[str, str]) -> dict[str, int]:
    """The units of the confirmation as they were shown: what is no longer free is refused, not cut."""
    found = {}
    for line in purchase.prospect.sheet.facts.lines:
        count = given.get(f"units-{line.ref}", "")
        if count.isascii() and count.isdigit() and len(count) < 6 and int(count) > 0:
            found[line.ref] = int(count)
    return found


# ---- the acknowledgement -------------------------------------------------------------------------------


@require_safe
@for_buyer
def withdrawal_received(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The acknowledgement of receipt: a page to print, and with ``save`` a text file to keep."""
    file = case_file(viewer, reference)
    if not is_withdrawal(file.dispute):
        raise NotFound
    reader = Reader.of(viewer, now=clock.now(), case_zone=file.dispute.policy.zone)
    address = reverse("withdrawal_received", args=[file.reference])
    send_to = return_address.told(file.return_address, viewer.side, by_law=True)
    facts = {
        "frame": portal_frame(request, viewer, "disputes"),
        "crumbs": (Link(_("See the case"), reverse("dispute", args=[file.reference]), "arrow-left"),),
        "reference": file.reference,
        "shop": file.shop_name,
        "email": people.own_settings(viewer).email,
        "seen": acknowledgement(file.dispute, file.reference, reader, name=file.buyer_name, send_to=send_to),
        "case_url": f"{reverse('dispute', args=[file.reference])}#way-return",
        "save_url": f"{address}?save=1",
    }
    if "save" not in request.GET:
        return render(request, "portal/withdrawal/received.html", facts)
    text = render_to_string("portal/withdrawal/received.txt", facts)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = re.sub(r"[^0-9A-Za-z-]", "", file.reference)
    answer["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return answer
