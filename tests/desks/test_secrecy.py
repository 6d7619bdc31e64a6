"""Evidence in confidence on the pages and over the API: who reads what of it, before and after the ruling."""

from __future__ import annotations

from html import unescape

import pytest

from amiabil.actions.mediation import take_case
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command, Role, Secrecy
from amiabil.records.case_load import load
from amiabil.records.evidence import evidence_of
from amiabil.records.models import AuditEntry, EvidenceItem
from tests.actions.cases import opened, step
from tests.channels.portal.visitor import signed_in
from tests.desks.reading import links
from tests.desks.stories import browser
from tests.factories import World, later, make_staff

pytestmark = pytest.mark.django_db

WORDS, WHY, SUMMARY = "The diagnosis is influenza", "It is about my health", "A letter of my doctor"


@pytest.fixture
def mira() -> Viewer:
    return make_staff("mira", Role.MEDIATOR)


def heard(world: World, mira: Viewer) -> str:
    reference = opened(world)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_damaged")
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    take_case(mira, reference)
    return reference


def hand_in(world: World, reference: str, **changed: str) -> int:
    given = {"kind": "document", "text": WORDS, "confidential": WHY, "summary": SUMMARY} | changed
    done: int = signed_in(world.buyer).post(f"/en/disputes/{reference}/do/add_evidence", given).status_code
    return done


def page(viewer: Viewer, reference: str) -> str:
    room = "seller/" if viewer.role is Role.SELLER else ""
    answer = signed_in(viewer).get(f"/en/{room}disputes/{reference}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_other_side_reads_a_summary_and_nothing_else(world: World, mira: Viewer) -> None:
    reference = heard(world, mira)
    assert hand_in(world, reference) == 302
    sellers = page(world.seller, reference)
    assert (
        WORDS not in sellers and f"Summary: {SUMMARY}" in sellers and f"Why in confidence: {WHY}" in sellers
    )
    assert "Only for whoever decides; not ruled on yet" in sellers
    assert WORDS in page(world.buyer, reference)
    assert EvidenceItem.objects.get(label="document-1").confidential


def test_the_form_says_who_reads_the_reason_and_the_ruling_weighs_it(world: World, mira: Viewer) -> None:
    reference = heard(world, mira)
    form = signed_in(world.buyer).get(f"/en/disputes/{reference}/do/add_evidence").content.decode()
    assert "The other side reads this reason" in " ".join(form.split())
    hand_in(world, reference)
    address = f"/desk/mediator/cases/{reference}/do/rule_confidential"
    ruling = unescape(browser(mira).get(address).content.decode())
    assert SUMMARY in ruling and WHY in ruling and ruling.count("checked") == 1


@pytest.mark.parametrize(
    ("role", "hidden"), [(Role.BUYER, False), (Role.SELLER, True), (Role.MEDIATOR, False)]
)
def test_who_sees_the_item_and_of_what_is_hidden_nothing_comes_out(
    world: World, mira: Viewer, role: Role, hidden: bool
) -> None:
    reference = heard(world, mira)
    hand_in(world, reference)
    viewer = {Role.BUYER: world.buyer, Role.SELLER: world.seller, Role.MEDIATOR: mira}[role]
    item = evidence_of(viewer, load(viewer, reference).case_id)[-1]
    assert (item.hidden, item.summary, item.secret_because) == (hidden, SUMMARY, WHY)
    assert (item.text == "") is hidden
    assert not hidden or (item.title, item.file_id, item.sha256, item.variants) == ("", None, "", ())


def test_a_mark_without_summary_or_a_summary_without_mark_keeps_nothing_back(
    world: World, mira: Viewer
) -> None:
    reference = heard(world, mira)
    for changed in ({"summary": ""}, {"confidential": ""}):
        assert hand_in(world, reference, **changed) == 422
    assert not EvidenceItem.objects.filter(label="document-1").exists()


def test_the_mediator_rules_and_both_read_why(world: World, mira: Viewer) -> None:
    reference = heard(world, mira)
    hand_in(world, reference)
    desk = browser(mira)
    address = f"/desk/mediator/cases/{reference}/do/rule_confidential"
    assert "Does it stay confidential?" in unescape(desk.get(address).content.decode())
    given = {"label": "document-1", "granted": "yes", "text": "It names an illness"}
    assert desk.post(address, given).status_code == 302
    for viewer in (world.buyer, world.seller):
        read = page(viewer, reference)
        assert "It names an illness" in read and "It stays confidential" in read
    assert WORDS not in page(world.seller, reference)


def test_the_reviewer_of_an_appeal_rules_on_what_comes_during_it(world: World, mira: Viewer) -> None:
    reference = heard(world, mira)
    step(world.buyer, reference, Command.WAIVE_EVIDENCE, later(days=2))
    step(world.seller, reference, Command.WAIVE_EVIDENCE, later(days=2))
    form = {"amount": "90.00", "remedy": "refund_keep", "grounds": "Seen", "rule": "ro-default@3"}
    step(mira, reference, Command.DECIDE, later(days=2, hours=1), **form)
    step(world.buyer, reference, Command.APPEAL, later(days=2, hours=2), ground="fact_error", ask="180.00")
    step(world.seller, reference, Command.WAIVE_APPEAL, later(days=2, hours=2))
    assert hand_in(world, reference) == 302
    assert WORDS not in page(world.seller, reference)
    desk = browser(make_staff("radu", Role.REVIEWER))
    case = f"/desk/reviewer/cases/{reference}"
    read = unescape(desk.get(case).content.decode())
    assert WORDS in read and "rule on the evidence that was given in confidence" in read
    final = {"amount": "180", "grounds": "The letter shows it"}
    refused = desk.post(f"{case}/do/decide_appeal", final)
    assert "a ruling on each item marked confidential" in unescape(refused.content.decode())
    given = {"label": "document-1", "granted": "yes", "text": "It names an illness"}
    assert desk.post(f"{case}/do/rule_confidential", given).status_code == 302
    assert "rule on the evidence" not in unescape(desk.get(case).content.decode())
    assert desk.post(f"{case}/do/decide_appeal", final).status_code == 302


def test_an_auditor_reads_what_is_hidden_from_the_other_side_and_rules_on_nothing(
    world: World, mira: Viewer
) -> None:
    reference = heard(world, mira)
    hand_in(world, reference)
    paul = make_staff("paul", Role.AUDITOR)
    item = evidence_of(paul, load(paul, reference).case_id)[-1]
    assert (item.hidden, item.text, item.summary, item.secret_because) == (False, WORDS, SUMMARY, WHY)
    desk, case = browser(paul), f"/desk/audit/cases/{reference}"
    answer = desk.get(case)
    read = unescape(answer.content.decode())
    assert WORDS in read and "Only for whoever decides; not ruled on yet" in read
    assert not [one for one in links(answer) if "/do/" in one]
    assert AuditEntry.objects.filter(
        action="look", actor_ref="staff:paul", subject__contains=reference
    ).exists()
    given = {"label": "document-1", "granted": "yes", "text": "It names an illness"}
    for room in ("audit", "mediator", "reviewer"):
        refused = desk.post(f"/desk/{room}/cases/{reference}/do/rule_confidential", given)
        assert refused.status_code in {403, 404}
    assert load(paul, reference).dispute.evidence[-1].secrecy is Secrecy.ASKED
