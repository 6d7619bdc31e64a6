"""Which cases can become one, and as what does one that was joined go on?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.disputes.procedure import TALKING
from amiabil.domain.terms import Lane, State
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, case_scope

MOST = 20
"""Cases offered at once; an order has as many open cases as units at most."""

_STATES = sorted(state.value for state in TALKING | {State.IN_MEDIATION})


@dataclass(frozen=True, slots=True)
class OpenTwin:
    """Another open case of the same order, still in a state in which cases can be joined."""

    reference: str
    subject: str
    opened_at: datetime


def open_twins(viewer: Viewer, order_id: UUID, *, but: UUID) -> tuple[OpenTwin, ...]:
    """The other cases of an order that could be joined with this one, the oldest first. One statement."""
    found = sql.rows(
        f"SELECT c.reference, c.subject, d.opened_at FROM dispute d JOIN conversation c ON c.id = d.case_id"
        f" WHERE d.order_id = %(order)s AND c.id <> %(but)s AND d.state = ANY(%(states)s) AND d.lane = %(lane)s"
        f" AND {CASE_SCOPE} ORDER BY d.opened_at, c.id LIMIT %(most)s",
        {
            "order": order_id,
            "but": but,
            "states": _STATES,
            "lane": Lane.GUARANTEE.value,
            "most": MOST,
            **case_scope(viewer),
        },
    )
    return tuple(OpenTwin(one.reference, one.subject, one.opened_at) for one in found)


_GOES_ON = f"""
WITH RECURSIVE way (case_id, next, step) AS (
  SELECT d.case_id, (d.body #>> '{{merged_into,case}}')::uuid, 0 FROM dispute d WHERE d.case_id = %(case)s
  UNION ALL
  SELECT d.case_id, (d.body #>> '{{merged_into,case}}')::uuid, w.step + 1
    FROM way w JOIN dispute d ON d.case_id = w.next
)
SELECT c.reference FROM way w JOIN conversation c ON c.id = w.case_id
 WHERE w.next IS NULL AND {CASE_SCOPE}
"""


def goes_on_as(viewer: Viewer, case_id: UUID) -> str:
    """The reference of the case that goes on in the end for one that was joined; its own for any other.

    Empty where that is not the viewer's to see, which cannot be: the people of joined cases are the same.
    """
    found = sql.row(_GOES_ON, {"case": case_id, **case_scope(viewer)})
    return str(found.reference) if found else ""


def make_room(case_id: UUID) -> None:
    """Let go of the units of a case that is about to end: in the same transaction another one takes them."""
    sql.run("DELETE FROM held_unit WHERE case_id = %(case)s", {"case": case_id})
