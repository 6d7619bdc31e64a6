"""Who must act in the cases of a list, until when, and what does silence do? One statement for a page of any length."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.outlook import Turn
from amiabil.domain.disputes.parts import Terms
from amiabil.domain.terms import Role
from amiabil.records import sql
from amiabil.records.case_load import SPENT, as_it_is, pinned_snapshot
from amiabil.records.scope import CASE_SCOPE, case_scope


@dataclass(frozen=True, slots=True)
class CaseOutlook:
    """A case as a row of a list needs it beyond its columns.

    ``asked`` is what the buyer asks for now, ``offered`` what the seller offers (None: nothing). ``zone`` is the one
    its deadlines are counted in.
    """

    turn: Turn
    asked: Terms
    offered: Terms | None
    zone: str


_OUTLOOKS = f"""
SELECT c.id, c.version, d.policy_id AS pinned, d.body, {SPENT} AS spent
  FROM conversation c JOIN dispute d ON d.case_id = c.id
 WHERE c.id = ANY(%(cases)s) AND {CASE_SCOPE}
"""


def outlooks(viewer: Viewer, cases: Collection[UUID]) -> Mapping[UUID, CaseOutlook]:
    """The outlook of each of these cases that is the viewer's to see. One statement; none for no cases."""
    if not cases:
        return {}
    found = sql.rows(_OUTLOOKS, {"cases": list(cases), **case_scope(viewer)})
    return {one.id: _outlook(one) for one in found}


def _outlook(row: Any) -> CaseOutlook:
    dispute = as_it_is(row.body, pinned_snapshot(row.pinned), row.spent, version=row.version)
    offer = dispute.proposal_of(Role.SELLER)
    return CaseOutlook(
        turn=engine.turn(dispute),
        asked=dispute.claim.terms,
        offered=offer.terms if offer is not None else None,
        zone=dispute.policy.zone,
    )
