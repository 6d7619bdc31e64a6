"""Call-backs: no seat twice, whoever asks at once; bounded for each person; and what the staff do with them."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from amiabil.actions import call_backs as actions
from amiabil.actions.retention import erase_case
from amiabil.actions.tickets import Written, write
from amiabil.domain.contact.call_backs import (
    BadTelephone,
    CallOver,
    CallState,
    SlotTaken,
    TooManyCalls,
)
from amiabil.domain.contact.slots import MOST_TRIES
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden
from amiabil.records import call_backs as records
from amiabil.records import clock
from amiabil.records.models import CallBack, Message, Ticket
from amiabil.ui.tickets.record import ticket_record
from tests.contact_world import asked, book, calls_back, free, wanted
from tests.factories import make_buyer, make_staff

pytestmark = pytest.mark.django_db


def test_a_booked_call_is_part_of_a_request_and_its_time_is_gone() -> None:
    calls_back()
    at = free()[3]
    call = book(make_buyer(), at)
    assert (call.starts_at, call.state, call.number) == (at, CallState.BOOKED, "+40264555010")
    assert Ticket.objects.get(case_id=call.case_id).topic == "account"
    assert at not in free()


def test_the_same_form_twice_is_one_call() -> None:
    calls_back()
    ana, once, at = make_buyer(), asked(), free()[0]
    first = actions.book(ana, once, wanted(at))
    assert actions.book(ana, once, wanted(at)).id == first.id
    assert CallBack.objects.count() == 1


def test_a_full_time_is_refused_and_leaves_no_request() -> None:
    calls_back(capacity=2)
    at = free()[0]
    book(make_buyer("ana"), at)
    assert at in free()
    book(make_buyer("ion"), at, "+40264555011")
    with pytest.raises(SlotTaken):
        book(make_buyer("eva"), at, "+40264555012")
    assert Ticket.objects.count() == 2
    assert sorted(CallBack.objects.values_list("seat", flat=True)) == [0, 1]


def test_a_time_that_is_no_slot_is_refused() -> None:
    calls_back()
    for at in (
        free()[0] + timedelta(minutes=1),
        clock.now() - timedelta(days=1),
        clock.now() + timedelta(days=60),
    ):
        with pytest.raises(SlotTaken):
            book(make_buyer(uuid4().hex), at)


@pytest.mark.parametrize("number", ["", "112", "call me", "+40 264", "9" * 500, "+493012345678901234"])
def test_what_nobody_can_call_is_refused(number: str) -> None:
    calls_back()
    with pytest.raises(BadTelephone):
        book(make_buyer(), free()[0], number)
    assert Ticket.objects.count() == 0


def test_nobody_holds_more_calls_than_the_door_allows() -> None:
    calls_back(each=2)
    ana, times = make_buyer(), free()
    first = book(ana, times[0], "+40264555011")
    book(ana, times[1], "+40264555012")
    with pytest.raises(TooManyCalls):
        book(ana, times[2], "+40264555013")
    actions.cancel(first, at=clock.now())
    book(ana, times[2], "+40264555013")


def test_one_number_is_not_booked_by_many_people() -> None:
    calls_back(each=1)
    times = free()
    book(make_buyer("ana"), times[0])
    with pytest.raises(TooManyCalls):
        book(make_buyer("ion"), times[1])


def test_a_moved_call_frees_its_time_and_tells_calendars() -> None:
    calls_back()
    times = free()
    call = book(make_buyer(), times[0])
    actions.move(call, times[5], at=clock.now())
    moved = records.of_id(call.id)
    assert moved is not None and (moved.starts_at, moved.sequence) == (times[5], 1)
    assert times[0] in free() and times[5] not in free()
    with pytest.raises(SlotTaken):
        book(make_buyer("ion"), times[5], "+40264555011")


def test_a_cancelled_call_frees_its_time_and_cannot_be_moved() -> None:
    calls_back()
    times = free()
    call = book(make_buyer(), times[0])
    actions.cancel(call, at=clock.now())
    ended = records.of_id(call.id)
    assert ended is not None and ended.state is CallState.CANCELLED
    actions.cancel(ended, at=clock.now())
    assert times[0] in free()
    with pytest.raises(CallOver):
        actions.move(ended, times[1], at=clock.now())


def test_what_came_of_a_call_is_read_in_the_request() -> None:
    calls_back()
    call, raluca = book(make_buyer(), free()[0]), make_staff("raluca", Role.AGENT)
    actions.reached(raluca, call.id, uuid4(), "We opened your account again.", at=clock.now())
    said = Message.objects.filter(case_id=call.case_id).order_by("id").last()
    assert said is not None and said.text == "We opened your account again."
    with pytest.raises(CallOver):
        actions.reached(raluca, call.id, uuid4(), "Again.", at=clock.now())
    assert Message.objects.filter(case_id=call.case_id).count() == 2


def test_a_call_without_outcome_is_not_over() -> None:
    calls_back()
    call, raluca = book(make_buyer(), free()[0]), make_staff("raluca", Role.AGENT)
    with pytest.raises(AmiabilError):
        actions.reached(raluca, call.id, uuid4(), "  ", at=clock.now())
    assert CallBack.objects.get().state == "booked"


def test_nobody_answers_three_times_and_the_customer_is_asked() -> None:
    calls_back()
    call, raluca, now = book(make_buyer(), free()[0]), make_staff("raluca", Role.AGENT), clock.now()
    assert [actions.no_answer(raluca, call.id, one, at=now) for one in range(MOST_TRIES)] == [
        True,
        True,
        False,
    ]
    row = CallBack.objects.get()
    assert (row.state, row.tell, row.tries) == ("missed", "missed", MOST_TRIES)
    with pytest.raises(CallOver):
        actions.no_answer(raluca, call.id, MOST_TRIES, at=now)


def test_two_agents_do_not_count_one_call_twice() -> None:
    calls_back()
    call, raluca, now = book(make_buyer(), free()[0]), make_staff("raluca", Role.AGENT), clock.now()
    actions.no_answer(raluca, call.id, 0, at=now)
    with pytest.raises(CallOver):
        actions.no_answer(raluca, call.id, 0, at=now)
    assert CallBack.objects.get().tries == 1


def test_only_who_answers_requests_works_calls() -> None:
    olga = calls_back()
    call = book(make_buyer(), free()[0])
    for act in (
        lambda: actions.reached(olga, call.id, uuid4(), "x", at=clock.now()),
        lambda: actions.no_answer(olga, call.id, 0, at=clock.now()),
    ):
        with pytest.raises(Forbidden):
            act()
    assert CallBack.objects.get().tries == 0


def test_the_number_goes_with_the_words_of_the_request() -> None:
    calls_back()
    call, raluca, now = book(make_buyer(), free()[0]), make_staff("raluca", Role.AGENT), clock.now()
    write(raluca, call.reference, Written(uuid4(), "Done.", now, changes={"status": TicketStatus.CLOSED}))
    assert erase_case(call.case_id, at=now + timedelta(days=3 * 366 + 2)) is not None
    assert CallBack.objects.count() == 0


def test_a_number_is_forgotten_a_month_after_its_call() -> None:
    calls_back()
    call, now = book(make_buyer(), free()[0]), clock.now()
    assert records.forget_numbers(at=now + timedelta(days=400)) == 0, "the call is still to be made"
    actions.cancel(call, at=now)
    assert records.forget_numbers(at=now + timedelta(days=29)) == 0
    assert records.forget_numbers(at=now + timedelta(days=31)) == 1
    assert CallBack.objects.get().number == ""


def test_a_copy_of_ones_data_holds_the_call() -> None:
    calls_back()
    ana = make_buyer()
    call = book(ana, free()[0])
    record, _files = ticket_record(ana, call.reference, folder="x")
    assert record["call_back"]["number"] == "+40264555010"
    assert record["call_back"]["state"] == "booked"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_one_seat() -> None:
    calls_back()
    at = free()[0]
    people = [make_buyer(f"p{number}") for number in range(6)]
    start, got = threading.Barrier(6), []

    def try_it(number: int) -> None:
        try:
            start.wait()
            book(people[number], at, f"+4026455501{number}")
            got.append("booked")
        except SlotTaken:
            got.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(got) == ["booked", *["taken"] * 5]
    assert (CallBack.objects.count(), Ticket.objects.count()) == (1, 1)
