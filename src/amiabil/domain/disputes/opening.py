"""How does a dispute begin? ``submit``: units, window, lane, evidence, request, hold, and the first timers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.disputes import clock, errors, evidence, money, negotiation
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.change import Change, hold_in_lane
from amiabil.domain.disputes.danger import DANGEROUS, tells_of_danger
from amiabil.domain.disputes.eligibility import Sight, check_units, law_excludes, window_of
from amiabil.domain.disputes.model import Actor, CaseOfOrder, Dispute, Surroundings, UnitAccount
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.disputes.parts import Firm, Outage, Proposal, Terms
from amiabil.domain.disputes.procedure import HOLDERS
from amiabil.domain.disputes.questions import unanswered
from amiabil.domain.disputes.returns import begin_withdrawal
from amiabil.domain.disputes.settling import terms_fact
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Command, Lane, Remedy, Role, State, Timer
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Calendar, Place, Span, deadline

FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class Filing:
    """Everything ``submit`` is judged by.

    ``policy`` must be resolved for this order; ``others`` are all other cases of the order, closed ones too
    (``money.elsewhere`` makes them). ``suspended_until`` and ``outages`` as in
    ``Sight``.
    """

    given: Submission
    order: OrderFacts
    policy: Policy
    calendar: Calendar
    actor: Actor
    at: datetime
    id: UUID
    others: tuple[CaseOfOrder, ...] = ()
    suspended_until: datetime | None = None
    outages: tuple[Outage, ...] = ()

    @property
    def place(self) -> Place:
        """Where the days of the case begin."""
        return Place(self.policy.zone, self.calendar)


def open_dispute(filing: Filing) -> Change:
    """Open the case, or refuse; the refusals come in their public order."""
    given, actor = filing.given, filing.actor
    if actor.role not in HOLDERS[Command.SUBMIT]:
        raise errors.NotYours(actor.role, Command.SUBMIT)
    check_units(filing.order, given.units)
    lane = _lane(filing)
    units = _free_units(filing)
    dispute = _bare(filing, lane, units)
    _demand_what_is_required(dispute, given)
    change = Change(dispute, filing.at, actor, Surroundings(filing.others))
    _request(change, given)
    request = change.dispute.request
    told: dict[str, Any] = {
        "order": filing.order.ref,
        "units": dict(given.units),
        "reason": given.reason.value,
        "lane": lane.value,
        "terms": terms_fact(request.terms),
        "policy": filing.policy.name,
        "channel": given.channel.value,
    }
    if tells_of_danger(given.reason, given.answers):
        told[DANGEROUS] = True
    change.record(Command.SUBMIT, {"text": given.text, **(given.answers or {})}, **told)
    _list_evidence(change, given)
    _begin(change)
    return change


def _demand_what_is_required(dispute: Dispute, given: Submission) -> None:
    """Answers and evidence the reason requires; a withdrawal needs neither. Raises ``EvidenceMissing``."""
    if dispute.lane is Lane.STATUTORY_WITHDRAWAL:
        return
    untold, unshown = unanswered(given), evidence.missing_to_file(dispute, given.evidence)
    if untold or unshown:
        raise errors.EvidenceMissing([*untold, *unshown], field="/evidence" if unshown else "/answers")


def _lane(filing: Filing) -> Lane:
    given, order, policy = filing.given, filing.order, filing.policy
    sight = Sight(order, policy, filing.calendar, filing.at, filing.suspended_until, filing.outages)
    window = window_of(sight, given.units, given.reason)
    refusal = window.refusal(filing.at)
    if refusal is not None:
        raise refusal
    barrier = law_excludes(order, given.units, given.reason, policy)
    if barrier is not None:
        raise errors.ExcludedByLaw(barrier.value)
    return window.lane


def _free_units(filing: Filing) -> tuple[UnitAccount, ...]:
    """The lowest free units of each line; a unit is taken while a case of it, or a proceeding about it, is open."""
    order, others = filing.order, filing.others
    contested = {(unit.line, unit.number) for case in others if case.external_open for unit in case.units}
    taken = {(unit.line, unit.number): case.key for case in others if case.is_open for unit in case.units}
    accounts = money.with_other_cases(money.order_units(order), order, others, at=filing.at)
    chosen: list[UnitAccount] = []
    for line, count in filing.given.units.items():
        own = [unit for unit in accounts if unit.line == line]
        free = [
            unit for unit in own if (line, unit.number) not in contested and (line, unit.number) not in taken
        ]
        if len(free) < count and any((line, unit.number) in contested for unit in own):
            raise errors.ExternalProceedingOpen()
        if len(free) < count:
            cases = sorted({key for (ref, _), key in taken.items() if ref == line})
            raise errors.UnitsInDispute(line=line, cases=cases)
        chosen.extend(free[:count])
    places = {line.ref: place for place, line in enumerate(order.lines)}
    return tuple(sorted(chosen, key=lambda unit: (places[unit.line], unit.number)))


def _bare(filing: Filing, lane: Lane, units: tuple[UnitAccount, ...]) -> Dispute:
    """The case before its request: nothing asked, nothing held."""
    timers = filing.policy.timers
    nothing = Proposal(Role.BUYER, Terms(Remedy.REFUND_KEEP), FIRST_VERSION, FIRST_VERSION, filing.at)
    return Dispute(
        id=filing.id,
        version=FIRST_VERSION,
        state=State.AWAITING_SELLER,
        lane=lane,
        reason=filing.given.reason,
        order=filing.order,
        policy=filing.policy,
        calendar=filing.calendar,
        opened_at=filing.at,
        units=units,
        request=nothing,
        channel=filing.given.channel,
        opened_by=filing.actor.ref if filing.actor.role is not Role.BUYER else "",
        escalate_from=deadline(filing.at, timers.earliest_escalation.span, filing.place),
        firm=Firm.at(1),
        insolvent=filing.order.seller_insolvent,
    )


def _request(change: Change, given: Submission) -> None:
    dispute = change.dispute
    if dispute.lane is Lane.STATUTORY_CONFORMITY:
        cap = dispute.policy.lanes.statutory_conformity.repair_cap_calendar_days
        if cap is not None:
            clock.start(change, Timer.STATUTORY_REPAIR, Span(cap))
    dispute = change.dispute
    if dispute.lane is Lane.STATUTORY_WITHDRAWAL:
        terms = withdrawal_terms(dispute)
    else:
        ask = given.ask or _everything(dispute)
        negotiation.check_remedy(dispute, ask.remedy)
        terms = money.terms_of(dispute, ask)
    request = replace(dispute.request, terms=terms, asked=terms.amount)
    change.dispute = replace(dispute, request=request)


def _everything(dispute: Dispute) -> Ask:
    """Without a word the buyer asks for the first remedy the reason allows, in full."""
    return Ask(negotiation.open_remedies(dispute)[0])


def withdrawal_terms(dispute: Dispute) -> Terms:
    """What a withdrawal gives back: everything for the units, the goods returned at the cost of whoever owes it."""
    refundable = money.refundable(dispute, Remedy.RETURN_REFUND)
    return Terms(Remedy.RETURN_REFUND, refundable, money.withdrawal_payer(dispute))


def _list_evidence(change: Change, given: Submission) -> None:
    by_buyer = Actor(Role.BUYER, change.actor.ref)
    acting, change.actor = change.actor, by_buyer
    evidence.add_entries(change, given.evidence)
    change.actor = acting


def _begin(change: Change) -> None:
    dispute = change.dispute
    hold_in_lane(change)
    if dispute.lane is Lane.STATUTORY_WITHDRAWAL:
        begin_withdrawal(change)
    elif dispute.insolvent:
        negotiation.enter_mediation(change)
    else:
        timers = dispute.policy.timers
        clock.start(change, Timer.SELLER_FIRST_ANSWER, timers.seller_first_answer.span)
        clock.start(change, Timer.NEGOTIATION, timers.negotiation.span)
