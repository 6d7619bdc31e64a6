"""What people and timers do in a dispute: load, decide, save; the events that are saved do the telling."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from amiabil.actions import waking
from amiabil.actions.handed_in import HandedIn, files_of, labelled, rows_of_items, with_items
from amiabil.actions.surroundings import surroundings_of
from amiabil.actions.tied_cases import caught_up, store, store_of_sweep
from amiabil.domain.access import Subject, Viewer, demand, demand_settlement
from amiabil.domain.command_rights import act_of
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import ARGUMENTS, Arguments, Nothing
from amiabil.domain.disputes.bounds import TEXTS
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.errors import NotInThisState
from amiabil.domain.disputes.hearing import is_heard
from amiabil.domain.disputes.model import Actor, Dispute, Event, Step
from amiabil.domain.disputes.possibilities import hears_of_insolvency
from amiabil.domain.retention import CaseErased
from amiabil.domain.terms import Command, Role
from amiabil.domain.written import cleaned
from amiabil.foundation.errors import AmiabilError, Forbidden
from amiabil.foundation.money import Money
from amiabil.records import clock, files, proceedings
from amiabil.records.assignments import ref_of
from amiabil.records.case_load import LoadedCase, load, load_by_refund, lock_due
from amiabil.records.case_save import CaseMovedOn, postpone
from amiabil.records.event_rows import event_of

T = TypeVar("T")

_LOG = logging.getLogger(__name__)

TRIES = 6
"""Writers of one case follow each other in milliseconds; six in a row that come in between is a defect."""

SWEEP_PAUSE = timedelta(seconds=2)
"""How long a deadline waits for requests received before it (docs/decisions/0003)."""

SWEEP_AGAIN = timedelta(minutes=5)
"""When a case that could not act is tried again, so that a batch of such cases never starves the others."""


@dataclass(frozen=True, slots=True)
class StepRequest:
    """An act as it was received.

    ``expected_version`` is what the actor had before them (None: whatever is current). ``key`` is the client's name
    for this act: the same act under it again gives the first result and changes nothing. ``items`` are handed in with
    it and get labels of ours; only commands that list evidence take them.
    """

    command: Command
    arguments: Arguments
    received_at: datetime
    expected_version: int | None = None
    key: UUID | None = None
    items: Sequence[HandedIn] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step did; ``repeated`` when the same key had done it before."""

    case_id: UUID
    reference: str
    dispute: Dispute
    events: tuple[Event, ...]
    repeated: bool = False


def actor_of(viewer: Viewer) -> Actor:
    """The viewer as the engine knows actors. Raises ``Forbidden`` for nobody."""
    if viewer.role is None:
        raise Forbidden()
    return Actor(viewer.role, viewer.ref, viewer.name)


def subject_of(case: LoadedCase) -> Subject:
    """The case as the table of rights knows it."""
    return Subject(buyer_id=case.buyer_id, shop_id=case.shop_id, mediator_id=case.mediator_id)


def take_step(viewer: Viewer, reference: str, request: StepRequest) -> Taken:
    """Take one step of the procedure as of the instant it was received; what was due before then happens first.

    That a seller is insolvent holds for all of the seller's open cases at once, and for those that come (disputes.md
    3.4). Raises ``NotFound``, ``CaseErased``, the refusals of ``domain.access.demand`` and those of ``engine.act``.
    """
    if request.command in _OPEN_AGAIN:
        return _take_up(viewer, reference, request)
    if request.command is not Command.RECORD_INSOLVENCY:
        return take_alone(viewer, reference, request)
    with transaction.atomic():
        taken = take_alone(viewer, reference, request)
        others = proceedings.insolvent_in(viewer, taken.case_id, at=request.received_at)
        tell_insolvency(viewer, others, at=request.received_at)
    return taken


_OPEN_AGAIN = frozenset({Command.UNDO_WITHDRAW, Command.REOPEN, Command.GRANT_SET_ASIDE})
"""Commands with which a case goes on that nobody could tell anything meanwhile."""


@transaction.atomic
def _take_up(viewer: Viewer, reference: str, request: StepRequest) -> Taken:
    """A case goes on, and hears what befell its seller meanwhile."""
    taken, operator = take_alone(viewer, reference, request), Viewer(role=Role.OPERATOR, ref="operator")
    if hears_of_insolvency(taken.dispute) and proceedings.seller_is_insolvent(operator, taken.case_id):
        (told,) = tell_insolvency(operator, [reference], at=request.received_at)
        return replace(taken, dispute=told.dispute, events=(*taken.events, *told.events))
    return taken


