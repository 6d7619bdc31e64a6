"""Rates of days: bounded, audited, fixed with the decision or settlement, and shown with the debit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from amiabil.actions.daily_rates import BadRow, put_day, put_file
from amiabil.actions.disputes import confirm_refund
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command, Role
from amiabil.foundation.errors import Forbidden, InvalidFields
from amiabil.records import daily_rates
from amiabil.records.case_files import case_file
from amiabil.records.models import AuditEntry, DailyRate, LedgerEntry, Order, PolicySnapshot, Refund, Shop
from tests.actions.cases import opened, step
from tests.factories import OPENED, World, later, make_world

pytestmark = pytest.mark.django_db

SHOP_SYSTEM = Viewer(role=Role.OPERATOR, ref="key:erp", scopes=frozenset({"orders:write"}))
DAY = OPENED.date()


def put(rate: str, *, day: date = DAY, pair: str = "RON/EUR", at: datetime = OPENED) -> int:
    return put_day(SHOP_SYSTEM, day, {pair: rate}, at=at)


def test_given_again_it_writes_nothing_and_a_change_is_in_the_log() -> None:
    assert (put("5.0900"), put("5.09"), put("5.1")) == (1, 0, 1)
    assert DailyRate.objects.get().rate == Decimal("5.1")
    first, second = AuditEntry.objects.filter(action="rates.put").order_by("at", "id")
    assert (first.facts["changed"], second.facts["changed"]) == ([], [f"{DAY} RON/EUR 5.09 -> 5.1"])


@pytest.mark.parametrize(
    ("day", "pair", "rate"),
    [
        (DAY + timedelta(days=2), "RON/EUR", "5"),
        (DAY - timedelta(days=3661), "RON/EUR", "5"),
        (DAY, "RON/RON", "5"),
        (DAY, "ron/eur", "5"),
        (DAY, "RON/EUR", "0"),
        (DAY, "RON/EUR", "-1"),
        (DAY, "RON/EUR", "1.00000000001"),
        (DAY, "RON/EUR", "5,09"),
    ],
)
def test_what_is_out_of_bounds_is_refused(day: date, pair: str, rate: str) -> None:
    with pytest.raises(InvalidFields):
        put(rate, day=day, pair=pair)
    assert not DailyRate.objects.exists() and not AuditEntry.objects.exists()


def test_only_systems_that_send_orders_give_rates() -> None:
    with pytest.raises(Forbidden):
        put_day(make_world().seller, DAY, {"RON/EUR": "5"}, at=OPENED)
    with pytest.raises(Forbidden):
        daily_rates.listed(make_world("4102").buyer)


def test_a_file_is_taken_whole_or_not_at_all() -> None:
    lines = ["day,pair,rate", f"{DAY},RON/EUR,5.09", f"{DAY},RON/HUF,0.0125", ""]
    assert put_file(SHOP_SYSTEM, lines, at=OPENED, dry_run=True) == 0 and not DailyRate.objects.exists()
    assert put_file(SHOP_SYSTEM, lines, at=OPENED) == 2
    bad = put_file(SHOP_SYSTEM, [*lines, f"{DAY},RON/USD,x", "tomorrow,RON/USD,4"], at=OPENED)
    assert isinstance(bad, list) and [one.line for one in bad] == [5, 6]
    assert DailyRate.objects.count() == 2
    heading = put_file(SHOP_SYSTEM, ["pair,rate"], at=OPENED)
    assert isinstance(heading, list) and isinstance(heading[0], BadRow) and heading[0].line == 1
    page = daily_rates.listed(SHOP_SYSTEM, limit=1)
    assert (page.items[0].per, daily_rates.listed(SHOP_SYSTEM, after=page.next).items[0].per) == (
        "EUR",
        "HUF",
    )


def settled(monkeypatch: pytest.MonkeyPatch, *, order_rate: str = "4.0000") -> tuple[World, str]:
    """The lamp, settled at 100.00 a day after its opening and paid; the seller is charged in euros."""
    world = make_world()
    Shop.objects.update(settles_in="EUR")
    Order.objects.update(rates={"RON/EUR": order_rate} if order_rate else {})
    reference = opened(world)
    snapshot = PolicySnapshot.objects.get()
    snapshot.document["policy"]["money"]["seller_recoup_rate"] = "decision_rate"
    snapshot.save()
    from amiabil.records import case_load

    case_load._pinned.cache_clear()
    step(world.seller, reference, Command.PROPOSE, later(hours=1), remedy="refund_keep", amount="100.00")
    step(world.buyer, reference, Command.ACCEPT, later(days=1), proposal="seller", amount="100.00")
    return world, reference


def paid(world: World, reference: str) -> LedgerEntry:
    confirm_refund(Refund.objects.get().key, at=later(days=1, hours=1))
    return LedgerEntry.objects.get(kind="seller_debit")


def test_the_latest_rate_not_after_the_day_counts_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    settling = later(days=1).date()
    put("5.0000", day=DAY)
    put("8.0000", day=settling + timedelta(days=1), at=later(days=1))
    world, reference = settled(monkeypatch)
    put("6.0000", day=DAY, at=later(days=1))
    debit = paid(world, reference)
    assert (debit.amount, debit.currency, debit.rate, debit.rate_day) == (2000, "EUR", Decimal(5), DAY)
    recoup = case_file(world.seller, reference).dispute.recoup
    assert recoup is not None and (recoup.source, recoup.day) == ("daily", DAY)


def test_without_a_rate_the_orders_own_counts_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    put("5.0000", day=later(days=2).date(), at=later(days=2))
    world, reference = settled(monkeypatch)
    debit = paid(world, reference)
    assert (debit.amount, debit.rate) == (2500, Decimal(4))
    recoup = case_file(world.seller, reference).dispute.recoup
    assert recoup is not None and recoup.source == "order" and recoup.day == debit.rate_day


def test_the_seller_reads_the_rate_and_its_day_and_the_buyer_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests.desks.reading import main
    from tests.desks.stories import browser

    put("5.0000", day=DAY)
    world, reference = settled(monkeypatch)
    paid(world, reference)
    seller = main(browser(world.seller).get(f"/en/seller/disputes/{reference}"))
    assert "5 RON for 1 EUR, the rate of" in seller and "€20.00" in seller
    assert "for 1 EUR" not in main(browser(world.buyer).get(f"/en/disputes/{reference}"))


def test_the_command_tells_each_bad_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from amiabil.server.commands import rates as command

    def run(text: str) -> int:
        path = tmp_path / "rates.csv"
        path.write_text(text, "utf-8")
        given: Any = type("Given", (), {"file": str(path), "dry_run": False})
        return command._import(given, None)  # type: ignore[arg-type]

    from unittest.mock import patch

    with (
        patch("amiabil.server.django_process.database_at_hand"),
        patch("amiabil.server.django_process.set_up"),
    ):
        today = datetime.now(UTC).date()
        assert run(f"day,pair,rate\n{today},RON/EUR,5.09\n") == 0
        assert run(f"day,pair,rate\n{today},RON/EUR,none\n") == 1
    told = capsys.readouterr()
    assert "1 new or changed" in told.out and "rates.csv:2:" in told.err
