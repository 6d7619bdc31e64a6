"""A complaint goes through every step: what is loaded, decided and saved is one story, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from amiabil.actions import tied_cases
from amiabil.actions.disputes import (
    StepRequest,
    bring_up_to,
    confirm_refund,
    fail_refund,
    take_step,
    wake_due,
)
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.mediation import take_case
from amiabil.actions.messages import Written, post_message
from amiabil.domain.access import OverSettleLimit, RightMissing, Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import Ask, BadArguments, read_arguments
from amiabil.domain.disputes.errors import StaleVersion
from amiabil.domain.terms import Audience, Command, Outcome, Remedy, Role, ShopRight, State
from amiabil.domain.written import TextTooLong
from amiabil.foundation import codec
from amiabil.foundation.errors import NotFound
from amiabil.foundation.money import Money
from amiabil.records import chains, clock, sql, timeline
from amiabil.records.case_load import load
from amiabil.records.case_rows import body_of
from amiabil.records.case_save import CaseMovedOn, save
from amiabil.records.models import (
    Dispute,
    Event,
    EventText,
    EvidenceItem,
    HeldUnit,
    Hold,
    LedgerEntry,
    Refund,
    UnitMoney,
)
from amiabil.records.new_id import new_id
from amiabil.records.order_sheets import order_sheet
from tests.actions.cases import ask, opened, photos, row, step
from tests.factories import World, later, make_member, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_counter_offer_accepted_and_paid(world) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="150.00")
    step(world.buyer, reference, Command.ACCEPT, later(days=2), proposal="seller", amount="150.00")
    refund = Refund.objects.get()
    assert (refund.state, refund.amount, row(reference).state) == ("intended", 15000, "remedy_pending")
    confirm_refund(refund.key, at=later(days=2, hours=1))
    confirm_refund(refund.key, at=later(days=2, hours=2))
    saved = row(reference)
    assert (saved.state, saved.outcome, saved.turn) == ("closed", Outcome.SETTLED_BY_AGREEMENT, "")
    assert Refund.objects.get().state == "confirmed"
    assert Hold.objects.get().amount == 0
    assert UnitMoney.objects.get().refunded == 15000
    assert not HeldUnit.objects.exists()
    assert LedgerEntry.objects.filter(kind="refund_confirmed").count() == 1
    (checked,) = chains.check(reference)
    assert checked.broken is None


def test_a_refund_that_fails_is_tried_again_later(world) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.ACCEPT_REQUEST, amount="269.89")
    key = Refund.objects.get().key
    fail_refund(key, at=later(days=1, hours=1))
    assert (Refund.objects.get().state, row(reference).state) == ("failed", "remedy_pending")
    assert row(reference).wake_at == later(days=1, hours=7)


def test_a_repeat_with_the_same_key_changes_nothing(world) -> None:
    reference, key = opened(world), new_id()
    arguments = read_arguments(Command.PROPOSE, {"remedy": "refund_keep", "amount": "150.00"})
    request = StepRequest(Command.PROPOSE, arguments, later(days=1), expected_version=1, key=key)
    first = take_step(world.seller, reference, request)
    again = take_step(world.seller, reference, request)
    assert (first.repeated, again.repeated) == (False, True)
    assert row(reference).case.version == first.dispute.version


def test_a_key_sent_again_with_something_else_is_another_act(world) -> None:
    """The browser's way back brings the form with its key; what is sent then must not be dropped as a repeat."""
    reference, key = opened(world), new_id()
    for amount in ("150.00", "160.00"):
        arguments = read_arguments(Command.PROPOSE, {"remedy": "refund_keep", "amount": amount})
        taken = take_step(
            world.seller, reference, StepRequest(Command.PROPOSE, arguments, later(days=1), key=key)
        )
        assert not taken.repeated
    offer = load(world.buyer, reference).dispute.proposal_of(Role.SELLER)
    assert offer is not None
    assert offer.terms.amount == Money.parse("160.00", "RON")


