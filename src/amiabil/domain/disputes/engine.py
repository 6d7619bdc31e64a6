"""What happens when somebody acts, or time passes? The door to the procedure of a dispute.

Pure: the same dispute, command and instant always give the same step. A refusal is an exception of
``errors`` and changes nothing. Nothing here fires by itself: call ``wake`` before ``act``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amiabil.domain.disputes import (
    appeals,
    claims,
    clock,
    course,
    errors,
    evidence,
    guards,
    joining,
    lengthening,
    mediation,
    money,
    negotiation,
    refunds,
    returns,
)
from amiabil.domain.disputes.arguments import ARGUMENTS, AcceptRequest, Answer, read_arguments
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.expiry import fire_next, next_instant
from amiabil.domain.disputes.hearing import is_heard
from amiabil.domain.disputes.model import (
    ALONE,
    SYSTEM,
    Actor,
    Dispute,
    Event,
    Step,
    Surroundings,
    Telling,
)
from amiabil.domain.disputes.opening import Filing, open_dispute
from amiabil.domain.disputes.outlook import StageOf, Turn, stages, turn
from amiabil.domain.disputes.parts import Firm
from amiabil.domain.disputes.procedure import HOLDERS, QUIET, SOFT
from amiabil.domain.disputes.settling import within_rest
from amiabil.domain.terms import Command, Flag, Role, Timer, party
from amiabil.foundation import codec
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.values import quickly_made, replace

__all__ = [
    "Actor",
    "By",
    "Filing",
    "StageOf",
    "Step",
    "Turn",
    "act",
    "available_actions",
    "due",
    "from_document",
    "hear",
    "notice_pressure",
    "replay",
    "stages",
    "submit",
    "to_document",
    "turn",
    "wake",
    "wake_at",
]

FORMAT = 1
"""Of the stored document; raised when an old document can no longer be read as it is."""

HANDLERS: Mapping[Command, Callable[[Change, Any], None]] = {
    Command.ACCEPT_REQUEST: negotiation.accept_request,
    Command.REJECT_REQUEST: negotiation.reject_request,
    Command.PROPOSE: negotiation.propose,
    Command.ACCEPT: negotiation.accept,
    Command.DECLINE: negotiation.decline,
    Command.ESCALATE: negotiation.escalate,
    Command.ADD_EVIDENCE: evidence.add_evidence,
    Command.ADMIT_EVIDENCE: evidence.admit_evidence,
    Command.DISREGARD_EVIDENCE: evidence.disregard_evidence,
    Command.RULE_CONFIDENTIAL: evidence.rule_confidential,
    Command.WAIVE_EVIDENCE: evidence.waive_evidence,
    Command.REQUEST_INFO: mediation.request_info,
    Command.ANSWER_INFO: mediation.answer_info,
    Command.RECOMMEND: mediation.recommend,
    Command.ACCEPT_RECOMMENDATION: mediation.accept_recommendation,
    Command.DECLINE_RECOMMENDATION: mediation.decline_recommendation,
    Command.DECIDE: mediation.decide,
    Command.APPEAL: appeals.appeal,
    Command.WAIVE_APPEAL: appeals.waive_appeal,
    Command.DECIDE_APPEAL: appeals.decide_appeal,
    Command.WITHDRAW: course.withdraw,
    Command.UNDO_WITHDRAW: course.undo_withdraw,
    Command.REOPEN: course.reopen,
    Command.PROVIDE_LABEL: returns.provide_label,
    Command.WAIVE_RETURN: returns.waive_return,
    Command.GIVE_RETURN_ADDRESS: returns.give_address,
    Command.RECORD_RETURN_SHIPMENT: returns.record_return,
    Command.SCAN: returns.scan,
    Command.INSPECT: returns.inspect,
    Command.EXTEND: returns.extend,
    Command.PERFORM: course.perform,
    Command.PERFORM_CONFIRMED: course.perform_confirmed,
    Command.CONVERT: course.convert,
    Command.VOLUNTARY_REFUND: refunds.voluntary_refund,
    Command.EXTERNAL_OPENED: refunds.external_opened,
    Command.EXTERNAL_CLOSED: refunds.external_closed,
    Command.REFUND_FAILED: refunds.refund_failed,
    Command.REFUND_CONFIRMED: refunds.refund_confirmed,
    Command.SET_ASIDE_DEFAULT: course.ask_set_aside,
    Command.GRANT_SET_ASIDE: course.grant_set_aside,
    Command.REFUSE_SET_ASIDE: course.refuse_set_aside,
    Command.NOTICE_BOUNCED: course.notice_bounced,
    Command.CHALLENGE: course.challenge,
    Command.ANSWER_CHALLENGE: course.answer_challenge,
    Command.RECORD_INSOLVENCY: refunds.record_insolvency,
    Command.MERGE: joining.merge,
    Command.CALENDAR_CHANGED: lengthening.calendar_changed,
    Command.OUTAGE_EXTENDED: lengthening.outage_extended,
    Command.MESSAGE: course.message,
}
"""What each command does, once it is allowed."""


def submit(filing: Filing) -> Step:
    """Open a dispute about units of an order.

    Refusals: ``not_yours``, ``not_found``, ``unknown_units``, ``too_early``, ``too_late``, ``excluded_by_law``,
    ``not_here``, ``external_proceeding_open``, ``units_in_dispute``, ``evidence_missing``, ``remedy_not_allowed``,
    ``bad_amount``, ``exceeds_refundable``.
    """
    return _done(open_dispute(filing), before=None)


@quickly_made
@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when it was received, and the version he had before him (None: the current one).

    ``mediator`` is the reference of who has taken the case to hear it, empty for nobody: a challenge is about him
    too, though he may not have acted yet.
    """

    actor: Actor
    at: datetime
    seen_version: int | None = None
    mediator: str = ""


