"""Public pages are kept whole for everybody, cost one statement, and change with what they are made of."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amiabil.actions import help_articles
from amiabil.actions import policy_versions as policies
from amiabil.channels.helpcentre import kept
from amiabil.domain.access import Viewer
from amiabil.records import clock
from amiabil.records.models import PolicyVersion
from tests.channels.portal.visitor import signed_in
from tests.desks.stories import browser as desk
from tests.factories import make_world
from tests.help_samples import in_review, sample

HERE = "/en/help/refund-not-received"
DRAFT = "/desk/policies/ro-default/4/"
PAGES = (HERE, "/en/help/", "/en/help/sections/refunds", "/en/rights/", "/en/help/disputes-and-reports")


@pytest.mark.parametrize(
    ("path", "made"),
    [(HERE, 3), ("/en/help/", 4), ("/en/help/sections/refunds", 3), ("/en/rights/", 2), (PAGES[4], 3)],
)
def test_a_kept_page_costs_one_statement(
    reader: Client, path: str, made: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(made):
        first = reader.get(path)
    with django_assert_num_queries(1):
        again = reader.get(path)
    assert first.content == again.content
    assert first.status_code == 200


def test_a_crowd_asks_once_a_second(
    reader: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(kept, "FRESH_FOR", 3600.0)
    reader.get(HERE)
    with django_assert_num_queries(0):
        assert reader.get(HERE).status_code == 200
    monkeypatch.setattr(kept, "FRESH_FOR", 0.0)
    with django_assert_num_queries(1):
        reader.get(HERE)


@pytest.mark.parametrize("path", [*PAGES, "/sitemap.xml", "/en/help/feed.xml"])
def test_anybody_may_keep_it_and_asks_before_showing_it_again(reader: Client, path: str) -> None:
    answer = reader.get(path)
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer["Vary"].startswith("Cookie")
    assert not answer.cookies
    same = reader.get(path, headers={"If-None-Match": f'"other", W/{answer["ETag"]}'})
    assert (same.status_code, same.content) == (304, b"")
    assert (same["ETag"], same["Vary"]) == (answer["ETag"], answer["Vary"])
    assert reader.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_who_is_signed_in_gets_their_own(reader: Client) -> None:
    buyer = signed_in(make_world().buyer)
    for path in PAGES:
        theirs, anybodys = buyer.get(path), reader.get(path)
        assert "private" in theirs["Cache-Control"] and "public" not in theirs["Cache-Control"], path
        assert b"menu-head" in theirs.content and b"menu-head" not in anybodys.content


def test_another_theme_is_another_page(reader: Client) -> None:
    reader.get(HERE)
    dark = Client()
    dark.cookies["amiabil_theme"] = "dark"
    assert b'data-bs-theme="dark"' in dark.get(HERE).content
    assert b'data-bs-theme="system"' in reader.get(HERE).content


def test_a_query_is_neither_kept_nor_shown_to_others(reader: Client) -> None:
    reader.get("/en/help/?next=evil")
    assert b"evil" not in reader.get("/en/help/").content


def test_what_is_kept_has_a_bound(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    for path in PAGES:
        reader.get(path)
    assert len(kept._pages) == 2
    assert reader.get("/en/help/nobody").status_code == 404
    assert ("/en/help/nobody", "system") not in kept._pages


def test_a_published_article_shows_at_once(two_operators: tuple[Viewer, Viewer], reader: Client) -> None:
    olga, radu = two_operators
    assert "Money, and when" not in reader.get(HERE).content.decode()
    start = reader.get("/en/help/")["ETag"]
    help_articles.publish(radu, in_review(olga, sample(title="Money, and when", edition=2)))
    assert "Money, and when" in reader.get(HERE).content.decode()
    assert reader.get("/en/help/", headers={"If-None-Match": start}).status_code == 200


def rights_of(client: Client, path: str) -> list[str]:
    """The dates of one's orders as they stand on a page."""
    return re.findall(r"<dd>\s*<b>(.*?)</b>", client.get(path).content.decode().split("times-title")[0])


def test_a_changed_deadline_shows_everywhere_without_an_edit(
    two_operators: tuple[Viewer, Viewer], reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the forms of the policy desk: the rights page, the dates of an order and the numbers in an article follow."""
    olga, radu = map(desk, two_operators)
    policies.load_shipped(at=datetime(2026, 1, 1, tzinfo=UTC))
    buyer = signed_in(make_world().buyer)
    before = {path: reader.get(path).content.decode() for path in (HERE, "/en/rights/")}
    dates = rights_of(buyer, "/en/orders/")
    assert dates == rights_of(buyer, "/en/rights/")
    assert olga.post("/desk/policies/ro-default/3/draft")["Location"] == f"{DRAFT}text"
    text = PolicyVersion.objects.get(policy_id="ro-default", version=4).text
    for right, new in (
        ("refund_execution: {hours: 48", "refund_execution: {hours: 36"),
        ("after_delivery_days: 30", "after_delivery_days: 45"),
        ("after_latest_edd_days: 60", "after_latest_edd_days: 75"),
    ):
        assert right in text
        text = text.replace(right, new, 1)
    day = (clock.now() + timedelta(days=2)).date().isoformat()
    assert olga.post(f"{DRAFT}text", {"text": text, "revision": 1}).status_code == 303
    assert olga.post(f"{DRAFT}plan", {"day": day, "revision": 2}).status_code == 303
    assert olga.post(f"{DRAFT}publish", {"revision": 3}).status_code == 409, "a second person has to"
    assert reader.get(HERE).content.decode() == before[HERE], "planned and not published"
    assert radu.post(f"{DRAFT}publish", {"revision": 3}).status_code == 303
    assert reader.get(HERE).content.decode() == before[HERE], "not yet in force"

    in_force = clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: in_force)
    assert "36\N{NO-BREAK SPACE}hours" in unescape(reader.get(HERE).content.decode())
    now = reader.get("/en/rights/").content.decode()
    assert "45\N{NO-BREAK SPACE}days from delivery" in now and "36\N{NO-BREAK SPACE}hours" in now
    assert "30\N{NO-BREAK SPACE}days from delivery" in before["/en/rights/"]
    assert len(dates) == len(now_own := rights_of(buyer, "/en/orders/"))
    assert now_own != dates, "the dates of one's orders follow"
    assert now_own == rights_of(buyer, "/en/rights/")