def test_a_key_that_is_an_event_of_somebody_else_is_a_key_like_others(world) -> None:
    reference = opened(world)
    key = Event.objects.get(type="dispute.submit").id
    request = StepRequest(
        Command.REJECT_REQUEST,
        read_arguments(Command.REJECT_REQUEST, {"reason": "works"}),
        later(days=1),
        key=key,
    )
    assert not take_step(world.seller, reference, request).repeated


@pytest.mark.parametrize(
    "given",
    [
        {"amount": "150.00"},
        {"percent": "60"},
        {},
    ],
)
def test_a_limit_bounds_an_offer_however_it_is_said(world, given) -> None:
    reference = opened(world)
    clerk = replace(world.seller, settle_limit={"RON": 10000})
    before = row(reference).case.version
    with pytest.raises(OverSettleLimit):
        step(clerk, reference, Command.PROPOSE, remedy="refund_keep", **given)
    with pytest.raises(OverSettleLimit):
        step(clerk, reference, Command.ACCEPT, proposal="buyer")
    assert row(reference).case.version == before
    step(clerk, reference, Command.PROPOSE, remedy="refund_keep", amount="100.00")


def shows(viewer: Viewer, reference: str, at: Any, **item: Any) -> Any:
    handed = HandedIn(new_id(), "photo_item", **item)
    arguments = read_arguments(Command.ADD_EVIDENCE, {"kind": "photo_item"})
    return take_step(viewer, reference, StepRequest(Command.ADD_EVIDENCE, arguments, at, items=(handed,)))


def test_labels_are_given_in_the_order_in_which_items_come(world) -> None:
    reference = opened(world)
    shows(world.seller, reference, later(hours=1))
    shows(world.buyer, reference, later(hours=1))
    listed = [item.label for item in load(world.buyer, reference).dispute.evidence]
    assert listed == ["photo_item-1", "photo_parcel-1", "photo_item-2", "photo_item-3"]
    assert set(EvidenceItem.objects.values_list("label", flat=True)) == set(listed)


def test_what_comes_after_the_time_for_evidence_is_listed_as_late(world) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="works")
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    shows(world.buyer, reference, later(days=12))
    assert EvidenceItem.objects.get(label="photo_item-2").status == "late"


def test_nobody_hands_in_a_file_that_is_not_theirs(world) -> None:
    reference = opened(world)
    before = row(reference).case.version
    with pytest.raises(NotFound):
        shows(world.seller, reference, later(hours=1), file_id=new_id())
    assert row(reference).case.version == before


def test_nothing_is_handed_in_with_an_act_that_lists_none(world) -> None:
    reference = opened(world)
    arguments = read_arguments(Command.PROPOSE, {"remedy": "refund_keep", "amount": "1.00"})
    with pytest.raises(BadArguments):
        take_step(
            world.seller, reference, StepRequest(Command.PROPOSE, arguments, later(days=1), items=photos())
        )
    assert EvidenceItem.objects.count() == 2


def test_texts_are_cleaned_and_bounded_at_every_door(world) -> None:
    reference = opened(world, replace(ask(), text="Cr\0ăpat", answers={"parcel_condition": "wet\0"}))
    assert set(EventText.objects.values_list("text", flat=True)) == {"Crăpat", "wet"}
    with pytest.raises(TextTooLong):
        step(world.seller, reference, Command.REJECT_REQUEST, reason="works", text="x" * 20_001)


def test_a_refusals_reason_is_a_word_and_no_story(world) -> None:
    """It stands in the event for good; what somebody tells goes into the text, which can be erased."""
    reference = opened(world)
    for reason in ("Ana Pop a mințit", "x" * 41, ""):
        with pytest.raises(BadArguments):
            step(world.seller, reference, Command.REJECT_REQUEST, reason=reason)
    assert row(reference).state == "awaiting_seller"


