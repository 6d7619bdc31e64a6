"""The supervisor's view of requests at this moment, and reading a sample of those that have ended."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.messages import Written as WrittenInCase
from amiabil.actions.messages import post_message
from amiabil.actions.overseeing import note_presence
from amiabil.actions.tickets import Asked, Written, change, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.terms import Audience, Role
from amiabil.records import clock, inbox, supervision, tickets
from amiabil.records.models import QualityReview
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import leads, links, main
from tests.desks.stories import browser, opened
from tests.factories import World, later, make_staff

pytestmark = pytest.mark.django_db

NOW, SAMPLE = "/desk/supervisor/requests/", "/desk/supervisor/sampling/"
GOOD = {"helpful": "2", "correct": "1", "kind": "2", "comment": "Clear and short."}


@pytest.fixture
def carmen() -> Viewer:
    return make_staff("carmen", Role.SUPERVISOR)


def asked(world: World, subject: str = "Where is it?") -> TicketFile:
    given = Asked(new_id(), "delivery", subject, "The courier is silent.", later(days=2), order_ref="4101")
    return open_ticket(world.buyer, given)


def solved(world: World, by: Viewer, subject: str = "Where is it?") -> TicketFile:
    file = asked(world, subject)
    ended = {"status": TicketStatus.SOLVED}
    return write(by, file.reference, Written(new_id(), "It is there.", later(days=2, hours=1), changes=ended))


def test_queues_people_and_promises(world: World, raluca: Viewer, carmen: Viewer) -> None:
    file = asked(world)
    change(
        raluca, file.reference, {"priority": Priority.URGENT, "assignee": "staff:raluca"}, at=later(days=2)
    )
    page = browser(carmen).get(NOW)
    for words in ("Customer care", "Raluca", "Where is it?", "late"):
        assert words in main(page)
    assert f"{NOW}{file.reference}" in leads(page)
    work = supervision.work_now(carmen, at=clock.now(), soon=clock.now())
    assert [(one.team, one.waiting, one.late) for one in work.queues] == [("care", 1, 1)]
    assert [(one.username, one.open, one.waiting) for one in work.agents] == [("raluca", 1, 1)]


def test_who_opened_a_live_page_is_there(world: World, raluca: Viewer, carmen: Viewer) -> None:
    desk = browser(carmen)
    assert "not at the desk yet" in main(desk.get(NOW))
    browser(raluca).get("/desk/agent/tickets/stream")
    assert "at the desk" in main(desk.get(NOW))
    note_presence(raluca, at=clock.unshifted() - 2 * supervision.PRESENT)
    assert "away, last seen" in main(desk.get(NOW))


def test_a_request_is_given_to_somebody_else(world: World, raluca: Viewer, carmen: Viewer) -> None:
    file, desk = asked(world), browser(carmen)
    give = f"{NOW}{file.reference}/assignee"
    desk.post(give, {"assignee": "staff:nobody"})
    assert tickets.file_of(carmen, file.reference).assignee_id is None
    desk.post(give, {"assignee": "staff:raluca"})
    assert tickets.file_of(carmen, file.reference).assignee_id == raluca.person_id


def test_a_sample_is_read_and_marked_once(world: World, raluca: Viewer, carmen: Viewer) -> None:
    file, desk = solved(world, raluca), browser(carmen)
    address = f"{NOW}{file.reference}"
    assert address in links(desk.get(SAMPLE))
    assert "It is there." in main(desk.get(address))
    assert desk.post(f"{address}/marks", {**GOOD, "kind": "3"}).status_code == 422
    for _ in range(2):
        desk.post(f"{address}/marks", GOOD)
    kept = QualityReview.objects.get()
    assert (kept.helpful, kept.correct, kept.kind, kept.answered_id) == (2, 1, 2, raluca.person_id)
    assert address not in links(desk.get(SAMPLE))
    assert "83% of 1" in main(desk.get(NOW))


def test_nobody_marks_what_they_answered(world: World, raluca: Viewer) -> None:
    solved(world, raluca)
    both = Viewer(role=Role.SUPERVISOR, person_id=raluca.person_id, ref=raluca.ref, name=raluca.name)
    assert supervision.sample(both, day=clock.now().date()) == ()


def test_a_question_in_a_dispute_waits_until_the_staff_write(world: World, raluca: Viewer) -> None:
    reference = opened(world)
    desk = browser(raluca)

    def says(viewer: Viewer, audience: Audience, hours: int) -> None:
        post_message(
            viewer, reference, WrittenInCase(new_id(), "Hello?", audience, later(days=3, hours=hours))
        )

    says(world.buyer, Audience.EVERYONE, 0)
    assert inbox.now(raluca, at=clock.now()).questions == ()
    says(world.buyer, Audience.BUYER_AND_PLATFORM, 1)
    says(world.seller, Audience.EVERYONE, 2)
    assert f"/desk/agent/cases/{reference}" in links(desk.get("/desk/agent/tickets/"))
    assert f"/desk/agent/cases/{reference}" not in links(desk.get("/desk/agent/tickets/?view=mine"))
    says(raluca, Audience.STAFF, 3)
    assert f"/desk/agent/cases/{reference}" not in links(desk.get("/desk/agent/tickets/"))


def test_statements_of_the_view(
    world: World, raluca: Viewer, carmen: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """However many requests there are."""
    desk = browser(carmen)
    for n in range(4):
        asked(world, f"Another {n}")
        solved(world, raluca, f"Solved {n}")
    desk.get(NOW)
    with django_assert_num_queries(5):
        desk.get(NOW)
    with django_assert_num_queries(4):
        desk.get(SAMPLE)
