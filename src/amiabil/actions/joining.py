"""Two cases about one matter become one: both are decided together, and kept together or not at all.

Who had the reference of the case that ended still comes to it; it leads on to the one that goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction

from amiabil.actions import waking
from amiabil.actions.disputes import (
    TRIES,
    StepRequest,
    Taken,
    actor_of,
    done_before,
    event_id_of,
    subject_of,
)
from amiabil.actions.surroundings import surroundings_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import Merge
from amiabil.domain.disputes.bounds import TEXTS
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.hearing import is_barred
from amiabil.domain.disputes.model import Step, Twin
from amiabil.domain.terms import Command
from amiabil.domain.written import cleaned
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.ids import read_reference
from amiabil.records import assignments, audit, joins
from amiabil.records.case_load import LoadedCase, load, lock_tied
from amiabil.records.case_save import CaseMovedOn, save
from amiabil.records.evidence_seals import NewEvidence, StoredItem, items_of
from amiabil.records.new_id import new_id


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two: as it was read, and what joining makes of it."""

    case: LoadedCase
    step: Step


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What joining would do, with nothing stored: the case that goes on, and the one that ends."""

    kept: Half
    ended: Half


def join_cases(viewer: Viewer, reference: str, request: StepRequest) -> Taken:
    """Join a case with the one its arguments (``Merge``) name, as of the instant the request was received.

    The answer is about the case that was named first, whichever of the two goes on. Raises ``NotFound`` where one of
    them is not the viewer's to see, the refusals of ``domain.access.demand`` and those of the engine's ``merge``.
    """
    for _ in range(TRIES):
        case = load(viewer, reference)
        try:
            halves = _decide(viewer, case, request)
            _store(viewer, halves, case, request)
        except CaseMovedOn:
            continue
        except (AmiabilError, IntegrityError):
            if done_before(viewer, case, _clean(request)):
                return Taken(case.case_id, case.reference, case.dispute, (), repeated=True)
            raise
        own = halves.kept if halves.kept.case.case_id == case.case_id else halves.ended
        return Taken(case.case_id, case.reference, own.step.dispute, own.step.events)
    raise CaseMovedOn()


def foresee(viewer: Viewer, reference: str, request: StepRequest) -> Foreseen:
    """What joining would do if it were done now. Raises as ``join_cases`` does."""
    return _decide(viewer, load(viewer, reference), request)


def _clean(request: StepRequest) -> StepRequest:
    return replace(request, arguments=cleaned(request.arguments, TEXTS))


def _decide(viewer: Viewer, case: LoadedCase, request: StepRequest) -> Foreseen:
    demand(viewer, Act.JOIN_CASES, subject_of(case))
    arguments, at = _clean(request).arguments, request.received_at
    if not isinstance(arguments, Merge):
        raise TypeError("join_cases takes the arguments of merge")
    other = _other(viewer, arguments.other)
    around, beside = surroundings_of(case), surroundings_of(other)
    woken = waking.woken(case, at=at, around=around)
    other_woken = waking.woken(other, at=at, around=beside)
    acted = engine.act(
        woken.dispute,
        Command.MERGE,
        arguments,
        by=By(actor_of(viewer), at, request.expected_version),
        around=replace(around, twin=Twin(other_woken.dispute, other.reference, case.reference)),
    )
    own = Half(case, woken.then(replace(acted, joins=())))
    twin = Half(other, other_woken.then(acted.joins[0]))
    kept, ended = (own, twin) if own.step.dispute.is_open else (twin, own)
    return Foreseen(kept, ended)


def _other(viewer: Viewer, typed: str) -> LoadedCase:
    reference = read_reference(typed[:40])
    if reference is None:
        raise NotFound()
    return load(viewer, reference)


def _store(viewer: Viewer, halves: Foreseen, named: LoadedCase, request: StepRequest) -> None:
    """Both, under the locks of both. The case that goes on is written first: so the payments service hears of the
    larger hold before it hears that the other one is over."""
    kept, ended, at = halves.kept, halves.ended, request.received_at
    key = event_id_of(viewer, named, _clean(request))
    keys = {named.case_id: key}
    with transaction.atomic():
        lock_tied({kept.case.case_id, ended.case.case_id}, wait=True)
        joins.make_room(ended.case.case_id)
        copies = _copies(kept, ended)
        save(kept.case, kept.step, received_at=at, evidence=copies, key=keys.get(kept.case.case_id))
        save(ended.case, ended.step, received_at=at, key=keys.get(ended.case.case_id))
        _seat(kept, ended)
        facts = {"ended": ended.case.reference}
        audit.note(viewer, "case.merge", kept.case.reference, at=at, facts=facts)


def _copies(kept: Half, ended: Half) -> list[NewEvidence]:
    """The evidence of the case that ends, sealed again in the other: the record of each proves its own."""
    came = kept.step.dispute.evidence[-len(ended.step.dispute.evidence) :]
    labels = {
        was.label: (item.label, item.status.value)
        for was, item in zip(ended.step.dispute.evidence, came, strict=False)
    }
    return [_copy(one, labels) for one in items_of(ended.case.case_id) if one.item.label in labels]


def _copy(stored: StoredItem, labels: Mapping[str, tuple[str, str]]) -> NewEvidence:
    item = stored.item
    label, status = labels[item.label]
    return NewEvidence(
        id=new_id(),
        label=label,
        kind=item.kind,
        title=item.title,
        text=item.text,
        owner_role=item.owner_role,
        owner_ref=item.owner_ref,
        status=status,
        received_at=item.received_at,
        file_id=item.file_id,
        edited_media=item.edited_media,
        confidential=item.confidential,
    )


def _seat(kept: Half, ended: Half) -> None:
    """Who hears the case that goes on: its own mediator, else that of the other; nobody who was barred from either."""
    seated = [one for one in (kept.case.mediator_id, ended.case.mediator_id) if one is not None]
    if not seated:
        return
    free = (one for one in seated if not is_barred(kept.step.dispute, assignments.ref_of(one)))
    assignments.hand_to(kept.case.case_id, next(free, None))
