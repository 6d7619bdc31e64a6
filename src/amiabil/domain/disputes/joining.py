"""What when two cases are one matter? ``merge``: the one filed first goes on with everything, the other ends.

Nothing of the later case is lost: its units with the money held for them, its evidence and what is asked go over; who
had time keeps the longer of two times. Source: disputes.md 3.4 C22, 3.7; docs/decisions for what those leave open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from amiabil.domain.disputes import clock, errors, money
from amiabil.domain.disputes.arguments import Merge
from amiabil.domain.disputes.change import Change, hold_in_lane
from amiabil.domain.disputes.guards import standing
from amiabil.domain.disputes.model import Dispute, Surroundings, UnitAccount
from amiabil.domain.disputes.negotiation import enter_mediation
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.disputes.parts import EvidenceItem, Firm, Joined, Proposal, Running, Terms
from amiabil.domain.disputes.settling import close
from amiabil.domain.terms import Command, Happening, Outcome, State, Timer
from amiabil.foundation.errors import Fact
from amiabil.foundation.money import Money
from amiabil.foundation.values import replace

_FURTHER = (State.AWAITING_SELLER, State.NEGOTIATING, State.IN_MEDIATION)
"""The states in which cases can be joined, in the order of the procedure: both stand where the further one stood."""


def merge(change: Change, given: Merge) -> None:
    """Join this case with its twin (``Surroundings.twin``); each gets its own step, to be kept together.

    Raises ``CaseNotFound`` without a twin, ``NotInThisState`` or ``StaleVersion`` of the twin, and ``NotJoinable``.
    """
    twin = change.around.twin
    if twin is None:
        raise errors.CaseNotFound()
    errors.refuse_first(standing(twin.dispute, Command.MERGE, change.actor.role, at=change.at))
    if given.other_version is not None and given.other_version != twin.dispute.version:
        raise errors.StaleVersion(
            seen=given.other_version, current=twin.dispute.version, state=twin.dispute.state
        )
    own_stays = _filed(change.dispute) <= _filed(twin.dispute)
    kept, ended = (change.dispute, twin.dispute) if own_stays else (twin.dispute, change.dispute)
    for why in obstacles(kept, ended):
        raise errors.NotJoinable(why)
    version = twin.dispute.version + 1
    other = Change(
        replace(twin.dispute, version=version, firm=Firm.at(version)),
        change.at,
        change.actor,
        Surroundings(fund_paid=change.around.fund_paid),
    )
    keeps, ends = (change, other) if own_stays else (other, change)
    own_key, other_key = twin.own_key, twin.key
    kept_key, ended_key = (own_key, other_key) if own_stays else (other_key, own_key)
    _take_in(keeps, ended, Joined(ended.id, ended_key, change.at), given)
    _end(ends, Joined(kept.id, kept_key, change.at), given)
    change.joins.append((other, twin.dispute))


def _filed(dispute: Dispute) -> tuple[object, ...]:
    return dispute.opened_at, dispute.id


def survives(one: Dispute, other: Dispute) -> Dispute:
    """Which of two cases goes on: the one that was filed first, for its dates count outside too (L22)."""
    return min(one, other, key=_filed)


def obstacles(kept: Dispute, ended: Dispute) -> Iterator[str]:
    """Why these two are not one matter, or not now; nothing when they can be joined."""
    if kept.id == ended.id:
        yield "same_case"
    if (kept.order.ref, kept.order.seller_ref) != (ended.order.ref, ended.order.seller_ref):
        yield "another_order"
    if kept.reason is not ended.reason:
        yield "another_reason"
    asked, also = kept.request.terms, ended.request.terms
    if (asked.remedy, asked.return_cost) != (also.remedy, also.return_cost):
        yield "another_remedy"
    if kept.policy != ended.policy:
        yield "another_policy"
    if kept.proposals or ended.proposals:
        yield "offer_open"
    if any(_is_asked(one) for one in (kept, ended)):
        yield "reply_open"


def _is_asked(dispute: Dispute) -> bool:
    waits = any(question.open for question in dispute.questions)
    return waits or bool(dispute.late_replies) or dispute.challenge_open is not None


# --- the case that ends -----------------------------------------------------------------------------------


def _end(change: Change, into: Joined, given: Merge) -> None:
    """Closed as a duplicate; the money it held has gone over, none of it to the seller."""
    change.record(Command.MERGE, {"text": given.text}, into=into.key)
    zero = Money.zero(change.dispute.currency)
    gone = [unit.held for unit in change.dispute.units]
    change.set_units([replace(unit, held=zero, platform=zero) for unit in change.dispute.units])
    change.book("hold_handed_over", gone)
    change.dispute = replace(change.dispute, merged_into=into)
    close(change, Outcome.MERGED_DUPLICATE)


# --- the case that goes on ----------------------------------------------------------------------------------


def _take_in(change: Change, ended: Dispute, joined: Joined, given: Merge) -> None:
    before = change.dispute
    change.record(
        Happening.JOINED,
        {"text": given.text},
        case=joined.key,
        units=_counted(ended),
        evidence=[item.label for item in relabelled(before, ended)],
    )
    came = _came(ended)
    _spread(change, came)
    change.book("hold_taken_over", _held_of(change.dispute, came))
    change.dispute = replace(
        change.dispute,
        order=_newer_facts(before, ended),
        evidence=(*before.evidence, *relabelled(before, ended)),
        questions=(*before.questions, *ended.questions),
        lapsed=before.lapsed | ended.lapsed,
        last_offer=_last_offer(before.last_offer, ended.last_offer),
        flags=before.flags | ended.flags,
        notice_bounced=before.notice_bounced | ended.notice_bounced,
        rejected_at=before.rejected_at or ended.rejected_at,
        moved_on_by=before.moved_on_by or ended.moved_on_by,
        decision_floor=max((at for at in (before.decision_floor, ended.decision_floor) if at), default=None),
        voluntary=_sum(before.voluntary, ended.voluntary),
        insolvent=before.insolvent or ended.insolvent,
        reopened=max(before.reopened, ended.reopened),
        mediators=before.mediators | ended.mediators,
        barred=before.barred | ended.barred,
        challenged=before.challenged | ended.challenged,
        merged_from=(*before.merged_from, joined, *ended.merged_from),
    )
    hold_in_lane(change)
    _ask_for_both(change, ended)
    _stand(change, before, ended)


def _counted(dispute: Dispute) -> dict[str, Fact]:
    return dict(Counter(unit.line for unit in dispute.units))


def _came(ended: Dispute) -> tuple[UnitAccount, ...]:
    """The units as they come over: what the buyer has got for them, he got in another case."""
    zero = Money.zero(ended.currency)
    return tuple(
        replace(
            unit,
            before=unit.before + unit.refunded + unit.debited,
            refunded=zero,
            debited=zero,
            released=zero,
        )
        for unit in ended.units
    )


def _held_of(dispute: Dispute, came: Sequence[UnitAccount]) -> list[Money]:
    """What is held for the units that came, as shares over the units of the case."""
    zero, theirs = Money.zero(dispute.currency), {(unit.line, unit.number): unit.held for unit in came}
    return [theirs.get((unit.line, unit.number), zero) for unit in dispute.units]


def _spread(change: Change, came: Sequence[UnitAccount]) -> None:
    """Put the units in, in the order of the order's lines; what was shared over the old ones keeps its places."""
    dispute = change.dispute
    places = {line.ref: place for place, line in enumerate(dispute.order.lines)}
    units = sorted((*dispute.units, *came), key=lambda unit: (places[unit.line], unit.number))
    old = {(unit.line, unit.number): place for place, unit in enumerate(dispute.units)}
    zero = Money.zero(dispute.currency)

    def wider(parts: Sequence[Money]) -> tuple[Money, ...]:
        found = (old.get((unit.line, unit.number)) for unit in units)
        return tuple(zero if place is None else parts[place] for place in found)

    change.dispute = replace(
        dispute,
        units=tuple(units),
        refunds=tuple(
            replace(one, shares=wider(one.shares), from_hold=wider(one.from_hold)) for one in dispute.refunds
        ),
        externals=tuple(
            replace(one, booked=wider(one.booked), from_hold=wider(one.from_hold))
            for one in dispute.externals
        ),
    )


