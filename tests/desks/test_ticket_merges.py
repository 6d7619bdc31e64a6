"""Merging at the agent's desk, and what the customer sees of it."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.actions.tickets import Asked, open_ticket
from amiabil.domain.access import Viewer
from amiabil.records import tickets
from amiabil.records.models import Message
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser
from tests.factories import World, later, make_buyer

pytestmark = pytest.mark.django_db


def asked(viewer: Viewer, subject: str = "Where is it?") -> TicketFile:
    return open_ticket(viewer, Asked(new_id(), "account", subject, "The courier is silent.", later(days=2)))


def merges(desk: Client, first: TicketFile, second: TicketFile) -> str:
    """Through the pages, as an agent does it; where it leads."""
    here = f"/desk/agent/tickets/{first.reference}/merge"
    page = desk.get(here, {"into": second.reference})
    sent = {name: hidden(page, name) for name in ("into", "version", "into_version")}
    return str(desk.post(here, sent).headers["Location"])


def test_an_agent_sees_what_follows_merges_and_takes_it_back(world: World, raluca: Viewer) -> None:
    desk, first, second = browser(raluca), asked(world.buyer), asked(world.buyer, "And now?")
    here = f"/desk/agent/tickets/{first.reference}"
    assert f"{here}/merge" in links(desk.get(here))
    assert second.reference in main(desk.get(f"{here}/merge"))
    follows = main(desk.get(f"{here}/merge", {"other": second.reference.lower()}))
    for words in ("It can be taken back", "And now?", "The old number"):
        assert words in follows
    assert merges(desk, first, second) == f"/desk/agent/tickets/{second.reference}"
    assert here in links(desk.get(f"/desk/agent/tickets/{second.reference}"))
    assert "Take the merge back" in main(desk.get(here))
    assert desk.post(f"{here}/unmerge").status_code == 302
    assert tickets.file_of(raluca, first.reference).ticket.merged_into == ""


def test_who_has_no_other_request_is_said_and_keys_lead_on(world: World, raluca: Viewer) -> None:
    desk = browser(raluca)
    page = desk.get(f"/desk/agent/tickets/{asked(world.buyer).reference}/merge")
    assert "This person has no other request" in main(page)
    assert "Or by its number" not in main(page)
    sheet = page.content.decode()
    assert 'data-key="g t" data-to="/desk/agent/tickets/"' in sheet
    assert 'data-key="u" data-presses="act-undo"' in sheet


@pytest.mark.parametrize("typed", ["T-0000-0000", "nonsense", "<script>"])
def test_a_number_that_is_none_is_told_in_words(world: World, raluca: Viewer, typed: str) -> None:
    here = f"/desk/agent/tickets/{asked(world.buyer).reference}/merge"
    desk = browser(raluca)
    for answer in (desk.get(here, {"other": typed}), desk.post(here, {"into": typed})):
        assert answer.status_code == 422
        assert "There is no request with this number." in main(answer)


def test_another_persons_request_is_refused_in_words(world: World, raluca: Viewer) -> None:
    desk, first, other = browser(raluca), asked(world.buyer), asked(make_buyer("other"))
    answer = desk.get(f"/desk/agent/tickets/{first.reference}/merge", {"other": other.reference})
    assert answer.status_code == 422
    assert "of different people" in main(answer)


def test_what_moved_on_meanwhile_is_told_and_nothing_is_lost(world: World, raluca: Viewer) -> None:
    desk, first, second = browser(raluca), asked(world.buyer), asked(world.buyer)
    sent = {"into": second.reference, "version": "9", "into_version": "1"}
    answer = desk.post(f"/desk/agent/tickets/{first.reference}/merge", sent)
    assert answer.status_code == 422
    assert tickets.file_of(raluca, first.reference).ticket.merged_into == ""


def test_the_customer_is_led_on_and_can_still_read_what_was_said(world: World, raluca: Viewer) -> None:
    own, first, second = browser(world.buyer), asked(world.buyer), asked(world.buyer, "And now?")
    merges(browser(raluca), first, second)
    old = f"/en/tickets/{first.reference}"
    assert own.get(old).headers["Location"] == f"/en/tickets/{second.reference}"
    page = own.get(f"/en/tickets/{second.reference}")
    assert f"{old}?own=1" in links(page)
    said = own.get(f"{old}?own=1")
    assert f"This request goes on in {second.reference}" in main(said)
    assert "The courier is silent." in main(said)
    answer = own.post(f"{old}/messages", {"message_id": str(new_id()), "text": "From an old page"})
    assert answer.headers["Location"].startswith(f"/en/tickets/{second.reference}")
    assert Message.objects.get(text="From an old page").case_id == second.case_id
    assert browser(make_buyer("other")).get(old).status_code == 404
