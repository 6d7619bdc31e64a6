"""Ids of rows: unique, of their millisecond, and in the order they were made."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from amiabil.records import new_id as module
from amiabil.records.new_id import new_id


def test_ids_sort_by_the_order_they_were_made_in() -> None:
    made = [new_id() for _ in range(50_000)]
    assert made == sorted(made) and len(set(made)) == len(made)
    assert {one.version for one in made} == {7}


def test_a_millisecond_of_many_ids_carries_over_both_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._growing, "last", (1 << 47, (1 << 62) - 3))
    made = [new_id() for _ in range(5)]
    assert made == sorted(made) and len(set(made)) == 5
    assert {one.int >> 80 for one in made} == {1 << 47}
    assert made[-1].int >> 64 & 0xFFF == 1


def test_a_clock_set_back_does_not_set_the_order_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    earlier = time.time_ns() - 10**10
    monkeypatch.setattr(module.time, "time_ns", lambda: earlier)
    assert new_id() > before


def test_threads_never_share_an_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(20_000)))
    assert len(set(made)) == len(made)
