"""Agents, supervisors and auditors: find and read a case, write to its people, see what is late."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from amiabil.actions.disputes import fail_refund
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command, Role
from amiabil.records import clock
from amiabil.records.models import AuditEntry, Refund, StaffRole
from tests.desks.reading import links, main
from tests.desks.stories import browser, in_mediation, opened, refused, step, to_decide
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db

READERS = {"agent": Role.AGENT, "supervisor": Role.SUPERVISOR, "audit": Role.AUDITOR}


@pytest.fixture
def agent() -> Viewer:
    return make_staff("ada", Role.AGENT)


@pytest.fixture
def supervisor() -> Viewer:
    return make_staff("sue", Role.SUPERVISOR)


def paid(world: World) -> str:
    """The seller has accepted; the refund is on its way. Its key."""
    step(world.seller, opened(world), Command.ACCEPT_REQUEST, later(days=1), amount="269.89")
    key: str = Refund.objects.get(order_id=world.order_id).key
    return key


def set_time(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)


# ---- reading a case -------------------------------------------------------------------------------


def list_of(desk: str) -> str:
    """Where a desk lists its disputes; the agent's begins with requests."""
    return "/desk/agent/cases/" if desk == "agent" else f"/desk/{desk}/"


@pytest.mark.parametrize(("desk", "role"), READERS.items())
def test_a_case_is_found_and_read(world: World, desk: str, role: Role) -> None:
    reference = refused(world)
    reader = browser(make_staff("rea", role))
    found = reader.get(list_of(desk), {"reference": reference.lower()})
    assert (found.status_code, found["Location"]) == (302, f"/desk/{desk}/cases/{reference}")
    page = reader.get(found["Location"])
    assert reference in main(page)
    assert not any("/do/" in link for link in links(page))
    assert ("composer" in page.content.decode()) == (role is not Role.AUDITOR)


@pytest.mark.parametrize(("desk", "role"), READERS.items())
def test_an_unknown_reference_is_told(desk: str, role: Role) -> None:
    answer = browser(make_staff("rea", role)).get(f"{list_of(desk)}?reference=D-7K3M-92QF")
    assert answer.status_code == 200
    assert 'id="error-reference"' in answer.content.decode()


