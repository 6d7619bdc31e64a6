"""A request for help is kept as long as a dispute; then its words go, and the record still holds."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from amiabil.actions.retention import erase_case
from amiabil.actions.ticket_merges import MergeOf, merge
from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.actions.verify import verify
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.records import mail_upkeep, retention, tickets
from amiabil.records.models import IncomingMail, LegalHold
from amiabil.records.new_id import new_id
from amiabil.records.retention import own_cases
from amiabil.ui.my_data.pack import pack
from amiabil.ui.tickets.record import ticket_record
from tests.cases_with_files import folder
from tests.desks.stories import browser
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
    assert where(WORD) == set()
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


def merged(world: World, count: int) -> list[tickets.TicketFile]:
    """Requests of one buyer, each going on in the next."""
    raluca = make_staff("raluca", Role.AGENT)
    made = [open_ticket(world.buyer, Asked(new_id(), "account", WORD, WORD, later())) for _ in range(count)]
    for source, into in pairwise(made):
        merge(raluca, MergeOf(source.reference, into.reference, later(hours=1)))
    return made


def held(file: tickets.TicketFile) -> LegalHold:
    return LegalHold.objects.create(
        id=new_id(), case_id=file.case_id, reason="x", set_by="staff:olga", set_at=later()
    )


def test_a_merged_request_is_kept_as_long_as_the_last_one_it_goes_on_in(world: World) -> None:
    first, second, last = merged(world, 3)
    assert erase_case(first.case_id, at=OVER) is None
    assert erase_case(second.case_id, at=OVER) is None
    closed = Written(new_id(), WORD, later(hours=2), changes={"status": TicketStatus.CLOSED})
    write(make_staff("ioan", Role.AGENT), last.reference, closed)
    assert first.case_id in retention.candidates(at=OVER, after=UUID(int=0), limit=9)
    assert erase_case(first.case_id, at=OVER) is not None


@pytest.mark.parametrize("holding", range(3))
def test_a_hold_on_one_of_merged_requests_keeps_all_of_them(world: World, holding: int) -> None:
    made = merged(world, 3)
    closed = Written(new_id(), WORD, later(hours=2), changes={"status": TicketStatus.CLOSED})
    write(make_staff("ioan", Role.AGENT), made[-1].reference, closed)
    hold = held(made[holding])
    assert [erase_case(one.case_id, at=OVER) for one in made] == [None] * 3
    LegalHold.objects.filter(id=hold.id).update(lifted_at=later(hours=3), lifted_by="staff:olga")
    assert None not in [erase_case(one.case_id, at=OVER) for one in made]


def test_a_hold_keeps_the_mails_beside_a_request(world: World) -> None:
    file = ended(world)
    hold = held(file)
    for number, more in enumerate(({"case_id": file.case_id}, {"meant": file.reference})):
        IncomingMail.objects.create(
            id=new_id(),
            account="lmtp",
            kind="mail",
            hash=bytes([number] * 32),
            size=1,
            received_at=later(),
            state="noted",
            **more,
        )
    given = {"discarded_before": OVER, "held_before": OVER, "at": OVER}
    mail_upkeep.forget_old(**given)
    assert IncomingMail.objects.filter(erased_at=None).count() == 2
    LegalHold.objects.filter(id=hold.id).update(lifted_at=later(hours=3), lifted_by="staff:olga")
    mail_upkeep.forget_old(**given)
    assert not IncomingMail.objects.filter(erased_at=None).exists()


def test_an_open_request_is_kept(world: World) -> None:
    asked = Asked(new_id(), "account", "Cannot sign in", WORD, later())
    assert erase_case(open_ticket(world.buyer, asked).case_id, at=OVER) is None


def test_a_person_takes_their_requests_along_without_the_notes(world: World, folder: Path) -> None:
    file = ended(world)
    told, _files = ticket_record(world.buyer, file.reference, folder="files")
    assert [one["by"] for one in told["messages"]] == ["buyer", "agent"]
    assert told["answers"] == {"tracking": WORD}
    with pack(world.buyer) as made:
        assert f"requests/{file.reference}.json".encode() in made.read()


def test_an_erased_request_can_still_be_opened_and_says_so(world: World) -> None:
    file = ended(world)
    assert erase_case(file.case_id, at=OVER) is not None
    for viewer, path in (
        (world.buyer, f"/en/tickets/{file.reference}"),
        (make_staff("ana", Role.AGENT), f"/desk/agent/tickets/{file.reference}"),
    ):
        page = browser(viewer).get(path)
        assert page.status_code == 200
        assert "were erased" in page.content.decode()
