"""A consumer withdraws from a purchase in two steps, without a reason and without a script."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client

from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.models import Customer, Dispute
from amiabil.records.new_id import new_id
from amiabil.ui import letters
from amiabil.ui.reader import Reader
from tests.actions.cases import ask, opened
from tests.channels.portal.visitor import signed_in
from tests.desks.reading import hidden, links, main
from tests.factories import OPENED, World, make_world

pytestmark = pytest.mark.django_db

LINES = (
    {"ref": "L1", "title": "Lampă de birou", "unit_price": 24990},
    {"ref": "L2", "title": "Bec", "unit_price": 1900, "quantity": 2},
)
LAST_MINUTE = datetime(2026, 10, 19, 20, 59, 59, tzinfo=UTC)
"""Delivered on 5 October: 14 days later is the 19th, a Monday, until midnight in Bucharest."""


@pytest.fixture(autouse=True)
def at_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: OPENED)


@pytest.fixture
def world() -> World:
    return make_world(lines=LINES)


@pytest.fixture
def buyer(world: World) -> Client:
    return signed_in(world.buyer)


def confirm(client: Client, language: str = "ro", **units: str):
    named = {f"units-{ref}": count for ref, count in units.items()}
    return client.post(f"/{language}/orders/4101/withdraw", {"case": str(new_id()), **named})


def test_two_steps_and_no_reason(buyer) -> None:
    first = buyer.get("/ro/orders/4101/withdraw").content.decode()
    assert "Retragere din contract" in first
    assert "luni, 19 octombrie 2026, 23:59" in first
    assert "textarea" not in first
    assert 'name="reason"' not in first
    second = buyer.get("/ro/orders/4101/withdraw", {"check": "1", "units-L1": "0", "units-L2": "1"})
    page = second.content.decode()
    assert "Bec (1 bucată)" in page
    assert "Lampă" not in page.split('class="page-form')[1]
    assert not Dispute.objects.exists(), "the second step is what withdraws"
    answer = confirm(buyer, L2="1")
    saved = Dispute.objects.get()
    assert (saved.lane, saved.state, saved.reason) == (
        "statutory_withdrawal",
        "return_shipment_due",
        "wd_statutory",
    )
    assert urlsplit(answer["Location"]).path == f"/ro/disputes/{saved.case.reference}/withdrawal"


@pytest.mark.parametrize("script", ["page", "file"])
def test_the_acknowledgement_has_content_date_and_time(buyer, script) -> None:
    address = confirm(buyer, "en", L1="1", L2="2")["Location"]
    answer = buyer.get(address, {"save": "1"} if script == "file" else {})
    text = answer.content.decode()
    for part in ("Lampă de birou (1 piece); Bec (2 pieces)", "Wednesday, 7 October 2026, 10:15", "Ana Pop"):
        assert part in text
    if script == "file":
        assert answer["Content-Type"].startswith("text/plain")
        assert "attachment" in answer["Content-Disposition"]


def test_the_acknowledgement_is_mailed_to_the_buyer(buyer, world) -> None:
    confirm(buyer, "en", L1="1")
    from amiabil.records.case_load import load_by_id

    saved = Dispute.objects.get()
    case = load_by_id(world.buyer, saved.case_id)
    reader = Reader(world.buyer, "en", OPENED, case.dispute.policy.zone)
    told = letters.Notice(
        "dispute.submit", {"reason": "wd_statutory"}, case.reference, case.subject, "Ana Pop"
    )
    mail = letters.write(told, case.dispute, reader)
    assert case.reference in mail.subject
    for part in ("I withdraw from the contract for: Lampă de birou (1 piece).", "7 October 2026, 10:15"):
        assert part in mail.text
    assert f"/disputes/{case.reference}/withdrawal" in mail.text


def test_the_seller_reads_of_a_withdrawal_and_not_of_a_request(buyer, world) -> None:
    confirm(buyer, "en", L1="1")
    page = signed_in(world.seller).get(f"/en/seller/disputes/{Dispute.objects.get().case.reference}")
    assert "The buyer withdrew from the contract" in page.content.decode()


def test_it_is_open_to_the_last_minute_and_closed_with_ways_on_after_it(buyer, monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LAST_MINUTE)
    assert 'name="check"' in buyer.get("/en/orders/4101/withdraw").content.decode()
    assert "/orders/4101/withdraw" in buyer.get("/en/orders/").content.decode()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 19, 21, 0, 1, tzinfo=UTC))
    over = buyer.get("/en/orders/4101/withdraw").content.decode()
    assert "Monday, 19 October" in over
    assert "The marketplace&#x27;s protection is open." in over
    assert confirm(buyer, "en", L1="1").status_code == 409
    assert not Dispute.objects.exists()


def test_a_second_click_withdraws_once(buyer) -> None:
    sent = {"case": str(new_id()), "units-L1": "1"}
    places = [buyer.post("/ro/orders/4101/withdraw", sent)["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert Dispute.objects.count() == 1


def test_what_the_law_leaves_out_is_not_offered_and_says_why() -> None:
    lines = ({**LINES[0], "category": "personalised"}, LINES[1])
    client = signed_in(make_world(lines=lines).buyer)
    page = client.get("/en/orders/4101/withdraw").content.decode()
    assert 'name="units-L2"' in page
    assert 'name="units-L1"' not in page
    assert "The law leaves out goods of this kind." in page
    assert confirm(client, "en", L1="1").status_code == 409
    assert not Dispute.objects.exists()


def test_an_order_the_law_leaves_out_hides_the_function(world) -> None:
    lines = ({**LINES[0], "category": "personalised"},)
    client = signed_in(make_world("4102", lines=lines).buyer)
    assert "/withdraw" not in client.get("/en/orders/").content.decode()
    page = client.get("/en/orders/4102").content.decode()
    assert "/withdraw" not in page
    assert "The law leaves out goods of this kind." in page


def test_nothing_chosen_is_said(buyer) -> None:
    answer = buyer.get("/en/orders/4101/withdraw", {"check": "1", "units-L1": "0"})
    assert answer.status_code == 422
    assert confirm(buyer).status_code == 422


def test_pieces_in_a_case_lead_to_that_case(buyer, world) -> None:
    reference = opened(world, ask("200.00"))
    page = buyer.get("/en/orders/4101/withdraw").content.decode()
    assert f"/disputes/{reference}" in page
    assert 'name="units-L2"' in page
    assert confirm(buyer, "en", L1="1").status_code == 409


def test_who_has_no_address_is_asked_for_one_and_nobody_else(buyer, world) -> None:
    assert 'name="email"' not in buyer.get("/en/orders/4101/withdraw?check=1&units-L1=1").content.decode()
    Customer.objects.filter(id=world.buyer.person_id).update(email="")
    assert 'name="email"' in buyer.get("/en/orders/4101/withdraw?check=1&units-L1=1").content.decode()
    sent = {"case": str(new_id()), "units-L1": "1"}
    assert buyer.post("/en/orders/4101/withdraw", {**sent, "email": "nobody"}).status_code == 422
    assert not Dispute.objects.exists()
    assert buyer.post("/en/orders/4101/withdraw", {**sent, "email": "ana@example.net"}).status_code == 302
    assert Customer.objects.get(id=world.buyer.person_id).email == "ana@example.net"


def test_a_stranger_finds_nothing(buyer) -> None:
    address = confirm(buyer, L1="1")["Location"]
    stranger = signed_in(make_world("4999").buyer)
    assert stranger.get("/ro/orders/4101/withdraw").status_code == 404
    assert stranger.get(address).status_code == 404
    assert stranger.get("/ro/orders/4101").status_code == 404


def test_another_case_has_no_acknowledgement(buyer, world) -> None:
    assert world.buyer.role is Role.BUYER
    reference = opened(world, ask("200.00"))
    assert buyer.get(f"/ro/disputes/{reference}/withdrawal").status_code == 404
    assert "/withdrawal" not in buyer.get(f"/ro/disputes/{reference}").content.decode()


def test_the_page_of_the_case_leads_the_buyer_to_the_acknowledgement(buyer, world) -> None:
    confirm(buyer, "en", L1="1")
    reference = Dispute.objects.get().case.reference
    link = f'href="/en/disputes/{reference}/withdrawal"'
    assert link in buyer.get(f"/en/disputes/{reference}").content.decode()
    sellers = signed_in(world.seller).get(f"/en/seller/disputes/{reference}").content.decode()
    assert link not in sellers, "the acknowledgement is the buyer's"


def test_a_withdrawal_shows_no_request_and_no_offers(buyer, world) -> None:
    case = confirm(buyer, L1="1")["Location"].removesuffix("/withdrawal")
    of_shop = case.replace("/disputes/", "/seller/disputes/")
    for client, path in ((buyer, case), (signed_in(world.seller), of_shop)):
        page = client.get(urlsplit(path).path).content.decode()
        assert "data-turn" in page and "offer-pair" not in page and "Încă nicio ofertă" not in page


@pytest.fixture
def unsent() -> World:
    """An order of which nothing has left yet."""
    return make_world(
        "4105", lines=({"ref": "L1", "title": "Lampă", "unit_price": 24990, "delivered_at": None},)
    )


def test_what_has_not_left_is_not_sent_back_and_the_seller_refunds(unsent: World) -> None:
    buyer, shop = signed_in(unsent.buyer), signed_in(unsent.seller)
    first = main(buyer.get("/en/orders/4105/withdraw"))
    answer = buyer.post("/en/orders/4105/withdraw", {"case": str(new_id()), "units-L1": "1"})
    reference = Dispute.objects.get().case.reference
    acknowledged = main(buyer.get(answer["Location"]))
    here = f"/en/disputes/{reference}"
    page = main(buyer.get(here))
    assert "Nothing has reached you, so you have nothing to send back" in page
    for text in (first, acknowledged, page):
        assert "Send the goods by" not in text and "To be sent until" not in text
    assert "Nothing, as nothing has reached you." in acknowledged
    assert "If the seller does not act: you receive" in page
    desk = f"/en/seller/disputes/{reference}"
    assert "Say whether the goods have left" in main(shop.get(desk))
    assert f"{desk}/do/waive_return" in links(shop.get(desk))
    form = shop.get(f"{desk}/do/waive_return")
    assert "Nothing has to come back" in main(form)
    assert shop.post(f"{desk}/do/waive_return", {"version": hidden(form, "version")}).status_code == 302
    assert Dispute.objects.get().state == "remedy_pending"
