"""How is a case read before a step? One statement for the head and the procedure, scoped to the viewer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import Dispute, Surroundings
from amiabil.domain.disputes.parts import Outage
from amiabil.foundation.errors import NotFound
from amiabil.foundation.money import Money
from amiabil.records import clock, sql
from amiabil.records.case_rows import Pinned, dispute_of, read_pinned
from amiabil.records.event_rows import Chain
from amiabil.records.outages import SILENT, UNSETTLED, outages_of
from amiabil.records.scope import CASE_SCOPE, case_scope


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case as it was read: what a step decides on, and what its save compares with.

    ``elsewhere`` is what other cases of the order have refunded or had debited, by line and unit. Once the
    case ``is_erased`` nobody acts in it any more. ``outages`` are those of which not every case has been told, each
    with since when it is known; ``silent_since`` is set while nobody can act.
    """

    case_id: UUID
    reference: str
    subject: str
    order_id: UUID
    buyer_id: UUID
    shop_id: UUID
    mediator_id: UUID | None
    chain: Chain
    pinned: Pinned
    dispute: Dispute
    elsewhere: Mapping[tuple[str, int], Money]
    is_erased: bool = False
    outages: tuple[tuple[datetime, Outage], ...] = ()
    silent_since: datetime | None = None


Spent = Iterable[tuple[str, int, int]]

SPENT = """(SELECT jsonb_agg(jsonb_build_array(u.line_ref, u.unit, u.refunded + u.external)) FROM unit_money u
         WHERE u.order_id = d.order_id AND u.refunded + u.external > 0)"""
"""What the books have as gone for the units of the order of dispute ``d``: line, unit, minor units; null: nothing."""

_BY = f"""
SELECT c.id AS case_id, c.reference, c.subject, c.version, c.place, c.chain_head, d.order_id, d.buyer_id,
       d.shop_id, d.mediator_id, d.policy_id AS pinned, d.body,
       {SPENT} AS spent, {UNSETTLED} AS outages, {SILENT} AS silent_since, c.erased_at IS NOT NULL AS is_erased
  FROM conversation c JOIN dispute d ON d.case_id = c.id
"""
_BY_REFERENCE = f"{_BY} WHERE c.reference = %(reference)s AND {CASE_SCOPE}"
_BY_ID = f"{_BY} WHERE c.id = %(case)s AND {CASE_SCOPE}"
_BY_REFUND = f"{_BY} WHERE c.id = (SELECT r.case_id FROM refund r WHERE r.key = %(refund)s)"
_TIED = f"{_BY} WHERE c.id = %(case)s"
_LOCK = "SELECT c.id FROM conversation c WHERE c.id = ANY(%(cases)s) ORDER BY c.id FOR UPDATE OF c"
_LOCK_FREE = f"{_LOCK} SKIP LOCKED"
_DUE = f"""{_BY} WHERE d.wake_at <= %(at)s ORDER BY d.wake_at, d.case_id LIMIT %(limit)s
FOR UPDATE OF c SKIP LOCKED"""


def load(viewer: Viewer, reference: str) -> LoadedCase:
    """The dispute with this reference, if it is the viewer's to see. Raises ``NotFound``."""
    found = sql.row(_BY_REFERENCE, {"reference": reference, **case_scope(viewer)})
    if found is None:
        raise NotFound()
    return _loaded(found)


def load_by_id(viewer: Viewer, case_id: UUID) -> LoadedCase | None:
    """The dispute of this id, or None when there is none that the viewer may see."""
    found = sql.row(_BY_ID, {"case": case_id, **case_scope(viewer)})
    return _loaded(found) if found else None


def load_by_refund(refund_key: str) -> LoadedCase:
    """The dispute a refund belongs to; for the worker, which acts for nobody. Raises ``NotFound``."""
    found = sql.row(_BY_REFUND, {"refund": refund_key})
    if found is None:
        raise NotFound()
    return _loaded(found)


def load_tied(case_id: UUID) -> LoadedCase:
    """The dispute of this id, to which one that was loaded before is tied. Raises ``NotFound``."""
    found = sql.row(_TIED, {"case": case_id})
    if found is None:
        raise NotFound()
    return _loaded(found)


def lock_tied(case_ids: Collection[UUID], *, wait: bool) -> bool:
    """Lock the heads of these disputes for this transaction, always in the order of their ids.

    Without ``wait`` nothing is waited for; False then means that somebody else has one of them.
    """
    found = sql.rows(_LOCK if wait else _LOCK_FREE, {"cases": list(case_ids)})
    return len(found) == len(case_ids)


def lock_due(*, at: datetime, limit: int) -> list[LoadedCase]:
    """Up to ``limit`` disputes whose next instant has come, the longest overdue first, locked for this transaction.

    The head is locked, because every writer updates it first: no two can wait for each other crosswise. Those
    that somebody else has locked are left to them.
    """
    return [_loaded(found) for found in sql.rows(_DUE, {"at": at, "limit": limit})]


def pinned_snapshot(digest: bytes) -> Pinned:
    """The policy and calendar of this digest; read once in the life of a process, for they never change."""
    return _pinned(bytes(digest))


@lru_cache(maxsize=256)
def _pinned(digest: bytes) -> Pinned:
    found = sql.row("SELECT document FROM policy_snapshot WHERE digest = %(digest)s", {"digest": digest})
    if found is None:
        raise LookupError(f"no policy snapshot {digest.hex()}")
    return read_pinned(digest, found.document)


def _loaded(found: Any) -> LoadedCase:
    pinned = pinned_snapshot(found.pinned)
    dispute = dispute_of(found.body, pinned, version=found.version)
    return LoadedCase(
        case_id=found.case_id,
        reference=found.reference,
        subject=found.subject,
        order_id=found.order_id,
        buyer_id=found.buyer_id,
        shop_id=found.shop_id,
        mediator_id=found.mediator_id,
        chain=Chain(found.version, found.place, bytes(found.chain_head)),
        pinned=pinned,
        dispute=dispute,
        elsewhere=_elsewhere(dispute, found.spent or ()),
        is_erased=found.is_erased,
        outages=outages_of(found.outages or ()),
        silent_since=clock.shifted(found.silent_since) if found.silent_since is not None else None,
    )


def _elsewhere(dispute: Dispute, spent: Spent) -> dict[tuple[str, int], Money]:
    """What the books have for each unit of the order, less what this case itself has given back."""
    own = {(unit.line, unit.number): unit.refunded + unit.pending + unit.debited for unit in dispute.units}
    nothing = Money.zero(dispute.currency)
    return {
        (line, number): Money(minor, dispute.currency) - own.get((line, number), nothing)
        for line, number, minor in spent
    }


def as_it_is(body: Mapping[str, Any], pinned: Pinned, spent: Spent | None, *, version: int) -> Dispute:
    """A dispute as it is to be shown: with what other cases have meanwhile paid for its units (``SPENT``)."""
    stored = dispute_of(body, pinned, version=version)
    return engine.up_to_date(stored, Surroundings(elsewhere=_elsewhere(stored, spent or ())))


def others_of_order(order_id: UUID, *, but: UUID | None = None) -> list[tuple[str, Dispute]]:
    """Reference and aggregate of every other dispute of an order, the oldest first: what a step must know of them.

    All of them: one that is left out would leave its units free and its refunds uncounted.
    """
    found = sql.rows(
        f"{_BY} WHERE d.order_id = %(order)s AND c.id IS DISTINCT FROM %(but)s ORDER BY d.opened_at, c.id",
        {"order": order_id, "but": but},
    )
    return [(one.reference, _loaded(one).dispute) for one in found]
