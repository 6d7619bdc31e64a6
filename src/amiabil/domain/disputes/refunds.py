"""What do the payment service and outside proceedings report, and what does the seller pay back by himself?

Source: disputes.md 3.4 (chargeback, insolvency, voluntary refund), T16.
"""

from __future__ import annotations

from datetime import timedelta

from amiabil.domain.disputes import clock, errors, money
from amiabil.domain.disputes.arguments import Nothing, VoluntaryRefund
from amiabil.domain.disputes.change import Change, keep_held, set_refund
from amiabil.domain.disputes.claims import carry_on
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.negotiation import enter_mediation
from amiabil.domain.disputes.parts import External, Refund, Running, Settlement, Terms
from amiabil.domain.disputes.procedure import HEARING, TALKING
from amiabil.domain.disputes.reports import ExternalClosed, ExternalOpened, RefundReport
from amiabil.domain.disputes.returns import catch_up
from amiabil.domain.disputes.settling import (
    close,
    cut_to_rest,
    end_lives,
    finish,
    most_payable,
    pay,
    terms_in_force,
)
from amiabil.domain.terms import Command, Flag, Happening, Outcome, Remedy, Role, State, Timer
from amiabil.foundation.money import BadAmount, Money, split, total
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import resume

# --- refunds ------------------------------------------------------------------------------------------


def refund_confirmed(change: Change, given: RefundReport) -> None:
    """The buyer has the money: the hold falls by it, and the case closes when nothing else is owed."""
    refund = _reported(change.dispute, given, Command.REFUND_CONFIRMED)
    set_refund(change, replace(refund, status="confirmed", confirmed_at=change.at, retry_at=None))
    change.set_units(
        [
            replace(
                unit, pending=unit.pending - share, refunded=unit.refunded + share, held=unit.held - drawn
            )
            for unit, share, drawn in zip(change.dispute.units, refund.shares, refund.from_hold, strict=True)
        ]
    )
    if refund.purpose == "default":
        paid = (change.dispute.default_paid or Money.zero(change.dispute.currency)) + refund.amount
        change.dispute = replace(change.dispute, default_paid=paid)
    change.book("refund_confirmed", refund.shares, refund=refund)
    change.record(Command.REFUND_CONFIRMED, amount=refund.amount.fact(), refund=refund.id)
    finish(change)


def refund_failed(change: Change, given: RefundReport) -> None:
    """The attempt failed: another one follows after the policy's hours; the due instant stays."""
    refund = _reported(change.dispute, given, Command.REFUND_FAILED)
    hours = change.dispute.policy.timers.refund_execution.retry_hours
    failed = replace(refund, status="failed", retry_at=change.at + timedelta(hours=hours))
    set_refund(change, failed)
    change.book("refund_failed", refund.shares, refund=refund)
    change.record(
        Command.REFUND_FAILED, amount=refund.amount.fact(), refund=refund.id, attempt=refund.attempt
    )
    _yield_to_proceedings(change)


def _reported(dispute: Dispute, given: RefundReport, command: Command) -> Refund:
    waiting = [refund for refund in dispute.refunds if refund.status == "instructed"]
    named = [refund for refund in waiting if given.refund in {None, refund.id}]
    if not named:
        raise errors.NotInThisState(dispute.state, command)
    return named[0]


def retry(change: Change, refund: Refund) -> None:
    """Instruct a failed refund again, under the same id."""
    again = replace(
        refund, status="instructed", attempt=refund.attempt + 1, attempted_at=change.at, retry_at=None
    )
    set_refund(change, again)
    change.book("refund_instructed", again.shares, refund=again)
    change.record(
        Happening.REFUND_INSTRUCTED,
        amount=again.amount.fact(),
        refund=again.id,
        attempt=again.attempt,
        purpose=again.purpose,
    )


def _give_way(change: Change) -> None:
    """A refund whose attempt failed is on its way no longer: what it stood for can be booked for a proceeding."""
    dispute = change.dispute
    nothing = (Money.zero(dispute.currency),) * len(dispute.units)
    for refund in dispute.refunds:
        if refund.status != "failed":
            continue
        pairs = zip(change.dispute.units, refund.shares, strict=True)
        change.set_units([replace(unit, pending=unit.pending - share) for unit, share in pairs])
        empty = replace(refund, shares=nothing, from_hold=nothing, from_fund=nothing[0], retry_at=None)
        set_refund(change, replace(empty, status="overtaken"))


def _take_up_again(change: Change) -> None:
    """Instruct anew what gave way to a proceeding, as far as that has left the money."""
    terms = terms_in_force(change.dispute)
    remedy = terms.remedy if terms is not None else Remedy.REFUND_KEEP
    for refund in change.dispute.refunds:
        if refund.status == "overtaken":
            set_refund(change, replace(refund, status="dropped"))
            pay(change, refund.amount, remedy=remedy, purpose=refund.purpose)