def test_a_step_on_a_case_that_has_moved_on_is_not_saved(world) -> None:
    """Neither behind a message (a new version) nor behind a reminder (another place under the same one)."""
    reference = opened(world)
    first = load(world.buyer, reference)
    reminded = engine.wake(first.dispute, at=later(days=4))
    assert reminded.dispute.version == first.dispute.version
    save(first, reminded, received_at=later(days=4))
    with pytest.raises(CaseMovedOn):
        save(first, reminded, received_at=later(days=4))
    second = load(world.buyer, reference)
    post_message(world.buyer, reference, Written(new_id(), "Bună ziua", Audience.EVERYONE, later(days=4)))
    offer = engine.act(
        second.dispute,
        Command.PROPOSE,
        {"remedy": "refund_keep", "amount": "1.00"},
        by=engine.By(engine.Actor(Role.SELLER, world.seller.ref), later(days=4)),
    )
    with pytest.raises(CaseMovedOn):
        save(second, offer, received_at=later(days=4))
    assert load(world.buyer, reference).dispute.proposal_of(Role.SELLER) is None


def test_a_case_taken_up_again_holds_its_units_anew(world) -> None:
    reference = opened(world)
    step(world.buyer, reference, Command.WITHDRAW, later(hours=1))
    bring_up_to(world.buyer, reference, at=later(days=4))
    assert not HeldUnit.objects.exists()
    step(world.buyer, reference, Command.REOPEN, later(days=4, hours=1), ground="new_defect")
    assert HeldUnit.objects.get().case_id == row(reference).case_id


def test_a_stale_page_is_told_the_current_version(world) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_damaged", text="Ambalat corect")
    request = StepRequest(
        Command.ESCALATE, read_arguments(Command.ESCALATE, {}), later(days=1), expected_version=1
    )
    with pytest.raises(StaleVersion) as refused:
        take_step(world.buyer, reference, request)
    assert refused.value.facts["current"] == row(reference).case.version


def test_what_was_due_before_an_act_happens_first(world) -> None:
    reference = opened(world)
    step(world.buyer, reference, Command.MESSAGE, later(days=6), text="Mai sunteți?")
    saved = row(reference)
    assert saved.state == "remedy_pending"
    types = list(Event.objects.order_by("version", "place").values_list("type", flat=True))
    assert types.index("dispute.expired") < types.index("message.posted")


def test_a_reminder_is_not_read_as_the_message_before_it(world) -> None:
    """Reminders stand under the version they follow, beside its message."""
    reference = opened(world)
    post_message(world.buyer, reference, Written(new_id(), "Bună ziua", Audience.EVERYONE, later(hours=1)))
    bring_up_to(world.buyer, reference, at=later(days=5))
    told = timeline.moments(world.seller, load(world.seller, reference).case_id).items
    assert "dispute.reminder" in {moment.type for moment in told if moment.version == 2}
    assert [moment.type for moment in told if moment.message is not None] == ["message.posted"]


def test_a_silent_sellers_case_is_paid_by_the_sweep(world, monkeypatch) -> None:
    reference = opened(world)
    monkeypatch.setattr(clock, "now", lambda: later(days=6))
    assert wake_due(10) == 1
    saved = row(reference)
    assert (saved.state, Refund.objects.get().amount) == ("remedy_pending", 26989)
    assert wake_due(10) == 0


def test_the_sweep_leaves_two_seconds_to_what_is_under_way(world, monkeypatch) -> None:
    opened(world)
    due = row(Dispute.objects.get().case.reference).wake_at
    monkeypatch.setattr(clock, "now", lambda: due + timedelta(seconds=1.9))
    assert wake_due(10) == 0
    monkeypatch.setattr(clock, "now", lambda: due + timedelta(seconds=2))
    assert wake_due(10) == 1


def test_a_case_that_cannot_act_lets_the_others_pass(world, monkeypatch) -> None:
    broken, whole = opened(world), opened(make_world("4102"))
    wake = engine.wake

    def failing(dispute, **given):
        if dispute.id == row(broken).case_id:
            raise RuntimeError("a defect")
        return wake(dispute, **given)

    monkeypatch.setattr(engine, "wake", failing)
    monkeypatch.setattr(clock, "now", lambda: later(days=6))
    wake_due(10)
    assert (row(broken).state, row(whole).state) == ("awaiting_seller", "remedy_pending")
    assert wake_due(10) == 0
    monkeypatch.undo()
    monkeypatch.setattr(clock, "now", lambda: later(days=6, hours=1))
    assert wake_due(10) == 1
    assert row(broken).state == "remedy_pending"


