"""Every act of a buyer and a seller has a whole way: the link, the form that says what follows, and the doing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from amiabil.actions.disputes import bring_up_to, confirm_refund
from amiabil.actions.mediation import take_case
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import Actor
from amiabil.domain.disputes.procedure import HOLDERS
from amiabil.domain.disputes.reports import Scan
from amiabil.domain.terms import CarrierStatus, Command, Direction, EvidenceStatus, Remedy, Role, ShopRight
from amiabil.records import clock
from amiabil.records.case_load import load
from amiabil.records.case_save import save
from amiabil.records.models import Conversation, EvidenceItem, Shop
from amiabil.ui.case import forms
from tests.actions.cases import opened, row, step
from tests.channels.portal.test_journey import photo
from tests.channels.portal.visitor import signed_in
from tests.factories import World, later, make_member, make_staff, make_world

pytestmark = pytest.mark.django_db

C = Command
BOTH = (Role.BUYER, Role.SELLER)


class Case:
    """A case with both sides at their pages; ``now`` is what the clock says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world: World = make_world()
        self.reference = opened(self.world)
        self.mediator = make_staff("mira", Role.MEDIATOR)
        self.reviewer = make_staff("radu", Role.REVIEWER)
        self._patch = monkeypatch
        self.at(days=1)

    def at(self, **how: float) -> datetime:
        self.now = later(**how)
        self._patch.setattr(clock, "now", lambda: self.now)
        return self.now

    def viewer(self, role: Role) -> Viewer:
        return {
            Role.BUYER: self.world.buyer,
            Role.SELLER: self.world.seller,
            Role.MEDIATOR: self.mediator,
            Role.REVIEWER: self.reviewer,
        }[role]

    def page(self, role: Role, path: str = "", language: str = "en") -> str:
        room = "seller/" if role is Role.SELLER else ""
        return f"/{language}/{room}disputes/{self.reference}{path}"

    def client(self, role: Role) -> Client:
        return signed_in(self.viewer(role))

    def do(self, role: Role, command: Command, **fields: Any) -> Any:
        """Follow the link on the page, read the form, send it."""
        client = self.client(role)
        address = self.page(role, f"/do/{command}")
        page = client.get(self.page(role)).content.decode()
        assert f'href="{address}"' in page, f"no way to {command}"
        form = client.get(address)
        assert form.status_code == 200
        assert "conseq" in form.content.decode()
        for language in ("ro", "en"):
            assert client.get(self.page(role, f"/do/{command}", language)).status_code == 200
        hidden = form.context["form"].hidden
        version = form.context["version"]
        return client.post(address, {**hidden, "version": version, "key": str(form.context["key"]), **fields})

    def done(self, role: Role, command: Command, **fields: Any) -> str:
        answer = self.do(role, command, **fields)
        assert answer.status_code == 302, _said(answer)
        for side in BOTH:
            assert self.client(side).get(self.page(side)).status_code == 200
        return self.state

    def step(self, role: Role, command: Command, **arguments: Any) -> None:
        if role is Role.MEDIATOR and row(self.reference).mediator_id is None:
            row(self.reference).__class__.objects.update(mediator_id=self.mediator.person_id)
        step(self.viewer(role), self.reference, command, self.now, **arguments)

    @property
    def state(self) -> str:
        return row(self.reference).state


def _said(answer: Any) -> str:
    context = answer.context or {}
    notices = [one.text for one in context.get("notices", ())]
    shown = [one.text for one in context["summary"].errors] if context.get("summary") else []
    return f"{answer.status_code}: {notices} {shown}"


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    return Case(monkeypatch)


Way = Callable[[Case], None]


def to_return(case: Case) -> None:
    case.done(Role.SELLER, C.PROPOSE, remedy="return_refund", amount="269,89", return_cost="seller")
    case.done(Role.BUYER, C.ACCEPT)


def to_goods(case: Case, **more: str) -> None:
    case.done(Role.SELLER, C.PROPOSE, remedy="replacement", **more)
    case.done(Role.BUYER, C.ACCEPT)


def to_mediator(case: Case) -> None:
    case.step(
        Role.SELLER, C.REJECT_REQUEST, reason="used", evidence=[{"kind": "packing_photo", "label": "p"}]
    )
    case.done(Role.BUYER, C.ESCALATE)


def to_decision(case: Case, amount: str = "100.00") -> None:
    to_mediator(case)
    case.at(days=8)
    case.step(Role.MEDIATOR, C.DECIDE, remedy="refund_keep", amount=amount, grounds="G", rule="R")


def test_every_command_of_a_party_has_a_page() -> None:
    elsewhere = {C.SUBMIT, C.MESSAGE, C.SCAN}
    missing = {one for one in Command if HOLDERS[one] & set(BOTH)} - forms.OFFERED - elsewhere
    assert not missing


