"""What are my rights to this order, until when, and which cases are there? The page of one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.policies import rules_at
from amiabil.channels.portal.orders import order_card
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import errors
from amiabil.domain.disputes.eligibility import LineRights, Right, Rights, Sight, rights_of, window_of
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.terms import CarrierStatus, Outcome, Reason, ReturnCost, Role, State
from amiabil.records import clock
from amiabil.records.case_rows import Pinned
from amiabil.records.complainants import suspension_of
from amiabil.records.order_sheets import DisputeOnOrder, OrderSheet, Tracked, order_sheet
from amiabil.ui import tracking
from amiabil.ui.facts import Act, Chip, Link, Notice, Row
from amiabil.ui.formats import days
from amiabil.ui.frames import portal_frame
from amiabil.ui.reader import Reader
from amiabil.ui.rights import barrier_text, prolonged_text
from amiabil.ui.viewer import for_buyer
from amiabil.ui.words import names


@dataclass(frozen=True, slots=True)
class RightRow:
    """A right as dates: its name, from when until when in words, what it means, and its act while it is open."""

    term: str
    when: str
    text: str
    act: Act | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class LineOfRights:
    """The rights for one product."""

    title: str
    rows: tuple[RightRow, ...]


@dataclass(frozen=True, slots=True)
class CaseOnOrder:
    """A case about the order: where it leads, where it stands, what is next."""

    link: Link
    chip: Chip
    text: str


@dataclass(frozen=True, slots=True)
class _Seen:
    sheet: OrderSheet
    pinned: Pinned
    reader: Reader
    rights: Rights
    outages: tuple[Outage, ...]
    suspended_until: datetime | None = None

    def until(self, closes: datetime) -> str:
        """An exclusive end with its zone, and the reader's own time where it differs."""
        shown = self.reader.deadline(closes)
        return f"{shown.long}, {shown.zone}" + (f" ({shown.own})" if shown.own else "")


@require_safe
@for_buyer
def order(request: HttpRequest, viewer: Viewer, ref: str) -> HttpResponse:
    """One order: its products, every right with its dates, its parcels and its cases."""
    sheet = order_sheet(viewer, ref)
    now = clock.now()
    rules = rules_at(now)
    pinned = rules.for_order(sheet.facts)
    reader = Reader.of(viewer, now=now, case_zone=pinned.policy.zone)
    known = rights_of(rules.sight(sheet.facts, reader.now))
    seen = _Seen(sheet, pinned, reader, known, rules.outages, suspension_of(sheet.buyer_id, at=now))
    facts = {
        "frame": portal_frame(request, viewer, "orders"),
        "crumbs": (Link(_("Back to my orders"), reverse("orders"), "arrow-left"),),
        "ref": sheet.ref,
        "order": order_card(sheet, viewer, rules, now=reader.now, strip=None),
        "rests": _rests(seen),
        "returns": tuple(_returns(seen)),
        "lines": tuple(
            LineOfRights(line.title or line.ref, tuple(_line(seen, line, rights)))
            for line, rights in zip(sheet.facts.lines, known.lines, strict=True)
        ),
        "cases": tuple(_case(one, reader) for one in sheet.disputes),
        "parcels": tuple(_parcel(one, reader) for one in sheet.parcels),
        "form_url": reverse("open_dispute", args=[sheet.ref]),
    }
    return render(request, "portal/order.html", facts)


def _rests(seen: _Seen) -> Notice | None:
    """What a buyer whose complaints rest can and cannot do; None for everybody else (docs/decisions/0043)."""
    if seen.suspended_until is None:
        return None
    text = _(
        "Until %(day)s the marketplace's protection for goods that are not as agreed is closed to you. Withdrawal, the "
        "legal guarantee, goods that did not come and cases that are open already go on as before."
    ) % {"day": seen.reader.last_day(seen.suspended_until)}
    act = Link(_("See the decision, or contest it"), reverse("measures"))
    return Notice(text, title=_("Your complaints rest for a time"), tone="warn", icon="pause", act=act)


# ---- taking goods back -----------------------------------------------------------------------------------


def _returns(seen: _Seen) -> Iterator[RightRow]:
    right, address = seen.rights.withdrawal, reverse("withdraw", args=[seen.sheet.ref])
    term = _("Withdraw from the contract")
    language = seen.reader.language
    text = _("Without a reason; the money comes back within %(days)s.") % {
        "days": days(seen.rights.withdrawal_refund_days, language)
    }
    if right.barrier is not None:
        yield RightRow(term, _("does not apply here"), barrier_text(right.barrier), over=True)
    elif right.is_open(seen.reader.now):
        when = (
            _("until %(until)s") % {"until": seen.until(right.closes)}
            if right.closes
            else _("now, and until %(days)s after the last delivery")
            % {"days": days(seen.rights.withdrawal_days, language)}
        )
        yield RightRow(term, when, text, Act(term, address, style="primary"))
    elif right.closes is not None:
        yield RightRow(
            term, _("ended on %(day)s") % {"day": seen.reader.last_day(right.closes)}, text, over=True
        )
    yield from _voluntary(seen)


