"""Is what a step expects true? The keys of ``expect``, how each is read from the world, and how they compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from amiabil.domain.disputes.complaints import MEASURE_REVERSED
from amiabil.domain.disputes.errors import PRECEDENCE, UnitUnknown
from amiabil.domain.disputes.measures import AlreadyComplained, MeasureLifted, MeasureState
from amiabil.domain.terms import (
    STAFF_ROLES,
    Command,
    EvidenceStatus,
    Flag,
    Happening,
    Lane,
    Outcome,
    Reason,
    Remedy,
    Role,
    State,
    Timer,
)
from amiabil.foundation.documents import Node
from amiabil.foundation.errors import AmiabilError

_REFUSALS: tuple[type[AmiabilError], ...] = (*PRECEDENCE, UnitUnknown, AlreadyComplained, MeasureLifted)
_CODES = frozenset(kind.code for kind in _REFUSALS)
_EVENTS = frozenset(
    [command.value for command in Command]
    + [kind.value for kind in Happening if kind.value not in {"expired", "reminder", "flag"}]
    + [f"{kind}:{timer.value}" for kind in ("expired", "reminder") for timer in Timer]
    + [f"flag:{flag.value}" for flag in Flag]
    + [MEASURE_REVERSED, MeasureState.LIFTED.value, MeasureState.CHANGED.value]
)
ROLES = {
    Role.BUYER,
    Role.SELLER,
    Role.CARRIER,
    Role.PSP,
    Role.SYSTEM,
    Role.ASSISTANT,
    Role.ADMINISTRATOR,
} | STAFF_ROLES


def _one_of(words: type[Enum] | frozenset[str]) -> Callable[[Node], None]:
    allowed = words if isinstance(words, frozenset) else frozenset(member.value for member in words)

    def check(node: Node) -> None:
        if not isinstance(node.value, str):
            raise node.error("a name is expected here")
        if node.value not in allowed:
            raise node.error(f"unknown name '{node.value}'")

    return check


def _or_null(check: Callable[[Node], None]) -> Callable[[Node], None]:
    return lambda node: None if node.value is None else check(node)


def _list_of(check: Callable[[Node], None]) -> Callable[[Node], None]:
    def each(node: Node) -> None:
        for item in node.items():
            check(item)

    return each


def _map_of(words: frozenset[str] | None, check: Callable[[Node], None]) -> Callable[[Node], None]:
    def each(node: Node) -> None:
        for key, item in node.fields().items():
            if words is not None and key not in words:
                raise item.error(f"unknown name '{key}'")
            check(item)

    return each


def _amount(node: Node) -> None:
    try:
        Decimal(node.text())
    except InvalidOperation:
        raise node.error(f"'{node.value}' is not an amount") from None


def _moment(node: Node) -> None:
    node.instant()


def _anything(node: Node) -> None:
    return None


def _values(kind: type[Enum]) -> frozenset[str]:
    return frozenset(member.value for member in kind)


_PARTIES = frozenset({"buyer", "seller"})
_COMMAND_LISTS = _map_of(frozenset(role.value for role in ROLES), _list_of(_one_of(Command)))

CHECKS: Mapping[str, Callable[[Node], None]] = {
    "refused": _one_of(_CODES),
    "state": _or_null(_one_of(State)),
    "outcome": _or_null(_one_of(Outcome)),
    "lane": _one_of(Lane),
    "reason": _one_of(Reason),
    "flags": _list_of(_one_of(Flag)),
    "no_flags": _list_of(_one_of(Flag)),
    "held": _amount,
    "refunded": _amount,
    "released": _amount,
    "paid_by": _map_of(frozenset({"seller", "fund", "external"}), _amount),
    "seller_debit": _amount,
    "max_claim": _map_of(None, _amount),
    "due": _map_of(_values(Timer), _or_null(_moment)),
    "actions": _COMMAND_LISTS,
    "no_actions": _COMMAND_LISTS,
    "proposals": _map_of(_PARTIES, _or_null(_amount)),
    "evidence": _map_of(None, _one_of(EvidenceStatus)),
    "events": _list_of(_one_of(_EVENTS)),
    "no_events": _list_of(_one_of(_EVENTS)),
    "facts": _map_of(None, _anything),
    "remedies_locked": _list_of(_one_of(Remedy)),
    "measure": _one_of(MeasureState),
    "window": _map_of(frozenset({"opens", "closes"}), _or_null(_moment)),
}
"""Every key a step may expect, with what may stand there."""


def check_expectations(expect: Mapping[str, Node]) -> None:
    """Refuse an unknown key or name in ``expect``; raises ``DocumentError``."""
    for key, node in expect.items():
        if key not in CHECKS:
            raise node.error(f"unknown key '{key}'")
        CHECKS[key](node)
    if "facts" in expect and "refused" not in expect:
        raise expect["facts"].error("'facts' needs 'refused'")


Failure = tuple[str, Any, Any]
"""A key, what was expected and what is."""


def failures(expect: Mapping[str, Node], actual: Mapping[str, Any]) -> Iterator[Failure]:
    """The expectations that are not met by the values of the case."""
    for key, node in expect.items():
        wanted, found = node.plain(), actual.get(key)
        if not _COMPARE.get(key, _alike)(wanted, found):
            yield key, wanted, found


def _alike(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_alike(value, found.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(_alike, wanted, found))
    if isinstance(found, dict) and set(found) == {"amount", "currency"}:
        return _alike(wanted, found["amount"])
    if isinstance(wanted, str) and isinstance(found, str) and wanted != found:
        return _same_number(wanted, found) or _same_instant(wanted, found)
    return bool(wanted == found)


def _same_number(wanted: str, found: str) -> bool:
    try:
        return Decimal(wanted) == Decimal(found)
    except InvalidOperation:
        return False


def _same_instant(wanted: str, found: str) -> bool:
    try:
        return datetime.fromisoformat(wanted) == datetime.fromisoformat(found)
    except (ValueError, TypeError):
        return False


def _contains(wanted: Any, found: Any) -> bool:
    return set(wanted) <= set(found or ())


def _lacks(wanted: Any, found: Any) -> bool:
    return not set(wanted) & set(found or ())


def _same_set(wanted: Any, found: Any) -> bool:
    return set(wanted) == set(found or ())


def _in_order(wanted: Any, found: Any) -> bool:
    rest = iter(found or ())
    return all(kind in rest for kind in wanted)


def _offered(wanted: Any, found: Any) -> bool:
    return all(set(commands) <= set((found or {}).get(role, ())) for role, commands in wanted.items())


def _not_offered(wanted: Any, found: Any) -> bool:
    return all(not set(commands) & set((found or {}).get(role, ())) for role, commands in wanted.items())


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "flags": _contains,
    "no_flags": _lacks,
    "remedies_locked": _same_set,
    "events": _in_order,
    "no_events": _lacks,
    "actions": _offered,
    "no_actions": _not_offered,
}
