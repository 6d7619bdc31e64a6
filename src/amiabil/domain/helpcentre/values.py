"""Which numbers may an article name without writing them down? Those of the policy in force."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields

from amiabil.domain.policy.limits import Limits
from amiabil.domain.policy.model import Policy
from amiabil.domain.policy.timers import Timers
from amiabil.foundation.working_time import Span, Unit

MARKETPLACE = "marketplace"
"""The name of the marketplace: the one value that is no time."""


def _timer(name: str) -> Callable[[Policy], Span]:
    def span(policy: Policy) -> Span:
        found: Span = getattr(policy.timers, name).span
        return found

    return span


_TIMERS = {f"timers.{one.name}": one.name for one in fields(Timers)}


def _extension(policy: Policy) -> Span | None:
    given = policy.timers.return_ship.extension
    return Span(given.days) if given is not None else None


def _counted(
    count: Callable[[Policy], int | None], unit: Unit = Unit.DAYS
) -> Callable[[Policy], Span | None]:
    def span(policy: Policy) -> Span | None:
        found = count(policy)
        return Span(found, unit) if found is not None else None

    return span


TIMES: Mapping[str, Callable[[Policy], Span | None]] = {
    "withdrawal": lambda policy: Span(policy.lanes.statutory_withdrawal.days),
    "not_conform": lambda policy: Span(policy.lanes.guarantee.non_conformity.closes.after_delivery_days),
    "not_received": lambda policy: Span(policy.lanes.guarantee.not_received.closes.after_latest_edd_days),
    "guarantee": lambda policy: Span(policy.lanes.statutory_conformity.years, Unit.YEARS),
    "withdrawal_refund": lambda policy: Span(policy.lanes.statutory_withdrawal.refund_days),
    "withdrawal_return": lambda policy: policy.timers.return_ship.withdrawal_span,
    "reopen": lambda policy: Span(policy.limits.reopen_days),
    "return_extension": _extension,
    "replacement_right": _counted(lambda policy: policy.lanes.statutory_conformity.replacement_only_days),
    "statutory_repair": _counted(lambda policy: policy.lanes.statutory_conformity.repair_cap_calendar_days),
    "repair_prolongs": _counted(
        lambda policy: policy.lanes.statutory_conformity.repair_prolongs_months, Unit.MONTHS
    ),
    **{name: _timer(timer) for name, timer in _TIMERS.items()},
}
"""Every time an article can name, as ``{{name}}``; None where the policy has no such rule."""

AMOUNTS: Mapping[str, Callable[[Policy], Limits | None]] = {
    "auto_default_max": lambda policy: policy.timers.seller_first_answer.auto_default_max,
}
"""Every amount an article can name: one for each currency of the policy; None where it sets no limit."""

NAMES = frozenset({*TIMES, *AMOUNTS, MARKETPLACE})

_VALUE = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")


def named(text: str) -> tuple[str, ...]:
    """The names a text asks for, known or not, in their order."""
    return tuple(_VALUE.findall(text))


def filled(text: str, value: Callable[[str], str | None]) -> str:
    """The text with what its names stand for; what ``value`` does not know stays as it is written."""
    if "{{" not in text:
        return text

    def replace(found: re.Match[str]) -> str:
        stands_for = value(found[1])
        return found[0] if stands_for is None else stands_for

    return _VALUE.sub(replace, text)
