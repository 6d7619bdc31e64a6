"""A measure on the pages: read with its reasons, contested, decided by a reviewer who took no part, read again."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.complaints import file_complaint, wake_due_complaints
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.complaints import Verdict
from amiabil.domain.terms import Role, ShopRight
from amiabil.records import clock, measures
from amiabil.records.models import AuditEntry, Event, PlatformComplaint, PlatformMeasure, Shop
from amiabil.records.new_id import new_id
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser
from tests.factories import World, later, make_member, make_staff
from tests.measures_world import DECISION, TEXT, complained, decided, party, recorded, trust_issuer

pytestmark = pytest.mark.django_db

SHEET = {
    "verdict": "lifted",
    "what": DECISION.what,
    "scope": DECISION.scope,
    "facts": DECISION.facts,
    "ground": DECISION.ground,
    "redress": DECISION.redress,
    "automated": "no",
}


@pytest.fixture(autouse=True)
def issuer(world: World, settings: Settings) -> None:
    trust_issuer(settings)


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.REVIEWER)


def bar(answer: Any) -> str:
    """The whole page as it came."""
    page: str = answer.content.decode()
    return page


@pytest.mark.parametrize("against", [Role.BUYER, Role.SELLER])
def test_whom_it_is_against_reads_the_reasons_and_complains(world: World, against: Role) -> None:
    ticket, own = recorded(world, against=against), browser(party(world, against))
    address = f"/en/measures/{ticket.reference}"
    assert address in links(own.get("/en/measures/"))
    page = own.get(address)
    for words in ("No licence was handed in", "Terms of the marketplace, 4.2", "Programs took part in this."):
        assert words in main(page)
    assert "You can complain about this measure" in main(page) and "until" in main(own.get("/en/measures/"))
    assert f"{address}/complaint" in links(page)
    form = own.get(f"{address}/complaint")
    assert "Within 14 days" in main(form)
    key = hidden(form, "key")
    empty = own.post(f"{address}/complaint", {"text": " ", "key": key})
    assert empty.status_code == 422 and not PlatformComplaint.objects.exists()
    sent = own.post(f"{address}/complaint", {"text": TEXT, "key": key})
    assert (sent.status_code, sent["Location"]) == (302, address)
    assert own.post(f"{address}/complaint", {"text": TEXT, "key": key}).status_code == 302
    assert PlatformComplaint.objects.count() == 1
    after = main(own.get(address))
    assert TEXT in after and "A reviewer decides about your complaint" in after
    assert "26 October 2026, 23:59" not in after and "24 October 2026, 23:59" in after
    assert f"{address}/complaint" not in links(own.get(address))
    assert own.get(f"{address}/complaint")["Location"] == address
    second = own.post(f"{address}/complaint", {"text": "Once more", "key": str(new_id())})
    assert second.status_code == 422 and "already a complaint" in main(second)


def test_a_measure_of_others_is_not_there(world: World) -> None:
    ticket = recorded(world, against=Role.SELLER)
    buyer = browser(world.buyer)
    for rest in ("", "/complaint"):
        assert buyer.get(f"/en/measures/{ticket.reference}{rest}").status_code == 404
    assert "No measures" in main(buyer.get("/en/measures/"))
    bare = browser(make_member(Shop.objects.get(id=world.shop_id), "bare", rights=(ShopRight.SETTLE,)))
    page = bare.get(f"/en/measures/{ticket.reference}")
    assert page.status_code == 200 and f"/en/measures/{ticket.reference}/complaint" not in links(page)
    assert bare.post(f"/en/measures/{ticket.reference}/complaint", {"text": TEXT}).status_code == 403
    assert not PlatformComplaint.objects.exists()


def test_time_that_is_over_is_said_and_nothing_is_offered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, own = recorded(world), browser(world.seller)
    monkeypatch.setattr(clock, "now", lambda: ticket.complain_until)
    page = own.get(f"/en/measures/{ticket.reference}")
    assert "The time to complain about this measure is over" in main(page)
    late = own.post(f"/en/measures/{ticket.reference}/complaint", {"text": TEXT})
    assert late.status_code == 422 and TEXT in main(late)


def test_a_reviewer_decides_with_the_whole_statement(world: World, radu: Viewer) -> None:
    ticket, desk = complained(world), browser(radu)
    address = f"/desk/reviewer/complaints/{ticket.reference}"
    assert address in links(desk.get("/desk/reviewer/complaints/"))
    page = desk.get(address)
    assert TEXT in main(page) and "staff:olga" in main(page)
    sheet = {**SHEET, "key": hidden(page, "key"), "version": hidden(page, "version")}
    lacking = desk.post(address, {**sheet, "facts": " ", "automated": ""})
    assert lacking.status_code == 422 and "#field-facts" in links(lacking)
    assert "#field-automated" in links(lacking) and DECISION.what in bar(lacking)
    unchosen = desk.post(address, {**sheet, "verdict": "burn it"})
    assert unchosen.status_code == 422 and PlatformComplaint.objects.get().state == "in_mediation"
    stale = desk.post(address, {**sheet, "version": "1"})
    assert stale.status_code == 422 and PlatformComplaint.objects.get().state == "in_mediation"
    assert desk.post(address, sheet).status_code == 302
    assert desk.post(address, sheet).status_code == 302  # a second click
    assert Event.objects.filter(type="complaint.decide").count() == 1
    assert address in links(desk.get("/desk/reviewer/complaints/?show=decided"))
    assert address not in links(desk.get("/desk/reviewer/complaints/"))
    read = main(browser(world.seller).get(f"/en/measures/{ticket.reference}"))
    for words in ("The measure is lifted", DECISION.facts, "A person decided; no program took part"):
        assert words in read
    assert "ANCOM" in read and "The marketplace lifts the measure" in read


def test_who_took_part_reads_why_somebody_else_decides(world: World) -> None:
    ticket, desk = complained(world), browser(make_staff("olga", Role.REVIEWER))
    address = f"/desk/reviewer/complaints/{ticket.reference}"
    assert address not in links(desk.get("/desk/reviewer/complaints/"))
    page = desk.get(address)
    assert "You took part in this measure" in main(page) and "Give the decision" not in main(page)
    assert desk.post(address, SHEET).status_code == 422
    assert PlatformComplaint.objects.get().state == "in_mediation"


@pytest.mark.parametrize("verdict", [Verdict.STANDS, Verdict.INADMISSIBLE])
def test_what_stands_ends_at_once_and_says_where_to_go(world: World, radu: Viewer, verdict: Verdict) -> None:
    ticket = complained(world, against=Role.BUYER)
    decided(radu, ticket, verdict)
    read = main(browser(world.buyer).get(f"/en/measures/{ticket.reference}"))
    assert "The complaint has ended" in read and "the ways outside" in read


def test_a_page_costs_the_same_however_long_its_history(
    world: World, radu: Viewer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ticket, own = complained(world), browser(world.seller)
    own.get(f"/en/measures/{ticket.reference}")
    with django_assert_max_num_queries(6):
        own.get(f"/en/measures/{ticket.reference}")
    decided(radu, ticket, days=2)
    with django_assert_max_num_queries(6):
        assert own.get(f"/en/measures/{ticket.reference}").status_code == 200
    assert later(days=3) == clock.now()


def test_supervisors_see_what_is_late_and_what_waits_to_be_carried_out(
    world: World, radu: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, desk = complained(world), browser(make_staff("sup", Role.SUPERVISOR))
    address = f"/desk/supervisor/complaints/{ticket.reference}"
    assert address not in links(desk.get("/desk/supervisor/"))
    monkeypatch.setattr(clock, "now", lambda: later(days=20))
    assert wake_due_complaints(10) == 1
    late = desk.get("/desk/supervisor/")
    assert address in links(late) and "Decision about a measure is late" in main(late)
    assert "Lumina SRL" in main(late) and "and Lumina" not in main(late)
    assert address in links(desk.get("/desk/supervisor/complaints/?show=late"))
    page = desk.get(address)
    assert TEXT in main(page) and "Give the decision" not in main(page)
    assert desk.post(address, SHEET).status_code == 405
    decided(radu, ticket, days=20)
    assert address not in links(desk.get("/desk/supervisor/"))
    waiting = desk.get("/desk/supervisor/complaints/?show=decided")
    assert address in links(waiting) and "To be carried out" in main(waiting)


MEASURE = {
    "against": "seller",
    "person": "shop-4101",
    "kind": "account",
    "title": "Account of the shop",
    "what": "The account is suspended",
    "scope": "Until the identity is shown",
    "facts": "The register number belongs to somebody else",
    "ground": "Terms, 2.1",
    "redress": "Complain within six months",
    "automated": "no",
    "decided_by": "staff:olga\nrule-engine",
}


def test_an_operator_records_a_measure_and_takes_down_that_it_was_lifted(world: World, radu: Viewer) -> None:
    vlad = make_staff("vlad", Role.OPERATOR, Role.REVIEWER)
    desk = browser(vlad)
    form = desk.get("/desk/operator/measures/new")
    sent = {**MEASURE, "key": hidden(form, "key")}
    lacking = desk.post("/desk/operator/measures/new", {**sent, "ground": "", "kind": "", "person": "nobody"})
    assert lacking.status_code == 422 and {"#field-ground", "#field-kind"} <= links(lacking)
    assert MEASURE["facts"] in bar(lacking) and not PlatformMeasure.objects.exists()
    unknown = desk.post("/desk/operator/measures/new", {**sent, "person": "nobody"})
    assert unknown.status_code == 422 and "#field-person" in links(unknown)
    done = desk.post("/desk/operator/measures/new", sent)
    again = desk.post("/desk/operator/measures/new", sent)
    assert (done.status_code, done["Location"]) == (302, again["Location"])
    row = PlatformMeasure.objects.get()
    assert row.decided_by == ["rule-engine", "staff:olga", "staff:vlad"] and row.automated is False
    reference = done["Location"].rpartition("/")[2]
    assert reference in main(desk.get("/desk/operator/measures/"))
    file_complaint(world.seller, reference, TEXT, at=clock.now())
    decided(radu, measures.ticket(radu, reference), days=3)
    page = desk.get(done["Location"])
    assert "To be carried out" in main(page)
    assert desk.post(done["Location"], {"state": "in_force"}).status_code == 422
    assert desk.post(done["Location"], {"state": "lifted"}).status_code == 302
    assert PlatformComplaint.objects.get().state == "closed"
    assert "Take it down" not in main(desk.get(done["Location"]))
    late = desk.post(done["Location"], {"state": "changed"})
    assert late.status_code == 422 and "lifted this measure" in main(late)


def test_an_auditor_reads_and_each_look_is_written_down(world: World, radu: Viewer) -> None:
    ticket, desk = complained(world), browser(make_staff("paul", Role.AUDITOR))
    address = f"/desk/audit/complaints/{ticket.reference}"
    assert address in links(desk.get("/desk/audit/complaints/"))
    page = desk.get(address)
    assert TEXT in main(page) and "Give the decision" not in main(page)
    assert AuditEntry.objects.filter(action="look", actor_ref="staff:paul").count() == 2
    decided(radu, ticket, days=3)
    assert "decided a complaint about a measure" in main(desk.get("/desk/audit/"))
