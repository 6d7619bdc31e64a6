"""Searching help: whatever is typed, there is an answer or a way to people, and nobody's data is kept."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.help_articles_shipped import load_shipped
from amiabil.records import clock
from amiabil.records.models import HelpArticleVersion, HelpSearchDay, HelpSearchUse
from tests.actions.cases import opened
from tests.channels.portal.visitor import signed_in
from tests.factories import World, make_buyer, make_world

WAYS = ("/en/help/contact-us", "/en/request/", "/en/help/disputes-and-reports")


def page(client: Client, typed: str, language: str = "en", **more: str) -> str:
    answer = client.get(f"/{language}/help/search", {"q": typed, **more})
    assert answer.status_code == 200, typed
    assert "no-store" in answer["Cache-Control"]
    return unescape(answer.content.decode())


def suggested(client: Client, typed: str, language: str = "en") -> list[dict[str, Any]]:
    answer = client.get(f"/{language}/help/search/suggest", {"q": typed})
    assert answer.status_code == 200
    options: list[dict[str, Any]] = json.loads(answer.content)["options"]
    return options


# ---- results -------------------------------------------------------------------------------


def test_a_result_says_what_it_is_and_leads_to_the_article(reader: Client) -> None:
    html = page(reader, "my refund")
    first = html.split('<li class="card">')[1]
    assert 'href="/en/help/search/to/refund-not-received"' in first
    assert "<mark>refund</mark>" in first
    assert "Refunds" in first
    assert "{{" not in html, "values of the policy are filled in"


@pytest.mark.parametrize(
    "typed", ["xyzzy", "?!…", "🙂", "電話番号", "где мой заказ", "<script>alert(1)</script>"]
)
def test_where_nothing_is_found_there_are_ways_to_people(reader: Client, typed: str) -> None:
    html = page(reader, typed)
    main = html.split("<main")[1].split("</main>")[0]
    assert "<script>alert" not in reader.get("/en/help/search", {"q": typed}).content.decode()
    if '<li class="card">' not in main:
        assert all(f'href="{way}"' in main for way in WAYS), typed


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=80) | st.sampled_from(["a" * 10_000, "ﷺ" * 3_000, "\u0301" * 5_000, "\0", "%", "((("])
)
def test_anything_can_be_asked(reader: Client, typed: str) -> None:
    assert "Search in help" in page(reader, typed)
    assert len(suggested(reader, typed)) <= 6


@pytest.mark.parametrize(
    "path",
    [
        "search",
        "search?q=",
        "search?q=refund&after=x",
        "search?q=refund&country=%00",
        "search?q=%ED%A0%80%00",
    ],
)
def test_odd_addresses_have_a_page(reader: Client, path: str) -> None:
    assert reader.get(f"/en/help/{path}").status_code == 200


def test_results_come_in_pages(db: None) -> None:
    load_shipped(at=clock.now())
    client = Client()
    html = page(client, "banii înapoi", "ro")
    following = html.split('rel="next" href="')[1].split('"')[0]
    more = unescape(client.get(following).content.decode())
    one, other = (
        {part.split('"')[0] for part in text.split("/ro/help/search/to/")[1:]} for text in (html, more)
    )
    assert len(one) == 10
    assert other and not one & other


def test_a_page_costs_as_much_however_much_is_found(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page(reader, "refund")
    with django_assert_num_queries(STATEMENTS):
        page(reader, "refund")


STATEMENTS = 6
"""The rules in force; own synonyms, words, candidates, what is shown; and the count of the search."""


# ---- while one types -----------------------------------------------------------------------


def test_suggestions_begin_with_what_is_typed_so_far(reader: Client) -> None:
    options = suggested(reader, "when does my refu")
    assert options[0]["url"] == "/en/help/search/to/refund-not-received"
    assert options[0]["about"] == "Refunds"
    assert any(piece["found"] for piece in options[0]["title"])
    assert not HelpSearchDay.objects.exists(), "what is half typed is not counted"


# ---- what is one's own ---------------------------------------------------------------------


def test_a_reference_leads_its_owner_to_the_case_and_nobody_else(articles: None) -> None:
    world = make_world()
    reference = opened(world)
    typed = reference.lower().replace("-", " ")
    answer = signed_in(world.buyer).get("/en/help/search", {"q": typed})
    assert (answer.status_code, answer["Location"]) == (302, f"/en/disputes/{reference}")
    assert suggested(signed_in(world.buyer), typed)[0]["url"] == f"/en/disputes/{reference}"
    seller = signed_in(world.seller).get("/en/help/search", {"q": typed})
    assert seller["Location"] == f"/en/seller/disputes/{reference}"
    for client in (Client(), signed_in(make_buyer("other"))):
        assert reference not in "".join(option["url"] for option in suggested(client, typed))
        assert "We found nothing" in page(client, typed)


def test_an_order_number_leads_its_buyer_to_the_order(articles: None) -> None:
    world: World = make_world()
    answer = signed_in(world.buyer).get("/en/help/search", {"q": " #4101 "})
    assert answer["Location"] == "/en/orders/4101"
    assert "We found nothing" in page(signed_in(make_buyer("other")), "4101")


def test_a_seller_searches_help_and_only_their_own_cases(articles: None) -> None:
    world: World = make_world()
    reference, seller = opened(world), signed_in(world.seller)
    for typed in ("4101", "#4101", "refund", "payout", reference + "x", "C-7K3M-92QF", "T-0000-0000"):
        page(seller, typed)
        suggested(seller, typed)
    assert suggested(seller, reference)[0]["url"] == f"/en/seller/disputes/{reference}"
    other = signed_in(make_world("4102").seller)
    assert "We found nothing" in page(other, reference)
    found = seller.get("/en/search", {"q": reference})
    assert f'href="/en/seller/disputes/{reference}"' in found.content.decode()
    assert f"/en/disputes/{reference}" not in found.content.decode().replace("/seller/disputes/", "/s/")


# ---- what is counted -----------------------------------------------------------------------


def test_a_search_is_counted_by_its_folded_words(reader: Client) -> None:
    for typed in ("Refund", "refund", "Nimic găsit aici"):
        page(reader, typed)
    page(reader, "refund", after="WzFd")
    lines = {(row.query, row.times, row.nothing) for row in HelpSearchDay.objects.all()}
    assert lines == {("refund", 2, 0), ("nimic gasit aici", 1, 1)}


def test_nobodys_data_is_kept(reader: Client) -> None:
    page(reader, "ana@example.org 0722123456")
    assert HelpSearchDay.objects.get().query == "[email] [number]"


def test_too_many_different_searches_of_a_day_are_counted_together(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    HelpSearchDay.objects.bulk_create(
        HelpSearchDay(day=clock.now().date(), language="en", query=f"q{n}", times=1) for n in range(3_000)
    )
    for typed in ("one", "two", "q7"):
        page(reader, typed)
    assert HelpSearchDay.objects.get(query="").times == 2
    assert HelpSearchDay.objects.get(query="q7").times == 2


def test_an_opened_result_is_counted_and_leads_on(reader: Client) -> None:
    for _ in range(2):
        answer = reader.get("/en/help/search/to/refund-not-received")
        assert answer["Location"] == "/en/help/refund-not-received"
    reader.head("/en/help/search/to/refund-not-received")
    use = HelpSearchUse.objects.get()
    assert (use.key, use.language, use.times) == ("refund-not-received", "en", 2)


@pytest.mark.parametrize("key", ["nobody", "x" * 200, "<b>", "%00"])
def test_what_is_not_public_is_not_counted(reader: Client, key: str) -> None:
    assert reader.get(f"/en/help/search/to/{key}").status_code in {302, 404}
    assert not HelpSearchUse.objects.exists()


def test_an_archived_article_is_gone_from_results_at_once(reader: Client) -> None:
    assert "refund-not-received" in page(reader, "refund")
    HelpArticleVersion.objects.filter(key="refund-not-received").update(state="archived")
    assert "refund-not-received" not in page(reader, "refund")
