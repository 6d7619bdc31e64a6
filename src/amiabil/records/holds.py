"""What is to be held back for a case, as the payments service must know it?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from amiabil.foundation.money import Money
from amiabil.records import sql


@dataclass(frozen=True, slots=True)
class HeldNow:
    """What is held for a case, as of its ``version``."""

    case_id: UUID
    order_ref: str
    amount: Money
    version: int


def held_now(case_id: UUID) -> HeldNow | None:
    """The hold of a case as it stands; None when nothing was ever held for it."""
    found = sql.row(
        """
        SELECT o.ref AS order_ref, h.amount, o.currency, c.version
          FROM hold h JOIN conversation c ON c.id = h.case_id JOIN "order" o ON o.id = h.order_id
         WHERE h.case_id = %(case)s
        """,
        {"case": case_id},
    )
    if found is None:
        return None
    return HeldNow(case_id, found.order_ref, Money(found.amount, found.currency), found.version)