def relabelled(kept: Dispute, ended: Dispute) -> tuple[EvidenceItem, ...]:
    """The evidence of the case that ends, in its order, under labels that are free in the one that goes on."""
    taken, found = {item.label for item in kept.evidence}, []
    for item in ended.evidence:
        label, number = item.label, 1
        while label in taken:
            label, number = f"{item.kind}-{number}", number + 1
        taken.add(label)
        found.append(replace(item, label=label))
    return tuple(found)


def _newer_facts(kept: Dispute, ended: Dispute) -> OrderFacts:
    """The order as the older case has it, with deliveries that only the other knew of."""
    known = {line.ref: line for line in ended.order.lines}
    lines = tuple(
        replace(line, delivered_at=known[line.ref].delivered_at)
        if line.delivered_at is None and line.ref in known
        else line
        for line in kept.order.lines
    )
    return replace(kept.order, lines=lines)


def _last_offer(one: Terms | None, other: Terms | None) -> Terms | None:
    """What the seller has offered last, for all of it; two offers of money that keep the goods are one sum."""
    if one is None or other is None:
        return one or other
    alike = one.remedy is other.remedy and one.remedy in money.KEEPS_GOODS
    if alike and one.amount is not None and other.amount is not None:
        return replace(one, amount=one.amount + other.amount)
    return one


