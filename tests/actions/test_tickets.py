"""Requests for help on a real database: made, answered, changed, woken; once, whole, and each to its own people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions import support_setup, tickets
from amiabil.actions.tickets import Asked, Written
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.support.packaged import shipped_text
from amiabil.domain.support.terms import LevelClock, Priority, TicketStatus
from amiabil.domain.support.ticket import TicketClosed, UnknownTopic
from amiabil.domain.terms import Audience, Role
from amiabil.foundation.errors import Forbidden, InvalidFields, NotFound
from amiabil.records import clock, messages, outbox, ticket_save, timeline
from amiabil.records import tickets as records
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.changes import changes
from amiabil.records.messages import ConversationClosed, MessageIdUsed, NewMessage
from amiabil.records.models import Conversation, Event, HolidayDay, Message, Outbox, Ticket
from amiabil.records.new_id import new_id
from amiabil.records.tickets import Queue, TicketFile
from tests.factories import OPENED, World, later, make_buyer, make_member, make_shop, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def asked(viewer: Viewer, *, at: datetime = OPENED, **more: Any) -> TicketFile:
    given = {"topic": "account", "subject": "Cannot sign in", "text": "It says locked.", **more}
    return tickets.open_ticket(viewer, Asked(case_id=given.pop("case_id", uuid4()), received_at=at, **given))


def wrote(viewer: Viewer, file: TicketFile, *, at: datetime, text: str = "And?", **more: Any) -> TicketFile:
    return tickets.write(viewer, file.reference, Written(more.pop("id", uuid4()), text, at, **more))


def types(file: TicketFile) -> list[str]:
    found = Event.objects.filter(case_id=file.case_id).order_by("version", "place")
    return list(found.values_list("type", flat=True))


def whole(file: TicketFile) -> bool:
    (checked,) = verify(file.reference)
    return checked.broken is None


# ---- making one ----------------------------------------------------------------------------


def test_a_request_is_kept_with_its_first_message(world: World) -> None:
    file = asked(world.buyer, topic="delivery", order_ref="4101", answers={"tracking": "RO123"})
    assert file.reference.startswith("T-")
    assert (file.customer_id, file.shop_id, file.order_ref) == (world.buyer.person_id, None, "4101")
    assert file.ticket.fields == {"tracking": "RO123"}
    assert (file.ticket.team, file.ticket.status) == ("care", TicketStatus.NEW)
    message = Message.objects.get(case_id=file.case_id)
    assert (message.text, message.audience) == ("It says locked.", Audience.BUYER_AND_PLATFORM)
    assert types(file) == ["ticket.opened", "message.posted"]
    assert Outbox.objects.filter(case_id=file.case_id).count() == 2
    assert whole(file)


def test_the_same_request_again_is_the_first_one(world: World) -> None:
    id = uuid4()
    first = asked(world.buyer, case_id=id)
    assert asked(world.buyer, case_id=id, text="Other words").reference == first.reference
    assert Conversation.objects.filter(kind="ticket").count() == 1


def test_a_shop_asks_for_itself(world: World) -> None:
    file = asked(world.seller)
    assert (file.customer_id, file.shop_id) == (None, world.shop_id)
    assert Message.objects.get(case_id=file.case_id).audience == Audience.SELLER_AND_PLATFORM


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"topic": "weather"}, UnknownTopic),
        ({"topic": "delivery"}, InvalidFields),
        ({"topic": "delivery", "order_ref": "not-mine"}, NotFound),
        ({"topic": "delivery", "order_ref": "41\0"}, InvalidFields),
        ({"topic": "privacy"}, InvalidFields),
        ({"text": "  "}, InvalidFields),
        ({"subject": " "}, InvalidFields),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_kept(
    world: World, given: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        asked(world.buyer, **given)
    assert not Conversation.objects.filter(kind="ticket").exists()


# ---- writing -------------------------------------------------------------------------------


def test_an_answer_and_an_answer_to_it(world: World, raluca: Viewer) -> None:
    file = wrote(raluca, asked(world.buyer), at=later(hours=1), text="Which browser?")
    assert (file.ticket.status, file.assignee_id) == (TicketStatus.WAITING_FOR_CUSTOMER, raluca.person_id)
    file = wrote(world.buyer, file, at=later(hours=2), text="Firefox.")
    assert (file.ticket.status, file.ticket.asked_at) == (TicketStatus.OPEN, later(hours=2))
    assert types(file)[2:] == ["message.posted", "ticket.changed", "message.posted"]
    assert whole(file)


def test_a_note_is_for_the_staff_alone_and_waits_for_nobody(world: World, raluca: Viewer) -> None:
    file = wrote(raluca, asked(world.buyer), at=later(hours=1), text="Looks like fraud", note=True)
    assert file.ticket.status is TicketStatus.NEW
    read = [
        moment.message.text for moment in timeline.moments(world.buyer, file.case_id).items if moment.message
    ]
    assert read == ["It says locked."]
    assert records.file_of(world.buyer, file.reference).unread == 0


def test_a_customer_writes_no_notes(world: World) -> None:
    with pytest.raises(Forbidden):
        wrote(world.buyer, asked(world.buyer), at=later(hours=1), note=True)


def test_a_message_sent_twice_stands_once(world: World) -> None:
    file, id = asked(world.buyer), uuid4()
    first = wrote(world.buyer, file, at=later(hours=1), id=id)
    again = wrote(world.buyer, file, at=later(hours=1), id=id)
    assert again.chain == first.chain
    assert Message.objects.filter(case_id=file.case_id).count() == 2


def test_a_name_of_somebody_elses_message_is_refused(world: World, raluca: Viewer) -> None:
    file, id = asked(world.buyer), uuid4()
    wrote(world.buyer, file, at=later(hours=1), id=id)
    with pytest.raises(MessageIdUsed):
        wrote(raluca, file, at=later(hours=2), id=id)


def test_no_message_comes_in_past_the_request(world: World) -> None:
    file = asked(world.buyer)
    new = NewMessage(uuid4(), new_id(), bytes(16), "Hello", Audience.BUYER_AND_PLATFORM, later(hours=1))
    with pytest.raises(NotFound):
        messages.post(world.buyer, file.reference, new)
    with pytest.raises(ConversationClosed):
        messages.post(world.buyer, file.reference, new, kind=ticket_save.KIND)


def test_a_solved_request_opens_again_and_a_closed_one_does_not(world: World, raluca: Viewer) -> None:
    file = wrote(raluca, asked(world.buyer), at=later(hours=1), changes={"status": TicketStatus.SOLVED})
    file = wrote(world.buyer, file, at=later(days=1))
    assert (file.ticket.status, file.ticket.reopened) == (TicketStatus.OPEN, 1)
    tickets.change(raluca, file.reference, {"status": TicketStatus.CLOSED}, at=later(days=2))
    with pytest.raises(TicketClosed):
        wrote(world.buyer, file, at=later(days=3))


# ---- whose it is ------------------------------------------------------------------------------


def strangers(world: World) -> list[Viewer]:
    other = make_shop("other")
    return [make_buyer("dan"), make_member(other, "mihai"), world.seller, Viewer(role=None)]


def test_nobody_else_finds_it(world: World) -> None:
    file = asked(world.buyer, topic="delivery", order_ref="4101")
    for stranger in strangers(world):
        with pytest.raises(NotFound):
            records.file_of(stranger, file.reference)
        with pytest.raises(NotFound):
            wrote(stranger, file, at=later(hours=1))


def test_only_the_staff_who_answer_change_it(world: World) -> None:
    file = asked(world.buyer)
    for viewer in (world.buyer, make_staff("mira", Role.MEDIATOR), make_staff("vera", Role.AUDITOR)):
        with pytest.raises(Forbidden):
            tickets.change(viewer, file.reference, {"priority": Priority.HIGH}, at=later(hours=1))


def test_a_list_of_ones_own(world: World, raluca: Viewer) -> None:
    waiting = asked(world.buyer)
    mine = wrote(raluca, asked(world.buyer), at=later(hours=1))
    ended = wrote(raluca, asked(world.buyer), at=later(hours=1), changes={"status": TicketStatus.SOLVED})
    asked(make_buyer("dan"))
    found = records.my_tickets(world.buyer).items
    assert [one.reference for one in found] == [mine.reference, waiting.reference, ended.reference]
    assert [one.my_turn for one in found] == [True, False, False]
    assert [one.unread for one in found] == [1, 0, 1]


def test_a_list_goes_on_where_it_ended(world: World) -> None:
    made = {asked(world.buyer, at=later(hours=n)).reference for n in range(5)}
    seen, after = list[str](), None
    while True:
        found = records.my_tickets(world.buyer, limit=2, after=after)
        seen += [one.reference for one in found.items]
        after = found.next
        if after is None:
            break
    assert (len(seen), set(seen)) == (5, made)


# ---- the staff ---------------------------------------------------------------------------------


def test_a_queue_starts_with_what_is_promised_first(world: World, raluca: Viewer) -> None:
    slow, urgent = asked(world.buyer), asked(world.buyer)
    answered = wrote(raluca, asked(world.buyer), at=later(hours=1))
    tickets.change(raluca, urgent.reference, {"priority": Priority.URGENT}, at=later(hours=1))
    found = [one.reference for one in records.queue(raluca, Queue()).items]
    assert found == [urgent.reference, slow.reference, answered.reference]


def test_a_queue_is_narrowed_by_what_is_asked(world: World, raluca: Viewer) -> None:
    mine = wrote(raluca, asked(world.buyer), at=later(hours=1), changes={"tags": ("vip",)})
    solved = wrote(raluca, asked(world.buyer), at=later(hours=1), changes={"status": TicketStatus.SOLVED})
    loose = asked(world.buyer, topic="delivery", order_ref="4101")

    def found(**which: Any) -> set[str]:
        return {one.reference for one in records.queue(raluca, Queue(**which)).items}

    assert found(assignee=raluca.person_id) == {mine.reference}
    assert found(unassigned=True, topic="delivery") == {loose.reference}
    assert found(tag="vip", team="care") == {mine.reference}
    assert found(ended=True, statuses=(TicketStatus.SOLVED,)) == {solved.reference}
    assert found(priority="urgent") == set()


def test_customers_see_no_queue(world: World) -> None:
    with pytest.raises(Forbidden):
        records.queue(world.buyer, Queue())


def test_who_changes_what_has_moved_on_is_told(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    wrote(world.buyer, file, at=later(hours=1))
    seen = file.chain.version
    with pytest.raises(CaseMovedOn):
        tickets.change(
            raluca, file.reference, {"status": TicketStatus.OPEN}, at=later(hours=2), seen_version=seen
        )


# ---- time --------------------------------------------------------------------------------------


def test_time_acts_on_what_is_due_and_on_nothing_else(
    world: World, raluca: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = wrote(raluca, asked(world.buyer), at=later(hours=1))
    monkeypatch.setattr(clock, "now", lambda: later(days=2))
    assert tickets.wake_due_tickets(10) == 0
    monkeypatch.setattr(clock, "now", lambda: later(days=30))
    assert tickets.wake_due_tickets(10) == 1
    assert tickets.wake_due_tickets(10) == 0
    assert types(file)[-3:] == ["ticket.reminded", "ticket.solved", "ticket.closed"]
    assert Ticket.objects.get(case_id=file.case_id).wake_at is None
    assert whole(file)


def test_what_was_due_happens_before_what_came_later(world: World, raluca: Viewer) -> None:
    file = wrote(raluca, asked(world.buyer), at=later(hours=1))
    file = wrote(world.buyer, file, at=later(days=11))
    assert types(file)[-4:] == ["ticket.reminded", "ticket.solved", "message.posted", "ticket.reopened"]
    assert whole(file)


def test_a_defect_in_one_leaves_the_others_alone(
    world: World, raluca: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = wrote(raluca, asked(world.buyer), at=later(hours=1))
    sound = wrote(raluca, asked(world.buyer), at=later(hours=2))
    save = ticket_save.save

    def failing(file: TicketFile, *rest: Any, **more: Any) -> None:
        if file.reference == broken.reference:
            raise RuntimeError("a defect")
        save(file, *rest, **more)

    monkeypatch.setattr(ticket_save, "save", failing)
    monkeypatch.setattr(clock, "now", lambda: later(days=30))
    tickets.wake_due_tickets(10)
    assert tickets.wake_due_tickets(10) == 0
    assert records.file_of(world.buyer, sound.reference).ticket.status is TicketStatus.CLOSED
    assert records.file_of(world.buyer, broken.reference).ticket.status is TicketStatus.WAITING_FOR_CUSTOMER


# ---- how it is set up ------------------------------------------------------------------------------


def test_a_new_set_up_counts_from_the_next_act_on(world: World) -> None:
    olga = make_staff("olga", Role.OPERATOR)
    changed = shipped_text().replace("first_reply_minutes: 720", "first_reply_minutes: 60")
    assert support_setup.save_setup(olga, changed, note="faster", seen=0, at=OPENED) == 1
    file = asked(world.buyer)
    assert (file.setup_version, len(file.ticket.clocks)) == (1, 2)
    assert min(clock.due_at for clock in file.ticket.clocks if clock.due_at) == later(hours=1)


def test_two_who_change_it_at_once_do_not_overwrite_each_other(world: World) -> None:
    olga = make_staff("olga", Role.OPERATOR)
    support_setup.save_setup(olga, shipped_text(), note="", seen=0, at=OPENED)
    with pytest.raises(support_setup.SetupMovedOn):
        support_setup.save_setup(olga, shipped_text(), note="", seen=0, at=OPENED)


def test_what_is_wrong_in_it_is_told_with_its_line() -> None:
    olga = make_staff("olga", Role.OPERATOR)
    with pytest.raises(support_setup.SetupWrong) as refusal:
        support_setup.save_setup(olga, "format: amiabil-support/1\nzone: Mars\n", note="", seen=0, at=OPENED)
    assert refusal.value.facts["line"] == 1


# ---- what it costs -----------------------------------------------------------------------------


def test_statements_of_the_hot_paths(
    world: World, raluca: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Load and save, in a transaction of the test; then the request as it stands now."""
    file = asked(world.buyer)
    with django_assert_num_queries(5):
        wrote(raluca, file, at=later(hours=1))
    with django_assert_num_queries(1):
        records.queue(raluca, Queue())
    with django_assert_num_queries(1):
        records.my_tickets(world.buyer)


def test_a_day_that_is_declared_a_holiday_counts_from_the_next_promise_on(world: World) -> None:
    HolidayDay.objects.create(
        id=uuid4(),
        calendar="RO",
        day=OPENED.date(),
        works=False,
        state="confirmed",
        proposed_at=OPENED,
        decided_at=OPENED,
    )
    first = asked(world.buyer).ticket.clock(LevelClock.FIRST_REPLY)
    assert first is not None
    assert first.due_at == datetime(2026, 10, 8, 17, tzinfo=UTC)  # the twelve hours of Thursday


def test_a_key_hears_of_requests_only_with_a_scope_for_them(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    outbox.publish(100)

    def heard(viewer: Viewer) -> bool:
        return any(one.case_reference == file.reference for one in changes(viewer, after=0).items)

    keys = [
        Viewer(role=Role.OPERATOR, ref="key:shop", scopes=frozenset(scopes))
        for scopes in ({"cases:read"}, {"cases:read", "tickets:read"})
    ]
    assert [heard(key) for key in keys] == [False, True]
    assert heard(raluca)
    assert heard(world.buyer)
