"""What carriers have seen, told to the disputes it concerns: as a report of its own, or with the parcels of an order.

All cases of an order hear it in one transaction, and with parcels in that of the order. Source: disputes.md 3.4
(*Return*, *The parcel arrives*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amiabil.actions.disputes import Taken
from amiabil.actions.reporting import case_of, speaking_as, tell_case
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.procedure import HOLDERS, OF_LANE
from amiabil.domain.disputes.reports import Scan
from amiabil.domain.disputes.returns import ON_ITS_WAY
from amiabil.domain.orders.delivery import News
from amiabil.domain.terms import CarrierStatus, Command, Direction, Role
from amiabil.foundation.errors import Fact
from amiabil.records import audit, proceedings


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a carrier has seen: of the goods (``outbound``, perhaps only of one line) or of their return."""

    order_ref: str
    direction: Direction
    status: CarrierStatus
    line: str | None = None


@transaction.atomic
def scanned(viewer: Viewer, scan: Scanned, *, at: datetime) -> tuple[Taken, ...]:
    """A carrier's scan, told to every open case of the order that it concerns.

    Raises ``NotFound``, ``ScopeMissing``.
    """
    carrier, given = speaking_as(viewer, Role.CARRIER), Scan(scan.status, scan.direction, scan.line)
    return tuple(
        tell_case(carrier, reference, (Command.SCAN, given), at)
        for reference in proceedings.open_cases_of_order(viewer, scan.order_ref)
        if _concerned(case_of(viewer, reference), scan.line)
    )


def _concerned(dispute: Dispute, line: str | None) -> bool:
    return _hears(dispute) and (line is None or line in _lines(dispute))


@transaction.atomic
def tell_cases(viewer: Viewer, news: Mapping[str, Sequence[News]], *, at: datetime) -> None:
    """Tell the open cases of these orders, by reference, what carriers have newly said of their parcels.

    A case hears only what it does not know: the delivery of its lines and their last status, and the way of goods
    it waits for. Raises ``ScopeMissing``.
    """
    told = {ref: found for ref, found in news.items() if found}
    if not told:
        return
    reached: dict[str, list[Fact]] = {}
    carrier = speaking_as(viewer, Role.CARRIER)
    for order_ref, reference in proceedings.open_cases_of_orders(viewer, list(told)):
        for scan in _wanted(case_of(viewer, reference), told[order_ref]):
            tell_case(carrier, reference, (Command.SCAN, scan), at)
            reached.setdefault(order_ref, []).append(reference)
    for order_ref, cases in reached.items():
        audit.note(viewer, "case.scan", order_ref, at=at, facts={"cases": list(dict.fromkeys(cases))[:50]})


def _hears(dispute: Dispute) -> bool:
    """Whether the case has goods of its own: a claim about a return has none."""
    return Command.SCAN in OF_LANE.get(dispute.lane, HOLDERS)


def _lines(dispute: Dispute) -> frozenset[str]:
    return frozenset(unit.line for unit in dispute.units)


def _wanted(dispute: Dispute, news: Sequence[News]) -> Iterator[Scan]:
    """The scans a case wants to hear; one without a line is about all of its lines."""
    if not _hears(dispute):
        return
    mine = _lines(dispute)
    for one in news:
        about = one.lines & mine
        if one.direction is Direction.RETURN:
            if about and (dispute.suspended_from or dispute.state) in ON_ITS_WAY:
                yield Scan(one.status, one.direction)
            continue
        unknown = {line for line in about if not _known(dispute, line, one.status)}
        if unknown == mine:
            yield Scan(one.status, one.direction)
        else:
            yield from (Scan(one.status, one.direction, line) for line in sorted(unknown))


def _known(dispute: Dispute, ref: str, status: CarrierStatus) -> bool:
    line = dispute.order.line(ref)
    return line is None or line.delivered_at is not None or line.carrier_status is status
