"""A part of a request as one of its own: both say so, and nobody waits longer for it."""

from __future__ import annotations

import pytest

from amiabil.domain.support.splitting import SplitStep, split
from amiabil.domain.support.terms import LevelClock, TicketStatus
from amiabil.domain.support.ticket import Ticket, TicketClosed, TicketMerged, UnknownTopic, due_at
from tests.domain.support.test_merging import merged
from tests.domain.support.test_tickets import answered, asked
from tests.domain.support.world import RALUCA, by, setup


def parted(source: Ticket, when: str = "24 12:00", topic: str = "") -> SplitStep:
    names = ("T-A", "T-B")
    return split(source, topic or source.topic, names=names, by=by(RALUCA, when), setup=setup())


def test_both_say_what_happened_and_the_old_one_stands_as_before() -> None:
    source = asked()
    step = parted(source)
    assert [(one.kind, one.data) for one in step.source.events] == [("split", {"into": "T-B"})]
    assert step.source.ticket.clocks == source.clocks
    assert step.source.ticket.asked_at == source.asked_at
    (opened,) = step.made.events
    assert (opened.kind, opened.data["out_of"], opened.data["quiet"]) == ("opened", "T-A", True)
    assert opened.version == step.made.ticket.version == 1


def test_the_new_one_waits_since_the_question_and_for_no_later_promise() -> None:
    source = asked()
    made = parted(source).made.ticket
    assert made.asked_at == source.asked_at
    assert due_at(made) == due_at(source)
    fresh = parted(asked(when="24 12:00")).made.ticket
    assert due_at(made) < due_at(fresh)  # type: ignore[operator]


def test_what_was_answered_there_is_promised_anew_here() -> None:
    made = parted(answered(asked())).made.ticket
    assert (made.status, made.first_replied_at) == (TicketStatus.NEW, None)
    first = made.clock(LevelClock.FIRST_REPLY)
    assert first is not None and first.is_running and first.started_at == made.opened_at == made.asked_at


def test_only_of_an_open_request_and_about_a_topic_there_is() -> None:
    with pytest.raises(TicketClosed):
        parted(answered(asked(), status=TicketStatus.CLOSED))
    with pytest.raises(TicketMerged):
        parted(merged(asked(), asked(when="23 11:00")).source.ticket)
    with pytest.raises(UnknownTopic):
        parted(asked(), topic="nonsense")