def refund_is_overdue(change: Change) -> None:
    """T16: an alarm for people; the attempts go on and the due instant stays."""
    running = change.dispute.timers[Timer.REFUND_EXECUTION]
    clock.set_running(change, Timer.REFUND_EXECUTION, replace(running, breached=True, ended=True))


def voluntary_refund(change: Change, given: VoluntaryRefund) -> None:
    """The seller pays back of his own will; the claim is computed anew."""
    dispute = change.dispute
    amount = Money.parse(given.amount, dispute.currency)
    if not amount:
        raise BadAmount(amount=given.amount)
    most = most_payable(change)
    if amount > most:
        raise errors.ExceedsRefundable(most)
    change.record(Command.VOLUNTARY_REFUND, amount=amount.fact())
    pay(change, amount, remedy=Remedy.REFUND_KEEP, purpose="voluntary")
    paid = (dispute.voluntary or Money.zero(dispute.currency)) + amount
    change.dispute = replace(change.dispute, voluntary=paid)
    cut_to_rest(change)
    asked = dispute.claim.asked
    negotiable = dispute.state in TALKING | HEARING
    if negotiable and asked is not None and paid >= asked:
        _settled_by_paying(change, paid)
    elif dispute.is_open:
        _lower_the_hold(change)


def _settled_by_paying(change: Change, paid: Money) -> None:
    terms = Terms(Remedy.REFUND_KEEP, paid)
    change.dispute = replace(
        change.dispute,
        state=State.REMEDY_PENDING,
        settlement=Settlement(Outcome.SETTLED_BY_AGREEMENT, terms, change.at),
        recommendation=None,
        questions=tuple(replace(question, open=False) for question in change.dispute.questions),
        late_replies=frozenset(),
    )
    end_lives(change)
    clock.stop_all(change, but={Timer.REFUND_EXECUTION})
    change.record(Happening.SETTLED, outcome=Outcome.SETTLED_BY_AGREEMENT.value, amount=paid.fact())
    keep_held(change, Money.zero(change.dispute.currency))


def _lower_the_hold(change: Change) -> None:
    """Never hold more than could still be refunded."""
    dispute = change.dispute
    free = total(money.free_by_unit(dispute), dispute.currency)
    most = (
        money.refundable(dispute, dispute.request.terms.remedy)
        if dispute.lane.startswith("statutory_w")
        else None
    )
    limit = most or money.refundable(dispute)
    if free > limit:
        keep_held(change, limit)


# --- insolvency ---------------------------------------------------------------------------------------


def record_insolvency(change: Change, given: Nothing) -> None:
    """The seller is insolvent: an administrator stands in for him, a mediator takes what was being talked about."""
    change.dispute = replace(change.dispute, insolvent=True)
    change.record(Command.RECORD_INSOLVENCY)
    if change.dispute.state in TALKING:
        enter_mediation(change)


# --- outside proceedings ------------------------------------------------------------------------------


def external_opened(change: Change, given: ExternalOpened) -> None:
    """A chargeback: what was not refunded yet is booked as debited, and the open case rests."""
    amount = Money.parse(given.amount, change.dispute.currency)
    if not amount:
        raise BadAmount(amount=given.amount)
    change.record(Command.EXTERNAL_OPENED, ref=given.ref, amount=amount.fact())
    if any(external.ref == given.ref for external in change.dispute.externals):
        return
    if change.dispute.is_open:
        _give_way(change)
    dispute, zero = change.dispute, Money.zero(change.dispute.currency)
    most = money.refundable(dispute)
    if amount > most:
        change.flag(Flag.DOUBLE_PAYMENT_RISK)
    rests = dispute.is_open and (most > zero or dispute.suspended_from is not None)
    nothing = (zero,) * len(dispute.units)
    external = External(given.ref, amount, nothing, nothing, change.at, rests)
    change.dispute = replace(change.dispute, externals=(*change.dispute.externals, external))
    _book_what_is_free(change, external)
    if rests and dispute.suspended_from is None:
        _suspend(change)


def _yield_to_proceedings(change: Change) -> None:
    """What a proceeding claims and a refund was on its way with is the proceeding's once that refund fails.

    Source: docs/decisions/0033.
    """
    zero = Money.zero(change.dispute.currency)
    short = [
        external
        for external in change.dispute.externals
        if external.won_by is None and sum(external.booked, zero) < external.amount
    ]
    if not short or not change.dispute.is_open:
        return
    _give_way(change)
    for external in short:
        _book_what_is_free(change, external)
    if change.dispute.suspended_from is None:
        rests = (replace(e, suspended=True) if e.won_by is None else e for e in change.dispute.externals)
        change.dispute = replace(change.dispute, externals=tuple(rests))
        _suspend(change)