def tell_insolvency(viewer: Viewer, references: Iterable[str], *, at: datetime) -> list[Taken]:
    """Tell the cases that do not know it; one that is suspended or withdrawn is told when it goes on."""
    request, taken = StepRequest(Command.RECORD_INSOLVENCY, Nothing(), at), []
    for reference in references:
        if hears_of_insolvency(load(viewer, reference).dispute):
            taken.append(take_alone(viewer, reference, request))
    return taken


def take_alone(viewer: Viewer, reference: str, request: StepRequest) -> Taken:
    """As ``take_step``, in this one case whatever it means for others."""

    def act_on(case: LoadedCase) -> Taken:
        if case.is_erased:
            raise CaseErased
        try:
            return _take(viewer, case, request)
        except CaseMovedOn:
            raise
        except (AmiabilError, IntegrityError):
            if done_before(viewer, case, request):
                return Taken(case.case_id, case.reference, load(viewer, reference).dispute, (), repeated=True)
            raise

    return _on_newest(lambda: load(viewer, reference), act_on, at=request.received_at)


def _on_newest(read: Callable[[], LoadedCase], act_on: Callable[[LoadedCase], T], *, at: datetime) -> T:
    """Act on a case as it stands, after what its tied case had to do by then; again where somebody came in between.

    Raises ``CaseMovedOn`` when that happens ``TRIES`` times in a row.
    """
    for _ in range(TRIES):
        case = read()
        try:
            if not caught_up(case, at=at):
                return act_on(case)
        except CaseMovedOn:
            continue
    raise CaseMovedOn()


def take_reported(viewer: Viewer, reference: str, request: StepRequest) -> None:
    """A report of the payment service that somebody of the staff passes on; the caller has asked whether they may.

    Raises ``NotFound`` and the refusals of ``engine.act``.
    """
    reporter = replace(viewer, role=Role.PSP)
    _on_newest(
        lambda: load(viewer, reference),
        lambda case: _take(reporter, case, request),
        at=request.received_at,
    )


def was_taken(viewer: Viewer, reference: str, request: StepRequest) -> bool:
    """Whether this very act was taken before under its key. Raises ``NotFound``."""
    return done_before(viewer, load(viewer, reference), request)


def foreseen(viewer: Viewer, reference: str, request: StepRequest) -> Step:
    """What this step would do if it were taken now; nothing is stored. Raises as ``take_step`` does."""
    arguments = cleaned(request.arguments, TEXTS)
    return _decide(viewer, load(viewer, reference), replace(request, arguments=arguments))


def _take(viewer: Viewer, case: LoadedCase, request: StepRequest) -> Taken:
    labels = labelled(request.items, taken=[item.label for item in case.dispute.evidence])
    arguments = with_items(cleaned(request.arguments, TEXTS), labels)
    step = _decide(viewer, case, replace(request, arguments=arguments))
    listed = [item for one in (step, *step.opens) for item in one.dispute.evidence]
    rows = rows_of_items(labels, by=viewer, at=request.received_at, listed=listed)
    files.demand_usable(viewer, files_of(request.items))
    key = event_id_of(viewer, case, request)
    store(case, step, received_at=request.received_at, evidence=rows, key=key)
    return Taken(case.case_id, case.reference, step.dispute, step.events)


def event_id_of(viewer: Viewer, case: LoadedCase, request: StepRequest) -> UUID | None:
    """The key as an event's id. It names who does what in which case too: a key a browser sends again with something
    else is another act, and none can be made to clash with events of others."""
    if request.key is None:
        return None
    return uuid5(request.key, f"{case.case_id} {viewer.ref} {request.command} {request.arguments!r}")


def done_before(viewer: Viewer, case: LoadedCase, request: StepRequest) -> bool:
    """Whether the case has an event of this very act, under its key."""
    event_id = event_id_of(viewer, case, request)
    return event_id is not None and event_of(case.case_id, event_id, actor_ref=viewer.ref)


