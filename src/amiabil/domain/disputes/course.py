"""How does a case stop, start again or turn into another? Withdrawing, reopening, converting, setting aside.

Source: disputes.md 3.4 C14, C15, C20, C21 and the details of each; 3.12 for the challenge of a mediator.
"""

from __future__ import annotations

from amiabil.domain.disputes import clock, errors, money, repairs
from amiabil.domain.disputes.arguments import (
    AnswerChallenge,
    Ask,
    Challenge,
    Convert,
    Nothing,
    Perform,
    Reopen,
    SetAside,
    Written,
)
from amiabil.domain.disputes.change import Change, hold_in_lane, keep_held, release_all
from amiabil.domain.disputes.claims import carry_on
from amiabil.domain.disputes.eligibility import (
    NON_CONFORMITY,
    Window,
    guarantee_of,
    law_excludes,
    sight_of,
    window_of,
)
from amiabil.domain.disputes.hearing import check_interest, check_reviewer
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.negotiation import enter_mediation, open_remedies
from amiabil.domain.disputes.opening import withdrawal_terms
from amiabil.domain.disputes.parts import Parcel
from amiabil.domain.disputes.pressure import notice_pressure
from amiabil.domain.disputes.reports import NoticeBounced
from amiabil.domain.disputes.returns import begin_withdrawal, catch_up
from amiabil.domain.disputes.settling import close, end_lives, outcome_of, pay_due
from amiabil.domain.terms import Command, Flag, Lane, Outcome, Reason, Remedy, Role, State, Timer, party
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Span, deadline

# --- withdrawing the case -------------------------------------------------------------------------------


def withdraw(change: Change, given: Nothing) -> None:
    """The buyer gives the case up; for a cooling-off he may undo it, and the hold stays."""
    change.dispute = replace(change.dispute, withdrawn_at=change.at)
    change.record(Command.WITHDRAW)
    clock.start(change, Timer.WITHDRAW_COOLING_OFF, change.dispute.policy.timers.withdraw_cooling_off.span)


def undo_withdraw(change: Change, given: Nothing) -> None:
    """The case goes on as if nothing had been; what fell due meanwhile fires now, past reminders do not."""
    clock.stop(change, Timer.WITHDRAW_COOLING_OFF)
    change.dispute = replace(change.dispute, withdrawn_at=None, woken_at=change.at)
    change.record(Command.UNDO_WITHDRAW)
    for timer, running in change.dispute.timers.items():
        ahead = tuple(at for at in running.reminders if at > change.at)
        clock.set_running(change, timer, replace(running, reminders=ahead))
    still = {}
    for role, proposal in change.dispute.proposals.items():
        life = proposal.life
        ahead = tuple(at for at in life.reminders if at > change.at) if life else ()
        still[role] = replace(proposal, life=replace(life, reminders=ahead) if life else None)
    change.dispute = replace(change.dispute, proposals=still)
    carry_on(change)
    catch_up(change)


def cooling_off_is_over(change: Change) -> None:
    """T15: the case is closed, the hold released."""
    close(change, Outcome.WITHDRAWN_BY_BUYER)


# --- reopening --------------------------------------------------------------------------------------------


def reopen(change: Change, given: Reopen) -> None:
    """A closed case is negotiated again, with a new T3 and a hold on what is still with the platform."""
    dispute = change.dispute
    if not given.ground.strip():
        raise errors.NotInThisState(dispute.state, Command.REOPEN)
    most = dispute.policy.limits.reopen_max
    if dispute.reopened >= most:
        raise errors.ReopenExhausted(most)
    _check_no_proceeding(change)
    _check_units_free(change)
    clock.stop_all(change, but={Timer.REFUND_EXECUTION})
    change.dispute = replace(
        change.dispute,
        state=State.NEGOTIATING,
        outcome=None,
        closed_at=None,
        reopen_until=None,
        settlement=None,
        decision=None,
        moved_on_by=None,
        last_offer=None,
        proposals={},
        lapsed=frozenset(),
        mediation_at=None,
        parcel=Parcel(),
        return_claim=None,
        default_paid=None,
        voluntary=None,
        reopened=dispute.reopened + 1,
    )
    change.record(Command.REOPEN, {"ground": given.ground})
    clock.start(change, Timer.NEGOTIATION, dispute.policy.timers.negotiation.span)
    _cut_request(change)
    hold_in_lane(change)