def test_a_case_the_database_refuses_lets_the_others_pass(world, monkeypatch) -> None:
    broken, whole = opened(world), opened(make_world("4102"))

    def refused(case, *given, **more):
        if case.reference == broken:
            sql.run("SELECT 1 / %(nothing)s", {"nothing": 0})
        save(case, *given, **more)

    monkeypatch.setattr(tied_cases, "save", refused)
    monkeypatch.setattr(clock, "now", lambda: later(days=6))
    assert wake_due(10) == 2
    assert (row(broken).state, row(whole).state) == ("awaiting_seller", "remedy_pending")


def test_a_deadline_is_one_statement_in_a_savepoint_of_its_own(
    world, monkeypatch, django_assert_num_queries
) -> None:
    opened(world), opened(make_world("4102"))
    monkeypatch.setattr(clock, "now", lambda: later(days=6))
    # The savepoint of this test's transaction, what is due, and three for each of two cases.
    with django_assert_num_queries(2 + 1 + 2 * 3):
        assert wake_due(10) == 2


def test_rejected_escalated_and_decided(world) -> None:
    reference, mira = opened(world), make_staff("mira", Role.MEDIATOR)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_damaged", text="Ambalat corect")
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    decision = {
        "amount": "100.00",
        "remedy": "refund_keep",
        "grounds": "Fotografiile arată...",
        "rule": "ro-default",
    }
    with pytest.raises(Exception, match="forbidden"):
        step(mira, reference, Command.DECIDE, later(days=8), **decision)
    take_case(mira, reference)
    step(mira, reference, Command.DECIDE, later(days=8), **decision)
    saved = row(reference)
    assert (saved.state, saved.mediator_id) == ("decided", mira.person_id)


def test_a_repair_that_is_done_is_a_fact_of_the_order_for_whoever_files_later(world) -> None:
    reference = opened(world, replace(ask(), ask=Ask(Remedy.REPAIR)))
    step(world.seller, reference, Command.ACCEPT_REQUEST)
    assert order_sheet(world.buyer, world.order_ref).facts.lines[0].repaired_at is None
    done_at = later(days=4)
    step(world.buyer, reference, Command.PERFORM_CONFIRMED, done_at)
    first, *others = order_sheet(world.buyer, world.order_ref).facts.lines
    assert first.repaired_at == done_at
    assert [line.repaired_at for line in others] == [None] * len(others)
    assert load(world.buyer, reference).dispute.order.lines[0].repaired_at == done_at


def test_a_member_without_the_right_settles_nothing(world) -> None:
    reference = opened(world)
    shop = row(reference).shop
    clerk = make_member(shop, "clerk", rights=[ShopRight.ANSWER])
    before = row(reference).case.version
    with pytest.raises(RightMissing):
        step(clerk, reference, Command.ACCEPT_REQUEST, amount="269.89")
    step(clerk, reference, Command.REJECT_REQUEST, reason="not_damaged")
    assert row(reference).case.version == before + 1


def test_a_step_is_two_statements(world, django_assert_num_queries) -> None:
    """To load and to save; two more are the savepoint of this test's transaction."""
    reference = opened(world)
    load(world.buyer, reference)
    with django_assert_num_queries(4):
        step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="150.00")


def test_events_replay_to_the_state_that_is_stored(world) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="150.00")
    post = Written(new_id(), "Mulțumesc", Audience.EVERYONE, later(days=1))
    post_message(world.buyer, reference, post)
    step(world.buyer, reference, Command.PROPOSE, later(days=2), remedy="refund_keep", amount="200.00")
    document: dict[str, Any] = {}
    for change in Event.objects.order_by("version", "place").values_list("change", flat=True):
        document = codec.patched(document, change)
    stored = load(world.buyer, reference).dispute
    assert document.pop("pinned") == bytes(row(reference).policy_id).hex()
    assert document == body_of(stored)
    assert stored.state is State.NEGOTIATING
