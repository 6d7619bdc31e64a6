"""A mediator takes a case out of the queue, puts it back, decides it; a supervisor gives it to somebody else."""

from __future__ import annotations

from django.db import transaction

from amiabil.actions.disputes import StepRequest, Taken, foreseen, subject_of, take_step
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes import decision_form
from amiabil.domain.disputes.arguments import AnswerChallenge, Decide
from amiabil.domain.disputes.errors import ConflictOfInterest, DecisionIncomplete
from amiabil.domain.disputes.hearing import is_barred
from amiabil.domain.disputes.model import Step
from amiabil.domain.terms import Role, State
from amiabil.domain.written import TextMissing
from amiabil.foundation.errors import Conflict, Forbidden, Invalid, InvalidFields
from amiabil.foundation.fields import NotAChoice
from amiabil.foundation.working_time import local_day
from amiabil.records import assignments, audit, clock
from amiabil.records.assignments import CaseTaken
from amiabil.records.case_load import LoadedCase, load

HEARD = frozenset({State.IN_MEDIATION, State.RECOMMENDATION_OPEN})
"""States in which a mediator has work."""

_CHOSEN = frozenset({"perform_by", "legal_rules", "remedy", "return_cost", "automated", "rule"})
"""Fields of the decision that are chosen and not written."""


class NotInMediation(Conflict):
    """The case is not (or no longer) with a mediator; ``state`` says where it is."""

    code = "not_in_mediation"


class NotDeclared(Invalid):
    """Nobody hears a case without having declared to be independent of both sides."""

    code = "not_declared"


def take_case(viewer: Viewer, reference: str, *, declared: bool = True) -> None:
    """Take a case in mediation; only who has taken it may decide it. Taking it twice is taking it once.

    ``declared``: the mediator says that they stand in no relation to either side; it is written into the audit log.
    Raises ``NotFound``, ``Forbidden``, ``NotDeclared``, ``NotInMediation``, ``ConflictOfInterest`` for somebody who
    may not decide this case, or ``CaseTaken``.
    """
    case = load(viewer, reference)
    if viewer.role is not Role.MEDIATOR or viewer.person_id is None:
        raise Forbidden()
    if not declared:
        raise NotDeclared(field="/independent")
    if case.dispute.state not in HEARD:
        raise NotInMediation(state=case.dispute.state.value)
    if is_barred(case.dispute, viewer.ref):
        raise ConflictOfInterest()
    with transaction.atomic():
        assignments.assign(case.case_id, viewer.person_id)
        audit.note(viewer, "case.take", reference, at=clock.now(), facts={"independent": True})


def put_back(viewer: Viewer, reference: str) -> None:
    """Put one's own case back into the queue. Raises ``NotFound`` or ``Forbidden``."""
    case = load(viewer, reference)
    demand(viewer, Act.HEAR_CASE, subject_of(case))
    if viewer.person_id is not None:
        with transaction.atomic():
            assignments.release(case.case_id, viewer.person_id)
            audit.note(viewer, "case.put_back", reference, at=clock.now(), facts={})


def reassign(viewer: Viewer, reference: str, username: str) -> None:
    """Give a case in mediation to this mediator, or with an empty ``username`` back into the queue.

    Raises ``NotFound``, ``Forbidden``, ``NotInMediation``, ``ConflictOfInterest`` for who may not decide it, and
    ``NotAChoice`` when nobody of this name is a mediator.
    """
    case = load(viewer, reference)
    demand(viewer, Act.OVERSEE, subject_of(case))
    if case.dispute.state not in HEARD:
        raise NotInMediation(state=case.dispute.state.value)
    chosen = assignments.mediator_called(viewer, username) if username else None
    if username and chosen is None:
        raise NotAChoice(field="/mediator")
    if is_barred(case.dispute, f"staff:{username}"):
        raise ConflictOfInterest()
    with transaction.atomic():
        assignments.hand_to(case.case_id, chosen)
        audit.note(viewer, "case.reassign", reference, at=clock.now(), facts={"to": username})


def answer_challenge(viewer: Viewer, reference: str, request: StepRequest) -> Taken:
    """Answer a challenge; granted, the case has no mediator until another one takes it.

    Raises the refusals of ``take_step``.
    """
    given = request.arguments
    granted = isinstance(given, AnswerChallenge) and given.granted
    with transaction.atomic():
        taken = take_step(viewer, reference, request)
        if granted and not taken.repeated:
            assignments.hand_to(taken.case_id, None)
        if not taken.repeated:
            audit.note(viewer, "case.challenge", reference, at=clock.now(), facts={"granted": granted})
    return taken


def look_at_decision(viewer: Viewer, reference: str, request: StepRequest) -> Step:
    """The decision as it would be given: its event and what happens to the money. Nothing is stored.

    Raises ``InvalidFields`` with every field that is missing, and the refusals of ``take_step``.
    """
    case = load(viewer, reference)
    _demand_whole(viewer, case, request)
    return foreseen(viewer, reference, request)


def decide(viewer: Viewer, reference: str, request: StepRequest) -> Taken:
    """Give a decision that answers the whole form of disputes.md 3.8. Raises as ``look_at_decision`` does."""
    _demand_whole(viewer, load(viewer, reference), request)
    return take_step(viewer, reference, request)


def _demand_whole(viewer: Viewer, case: LoadedCase, request: StepRequest) -> None:
    """Refuse a decision that lacks a field; who may not decide at all is told that first."""
    given = request.arguments
    demand(viewer, Act.HEAR_CASE, subject_of(case))
    if case.dispute.decision is not None or not isinstance(given, Decide):
        return  # the procedure says why not
    missing = list(decision_form.missing(case.dispute, given))
    today = local_day(request.received_at, case.dispute.policy.zone)
    if given.perform_by is not None and given.perform_by <= today:
        missing.append("perform_by")
    refused = tuple(_refusal(name) for name in missing)
    if refused:
        raise refused[0] if len(refused) == 1 else InvalidFields(refused)


def _refusal(name: str) -> Invalid:
    if name == "late_evidence":
        return DecisionIncomplete([name])
    chosen = name in _CHOSEN or name.endswith("_evidence")
    return NotAChoice(field=f"/{name}") if chosen else TextMissing(field=f"/{name}")


__all__ = [
    "HEARD",
    "CaseTaken",
    "NotDeclared",
    "NotInMediation",
    "answer_challenge",
    "decide",
    "look_at_decision",
    "put_back",
    "reassign",
    "take_case",
]
