"""What does a repair do to the legal guarantee? Source: disputes.md 6, L11 (Directive 2024/1799, art. 16).

The line a piece was repaired of carries when (``LineFacts.repaired_at``); ``eligibility`` computes the end from it.
Which piece of a line it was nobody can tell from outside, so it counts for all of them (docs/decisions/0062).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import LineFacts, OrderFacts
from amiabil.domain.disputes.settling import terms_in_force
from amiabil.domain.terms import Remedy
from amiabil.foundation.values import replace


def months_given(dispute: Dispute) -> int:
    """The months the repair that is in force here gives to the legal guarantee; 0 when none is, or it gives none."""
    terms = terms_in_force(dispute)
    return months_by_repair(dispute) if terms is not None and terms.remedy is Remedy.REPAIR else 0


def months_by_repair(dispute: Dispute) -> int:
    """The months a repair would give: only a consumer's purchase from a trader has that guarantee, and only its first
    repair prolongs it."""
    order = dispute.order
    if not order.consumer or not order.trader:
        return 0
    mine = {unit.line for unit in dispute.units}
    first = any(line.repaired_at is None for line in order.lines if line.ref in mine)
    return (dispute.policy.lanes.statutory_conformity.repair_prolongs_months or 0) if first else 0


def note(change: Change) -> None:
    """The lines of the case have been repaired now; what was repaired before keeps its instant."""
    dispute = change.dispute
    mine = {unit.line for unit in dispute.units}
    change.dispute = replace(dispute, order=with_repairs(dispute.order, mine, change.at))


def with_repairs(order: OrderFacts, lines: Iterable[str], at: datetime) -> OrderFacts:
    """The order after these lines were repaired."""
    wanted = set(lines)

    def repaired(line: LineFacts) -> LineFacts:
        new = line.ref in wanted and line.repaired_at is None
        return replace(line, repaired_at=at) if new else line

    return replace(order, lines=tuple(repaired(line) for line in order.lines))


def made(before: OrderFacts | None, after: OrderFacts) -> dict[str, datetime]:
    """The lines of a case that a step has repaired, with the instant; an opening repairs nothing."""
    if before is None or before is after:
        return {}
    known = {line.ref for line in before.lines if line.repaired_at is not None}
    return {line.ref: line.repaired_at for line in after.lines if line.repaired_at and line.ref not in known}
