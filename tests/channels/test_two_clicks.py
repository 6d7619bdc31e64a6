"""From whatever page somebody is on, a channel to a person is at most two clicks away (issue 5; support.md, section 3).

The pages are those of ``tests/attacks/doors.py``: a new page is walked without being named here.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client

from tests.attacks.callers import Caller, client_of, make_callers
from tests.attacks.door import PORTAL, PUBLIC, Door
from tests.attacks.doors import DOORS
from tests.attacks.objects import OBJECTS
from tests.attacks.routes import LANGUAGE

pytestmark = pytest.mark.django_db

TO_A_PERSON = re.compile(r"^(mailto:|tel:|/ro/(help/chat|request/|tickets/new|help/call-back/))")
"""Where somebody is written to or called: the chat, the form with and without an account, a call-back, a number."""

ROLES = (Caller.NOBODY, Caller.BUYER, Caller.SELLER)

PAGES = [
    door
    for door in DOORS
    if door.method == "GET" and door.area in {PUBLIC, PORTAL} and door.route.startswith(LANGUAGE)
]


class _Links(HTMLParser):
    """What can be clicked on a page: links, and where its plain forms lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and (href := given.get("href")):
            self.found.append(href)
        if tag == "form" and (given.get("method") or "get").lower() == "get" and given.get("action"):
            self.found.append(str(given["action"]))


def links(html: str) -> list[str]:
    read = _Links()
    read.feed(html)
    return [unescape(one) for one in read.found]


def html_of(client: Client, path: str) -> str | None:
    """The page at the end of this address, whatever its status; None for what is no page."""
    answer = client.get(path, follow=True)
    if answer.streaming:
        b"".join(answer.streaming_content)
        return None
    if not answer.get("Content-Type", "").startswith("text/html"):
        return None
    return str(answer.content.decode())


def leads_to_a_person(client: Client, html: str) -> bool:
    """Whether one click, or two, do."""
    near = links(html)
    if any(map(TO_A_PERSON.match, near)):
        return True
    for way in near:
        if "contact-us" in way or "/to/" in way or "disputes-and-reports" in way:
            there = html_of(client, way)
            if there is not None and any(map(TO_A_PERSON.match, links(there))):
                return True
    return False


def path_of(door: Door, places: dict[str, str]) -> str:
    return "/" + re.sub(
        r"<(\w+)>", lambda m: places.get(m.group(1), "x"), door.route.replace(LANGUAGE, "ro/")
    )


@pytest.mark.parametrize("caller", ROLES, ids=str)
def test_a_person_is_two_clicks_away_from_any_page(caller: Caller) -> None:
    far, walked, world = [], 0, make_callers()
    client = client_of(caller, world, scope=None)
    client.raise_request_exception = True
    for door in PAGES:
        with transaction.atomic():
            named = OBJECTS[door.about](world) if door.about else None
            html = html_of(client, path_of(door, dict(named.own) if named else {}))
            walked += html is not None
            if html is not None and not leads_to_a_person(client, html):
                far.append(str(door))
            transaction.set_rollback(True)
    assert not far, "\n".join(far)
    assert walked > 40, "the walk has pages to walk over"


@pytest.mark.parametrize("path", ["/ro/nowhere", "/ro/help/nobody", "/ro/disputes/D-0000-0000", "/xx/help/"])
def test_nor_is_it_from_what_is_not_there(path: str) -> None:
    html = html_of(Client(), path)
    assert html is not None and leads_to_a_person(Client(), html)
