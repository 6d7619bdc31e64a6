"""Links of requests on a real database: told to the staff on both ends, to nobody else, and gone with what they tie."""

from __future__ import annotations

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from amiabil.actions import tickets
from amiabil.actions.retention import erase_case
from amiabil.actions.ticket_links import link, unlink
from amiabil.actions.tickets import Asked, Written
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.support.linking import HasParent, LinkLoop, Tie
from amiabil.domain.support.merging import UnknownRequest
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import ticket_links, timeline
from amiabil.records import tickets as records
from amiabil.records.models import TicketLink
from amiabil.records.tickets import TicketFile
from tests.desks.stories import opened
from tests.factories import World, later, make_buyer, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def asked(viewer: Viewer, hours: int = 0) -> TicketFile:
    return tickets.open_ticket(
        viewer, Asked(uuid4(), "account", "Locked", "It says locked.", later(hours=hours))
    )


def linked(viewer: Viewer, one: TicketFile, other: TicketFile, tie: Tie = Tie.RELATED) -> bool:
    return link(viewer, one.reference, other.reference, tie, at=later(hours=3))


def ties(viewer: Viewer, file: TicketFile) -> list[tuple[Tie, str]]:
    return [(one.tie, one.reference) for one in ticket_links.links(viewer, file.case_id)]


def types(viewer: Viewer, file: TicketFile) -> list[str]:
    return [one.type for one in timeline.moments(viewer, file.case_id).items]


def test_both_ends_tell_the_staff_and_nobody_else(world: World, raluca: Viewer) -> None:
    first, other = asked(world.buyer), asked(make_buyer("other"))
    assert linked(raluca, first, other, Tie.PARENT)
    assert not linked(raluca, first, other, Tie.PARENT)
    assert not linked(raluca, other, first, Tie.CHILD)
    assert ties(raluca, first) == [(Tie.PARENT, other.reference)]
    assert ties(raluca, other) == [(Tie.CHILD, first.reference)]
    for file in (first, other):
        assert types(raluca, file)[0] == ticket_links.LINKED
    assert ticket_links.LINKED not in types(world.buyer, first)
    with pytest.raises(NotFound):
        records.file_of(world.buyer, other.reference)
    with pytest.raises((Forbidden, NotFound)):
        ticket_links.links(world.buyer, first.case_id)
    assert unlink(raluca, other.reference, first.reference, at=later(hours=4))
    assert not unlink(raluca, first.reference, other.reference, at=later(hours=4))
    assert ties(raluca, first) == ties(raluca, other) == []
    assert types(raluca, first)[0] == ticket_links.UNLINKED
    assert all(one.broken is None for file in (first, other) for one in verify(file.reference))
    written = Written(uuid4(), "And?", later(hours=5))
    assert tickets.write(world.buyer, first.reference, written).ticket.asked_at == first.ticket.asked_at


def test_a_dispute_is_linked_and_goes_on(world: World, raluca: Viewer) -> None:
    file, dispute = asked(world.buyer), opened(world)
    assert link(raluca, file.reference, dispute, Tie.RELATED, at=later(hours=3))
    (one,) = ticket_links.links(raluca, file.case_id)
    assert (one.kind, one.reference, one.state) == ("dispute", dispute, "awaiting_seller")
    assert all(checked.broken is None for checked in verify(dispute))
    for refused in (dispute, "T-0000-0000"):
        with pytest.raises(UnknownRequest):
            link(raluca, refused, file.reference, Tie.RELATED, at=later(hours=3))


def test_nothing_is_part_of_itself(world: World, raluca: Viewer) -> None:
    one, two, three = (asked(world.buyer, n) for n in range(3))
    linked(raluca, one, two, Tie.PARENT)
    linked(raluca, two, three, Tie.PARENT)
    with pytest.raises(LinkLoop):
        linked(raluca, three, one, Tie.PARENT)
    with pytest.raises(LinkLoop):
        linked(raluca, one, three, Tie.CHILD)
    with pytest.raises(HasParent):
        linked(raluca, one, asked(world.buyer, 3), Tie.PARENT)
    assert TicketLink.objects.count() == 2


def test_only_who_answers_requests_links_them(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    for viewer in (world.buyer, world.seller, make_staff("m", Role.MEDIATOR), make_staff("u", Role.AUDITOR)):
        with pytest.raises((Forbidden, NotFound)):
            linked(viewer, first, second)
        with pytest.raises((Forbidden, NotFound)):
            unlink(viewer, first.reference, second.reference, at=later(hours=4))


def test_a_link_keeps_nothing_and_goes_with_what_it_ties(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    linked(raluca, first, second)
    closing = Written(uuid4(), "Done", later(hours=4), changes={"status": TicketStatus.CLOSED})
    tickets.write(raluca, first.reference, closing)
    assert erase_case(first.case_id, at=later(days=3 * 366 + 2)) is not None
    assert ties(raluca, second) == []
    with pytest.raises(UnknownRequest):
        linked(raluca, second, first)


def test_all_links_cost_one_statement(
    world: World, raluca: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one, two, three = (asked(world.buyer, n) for n in range(3))
    linked(raluca, two, one)
    linked(raluca, two, three, Tie.PARENT)
    with django_assert_num_queries(1):
        assert [tie for tie, _ in ties(raluca, two)] == [Tie.PARENT, Tie.RELATED]