def test_a_return_that_is_in_order(case: Case) -> None:
    to_return(case)
    assert case.state == "return_label_due"
    label = {"text": "Str. Lungă 5, Brașov", "tracking": "FAN 123", "files-document": photo("eticheta.jpg")}
    assert case.done(Role.SELLER, C.PROVIDE_LABEL, **label) == "return_shipment_due"
    assert "Str. Lungă 5" in case.client(Role.BUYER).get(case.page(Role.BUYER)).content.decode()
    assert EvidenceItem.objects.filter(kind="document", file_id__isnull=False).count() == 1
    due = engine.due(dispute(case))
    case.done(Role.BUYER, C.EXTEND)
    assert engine.due(dispute(case)) != due
    refused = case.do(Role.BUYER, C.RECORD_RETURN_SHIPMENT, proof="tracking", carrier_chosen_by="seller")
    assert (refused.status_code, refused.context["summary"].errors[0].url) == (422, "#field-tracking")
    refused = case.do(Role.BUYER, C.RECORD_RETURN_SHIPMENT, proof="receipt", carrier_chosen_by="buyer")
    assert refused.status_code == 422
    sent = {"proof": "tracking", "tracking": "FAN 123", "carrier_chosen_by": "seller"}
    assert case.done(Role.BUYER, C.RECORD_RETURN_SHIPMENT, **sent) == "return_in_transit"
    scan(case, "delivered")
    assert case.state == "return_inspection"
    assert case.do(Role.SELLER, C.INSPECT).status_code == 422
    assert case.done(Role.SELLER, C.INSPECT, ok="yes") == "remedy_pending"


def test_a_return_with_a_receipt_is_recorded_once(case: Case) -> None:
    to_return(case)
    case.done(Role.SELLER, C.PROVIDE_LABEL, text="Str. Lungă 5")
    sent = {"proof": "receipt", "carrier_chosen_by": "buyer", "key": "018f3c1e-0000-7000-8000-000000000001"}
    case.done(
        Role.BUYER, C.RECORD_RETURN_SHIPMENT, **sent, **{"files-proof_of_dispatch": photo("chitanta.jpg")}
    )
    address = case.page(Role.BUYER, "/do/record_return_shipment")
    assert case.client(Role.BUYER).post(address, sent).status_code == 302
    assert EvidenceItem.objects.filter(kind="proof_of_dispatch").count() == 1


def test_a_return_that_is_not_in_order_opens_a_claim(case: Case) -> None:
    to_return(case)
    case.done(Role.SELLER, C.PROVIDE_LABEL, text="Str. Lungă 5")
    case.done(
        Role.BUYER, C.RECORD_RETURN_SHIPMENT, proof="tracking", tracking="1", carrier_chosen_by="seller"
    )
    scan(case, "delivered")
    asked = case.client(Role.SELLER).get(case.page(Role.SELLER, "/do/inspect")).content.decode()
    assert asked.count("(needed if something is not right)") == 2
    refused = case.do(Role.SELLER, C.INSPECT, ok="no", reason="se_empty_box")
    assert refused.status_code == 422
    again = refused.content.decode()
    assert "(needed if" not in again and "(optional)" not in again, "both photos are needed now"
    assert again.count("Still missing") == 2, "at the top and at the first of the two places"
    shown = {"files-photo_unboxing": photo("a.jpg"), "files-photo_weight_label": photo("b.jpg")}
    case.done(Role.SELLER, C.INSPECT, ok="no", reason="se_empty_box", **shown)
    assert dispute(case).awaits_claim
    parent, (claim,) = case.reference, _others(case)
    for role in BOTH:
        assert f'href="{case.page(role).replace(parent, claim)}"' in _shown(case, role)
    case.reference = claim
    for role in BOTH:
        assert f'href="{case.page(role).replace(claim, parent)}"' in _shown(case, role)


def _others(case: Case) -> list[str]:
    return list(Conversation.objects.exclude(reference=case.reference).values_list("reference", flat=True))


def _shown(case: Case, role: Role) -> str:
    return case.client(role).get(case.page(role)).content.decode()


def test_the_seller_does_without_the_return(case: Case) -> None:
    to_return(case)
    assert case.done(Role.SELLER, C.WAIVE_RETURN) == "remedy_pending"


