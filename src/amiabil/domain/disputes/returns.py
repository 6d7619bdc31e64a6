"""How do the goods go back, and when does the refund follow them? Source: disputes.md C16-C18, T11-T14."""

from __future__ import annotations

from datetime import datetime, timedelta

from amiabil.domain.disputes import claims, clock, errors
from amiabil.domain.disputes.arguments import Inspect, Nothing, ProvideLabel, RecordReturn, Written
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.evidence import add_entries
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.negotiation import enter_mediation
from amiabil.domain.disputes.parts import RefundPurpose, Reported, Running, Settlement, Terms
from amiabil.domain.disputes.reports import Scan
from amiabil.domain.disputes.settling import (
    close,
    due_amount,
    is_statutory_withdrawal,
    nothing_to_send,
    pay_due,
    terms_in_force,
)
from amiabil.domain.terms import (
    CarrierStatus,
    Command,
    Direction,
    Flag,
    Lane,
    Outcome,
    ReturnCost,
    State,
    Timer,
    party,
)
from amiabil.domain.written import TextMissing
from amiabil.foundation.money import Money
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Span, day_deadline, deadline, local_day

ON_ITS_WAY = frozenset({State.RETURN_SHIPMENT_DUE, State.RETURN_IN_TRANSIT})


def provide_label(change: Change, given: ProvideLabel) -> None:
    """The seller (or the platform for him) gives a label and an address; T12 starts."""
    side = party(change.actor.role)
    parcel = replace(change.dispute.parcel, label_at=change.at, label_by=side)
    change.dispute = replace(change.dispute, parcel=parcel, state=State.RETURN_SHIPMENT_DUE)
    change.record(Command.PROVIDE_LABEL, {"text": given.text, "tracking": given.tracking}, by=side.value)
    add_entries(change, given.evidence)
    clock.stop(change, Timer.RETURN_LABEL)
    clock.start(change, Timer.RETURN_SHIP, change.dispute.policy.timers.return_ship.span)


def give_address(change: Change, given: Written) -> None:
    """The seller (or the platform for him) says where the goods go; no time begins or ends with it.

    Raises ``TextMissing``.
    """
    if not given.text.strip():
        raise TextMissing(field="/text")
    change.record(Command.GIVE_RETURN_ADDRESS, {"text": given.text}, by=party(change.actor.role).value)


def waive_return(change: Change, given: Nothing) -> None:
    """The goods need not come back, or never left: the refund is due."""
    change.record(Command.WAIVE_RETURN)
    refund_is_due(change)


def label_is_overdue(change: Change) -> None:
    """T11: refund without return."""
    change.dispute = replace(change.dispute, moved_on_by=Timer.RETURN_LABEL)
    refund_is_due(change)


def refund_is_due(change: Change) -> None:
    """Pay what was agreed or decided; the return has done its part."""
    clock.stop(change, Timer.RETURN_LABEL, Timer.RETURN_SHIP, Timer.RETURN_LOST, Timer.INSPECTION)
    dispute = change.dispute
    terms = terms_in_force(dispute) or dispute.request.terms
    amount = due_amount(dispute) if terms_in_force(dispute) else terms.amount or Money.zero(dispute.currency)
    purpose: RefundPurpose = "settlement" if dispute.decision is None else "decision"
    if dispute.settlement is not None and dispute.settlement.outcome is Outcome.DEFAULT_SELLER_SILENT:
        purpose = "default"
    if is_statutory_withdrawal(dispute):
        _agree_by_law(change, terms)
    pay_due(change, amount, remedy=terms.remedy, purpose=purpose)


def _agree_by_law(change: Change, terms: Terms) -> None:
    """A withdrawal needs nobody's consent; its refund is carried out like an agreement's."""
    change.dispute = replace(
        change.dispute, settlement=Settlement(Outcome.WITHDRAWAL_COMPLETED, terms, change.at)
    )


def record_return(change: Change, given: RecordReturn) -> None:
    """The goods are on their way back."""
    dispute = change.dispute
    chosen = given.carrier_chosen_by or _carrier_of_label(change)
    bare = given.proof == "none"
    if bare and (is_statutory_withdrawal(dispute) or chosen is not ReturnCost.BUYER):
        raise errors.EvidenceMissing([["tracking", "receipt"]])
    parcel = replace(dispute.parcel, recorded_at=change.at, proof=given.proof, carrier_by=chosen)
    change.dispute = replace(dispute, parcel=parcel)
    texts = {"tracking": given.tracking}
    change.record(Command.RECORD_RETURN_SHIPMENT, texts, proof=given.proof, carrier_chosen_by=chosen.value)
    add_entries(change, given.evidence)
    _sent(change)


