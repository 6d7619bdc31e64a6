"""Articles, sections and addresses that lead nowhere: everybody may read them, and each page leads on."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from amiabil.actions import help_articles
from amiabil.domain.access import Viewer
from tests.help_samples import in_review, sample

HERE = "/en/help/refund-not-received"
DOORS = ("/en/help/contact-us", "/en/request/", "/en/help/disputes-and-reports")


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return unescape(answer.content.decode())


def data(html: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    graph: list[dict[str, object]] = json.loads(found[1])["@graph"]
    return graph


def test_an_article_says_what_it_says(reader: Client) -> None:
    html = page(reader, HERE)
    assert '<h1 id="article-title">When your refund arrives</h1>' in html
    assert "<strong>48\N{NO-BREAK SPACE}hours</strong>" in html, "the number of the policy"
    assert '<h2 id="part-1" tabindex="-1">When it has not come</h2>' in html
    assert 'href="/en/help/dispute-status"' in html.split("<aside")[1], "what goes with it"
    assert "Last updated:" in html and "Directive (EU) 2011/83 art. 13" in html
    assert "Holds for Romania" in html


def test_the_ways_to_people_are_on_every_page(reader: Client) -> None:
    ways = [f"{HERE}/to/{one}" for one in ("person", "write", "report")]
    strip = page(reader, HERE).split('<aside class="reach"')[1].split("</aside>")[0]
    assert re.findall('<a href="([^"]+)"', strip) == ways
    for path, status in (
        ("/en/help/", 200),
        ("/en/rights/", 200),
        ("/en/help/sections/refunds", 200),
        ("/en/help/contact-us", 200),
        ("/en/help/nobody", 404),
    ):
        strip = page(reader, path, status).split('<aside class="reach"')[1].split("</aside>")[0]
        assert tuple(re.findall('<a href="([^"]+)"', strip)) == DOORS, path


def test_another_language_is_shown_and_said(reader: Client) -> None:
    html = page(reader, "/ro/help/dispute-status")
    assert "Articolul nu există încă în limba ta; îl citești în Engleză." in html
    assert '<div class="help-text" lang="en">' in html
    assert 'href="http://localhost:8000/en/help/dispute-status"' in html, "the canonical address"
    assert 'hreflang="ro" href=' not in html.split("</head>")[0], "there is none in Romanian"
    assert 'href="/en/' not in html.split('<div class="help-text"')[1].split("</div>")[0]


def test_an_article_tells_programs_what_it_is(reader: Client) -> None:
    html = page(reader, HERE)
    crumbs, article = data(html)
    assert [one["name"] for one in crumbs["itemListElement"]] == [
        "Help",
        "Refunds",
        "When your refund arrives",
    ]  # type: ignore[attr-defined]
    assert article["@type"] == "Article" and article["inLanguage"] == "en"
    head = html.split("</head>")[0]
    assert '<link rel="canonical" href="http://localhost:8000/en/help/refund-not-received">' in head
    for code in ("ro", "en"):
        assert f'hreflang="{code}" href="http://localhost:8000/{code}/help/refund-not-received"' in head
    assert 'hreflang="x-default" href="http://localhost:8000/ro/help/refund-not-received"' in head


def test_what_people_write_cannot_end_the_data(two_operators: tuple[Viewer, Viewer], reader: Client) -> None:
    olga, radu = two_operators
    title = "</script><script>alert(1)</script>"
    help_articles.publish(radu, in_review(olga, sample("dispute-status", title=title, edition=2)))
    answer = reader.get("/en/help/dispute-status").content.decode()
    assert "<script>alert" not in answer
    assert data(answer)[1]["headline"] == title


def test_a_section_lists_its_articles_with_what_they_say(reader: Client) -> None:
    html = page(reader, "/en/help/sections/refunds")
    assert '<a class="stretched" href="/en/help/refund-not-received">When your refund arrives</a>' in html
    assert "How long a refund takes and what to do when the money has not come." in html
    assert [one["@type"] for one in data(html)] == ["BreadcrumbList", "FAQPage"]
    assert "There are no articles here yet" in page(reader, "/en/help/sections/delivery")


@pytest.mark.parametrize(
    "key",
    [
        "nobody",
        "a/b/c",
        "sections/nowhere",
        "refund-not-received/to/nowhere",
        "nobody/answer",
        "x" * 3000,
        "-",
        "%2e%2e",
        "<script>alert(1)</script>",
        "\u202eمساعدة",
        "'; DROP TABLE help_article_version; --",
        "index.php?x",
        "é",
    ],
)
def test_what_is_not_there_leads_on(reader: Client, key: str) -> None:
    html = page(reader, f"/en/help/{key}", 404)
    assert "We cannot find this page" in html
    assert 'action="/en/help/search"' in html and '<meta name="robots" content="noindex">' in html
    assert all(f'href="{door}"' in html for door in DOORS)
    assert "<script>alert" not in html


def test_an_article_that_was_taken_away_says_so_and_a_moved_one_leads_on(
    two_operators: tuple[Viewer, Viewer], reader: Client
) -> None:
    olga, _radu = two_operators
    help_articles.rename(olga, "refund-not-received", "where-is-my-money")
    answer = reader.get(HERE)
    assert (answer.status_code, answer["Location"]) == (301, "/en/help/where-is-my-money")
    help_articles.archive(olga, help_articles.found(olga, "dispute-status", "en", 1))
    assert "This article is no longer here" in page(reader, "/en/help/dispute-status", 410)


@pytest.mark.parametrize("typed", ["refund-not-received/", "Refund-Not-Received", "refund_not_received"])
def test_a_key_written_another_way_leads_to_its_address(reader: Client, typed: str) -> None:
    answer = reader.get(f"/en/help/{typed}")
    assert (answer.status_code, answer["Location"]) == (301, HERE)


@pytest.mark.parametrize(
    ("asked", "accept", "leads"),
    [
        ("/fr/help/refund-not-received", "en", HERE),
        ("/fr/help/", "", "/ro/help/"),
        ("/RO/help/", "en", "/ro/help/"),
        ("/en-GB/rights/?country=DE", "ro", "/en/rights/?country=DE"),
        ("/xx-yy-zz/help/a%3Fb", "ro", "/ro/help/a%3Fb"),
        ("/help/refund-not-received", "en", HERE),
    ],
)
def test_a_language_we_do_not_speak_leads_to_one_we_do(
    reader: Client, asked: str, accept: str, leads: str
) -> None:
    answer = reader.get(asked, headers={"Accept-Language": accept})
    assert (answer.status_code, answer["Location"]) == (302, leads)


def test_what_is_no_language_is_no_page(reader: Client) -> None:
    assert reader.get("/images-of-cats/help/x").status_code == 404
