"""The search of the help centre for programs: the articles of the pages, in pieces, page by page, as described."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.help_articles_shipped import load_shipped
from amiabil.records import clock
from amiabil.records.models import HelpArticleVersion, HelpSearchDay
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import faults, schema_of_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> Program:
    load_shipped(at=clock.now())
    return Program(make_key("content:read", name="app"))


def keys(app: Program, typed: str, language: str = "ro") -> list[str]:
    return [one["key"] for one in app.get(f"/help/search?q={typed}&language={language}").json["items"]]


PHONE, MONEY = ("no-phone", "contact-phone"), ("refund-not-received",)
ASKED = (
    ("numar telefon aliexpress", PHONE),
    ("număr telefon aliexpress", PHONE),
    ("numr telefn aliexpres", PHONE),
    ("banii inapoi", MONEY),
    ("banii înapoi", MONEY),
    ("bani inapio", MONEY),
)


def test_what_people_type_finds_the_article(app: Program) -> None:
    for typed, first in ASKED:
        assert keys(app, quote(typed))[0] in first, typed


def test_an_answer_is_as_described_and_holds_no_markup_and_no_names_of_values(app: Program) -> None:
    told = app.get("/help/search?q=refund&language=en").json
    assert faults(told, schema_of_answer("GET", "/help/search", 200)) == []
    assert any(piece["found"] for one in told["items"] for piece in one["extract"])
    written = " ".join(
        piece["text"] for one in told["items"] for piece in [{"text": one["title"]}, *one["extract"]]
    )
    assert "{{" not in written and "<" not in written and "](" not in written
    scores = [one["score"] for one in told["items"]]
    assert scores == sorted(scores, reverse=True) and scores[0] <= 1


def test_pages_hold_each_article_once(app: Program) -> None:
    seen, after = [], ""
    for _ in range(40):
        part = app.get(f"/help/search?q=comanda&language=ro&limit=4{after and f'&after={after}'}").json
        seen += [one["key"] for one in part["items"]]
        after = part["next"]
        if after is None:
            break
    assert after is None
    assert len(seen) == len(set(seen)) > 4


def test_a_missing_translation_is_told_by_its_language(app: Program) -> None:
    HelpArticleVersion.objects.filter(key="refund-not-received", language="ro").update(state="archived")
    (one,) = [
        hit
        for hit in app.get("/help/search?q=banii%20inapoi&language=ro&limit=100").json["items"]
        if hit["key"] == "refund-not-received"
    ]
    assert one["language"] == "en" and one["path"].startswith("/en/help/")


ODD = (
    ("", 200),
    ("q=", 200),
    ("q=%3F%21%2E%2E%2E", 200),
    ("q=%E9%9B%BB%E8%A9%B1%E7%95%AA%E5%8F%B7", 200),
    ("q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", 200),
    ("q=" + "a" * 10_000, 200),
    ("q=" + "a%20" * 3_000, 200),
    ("q=%25%5F%5C%27%22%28%26%7C%21", 200),
    ("q=refund&language=xx", 422),
    ("q=refund&language=" + "x" * 5000, 422),
    ("q=refund&limit=many", 422),
    ("q=refund&after=zzz", 422),
    ("q=refund&limit=-5", 200),
)


def test_anything_can_be_asked(app: Program) -> None:
    for query, status in ODD:
        assert app.get(f"/help/search?{query}").status == status, query[:40]


def test_a_search_is_counted_without_who_asked(app: Program) -> None:
    for typed in ("Banii%20%C3%AEnapoi", "banii%20inapoi", "ana@example.org"):
        app.get(f"/help/search?q={typed}&language=ro")
    assert dict(HelpSearchDay.objects.values_list("query", "times")) == {"banii inapoi": 2, "[email]": 1}


def test_it_costs_as_much_however_much_is_found(
    app: Program, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    app.get("/help/search?q=refund&language=en")
    with django_assert_max_num_queries(10):
        app.get("/help/search?q=refund&language=en&limit=100")


def test_only_keys_for_content_search(app: Program) -> None:
    assert Program(make_key("tickets:write", name="crm")).get("/help/search?q=refund").code == "scope_missing"
    assert Program(None).get("/help/search?q=refund").status == 401