def act(
    dispute: Dispute,
    command: Command,
    arguments: Any = None,
    *,
    by: By,
    around: Surroundings = ALONE,
) -> Step:
    """Carry out one command at an instant, or refuse it with the first refusal that fits.

    ``arguments`` is the record of ``ARGUMENTS[command]`` or a mapping in its JSON form (None: no arguments).
    Timers due by ``by.at`` must have been fired with ``wake`` before.
    """
    given, actor, at = _arguments(command, arguments), by.actor, by.at
    stored, dispute = dispute, up_to_date(dispute, around)
    errors.refuse_first(
        (
            *guards.standing(dispute, command, actor.role, at=at),
            *_named_proposal(dispute, command, given, by=by),
            *guards.partial(dispute, command, actor),
            *guards.stale(dispute, command, actor, seen_version=by.seen_version),
        )
    )
    change = Change(replace(dispute, version=dispute.version + 1), at, actor, around, by.mediator)
    HANDLERS[command](change, given)
    if command not in QUIET or change.dispute.state is not dispute.state:
        _note_firm(change, command, actor.role)
    acts = actor.role is Role.MEDIATOR and command is not Command.MESSAGE
    if acts and actor.ref not in change.dispute.mediators:
        change.dispute = replace(change.dispute, mediators=change.dispute.mediators | {actor.ref})
    step = _done(change, before=stored)
    if command is Command.UNDO_WITHDRAW:
        return step.then(wake(step.dispute, at=at, around=around))
    return step


def up_to_date(dispute: Dispute, around: Surroundings) -> Dispute:
    """The case after what other cases have paid meanwhile: nothing asked or offered here stays above what is left.

    Every step begins with it, and so does whoever shows the case, for what others pay is no event here.
    """
    now = money.brought_up_to_date(dispute, around)
    return now if now is dispute or not now.is_open else within_rest(now)


def _arguments(command: Command, arguments: Any) -> Any:
    kind = ARGUMENTS[command]
    if isinstance(arguments, kind):
        return arguments
    if arguments is None or isinstance(arguments, Mapping):
        return read_arguments(command, arguments or {})
    raise TypeError(f"{command} takes {kind.__name__}")


def _named_proposal(dispute: Dispute, command: Command, given: Any, *, by: By) -> Iterable[AmiabilError]:
    """The refusals of a command that names a proposal: not one's own, and the one that was seen."""
    if not isinstance(given, (Answer, AcceptRequest)):
        return
    if isinstance(given, Answer) and given.proposal is not guards.opposite(by.actor.role):
        yield errors.NotYours(by.actor.role, command)
    refusal = negotiation.answer_refusal(dispute, command, given, seen=by.seen_version)
    if refusal is not None:
        yield refusal


def _note_firm(change: Change, command: Command, role: Role) -> None:
    """Remember for each party the last version that is not merely the other's word (disputes.md 3.7)."""
    dispute, side = change.dispute, party(role)
    firm = Firm.at(dispute.version)
    if command in SOFT and dispute.settlement is None:
        if side is Role.SELLER:
            firm = replace(firm, buyer=dispute.firm.buyer)
        elif side is Role.BUYER:
            firm = replace(firm, seller=dispute.firm.seller)
    change.dispute = replace(dispute, firm=firm)


