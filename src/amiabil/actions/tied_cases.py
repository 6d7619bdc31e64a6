"""How is a step kept when it concerns two cases? A case and the claim tied to it change together, or not at all.

Locks are taken in the order of the cases' ids. A sweep, which holds many cases already, never waits for one:
what somebody else has locked is left to its next round.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.actions import waking
from amiabil.actions.surroundings import surroundings_of
from amiabil.domain.chain import first_head
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import Step, Telling
from amiabil.foundation.ids import reference
from amiabil.records import sql
from amiabil.records.case_load import LoadedCase, load_tied, lock_tied
from amiabil.records.case_save import CaseMovedOn, Opening, open_case, save
from amiabil.records.event_rows import Chain
from amiabil.records.evidence_seals import NewEvidence


def store(
    case: LoadedCase,
    step: Step,
    *,
    received_at: datetime,
    evidence: Sequence[NewEvidence] = (),
    key: UUID | None = None,
) -> None:
    """Store a step with the cases it opens and what it means for tied ones, in one transaction.

    ``evidence`` belongs to the case the step opens, if it opens one. Raises ``CaseMovedOn``.
    """
    if not step.opens and not step.tells:
        with sql.attempt():
            save(case, step, received_at=received_at, evidence=evidence, key=key)
        return
    with transaction.atomic():
        lock_tied(_concerned(case, step), wait=True)
        save(case, step, received_at=received_at, evidence=() if step.opens else evidence, key=key)
        for opened in step.opens:
            open_case(_opening(case, opened), opened, received_at=received_at, evidence=evidence)
        for telling in step.tells:
            _tell(telling, received_at=received_at)


def store_of_sweep(case: LoadedCase, step: Step, *, received_at: datetime) -> None:
    """Store what time has brought to a case that is locked already, without waiting for a tied one.

    Call it inside a transaction of its own, or a savepoint, that ends with whatever it raises: another savepoint would
    cost two statements a deadline. Raises ``CaseMovedOn`` also where somebody else has the tied case.
    """
    if not step.opens and not step.tells:
        save(case, step, received_at=received_at)
        return
    if step.tells and not lock_tied(_concerned(case, step), wait=False):
        raise CaseMovedOn()
    store(case, step, received_at=received_at)


def _concerned(case: LoadedCase, step: Step) -> set[UUID]:
    return {case.case_id, *(telling.to for telling in step.tells)}


def _opening(parent: LoadedCase, step: Step) -> Opening:
    """The claim stands beside its parent: the same people, order and pinned policy."""
    return Opening(
        case_id=step.dispute.id,
        reference=reference("D", randomness=os.urandom(5)),
        subject=parent.subject,
        order_id=parent.order_id,
        order_digest=None,
        buyer_id=parent.buyer_id,
        shop_id=parent.shop_id,
        start=Chain(0, -1, first_head(step.dispute.id)),
        pinned=parent.pinned,
    )


def _tell(telling: Telling, *, received_at: datetime) -> None:
    """Let the tied case, locked since, act on what it is told; what that means for others follows at once."""
    other = load_tied(telling.to)
    step = waking.heard(other, telling, around=surroundings_of(other))
    if not step.events:
        return
    save(other, step, received_at=received_at)
    for further in step.tells:
        _tell(further, received_at=received_at)


def caught_up(case: LoadedCase, *, at: datetime) -> bool:
    """Let the tied case act on what was due by an instant, as it may decide about this one; whether it did.

    Then this case must be read again. Raises ``CaseMovedOn``.
    """
    if case.dispute.linked is None:
        return False
    other = load_tied(case.dispute.linked)
    due_at = engine.wake_at(other.dispute)
    if due_at is None or due_at > at:
        return False
    step = waking.woken(other, at=at, around=surroundings_of(other))
    if not step.events:
        return False
    store(other, step, received_at=at)
    return True
