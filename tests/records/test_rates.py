"""Windows count together over all processes, and forget themselves."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from amiabil.foundation.errors import RateLimited
from amiabil.records.models import RateWindow
from amiabil.records.rates import Limit, count

NOON = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
THREE = Limit("letters", 3, timedelta(minutes=1))


@pytest.mark.django_db
def test_the_fourth_in_a_minute_is_refused_and_told_when_to_come_back(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        with django_assert_num_queries(1):
            count("ana", THREE, at=NOON)
    with pytest.raises(RateLimited) as refused:
        count("ana", THREE, at=NOON)
    assert refused.value.retry_after == 30
    assert refused.value.facts == {"retry_after": 30}
    count("ana", THREE, at=NOON + timedelta(seconds=30))


@pytest.mark.django_db
def test_others_and_other_things_are_counted_apart() -> None:
    for _ in range(3):
        count("ana", THREE, at=NOON)
    count("ion", THREE, at=NOON)
    count("ana", Limit("uploads", 3, timedelta(minutes=1)), at=NOON)


@pytest.mark.django_db
def test_windows_that_are_over_go_by_themselves() -> None:
    for minute in range(20):
        count("ana", THREE, at=NOON + timedelta(minutes=minute))
    assert RateWindow.objects.count() <= 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_each() -> None:
    passed: list[bool] = []

    def once() -> None:
        try:
            count("ana", THREE, at=NOON)
            passed.append(True)
        except RateLimited:
            passed.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [False] * 5 + [True] * 3