@pytest.mark.parametrize(("desk", "role"), READERS.items())
def test_a_case_costs_few_statements(
    world: World, desk: str, role: Role, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reference = in_mediation(world)
    reader = browser(make_staff("rea", role))
    reader.get(list_of(desk))
    with django_assert_max_num_queries(7 if role is Role.AUDITOR else 6):  # the look itself is one
        assert reader.get(f"/desk/{desk}/cases/{reference}").status_code == 200


# ---- the agent ----------------------------------------------------------------------------------------


def test_the_agent_sees_what_is_open_most_urgent_first(agent: Viewer) -> None:
    mia = make_staff("mia", Role.MEDIATOR)
    first, second = to_decide(make_world("4601"), mia), opened(make_world("4602"))
    ended = make_world("4603")
    step(ended.seller, opened(ended), Command.ACCEPT_REQUEST, later(days=1), amount="269.89")
    desk = browser(agent)
    text = main(desk.get("/desk/agent/cases/"))
    assert text.index(first) < text.index(second)
    only = main(desk.get("/desk/agent/cases/?state=awaiting_seller"))
    assert second in only and first not in only
    assert "No dispute is in the state “Appeal is being heard”." in main(
        desk.get("/desk/agent/cases/?state=in_appeal")
    )


def test_no_open_dispute_is_said(agent: Viewer) -> None:
    assert "Every dispute has ended." in main(browser(agent).get("/desk/agent/cases/"))


def test_open_disputes_go_on_page_by_page(agent: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amiabil.desks.agent.cases.SIZE", 2)
    references = {opened(make_world(f"47{n:02}")) for n in range(2)} | {
        refused(make_world(f"48{n:02}")) for n in range(3)
    }
    reader, seen, address = browser(agent), set(), "/desk/agent/cases/"
    for _ in range(3):
        answer = reader.get(address)
        seen |= {link.rpartition("/")[2] for link in links(answer) if "/cases/D-" in link}
        address = next((link for link in links(answer) if "after=" in link), "")
    assert (seen, address) == (references, "")


@pytest.mark.parametrize("count", [1, 3])
def test_open_disputes_cost_the_same_at_any_length(
    agent: Viewer, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        opened(make_world(f"49{number:02}"))
    reader = browser(agent)
    reader.get("/desk/agent/cases/")
    with django_assert_num_queries(4):  # session, person, list, outlooks
        reader.get("/desk/agent/cases/")


@pytest.mark.parametrize(
    ("audience", "buyer", "seller"),
    [
        ("everyone", True, True),
        ("buyer_and_platform", True, False),
        ("seller_and_platform", False, True),
        ("staff", False, False),
    ],
)
def test_the_agent_writes_to_whom_they_choose(
    world: World, agent: Viewer, audience: str, buyer: bool, seller: bool
) -> None:
    reference, desk = opened(world), browser(agent)
    sent = desk.post(
        f"/desk/agent/cases/{reference}/messages", {"text": "Am verificat coletul", "audience": audience}
    )
    assert sent.status_code == 302
    assert "Am verificat coletul" in main(desk.get(f"/desk/agent/cases/{reference}"))
    by_buyer = browser(world.buyer).get(f"/en/disputes/{reference}").content.decode()
    by_seller = browser(world.seller).get(f"/en/seller/disputes/{reference}").content.decode()
    assert ("Am verificat coletul" in by_buyer, "Am verificat coletul" in by_seller) == (buyer, seller)


def test_an_empty_message_is_refused_beside_the_box(world: World, agent: Viewer) -> None:
    reference = opened(world)
    answer = browser(agent).post(f"/desk/agent/cases/{reference}/messages", {"text": " "})
    assert answer.status_code == 422
    assert 'id="error-text"' in answer.content.decode()


# ---- the supervisor -----------------------------------------------------------------------------------


def test_nothing_late_is_said(world: World, supervisor: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    set_time(monkeypatch, later(days=2, hours=12))
    to_decide(world, make_staff("mia", Role.MEDIATOR))
    paid(make_world("4701"))
    assert "Nothing is late" in main(browser(supervisor).get("/desk/supervisor/"))


def test_late_decisions_and_refunds_longest_overdue_first(
    supervisor: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = to_decide(make_world("4702"), make_staff("mia", Role.MEDIATOR))
    paid(make_world("4703"))
    fail_refund(paid(make_world("4704")), at=later(days=1, hours=1))
    set_time(monkeypatch, later(days=30))
    answer = browser(supervisor).get("/desk/supervisor/")
    text = main(answer)
    assert text.index("Refund has failed") < text.index("Refund is late") < text.index("Decision is late")
    assert f"{decision} · Ana Pop and Lumina SRL" in text
    assert f"/desk/supervisor/cases/{decision}" in links(answer)


def test_what_is_late_goes_on_page_by_page(supervisor: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amiabil.desks.supervisor.late.SIZE", 2)
    mia = make_staff("mia", Role.MEDIATOR)
    references = {to_decide(make_world(f"52{n:02}"), mia) for n in range(3)}
    set_time(monkeypatch, later(days=30))
    reader, seen, address = browser(supervisor), set(), "/desk/supervisor/"
    for _ in range(2):
        answer = reader.get(address)
        seen |= {link.rpartition("/")[2] for link in links(answer) if "/cases/D-" in link}
        address = next((link for link in links(answer) if "after=" in link), "")
    assert (seen, address) == (references, "")


def test_what_is_late_is_one_statement(
    supervisor: Viewer, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    to_decide(make_world("4705"), make_staff("mia", Role.MEDIATOR))
    set_time(monkeypatch, later(days=30))
    reader = browser(supervisor)
    reader.get("/desk/supervisor/")
    with django_assert_num_queries(3):  # session, person, what is late
        reader.get("/desk/supervisor/")


# ---- the auditor ----------------------------------------------------------------------------------------


def test_each_look_of_an_auditor_is_in_the_log_they_read(world: World) -> None:
    reference = opened(world)
    auditor = browser(make_staff("aud", Role.AUDITOR))
    auditor.get(f"/desk/audit/cases/{reference}")
    text = main(auditor.get("/desk/audit/"))
    assert f"staff:aud auditor looked at a page look /desk/audit/cases/{reference}" in text
    assert AuditEntry.objects.filter(action="look").count() == 2


def test_an_auditor_writes_nowhere(world: World) -> None:
    reference = opened(world)
    auditor = browser(make_staff("aud", Role.AUDITOR))
    assert auditor.post(f"/desk/audit/cases/{reference}/messages", {"text": "x"}).status_code == 404
    assert auditor.post(f"/desk/agent/cases/{reference}/messages", {"text": "x"}).status_code == 403


# ---- the start --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "address"),
    [
        ((Role.AGENT,), "/desk/agent/"),
        ((Role.MEDIATOR, Role.REVIEWER), "/desk/mediator/"),
        ((Role.REVIEWER, Role.AUDITOR), "/desk/reviewer/"),
        ((Role.OPERATOR,), "/desk/operator/"),
        ((Role.ADMIN,), "/desk/admin/"),
    ],
)
def test_the_start_leads_to_the_first_desk_of_the_person(roles: tuple[Role, ...], address: str) -> None:
    answer = browser(make_staff("sam", *roles)).get("/desk/")
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_who_has_no_desk_is_told_so() -> None:
    member = make_staff("new", Role.AGENT)
    StaffRole.objects.all().delete()
    text = main(browser(member).get("/desk/"))
    assert "There is no desk for you yet" in text
