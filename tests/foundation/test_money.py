"""No cent is lost, no amount is misread."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.foundation.money import (
    MAX_MINOR,
    BadAmount,
    Money,
    convert,
    exponent,
    is_currency,
    parse_percent,
    percentage,
    split,
    total,
    within,
)

currencies = st.sampled_from(["RON", "EUR", "JPY", "KWD", "CLF"])
amounts = st.builds(Money, st.integers(0, MAX_MINOR), currencies)


@given(amounts)
def test_an_amount_reads_back_as_it_was_written(amount: Money) -> None:
    assert Money.parse(amount.text(), amount.currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("249.9", "RON", 24990), ("7", "RON", 700), ("7", "JPY", 7), ("1.234", "KWD", 1234), ("0", "EUR", 0)],
)
def test_fewer_decimals_are_read(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("1.234", "RON"),
        ("1.0", "JPY"),
        ("-1", "RON"),
        ("1,5", "RON"),
        ("1.", "RON"),
        (".5", "RON"),
        ("", "RON"),
        ("١", "RON"),
        ("1e3", "RON"),
        ("NaN", "RON"),
        (" 1", "RON"),
        ("99999999999999999", "RON"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(BadAmount):
        Money.parse(text, currency)


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_parts_always_sum_to_the_amount(amount: Money, weights: list[int]) -> None:
    parts = split(amount, weights)
    assert total(parts, amount.currency) == amount
    assert len(parts) == len(weights)


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_a_part_is_its_exact_share_rounded_down_or_up(amount: Money, weights: list[int]) -> None:
    for part, weight in zip(split(amount, weights), weights, strict=True):
        exact = Decimal(amount.minor) * weight / sum(weights)
        assert exact - 1 < part.minor < exact + 1
        assert weight or not part


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_a_part_never_exceeds_a_weight_that_covers_it(minor: int, weights: list[int]) -> None:
    amount = Money(min(minor, sum(weights)), "RON")
    if sum(weights):
        assert all(part.minor <= weight for part, weight in zip(split(amount, weights), weights, strict=True))


def test_equal_remainders_go_to_the_earlier() -> None:
    assert [part.minor for part in split(Money(100, "RON"), [1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in split(Money(2000, "RON"), [9999, 4999, 2501])] == [1143, 571, 286]


def test_without_weights_everything_goes_to_the_first() -> None:
    assert [part.minor for part in split(Money(5, "RON"), [0, 0])] == [5, 0]


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, []), (1, [-1, 2])])
def test_nonsense_cannot_be_split(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="split"):
        split(Money(amount, "RON"), weights)


def test_what_is_above_a_limit_goes_to_the_earlier_that_have_room() -> None:
    shares, limits = ([Money(minor, "RON") for minor in row] for row in ((56, 277, 666), (55, 278, 667)))
    assert [part.minor for part in within(shares, limits)] == [55, 278, 666]
    assert within(limits, limits) == limits


def test_currencies_are_never_mixed() -> None:
    for mix in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__, Money.__gt__, Money.__ge__):
        with pytest.raises(ValueError, match="RON and EUR"):
            mix(Money(1, "RON"), Money(1, "EUR"))


def test_a_sum_of_currencies_is_refused() -> None:
    with pytest.raises(ValueError, match="RON and EUR"):
        total([Money(0, "EUR")], "RON")


def test_nothing_added_or_taken_is_the_same_amount() -> None:
    some, nothing = Money(500, "RON"), Money.zero("RON")
    assert some + nothing is some
    assert nothing + some is some
    assert some - nothing is some
    assert nothing - some == Money(-500, "RON")
    with pytest.raises(ValueError, match="RON and EUR"):
        Money(1, "RON") + Money.zero("EUR")


def test_rounding_is_half_up_once() -> None:
    assert percentage(Money(8856, "RON"), Decimal(25)) == Money(2214, "RON")
    assert percentage(Money(1, "RON"), Decimal(50)) == Money(1, "RON")
    assert percentage(Money(1, "RON"), Decimal("49.99")) == Money(0, "RON")
    assert convert(Money(10000, "RON"), "EUR", rate=Decimal("5.0900")) == Money(1965, "EUR")
    assert convert(Money(1000, "JPY"), "EUR", rate=Decimal(160)) == Money(625, "EUR")


@pytest.mark.parametrize("text", ["-1", "100.01", "1.234", "x", "NaN", "Infinity"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        parse_percent(text)


def test_exponents_are_those_of_the_standard() -> None:
    assert [exponent(code) for code in ("JPY", "RON", "KWD", "CLF")] == [0, 2, 3, 4]
    assert is_currency("RON")
    assert not any(is_currency(code) for code in ("ron", "LEI1", "RO", "RÓN"))


def test_an_amount_is_a_fact_of_two_strings() -> None:
    assert Money(-5, "RON").fact() == {"amount": "-0.05", "currency": "RON"}