def _carrier_of_label(change: Change) -> ReturnCost:
    return ReturnCost.SELLER if change.dispute.parcel.label_by is not None else ReturnCost.BUYER


def _sent(change: Change) -> None:
    if is_statutory_withdrawal(change.dispute):
        refund_is_due(change)
        return
    change.dispute = replace(change.dispute, state=State.RETURN_IN_TRANSIT)
    clock.stop(change, Timer.RETURN_SHIP)
    clock.start(change, Timer.RETURN_LOST, change.dispute.policy.timers.return_lost.span)


def shipment_is_overdue(change: Change) -> None:
    """T12: a guarantee return that was not sent ends the case; a withdrawal only waits."""
    dispute = change.dispute
    if not is_statutory_withdrawal(dispute):
        close(change, Outcome.RETURN_NOT_SENT)
        return
    running = dispute.timers[Timer.RETURN_SHIP]
    clock.set_running(change, Timer.RETURN_SHIP, replace(running, breached=True, ended=True))


def parcel_is_lost(change: Change) -> None:
    """T13: who chose the carrier bears the risk; before a mediator only the buyer's request stands again."""
    if change.dispute.parcel.carrier_by is ReturnCost.SELLER or is_statutory_withdrawal(change.dispute):
        refund_is_due(change)
        return
    change.dispute = replace(change.dispute, settlement=None, decision=None, proposals={})
    clock.stop(change, Timer.RETURN_LOST)
    enter_mediation(change)


def inspect(change: Change, given: Inspect) -> None:
    """The seller has looked at what came back."""
    if not given.ok:
        claims.open_claim(change, given)
        return
    change.record(Command.INSPECT, ok=given.ok)
    add_entries(change, given.evidence)
    refund_is_due(change)


def extend(change: Change, given: Nothing) -> None:
    """The buyer gets the policy's extra days to send the goods."""
    dispute = change.dispute
    extension = dispute.policy.timers.return_ship.extension
    running = dispute.timers[Timer.RETURN_SHIP]
    if extension is None or running.due_at is None:
        return
    span = Span(running.span.count + extension.days, running.span.unit, running.span.roll)
    due_at = _extended(dispute, running, span, more=extension.days)
    alerts = tuple(
        at for at in clock.reminders(Timer.RETURN_SHIP, running.started_at, due_at) if at > change.at
    )
    clock.set_running(change, Timer.RETURN_SHIP, replace(running, span=span, due_at=due_at, reminders=alerts))
    parcel = replace(dispute.parcel, extended=dispute.parcel.extended + 1)
    change.dispute = replace(change.dispute, parcel=parcel)
    change.record(Command.EXTEND)


def _extended(dispute: Dispute, running: Running, span: Span, *, more: int) -> datetime:
    """The end with more days: counted from the start, or, where the timer has rested meanwhile, from its last day."""
    place, due_at = dispute.place, running.due_at
    if due_at is None or due_at == deadline(running.started_at, running.span, place):
        return deadline(running.started_at, span, place)
    last = local_day(due_at, place.zone) - timedelta(days=1)
    return day_deadline(last, Span(more, span.unit, span.roll), place)


# --- reports of carriers ----------------------------------------------------------------------------------


def scan(change: Change, given: Scan) -> None:
    """A carrier reports about the goods or about their return."""
    change.record(Command.SCAN, status=given.status.value, direction=given.direction.value, line=given.line)
    if given.direction is Direction.OUTBOUND:
        _outbound(change, given)
    elif (change.dispute.suspended_from or change.dispute.state) in ON_ITS_WAY:
        _note(change, Reported(given.status, change.at))
        catch_up(change)


def _outbound(change: Change, given: Scan) -> None:
    order = change.dispute.order
    wanted = {unit.line for unit in change.dispute.units} if given.line is None else {given.line}
    if given.line is not None and order.line(given.line) is None:
        raise errors.CaseNotFound(line=given.line)
    lines = []
    for line in order.lines:
        came = given.status is CarrierStatus.DELIVERED and line.delivered_at is None
        seen = replace(
            line,
            carrier_status=given.status,
            carrier_status_at=change.at,
            delivered_at=change.at if came else line.delivered_at,
        )
        lines.append(seen if line.ref in wanted else line)
    change.dispute = replace(change.dispute, order=replace(order, lines=tuple(lines)))
    _came_back(change)


