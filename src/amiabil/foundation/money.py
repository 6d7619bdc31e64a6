"""How much, in which currency, and how is a sum split without losing a cent?

Amounts are whole minor units; nothing here is ever a float. Source of the rules: disputes.md 3.11.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from amiabil.foundation.errors import Fact, Invalid
from amiabil.foundation.values import quickly_made

_EXPONENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_EXPONENT = {code: places for places, codes in _EXPONENTS.items() for code in codes.split()}

MAX_MINOR = 10**15
"""No amount is larger: keeps sums far inside a 64-bit column, and a typing slip out of a ledger."""


class BadAmount(Invalid):
    """Not an amount of this currency: unreadable, negative, too large or with too many decimals."""

    code = "bad_amount"


def exponent(currency: str) -> int:
    """Decimals of an ISO 4217 currency; 2 for those the standard gives no other number."""
    return _EXPONENT.get(currency, 2)


def is_currency(code: str) -> bool:
    """Whether this has the form of an ISO 4217 code: three capital ASCII letters."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


@quickly_made
@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units of one currency; may be negative only as a difference."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read ``"249.9"``; raises ``BadAmount`` for what is not a non-negative amount of the currency."""
        places = exponent(currency)
        whole, dot, fraction = text.partition(".")
        plain = whole.isascii() and whole.isdigit() and len(text) <= 20
        if not plain or (dot and not (fraction.isascii() and fraction.isdigit())):
            raise BadAmount(amount=text[:40], currency=currency, decimals=places)
        if len(fraction) > places:
            raise BadAmount(amount=text[:40], currency=currency, decimals=places)
        minor = int(whole + fraction.ljust(places, "0"))
        if minor > MAX_MINOR:
            raise BadAmount(amount=text[:40], currency=currency, decimals=places)
        return cls(minor, currency)

    @staticmethod
    def zero(currency: str) -> Money:
        """Nothing, in this currency."""
        return _zero(currency)

    def text(self) -> str:
        """The amount with exactly the currency's decimals and a dot, as in API and files."""
        return _text(self.minor, self.currency)

    def decimal(self) -> Decimal:
        """The amount as an exact decimal number of major units."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def fact(self) -> dict[str, Fact]:
        """The form in API, events and refusals."""
        return {"amount": self.text(), "currency": self.currency}

    # Steps add by the hundred, and most accounts are empty: adding nothing gives the very same amount. The currencies
    # are compared in each of these, for a call would cost more than the comparison.

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise _mixed(self, other)
        if not other.minor:
            return self
        return Money(self.minor + other.minor, self.currency) if self.minor else other

    def __sub__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise _mixed(self, other)
        return Money(self.minor - other.minor, self.currency) if other.minor else self

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        if self.currency != other.currency:
            raise _mixed(self, other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        if self.currency != other.currency:
            raise _mixed(self, other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        if self.currency != other.currency:
            raise _mixed(self, other)
        return self.minor > other.minor

    def __ge__(self, other: Money) -> bool:
        if self.currency != other.currency:
            raise _mixed(self, other)
        return self.minor >= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0


def _mixed(one: Money, other: Money) -> ValueError:
    return ValueError(f"{one.currency} and {other.currency} cannot be compared or added")


@lru_cache(maxsize=4096)  # a document names few amounts, each many times
def _text(minor: int, currency: str) -> str:
    places = exponent(currency)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


@lru_cache(maxsize=256)  # more than there are currencies
def _zero(currency: str) -> Money:
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum; nothing added is zero of the currency."""
    zero, minor = _zero(currency), 0
    for amount in amounts:
        if amount.currency != currency:
            raise _mixed(zero, amount)
        minor += amount.minor
    return Money(minor, currency) if minor else zero


def percentage(amount: Money, percent: Decimal) -> Money:
    """This share of an amount, rounded half up once to the minor unit."""
    exact = Decimal(amount.minor) * percent / 100
    return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), amount.currency)


def parse_percent(text: str) -> Decimal:
    """Read a percentage from 0 to 100 with at most two decimals; raises ``BadAmount``."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise BadAmount(percent=text[:40]) from None
    if not value.is_finite() or not 0 <= value <= 100 or value != round(value, 2):
        raise BadAmount(percent=text[:40])
    return value


def convert(amount: Money, currency: str, *, rate: Decimal) -> Money:
    """The amount in another currency, ``rate`` units of the old per one of the new, rounded half up."""
    exact = amount.decimal() / rate
    minor = exact.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(minor), currency)


def split(amount: Money, weights: Sequence[int]) -> list[Money]:
    """Split an amount over weights by largest remainder; the parts always sum to the amount.

    Every share is rounded down, then the missing minor units go one each to the largest
    cut-off remainders, earlier first when equal. Without any weight everything goes to the first.
    Raises ``ValueError`` for a negative amount or weight, or no weights at all.
    """
    if amount.minor < 0 or not weights or min(weights) < 0:
        raise ValueError("a split needs an amount and weights that are not negative")
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1, *([0] * (len(weights) - 1))], 1
    shares = [divmod(amount.minor * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    missing = amount.minor - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-shares[i][1], i))
    for index in by_remainder[:missing]:
        parts[index] += 1
    return [Money(part, amount.currency) for part in parts]


def within(shares: Sequence[Money], limits: Sequence[Money]) -> list[Money]:
    """Shares none of which is above its limit; what is too much goes to the earlier ones that have room."""
    kept = [min(share, most) for share, most in zip(shares, limits, strict=True)]
    left = total(shares, limits[0].currency) - total(kept, limits[0].currency)
    for place, most in enumerate(limits):
        more = min(most - kept[place], left)
        kept[place], left = kept[place] + more, left - more
    return kept
