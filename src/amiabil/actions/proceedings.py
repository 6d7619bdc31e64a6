"""What systems outside report about an order or a seller: chargebacks, insolvency, notices that came back.

Each report becomes the engine's command on every case it concerns, in one transaction; the same report again changes
nothing. Source: disputes.md 3.4 (C19 and *Chargeback*, *Insolvency*), 3.9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from amiabil.actions.disputes import Taken, tell_insolvency
from amiabil.actions.reporting import case_of, speaking_as, tell_case
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes import money
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.reports import (
    ExternalClosed,
    ExternalOpened,
    NoticeBounced,
)
from amiabil.domain.terms import Command, Remedy, Role
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.foundation.money import BadAmount, Money, split, total
from amiabil.records import insolvencies, proceedings
from amiabil.records.order_sheets import order_sheet
from amiabil.records.proceedings import OrderOfProceeding, Proceeding

SYSTEM = Role.SYSTEM


class ProceedingDiffers(Conflict):
    """A proceeding of this reference is known with another amount, other lines or another end."""

    code = "proceeding_differs"


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report: the proceeding, and the disputes it reached."""

    order_ref: str
    proceeding: Proceeding
    cases: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class OpenedOutside:
    """A chargeback of a payment (``lines`` empty: of the whole order); ``amount`` is text in the order's currency."""

    order_ref: str
    ref: str
    amount: str
    lines: tuple[str, ...] = ()


@transaction.atomic
def opened_outside(viewer: Viewer, report: OpenedOutside, *, at: datetime) -> Reported:
    """A chargeback was opened: it suspends every open case of its lines, and is booked once, up to what is left.

    The amount goes to the cases in turn, open ones first, each up to what can still be refunded there, then to units
    in no case; what remains contests money that has gone back already, and is told to the last case as a risk. Raises
    ``NotFound``, ``BadAmount``, ``ProceedingDiffers``, ``ScopeMissing``.
    """
    order = proceedings.lock_order(viewer, report.order_ref)
    amount = Money.parse(report.amount, order.currency)
    if not amount:
        raise BadAmount(amount=report.amount)
    sheet = order_sheet(speaking_as(viewer, SYSTEM), order.ref)
    known_lines = [line.ref for line in sheet.facts.lines]
    if set(report.lines) - set(known_lines):
        raise NotFound()
    lines = tuple(line for line in known_lines if line in (report.lines or known_lines))
    known = proceedings.proceeding(viewer, order, report.ref)
    if known is not None:
        if (known.amount, known.lines) != (amount, lines):
            raise ProceedingDiffers(ref=report.ref)
        return Reported(order.ref, known, ())
    touched = [(ref, case) for ref, case in _cases(viewer, order) if _about(case, lines)]
    shares, outside, paid = _spread(amount, [case for _, case in touched], sheet.facts, lines)
    psp = speaking_as(viewer, Role.PSP)
    taken = [
        tell_case(psp, reference, (Command.EXTERNAL_OPENED, ExternalOpened(report.ref, share.text())), at)
        for (reference, _), share in zip(touched, shares, strict=True)
        if share
    ]
    new = Proceeding(report.ref, amount, lines, outside, at, None, None)
    proceedings.add(viewer, order, new, paid, at=at)
    return Reported(order.ref, new, tuple(taken))


def _cases(viewer: Viewer, order: OrderOfProceeding) -> list[tuple[str, Dispute]]:
    return [(ref, case_of(viewer, ref)) for ref in order.cases]


def _about(case: Dispute, lines: Iterable[str]) -> bool:
    return any(unit.line in lines for unit in case.units)