def _decide(viewer: Viewer, case: LoadedCase, request: StepRequest) -> Step:
    actor, command, at = actor_of(viewer), request.command, request.received_at
    around = surroundings_of(case)
    woken = waking.woken(case, at=at, around=around)
    allowed = act_of(command, actor.role)
    if allowed is not None:
        demand(viewer, allowed, subject_of(case))
    if command is Command.CHALLENGE and not is_heard(woken.dispute, taken=case.mediator_id is not None):
        raise NotInThisState(woken.dispute.state, command)
    acted = engine.act(
        woken.dispute,
        command,
        request.arguments,
        by=By(actor, at, request.expected_version, mediator=_hearing(case, command)),
        around=around,
    )
    if command in PROMISES and (amount := PROMISES[command](woken.dispute, acted.dispute, request.arguments)):
        demand_settlement(viewer, amount)
    return woken.then(acted)


def _hearing(case: LoadedCase, command: Command) -> str:
    """Who has taken the case, where the step is about that person."""
    if command is not Command.ANSWER_CHALLENGE or case.mediator_id is None:
        return ""
    return ref_of(case.mediator_id)


def _asked(before: Dispute, after: Dispute, arguments: Any) -> Money | None:
    return before.claim.terms.amount


def _offered(before: Dispute, after: Dispute, arguments: Any) -> Money | None:
    """As the procedure read it: an offer can name an amount, a percentage, or all there is."""
    return after.proposals[Role.SELLER].terms.amount if Role.SELLER in after.proposals else None


def _recommended(before: Dispute, after: Dispute, arguments: Any) -> Money | None:
    return before.recommendation.terms.amount if before.recommendation is not None else None


def _paid_back(before: Dispute, after: Dispute, arguments: Any) -> Money | None:
    return Money.parse(arguments.amount, before.currency)


PROMISES: Mapping[Command, Callable[[Dispute, Dispute, Any], Money | None]] = {
    Command.ACCEPT_REQUEST: _asked,
    Command.ACCEPT: _asked,
    Command.PROPOSE: _offered,
    Command.ACCEPT_RECOMMENDATION: _recommended,
    Command.VOLUNTARY_REFUND: _paid_back,
}
"""What a member of a shop promises with a command, from the case before and after it: their limit bounds each."""


def bring_up_to(viewer: Viewer, reference: str, *, at: datetime) -> None:
    """Let one dispute act on everything that was due by an instant; nothing happens when nothing was.

    Raises ``NotFound``.
    """

    def wake(case: LoadedCase) -> None:
        step = waking.woken(case, at=at, around=surroundings_of(case))
        if step.events:
            store(case, step, received_at=at)

    _on_newest(lambda: load(viewer, reference), wake, at=at)


def wake_due(limit: int) -> int:
    """Let up to ``limit`` disputes act on what has fallen due; how many there were.

    Each timer acts as of its own due instant, in order, and exactly once: the rows are locked, and a dispute
    another sweep holds is left to it.
    """
    now = clock.now()
    with transaction.atomic():
        cases = lock_due(at=now - SWEEP_PAUSE, limit=limit)
        for case in cases:
            _wake(case, now)
    return len(cases)


def _wake(case: LoadedCase, now: datetime) -> None:
    """One case of a sweep; a defect in one case is loud and does not keep the others waiting."""
    try:
        with transaction.atomic():
            step = waking.woken(case, at=now - SWEEP_PAUSE, around=surroundings_of(case))
            if step.events:
                store_of_sweep(case, step, received_at=now)
    except CaseMovedOn:
        return  # a tied case, or this one with it, has just moved on: the next sweep reads both anew
    except Exception:
        _LOG.exception("the timers of %s could not act", case.reference)
        postpone(case.case_id, until=now + SWEEP_AGAIN)


def confirm_refund(refund_key: str, *, at: datetime) -> None:
    """The payment service has paid: record it once, however often it is told. Raises ``NotFound``."""
    _report(refund_key, Command.REFUND_CONFIRMED, at=at)


def fail_refund(refund_key: str, *, at: datetime) -> None:
    """The attempt under way has failed; the procedure tries again later. Nothing happens when none is under way."""
    _report(refund_key, Command.REFUND_FAILED, at=at)


def _report(refund_key: str, command: Command, *, at: datetime) -> None:
    psp = Actor(Role.PSP, "payments")

    def record(case: LoadedCase) -> None:
        refund = next((one for one in case.dispute.refunds if one.id == refund_key), None)
        if refund is None or refund.status != "instructed":
            return
        around = surroundings_of(case)
        woken = waking.woken(case, at=at, around=around)
        arguments = ARGUMENTS[command](refund=refund_key)
        acted = engine.act(woken.dispute, command, arguments, by=By(psp, at), around=around)
        store(case, woken.then(acted), received_at=at)

    _on_newest(lambda: load_by_refund(refund_key), record, at=at)