def wake(dispute: Dispute, *, at: datetime, around: Surroundings = ALONE) -> Step:
    """Fire every timer, reminder and further attempt due at or before ``at``, each at its own instant, in order.

    Idempotent: with nothing due the step has no events and the same dispute.
    """
    step = Step(dispute)
    while True:
        instant = next_instant(step.dispute)
        if instant is None or instant > at:
            return step
        change = Change(up_to_date(step.dispute, around), instant, SYSTEM, around)
        fire_next(change)
        step = step.then(_done(change, before=step.dispute))


def hear(dispute: Dispute, telling: Telling, *, around: Surroundings = ALONE) -> Step:
    """Carry out what the end of a tied case means here, as of its instant; what was due before then happens first.

    A telling that comes too late, or twice, changes nothing.
    """
    woken = wake(dispute, at=telling.at, around=around)
    if not claims.concerns(woken.dispute, telling):
        return woken
    version = woken.dispute.version + 1
    current = up_to_date(woken.dispute, around)
    heard = replace(current, version=version, firm=Firm.at(version))
    change = Change(heard, telling.at, SYSTEM, around)
    claims.hear(change, telling)
    return woken.then(_done(change, before=woken.dispute))


def notice_pressure(dispute: Dispute, *, by: By) -> Step:
    """What a message that was kept by itself does beside it: the flag, under the version the message made.

    Nothing where it is set already. ``pressure.presses`` tells whether a text does.
    """
    change = Change(dispute, by.at, by.actor)
    change.flag(Flag.PRESSURE_TO_CLOSE)
    return _done(change, before=dispute)


def wake_at(dispute: Dispute) -> datetime | None:
    """The next instant at which ``wake`` would do something; None when nothing will happen by itself."""
    return next_instant(dispute)


def available_actions(
    dispute: Dispute, role: Role, *, at: datetime, taken: bool = True
) -> tuple[Command, ...]:
    """The commands open to a role now: not refused for role, state or time, whatever the arguments.

    ``taken``: a mediator has the case. A story knows of none, so that it counts as true there.
    """
    heard = is_heard(dispute, taken=taken)
    return tuple(
        command
        for command in Command
        if role in HOLDERS[command]
        and command is not Command.SUBMIT
        and (heard or command is not Command.CHALLENGE)
        and not any(guards.standing(dispute, command, role, at=at))
    )


# --- documents ----------------------------------------------------------------------------------------------


def to_document(dispute: Dispute, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The whole case as a JSON object, with the format's number, ``without`` some fields; holds no free text.

    Its parts are shared with other documents: none may be altered.
    """
    return {"format": FORMAT, **codec.encode_record(Dispute, dispute, without=without)}


def from_document(document: Mapping[str, Any]) -> Dispute:
    """The case a document made by ``to_document`` stands for, exactly; ``ValueError`` for another format."""
    if document.get("format") != FORMAT:
        raise ValueError(f"a dispute of format {document.get('format')} cannot be read")
    return codec.decode(Dispute, {name: value for name, value in document.items() if name != "format"})


def replay(events: Iterable[Event]) -> Dispute:
    """The dispute as its events tell it, from the first; the same as was stored with the last."""
    document: dict[str, Any] = {}
    for event in events:
        if event.change:
            document = codec.patched(document, event.change)
    return from_document(document)


def _done(change: Change, *, before: Dispute | None) -> Step:
    """Close a change: its first event carries what turned the document before (None: nothing) into the one after."""
    if change.events:
        change.dispute = money.with_rate(change.dispute, change.around.rates)
    events, after = change.events, change.dispute
    if events:
        patch = codec.Patch(lambda: _difference(before, after))
        events = [replace(events[0], change=patch), *events[1:]]
    elif _difference(before, after):
        raise AssertionError("a dispute changed without an event")
    if not (change.opens or change.tells or change.joins):
        return Step(after, tuple(events), tuple(change.ledger))
    opens = tuple(_done(opened, before=None) for opened in change.opens)
    joins = tuple(_done(joined, before=was) for joined, was in change.joins)
    return Step(after, tuple(events), tuple(change.ledger), opens, tuple(change.tells), joins)


def _difference(before: Dispute | None, after: Dispute) -> dict[str, Any]:
    return to_document(after) if before is None else codec.change(Dispute, before, after)


def due(dispute: Dispute) -> dict[Timer, datetime]:
    """Every timer that runs, with its exclusive end; a paused or suspended one is left out."""
    return clock.all_due(dispute)