def test_a_replacement_that_comes(case: Case) -> None:
    to_goods(case, perform_by="2026-10-20")
    assert "20 Oct" in case.client(Role.BUYER).get(case.page(Role.BUYER)).content.decode()
    case.done(Role.SELLER, C.PERFORM, tracking="FAN 9")
    assert "FAN 9" in case.client(Role.BUYER).get(case.page(Role.BUYER)).content.decode()
    assert case.done(Role.BUYER, C.PERFORM_CONFIRMED) == "closed"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"remedy": "replacement", "amount": "5"}, "amount"),
        ({"remedy": "replacement", "perform_by": "2026-10-01"}, "perform_by"),
        ({"remedy": "replacement", "perform_by": "soon"}, "perform_by"),
        ({"remedy": "return_refund"}, "amount"),
        ({"amount": "5"}, "remedy"),
    ],
)
def test_a_proposal_is_refused_beside_its_field(case: Case, fields: dict[str, str], field: str) -> None:
    answer = case.do(Role.SELLER, C.PROPOSE, **fields)
    assert (answer.status_code, answer.context["summary"].errors[0].url) == (422, f"#field-{field}")


def test_who_may_offer_but_not_answer_offers_with_words(case: Case) -> None:
    shop = Shop.objects.get(id=case.world.shop_id)
    member = make_member(shop, "sanda", rights=[ShopRight.SETTLE])
    client = signed_in(member)
    sent = {"remedy": Remedy.REFUND_KEEP.value, "amount": "50", "text": "Atât putem oferi."}
    assert client.post(case.page(Role.SELLER, "/do/propose"), sent).status_code == 302
    assert "Atât putem oferi." in case.client(Role.BUYER).get(case.page(Role.BUYER)).content.decode()


def test_a_question_is_answered(case: Case) -> None:
    to_mediator(case)
    case.step(Role.MEDIATOR, C.REQUEST_INFO, of="buyer", text="Which lamp? A photo of the label.")
    assert "Which lamp?" in case.client(Role.BUYER).get(case.page(Role.BUYER)).content.decode()
    assert case.do(Role.BUYER, C.ANSWER_INFO, text=" ").status_code == 422
    case.done(Role.BUYER, C.ANSWER_INFO, text="The white one.", **{"files-other": photo("eticheta.jpg")})
    shown = EvidenceItem.objects.get(case__reference=case.reference, kind="other")
    assert (shown.owner_role, shown.status) == ("buyer", "admitted")
    told = case.client(Role.SELLER).get(case.page(Role.SELLER)).content.decode()
    assert "The white one." in told and "The buyer added evidence: something else" in told


def test_a_recommendation_is_accepted_by_both(case: Case) -> None:
    to_mediator(case)
    case.step(Role.MEDIATOR, C.RECOMMEND, remedy="refund_keep", amount="120.00", text="Half each.")
    assert case.done(Role.BUYER, C.ACCEPT_RECOMMENDATION) == "recommendation_open"
    assert case.done(Role.SELLER, C.ACCEPT_RECOMMENDATION) == "remedy_pending"


def test_a_recommendation_is_refused(case: Case) -> None:
    to_mediator(case)
    case.step(Role.MEDIATOR, C.RECOMMEND, remedy="replacement", text="A new one.")
    assert case.done(Role.SELLER, C.DECLINE_RECOMMENDATION) == "in_mediation"


def test_another_mediator_is_asked_for_once(case: Case) -> None:
    to_mediator(case)
    take_case(case.mediator, case.reference)
    case.done(Role.BUYER, C.CHALLENGE, reason="They know each other.")
    assert C.CHALLENGE not in engine.available_actions(dispute(case), Role.BUYER, at=case.now)


def test_late_evidence_says_so(case: Case) -> None:
    to_mediator(case)
    case.at(days=8)
    answer = case.do(Role.BUYER, C.ADD_EVIDENCE, kind="photo_item", text="A crack.")
    assert answer.status_code == 302
    page = case.client(Role.BUYER).get(case.page(Role.BUYER)).content.decode()
    assert "Late" in page
    assert EvidenceItem.objects.filter(status=EvidenceStatus.LATE).count() == 1


def test_what_was_edited_is_declared_and_both_sides_read_it(case: Case) -> None:
    assert (
        'name="edited"'
        in case.client(Role.BUYER).get(case.page(Role.BUYER, "/do/add_evidence")).content.decode()
    )
    case.done(Role.BUYER, C.ADD_EVIDENCE, kind="photo_item", edited="1", **{"files-other": photo("a.jpg")})
    case.done(Role.BUYER, C.ADD_EVIDENCE, kind="photo_item", **{"files-other": photo("b.jpg")})
    declared = EvidenceItem.objects.filter(file_id__isnull=False).order_by("received_at", "id")
    assert [one.edited_media for one in declared] == [True, False]
    for side in BOTH:
        page = case.client(side).get(case.page(side)).content.decode()
        assert page.count("Edited, says whoever handed it in") == 1