def _came_back(change: Change) -> None:
    """The carrier brought all the goods of a withdrawal back, or lost them before they reached the buyer."""
    dispute = change.dispute
    mine = {unit.line for unit in dispute.units}
    known = all(line.carrier_status is not None for line in dispute.order.lines if line.ref in mine)
    rests = dispute.suspended_from is not None or dispute.withdrawn_at is not None
    if known and not rests and dispute.state is State.RETURN_SHIPMENT_DUE and nothing_to_send(dispute):
        refund_is_due(change)


def _note(change: Change, report: Reported) -> None:
    parcel = change.dispute.parcel
    others = tuple(one for one in parcel.unheard if one.status is not report.status)
    change.dispute = replace(change.dispute, parcel=replace(parcel, unheard=(*others, report)))


def catch_up(change: Change) -> None:
    """Let what carriers reported of the return count, unless the case rests: then it counts when the case goes on.

    What has arrived has arrived, whatever was reported after it; else the last report says where the goods are.
    """
    dispute = change.dispute
    if dispute.withdrawn_at is not None or dispute.state not in ON_ITS_WAY or not dispute.parcel.unheard:
        return
    reports = {one.status: one for one in dispute.parcel.unheard}
    change.dispute = replace(dispute, parcel=replace(dispute.parcel, unheard=()))
    last = reports.get(CarrierStatus.DELIVERED, dispute.parcel.unheard[-1])
    accepted = reports.get(CarrierStatus.ACCEPTED)
    if accepted is not None and accepted is not last:
        _return(change, accepted)
    _return(change, last)


def _return(change: Change, report: Reported) -> None:
    dispute, status = change.dispute, report.status
    if dispute.parcel.carrier_by is None:
        parcel = replace(
            dispute.parcel, carrier_by=_carrier_of_label(change), proof="tracking", recorded_at=report.at
        )
        change.dispute = replace(dispute, parcel=parcel)
    if status is CarrierStatus.DELIVERED:
        _arrived(change, report.at)
    elif status is CarrierStatus.LOST:
        parcel_is_lost(change)
    elif dispute.state is State.RETURN_SHIPMENT_DUE and status is not CarrierStatus.RETURNED_TO_SENDER:
        _sent(change)
    if status is CarrierStatus.ACCEPTED:
        _accepted(change, report.at)


def _accepted(change: Change, at: datetime) -> None:
    """T13 counts from the carrier's first acceptance; without any proof it counts from the record alone."""
    parcel = change.dispute.parcel
    if change.dispute.state is not State.RETURN_IN_TRANSIT or parcel.accepted_at is not None:
        return
    change.dispute = replace(change.dispute, parcel=replace(parcel, accepted_at=at))
    if parcel.proof != "none":
        clock.start(change, Timer.RETURN_LOST, change.dispute.policy.timers.return_lost.span)


def _arrived(change: Change, at: datetime) -> None:
    """The goods are there; the seller's time to check them begins when he may, in a case that goes on."""
    parcel = replace(change.dispute.parcel, arrived_at=at)
    change.dispute = replace(change.dispute, parcel=parcel)
    if is_statutory_withdrawal(change.dispute):
        refund_is_due(change)
        return
    change.dispute = replace(change.dispute, state=State.RETURN_INSPECTION)
    clock.stop(change, Timer.RETURN_SHIP, Timer.RETURN_LOST)
    clock.start(change, Timer.INSPECTION, change.dispute.policy.timers.inspection.span)


# --- the withdrawal lane ----------------------------------------------------------------------------------


def begin_withdrawal(change: Change) -> None:
    """From the notice on the goods may be sent; the law's time for the refund runs."""
    dispute = change.dispute
    change.dispute = replace(dispute, state=State.RETURN_SHIPMENT_DUE, lane=Lane.STATUTORY_WITHDRAWAL)
    clock.start(change, Timer.RETURN_SHIP, dispute.policy.timers.return_ship.withdrawal_span)
    days = dispute.policy.lanes.statutory_withdrawal.refund_days
    clock.start(change, Timer.STATUTORY_WITHDRAWAL, Span(days))


def legal_refund_is_overdue(change: Change) -> None:
    """The legal limit has passed; it is a breach unless goods and proof are both still out. Where the buyer has nothing
    to send, the refund goes out by itself."""
    if change.dispute.state is State.RETURN_SHIPMENT_DUE and nothing_to_send(change.dispute):
        change.flag(Flag.STATUTORY_BREACH)
        refund_is_due(change)
    elif change.dispute.parcel.recorded_at is not None or change.dispute.parcel.arrived_at is not None:
        change.flag(Flag.STATUTORY_BREACH)