def _book_what_is_free(change: Change, external: External) -> None:
    """Debit what the proceeding claims and what has not been taken yet, as far as nobody was paid it."""
    dispute, zero = change.dispute, Money.zero(change.dispute.currency)
    limits = money.refundable_by_unit(dispute, Remedy.REFUND_KEEP)
    missing = external.amount - sum(external.booked, zero)
    more = split(min(missing, sum(limits, zero)), [part.minor for part in limits])
    drawn = [min(has, part) for has, part in zip(money.free_by_unit(dispute), more, strict=True)]
    booked = tuple(old + new for old, new in zip(external.booked, more, strict=True))
    from_hold = tuple(old + new for old, new in zip(external.from_hold, drawn, strict=True))
    grown = replace(external, booked=booked, from_hold=from_hold)
    externals = tuple(grown if one is external else one for one in dispute.externals)
    change.dispute = replace(dispute, externals=externals)
    _debit(change, more, drawn, sign=1)
    change.book("external_debit", more, from_hold=sum(drawn, zero))


def _debit(change: Change, booked: list[Money], from_hold: list[Money], *, sign: int) -> None:
    parts = zip(change.dispute.units, booked, from_hold, strict=True)
    change.set_units(
        [replace(u, debited=u.debited + part * sign, held=u.held - drawn * sign) for u, part, drawn in parts]
    )


def external_closed(change: Change, given: ExternalClosed) -> None:
    """The proceeding is over: won by the seller it is undone, won by the buyer the debit stays."""
    found = next((e for e in change.dispute.externals if e.ref == given.ref and e.won_by is None), None)
    if found is None:
        raise errors.CaseNotFound(ref=given.ref)
    change.record(Command.EXTERNAL_CLOSED, ref=given.ref, won_by=given.won_by.value)
    over = replace(found, won_by=given.won_by)
    if given.won_by is Role.SELLER:
        _debit(change, list(found.booked), list(found.from_hold), sign=-1)
        change.book("external_undone", found.booked)
        zero = Money.zero(change.dispute.currency)
        over = replace(over, booked=(zero,) * len(found.booked), from_hold=(zero,) * len(found.booked))
    externals = tuple(over if e.ref == given.ref else e for e in change.dispute.externals)
    change.dispute = replace(change.dispute, externals=externals)
    for waiting in externals if given.won_by is Role.SELLER else ():
        if waiting.won_by is None:
            _book_what_is_free(change, waiting)
    if any(e.suspended and e.won_by is None for e in externals) or change.dispute.suspended_from is None:
        return
    _resume(change)
    _take_up_again(change)
    if any(e.won_by is Role.BUYER for e in externals):
        _after_a_lost_chargeback(change)
    carry_on(change)
    if change.dispute.state is State.REMEDY_PENDING:
        finish(change)
    catch_up(change)


def _after_a_lost_chargeback(change: Change) -> None:
    if not money.refundable(change.dispute) and not money.pending(change.dispute):
        close(change, Outcome.SUPERSEDED_BY_CHARGEBACK)
        return
    cut_to_rest(change)
    _lower_the_hold(change)


def _suspend(change: Change) -> None:
    dispute = change.dispute
    timers = {timer: _paused(running, change) for timer, running in dispute.timers.items()}
    proposals = {
        role: replace(p, life=_paused(p.life, change) if p.life else None)
        for role, p in dispute.proposals.items()
    }
    change.dispute = replace(
        dispute, state=State.SUSPENDED, suspended_from=dispute.state, timers=timers, proposals=proposals
    )


def _paused(running: Running, change: Change) -> Running:
    return clock.paused(running, at=change.at, place=change.dispute.place)


def _resume(change: Change) -> None:
    dispute = change.dispute
    state = dispute.suspended_from
    if state is None:
        return
    asked = any(question.open for question in dispute.questions)
    timers = {
        timer: running if asked and timer is Timer.FIRST_DECISION else _resumed(timer, running, change)
        for timer, running in dispute.timers.items()
    }
    proposals = {
        role: replace(p, life=_resumed(Timer.PROPOSAL, p.life, change) if p.life else None)
        for role, p in dispute.proposals.items()
    }
    # An attempt that fell due meanwhile is made now, not in the past.
    attempts = tuple(
        refund if refund.retry_at is None else replace(refund, retry_at=max(refund.retry_at, change.at))
        for refund in dispute.refunds
    )
    change.dispute = replace(
        dispute, state=state, suspended_from=None, timers=timers, proposals=proposals, refunds=attempts
    )
    questions = tuple(
        replace(q, due_at=clock.due_of(change.dispute, Timer.INFO_REQUEST) or q.due_at) if q.open else q
        for q in dispute.questions
    )
    change.dispute = replace(change.dispute, questions=questions)


def _resumed(timer: Timer, running: Running, change: Change) -> Running:
    if running.left is None:
        return running
    due_at = resume(running.left, running.span, at=change.at, place=change.dispute.place)
    ahead = tuple(at for at in clock.reminders(timer, running.started_at, due_at) if at > change.at)
    return replace(running, due_at=due_at, left=None, reminders=ahead)
