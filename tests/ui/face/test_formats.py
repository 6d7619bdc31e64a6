"""Money, numbers and instants, by table. Source: design brief, section 10."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from amiabil.foundation.money import Money
from amiabil.ui import formats

NOW = datetime(2026, 11, 17, 8, 20, tzinfo=UTC)
BUCHAREST = "Europe/Bucharest"
MIDNIGHT = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
"""The end of Thursday, 19 November, in Bucharest."""


@pytest.mark.parametrize(
    ("minor", "currency", "romanian", "english"),
    [
        (124900, "RON", "1.249,00 lei", "1,249.00 lei"),
        (4990, "EUR", "49,90 €", "€49.90"),
        (0, "RON", "0,00 lei", "0.00 lei"),
        (5, "RON", "0,05 lei", "0.05 lei"),
        (123456789, "RON", "1.234.567,89 lei", "1,234,567.89 lei"),
        (-5000, "RON", "−50,00 lei", "−50.00 lei"),
        (1250, "JPY", "1.250 JPY", "JP¥1,250"),
        (1249500, "KWD", "1.249,500 KWD", "KWD 1,249.500"),
    ],
)
def test_money_has_the_currencys_decimals(minor: int, currency: str, romanian: str, english: str) -> None:
    amount = Money(minor, currency)
    assert formats.money(amount, "ro").replace("\xa0", " ") == romanian
    assert formats.money(amount, "en").replace("\xa0", " ") == english
    assert " " not in formats.money(amount, "ro"), "figure and sign may not be parted"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("150,5", "150.5"),
        ("150.50", "150.50"),
        ("1.249,00", "1249.00"),
        ("1,249.00", "1249.00"),
        ("1.249", "1249"),
        ("1 249,5 lei", "1249.5"),
        ("0,125", "0.125"),
        ("1.234.567", "1234567"),
        ("150", "150"),
        ("150,", "150"),
        ("-5", "-5"),
        ("abc", ""),
    ],
)
def test_both_decimal_signs_are_read(typed: str, read: str) -> None:
    assert formats.read_amount(typed) == read


def test_dates_by_language() -> None:
    at = MIDNIGHT - timedelta(minutes=1)
    assert formats.long(at, "ro", zone=BUCHAREST) == "joi, 19 noiembrie 2026, 23:59"
    assert formats.long(at, "en", zone=BUCHAREST) == "Thursday, 19 November 2026, 23:59"
    assert formats.short(at, "ro", zone=BUCHAREST, now=NOW) == "joi, 19 nov."
    assert formats.short(at, "en", zone=BUCHAREST, now=NOW) == "Thu 19 Nov"
    later = datetime(2028, 11, 6, 12, tzinfo=UTC)
    assert formats.short(later, "ro", zone=BUCHAREST, now=NOW) == "6 nov. 2028"
    assert formats.day_of_year(later, "ro", zone=BUCHAREST, now=NOW) == "6 noiembrie 2028"
    assert formats.day_of_year(at, "ro", zone=BUCHAREST, now=NOW) == "joi, 19 noiembrie"


@pytest.mark.parametrize(
    ("at", "romanian", "english"),
    [
        (datetime(2026, 11, 17, 8, 12, tzinfo=UTC), "azi, 10:12", "today, 10:12"),
        (datetime(2026, 11, 16, 15, 20, tzinfo=UTC), "ieri, 17:20", "yesterday, 17:20"),
        (datetime(2026, 11, 17, 23, 0, tzinfo=UTC), "mâine, 01:00", "tomorrow, 01:00"),
        (datetime(2026, 11, 14, 9, 5, tzinfo=UTC), "sâmbătă, 14 nov., 11:05", "Sat 14 Nov, 11:05"),
    ],
)
def test_recent_times_name_the_day(at: datetime, romanian: str, english: str) -> None:
    assert formats.recent(at, "ro", zone=BUCHAREST, now=NOW) == romanian
    assert formats.recent(at, "en", zone=BUCHAREST, now=NOW) == english


@pytest.mark.parametrize(
    ("span", "romanian", "english"),
    [
        (timedelta(days=2, hours=13, minutes=40), "2 zile 13 ore", "2 days 13 hours"),
        (timedelta(days=1), "1 zi", "1 day"),
        (timedelta(days=20, hours=1), "20 de zile 1 oră", "20 days 1 hour"),
        (timedelta(hours=3, minutes=41), "3 ore 41 min", "3 hours 41 min"),
        (timedelta(minutes=41, seconds=59), "41 min", "41 min"),
        (timedelta(seconds=20), "1 min", "1 min"),
        (timedelta(0), "", ""),
        (-timedelta(hours=1), "", ""),
    ],
)
def test_time_left_has_two_units_at_most(span: timedelta, romanian: str, english: str) -> None:
    for language, expected in (("ro", romanian), ("en", english)):
        assert " ".join(f"{count} {unit}" for count, unit in formats.left(span, language)) == expected


def test_a_deadline_shows_the_minute_before_its_end() -> None:
    text = formats.deadline(
        MIDNIGHT,
        "ro",
        now=NOW,
        clocks=formats.Clocks(BUCHAREST, BUCHAREST),
        started_at=NOW - timedelta(days=1),
    )
    assert text.long == "joi, 19 noiembrie 2026, 23:59"
    assert text.iso == "2026-11-19T23:59+02:00"
    assert text.due_iso == "2026-11-19T22:00:00Z"
    assert text.zone == "ora României"
    assert text.own == "", "the same clock is not said twice"
    assert text.left_text.replace("\xa0", " ") == "2 zile 13 ore"
    assert text.share == 72
    assert text.level == "calm"


def test_a_reader_elsewhere_sees_both_clocks() -> None:
    berlin = formats.deadline(MIDNIGHT, "ro", now=NOW, clocks=formats.Clocks(BUCHAREST, "Europe/Berlin"))
    assert berlin.own == "22:59 la tine"
    tokyo = formats.deadline(MIDNIGHT, "en", now=NOW, clocks=formats.Clocks(BUCHAREST, "Asia/Tokyo"))
    assert tokyo.own == "Fri 20 Nov, 06:59 where you are"
    assert tokyo.zone == "Bucharest time"
    assert formats.zone_name("Europe/Berlin", "ro") == "ora din Berlin"


@pytest.mark.parametrize(
    ("before", "level"),
    [
        (timedelta(hours=48), "calm"),
        (timedelta(hours=48) - timedelta(seconds=1), "soon"),
        (timedelta(hours=24), "soon"),
        (timedelta(hours=24) - timedelta(seconds=1), "last"),
        (timedelta(seconds=1), "last"),
        (timedelta(0), "over"),
        (-timedelta(days=3), "over"),
    ],
)
def test_levels_change_at_their_borders(before: timedelta, level: str) -> None:
    text = formats.deadline(MIDNIGHT, "en", now=MIDNIGHT - before, clocks=formats.Clocks(BUCHAREST))
    assert text.level == level


def test_the_clock_change_does_not_move_the_shown_minute() -> None:
    end = datetime(2026, 10, 25, 22, 0, tzinfo=UTC)
    """The end of the Sunday on which Romanian clocks go back: 25 hours long."""
    text = formats.deadline(end, "ro", now=end - timedelta(hours=25), clocks=formats.Clocks(BUCHAREST))
    assert text.long == "duminică, 25 octombrie 2026, 23:59"
    assert text.iso.endswith("+02:00")
    assert text.left_text.replace("\xa0", " ") == "1 zi 1 oră"


def test_a_hundred_dates_cost_less_than_a_millisecond_each_ten() -> None:
    """The limit is 1 ms for 100 dates on a quiet machine; ten times that here, because others work on it too."""
    ends = [MIDNIGHT + timedelta(days=number) for number in range(100)]

    def page() -> None:
        for end in ends:
            formats.short(end, "ro", zone=BUCHAREST, now=NOW)

    page()
    best = min(_seconds(page) for _ in range(20))
    assert best < 0.01


def _seconds(work: object) -> float:
    assert callable(work)
    start = perf_counter()
    work()
    return perf_counter() - start


def test_sizes_and_shares() -> None:
    assert formats.file_size(3_100_000, "ro").replace("\xa0", " ") == "3,1 MB"
    assert formats.file_size(50_000_000, "en").replace("\xa0", " ") == "50 MB"
    assert formats.file_size(10, "en").replace("\xa0", " ") == "1 kB"
    assert formats.share(0.71, "ro").replace("\xa0", " ") == "71 %"
    assert formats.share(0.71, "en") == "71%"
    assert formats.number(2418, "ro") == "2.418"
    assert formats.days(20, "ro").replace("\xa0", " ") == "20 de zile"
    assert formats.hours(48, "ro").replace("\xa0", " ") == "48 de ore"
