"""What may leave the house of closed cases, to be told again under another policy? Commands and amounts, no person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from amiabil.domain.access import Viewer
from amiabil.domain.disputes import money
from amiabil.domain.scenario import replay
from amiabil.domain.scenario.history import Teller
from amiabil.domain.terms import Lane
from amiabil.records.histories import StoredCase, closed_orders

_TALKED_OUT = frozenset({Lane.GUARANTEE, Lane.STATUTORY_CONFORMITY, Lane.STATUTORY_WITHDRAWAL})
"""The lanes whose commands all stand in the case itself."""


def histories(
    viewer: Viewer, *, since: datetime, limit: int | None = None
) -> Iterator[dict[str, Any] | None]:
    """One document for each order with a case closed since an instant, the latest first.

    None stands for an order whose cases cannot be told alone, since a claim about a return hangs on one of them.
    Raises what ``demand`` raises for ``MANAGE_POLICIES``.
    """
    for cases in closed_orders(viewer, since=since, limit=limit):
        yield _history(cases)


def _history(cases: list[StoredCase]) -> dict[str, Any] | None:
    if any(one.dispute.lane not in _TALKED_OUT for one in cases):
        return None
    teller = Teller()
    return {"format": replay.FORMAT, "cases": [_case(teller, one, cases) for one in cases]}


def _case(teller: Teller, stored: StoredCase, cases: list[StoredCase]) -> dict[str, Any]:
    others = tuple(money.elsewhere(one.dispute, one.reference) for one in cases)
    return {
        **teller.case(stored.reference, stored.events),
        "policy": stored.document["policy"],
        "calendar": stored.document["calendar"],
        "result": replay.result_of(stored.dispute, others),
    }