def _check_no_proceeding(change: Change) -> None:
    """What a bank still decides on is not taken up again meanwhile, no more than it is filed anew (C1)."""
    mine = {(unit.line, unit.number) for unit in change.dispute.units}
    contested = {
        (u.line, u.number) for case in change.around.others if case.external_open for u in case.units
    }
    if mine & contested or any(external.won_by is None for external in change.dispute.externals):
        raise errors.ExternalProceedingOpen()


def _check_units_free(change: Change) -> None:
    mine = {(unit.line, unit.number) for unit in change.dispute.units}
    for case in change.around.others:
        both = [unit for unit in case.units if (unit.line, unit.number) in mine]
        if case.is_open and both:
            raise errors.UnitsInDispute(line=both[0].line, cases=[case.key])


def _cut_request(change: Change) -> None:
    """The request stands again, as far as there is still something to refund."""
    request = change.dispute.request
    terms = request.terms
    if terms.amount is not None:
        terms = replace(terms, amount=min(terms.amount, money.refundable(change.dispute, terms.remedy)))
    change.dispute = replace(change.dispute, request=replace(request, terms=terms, asked=terms.amount))


# --- converting -------------------------------------------------------------------------------------------


def convert(change: Change, given: Convert) -> None:
    """Another reason inside the lane, the legal guarantee, or a withdrawal from the contract; the history stays."""
    dispute = change.dispute
    if change.actor.role is Role.MEDIATOR:
        check_interest(change)
    target = given.lane or dispute.lane
    reason = given.reason or (Reason.WD_STATUTORY if target is Lane.STATUTORY_WITHDRAWAL else None)
    if target is Lane.STATUTORY_CONFORMITY and target is not dispute.lane:
        reason = reason or dispute.reason
    if reason is None or not _admissible(dispute, reason, given.lane):
        raise errors.NotInThisState(dispute.state, Command.CONVERT)
    if reason is Reason.WD_STATUTORY:
        _convert_to_withdrawal(change)
        return
    window = _window_for(change, reason, legal=target is Lane.STATUTORY_CONFORMITY)
    if window.lane is Lane.STATUTORY_CONFORMITY and dispute.lane is Lane.GUARANTEE:
        _convert_to_conformity(change, reason)
        return
    allowed = dispute.policy.remedies.for_reason(reason)
    if dispute.claim.terms.remedy not in allowed:
        raise errors.RemedyNotAllowed(dispute.claim.terms.remedy, [item.value for item in allowed])
    change.record(Command.CONVERT, reason=reason.value, was=dispute.reason.value)
    change.dispute = replace(dispute, reason=reason)


def _admissible(dispute: Dispute, reason: Reason, lane: Lane | None) -> bool:
    """Whether a case can go to this lane with this reason at all; None: wherever the reason belongs."""
    if lane is None or lane is dispute.lane:
        return True
    if lane is Lane.STATUTORY_CONFORMITY:
        return reason in NON_CONFORMITY
    return lane is Lane.STATUTORY_WITHDRAWAL and reason is Reason.WD_STATUTORY


def _window_for(change: Change, reason: Reason, *, legal: bool) -> Window:
    """The window the new reason belongs to. Goods that were delivered when the case was filed are judged by the filing.

    Raises what bars a non-conformity: ``TooEarly`` (not delivered), ``ExcludedByLaw``, ``TooLate``.
    """
    dispute = change.dispute
    lines = {unit.line for unit in dispute.units}
    if reason not in NON_CONFORMITY:
        window = window_of(sight_of(dispute, change.at), lines, reason)
        if window.opens is None:
            raise errors.TooEarly()
        return window
    filed, now = sight_of(dispute, dispute.opened_at), sight_of(dispute, change.at)
    find = guarantee_of if legal else window_of
    window, at = find(filed, lines, reason), filed.at
    if window.opens is None:
        window, at = find(now, lines, reason), now.at
    refusal = window.refusal(at)
    if refusal is not None:
        raise refusal
    return window


