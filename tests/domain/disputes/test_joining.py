"""Two cases about one matter become one: the first goes on with all of it, and nobody loses time or money by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.arguments import Ask, EvidenceEntry
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import SYSTEM, Dispute, Event
from amiabil.domain.terms import (
    Command,
    EvidenceKind,
    Flag,
    Outcome,
    Remedy,
    Role,
    State,
    Timer,
)
from amiabil.foundation.errors import AmiabilError
from tests.domain.disputes.cases import OPENED, PHOTOS, act, actor, ron
from tests.domain.disputes.twins import JOINED, LATER, filed, joined, kept_and_ended, mediated, pair
from tests.domain.disputes.worlds import Market, a_history
from tests.profiles import tries

# --- what goes over ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
def test_the_case_filed_first_goes_on_whichever_is_named(turned: bool) -> None:
    first, later = pair()
    kept, ended = kept_and_ended(*((later, first) if turned else (first, later)))
    assert (kept.id, ended.id) == (first.id, later.id)
    assert (ended.state, ended.outcome) == (State.CLOSED, Outcome.MERGED_DUPLICATE)
    assert ended.merged_into is not None
    assert (ended.merged_into.case, ended.merged_into.key) == (first.id, "D-7")
    assert [one.key for one in kept.merged_from] == ["D-8"]
    assert (kept.version, ended.version) == (2, 2)


def test_units_and_what_is_held_for_them_go_over_and_nothing_to_the_seller() -> None:
    first, later = pair()
    kept, ended = kept_and_ended(first, later)
    assert [(unit.line, unit.number) for unit in kept.units] == [("L1", 1), ("L1", 2)]
    assert money.held(kept) == money.held(first) + money.held(later)
    assert not money.held(ended)
    assert not money.sum_of(ended, lambda unit: unit.released)
    assert money.refundable(kept) == money.refundable(first) + money.refundable(later)


def test_units_stand_in_the_order_of_the_lines() -> None:
    first = filed("L2")
    kept, _ = kept_and_ended(first, filed("L1", LATER, others=(first,)))
    assert [(unit.line, unit.number) for unit in kept.units] == [("L1", 1), ("L2", 1)]
    assert [unit.held.minor for unit in kept.units] == [30000 + 883, 8000 + 235]


def test_the_ledger_moves_the_hold_from_one_case_to_the_other() -> None:
    first, later = pair()
    step = joined(first, later)
    moved = [(entry.kind, entry.amount) for entry in (*step.ledger, *step.joins[0].ledger)]
    assert moved == [("hold_taken_over", money.held(later)), ("hold_handed_over", money.held(later))]


def test_the_request_is_for_all_of_it() -> None:
    first = filed(ask=Ask(Remedy.REFUND_KEEP, "100.00"))
    later = filed(at=LATER, others=(first,), ask=Ask(Remedy.REFUND_KEEP, "50.00"))
    kept, _ = kept_and_ended(first, later)
    assert kept.claim.terms.amount == ron("150.00")


def test_a_request_for_goods_stays_one() -> None:
    first = filed(ask=Ask(Remedy.REPLACEMENT))
    kept, _ = kept_and_ended(first, filed(at=LATER, others=(first,), ask=Ask(Remedy.REPLACEMENT)))
    assert kept.claim.terms.amount is None


def test_the_seller_who_saw_the_smaller_request_does_not_accept_the_larger() -> None:
    first, later = pair()
    kept, _ = kept_and_ended(first, later)
    with pytest.raises(AmiabilError) as caught:
        engine.act(kept, Command.ACCEPT_REQUEST, {}, by=By(actor(Role.SELLER), JOINED, first.version))
    assert caught.value.code == "superseded"


def test_evidence_goes_over_under_labels_that_are_free() -> None:
    first, later = pair(evidence=(EvidenceEntry(EvidenceKind.PHOTO_ITEM, "1"), PHOTOS[1]))
    kept, _ = kept_and_ended(first, later)
    assert [(item.label, item.kind) for item in kept.evidence] == [
        ("1", EvidenceKind.PHOTO_ITEM),
        ("2", EvidenceKind.PHOTO_PARCEL),
        ("photo_item-1", EvidenceKind.PHOTO_ITEM),
        ("photo_parcel-1", EvidenceKind.PHOTO_PARCEL),
    ]
    assert kept.evidence[2].at == LATER


def test_what_was_refunded_before_stays_with_the_case_that_paid_it() -> None:
    first, later = pair()
    paid = act(later, Command.VOLUNTARY_REFUND, Role.SELLER, LATER, {"amount": "20.00"})
    paid = act(paid, Command.REFUND_CONFIRMED, Role.PSP, LATER + timedelta(hours=1))
    kept, ended = kept_and_ended(first, paid)
    assert (money.refunded(ended), money.refunded(kept)) == (ron("20.00"), ron("0"))
    assert money.refundable(kept) == money.refundable(first) + money.refundable(later) - ron("20.00")
    assert kept.voluntary == ron("20.00")
    assert kept.claim.terms.amount == money.refundable(kept)


def test_a_refund_of_the_case_that_goes_on_keeps_its_place() -> None:
    first = filed("L2")
    paid = act(first, Command.VOLUNTARY_REFUND, Role.SELLER, OPENED, {"amount": "20.00"})
    paid = act(paid, Command.REFUND_CONFIRMED, Role.PSP, OPENED + timedelta(hours=1))
    kept, _ = kept_and_ended(paid, filed("L1", LATER, others=(paid,)))
    assert [share.minor for share in kept.refunds[0].shares] == [0, 2000]
    again = act(kept, Command.VOLUNTARY_REFUND, Role.SELLER, JOINED, {"amount": "30.00"})
    assert len(again.refunds) == 2


def test_a_chain_of_joined_cases_knows_them_all() -> None:
    first, later = pair()
    third = replace(filed("L2", LATER, others=(first, later)), id=UUID(int=9))
    middle, _ = kept_and_ended(later, third)
    kept, ended = kept_and_ended(first, middle)
    assert [one.key for one in kept.merged_from] == ["D-8", "D-9"]
    assert [(unit.line, unit.number) for unit in kept.units] == [("L1", 1), ("L1", 2), ("L2", 1)]
    assert not ended.is_open


def test_flags_and_notices_that_came_back_go_over() -> None:
    first, later = pair()
    later = act(later, Command.NOTICE_BOUNCED, Role.SYSTEM, LATER, {"to": "seller"})
    later = replace(later, flags=frozenset({Flag.PRESSURE_TO_CLOSE}))
    kept, _ = kept_and_ended(first, later)
    assert kept.notice_bounced == {Role.SELLER}
    assert kept.flags == {Flag.PRESSURE_TO_CLOSE}


# --- state and time ------------------------------------------------------------------------------------------


def test_while_the_seller_has_not_answered_the_longer_time_counts() -> None:
    first, later = pair()
    kept, _ = kept_and_ended(first, later)
    assert kept.state is State.AWAITING_SELLER
    for timer in (Timer.SELLER_FIRST_ANSWER, Timer.NEGOTIATION):
        assert engine.due(kept)[timer] == engine.due(later)[timer] > engine.due(first)[timer]


@pytest.mark.parametrize("answered", [0, 1])
def test_a_case_that_is_negotiated_takes_the_other_along(answered: int) -> None:
    cases = list(pair())
    cases[answered] = act(cases[answered], Command.REJECT_REQUEST, Role.SELLER, LATER, {"reason": "works"})
    kept, _ = kept_and_ended(*cases)
    assert kept.state is State.NEGOTIATING
    assert Timer.SELLER_FIRST_ANSWER not in engine.due(kept)
    assert engine.due(kept)[Timer.NEGOTIATION] == max(engine.due(one)[Timer.NEGOTIATION] for one in cases)
    assert kept.rejected_at == LATER, "a rejection of one opens the way to a mediator for both"


@pytest.mark.parametrize("heard", [0, 1])
def test_what_was_not_heard_yet_gets_the_whole_time_for_evidence(heard: int) -> None:
    cases = list(pair())
    cases[heard] = mediated(cases[heard], LATER)
    kept, _ = kept_and_ended(*cases)
    assert kept.state is State.IN_MEDIATION
    fresh = mediated(filed(at=OPENED), JOINED)
    for timer in (Timer.EVIDENCE_WINDOW, Timer.FIRST_DECISION):
        assert engine.due(kept)[timer] == engine.due(fresh)[timer]
    assert Timer.NEGOTIATION not in engine.due(kept)


def test_two_cases_before_a_mediator_keep_the_longer_of_their_times() -> None:
    first, later = pair()
    one, other = mediated(first, LATER), mediated(later, JOINED)
    one = act(one, Command.WAIVE_EVIDENCE, Role.BUYER, JOINED)
    kept, _ = kept_and_ended(one, other, JOINED + timedelta(hours=1))
    assert engine.due(kept)[Timer.EVIDENCE_WINDOW] == engine.due(other)[Timer.EVIDENCE_WINDOW]
    assert engine.due(kept)[Timer.FIRST_DECISION] == engine.due(other)[Timer.FIRST_DECISION]
    assert not kept.evidence_waived, "one waiver is not for the other's goods"


def test_a_late_decision_gains_no_time_by_joining() -> None:
    first, later = pair()
    one, other = mediated(first, LATER), mediated(later, LATER + timedelta(days=5))
    at = LATER + timedelta(days=8)
    late = engine.wake(one, at=at).dispute
    assert late.timers[Timer.FIRST_DECISION].breached
    kept, _ = kept_and_ended(late, engine.wake(other, at=at).dispute, at)
    assert engine.due(kept)[Timer.FIRST_DECISION] == engine.due(other)[Timer.FIRST_DECISION]
    both_late = engine.wake(other, at=at + timedelta(days=8)).dispute
    kept, _ = kept_and_ended(
        engine.wake(late, at=at + timedelta(days=8)).dispute, both_late, at + timedelta(days=8)
    )
    assert engine.due(kept)[Timer.FIRST_DECISION] == engine.due(late)[Timer.FIRST_DECISION]


def test_a_silent_seller_is_judged_by_the_sum() -> None:
    first, later = pair()
    alone = engine.wake(first, at=OPENED + timedelta(days=8)).dispute
    kept, _ = kept_and_ended(first, later)
    together = engine.wake(kept, at=OPENED + timedelta(days=13)).dispute
    assert alone.settlement is not None
    assert (together.state, together.settlement) == (State.IN_MEDIATION, None)


# --- promises ------------------------------------------------------------------------------------------------


def test_the_events_of_both_tell_everything() -> None:
    first, later = pair()
    step = joined(first, later)
    other = step.joins[0]
    for before, after in ((first, step), (later, other)):
        again = [*opened_events(before), *after.events]
        assert engine.replay(again) == after.dispute
        assert after.events[0].texts == {"text": "the same parcel"}
    assert [event.kind for event in step.events] == ["joined"]
    assert [event.kind for event in other.events] == ["merge", "closed"]


def opened_events(case: Dispute) -> tuple[Any, ...]:
    """One event that tells a case as it was."""
    return (Event("submit", case.opened_at, SYSTEM, 1, change=engine.to_document(case)),)


@settings(max_examples=tries(6), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_joining_by_chance_keeps_every_promise(data: st.DataObject) -> None:
    """Whatever has happened before: money and units are the same before and after, and no deadline comes sooner."""
    for market in a_history(data.draw, data.draw(st.integers(4, 14))):
        for one, other in _pairs(market):
            try:
                kept, ended = kept_and_ended(one, other, market.now)
            except AmiabilError as refusal:
                assert refusal.code in {"not_joinable", "not_in_this_state", "suspended", "not_yours"}
                continue
            _keeps(one, other, kept, ended)


def _pairs(market: Market) -> list[tuple[Dispute, Dispute]]:
    cases = list(market.cases.values())
    return [(one, other) for one in cases for other in cases if one.id != other.id]


def _keeps(one: Dispute, other: Dispute, kept: Dispute, ended: Dispute) -> None:
    assert money.held(kept) >= money.held(one) + money.held(other)
    assert not money.held(ended)
    for account in (lambda unit: unit.refunded, lambda unit: unit.debited, lambda unit: unit.released):
        was = money.sum_of(one, account) + money.sum_of(other, account)
        assert money.sum_of(kept, account) + money.sum_of(ended, account) == was
    units = sorted((unit.line, unit.number) for case in (one, other) for unit in case.units)
    assert sorted((unit.line, unit.number) for unit in kept.units) == units
    assert len(kept.evidence) == len(one.evidence) + len(other.evidence)
    assert len({item.label for item in kept.evidence}) == len(kept.evidence)
    for timer, due_at in engine.due(kept).items():
        assert (
            all(due_at >= engine.due(case).get(timer, due_at) for case in (one, other))
            or timer is Timer.FIRST_DECISION
        )
    assert engine.from_document(engine.to_document(kept)) == kept
