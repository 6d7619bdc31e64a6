"""Reports at the desk: what a period says, in the reader's numbers, on a page and in files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from amiabil.actions.out_of_court import Writing, record_proceeding
from amiabil.desks.reports.tables import Writer, tables
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.complaints import Verdict
from amiabil.domain.out_of_court import Body, Ending, Proceeding
from amiabil.domain.reports.counting import Name
from amiabil.domain.reports.report import Asked, Counted, Report, Sum
from amiabil.domain.reports.spans import step_of
from amiabil.domain.reports.writing import COLUMNS
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.models import Shop, ShopTally, StaffMember
from amiabil.records.new_id import new_id
from tests.desks.reading import links, main
from tests.desks.stories import browser, opened, refused
from tests.factories import OPENED, World, make_staff
from tests.measures_world import complained, decided
from tests.published import publish_and_count

pytestmark = pytest.mark.django_db

PAGE = "/desk/supervisor/reports/"
DAYS = {"from": "2026-10-01", "to": "2026-10-31"}


@pytest.fixture
def sue() -> Viewer:
    return make_staff("sue", Role.SUPERVISOR)


@pytest.fixture
def desk(sue: Viewer) -> Client:
    return browser(sue)


def in_romanian(viewer: Viewer) -> Client:
    StaffMember.objects.filter(id=viewer.person_id).update(language="ro")
    client = browser(viewer)
    client.cookies["amiabil_language"] = "ro"
    return client


def test_a_report_tells_what_happened_in_the_period(world: World, desk: Client) -> None:
    refused(world)
    publish_and_count()
    page = desk.get(PAGE, DAYS)
    words = main(page)
    assert page.status_code == 200
    assert "Thursday, 1 October 2026 to Saturday, 31 October 2026" in words
    assert "Marketplace protection 0 1 0 0 0 0 1" in words
    assert "Arrived damaged 1 of 1" in words
    assert "Waiting for the seller's answer 1 1 day too few" in words
    assert "How this is counted" in words
    assert "Nobody appealed." in words


def test_without_a_period_it_is_the_last_thirty_days(world: World, desk: Client) -> None:
    page = main(desk.get(PAGE))
    assert "Friday, 11 September 2026 to Saturday, 10 October 2026" in page
    assert "Nothing has been counted yet" in page
    assert "Nothing happened in this period" in page


def test_what_is_not_counted_yet_is_said(world: World, desk: Client) -> None:
    opened(world)
    publish_and_count()
    assert "Counted up to" not in main(desk.get(PAGE, DAYS))
    from amiabil.records.models import TallyMark

    TallyMark.objects.update(stream_seq=0)
    assert "Counted up to" in main(desk.get(PAGE, DAYS))


def test_a_report_is_narrowed_to_a_lane_and_a_country(world: World, desk: Client) -> None:
    opened(world)
    publish_and_count()
    assert "Arrived damaged" in main(desk.get(PAGE, {**DAYS, "lane": "guarantee", "country": "RO"}))
    assert "Nothing happened" in main(desk.get(PAGE, {**DAYS, "lane": "seller_return_claim"}))
    narrowed = desk.get(PAGE, {**DAYS, "lane": "guarantee"})
    assert any("as=csv" in one and "lane=guarantee" in one for one in links(narrowed))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2026-10-31", "to": "2026-10-01"}, "to"),
        ({"from": "yesterday"}, "from"),
        ({"lane": "fast"}, "lane"),
        ({"country": "XX"}, "country"),
    ],
)
def test_a_question_that_is_none_is_told_at_its_field(
    desk: Client, asked: dict[str, str], field: str
) -> None:
    page = desk.get(PAGE, {**DAYS, **asked})
    assert page.status_code == 422
    assert f'id="error-{field}"' in page.content.decode()


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_same_figures_come_as_a_table_and_for_programs(world: World, desk: Client) -> None:
    opened(world)
    publish_and_count()
    table, document = desk.get(PAGE, {**DAYS, "as": "csv"}), desk.get(PAGE, {**DAYS, "as": "json"})
    assert table["Content-Disposition"] == 'attachment; filename="disputes-2026-10-01-2026-10-31.csv"'
    rows = rows_of(table)
    assert tuple(rows[0]) == COLUMNS
    assert ["flow.opened", "guarantee", "", "1"] in rows
    assert document.json()["flow"][0]["opened"] == 1
    assert document["Content-Disposition"].endswith('.json"')


def cells_of(told: Report, language: str) -> set[str]:
    with override(language):
        return {cell for table in tables(told, Writer(language)) for row in table.rows for cell in row}


def test_numbers_are_those_of_the_reader(sue: Viewer) -> None:
    told = Report.of(
        Asked(OPENED.date(), OPENED.date()),
        Counted(),
        [
            Sum("guarantee", "opened", "nc_damaged", -1, False, 1500),
            Sum("guarantee", "opened", "nc_defective", -1, False, 500),
            Sum("guarantee", "stage", "in_mediation", step_of(3 * 86_400), False, 25),
        ],
    )
    cells = {language: cells_of(told, language) for language in ("en", "ro")}
    assert {"75% (1,500 of 2,000)", "25% (500 of 2,000)"} <= cells["en"]
    assert any("1.500" in cell and "75" in cell for cell in cells["ro"])
    assert told.spread(Name.STAGE).cases == 25


def test_of_few_cases_no_share_is_told() -> None:
    with override("en"):
        write = Writer("en")
        assert write.part(2, 3) == "2 of 3"
        assert write.part(10, 20).startswith("50% (10")
        assert write.part(0, 0) == "–"


def test_a_report_reads_in_romanian_too(world: World, sue: Viewer) -> None:
    refused(world)
    publish_and_count()
    page = main(in_romanian(sue).get(PAGE, DAYS))
    assert "Raport despre dispute" in page
    assert "de la joi, 1 octombrie 2026 până la sâmbătă, 31 octombrie 2026" in page
    assert "1 din 1" in page
    assert "How this is counted" not in page


def test_reports_cost_few_statements(
    world: World, desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    opened(world)
    publish_and_count()
    desk.get(PAGE)
    for address, most in (("", 8), ("sellers", 5), ("transparency", 7)):
        with django_assert_max_num_queries(most):
            assert desk.get(PAGE + address, DAYS).status_code == 200


# ---- sellers --------------------------------------------------------------------------------------


def test_sellers_are_told_with_their_rates(world: World, desk: Client) -> None:
    opened(world)
    publish_and_count()
    Shop.objects.filter(id=world.shop_id).update(name="=Lumina")
    page = main(desk.get(PAGE + "sellers", DAYS))
    assert "=Lumina 1 1 1 of 1 0 – 0" in page
    rows = rows_of(desk.get(PAGE + "sellers", {**DAYS, "as": "csv"}))
    assert rows[1] == ["shop-4101", "'=Lumina", "1", "1", "0", "0", "0"]


def test_sellers_go_on_page_by_page_and_all_stand_in_the_file(desk: Client) -> None:
    day = OPENED.date()
    for number in range(53):
        shop = Shop.objects.create(
            id=new_id(), ref=f"s{number}", name=f"Shop {number}", country="RO", created_at=OPENED
        )
        for grain, begins in (("day", day), ("month", day.replace(day=1))):
            ShopTally.objects.create(grain=grain, day=begins, shop=shop, name="opened", count=number + 1)
    first = desk.get(PAGE + "sellers", DAYS)
    assert "Shop 52" in main(first) and "Shop 2 " not in main(first)
    older = next(one for one in links(first) if "after=" in one)
    assert "Shop 2 " in main(desk.get(older))
    assert len(rows_of(desk.get(PAGE + "sellers", {**DAYS, "as": "csv"}))) == 54


# ---- transparency ---------------------------------------------------------------------------------


def a_decided_complaint(world: World) -> str:
    radu = make_staff("radu", Role.REVIEWER)
    reference = decided(radu, complained(world), Verdict.LIFTED).reference
    publish_and_count()
    return reference


def test_the_transparency_report_tells_of_complaints(world: World, desk: Client) -> None:
    a_decided_complaint(world)
    page = main(desk.get(PAGE + "transparency", DAYS))
    assert "Content restricted With automated means 1" in page
    assert "Decisions reversed: 1 of 1." in page
    assert "Told of only 1 case: one more may change it much." in page
    assert "Complaints by sellers" not in page
    document = desk.get(PAGE + "transparency", {**DAYS, "as": "json"}).json()
    assert document["reversed"] == 1 and "p2b" not in document


def test_where_p2b_obliges_complaints_by_sellers_stand_apart(
    world: World, desk: Client, settings: Any
) -> None:
    settings.AMIABIL_P2B = True
    a_decided_complaint(world)
    assert "Complaints by sellers" in main(desk.get(PAGE + "transparency", DAYS))
    document = desk.get(PAGE + "transparency", {**DAYS, "as": "json"}).json()
    assert document["p2b"]["complaints"] == 1


def test_the_year_to_report_on_is_the_last_one(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "1 January 2025 to Wednesday, 31 December 2025" in main(desk.get(PAGE + "transparency"))
    monkeypatch.setattr(clock, "now", lambda: OPENED.replace(month=12, day=31, hour=22, minute=30))
    assert "1 January 2026" in main(desk.get(PAGE + "transparency")), (
        "in Bucharest it is the next year already"
    )


def test_proceedings_outside_are_in_both_reports(world: World, sue: Viewer, desk: Client) -> None:
    ended = Proceeding(
        Body.DSA,
        "Body",
        (OPENED - timedelta(days=3)).date(),
        ended_on=OPENED.date(),
        outcome=Ending.UPHELD,
        implemented=True,
    )
    record_proceeding(sue, opened(world), Writing(new_id(), ended), at=clock.now(), zone="Europe/Bucharest")
    for address in ("", "transparency"):
        page = main(desk.get(PAGE + address, DAYS))
        assert "Certified body under DSA art. 21 For whoever brought it 1" in page
        assert "Median time: 3 days. Carried out: 1 of 1." in page


# ---- who ------------------------------------------------------------------------------------------


def test_an_operator_reads_them_at_their_own_desk(world: World) -> None:
    desk = browser(make_staff("olga", Role.OPERATOR))
    assert PAGE in links(desk.get("/desk/operator/"))
    page = desk.get(PAGE)
    assert "/desk/operator/payouts/" in links(page)


def test_an_agent_does_not_read_them(world: World) -> None:
    assert browser(make_staff("ada", Role.AGENT)).get(PAGE).status_code == 403
