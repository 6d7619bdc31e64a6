"""Does a complaint tell of something dangerous? Then a safety request runs beside it, whatever becomes of the money.

Source: disputes.md 3.10 (``nc_unsafe``: product-safety route in parallel) and 6, L26 (Regulation 2023/988, art. 22).
"""

from __future__ import annotations

from collections.abc import Mapping

from amiabil.domain.terms import Reason
from amiabil.foundation.errors import Fact

DANGEROUS = "dangerous"
"""In the facts of an opening: an answer tells of danger. The answers themselves are erased one day, this stays."""

COULD_HURT, SOMEBODY_HURT = "could_hurt", "somebody_hurt"

_TELLING = (COULD_HURT, SOMEBODY_HURT)
"""The questions of which a yes is enough."""


def tells_of_danger(reason: Reason, answers: Mapping[str, str] | None) -> bool:
    """Whether the reason, or an answer given with any other one, says that the thing can hurt somebody."""
    return reason is Reason.NC_UNSAFE or any((answers or {}).get(key) == "yes" for key in _TELLING)


def wants_safety_request(data: Mapping[str, Fact]) -> bool:
    """Whether the facts of an opening or a conversion do."""
    return data.get("reason") == Reason.NC_UNSAFE.value or data.get(DANGEROUS) is True
