"""A request for help is kept as long as a dispute; then its words go, and the record still holds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from amiabil.actions.retention import erase_case
from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.actions.verify import verify
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.records import tickets
from amiabil.records.new_id import new_id
from amiabil.records.retention import own_cases
from amiabil.ui.my_data.pack import pack
from amiabil.ui.tickets.record import ticket_record
from tests.cases_with_files import folder
from tests.erasing import where
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

WORD = "marmaladă"
OVER = later(days=3 * 366 + 2)


@pytest.fixture
def world() -> World:
    return make_world()


def ended(world: World) -> tickets.TicketFile:
    """A request with the word at every door, answered with a note beside it, and closed."""
    asked = Asked(new_id(), "delivery", f"{WORD}?", WORD, later(), "4101", {"tracking": WORD})
    file = open_ticket(world.buyer, asked)
    raluca = make_staff("raluca", Role.AGENT)
    write(raluca, file.reference, Written(new_id(), WORD, later(hours=1), note=True))
    closed = Written(new_id(), WORD, later(hours=2), changes={"status": TicketStatus.CLOSED, "tags": (WORD,)})
    return write(raluca, file.reference, closed)


def test_no_word_of_a_request_is_left_in_any_table(world: World) -> None:
    file = ended(world)
    assert {"message.text", "ticket.body", "ticket.tags", "conversation.subject"} <= where(WORD)
    assert erase_case(file.case_id, at=OVER) is not None
    # An event names tags as it names statuses: they are the staff's words for their own work.
    assert where(WORD) <= {"event.data"}
    (checked,) = verify(file.reference)
    assert checked.broken is None
    assert tickets.file_of(world.buyer, file.reference).subject == file.reference


def test_it_is_kept_until_its_years_are_over_and_says_so(world: World) -> None:
    file = ended(world)
    (kept,) = own_cases(world.buyer)
    assert (kept.kind, kept.kept.until is not None) == ("ticket", True)
    assert kept.kept.until is not None
    assert erase_case(file.case_id, at=kept.kept.until - timedelta(seconds=1)) is None
    assert erase_case(file.case_id, at=kept.kept.until) is not None


def test_an_open_request_is_kept(world: World) -> None:
    asked = Asked(new_id(), "account", "Cannot sign in", WORD, later())
    assert erase_case(open_ticket(world.buyer, asked).case_id, at=OVER) is None


def test_a_person_takes_their_requests_along_without_the_notes(world: World, folder: Path) -> None:
    file = ended(world)
    told = ticket_record(world.buyer, file.reference)
    assert [one["by"] for one in told["messages"]] == ["buyer", "agent"]
    assert told["answers"] == {"tracking": WORD}
    with pack(world.buyer) as made:
        assert f"requests/{file.reference}.json".encode() in made.read()