def _sum(one: Money | None, other: Money | None) -> Money | None:
    return one + other if one is not None and other is not None else one or other


def _ask_for_both(change: Change, ended: Dispute) -> None:
    """The request is for all of it now; an answer to the smaller one does not mean this one."""
    dispute = change.dispute
    asked, also = dispute.request, ended.request
    amount = _sum(asked.terms.amount, also.terms.amount)
    if amount is not None:
        amount = min(amount, money.refundable(dispute, asked.terms.remedy))
    request: Proposal = replace(
        asked,
        terms=replace(asked.terms, amount=amount),
        asked=_sum(asked.asked, also.asked),
        version=dispute.version,
    )
    change.dispute = replace(dispute, request=request)


def _stand(change: Change, kept: Dispute, ended: Dispute) -> None:
    """State and timers: where the further of the two stood; who had two times has the longer one."""
    further = max(kept.state, ended.state, key=_FURTHER.index)
    if further is State.IN_MEDIATION and kept.state is not ended.state:
        enter_mediation(change)  # the rest was not heard yet: both sides have all of T5 for it
        return
    both = kept.state is ended.state
    waived = kept.evidence_waived & ended.evidence_waived
    change.dispute = replace(change.dispute, state=further, evidence_waived=waived)
    if further is State.NEGOTIATING:
        clock.stop(change, Timer.SELLER_FIRST_ANSWER)
    longer = [Timer.NEGOTIATION, Timer.EVIDENCE_WINDOW, Timer.FIRST_DECISION]
    for timer in [*longer, Timer.SELLER_FIRST_ANSWER] if both else longer:
        running = _longer(kept.timers.get(timer), ended.timers.get(timer))
        if running is not None:
            clock.set_running(change, timer, running)


def _longer(one: Running | None, other: Running | None) -> Running | None:
    """The timer that ends later. A breached duty runs to its hard stop: beside it one still unbroken counts, and of
    two breached ones the earlier, for nobody gains time by being late."""
    found = {state.due_at: state for state in (other, one) if state is not None and state.due_at is not None}
    whole = [due_at for due_at, state in found.items() if not state.breached]
    if not found:
        return None
    return found[max(whole) if whole else min(found)]
