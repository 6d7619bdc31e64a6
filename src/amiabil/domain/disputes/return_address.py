"""Where do the goods go back to? What was said in the case counts, then the shop's own word, then what the law knows.

No right waits for an address: a withdrawal stands without one (Directive 2011/83 art. 14).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class AddressFrom(StrEnum):
    """Who says where the goods go, the one that counts first."""

    LABEL = "label"
    """The seller, in this case, with the label for the return."""
    CASE = "case"
    """The seller (or the platform for him), in this case."""
    SHOP = "shop"
    """The shop, for every return."""
    TRADER = "trader"
    """Nobody: it is the trader's registered address (Regulation (EU) 2022/2065 art. 30)."""


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Where to send the goods, in the words of whoever said it; may have several lines."""

    text: str
    given_by: AddressFrom

    @property
    def line(self) -> str:
        """The address in one line."""
        return ", ".join(part.strip(" ,") for part in self.text.splitlines() if part.strip(" ,"))


def return_address(*, in_case: str, with_label: bool, of_shop: str, of_trader: str) -> ReturnAddress | None:
    """The address that counts, or None where nobody has ever given one.

    ``in_case`` is what was last said in the case, ``with_label`` whether it came with a label.
    """
    found = (
        (AddressFrom.LABEL if with_label else AddressFrom.CASE, in_case),
        (AddressFrom.SHOP, of_shop),
        (AddressFrom.TRADER, of_trader),
    )
    return next((ReturnAddress(text.strip(), by) for by, text in found if text.strip()), None)