def _spread(
    amount: Money, cases: list[Dispute], facts: Any, lines: tuple[str, ...]
) -> tuple[list[Money], dict[proceedings.Unit, Money], dict[proceedings.Unit, Money]]:
    """What of an amount goes to each case, and to each unit that is in none; with it what those units cost."""
    rest, shares = amount, list[Money]()
    seen: set[proceedings.Unit] = set()
    for case in cases:
        units = {(unit.line, unit.number) for unit in case.units}
        left = Money.zero(amount.currency) if units & seen else money.refundable(case, Remedy.REFUND_KEEP)
        seen |= units
        shares.append(min(rest, left))
        rest = rest - shares[-1]
    loose = [u for u in money.order_units(facts) if u.line in lines and (u.line, u.number) not in seen]
    paid = {(unit.line, unit.number): unit.net + unit.shipping for unit in loose}
    part = min(rest, total(paid.values(), amount.currency))
    split_up = split(part, [worth.minor for worth in paid.values()]) if part else []
    outside = {unit: share for unit, share in zip(paid, split_up, strict=False) if share}
    rest = rest - part
    if rest and shares:
        last = next((n for n, case in enumerate(cases) if money.refunded(case) or money.pending(case)), 0)
        shares[last] = shares[last] + rest
    return shares, outside, paid


@dataclass(frozen=True, slots=True)
class ClosedOutside:
    """How a chargeback ended: won by ``buyer`` or ``seller``."""

    order_ref: str
    ref: str
    won_by: Role


@transaction.atomic
def closed_outside(viewer: Viewer, report: ClosedOutside, *, at: datetime) -> Reported:
    """A chargeback has ended: every case it suspended goes on, with the days it had left.

    Raises ``NotFound``, ``ProceedingDiffers``, ``ScopeMissing``.
    """
    order = proceedings.lock_order(viewer, report.order_ref)
    known = proceedings.proceeding(viewer, order, report.ref)
    if known is None:
        raise NotFound()
    if known.won_by is not None:
        if known.won_by != report.won_by.value:
            raise ProceedingDiffers(ref=report.ref)
        return Reported(order.ref, known, ())
    psp, given = (
        speaking_as(viewer, Role.PSP),
        (Command.EXTERNAL_CLOSED, ExternalClosed(report.ref, report.won_by)),
    )
    taken = [
        tell_case(psp, reference, given, at)
        for reference, case in _cases(viewer, order)
        if any(one.ref == report.ref and one.won_by is None for one in case.externals)
    ]
    proceedings.close(viewer, order, known, won_by=report.won_by.value, at=at)
    if order_sheet(speaking_as(viewer, SYSTEM), order.ref).facts.seller_insolvent:
        told = [one.reference for one in taken]
        taken += tell_insolvency(speaking_as(viewer, Role.OPERATOR), told, at=at)
    over = replace(known, closed_at=at, won_by=report.won_by.value)
    return Reported(order.ref, over, tuple(taken))


@transaction.atomic
def seller_insolvent(
    viewer: Viewer, shop_ref: str, *, at: datetime, facts: Mapping[str, str] | None = None
) -> tuple[Taken, ...]:
    """A seller is insolvent: it holds for every open case of his, and for those that are opened later.

    ``facts`` are what is known of the proceeding (``insolvencies.Proceeding``), now or later. Raises ``NotFound``,
    ``ScopeMissing``.
    """
    open_cases = proceedings.insolvent_shop(viewer, shop_ref, at=at)
    insolvencies.tell(viewer, shop_ref, facts or {})
    return tuple(tell_insolvency(speaking_as(viewer, Role.OPERATOR), open_cases, at=at))


def notice_bounced(viewer: Viewer, reference: str, to: Role, *, at: datetime) -> Taken:
    """The notice of a dispute did not reach a party: nothing is concluded from their silence.

    Raises ``NotFound``, ``ScopeMissing`` and the refusals of ``engine.act``.
    """
    demand(viewer, Act.REPORT_BOUNCE)
    return tell_case(speaking_as(viewer, SYSTEM), reference, (Command.NOTICE_BOUNCED, NoticeBounced(to)), at)
