"""Closed cases are erased when nothing keeps them any more; each is a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.records import retention
from amiabil.records.file_upkeep import KeptBytes


@dataclass(frozen=True, slots=True)
class Erased:
    """A case that was erased, with the bytes that are now nobody's."""

    reference: str
    bytes: tuple[KeptBytes, ...]


@transaction.atomic
def erase_case(case_id: UUID, *, at: datetime) -> Erased | None:
    """Erase a case if its time is over and nothing else keeps it; None when it stays or is erased already.

    Whoever calls it removes the bytes afterwards; when it does not get that far, the daily sweep does.
    """
    case = retention.lock(case_id)
    if case is None or not case.kept.is_over(at):
        return None
    return Erased(case.reference, tuple(retention.erase(case, at=at)))
