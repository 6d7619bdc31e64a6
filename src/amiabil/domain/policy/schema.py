"""How does a policy file become the types of the model? The readers of its values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from amiabil.domain.policy.limits import Limits
from amiabil.domain.policy.model import OneOf, Policy
from amiabil.domain.terms import EvidenceKind
from amiabil.foundation.documents import Node
from amiabil.foundation.money import BadAmount, Money, is_currency
from amiabil.foundation.schema import Readers, typed


def typed_policy(root: Node) -> Policy:
    """The policy these nodes spell; raises ``DocumentError`` at the first key that is wrong."""
    policy: Policy = typed(Policy, root, READERS)
    return policy


MAX_YEARS = 100
"""No deadline is longer, in whatever unit; the calendar of dates has an end."""

_LONGEST = {
    "days": MAX_YEARS * 365,
    "hours": MAX_YEARS * 365,
    "minutes": MAX_YEARS * 365,
    "months": MAX_YEARS * 12,
    "years": MAX_YEARS,
}


def _positive(node: Node) -> int:
    number = node.integer()
    if number < 0 or number > 10**12:
        raise node.error("a number that is not negative is expected here")
    key = node.key.rpartition(".")[2]
    longest = _LONGEST.get(key.rpartition("_")[2], _LONGEST["days"] if key == "days_after" else None)
    if longest is not None and number > longest:
        raise node.error(f"a number of at most {longest} is expected here")
    return number


def _decimal(node: Node) -> Decimal:
    try:
        if isinstance(node.value, bool):
            raise InvalidOperation
        value = Decimal(str(node.value))
    except InvalidOperation:
        raise node.error("a number is expected here") from None
    if not 0 <= value <= 100:
        raise node.error("a number from 0 to 100 is expected here")
    return value


def _limits(node: Node) -> Limits:
    amounts = []
    for currency, item in node.fields().items():
        if not is_currency(currency):
            raise item.error(f"'{currency}' is not a currency")
        try:
            amounts.append(Money.parse(item.text(), currency))
        except BadAmount:
            raise item.error(f"'{item.value}' is not an amount of {currency}") from None
    return Limits(tuple(amounts))


def _evidence(node: Node) -> OneOf:
    items = node.items() if isinstance(node.value, tuple) else (node,)
    if not items:
        raise node.error("at least one kind of evidence is expected here")
    return OneOf(tuple(EvidenceKind(typed(EvidenceKind, item, READERS)) for item in items))


READERS: Readers = {
    str: Node.text,
    int: _positive,
    bool: Node.boolean,
    Decimal: _decimal,
    date: Node.day,
    Limits: _limits,
    OneOf: _evidence,
}
"""How each kind of value that is no record is read."""
