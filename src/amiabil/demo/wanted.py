"""Which order is wanted? Whose, of what, and how long ago it came."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order a story needs: whose, what, and how many days ago it came (None: it has not)."""

    key: str
    buyer: str
    products: tuple[str, ...]
    delivered_days: float | None = 4
    paid_days: float = 9
    late: bool = False
    quantity: int = 1
