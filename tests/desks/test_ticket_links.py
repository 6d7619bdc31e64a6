"""Links at the agent's desk: made and taken away by number, shown with how each stands, never to a customer."""

from __future__ import annotations

import pytest

from amiabil.actions.tickets import Asked, open_ticket
from amiabil.domain.access import Viewer
from amiabil.records import ticket_links
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import links, main
from tests.desks.stories import browser, opened
from tests.factories import World, later, make_buyer

pytestmark = pytest.mark.django_db


def asked(viewer: Viewer, subject: str = "Where is it?") -> TicketFile:
    return open_ticket(viewer, Asked(new_id(), "account", subject, "The courier is silent.", later(days=2)))


def test_an_agent_links_and_takes_the_link_away(world: World, raluca: Viewer) -> None:
    desk, first, other = browser(raluca), asked(world.buyer), asked(make_buyer("other"), "And mine?")
    dispute = opened(world)
    here, there = (f"/desk/agent/tickets/{one.reference}" for one in (first, other))
    assert (
        desk.post(f"{here}/link", {"other": other.reference.lower(), "tie": "parent"}).headers["Location"]
        == here
    )
    desk.post(f"{here}/link", {"other": dispute})
    page = desk.get(here)
    assert {there, f"/desk/agent/cases/{dispute}"} <= set(links(page))
    for words in ("This is a part of it", "And mine?", f"Linked as a part of {other.reference}"):
        assert words in main(page)
    assert f"{first.reference} was linked as a part of this" in main(desk.get(there))
    assert f"Linked with {first.reference}" in main(desk.get(f"/desk/agent/cases/{dispute}"))
    own = browser(world.buyer).get(f"/en/tickets/{first.reference}")
    assert other.reference not in own.content.decode()
    assert first.reference not in browser(world.buyer).get(f"/en/cases/{dispute}").content.decode()
    for _click in range(2):
        assert desk.post(f"{here}/unlink", {"other": other.reference}).status_code == 302
    assert [one.reference for one in ticket_links.links(raluca, first.case_id)] == [dispute]
    assert f"No longer linked with {other.reference}" in main(desk.get(here))


@pytest.mark.parametrize("typed", ["", "T-0000-0000", "<script>", "D-1" * 40])
def test_a_number_that_is_none_is_told_in_words(world: World, raluca: Viewer, typed: str) -> None:
    here, desk = f"/desk/agent/tickets/{asked(world.buyer).reference}", browser(raluca)
    answer = desk.post(f"{here}/link", {"other": typed, "tie": "nonsense"}, follow=True)
    assert "There is no request" in main(answer)
