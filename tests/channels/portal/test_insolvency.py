"""What an insolvent seller's dispute leaves unpaid, and where it is claimed: pages, letter, dossier, mails and API."""

from __future__ import annotations

import json
from datetime import datetime
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest

from amiabil.actions.disputes import confirm_refund
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command
from amiabil.records import clock, insolvencies
from amiabil.records.case_load import load
from amiabil.records.models import Refund, Shop
from amiabil.ui import letters
from amiabil.ui.reader import Reader
from tests.channels.api.client import Program, make_key
from tests.channels.portal.visitor import signed_in
from tests.factories import DELIVERED, World, later, make_administrator, make_world
from tests.jobs.cases import opened, step

pytestmark = pytest.mark.django_db

FACTS = {
    "administrator": "Insolv Partners SPRL",
    "address": "Str. Dreptății 1, Bistrița",
    "email": "dosar@insolv.example",
    "court": "Tribunalul Bistrița-Năsăud",
    "court_ref": "1234/112/2026",
    "claims_until": "2026-12-15",
}
LINES = ({"ref": "L1", "title": "Lamp", "unit_price": 250000, "paid_out_at": DELIVERED},)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    moment = [later(hours=1)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def world() -> World:
    return make_world(lines=LINES, shipping=0)


@pytest.fixture
def program() -> Program:
    return Program(make_key("cases:read", "cases:write"))


def agreed(world: World, program: Program, **facts: str) -> str:
    """2,500.00 was agreed with the administrator; nothing is held, and the fund gives 2,000.00."""
    reference = opened(world, "2500.00")
    shop = Shop.objects.get(id=world.shop_id)
    assert program.post("/insolvencies", {"seller": shop.ref, **facts}).status == 200
    offer = {"remedy": "refund_keep", "amount": "2500.00"}
    step(make_administrator(shop), reference, Command.PROPOSE, days=2, **offer)
    return reference


def closed(world: World, program: Program, at: list[datetime], **facts: str) -> str:
    reference = agreed(world, program, **facts)
    at[0] = later(days=3)
    confirm_refund(Refund.objects.get().key, at=at[0])
    assert load(world.buyer, reference).dispute.outcome == "referred_external"
    return reference


def read(person: Viewer, path: str) -> str:
    return unescape(signed_in(person).get(path).content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_both_parties_read_what_stays_unpaid_and_where_to_file(
    world: World, program: Program, at: list[datetime]
) -> None:
    reference = closed(world, program, at, **FACTS)
    pages = {
        "buyer": read(world.buyer, f"/en/disputes/{reference}"),
        "seller": read(world.seller, f"/en/seller/disputes/{reference}"),
    }
    for page in pages.values():
        card = page.partition('id="way-unpaid"')[2].partition("</section>")[0]
        facts = [told for name, told in FACTS.items() if name != "claims_until"]
        for said in ("Not paid here", "500.00 lei", "https://www.bpi.ro/", *facts):
            assert said in card, said
        assert "Tuesday, 15 December 2026" in card
    assert "You can claim the rest" in pages["buyer"] and "Law 85/2014, art. 102" in pages["buyer"]
    assert "The buyer can claim the rest" in pages["seller"]


def test_it_is_said_while_the_rest_is_still_being_paid(world: World, program: Program) -> None:
    reference = agreed(world, program, administrator="Insolv Partners SPRL")
    page = read(world.buyer, f"/en/disputes/{reference}")
    assert page.index("way-unpaid") < page.index("way-insolvency")
    assert page.count("Insolv Partners SPRL") == 1


def test_the_administrators_who_signed_in_are_named_where_nobody_else_was(
    world: World, program: Program, at: list[datetime]
) -> None:
    reference = closed(world, program, at)
    assert "Vera Ionescu" in read(world.buyer, f"/en/disputes/{reference}").partition("way-unpaid")[2]


def test_the_letter_the_dossier_and_the_mail_say_it(
    world: World, program: Program, at: list[datetime]
) -> None:
    reference = closed(world, program, at, **FACTS)
    letter = read(world.buyer, f"/en/cases/{reference}/letter")
    assert "500.00 lei" in letter and "1234/112/2026" in letter and "Insolvency Bulletin" in letter
    case = load(world.buyer, reference)
    reader = Reader.of(world.buyer, now=clock.now(), case_zone="Europe/Bucharest")
    proceeding = insolvencies.of_case(world.buyer, case)
    news = letters.Notice(
        "dispute.closed", {"outcome": "referred_external"}, reference, "Lamp", "Ana", proceeding=proceeding
    )
    mail = letters.write(news, case.dispute, reader).text.replace("\N{NO-BREAK SPACE}", " ")
    dossier = signed_in(world.buyer).get(f"/en/cases/{reference}/dossier.zip")
    files = ZipFile(BytesIO(b"".join(dossier.streaming_content)))
    record = next(name for name in files.namelist() if name.endswith(".json") and "card" not in name)
    assert json.loads(files.read(record))["unpaid"] == "500.00 RON"
    assert "500,00 lei" in mail and "Tribunalul Bistrița-Năsăud" in mail and "15 decembrie 2026" in mail


def test_the_api_tells_the_sum_and_the_proceeding(world: World, program: Program, at: list[datetime]) -> None:
    before = opened(make_world("4102"), "269.89")
    told = program.get(f"/disputes/{before}").json
    assert (told["unpaid"], told["insolvency"]) == (None, None)
    reference = closed(world, program, at, **FACTS)
    told = program.get(f"/disputes/{reference}").json
    assert told["unpaid"] == {"amount": "500.00", "currency": "RON"}
    assert told["insolvency"] == {**FACTS, "phone": ""}


def test_what_is_learned_later_is_added(world: World, program: Program) -> None:
    reference, shop = opened(world), Shop.objects.get(id=world.shop_id).ref
    program.post("/insolvencies", {"seller": shop, "court": "Tribunalul Bistrița-Năsăud"})
    program.post("/insolvencies", {"seller": shop, "claims_until": "2026-12-15"})
    told = program.get(f"/disputes/{reference}").json["insolvency"]
    assert (told["court"], told["claims_until"]) == ("Tribunalul Bistrița-Năsăud", "2026-12-15")
    refused = program.post("/insolvencies", {"seller": shop, "claims_until": "15.12.2026"})
    assert refused.status == 422
