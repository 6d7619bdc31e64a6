"""What is watched beside the step itself: pressure in messages, challenged mediators, bounds of texts, the record."""

from __future__ import annotations

from typing import Any

import pytest

from amiabil.actions.disputes import bring_up_to
from amiabil.actions.mediation import take_case
from amiabil.actions.messages import Written, post_message
from amiabil.domain.disputes.errors import ConflictOfInterest
from amiabil.domain.terms import Audience, Command, Flag, Role
from amiabil.domain.written import TextTooLong
from amiabil.records import chains
from amiabil.records.case_load import load
from amiabil.records.models import Event, EventText
from amiabil.records.new_id import new_id
from tests.actions.cases import opened, row, step
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def flags(reference: str) -> list[str]:
    return row(reference).flags


def test_pressure_in_a_posted_message_is_flagged_once_beside_it(world: World) -> None:
    reference = opened(world)
    message = Written(new_id(), "Vă rog, INCHIDETI cazul!", Audience.EVERYONE, later(hours=1))
    post_message(world.seller, reference, message)
    assert flags(reference) == ["pressure_to_close"]
    told = Event.objects.filter(case_id=row(reference).case_id).order_by("version", "place")
    assert [event.type for event in told][-2:] == ["message.posted", "dispute.flag"]
    assert told[len(told) - 1].version == told[len(told) - 2].version
    count = Event.objects.count()
    post_message(world.seller, reference, message)
    assert Event.objects.count() == count
    (checked,) = chains.check(reference)
    assert checked.broken is None
    assert load(world.buyer, reference).dispute.flags == {Flag.PRESSURE_TO_CLOSE}


def test_only_the_sellers_words_to_the_buyer_press(world: World) -> None:
    reference = opened(world)
    words = "închideți cazul"
    post_message(world.buyer, reference, Written(new_id(), words, Audience.EVERYONE, later(hours=1)))
    post_message(
        world.seller, reference, Written(new_id(), words, Audience.SELLER_AND_PLATFORM, later(hours=1))
    )
    post_message(world.seller, reference, Written(new_id(), "Bună ziua", Audience.EVERYONE, later(hours=1)))
    assert flags(reference) == []


def test_an_ordinary_message_of_a_seller_reads_no_case(world: World, django_assert_num_queries: Any) -> None:
    """The one statement that posts; two more are the savepoint of this test's transaction, if there is one."""
    reference = opened(world)
    post_message(world.seller, reference, Written(new_id(), "Bună", Audience.EVERYONE, later(hours=1)))
    with django_assert_num_queries(1):
        post_message(world.seller, reference, Written(new_id(), "Alo?", Audience.EVERYONE, later(hours=1)))


def mediated(world: World) -> str:
    reference = opened(world)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_damaged", text="Ambalat corect")
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    return reference


def test_who_was_challenged_with_success_loses_the_case_and_cannot_take_it_again(world: World) -> None:
    """Also who had only taken it: nothing he did names him in the case."""
    reference, mira = mediated(world), make_staff("mira", Role.MEDIATOR)
    sorin = make_staff("sorin", Role.SUPERVISOR)
    take_case(mira, reference)
    step(world.buyer, reference, Command.CHALLENGE, later(days=3), reason="este vecinul vânzătorului")
    step(sorin, reference, Command.ANSWER_CHALLENGE, later(days=3), granted=True, text="De acord")
    assert row(reference).mediator_id is None
    with pytest.raises(ConflictOfInterest):
        take_case(mira, reference)
    take_case(make_staff("ion", Role.MEDIATOR), reference)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (Command.REOPEN, {"ground": "x" * 4_001}),
        (
            Command.DECIDE,
            {"amount": "1", "remedy": "refund_keep", "grounds": "văzut", "rule": "x" * 201},
        ),
        (Command.CHALLENGE, {"reason": "x" * 4_001}),
    ],
)
def test_no_text_is_without_a_bound(world: World, command: Command, arguments: dict[str, Any]) -> None:
    reference = mediated(world)
    with pytest.raises(TextTooLong):
        step(world.buyer, reference, command, later(days=3), **arguments)


def test_why_a_case_is_taken_up_again_can_be_erased(world: World) -> None:
    reference = opened(world)
    step(world.buyer, reference, Command.WITHDRAW, later(hours=1))
    bring_up_to(world.buyer, reference, at=later(days=4))
    step(world.buyer, reference, Command.REOPEN, later(days=4, hours=1), ground="S-a stricat din nou")
    event = Event.objects.get(type="dispute.reopen")
    assert "ground" not in event.data
    assert EventText.objects.get(event_id=event.id).text == "S-a stricat din nou"


def test_a_reminder_after_a_message_leaves_a_record_that_holds(world: World) -> None:
    reference = opened(world)
    post_message(world.buyer, reference, Written(new_id(), "Bună ziua", Audience.EVERYONE, later(hours=1)))
    bring_up_to(world.buyer, reference, at=later(days=4))
    (checked,) = chains.check(reference)
    assert checked.broken is None
