"""When has a line arrived? By its parcels, in any order of their scans."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.orders.delivery import Delivery, News, delivery_of, merged, news_of_returns
from amiabil.domain.orders.model import Parcel, Scan
from amiabil.domain.terms import CarrierStatus, Direction

DAY = datetime(2026, 10, 5, 9, tzinfo=UTC)


def scans(*found: tuple[float, str]) -> tuple[Scan, ...]:
    return tuple(Scan(DAY + timedelta(days=day), CarrierStatus(status)) for day, status in found)


def parcel(ref: str, pieces: int, *found: tuple[float, str]) -> Parcel:
    return Parcel(ref=ref, contents={"L1": pieces}, events=scans(*found))


def expected(arrived: int | None, status: str | None, at: int | None) -> Delivery:
    return Delivery(
        None if arrived is None else DAY + timedelta(days=arrived),
        None if status is None else CarrierStatus(status),
        None if at is None else DAY + timedelta(days=at),
    )


@pytest.mark.parametrize(
    ("_case", "quantity", "parcels", "delivery"),
    [
        ("no parcel", 1, [], expected(None, None, None)),
        ("no scan", 1, [parcel("A", 1)], expected(None, None, None)),
        ("on its way", 1, [parcel("A", 1, (0, "accepted"), (1, "in_transit"))], expected(None, "in_transit", 1)),
        ("arrived", 1, [parcel("A", 1, (0, "accepted"), (2, "delivered"))], expected(2, "delivered", 2)),
        ("scans out of order", 1, [parcel("A", 1, (2, "delivered"), (0, "accepted"))], expected(2, "delivered", 2)),
        ("half arrived", 2, [parcel("A", 1, (2, "delivered"))], expected(None, "in_transit", 2)),
        (
            "both halves",
            2,
            [parcel("A", 1, (2, "delivered")), parcel("B", 1, (4, "delivered"))],
            expected(4, "delivered", 4),
        ),
        (
            "one half lost",
            2,
            [parcel("A", 1, (2, "delivered")), parcel("B", 1, (1, "lost"))],
            expected(None, "lost", 1),
        ),
        (
            "delivered, then returned",
            1,
            [parcel("A", 1, (2, "delivered"), (9, "returned_to_sender"))],
            expected(2, "returned_to_sender", 9),
        ),
        ("another line's", 1, [replace(parcel("A", 1, (1, "lost")), contents={"L2": 1})], expected(None, None, None)),
    ],
)  # fmt: skip
def test_a_line_has_come_as_far_as_its_parcels(
    _case: str, quantity: int, parcels: list[Parcel], delivery: Delivery
) -> None:
    assert delivery_of("L1", quantity, parcels) == delivery


def test_what_is_told_again_replaces_and_what_is_not_told_stays() -> None:
    known = Parcel("A", "Sameday", "AWB1", {"L1": 1}, 500, DAY, scans((0, "accepted")))
    (after,) = merged(
        [known], [Parcel("A", tracking="AWB2", events=scans((1, "delivered")))], pieces={"L1": 2}
    )
    assert after == Parcel(
        "A", "Sameday", "AWB2", {"L1": 1}, 500, DAY, scans((0, "accepted"), (1, "delivered"))
    )


def test_a_parcel_without_contents_holds_everything() -> None:
    (after,) = merged([], [Parcel("A")], pieces={"L1": 2, "L2": 1})
    assert after.contents == {"L1": 2, "L2": 1}


some_scans = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([status.value for status in CarrierStatus])), max_size=6
)


@pytest.mark.slow
@given(st.lists(some_scans, max_size=4), st.randoms(use_true_random=False))
def test_the_order_in_which_scans_come_in_does_not_matter(
    batches: list[list[tuple[int, str]]], chance: object
) -> None:
    def told(order: list[list[tuple[int, str]]]) -> tuple[Parcel, ...]:
        known: tuple[Parcel, ...] = ()
        for found in order:
            known = merged(known, [Parcel("A", events=tuple(dict.fromkeys(scans(*found))))], pieces={"L1": 1})
        return known

    shuffled = sorted(batches, key=lambda _: chance.random())  # type: ignore[attr-defined]
    first, second = told(batches), told(shuffled)
    assert delivery_of("L1", 1, first) == delivery_of("L1", 1, second)
    assert {(s.at, s.status) for p in first for s in p.events} == {
        (s.at, s.status) for p in second for s in p.events
    }


def going_back(*found: tuple[float, str]) -> Parcel:
    return replace(parcel("R", 1, *found), direction=Direction.RETURN)


def test_of_goods_that_go_back_the_newest_scan_is_news_once() -> None:
    accepted, more = going_back((0, "accepted")), going_back((0, "accepted"), (1, "delivered"))
    (told,) = news_of_returns((), (accepted, parcel("A", 1, (0, "delivered"))))
    assert told == News(Direction.RETURN, CarrierStatus.ACCEPTED, frozenset({"L1"}))
    assert news_of_returns((accepted,), (accepted,)) == ()
    assert [one.status for one in news_of_returns((accepted,), (more,))] == ["delivered"]
    assert [one.status for one in news_of_returns((), (more,))] == ["delivered"]
    late = going_back((0, "accepted"), (1, "delivered"), (0.5, "in_transit"))
    assert news_of_returns((more,), (late,)) == (), "an older scan that comes late"
    assert news_of_returns((), (going_back(),)) == ()
