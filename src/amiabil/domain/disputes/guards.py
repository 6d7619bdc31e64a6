"""Is this command open to this role now? The refusals for role, state and time, before any argument is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from amiabil.domain.disputes import clock, errors
from amiabil.domain.disputes.change import under_way
from amiabil.domain.disputes.hearing import is_barred
from amiabil.domain.disputes.model import Actor, Dispute
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.procedure import (
    BEFORE_AGREEMENT,
    BEFORE_DECISION,
    DURING_COOLING_OFF,
    HOLDERS,
    NEVER_REOPENED,
    OF_LANE,
    PROCEDURE,
    SOFT,
    WHILE_SUSPENDED,
)
from amiabil.domain.disputes.ranges import has_used_appeals
from amiabil.domain.disputes.settling import is_statutory_withdrawal
from amiabil.domain.terms import Command, Lane, Outcome, Role, State, Timer, party
from amiabil.foundation.errors import AmiabilError

Refusals = Iterator[AmiabilError]


def opposite(role: Role) -> Role:
    """The other party."""
    return Role.SELLER if party(role) is Role.BUYER else Role.BUYER


def standing(dispute: Dispute, command: Command, role: Role, *, at: datetime) -> Refusals:
    """Every refusal for role, state or time; none when the command is open to the role now."""
    holders = HOLDERS[command]
    if role not in holders or (role is Role.ADMINISTRATOR and not dispute.insolvent):
        yield errors.NotYours(role, command)
        return
    if dispute.suspended_from is not None and command not in WHILE_SUSPENDED:
        yield errors.Suspended()
    yield from _after_the_agreement(dispute, command)
    yield from _TIMES.get(command, _no_time)(dispute, role, at)
    if _not_here(dispute, command, role):
        yield errors.NotInThisState(dispute.state, command)


def _not_here(dispute: Dispute, command: Command, role: Role) -> bool:
    if role not in PROCEDURE.get((dispute.state, command), frozenset()):
        return True
    if command not in OF_LANE.get(dispute.lane, HOLDERS):
        return True
    withdrawn = dispute.withdrawn_at is not None
    if command is Command.UNDO_WITHDRAW:
        return not withdrawn
    if withdrawn and command not in DURING_COOLING_OFF:
        return True
    return not _MORE.get(command, _always)(dispute, role)


def _after_the_agreement(dispute: Dispute, command: Command) -> Refusals:
    agreed = dispute.settlement is not None
    by_default = agreed and dispute.moved_on_by is Timer.SELLER_FIRST_ANSWER
    if agreed and not by_default and command in BEFORE_AGREEMENT:
        yield errors.AlreadySettled()
    if command is Command.WITHDRAW and under_way(dispute) and dispute.decision is None:
        yield errors.AlreadySettled()
    if dispute.decision is not None and command in BEFORE_DECISION:
        yield errors.AlreadyDecided()


def partial(dispute: Dispute, command: Command, actor: Actor) -> Refusals:
    """The refusal for a mediator who is a party, opened the case for one, or was challenged with success."""
    acts = actor.role is Role.MEDIATOR and command is not Command.MESSAGE
    if acts and is_barred(dispute, actor.ref):
        yield errors.ConflictOfInterest()


def stale(dispute: Dispute, command: Command, actor: Actor, *, seen_version: int | None) -> Refusals:
    """The refusal for a case that has changed since the actor looked; soft commands see past the other side's.

    What machines report of things arranged before makes nothing stale (decision 0080).
    """
    since = dispute.firm.anybody or dispute.version
    if seen_version is None or since <= seen_version <= dispute.version:
        return
    side = party(actor.role)
    if command in SOFT and side in {Role.BUYER, Role.SELLER} and seen_version < dispute.version:
        firm = dispute.firm.buyer if side is Role.BUYER else dispute.firm.seller
        if seen_version >= firm:
            return
    yield errors.StaleVersion(seen=seen_version, current=dispute.version, state=dispute.state)


# --- times ------------------------------------------------------------------------------------------


def _no_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    return iter(())


def _answer_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    if dispute.moved_on_by is Timer.SELLER_FIRST_ANSWER:
        yield errors.TooLate()


def _accept_request_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    if dispute.moved_on_by in {Timer.SELLER_FIRST_ANSWER, Timer.NEGOTIATION}:
        yield errors.TooLate()


def _escalation_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    opens = dispute.escalate_from
    if dispute.state is State.AWAITING_SELLER:
        yield errors.TooEarly(opens=opens)
    elif dispute.state is State.NEGOTIATING and opens is not None and at < opens:
        unlocked = "seller_rejection" in dispute.policy.timers.earliest_escalation.also_on
        if not (unlocked and dispute.rejected_at is not None):
            yield errors.TooEarly(opens=opens)


def _evidence_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    if dispute.decision is not None and dispute.state is not State.IN_APPEAL:
        yield errors.TooLate()


def _decision_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    in_hearing = dispute.state in {State.IN_MEDIATION, State.RECOMMENDATION_OPEN}
    if in_hearing and clock.runs(dispute, Timer.EVIDENCE_WINDOW):
        yield errors.TooEarly(opens=clock.due_of(dispute, Timer.EVIDENCE_WINDOW))


def _appeal_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    decision = dispute.decision
    if decision is None:
        return
    over = decision.final_at is not None or not clock.runs(dispute, Timer.APPEAL)
    if over or party(role) in decision.waived:
        yield errors.TooLate()


def _first_appeal(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    if has_used_appeals(dispute, party(role)):
        yield errors.AlreadyAppealed()
    yield from _appeal_time(dispute, role, at)


def _review_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    if dispute.state is State.IN_APPEAL and clock.runs(dispute, Timer.APPEAL):
        yield errors.TooEarly(opens=clock.due_of(dispute, Timer.APPEAL))


def _undo_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    if dispute.outcome is Outcome.WITHDRAWN_BY_BUYER:
        yield errors.TooLate(closes=dispute.closed_at)


def _label_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    if dispute.moved_on_by is Timer.RETURN_LABEL:
        yield errors.TooLate()


def _extension_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    running = dispute.timers.get(Timer.RETURN_SHIP)
    if dispute.outcome is Outcome.RETURN_NOT_SENT:
        yield errors.TooLate(closes=dispute.closed_at)
    elif running is not None and running.ended:
        yield errors.TooLate(closes=running.due_at)


def _reopening_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    until = dispute.reopen_until
    if dispute.state is State.CLOSED and until is not None and at >= until:
        yield errors.TooLate(closes=until)


def _set_aside_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    by_default = dispute.outcome is Outcome.DEFAULT_SELLER_SILENT
    if by_default and not clock.runs(dispute, Timer.APPEAL):
        yield errors.TooLate()


def _answering_time(dispute: Dispute, role: Role, at: datetime) -> Refusals:
    own = [question for question in dispute.questions if question.of is party(role)]
    if (
        own
        and not own[-1].open
        and dispute.state in {State.IN_MEDIATION, State.IN_APPEAL}
        and at >= own[-1].due_at
    ):
        yield errors.TooLate(closes=own[-1].due_at)


_TIMES: Mapping[Command, Callable[[Dispute, Role, datetime], Refusals]] = {
    Command.ACCEPT_REQUEST: _accept_request_time,
    Command.REJECT_REQUEST: _answer_time,
    Command.ESCALATE: _escalation_time,
    Command.ADD_EVIDENCE: _evidence_time,
    Command.DECIDE: _decision_time,
    Command.APPEAL: _first_appeal,
    Command.WAIVE_APPEAL: _appeal_time,
    Command.DECIDE_APPEAL: _review_time,
    Command.UNDO_WITHDRAW: _undo_time,
    Command.PROVIDE_LABEL: _label_time,
    Command.EXTEND: _extension_time,
    Command.REOPEN: _reopening_time,
    Command.SET_ASIDE_DEFAULT: _set_aside_time,
    Command.ANSWER_INFO: _answering_time,
}


# --- what the state alone does not say ----------------------------------------------------------------


def _always(dispute: Dispute, role: Role) -> bool:
    return True


def _is_asked(dispute: Dispute, role: Role) -> bool:
    return any(question.open and question.of is party(role) for question in dispute.questions)


def _has_something_to_waive(dispute: Dispute, role: Role) -> bool:
    if party(role) in dispute.late_replies:
        return True
    return clock.runs(dispute, Timer.EVIDENCE_WINDOW) and party(role) not in dispute.evidence_waived


def _has_not_spoken(dispute: Dispute, role: Role) -> bool:
    recommendation = dispute.recommendation
    return recommendation is not None and party(role) not in recommendation.accepted


def _lost_something(dispute: Dispute, role: Role) -> bool:
    decision = dispute.decision
    if decision is None:
        return False
    if party(role) is Role.BUYER:
        return decision.amount < decision.claim
    return decision.terms.remedy in GOODS or decision.amount > decision.floor


def _has_not_appealed(dispute: Dispute, role: Role) -> bool:
    return dispute.decision is not None and dispute.decision.appeal_of(party(role)) is None


def _is_solvent(dispute: Dispute, role: Role) -> bool:
    return not dispute.insolvent


def _can_set_aside(dispute: Dispute, role: Role) -> bool:
    return dispute.outcome is Outcome.DEFAULT_SELLER_SILENT and not dispute.set_aside_asked


def _set_aside_is_asked(dispute: Dispute, role: Role) -> bool:
    answered = dispute.set_aside or dispute.set_aside_refused
    return dispute.outcome is Outcome.DEFAULT_SELLER_SILENT and dispute.set_aside_asked and not answered


def _can_be_joined(dispute: Dispute, role: Role) -> bool:
    """Only the guarantee (under the law days count from each notice), with nothing agreed, paid or tied yet."""
    tied = dispute.return_claim is not None or dispute.contested is not None
    once_paid = dispute.default_paid is not None or dispute.set_aside or dispute.unpaid is not None
    agreed = dispute.settlement is not None or dispute.decision is not None
    return dispute.lane is Lane.GUARANTEE and not (tied or once_paid or agreed or under_way(dispute))


def _can_challenge(dispute: Dispute, role: Role) -> bool:
    return party(role) not in dispute.challenged and dispute.challenge_open is None


def _is_challenged(dispute: Dispute, role: Role) -> bool:
    return dispute.challenge_open is not None


def _return_is_not_promised(dispute: Dispute, _role: Role) -> bool:
    """Before the label; after a withdrawal as long as nothing has been sent."""
    return dispute.state is not State.RETURN_SHIPMENT_DUE or is_statutory_withdrawal(dispute)


def _has_its_units(dispute: Dispute, _role: Role) -> bool:
    """A case that goes on in another one has none: a proceeding about them is told to that one."""
    return dispute.merged_into is None


def _has_proceeding(dispute: Dispute, role: Role) -> bool:
    return any(external.won_by is None for external in dispute.externals)


def _has_refund(dispute: Dispute, role: Role) -> bool:
    return any(refund.status == "instructed" for refund in dispute.refunds)


def _promises_goods(dispute: Dispute, role: Role) -> bool:
    return clock.runs(dispute, Timer.PERFORMANCE) or clock.runs(dispute, Timer.STATUTORY_REPAIR)


def _can_extend(dispute: Dispute, role: Role) -> bool:
    extension = dispute.policy.timers.return_ship.extension
    running = clock.runs(dispute, Timer.RETURN_SHIP)
    return running and extension is not None and dispute.parcel.extended < extension.times


def _can_be_taken_up(dispute: Dispute, role: Role) -> bool:
    return dispute.outcome not in NEVER_REOPENED


def _awaits_no_claim(dispute: Dispute, role: Role) -> bool:
    return dispute.return_claim is None


def _is_offered(dispute: Dispute, role: Role) -> bool:
    return dispute.proposal_of(opposite(role)) is not None


def _keeps_nothing(dispute: Dispute, role: Role) -> bool:
    """Whoever has what a default paid cannot give the case up that is to decide about it (docs/decisions/0047)."""
    return not (dispute.set_aside and dispute.default_paid)


_MORE: Mapping[Command, Callable[[Dispute, Role], bool]] = {
    Command.ACCEPT: _is_offered,
    Command.DECLINE: _is_offered,
    Command.ANSWER_INFO: _is_asked,
    Command.WAIVE_EVIDENCE: _has_something_to_waive,
    Command.ACCEPT_RECOMMENDATION: _has_not_spoken,
    Command.APPEAL: _lost_something,
    Command.WAIVE_APPEAL: _has_not_appealed,
    Command.RECORD_INSOLVENCY: _is_solvent,
    Command.SET_ASIDE_DEFAULT: _can_set_aside,
    Command.GRANT_SET_ASIDE: _set_aside_is_asked,
    Command.REFUSE_SET_ASIDE: _set_aside_is_asked,
    Command.MERGE: _can_be_joined,
    Command.CHALLENGE: _can_challenge,
    Command.ANSWER_CHALLENGE: _is_challenged,
    Command.EXTERNAL_OPENED: _has_its_units,
    Command.EXTERNAL_CLOSED: _has_proceeding,
    Command.REFUND_CONFIRMED: _has_refund,
    Command.REFUND_FAILED: _has_refund,
    Command.PERFORM: _promises_goods,
    Command.PERFORM_CONFIRMED: _promises_goods,
    Command.EXTEND: _can_extend,
    Command.INSPECT: _awaits_no_claim,
    Command.WAIVE_RETURN: _return_is_not_promised,
    Command.REOPEN: _can_be_taken_up,
    Command.WITHDRAW: _keeps_nothing,
}
