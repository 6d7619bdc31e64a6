"""Do all who tell of a case tell the same? What pages, API, calendar and mails say of its due instant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import httpx
from playwright.sync_api import expect

from tests.journeys.marketplace import Json
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

DUE = "[data-turn] [data-due]"


def calendar_of(person: Visitor) -> str:
    """The address of this person's calendar, made on the page of settings."""
    person.goto(f"/{person.language}/settings/")
    form = person.page.locator('form[action$="/settings/calendar"]')
    with person.page.expect_navigation():
        form.locator("button[value=make]").click()
    return person.page.locator('input[value$=".ics"]').input_value()


def told_alike(product: Product, reference: str, readers: Iterable[tuple[Visitor, str]]) -> Json:
    """Load each reader's page of the case and compare it with the API; what the API says must be done."""
    readers = list(readers)
    told: Json = product.marketplace.dispute(reference)["must_act"]
    for reader, path in readers:
        reader.goto(path)
        expect(reader.turn).to_be_visible()
    assert told == product.marketplace.dispute(reference)["must_act"], "the case moved on meanwhile"
    for reader, path in readers:
        shown = [found.get_attribute("data-due") for found in reader.page.locator(DUE).all()]
        assert shown == ([told["due_at"]] if told["due_at"] else []), (path, shown, told)
    titles = {shown_until(reader) for reader, _path in readers if reader.language == readers[0][0].language}
    assert len(titles) == 1, titles
    return told


def shown_until(reader: Visitor) -> str:
    """The date in words, as in mails; empty when nothing runs out."""
    found = reader.page.locator("[data-turn] .deadline time[datetime] b")
    return " ".join(found.first.inner_text().split()) if found.count() else ""


def in_time(told: Json, calendar: str, reference: str) -> None:
    """Fails when a calendar has no entry about the case that ends where the API says."""
    due = datetime.fromisoformat(str(told["due_at"]).replace("Z", "+00:00"))
    answer = httpx.get(calendar, trust_env=False)
    assert answer.status_code == 200, answer.text
    entries = answer.text.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    ends = [re.search(r"DTEND:(\d{8}T\d{6}Z)", entry) for entry in entries if reference in entry]
    assert due in [datetime.strptime(f"{end[1]}+0000", "%Y%m%dT%H%M%SZ%z") for end in ends if end]


def in_mails(product: Product, address: str, reference: str) -> str:
    """The plain words of all mails about a case to somebody, blanks made equal."""
    letters = [letter for letter in product.mails_to(address) if reference in letter.as_string()]
    plain = [letter.get_body(preferencelist=("plain",)) for letter in letters]
    return " ".join(" ".join(part.get_content() for part in plain if part is not None).split())