def _convert_to_conformity(change: Change, reason: Reason) -> None:
    """The law's order of remedies holds from now on: what it locks yet is no longer asked for or offered.

    Its time to repair counts from the notice of the defect: the filing, if that was one, else now. State and the
    other timers stay as they are; the hold goes, unless the policy keeps one in this lane.
    """
    dispute = change.dispute
    noticed = dispute.opened_at if dispute.reason in NON_CONFORMITY else change.at
    change.dispute = replace(dispute, reason=reason, lane=Lane.STATUTORY_CONFORMITY)
    change.record(
        Command.CONVERT, reason=reason.value, was=dispute.reason.value, lane=change.dispute.lane.value
    )
    lane = dispute.policy.lanes.statutory_conformity
    if lane.repair_cap_calendar_days is not None:
        due_at = deadline(noticed, Span(lane.repair_cap_calendar_days), dispute.place)
        if due_at > change.at:
            clock.start_from(change, Timer.STATUTORY_REPAIR, noticed, Span(lane.repair_cap_calendar_days))
    _drop_what_is_locked(change)
    if lane.hold == "none":
        release_all(change)


def _drop_what_is_locked(change: Change) -> None:
    dispute = change.dispute
    allowed = open_remedies(dispute)
    if not allowed:
        return
    kept = {role: offer for role, offer in dispute.proposals.items() if offer.terms.remedy in allowed}
    request = dispute.request
    if request.terms.remedy not in allowed:
        terms = money.terms_of(dispute, Ask(allowed[0]))
        request = replace(request, terms=terms, asked=terms.amount)
    change.dispute = replace(dispute, proposals=kept, request=request)


def _convert_to_withdrawal(change: Change) -> None:
    """Judged by the filing instant of the case; its time to send and the law's time to refund count from now."""
    dispute = change.dispute
    lines = {unit.line for unit in dispute.units}
    window = window_of(sight_of(dispute, dispute.opened_at), lines, Reason.WD_STATUTORY)
    refusal = window.refusal(dispute.opened_at)
    if refusal is not None:
        raise refusal
    barrier = law_excludes(dispute.order, lines, Reason.WD_STATUTORY, dispute.policy)
    if barrier is not None:
        raise errors.ExcludedByLaw(barrier.value)
    change.dispute = replace(
        dispute,
        reason=Reason.WD_STATUTORY,
        lane=Lane.STATUTORY_WITHDRAWAL,
        proposals={},
        questions=(),
        late_replies=frozenset(),
    )
    change.record(Command.CONVERT, reason=Reason.WD_STATUTORY.value, was=dispute.reason.value)
    terms = withdrawal_terms(change.dispute)
    request = replace(dispute.request, terms=terms, asked=terms.amount, made_at=change.at)
    change.dispute = replace(change.dispute, request=request)
    clock.stop_all(change, but={Timer.REFUND_EXECUTION})
    begin_withdrawal(change)
    if terms.amount is not None:
        keep_held(change, terms.amount)


# --- a default set aside ------------------------------------------------------------------------------------


def ask_set_aside(change: Change, given: SetAside) -> None:
    """The seller says why he was silent; a reviewer answers."""
    change.dispute = replace(change.dispute, set_aside_asked=True)
    change.record(Command.SET_ASIDE_DEFAULT, {"excuse": given.excuse})


def grant_set_aside(change: Change, given: Written) -> None:
    """A mediator hears the case after all; the money stays with the buyer until there is a decision."""
    check_reviewer(change)
    change.record(Command.GRANT_SET_ASIDE, {"text": given.text})
    clock.stop_all(change, but={Timer.REFUND_EXECUTION})
    change.dispute = replace(
        change.dispute,
        outcome=None,
        closed_at=None,
        reopen_until=None,
        settlement=None,
        moved_on_by=None,
        set_aside=True,
        barred=change.dispute.barred | {change.actor.ref},
    )
    enter_mediation(change)


