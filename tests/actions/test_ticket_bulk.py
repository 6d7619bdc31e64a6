"""Many requests at once: each for itself, once, told row by row, and taken back without touching what came after."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from amiabil.actions import tickets
from amiabil.actions.ticket_bulk import MOST, NothingAsked, NothingChosen, Together, TooManyChosen, do, undo
from amiabil.actions.tickets import Asked
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.ticket import Ticket
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import clock
from amiabil.records import tickets as records
from amiabil.records.models import AuditEntry, Message, TicketBulkRow
from amiabil.records.tickets import TicketFile
from tests.factories import OPENED, World, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def asked(viewer: Viewer) -> TicketFile:
    return tickets.open_ticket(viewer, Asked(uuid4(), "account", "Cannot sign in", "It says locked.", OPENED))


def together(*files: TicketFile, id: UUID | None = None, **more: Any) -> Together:
    return Together(id or uuid4(), tuple(file.reference for file in files), **more)


def now(viewer: Viewer, file: TicketFile) -> Ticket:
    return records.file_of(viewer, file.reference).ticket


def test_each_is_changed_and_told_of(world: World, raluca: Viewer) -> None:
    one, two = asked(world.buyer), asked(world.buyer)
    tickets.change(raluca, two.reference, {"tags": ("vip",)}, at=OPENED)
    bulk = do(
        raluca, together(one, two, changes={"priority": Priority.HIGH}, tags=("late",), untagged=("vip",))
    )
    assert [row.reference for row in bulk.rows] == [one.reference, two.reference]
    for file in (one, two):
        assert (now(raluca, file).priority, now(raluca, file).tags) == (Priority.HIGH, ("late",))
    assert bulk.rows[1].before == {"priority": "normal", "tags": ["vip"]}
    assert AuditEntry.objects.filter(action="tickets.together").count() == 1


def test_a_repeat_changes_nothing_more(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    first = together(file, changes={"status": TicketStatus.SOLVED}, text="Try again now.")
    assert do(raluca, first) == do(raluca, first)
    assert Message.objects.filter(case_id=file.case_id).count() == 2
    assert AuditEntry.objects.filter(action="tickets.together").count() == 1


def test_a_repeat_goes_on_where_the_first_try_ended(world: World, raluca: Viewer) -> None:
    one, two = asked(world.buyer), asked(world.buyer)
    given = together(one, two, changes={"priority": Priority.LOW})
    do(raluca, given)
    TicketBulkRow.objects.filter(case_id=two.case_id).delete()
    assert len(do(raluca, given).rows) == 2


def test_one_that_cannot_be_changed_stops_none_of_the_others(world: World, raluca: Viewer) -> None:
    closed, open_one = asked(world.buyer), asked(world.buyer)
    tickets.change(raluca, closed.reference, {"status": TicketStatus.CLOSED}, at=OPENED)
    bulk = do(raluca, together(closed, open_one, changes={"team": "care", "priority": Priority.URGENT}))
    assert [row.refusal for row in bulk.rows] == ["ticket_closed", ""]
    assert now(raluca, open_one).priority is Priority.URGENT
    assert not do(raluca, Together(uuid4(), ("T-0000-0000",), {"priority": Priority.LOW})).rows


def test_taking_back_leaves_what_came_after(world: World, raluca: Viewer) -> None:
    one, two = asked(world.buyer), asked(world.buyer)
    bulk = do(raluca, together(one, two, changes={"priority": Priority.HIGH, "status": TicketStatus.SOLVED}))
    tickets.change(raluca, two.reference, {"priority": Priority.URGENT}, at=clock.now())
    undone = undo(raluca, bulk.id)
    assert [(row.undone, row.kept) for row in undone.rows] == [("restored", ()), ("restored", ("priority",))]
    assert (now(raluca, one).priority, now(raluca, one).status) == (Priority.NORMAL, TicketStatus.NEW)
    assert (now(raluca, two).priority, now(raluca, two).status) == (Priority.URGENT, TicketStatus.NEW)
    tickets.change(raluca, one.reference, {"priority": Priority.HIGH}, at=clock.now())
    assert undo(raluca, bulk.id) == undone
    assert now(raluca, one).priority is Priority.HIGH


def test_what_is_asked_is_bounded(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    for given, refusal in (
        (Together(uuid4(), (), {"team": "care"}), NothingChosen),
        (together(file), NothingAsked),
        (Together(uuid4(), tuple(str(n) for n in range(MOST + 1)), {"team": "care"}), TooManyChosen),
    ):
        with pytest.raises(refusal):
            do(raluca, given)


def test_it_is_for_who_answers_and_taken_back_by_whoever_did_it(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    bulk = do(raluca, together(file, changes={"priority": Priority.HIGH}))
    for viewer in (world.buyer, world.seller):
        with pytest.raises(Forbidden):
            do(viewer, together(file, changes={"priority": Priority.LOW}))
        with pytest.raises(Forbidden):
            undo(viewer, bulk.id)
    with pytest.raises(NotFound):
        undo(make_staff("radu", Role.AGENT), bulk.id)
