"""Somebody complains without ground again and again: counted, warned by a person, suspended for a time, and heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from amiabil.actions import complainants as actions
from amiabil.actions.complainants import Act, Told
from amiabil.actions.complaints import Ruling, decide_complaint, file_complaint
from amiabil.actions.previews import prospect
from amiabil.channels.api import measure_documents
from amiabil.channels.portal.refused import refused as way_closed
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.complaints import Verdict
from amiabil.domain.disputes.errors import ProcessingSuspended
from amiabil.domain.disputes.measures import MeasureState
from amiabil.domain.terms import Lane, Reason, Role
from amiabil.domain.unfounded import StepKind
from amiabil.foundation.errors import Forbidden
from amiabil.foundation.fields import NotAChoice
from amiabil.records import clock, complainants, erasures, measures, tallying
from amiabil.records.models import (
    AuditEntry,
    Complainant,
    ComplainantStep,
    Customer,
    Dispute,
    Event,
    Order,
    PlatformMeasure,
    Published,
    Shop,
    StaffMember,
)
from amiabil.records.new_id import new_id
from amiabil.ui.reader import Reader
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser, opened
from tests.factories import World, later, make_order, make_staff
from tests.measures_world import DECISION, REASONS, recorded, trust_issuer

pytestmark = pytest.mark.django_db

TOLD = Told("A warning", REASONS)


@pytest.fixture(autouse=True)
def issuer(world: World, settings: Settings) -> None:
    trust_issuer(settings)


@pytest.fixture
def sofia() -> Viewer:
    return make_staff("sofia", Role.SUPERVISOR)


def ended(world: World, outcome: str, *, times: int, filed: datetime) -> None:
    """Disputes of the buyer that were closed so a day after they were filed, and counted."""
    shop = Shop.objects.get(id=world.shop_id)
    made = []
    for _ in range(times):
        order = make_order(world.buyer, shop, f"old-{new_id().hex[:12]}")
        made.append(Dispute.objects.get(case__reference=opened(replace(world, order_ref=order.ref))).case_id)
    Dispute.objects.filter(case_id__in=made).update(
        state="closed", outcome=outcome, opened_at=filed, closed_at=filed + timedelta(days=1)
    )
    complainants.count(made, at=filed + timedelta(days=2))


@pytest.fixture
def often(world: World) -> UUID:
    """The buyer, of whose seven decided complaints six had nothing in them."""
    ended(world, "decided_seller", times=6, filed=later(days=1))
    ended(world, "settled_by_agreement", times=1, filed=later(days=1))
    assert world.buyer.person_id is not None
    return world.buyer.person_id


def at_desk(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)


def test_from_the_figures_to_a_suspension_and_back(
    world: World, sofia: Viewer, often: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, own, address = browser(sofia), browser(world.buyer), f"/desk/supervisor/complainants/{often}"
    at_desk(monkeypatch, later(days=5))
    home = desk.get("/desk/supervisor/complainants/")
    assert address in links(home) and "6 of 7" in main(home)
    page = desk.get(address)
    assert f"{address}/warn" in links(page) and f"{address}/suspend" not in links(page)
    form = desk.get(f"{address}/warn")
    sheet = {
        "key": hidden(form, "key"),
        "title": "A warning",
        **{name: getattr(REASONS, name) for name in ("what", "scope", "facts", "ground", "redress")},
    }
    empty = desk.post(f"{address}/warn", {**sheet, "facts": " "})
    assert empty.status_code == 422 and "#field-facts" in links(empty)
    for _ in range(2):  # a second click
        assert desk.post(f"{address}/warn", sheet)["Location"] == address
    assert "staff:" not in desk.get(address).content.decode(), "who warned has a name"
    warning = PlatformMeasure.objects.get(kind="warning")
    shown = own.get(f"/en/measures/{warning.case.reference}")
    assert REASONS.facts in main(shown) and f"/en/measures/{warning.case.reference}/complaint" in links(shown)
    assert address not in links(desk.get("/desk/supervisor/complainants/"))
    assert address in links(desk.get("/desk/supervisor/complainants/?show=looked-at"))
    early = desk.post(f"{address}/suspend", {**sheet, "key": str(new_id()), "days": "30"})
    assert early.status_code == 422 and "reply to the warning" in main(early)
    ended(world, "decided_seller", times=1, filed=later(days=22))
    at_desk(monkeypatch, later(days=25))
    wrong = desk.post(f"{address}/suspend", {**sheet, "key": str(new_id()), "days": "91"})
    assert wrong.status_code == 422 and "#field-days" in links(wrong)
    sent = desk.post(f"{address}/suspend", {**sheet, "key": str(new_id()), "days": "30"})
    assert sent.status_code == 302 and "rest until" in main(desk.get(address))
    resting = PlatformMeasure.objects.get(kind="processing")
    assert AuditEntry.objects.filter(action="measure.record", actor_ref="staff:sofia").count() == 2
    found = prospect(world.buyer, world.order_ref)
    units = {"L1": 1}
    assert found.opens(units, Reason.NC_DEFECTIVE, at=later(days=25)).lane is Lane.STATUTORY_CONFORMITY
    assert found.opens(units, Reason.NR_LOST, at=later(days=25)).lane is Lane.GUARANTEE
    form = own.get(f"/en/orders/{world.order_ref}/dispute?reason=nc_defective")
    assert form.status_code == 200
    lifted = contested(world, resting.case.reference)
    assert lifted.state is MeasureState.LIFTED and lifted.complaint is not None
    assert lifted.complaint.closed_at == later(days=27)
    assert found.opens(units, Reason.NC_DEFECTIVE, at=later(days=25)).lane is Lane.STATUTORY_CONFORMITY
    again = prospect(world.buyer, world.order_ref)
    assert again.suspended_until is None


def contested(world: World, reference: str) -> measures.Ticket:
    """A complaint about the suspension itself is heard at once, and a decision that lifts it carries itself out."""
    ticket = file_complaint(world.buyer, reference, "They did not come", at=later(days=26))
    assert ticket.complaint is not None and ticket.complaint.heard_from is None
    radu = make_staff("radu", Role.REVIEWER)
    with pytest.raises(NotAChoice):
        decide_complaint(radu, reference, Ruling(Verdict.CHANGED, DECISION, later(days=27)))
    return decide_complaint(radu, reference, Ruling(Verdict.LIFTED, DECISION, later(days=27)))


@pytest.fixture
def suspended(world: World, sofia: Viewer, often: UUID) -> UUID:
    """The buyer, warned on the 5th day and suspended on the 25th for 30 days."""
    actions.warn(sofia, Act(often, new_id(), later(days=5)), TOLD)
    ended(world, "decided_seller", times=1, filed=later(days=22))
    actions.suspend(sofia, Act(often, new_id(), later(days=25)), TOLD, days=30)
    return often


def test_what_the_law_gives_stays_open_and_the_rest_waits(world: World, suspended: UUID) -> None:
    until = complainants.suspension_of(suspended, at=later(days=25))
    assert until is not None and later(days=55) < until < later(days=56)
    other = recorded(world, against=Role.BUYER, at=later(days=1))
    waits = file_complaint(world.buyer, other.reference, "It was not me", at=later(days=26)).complaint
    assert waits is not None and waits.heard_from == until
    assert waits.due_at is not None and waits.due_at >= until + timedelta(days=14)
    page = browser(world.buyer).get(f"/en/measures/{other.reference}")
    assert "is kept" in main(page)
    Order.objects.filter(id=world.order_id).update(consumer=False)
    with pytest.raises(ProcessingSuspended) as refused:
        prospect(world.buyer, world.order_ref).opens({"L1": 1}, Reason.NC_DEFECTIVE, at=later(days=25))
    assert refused.value.facts["closes"] == until.isoformat().replace("+00:00", "Z")
    found = replace(prospect(world.buyer, world.order_ref), suspended_until=until)
    reader = Reader.of(world.buyer, now=later(days=25), case_zone="Europe/Bucharest")
    told = way_closed(refused.value, found, Reason.NC_DEFECTIVE, reader)
    assert [row.term for row in told.dates] == ["Closed to you until"]
    own_rules = way_closed(refused.value, found, Reason.WD_VOLUNTARY, reader)
    assert "protection is open" not in " ".join(way.text for way in own_rules.ways)


def test_the_decision_and_the_order_say_until_when_and_what_stays_open(
    world: World, suspended: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk(monkeypatch, later(days=25))
    own, resting = browser(world.buyer), PlatformMeasure.objects.get(kind="processing")
    assert "How long Until" in main(own.get(f"/en/measures/{resting.case.reference}"))
    own_rules = {"voluntary_returns": {"days": 60, "payer": "buyer"}}
    Shop.objects.filter(id=world.shop_id).update(identity=own_rules)
    page = own.get(f"/en/orders/{world.order_ref}")
    assert "Your complaints rest for a time" in main(page) and "/en/measures/" in links(page)
    assert main(page).count("closed to you") == 3, "the sentence, the protection, the shop's own rules"
    assert "reason=wd_voluntary" not in page.content.decode()
    assert "Holds meanwhile" in main(page)
    strip = main(own.get("/en/orders/")).split(f"Order {world.order_ref} ")[1]
    assert "You can open a dispute until" not in strip and "closed to you" in strip
    assert "Holds meanwhile: the legal guarantee." in strip and "Open a dispute" in strip
    at_desk(monkeypatch, later(days=57))
    after = own.get(f"/en/orders/{world.order_ref}")
    assert "closed to you" not in main(after) and "Your complaints rest" not in main(after)


def test_a_reply_to_a_warning_is_never_counted(world: World, sofia: Viewer, often: UUID) -> None:
    actions.warn(sofia, Act(often, new_id(), later(days=5)), TOLD)
    warning = PlatformMeasure.objects.get(kind="warning")
    file_complaint(world.buyer, warning.case.reference, "It is not so", at=later(days=6))
    complainants.count([warning.case_id], at=later(days=7))
    assert Complainant.objects.get().filed == 7
    other = recorded(world, against=Role.BUYER, at=later(days=1))
    file_complaint(world.buyer, other.reference, "It was not me", at=later(days=6))
    radu = make_staff("radu", Role.REVIEWER)
    decide_complaint(radu, other.reference, Ruling(Verdict.STANDS, DECISION, later(days=8)))
    complainants.count([other.case_id], at=later(days=9))
    one = Complainant.objects.get()
    assert (one.filed, one.upheld, one.unfounded) == (8, 1, 7)


def test_figures_follow_the_stream_of_events(world: World, often: UUID) -> None:
    Complainant.objects.all().delete()
    for seq, event in enumerate(Event.objects.order_by("at"), 1):
        Published.objects.create(
            stream_seq=seq, event_id=event.id, case_id=event.case_id, published_at=event.at
        )
    tallying.count_published(at=later(days=5))
    assert Complainant.objects.get().unfounded == 6


def test_what_is_older_than_a_year_leaves_the_figures(sofia: Viewer, often: UUID) -> None:
    complainants.count_all(at=later(days=360))
    assert Complainant.objects.get().unfounded == 6
    actions.clear(sofia, Act(often, new_id(), later(days=5)), "All of them were lost parcels")
    complainants.count_all(at=later(days=369))
    assert Complainant.objects.get().unfounded == 0 and ComplainantStep.objects.count() == 1
    complainants.count_all(at=later(days=371))
    assert not Complainant.objects.exists()


def test_only_a_supervisor_judges_and_erasure_forgets(world: World, sofia: Viewer, often: UUID) -> None:
    with pytest.raises(Forbidden):
        actions.warn(make_staff("ada", Role.AGENT), Act(often, new_id(), later(days=5)), TOLD)
    key = Viewer(role=Role.OPERATOR, ref="key:shop", scopes=frozenset({"cases:write", "admin"}))
    with pytest.raises(Forbidden):
        complainants.complainant(key, often)
    actions.clear(sofia, Act(often, new_id(), later(days=5)), "All of them were lost parcels")
    assert complainants.complainant(sofia, often).taken[0].kind is StepKind.CLEARED
    erasures.forget_person(often, at=later(days=6))
    assert not Complainant.objects.exists() and not ComplainantStep.objects.exists()


def test_whom_it_is_about_reads_what_was_proposed_in_their_language(
    world: World, sofia: Viewer, often: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    StaffMember.objects.filter(username="sofia").update(language="en")
    Customer.objects.filter(id=often).update(language="ro")
    at_desk(monkeypatch, later(days=5))
    desk, address = browser(sofia), f"/desk/supervisor/complainants/{often}/warn"
    form = desk.get(address)
    sheet = {part.name: part.value for part in form.context["parts"]}
    assert sheet["what"] == "This is a warning. Nothing is restricted."
    own = {"key": hidden(form, "key"), "facts": "Three photos show another lamp."}
    assert desk.post(address, {**sheet, **own}).status_code == 302
    warning = PlatformMeasure.objects.get(kind="warning").case
    assert warning.subject == "Reclamații fără temei: avertisment"
    page = main(browser(world.buyer).get(f"/ro/measures/{warning.reference}"))
    assert "Acesta este un avertisment. Nu se restricționează nimic." in page
    assert "Three photos show another lamp." in page
    assert page.count("Așa cum a fost scris, în această limbă: English") == 1
    document = measure_documents.document(sofia, measures.ticket(sofia, warning.reference))
    assert document["statement"]["languages"]["facts"] == "en"


def test_the_agent_reads_of_a_suspended_buyer_what_the_buyer_reads(
    world: World, suspended: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, panel = browser(make_staff("raluca", Role.AGENT)), f"/desk/agent/people/buyer/{suspended}"
    at_desk(monkeypatch, later(days=25))
    resting = main(desk.get(panel))
    assert "closed to you" in resting and "You can open a dispute until" not in resting
    at_desk(monkeypatch, later(days=57))
    assert "closed to you" not in main(desk.get(panel))
