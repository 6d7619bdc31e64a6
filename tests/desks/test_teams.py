"""Members of the staff belong to teams: whose queues come first, and which supervisors are told of a missed promise."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.actions import staff as actions
from amiabil.actions.staff import NoSuchTeam, set_teams
from amiabil.actions.support_setup import current_setup
from amiabil.desks.agent import queue
from amiabil.domain.access import Viewer
from amiabil.domain.support.rules import On
from amiabil.domain.support.views import MY_TEAMS, Narrowing
from amiabil.domain.terms import Role
from amiabil.jobs import requests
from amiabil.records import inbox, staff_teams, ticket_lists, ticket_views
from amiabil.records.models import AuditEntry, StaffNotice, StaffTeam
from amiabil.records.new_id import new_id
from amiabil.records.outbox import publish
from amiabil.records.staff import NewMember
from amiabil.records.ticket_views import SavedView
from amiabil.records.tickets import Queue, TicketFile
from tests.desks.reading import links, main
from tests.desks.stories import browser
from tests.desks.test_ticket_table import asked
from tests.factories import World, later, make_staff

pytestmark = pytest.mark.django_db

TEAMS = "/desk/admin/help/teams/"


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


@pytest.fixture
def ana() -> Viewer:
    return make_staff("ana", Role.ADMIN)


@pytest.fixture
def admin(ana: Viewer) -> Client:
    return browser(ana)


def of_teams(username: str) -> set[str]:
    return set(StaffTeam.objects.filter(member__username=username).values_list("team", flat=True))


def test_teams_are_ticked_at_the_desk_and_written_down(raluca: Viewer, admin: Client) -> None:
    page = admin.get(TEAMS)
    assert f"{TEAMS}raluca" in links(page) and "Nobody belongs to these teams yet" in main(page)
    for _twice in range(2):
        answer = admin.post(f"{TEAMS}raluca", {"team": ["payments", "trust", "weather"]})
        assert answer.headers["Location"] == TEAMS
    assert of_teams("raluca") == {"payments", "trust"}
    assert AuditEntry.objects.get(action="staff.teams").facts == {"teams": ["payments", "trust"]}
    assert "Payments" in main(admin.get(TEAMS))
    admin.post(f"{TEAMS}raluca", {})
    assert of_teams("raluca") == set()
    assert admin.get(f"{TEAMS}nobody").status_code == 404


def test_only_teams_of_the_set_up_and_only_by_whoever_sets_up(raluca: Viewer, ana: Viewer) -> None:
    with pytest.raises(NoSuchTeam):
        set_teams(ana, "raluca", ["weather"])
    assert browser(raluca).post(f"{TEAMS}raluca", {"team": ["trust"]}).status_code == 403
    assert of_teams("raluca") == set()


def test_a_new_member_comes_with_teams(ana: Viewer) -> None:
    new = NewMember("dan", "dan@example.org", "Dan", frozenset({Role.AGENT}), teams=frozenset({"care"}))
    actions.add(ana, new, password=None)
    assert of_teams("dan") == {"care"}
    wrong = NewMember("dora", "d@example.org", "Dora", frozenset({Role.AGENT}), teams=frozenset({"weather"}))
    with pytest.raises(NoSuchTeam):
        actions.add(ana, wrong, password=None)
    assert [one.username for one in staff_teams.members(ana).items] == ["dan"]


def one_of_each(world: World) -> tuple[TicketFile, TicketFile]:
    """A request of the payments team and one of another."""
    mine, other = asked(world, "Mine", topic="payment"), asked(world, "Other", topic="technical")
    assert (mine.ticket.team, other.ticket.team) == ("payments", "technical")
    return mine, other


def test_what_is_of_nobody_in_my_teams(world: World, raluca: Viewer, ana: Viewer) -> None:
    one_of_each(world)
    desk = browser(raluca)
    assert "Of nobody in my teams" not in desk.get("/desk/agent/tickets/").content.decode()
    set_teams(ana, "raluca", ["payments"])
    rail = desk.get("/desk/agent/tickets/").content.decode()
    assert "Of nobody in my teams" in rail
    assert rail.index("team=payments") < rail.index("team=care"), "my queues come first"
    page = main(desk.get("/desk/agent/tickets/?view=my_teams"))
    assert "Mine" in page and "Other" not in page
    for address in ("?view=my_teams", f"?team={MY_TEAMS}"):
        table = main(desk.get(f"/desk/agent/tickets/table{address}"))
        assert ("Other" in table, "Mine" in table) == (False, True)
    assert inbox.now(raluca, at=later(days=3)).unassigned_of_mine == 1
    assert ticket_lists.counts(raluca, [Narrowing(team=MY_TEAMS)]) == [1]
    assert queue.VIEWS.index("my_teams") < queue.VIEWS.index("nobody")
    assert Queue(in_my_teams=True).conditions()[0].startswith("k.team IN")


def test_a_list_shared_with_a_team_is_seen_by_the_team(world: World, raluca: Viewer, ana: Viewer) -> None:
    view = SavedView(new_id(), "Of ours", Narrowing(), (), "payments", mine=True, owner_name="")
    ticket_views.keep(raluca, view, at=later(days=1))
    dan, dora = make_staff("dan", Role.AGENT), make_staff("dora", Role.AGENT)
    set_teams(ana, "dan", ["payments"])
    assert [len(ticket_views.of(one).saved) for one in (raluca, dan, dora)] == [1, 1, 0]
    for one, sees in ((raluca, True), (dan, True), (dora, False)):
        rail = links(browser(one).get("/desk/agent/tickets/"))
        assert (f"/desk/agent/tickets/table?view={view.id}" in rail) is sees


@pytest.mark.parametrize(
    ("belongs", "told"), [({}, {"sara", "simon"}), ({"sara": "payments", "simon": "care"}, {"sara"})]
)
def test_the_supervisors_of_the_team_are_told_of_a_missed_promise(
    world: World, ana: Viewer, belongs: dict[str, str], told: set[str]
) -> None:
    make_staff("sara", Role.SUPERVISOR)
    make_staff("simon", Role.SUPERVISOR)
    for username, team in belongs.items():
        set_teams(ana, username, [team])
    mine, _other = one_of_each(world)
    news = {
        "case_id": str(mine.case_id),
        "cause": str(new_id()),
        "happened": [On.LEVEL_MISSED.value],
        "at": later(days=4).isoformat(),
        "by": "system",
    }
    for _twice in range(2):
        requests.follow_up(news)
    assert set(StaffNotice.objects.values_list("person__username", "kind")) == {
        (username, "breached") for username in told
    }
    assert StaffNotice.objects.count() == len(told)


def test_a_missed_promise_makes_a_job_without_rules_or_followers(world: World) -> None:
    mine, _other = one_of_each(world)
    event = publish(100)[0]
    assert requests.followed_by([event]) == []
    missed = type(event)(**{**{n: getattr(event, n) for n in event.__slots__}, "type": "ticket.level_missed"})
    assert [job["case_id"] for job in requests.followed_by([missed])] == [str(event.case_id)]
    assert mine.ticket.team in {team.key for team in current_setup().teams}


def test_a_supervisor_reads_notices_at_their_own_desk(world: World, raluca: Viewer) -> None:
    sara = make_staff("sara", Role.SUPERVISOR)
    mine, _other = one_of_each(world)
    for viewer in (sara, raluca):
        StaffNotice.objects.create(
            id=new_id(),
            person_id=viewer.person_id,
            case_id=mine.case_id,
            kind="breached",
            cause=new_id(),
            at=later(days=3),
        )
    desk = browser(sara)
    found = desk.get("/desk/agent/notices/")
    address = f"/desk/supervisor/requests/{mine.reference}"
    assert address in links(found) and "What was promised has been missed" in main(found)
    assert desk.get(address).status_code == 200
    assert 'href="/desk/agent/tickets/' not in found.content.decode(), (
        "no door that is closed to a supervisor"
    )
    assert f"/desk/agent/tickets/{mine.reference}" in links(browser(raluca).get("/desk/agent/notices/"))
