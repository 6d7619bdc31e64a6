"""Where do the goods go back to? Said once by the shop or in the case, and read by the buyer wherever they look."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.return_address import AddressFrom, return_address
from amiabil.domain.terms import Command, Reason, Remedy, ShopRight
from amiabil.records import clock
from amiabil.records.case_load import load
from amiabil.records.models import Dispute, Shop
from amiabil.records.new_id import new_id
from tests.actions.cases import opened, step
from tests.channels.portal.visitor import signed_in
from tests.factories import OPENED, PARCEL, World, later, make_member, make_world

pytestmark = pytest.mark.django_db

DEPOT = "Depozit retururi\r\nStr. Fabricii 4\r\nCluj-Napoca 400632"
LINE = "Depozit retururi, Str. Fabricii 4, Cluj-Napoca 400632"
REGISTERED = "Str. Morii 1, Sibiu"


@pytest.fixture(autouse=True)
def at_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: OPENED)


@pytest.fixture
def world() -> World:
    world = make_world()
    Shop.objects.filter(id=world.seller.shop_id).update(identity={"address": REGISTERED}, return_address="")
    return world


@pytest.fixture
def buyer(world: World) -> Client:
    return signed_in(world.buyer)


def withdrawn(buyer: Client) -> str:
    buyer.post("/en/orders/4101/withdraw", {"case": str(new_id()), "units-L1": "1"})
    return Dispute.objects.get().case.reference


def read_by(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def card_of(client: Client, reference: str) -> str:
    return read_by(client, f"/en/disputes/{reference}").split('id="way-return"')[1].split("</section>")[0]


def test_what_was_said_last_and_nearest_counts() -> None:
    said = {"in_case": "A", "with_label": True, "of_shop": "B", "of_trader": "C"}
    assert return_address(**said).given_by is AddressFrom.LABEL
    assert return_address(**{**said, "with_label": False}).given_by is AddressFrom.CASE
    assert return_address(**{**said, "in_case": " "}).given_by is AddressFrom.SHOP
    assert return_address(**{**said, "in_case": "", "of_shop": ""}).text == "C"
    assert return_address(in_case="", with_label=False, of_shop="", of_trader="") is None


def test_the_shop_says_it_once_and_buyers_read_it_everywhere(buyer, world) -> None:
    shop = signed_in(world.seller)
    assert 'name="text"' in read_by(shop, "/en/settings/")
    assert 'name="text"' not in read_by(buyer, "/en/settings/")
    answer = shop.post("/en/settings/returns", {"text": DEPOT})
    assert answer["Location"] == "/en/settings/#returns"
    assert "Str. Fabricii 4" in read_by(shop, "/en/settings/")
    reference = withdrawn(buyer)
    for path in (f"/en/disputes/{reference}", f"/en/disputes/{reference}/withdrawal"):
        assert f"{LINE} (the shop&#x27;s address for returns)" in read_by(buyer, path)
    kept = buyer.get(f"/en/disputes/{reference}/withdrawal?save=1").content.decode()
    assert f"Send the goods to: {LINE}" in kept
    assert f'href="/en/disputes/{reference}#way-return"' in read_by(
        buyer, f"/en/disputes/{reference}/withdrawal"
    )
    assert 'id="way-return"' in read_by(buyer, f"/en/disputes/{reference}")


def test_only_who_manages_the_shop_says_it(world) -> None:
    clerk = make_member(Shop.objects.get(id=world.seller.shop_id), "ion", rights=[ShopRight.ANSWER])
    assert 'name="text"' not in read_by(signed_in(clerk), "/en/settings/")
    assert signed_in(clerk).post("/en/settings/returns", {"text": "elsewhere"}).status_code == 403
    signed_in(world.seller).post("/en/settings/returns", {"text": "x" * 401})
    assert Shop.objects.get(id=world.seller.shop_id).return_address == ""


def test_in_a_case_the_seller_says_another_and_the_buyer_is_told(buyer, world) -> None:
    Shop.objects.filter(id=world.seller.shop_id).update(return_address="Str. Veche 9")
    reference = withdrawn(buyer)
    shop, address = signed_in(world.seller), f"/en/seller/disputes/{reference}/do/give_return_address"
    assert f'href="{address}"' in read_by(shop, f"/en/seller/disputes/{reference}")
    form = shop.get(address)
    assert "Str. Veche 9" in form.content.decode(), "begun with what the shop says for every return"
    sent = {"version": form.context["version"], "key": str(form.context["key"])}
    assert shop.post(address, {**sent, "text": " "}).status_code == 422
    assert shop.post(address, {**sent, "text": DEPOT}).status_code == 302
    page = read_by(buyer, f"/en/disputes/{reference}")
    assert f"{LINE} (given by the seller for this return)" in page
    assert "The seller gave the address for the return" in page
    before = load(world.buyer, reference).dispute
    assert before.state == "return_shipment_due"


def test_without_any_other_the_registered_address_stands_and_says_so(buyer) -> None:
    page = read_by(buyer, f"/en/disputes/{withdrawn(buyer)}")
    assert f"{REGISTERED} (the seller&#x27;s registered address; no other was given for returns)" in page


def test_where_nobody_has_given_one_each_side_reads_what_follows(buyer, world) -> None:
    Shop.objects.filter(id=world.seller.shop_id).update(identity={})
    reference = withdrawn(buyer)
    assert "Your withdrawal stays valid meanwhile" in read_by(buyer, f"/en/disputes/{reference}")
    sellers = read_by(signed_in(world.seller), f"/en/seller/disputes/{reference}")
    assert "You have given no address yet." in sellers


def test_an_address_that_came_with_the_label_stands_in_the_sellers_words(buyer, world) -> None:
    returned = Submission(
        {"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.RETURN_REFUND, "269.89"), text="Crăpat", answers=PARCEL
    )
    reference = opened(world, returned)
    step(world.seller, reference, Command.ACCEPT_REQUEST, later(days=1))
    step(world.seller, reference, Command.PROVIDE_LABEL, later(days=1), text=DEPOT)
    card = card_of(buyer, reference)
    assert "Str. Fabricii 4<br>" in card and "Send the goods to" not in card
    step(world.seller, reference, Command.GIVE_RETURN_ADDRESS, later(days=1), text="Str. Nouă 2")
    card = card_of(buyer, reference)
    assert "Str. Nouă 2 (given by the seller for this return)" in card
    assert "Str. Fabricii 4" not in card, "only the last word counts"
