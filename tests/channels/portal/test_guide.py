"""The part of a case that guides: the same for both sides, and of one piece with every other place that tells it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from itertools import product

import pytest

from amiabil.domain.access import Viewer
from amiabil.domain.disputes import deadlines, engine, outlook
from amiabil.domain.terms import Command, Flag, Lane, Reason, Remedy, Role, State, Timer
from amiabil.jobs import dispatch, notices
from amiabil.records import clock, stage_times
from amiabil.records.case_load import load
from amiabil.records.models import Customer, Dispute, Notice, Shop, StageTime
from amiabil.ui import letters
from amiabil.ui.case.forms import OFFERED
from amiabil.ui.reader import Reader
from amiabil.ui.words import first_sentences
from amiabil.ui.words.options import OPTIONS
from tests.channels.portal.visitor import signed_in
from tests.domain.disputes.test_procedure import CASES
from tests.factories import World, later, make_world
from tests.jobs.cases import opened, published, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> list:
    moment = [later(hours=1)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    stage_times._table.cache_clear()
    return moment


@pytest.fixture
def world() -> World:
    return make_world()


def page(viewer: Viewer, reference: str, query: str = "") -> str:
    room = "seller/disputes" if viewer.role is Role.SELLER else "disputes"
    answer = signed_in(viewer).get(f"/en/{room}/{reference}{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# ---- what each side can do -----------------------------------------------------------------------------


def test_both_sides_read_what_each_can_do(world: World) -> None:
    reference = opened(world)
    buyers, sellers = page(world.buyer, reference), page(world.seller, reference)
    for text in (buyers, sellers):
        assert str(OPTIONS[Command.REJECT_REQUEST].leads_to) in text
        assert (
            "For 48\N{NO-BREAK SPACE}hours it can be taken up again; then it ends, and the money kept" in text
        )
    assert "What the seller can do" in buyers and "What the buyer can do" in sellers
    assert f"/en/seller/disputes/{reference}/do/reject_request" in sellers
    assert "/do/reject_request" not in buyers, "what the other side can do is told, not offered"


def test_every_choice_of_a_party_that_has_a_page_has_words() -> None:
    said_elsewhere = {Command.MESSAGE, Command.CONVERT}
    for dispute, at_ in CASES.values():
        for role in (Role.BUYER, Role.SELLER):
            possible = {*engine.available_actions(dispute, role, at=at_)} & OFFERED
            assert possible - said_elsewhere <= set(OPTIONS)


# ---- first words ------------------------------------------------------------------------------------------


def test_every_side_of_every_dispute_has_words_to_begin_with() -> None:
    for role, reason, remedy in product((Role.BUYER, Role.SELLER), Reason, Remedy):
        found = first_sentences.sentences(role, reason, remedy)
        assert 3 <= len(found) <= 4 and all(str(one.text) for one in found)


def test_their_names_are_different_and_staff_have_none() -> None:
    keys = [one.key for one in first_sentences.every()]
    assert len(keys) == len(set(keys))
    assert first_sentences.sentences(Role.MEDIATOR, Reason.NC_DAMAGED, Remedy.REPAIR) == ()


def test_a_link_puts_the_sentence_into_the_box_without_a_script(world: World) -> None:
    reference = opened(world)
    found = re.search(
        r'href="(/en/disputes/[^"]+\?say=[^"#]+)#field-text" data-say="([^"]+)"', page(world.buyer, reference)
    )
    assert found is not None
    loaded = unescape(signed_in(world.buyer).get(found[1]).content.decode())
    assert re.search(r"<textarea[^>]*>" + re.escape(found[2]) + "</textarea>", loaded)
    strange = page(world.buyer, reference, "?say=s-open")
    assert re.search(r"<textarea[^>]*></textarea>", strange), "the other side's sentences are not theirs"


# ---- pressure ---------------------------------------------------------------------------------------------


def pressed(world: World) -> str:
    reference = opened(world)
    step(world.seller, reference, Command.MESSAGE, text="Te rog, închide disputa și îți trimit banii.")
    return reference


def test_both_sides_are_warned_when_one_presses(world: World, at: list) -> None:
    reference = pressed(world)
    at[0] = later(days=1, hours=1)
    assert Flag.PRESSURE_TO_CLOSE in load(world.buyer, reference).dispute.flags
    assert "You do not have to close this dispute." in page(world.buyer, reference)
    assert "Do not ask the buyer to close early." in page(world.seller, reference)
    assert "The seller urged to close the case" in page(world.buyer, reference), "in the history too"
    for one in dispatch.steps(published()):
        notices.tell(one.case_id, one.version, first=one.id)
    keys = set(Notice.objects.filter(key="dispute.flag").values_list("role", flat=True))
    assert keys == {"buyer", "seller"}


def test_without_pressure_nobody_is_warned(world: World) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.MESSAGE, text="Verific coletul și revin mâine.")
    assert "You do not have to close" not in page(world.buyer, reference)


def test_the_mail_says_what_to_do(world: World) -> None:
    reference = pressed(world)
    case = load(world.buyer, reference)
    reader = Reader.of(world.buyer, now=clock.now(), case_zone="Europe/Bucharest")
    told = letters.Notice("dispute.flag", {"flag": "pressure_to_close"}, reference, "Lamp", "Ana")
    assert "cât timp disputa e deschisă, banii rămân la noi" in letters.write(told, case.dispute, reader).text


# ---- how long it takes ---------------------------------------------------------------------------------


def test_stages_are_measured_from_ended_cases_and_told_only_when_they_are_many(
    world: World, at: list
) -> None:
    for number in range(3):
        other = make_world(f"m{number}")
        reference = opened(other)
        step(other.seller, reference, Command.REJECT_REQUEST, days=number + 1, reason="not_so", text="Nu")
        Dispute.objects.filter(buyer_id=other.buyer.person_id).update(state="closed", closed_at=later(days=9))
    assert stage_times.measure(at=later(days=20)) >= 1
    found = StageTime.objects.get(lane="guarantee", state="awaiting_seller")
    assert (found.cases, timedelta(seconds=found.median_seconds)) == (3, timedelta(days=2))
    assert timedelta(days=2) < timedelta(seconds=found.p90_seconds) <= timedelta(days=3)
    assert stage_times.typical(Lane.GUARANTEE, State.AWAITING_SELLER) is None, "three cases tell nothing"
    reference = opened(world)
    assert "not enough cases yet to say what is usual. The rules give it 5" in page(world.buyer, reference)
    StageTime.objects.update(cases=stage_times.ENOUGH)
    stage_times._table.cache_clear()
    said = page(world.buyer, reference).replace("\N{NO-BREAK SPACE}", " ")
    assert "In half of the cases this stage took at most 2 days, in nine of ten at most 3 days." in said


def test_measuring_again_replaces_and_old_cases_do_not_count(world: World) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_so", text="Nu")
    Dispute.objects.update(state="closed", closed_at=later(days=9))
    assert stage_times.measure(at=later(days=20)) == stage_times.measure(at=later(days=20)) == 1
    assert stage_times.measure(at=later(days=20) + stage_times.SINCE) == 0


# ---- one state, one instant, everywhere ------------------------------------------------------------------


def test_state_and_end_are_the_same_in_every_place(world: World) -> None:
    """disputes.md 3.9, 7: buyer, seller, API, mail and calendar tell the same state and the same end."""
    Customer.objects.update(language="en")
    reference = opened(world)
    dispute = load(world.buyer, reference).dispute
    due = outlook.turn(dispute).due_at
    assert due is not None
    name, shown = "Waiting for the seller's answer", "Monday, 12 October 2026, 23:59"
    assert dispute.state is State.AWAITING_SELLER
    for viewer in (world.buyer, world.seller):
        text = page(viewer, reference)
        assert name in text and shown in text and f'data-due="{due:%Y-%m-%dT%H:%M:%SZ}"' in text
    for viewer in (world.buyer, world.seller):
        reader = Reader.of(
            Viewer(role=viewer.role, language="en"), now=clock.now(), case_zone=dispute.policy.zone
        )
        told = letters.Notice("dispute.submit", {"reason": "nc_damaged"}, reference, "Lamp", "A")
        mail = letters.write(told, dispute, reader)
        assert name in mail.text and shown in mail.text and name in unescape(mail.html)
    path = f"/en/cases/{reference}/deadline-{Timer.SELLER_FIRST_ANSWER}.ics"
    file = signed_in(world.seller).get(path).content.decode().replace("\r\n ", "")
    assert f"DTEND:{due:%Y%m%dT%H%M%SZ}" in file and name in file and shown.replace(",", "\\,") in file
    own = deadlines.find(dispute, Role.SELLER, Timer.SELLER_FIRST_ANSWER)
    assert own is not None and own.due_at == due


# ---- who the seller is -----------------------------------------------------------------------------


def test_the_buyer_reads_who_the_trader_is_and_nobody_else_is_told(world: World) -> None:
    known = {"legal_name": "Lumina Comerț SRL", "address": "Str. Lungă 4, Brașov", "phone": "+40 200 000 014"}
    known |= {
        "register": "ONRC",
        "register_number": "J08/1/2018",
        "vat_number": "RO14",
        "email": "l@l.example",
    }
    Shop.objects.filter(id=world.shop_id).update(identity=known)
    reference = opened(world)
    told = page(world.buyer, reference).partition("Who the seller is")[2].partition("</details>")[0]
    shown = ("trader", "ONRC · J08/1/2018", *(known[one] for one in known if not one.startswith("register")))
    for fact in shown:
        assert fact in told, fact
    assert "Who the seller is" not in page(world.seller, reference)


def test_of_a_private_seller_it_is_said_that_consumer_rights_do_not_apply() -> None:
    world = make_world()
    Shop.objects.filter(id=world.shop_id).update(trader=False)
    told = page(world.buyer, opened(world))
    assert "private person: consumer rights do not apply" in told
