"""Who takes which chat, who waits how long, and what is handed over with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.support.hand_over import Line, follows, open_turn, packet, references_in
from amiabil.domain.support.routing import (
    OnShift,
    Waiting,
    best_for,
    fits,
    likely_wait,
    line_of,
    place_in_line,
)
from amiabil.domain.support.terms import Priority
from amiabil.domain.terms import Role
from amiabil.foundation.ids import reference

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def chat(name: str, minutes: int = 0, **more: str) -> Waiting:
    return Waiting(name, AT + timedelta(minutes=minutes), **more)


def agent(name: str, *, load: int = 0, capacity: int = 3, free: int = 0, **more: frozenset[str]) -> OnShift:
    return OnShift(name, capacity, load, free_since=AT + timedelta(minutes=free), **more)


RO, EN, CARE, MONEY = frozenset({"ro"}), frozenset({"en"}), frozenset({"care"}), frozenset({"payments"})


@pytest.mark.parametrize(
    ("waiting", "agents", "taken_by"),
    [
        (chat("a"), [], None),
        (chat("a"), [agent("x", load=3)], None),
        (chat("a", language="en"), [agent("x", languages=RO), agent("y", languages=EN, load=2)], "y"),
        (chat("a", language="en"), [agent("x", languages=RO)], "x"),
        (chat("a", team="payments"), [agent("x", teams=CARE), agent("y", teams=MONEY)], "y"),
        (
            chat("a", language="en", team="payments"),
            [agent("x", teams=MONEY, languages=RO), agent("y", teams=CARE)],
            "y",
        ),
        (chat("a"), [agent("x", load=1), agent("y", free=9)], "y"),
        (chat("a"), [agent("x", load=1, capacity=4), agent("y", load=1, capacity=2)], "x"),
        (chat("a"), [agent("x", free=9), agent("y", free=1)], "y"),
        (chat("a", meant_for="y"), [agent("x"), agent("y", load=2)], "y"),
        (chat("a", meant_for="y"), [agent("x")], None),
    ],
)
def test_who_takes_it(waiting: Waiting, agents: list[OnShift], taken_by: str | None) -> None:
    best = best_for(waiting, agents)
    assert (best.ref if best else None) == taken_by


def test_the_line_begins_with_what_is_meant_for_one_and_ends_with_what_does_not_fit() -> None:
    line = [
        chat("late", 5, language="ro"),
        chat("foreign", 0, language="de"),
        chat("mine", 9, meant_for="x"),
        chat("theirs", 0, meant_for="y"),
        chat("early", 1, language="ro"),
    ]
    seen = line_of(agent("x", languages=RO), line)
    assert [one.reference for one in seen] == ["mine", "early", "late", "foreign"]


waits = st.lists(st.integers(0, 60), min_size=1, max_size=12)


@given(waits)
def test_places_are_one_after_the_other_and_the_longest_wait_is_first(minutes: list[int]) -> None:
    line = [chat(f"{number:02}", wait) for number, wait in enumerate(minutes)]
    places = {one.reference: place_in_line(one, line) for one in line}
    assert sorted(places.values()) == list(range(1, len(line) + 1))
    first = min(line, key=lambda one: (one.asked_at, one.reference))
    assert places[first.reference] == 1


@given(waits, st.lists(st.integers(0, 4), min_size=1, max_size=5))
def test_whoever_is_chosen_has_room_and_nobody_fitting_is_less_busy(
    minutes: list[int], loads: list[int]
) -> None:
    agents = [agent(str(number), load=load) for number, load in enumerate(loads)]
    for wait in minutes:
        best = best_for(chat("a", wait), agents)
        if best is None:
            assert not any(one.has_room for one in agents)
        else:
            assert best.has_room
            assert fits(best, chat("a", wait))
            assert best.load == min(one.load for one in agents if one.has_room)


def test_a_wait_is_told_only_when_it_was_measured() -> None:
    five = [timedelta(minutes=4)] * 5
    assert likely_wait(1, five[:4], on_shift=1) is None
    assert likely_wait(1, five, on_shift=0) is None
    assert likely_wait(1, five, on_shift=1) == timedelta(minutes=4)
    assert likely_wait(3, five, on_shift=2) == timedelta(minutes=8)


def line(role: Role, text: str, seconds: int = 0) -> Line:
    return Line(role, text, AT + timedelta(seconds=seconds))


def test_the_packet_says_what_was_asked_and_what_is_open() -> None:
    said = [
        line(Role.BUYER, "Unde e coletul? D-4H8P-6TXC"),
        line(Role.ASSISTANT, "La curier."),
        line(Role.BUYER, "Nu e."),
        line(Role.BUYER, "Vreau un om."),
    ]
    found = packet(said, reason="wanted", language="ro", topic="delivery", missed=1)
    assert (found.asked, found.last) == ("Unde e coletul? D-4H8P-6TXC", "Nu e. Vreau un om.")
    assert (found.answers, found.missed, found.reason) == (1, 1, "wanted")


def test_several_messages_are_one_turn_until_somebody_answers() -> None:
    said = [line(Role.BUYER, "a"), line(Role.AGENT, "b"), line(Role.BUYER, "c"), line(Role.BUYER, "d")]
    assert open_turn(said) == ("c", "d")
    assert open_turn(said[:2]) == ()
    assert follows(line(Role.BUYER, "c", 0), line(Role.BUYER, "d", 90))
    assert not follows(line(Role.BUYER, "c", 0), line(Role.BUYER, "d", 91))
    assert not follows(line(Role.BUYER, "c"), line(Role.AGENT, "d"))


def test_references_are_read_as_people_type_them_and_only_with_a_right_check_symbol() -> None:
    good = reference("T", randomness=b"12345")
    typed = good.replace("-", "").lower()
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    assert references_in([f"vezi {typed} si {good}", wrong]) == (good,)


def test_a_long_text_is_shortened() -> None:
    found = packet([line(Role.BUYER, "x" * 999)], reason="", language="", topic="", missed=0)
    assert len(found.asked) == 240


def test_haste_goes_first_and_never_passes_over_who_has_waited_longer() -> None:
    urgent, high = Priority.URGENT, Priority.HIGH
    waiting = [
        Waiting("a", AT),
        Waiting("b", AT + timedelta(minutes=4), priority=high),
        Waiting("c", AT + timedelta(minutes=6), priority=high),
        Waiting("d", AT + timedelta(minutes=9), team="trust", language="en", priority=urgent),
        Waiting("e", AT + timedelta(minutes=9), meant_for="x"),
    ]
    told = [one.reference for one in line_of(agent("x", languages=RO, teams=CARE), waiting)]
    assert told == ["e", "d", "b", "a", "c"]
    assert [place_in_line(one, waiting[:4]) for one in waiting[:4]] == [3, 2, 4, 1]
