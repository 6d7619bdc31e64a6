"""A data set that is spread over years: each copy on days of its own, nothing else changed."""

from __future__ import annotations

from bench.copies import Template

EVENT = (
    'a\t2026-11-20 10:00:00.5+00\t{"at": "2026-11-20T10:00:00Z", "country": "RO"}\t100%%\n'
    "b\t2026-11-21 09:00:00+00\t{}\t\n"
)
TEMPLATE = Template({"event": EVENT, "dispute": "x\t2026-11-20 10:00:00+00\n"}, {"event": ["id"]}, {})


def test_each_event_has_a_day_of_its_own_and_json_stays() -> None:
    spread = TEMPLATE.spread()
    assert spread.days() == {("2026-11-20", 0), ("2026-11-21", 1)}
    values = {"day:2026-11-20:0": "2024-01-01", "day:2026-11-21:1": "2024-02-03", "country": "HU"}
    rows = dict(spread.copy(values))
    assert rows["event"] == (
        'a\t2024-01-01 10:00:00.5+00\t{"at": "2026-11-20T10:00:00Z", "country": "HU"}\t100%\n'
        "b\t2024-02-03 09:00:00+00\t{}\t\n"
    )
    assert rows["dispute"] == "x\t2024-01-01 10:00:00+00\n"


def test_without_a_spread_nothing_has_another_day() -> None:
    assert TEMPLATE.days() == set()
