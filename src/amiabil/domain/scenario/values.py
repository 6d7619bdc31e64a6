"""What does a case look like to an expectation? Every key of ``expect`` as a plain value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amiabil.domain.disputes import clock, engine, money
from amiabil.domain.disputes.model import CaseOfOrder, Dispute
from amiabil.domain.disputes.negotiation import locked_remedies
from amiabil.domain.scenario.expected import ROLES
from amiabil.domain.terms import Role, Timer
from amiabil.foundation.codec import instant_text
from amiabil.foundation.money import Money, total


@dataclass(frozen=True, slots=True)
class Look:
    """A case as it is looked at: at an instant, beside the other cases of its order."""

    dispute: Dispute
    at: datetime
    others: tuple[CaseOfOrder, ...]


def values_of(look: Look, keys: Iterable[str] | None = None) -> dict[str, Any]:
    """The present values of a case for these keys, None for all.

    Amounts are text, instants in UTC; what there is not is None.
    """
    wanted = _VALUES if keys is None else [key for key in keys if key in _VALUES]
    return {key: _VALUES[key](look) for key in wanted}


def _due(dispute: Dispute) -> dict[str, str | None]:
    ends = clock.all_due(dispute)
    return {timer.value: instant_text(ends[timer]) if timer in ends else None for timer in Timer}


def _actions(look: Look) -> dict[str, list[str]]:
    return {
        role.value: [str(command) for command in engine.available_actions(look.dispute, role, at=look.at)]
        for role in sorted(ROLES)
    }


def _proposal(dispute: Dispute, role: Role) -> str | None:
    proposal = dispute.proposal_of(role)
    amount = proposal.terms.amount if proposal else None
    return amount.text() if amount is not None else None


def _max_claim(dispute: Dispute, others: Iterable[CaseOfOrder]) -> dict[str, str]:
    """What can still be claimed for each whole line, in all cases together."""
    currency = dispute.currency
    taken: dict[str, Money] = {}
    for case in others:
        for unit in case.units:
            taken[unit.line] = taken.get(unit.line, Money.zero(currency)) + unit.refunded + unit.debited
    found = {}
    for line in dispute.order.lines:
        worth = total(
            (unit.net + unit.shipping for unit in money.order_units(dispute.order) if unit.line == line.ref),
            currency,
        )
        left = worth - taken.get(line.ref, Money.zero(currency))
        found[line.ref] = max(left, Money.zero(currency)).text()
    return found


def _flags(look: Look) -> list[str]:
    return sorted(flag.value for flag in look.dispute.flags)


_VALUES: Mapping[str, Callable[[Look], Any]] = {
    "state": lambda look: look.dispute.state.value,
    "outcome": lambda look: look.dispute.outcome.value if look.dispute.outcome else None,
    "lane": lambda look: look.dispute.lane.value,
    "reason": lambda look: look.dispute.reason.value,
    "flags": _flags,
    "no_flags": _flags,
    "held": lambda look: money.held(look.dispute).text(),
    "refunded": lambda look: money.refunded(look.dispute).text(),
    "released": lambda look: money.sum_of(look.dispute, lambda unit: unit.released).text(),
    "paid_by": lambda look: {who: amount.text() for who, amount in money.paid_by(look.dispute).items()},
    "max_claim": lambda look: _max_claim(look.dispute, look.others),
    "due": lambda look: _due(look.dispute),
    "actions": _actions,
    "no_actions": _actions,
    "proposals": lambda look: {r.value: _proposal(look.dispute, r) for r in (Role.BUYER, Role.SELLER)},
    "evidence": lambda look: {item.label: item.status.value for item in look.dispute.evidence},
    "remedies_locked": lambda look: sorted(remedy.value for remedy in locked_remedies(look.dispute)),
}
"""How each key of ``expect`` is read from a case."""


def without_repeats(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values for a report: the keys that only deny others are left out."""
    return {key: value for key, value in values.items() if not key.startswith("no_")}
