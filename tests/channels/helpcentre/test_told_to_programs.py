"""What search engines and feed readers are told is whole and true: address, languages, data, map and feed."""

from __future__ import annotations

import json
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.contact_world import calls_back

HOME = "http://localhost:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"


class Told(HTMLParser):
    """The head of a page as a program reads it, and the words that stand on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.canonical: list[str] = []
        self.languages: dict[str, str] = {}
        self.robots = self.description = self.title = ""
        self.graphs: list[str] = []
        self.words = ""
        self.feeds: list[str] = []
        self._within: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical.append(given["href"])
        if tag == "link" and given.get("rel") == "alternate":
            if "hreflang" in given:
                assert given["hreflang"] not in self.languages
                self.languages[given["hreflang"]] = given["href"]
            else:
                self.feeds.append(given["href"])
        if tag == "meta" and given.get("name") in {"robots", "description"}:
            setattr(self, given["name"], given.get("content", ""))
        data = tag == "script" and given.get("type") == "application/ld+json"
        self._within = ["data"] if data else [tag] if tag in {"script", "style", "title"} else []

    def handle_endtag(self, tag: str) -> None:
        self._within = []

    def handle_data(self, data: str) -> None:
        if self._within == ["data"]:
            self.graphs.append(data)
        elif self._within == ["title"]:
            self.title += data
        elif not self._within:
            self.words += data + " "

    def says(self, text: str) -> bool:
        """Whether people can read this on the page."""
        return " ".join(text.split()) in " ".join(unescape(self.words).split())


def told(client: Client, address: str) -> Told:
    answer = client.get(address.removeprefix(HOME))
    assert answer.status_code == 200, address
    return Told(answer.content.decode())


def things(page: Told) -> dict[str, dict[str, Any]]:
    """The data of a page by its types; it must be one readable graph."""
    (text,) = page.graphs
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {one["@type"]: one for one in data["@graph"]}


def entries_of_map(client: Client) -> dict[str, dict[str, str]]:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = {}
    for one in tree.iterfind(f"{MAP}url"):
        address = str(one.findtext(f"{MAP}loc"))
        changed = one.findtext(f"{MAP}lastmod")
        assert changed is None or datetime.fromisoformat(changed).tzinfo is not None
        assert address not in found
        found[address] = {link.attrib["hreflang"]: link.attrib["href"] for link in one.iterfind(LINK)}
    return found


def test_every_page_of_the_map_names_itself_and_its_languages(reader: Client) -> None:
    calls_back()
    for address, others in entries_of_map(reader).items():
        page = told(reader, address)
        assert page.canonical == [address]
        assert "noindex" not in page.robots and page.title and page.description, address
        assert len(page.description) < 400
        languages = {code: url for code, url in page.languages.items() if code != "x-default"}
        assert languages == (others or {address.removeprefix(HOME).split("/")[1]: address})
        assert page.languages["x-default"] in languages.values()
        for other in languages.values():
            assert told(reader, other).languages == page.languages, "each names the other"


def test_the_data_of_a_page_says_what_people_read(reader: Client) -> None:
    calls_back()
    kinds = set()
    for address in entries_of_map(reader):
        page = told(reader, address)
        found = things(page)
        kinds |= set(found)
        if "WebSite" not in found:
            steps = found["BreadcrumbList"]["itemListElement"]
            assert [one["position"] for one in steps] == [*range(1, len(steps) + 1)]
            assert steps[-1]["item"] == address
            for one in steps:
                assert one["name"] and reader.get(one["item"].removeprefix(HOME)).status_code == 200
        for question in found.get("FAQPage", {}).get("mainEntity", ()):
            assert page.says(question["name"]), (address, question)
            assert page.says(question["acceptedAnswer"]["text"]), (address, question)
        if article := found.get("Article"):
            assert page.says(article["headline"]) and page.says(article["description"])
            assert article["mainEntityOfPage"] == address
            assert article["inLanguage"] == address.removeprefix(HOME).split("/")[1]
            assert datetime.fromisoformat(article["dateModified"]).tzinfo is not None
    assert kinds >= {"WebSite", "BreadcrumbList", "FAQPage", "Article"}


@pytest.mark.parametrize("language", ["ro", "en"])
def test_the_feed_is_an_atom_feed(reader: Client, language: str) -> None:
    here = f"{HOME}/{language}/help/feed.xml"
    tree = ElementTree.fromstring(reader.get(here.removeprefix(HOME)).content)
    assert tree.tag == f"{ATOM}feed"
    assert all(
        tree.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "author/" + ATOM + "name")
    )
    own = [link.attrib["href"] for link in tree.iterfind(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == [here]
    ids = [str(one.findtext(f"{ATOM}id")) for one in tree.iterfind(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) > 0
    times = []
    for one in tree.iterfind(f"{ATOM}entry"):
        link = one.find(f"{ATOM}link")
        assert link is not None and told(reader, link.attrib["href"]).canonical
        assert one.findtext(f"{ATOM}title") and one.findtext(f"{ATOM}summary")
        times.append(datetime.fromisoformat(str(one.findtext(f"{ATOM}updated"))))
    assert times == sorted(times, reverse=True) and all(one.tzinfo for one in times)
    assert told(reader, f"{HOME}/{language}/help/").feeds == [here.removeprefix(HOME)]


@pytest.mark.parametrize("path", ["search?q=refund", "refund-not-received/answer?kept=no", "nobody"])
def test_what_nobody_should_be_led_to_says_so(reader: Client, path: str) -> None:
    page = Told(reader.get(f"/en/help/{path}").content.decode())
    assert "noindex" in page.robots and not page.canonical


def test_an_article_in_one_language_is_not_told_twice(reader: Client) -> None:
    page = told(reader, "/ro/help/dispute-status")
    assert page.canonical == [f"{HOME}/en/help/dispute-status"]
    assert set(page.languages) == {"en", "x-default"}