def test_several_files_are_one_act(case: Case) -> None:
    before = row(case.reference).case.version
    files = {"files-other": [photo("a.jpg"), photo("b.jpg"), photo("c.jpg")]}
    case.done(Role.BUYER, C.ADD_EVIDENCE, kind="photo_item", text="Three sides.", **files)
    assert EvidenceItem.objects.filter(kind="photo_item", file_id__isnull=False).count() == 3
    assert row(case.reference).case.version == before + 1


def test_a_decision_is_appealed_in_its_range(case: Case) -> None:
    to_decision(case)
    refused = case.do(Role.BUYER, C.APPEAL, ground="fact_error", ask="50", text="No.")
    assert (refused.status_code, refused.context["summary"].errors[0].url) == (422, "#field-ask")
    assert (
        case.done(Role.BUYER, C.APPEAL, ground="fact_error", ask="200", text="It is not so.") == "in_appeal"
    )
    assert case.done(Role.SELLER, C.WAIVE_APPEAL) == "in_appeal"


def test_a_decision_both_accept_is_final(case: Case) -> None:
    to_decision(case)
    assert case.done(Role.BUYER, C.WAIVE_APPEAL) == "decided"
    assert case.done(Role.SELLER, C.WAIVE_APPEAL) == "remedy_pending"


def test_a_closed_case_is_taken_up_again(case: Case) -> None:
    case.done(Role.BUYER, C.WITHDRAW)
    case.at(days=4)
    case.client(Role.BUYER).get(case.page(Role.BUYER))
    bring_up_to(case.world.buyer, case.reference, at=case.now)
    assert case.state == "closed"
    page = case.client(Role.BUYER).get(case.page(Role.BUYER)).content.decode()
    assert "anpc.ro" in page
    assert "ec.europa.eu/odr" not in page
    assert case.do(Role.BUYER, C.REOPEN).status_code == 422
    assert case.done(Role.BUYER, C.REOPEN, ground="new_defect") == "negotiating"


def test_a_silent_seller_asks_to_be_heard(case: Case) -> None:
    case.at(days=6)
    bring_up_to(case.world.buyer, case.reference, at=case.now)
    confirm_refund(dispute(case).refunds[0].id, at=case.now)
    assert row(case.reference).outcome == "default_seller_silent"
    assert case.do(Role.SELLER, C.SET_ASIDE_DEFAULT, excuse="").status_code == 422
    assert case.done(Role.SELLER, C.SET_ASIDE_DEFAULT, excuse="We were flooded.") == "closed"
    assert dispute(case).set_aside_asked


def test_each_act_is_offered_once(case: Case) -> None:
    for role in BOTH:
        page = case.client(role).get(case.page(role))
        quiet = [act.url for act in page.context["acts"]]
        assert quiet and len(quiet) == len(set(quiet))


def test_a_withdrawal_needs_consent(case: Case) -> None:
    refused = case.do(Role.BUYER, C.CONVERT, reason="wd_statutory")
    assert (refused.status_code, refused.context["summary"].errors[0].url) == (422, "#field-consent")
    assert case.done(Role.BUYER, C.CONVERT, reason="wd_statutory", consent="yes") == "return_shipment_due"
    assert row(case.reference).lane == "statutory_withdrawal"


def test_the_buyer_turns_to_the_legal_guarantee_and_reads_what_it_does_to_the_money(case: Case) -> None:
    form = case.client(Role.BUYER).get(case.page(Role.BUYER, "/do/convert")).content.decode()
    assert "The money we keep goes to the seller: 269.89\N{NO-BREAK SPACE}lei." in form
    assert case.do(Role.BUYER, C.CONVERT, reason="statutory_conformity").status_code == 422
    case.done(Role.BUYER, C.CONVERT, reason="statutory_conformity", consent="yes")
    assert (row(case.reference).lane, row(case.reference).reason) == ("statutory_conformity", "nc_damaged")
    told = case.client(Role.SELLER).get(case.page(Role.SELLER)).content.decode()
    assert "The case goes on under the legal guarantee: arrived damaged" in told
    mine = case.client(Role.BUYER).get(case.page(Role.BUYER)).content.decode()
    assert "You turned to the legal guarantee: arrived damaged" in mine


def test_the_forms_say_whose_money_is_paid(case: Case) -> None:
    form = case.client(Role.SELLER).get(case.page(Role.SELLER, "/do/accept_request"))
    assert "From the money we keep" in form.content.decode()


def dispute(case: Case) -> Any:
    return load(case.world.buyer, case.reference).dispute


def scan(case: Case, status: str) -> None:
    found = load(case.world.buyer, case.reference)
    by = By(Actor(Role.CARRIER, "carrier"), case.now)
    acted = engine.act(found.dispute, C.SCAN, Scan(CarrierStatus(status), Direction.RETURN), by=by)
    save(found, acted, received_at=case.now)
