"""What a customer thinks of a solution: one click in the mail shows the page, sending it counts; in the portal too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.rating import RATE_WITHIN
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.records import clock, ratings, tickets
from amiabil.records.models import Event, TicketRating
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui.letters import Notice
from amiabil.ui.reader import Reader
from amiabil.ui.tickets import letters
from amiabil.ui.tickets.seen import for_letter
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def at_three_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(days=3))


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def solved(asker: Viewer, raluca: Viewer) -> TicketFile:
    file = open_ticket(asker, Asked(new_id(), "account", "Cannot sign in", "Locked.", later(days=2)))
    done = Written(new_id(), "Open again.", later(days=2, hours=1), changes={"status": TicketStatus.SOLVED})
    return write(raluca, file.reference, done)


def mailed(file: TicketFile, language: str = "en") -> tuple[str, list[str]]:
    """The text of the mail that tells of the solution, and the addresses in it that rate."""
    viewer = Viewer(role=file.side, name="Ana", language=language)
    reader = Reader.of(viewer, now=clock.now(), case_zone="Europe/Bucharest")
    notice = Notice("ticket.solved", {}, file.reference, file.subject, "Ana")
    written = letters.write(notice, for_letter(file, reader))
    return written.text, re.findall(r"https?://[^/]+(/ratings/\S+)", written.text)


def rated(file: TicketFile, viewer: Viewer) -> tuple[str, str]:
    now = tickets.file_of(viewer, file.reference)
    return now.ticket.rating, ratings.comment_of(viewer, file.case_id)


def test_opening_the_address_of_a_mail_rates_nothing_and_sending_counts(world: World, raluca: Viewer) -> None:
    file = solved(world.buyer, raluca)
    text, addresses = mailed(file)
    assert "How was it solved?" in text and len(addresses) == 3
    anybody = Client()
    for address in addresses:  # as a filter of mails does
        page = anybody.get(address)
        assert page.status_code == 200 and page["Cache-Control"] == "no-store"
    assert rated(file, world.buyer) == ("", "")
    assert re.search(r'value="bad"[^>]*checked', page.content.decode())
    path = addresses[0].partition("?")[0]
    for _ in range(2):
        answer = anybody.post(path, {"rating": "bad", "comment": "Too slow"})
        assert "Thank you. Your rating is kept." in main(answer)
    assert rated(file, world.buyer) == ("bad", "Too slow")
    assert Event.objects.filter(case_id=file.case_id, type="ticket.rated").count() == 1
    told = Event.objects.get(case_id=file.case_id, type="ticket.rated")
    assert (told.actor_ref, "Too slow" in str(told.data)) == (world.buyer.ref, False)


def test_it_is_rated_and_changed_on_the_page_and_the_agent_reads_it(world: World, raluca: Viewer) -> None:
    file, own = solved(world.buyer, raluca), browser(world.buyer)
    here = f"/en/tickets/{file.reference}"
    assert "Send the rating" in main(own.get(here))
    own.post(f"{here}/rating", {"rating": "good", "comment": "Quick"})
    page = own.get(here)
    assert "Change the rating" in main(page) and "You rated how it was solved: Well solved" in main(page)
    own.post(f"{here}/rating", {"rating": "fair", "comment": ""})
    assert rated(file, world.buyer) == ("fair", "")
    desk = main(browser(raluca).get(f"/desk/agent/tickets/{file.reference}"))
    assert "Partly solved" in desk and "The customer rated the solution: Partly solved" in desk


@pytest.mark.parametrize("data", [{}, {"rating": "best"}])
def test_an_answer_nobody_offers_is_refused_on_the_page(
    world: World, raluca: Viewer, data: dict[str, str]
) -> None:
    file = solved(world.buyer, raluca)
    answer: Any = Client().post(mailed(file)[1][0].partition("?")[0], data)
    assert answer.status_code == 422
    assert rated(file, world.buyer) == ("", "") and TicketRating.objects.count() == 0


def test_after_its_days_it_is_offered_no_more(
    world: World, raluca: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = solved(world.buyer, raluca)
    address = mailed(file)[1][0].partition("?")[0]
    monkeypatch.setattr(clock, "now", lambda: later(days=2, hours=1) + RATE_WITHIN)
    assert "in the two weeks after the solution only" in main(Client().get(address))
    assert Client().post(address, {"rating": "good"}).status_code == 422
    assert rated(file, world.buyer) == ("", "")
    assert "Send the rating" not in main(browser(world.buyer).get(f"/en/tickets/{file.reference}"))


def test_a_token_that_was_touched_is_no_page(world: World, raluca: Viewer) -> None:
    address = mailed(solved(world.buyer, raluca))[1][0].partition("?")[0]
    assert Client().get(f"{address}x").status_code == 404


def test_what_is_open_is_not_rated_and_a_shop_rates_on_its_page_alone(world: World, raluca: Viewer) -> None:
    file = open_ticket(world.buyer, Asked(new_id(), "account", "Help", "Locked.", later(days=2)))
    browser(world.buyer).post(f"/en/tickets/{file.reference}/rating", {"rating": "good"})
    assert rated(file, world.buyer) == ("", "")
    of_shop = solved(world.seller, raluca)
    assert mailed(of_shop)[1] == []
    browser(world.seller).post(f"/en/tickets/{of_shop.reference}/rating", {"rating": "good"})
    assert rated(of_shop, world.seller)[0] == "good"