def refuse_set_aside(change: Change, given: Written) -> None:
    """The default stands."""
    check_reviewer(change)
    change.dispute = replace(change.dispute, set_aside_refused=True)
    change.record(Command.REFUSE_SET_ASIDE, {"text": given.text})
    clock.stop(change, Timer.APPEAL)


# --- goods ------------------------------------------------------------------------------------------------


def perform(change: Change, given: Perform) -> None:
    """The seller says that the goods are on their way; his time goes on until they have come."""
    change.dispute = replace(change.dispute, performed_at=change.at)
    change.record(Command.PERFORM, {"tracking": given.tracking}, tracked=bool(given.tracking))


def perform_confirmed(change: Change, given: Nothing) -> None:
    """The goods have come: the promise is kept, the hold goes to the seller. A repair prolongs the legal guarantee."""
    months = repairs.months_given(change.dispute)
    if months:
        change.record(Command.PERFORM_CONFIRMED, guarantee_months=months)
        repairs.note(change)
    else:
        change.record(Command.PERFORM_CONFIRMED)
    clock.stop(change, Timer.PERFORMANCE, Timer.STATUTORY_REPAIR)
    close(change, outcome_of(change.dispute) or Outcome.SETTLED_BY_AGREEMENT)


def promise_is_broken(change: Change) -> None:
    """T17: all that is refundable is paid from the hold; the outcome stays the settlement's."""
    change.flag(Flag.PROMISE_BROKEN)
    clock.stop(change, Timer.PERFORMANCE)
    pay_due(change, money.refundable(change.dispute), remedy=Remedy.REFUND_KEEP, purpose="fallback")


def repair_is_overdue(change: Change) -> None:
    """The legal limit for repair: a breach, every remedy is open, and an agreement on goods is void."""
    change.flag(Flag.STATUTORY_BREACH)
    clock.stop(change, Timer.STATUTORY_REPAIR)
    if change.dispute.state is not State.REMEDY_PENDING or money.pending(change.dispute):
        return
    change.dispute = replace(change.dispute, state=State.NEGOTIATING, settlement=None, decision=None)
    end_lives(change)
    clock.start(change, Timer.NEGOTIATION, change.dispute.policy.timers.negotiation.span)


# --- people -------------------------------------------------------------------------------------------------


def challenge(change: Change, given: Challenge) -> None:
    """A party asks for another mediator, once."""
    side = party(change.actor.role)
    change.dispute = replace(
        change.dispute, challenged=change.dispute.challenged | {side}, challenge_open=side
    )
    change.record(Command.CHALLENGE, {"reason": given.reason}, by=side.value)


def answer_challenge(change: Change, given: AnswerChallenge) -> None:
    """Granted: who heard the case so far may not decide it, and T6 starts anew."""
    dispute = change.dispute
    change.record(Command.ANSWER_CHALLENGE, {"text": given.text}, granted=given.granted)
    change.dispute = replace(dispute, challenge_open=None)
    if given.granted:
        challenged = dispute.mediators | ({change.mediator} if change.mediator else frozenset())
        change.dispute = replace(change.dispute, barred=dispute.barred | challenged)
        clock.start(change, Timer.FIRST_DECISION, dispute.policy.timers.first_decision.span)
        if any(question.open for question in dispute.questions):
            clock.pause(change, Timer.FIRST_DECISION)


def notice_bounced(change: Change, given: NoticeBounced) -> None:
    """A notice did not reach this party; nothing may be concluded from its silence."""
    change.dispute = replace(change.dispute, notice_bounced=change.dispute.notice_bounced | {given.to})
    change.record(Command.NOTICE_BOUNCED, to=given.to.value)


def message(change: Change, given: Written) -> None:
    """Somebody writes; a seller who presses the buyer to close is noticed."""
    change.record(Command.MESSAGE, {"text": given.text}, by=change.actor.role.value)
    notice_pressure(change, given.text)
