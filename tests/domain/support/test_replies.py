"""Saved replies: blanks are filled in, or stay and are named; nothing is sent with a hole in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.support import acts, rating
from amiabil.domain.support.gaps import gaps
from amiabil.domain.support.replies import (
    BLANKS,
    BlankLeft,
    SavedReply,
    UnknownBlank,
    blanks,
    demand_filled,
    demand_known,
    fill,
)
from amiabil.domain.support.terms import Rating, TicketStatus
from amiabil.domain.support.ticket import Request
from tests.domain.support.world import ANA, RALUCA, at, by, setup, shipped


def test_blanks_are_filled_in_and_what_has_no_value_is_named() -> None:
    found = fill(
        "Hello {{ customer_name }}, {{order}} / {{Order}} {{today}}", {"customer_name": "Ana", "order": ""}
    )
    assert found.text == "Hello Ana, {{order}} / {{Order}} {{today}}"
    assert found.missing == ("order", "today")


@given(st.dictionaries(st.sampled_from(BLANKS), st.text()), st.lists(st.sampled_from(BLANKS)))
def test_a_filled_text_has_holes_exactly_where_values_miss(values: dict[str, str], names: list[str]) -> None:
    text = " ".join("{{" + name + "}}" for name in names)
    found = fill(text, values)
    assert set(found.missing) == {name for name in names if not values.get(name)}


def test_what_a_customer_calls_themselves_is_never_read_as_a_blank() -> None:
    assert (
        fill("Hello {{customer_name}}", {"customer_name": "{{order}}", "order": "4101"}).text
        == "Hello {{order}}"
    )


def test_unknown_blanks_are_refused_when_kept_and_blanks_left_when_sent() -> None:
    assert blanks("{{a}} {{a}} {{B}} {c}") == ("a", "b")
    demand_known("Hello {{customer_name}}", field="/text")
    with pytest.raises(UnknownBlank):
        demand_known("Hello {{custmer}}", field="/text")
    demand_filled("A template of yours: {{mustache}}")
    with pytest.raises(BlankLeft) as refused:
        demand_filled("Order {{ORDER}}")
    assert refused.value.facts["names"] == ["order"]


def test_the_customers_language_then_english_then_any() -> None:
    both = SavedReply("k", "K", {"ro": "Salut", "en": "Hello"})
    assert both.text_for("ro") == ("Salut", "ro")
    assert both.text_for("ro-MD") == ("Salut", "ro")
    assert both.text_for("fr") == ("Hello", "en")
    assert SavedReply("k", "K", {"ro": "Salut", "en": ""}).text_for("en") == ("Salut", "ro")


def test_gaps_name_every_text_that_misses_a_language() -> None:
    assert gaps(shipped(), ("en", "ro")) == ()
    found = gaps(setup(), ("en", "ro"))
    assert ("teams.care", "ro") in found and ("topics.refund.hints", "ro") in found
    assert not any(language == "en" for _place, language in found)


# ---- what the customer thinks of it ----------------------------------------------------------


def test_a_solution_is_rated_for_two_weeks_and_otherwise_as_often() -> None:
    opened = acts.open_ticket(Request("refund"), by=by(ANA, "02T08:00"), setup=setup()).ticket
    with pytest.raises(rating.RatingOver):
        rating.rate(opened, Rating.GOOD, by=by(ANA, "02T09:00"), setup=setup())
    solved = acts.staff_replied(
        opened, {"status": TicketStatus.SOLVED}, by=by(RALUCA, "02T10:00"), setup=setup()
    ).ticket
    step = rating.rate(solved, Rating.GOOD, by=by(ANA, "03T10:00"), setup=setup())
    assert (step.ticket.rating, [event.kind for event in step.events]) == ("good", ["rated"])
    assert rating.rate(step.ticket, Rating.GOOD, by=by(ANA, "04T10:00"), setup=setup()).events == ()
    again = rating.rate(step.ticket, Rating.BAD, by=by(ANA, "05T10:00"), setup=setup())
    assert again.events[0].data == {"rating": "bad", "before": "good"}
    end = at("02T10:00") + rating.RATE_WITHIN
    assert rating.may_rate(solved, end - timedelta(microseconds=1)) and not rating.may_rate(solved, end)
    reopened = acts.customer_wrote(solved, by=by(ANA, "06T10:00"), setup=setup()).ticket
    assert not rating.may_rate(reopened, at("06T11:00"))
