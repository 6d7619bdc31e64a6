"""Two offers on one scale, from numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.terms import Role
from amiabil.foundation.money import Money
from amiabil.ui.facts import Scale
from amiabil.ui.scale import Movement, draw


def lei(minor: int) -> Money:
    return Money(minor, "RON")


def scale(seller: list[int], buyer: list[int], most: int) -> Scale:
    return draw(
        Movement(Role.SELLER, [lei(amount) for amount in seller]),
        Movement(Role.BUYER, [lei(amount) for amount in buyer]),
        lei(most),
        language="ro",
        label="",
    )


def test_the_story_of_the_brief() -> None:
    drawn = scale([8000, 15000], [24500, 20000], 48900)
    assert [mark.side for mark in drawn.current] == ["seller", "buyer"]
    assert [mark.text.replace("\xa0", " ") for mark in drawn.current] == ["150,00 lei", "200,00 lei"]
    assert [mark.anchor for mark in drawn.current] == ["end", "start"], "close amounts stand apart"
    assert [mark.text for mark in drawn.earlier] == ["80", "245"]
    assert drawn.gap_text == "distanță 50"
    assert (drawn.zero, drawn.most) == ("0", "489")


def test_one_offer_has_no_distance() -> None:
    drawn = scale([], [20000], 48900)
    assert drawn.gap_from == drawn.gap_text == ""
    assert len(drawn.current) == 1


amounts = st.integers(min_value=0, max_value=10**9)


@given(st.lists(amounts, max_size=5), st.lists(amounts, max_size=5), st.integers(0, 10**9))
def test_every_mark_lies_on_the_track(seller: list[int], buyer: list[int], most: int) -> None:
    drawn = scale(seller, buyer, most)
    for mark in (*drawn.current, *drawn.earlier):
        assert mark.at.endswith("%")
        assert 1 <= float(mark.at[:-1]) <= 99
    shown = [float(mark.at[:-1]) for mark in drawn.earlier if mark.text]
    assert all(abs(a - b) > 7.9 for i, a in enumerate(shown) for b in shown[:i])