def _voluntary(seen: _Seen) -> Iterator[RightRow]:
    """The shop's own return policy, where there is one and it takes these goods."""
    own = seen.sheet.facts.voluntary_returns
    if own is None:
        return
    pinned = seen.pinned
    sight = Sight(seen.sheet.facts, pinned.policy, pinned.calendar, seen.reader.now, outages=seen.outages)
    taken = [line.ref for line in seen.sheet.facts.lines if line.category not in own.excluded_categories]
    if not taken:
        return
    try:
        window = window_of(sight, taken, Reason.WD_VOLUNTARY)
    except errors.NotHere:
        return
    if window.opens is None or window.closes is None:
        return
    text = (
        _("The shop takes it back by its own rules and pays the way.")
        if own.payer is ReturnCost.SELLER
        else _("The shop takes it back by its own rules; you pay the way.")
    )
    term = _("Return it to the shop")
    if window.refusal(seen.reader.now) is None and seen.suspended_until is not None:
        yield _resting(seen, term, window.closes, text)
    elif window.refusal(seen.reader.now) is None:
        address = f"{reverse('open_dispute', args=[seen.sheet.ref])}?{urlencode({'reason': 'wd_voluntary'})}"
        when = _("until %(until)s") % {"until": seen.until(window.closes)}
        yield RightRow(term, when, text, Act(term, address))
    else:
        when = _("ended on %(day)s") % {"day": seen.reader.last_day(window.closes)}
        yield RightRow(term, when, text, over=True)


# ---- rights of a line --------------------------------------------------------------------------------------


def _line(seen: _Seen, line: LineFacts, known: LineRights) -> Iterator[RightRow]:
    if line.delivered_at is None or line.delivered_at > seen.reader.now:
        yield _dated(
            seen,
            _("It has not arrived"),
            known.not_received,
            _("The seller has to prove the delivery; until then we keep the money."),
        )
    else:
        yield _dated(
            seen,
            _("It is marked as delivered, but it never came"),
            known.denied,
            _("The seller has to show the delivery; you say who could have taken the parcel in."),
        )
    yield _protection(seen, known.dispute)
    holds_alone = seen.suspended_until is not None and known.dispute.is_open(seen.reader.now)
    yield _dated(
        seen,
        _("Something is wrong: the legal guarantee"),
        known.guarantee,
        " ".join(
            filter(
                None,
                (
                    _("Holds meanwhile: repair or replacement first, then money.")
                    if holds_alone
                    else _("Goes on after the protection: repair or replacement first, then money."),
                    prolonged_text(known.prolonged) if known.prolonged else "",
                ),
            )
        ),
    )


def _protection(seen: _Seen, right: Right) -> RightRow:
    term = _("Something is wrong: the marketplace's protection")
    text = _("The seller answers, a mediator decides if needed, and the money is kept meanwhile.")
    if seen.suspended_until is not None and right.is_open(seen.reader.now):
        return _resting(seen, term, right.closes, text)
    return _dated(seen, term, right, text)


def _resting(seen: _Seen, term: str, closes: datetime | None, text: str) -> RightRow:
    """A way that is open to others and closed to this buyer, for a time or until it ends."""
    until = seen.suspended_until
    if until is None or (closes is not None and closes <= until):
        return RightRow(term, _("closed to you"), text, over=True)
    return RightRow(
        term, _("closed to you until %(day)s") % {"day": seen.reader.last_day(until)}, text, over=True
    )


def _dated(seen: _Seen, term: str, right: Right, text: str) -> RightRow:
    reader = seen.reader
    if right.barrier is not None:
        return RightRow(term, _("does not apply here"), barrier_text(right.barrier), over=True)
    if right.opens is None:
        return RightRow(term, _("from the delivery"), text)
    if right.closes is None:
        return RightRow(term, _("from %(day)s") % {"day": reader.day(right.opens)}, text)
    if reader.now < right.opens:
        words = _("from %(from)s until %(until)s") % {
            "from": reader.day(right.opens),
            "until": seen.until(right.closes),
        }
        return RightRow(term, words, text)
    if reader.now >= right.closes:
        return RightRow(term, _("ended on %(day)s") % {"day": reader.last_day(right.closes)}, text, over=True)
    return RightRow(term, _("until %(until)s") % {"until": seen.until(right.closes)}, text)


# ---- cases and parcels -------------------------------------------------------------------------------------


def _case(one: DisputeOnOrder, reader: Reader) -> CaseOnOrder:
    link = Link(one.reference, reverse("dispute", args=[one.reference]), "scales")
    if one.state == State.CLOSED:
        text = str(names.OUTCOMES[Outcome(one.outcome)]) if one.outcome else ""
        return CaseOnOrder(link, Chip(_("Ended"), icon="check"), text)
    until = _("until %(until)s") % {"until": reader.deadline(one.due_at).long} if one.due_at else ""
    if one.turn == Role.BUYER:
        return CaseOnOrder(link, Chip(_("Your turn"), "brand", "scales"), until)
    return CaseOnOrder(link, Chip(str(names.STATES[State(one.state)]), icon="clock"), until)


def _parcel(one: Tracked, reader: Reader) -> Row:
    status = str(names.CARRIER[CarrierStatus(one.status)]) if one.status else ""
    when = reader.moment(one.scanned_at).text if one.scanned_at else ""
    seen = " · ".join(part for part in (status, one.place, when) if part)
    return Row(
        f"{one.carrier} {one.tracking}".strip(), seen, url=tracking.of_parcel(one.carrier, one.tracking)
    )
