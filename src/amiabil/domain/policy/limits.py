"""How much, per currency?"""

from __future__ import annotations

from dataclasses import dataclass

from amiabil.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Limits:
    """An amount per currency; a currency that is not named has none."""

    amounts: tuple[Money, ...] = ()

    def of(self, currency: str) -> Money | None:
        """The amount in this currency, or None when the policy does not name it."""
        return next((amount for amount in self.amounts if amount.currency == currency), None)
