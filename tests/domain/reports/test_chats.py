"""What each event of a chat adds to the figures, and what adds nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amiabil.domain.event_names import of_chat
from amiabil.domain.reports.chats import LANE, TYPES, figures
from amiabil.domain.reports.counting import NO_SPAN, Told
from amiabil.domain.reports.spans import step_of
from amiabil.domain.support.chat import ChatEvent

BEGUN = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)


def told(kind: str, after: float = 0, **data: Any) -> Told:
    return Told(f"chat.{kind}", BEGUN + timedelta(minutes=after), data)


def counted(*events: Told) -> list[str]:
    return [f"{one.name} {one.detail}".strip() for _, one in figures(events, zone="Europe/Bucharest")]


STARTED = told("started", signed=True, topic="")
ASKED = told("person_asked", 1, reason="wanted")


@pytest.mark.parametrize(
    ("events", "names"),
    [
        ([STARTED], ["c_started signed"]),
        ([told("started", signed=False)], ["c_started visitor"]),
        (
            [STARTED, told("ended", 1, by="customer")],
            ["c_started signed", "c_ended customer", "c_alone customer"],
        ),
        (
            [STARTED, ASKED, told("ended", 2, by="silence")],
            ["c_started signed", "c_asked wanted", "c_ended silence"],
        ),
        (
            [STARTED, ASKED, told("accepted", 2, waited=60)],
            ["c_started signed", "c_asked wanted", "c_joined"],
        ),
        ([ASKED, told("missed", 3, agent="staff:x")], ["c_asked wanted", "c_missed"]),
        ([ASKED, told("transferred", to="staff:x")], ["c_asked wanted", "c_given colleague"]),
        ([ASKED, told("transferred", to="", team="t")], ["c_asked wanted", "c_given queue"]),
        ([ASKED, told("handed_back")], ["c_asked wanted", "c_back"]),
        ([ASKED, told("became_request", request="T-1")], ["c_asked wanted", "c_ended request"]),
        ([told("rated", rating="good")], ["c_rated good"]),
        (
            [
                Told("message.posted", BEGUN, {}, actor="agent"),
                Told("ticket.rated", BEGUN, {"rating": "bad"}),
            ],
            [],
        ),
    ],
)
def test_what_events_add(events: list[Told], names: list[str]) -> None:
    assert counted(*events) == names


def test_a_wait_is_that_of_the_event_and_the_day_that_of_the_zone() -> None:
    ((_, joined),) = figures([told("accepted", waited=600)], zone="Europe/Bucharest")
    assert (joined.step, joined.lane, joined.day.day) == (step_of(600), LANE, 23)
    ((_, missed),) = figures([told("missed")], zone="Europe/Bucharest")
    assert missed.step == NO_SPAN


def test_every_event_of_a_chat_counts() -> None:
    moves = {
        ChatEvent.TAKEN_ALONG,
        ChatEvent.JOINED,
    }  # another owner, or words from elsewhere: nothing to count
    assert set(TYPES) == {of_chat(one.value) for one in ChatEvent if one not in moves}
