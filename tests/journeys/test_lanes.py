"""How lanes end when somebody is silent, breaks a promise, or asks the bank: each side's page says the same."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.journeys.agreement import told_alike
from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually
from tests.journeys.test_pages import check
from tests.journeys.visitor import PHONE
from tests.journeys.ways import Deal, accept, case_at, case_in_shop, deal, opened, step


def _closed(product: Product, reference: str) -> dict[str, Any] | None:
    found = product.marketplace.dispute(reference)
    return found if found["state"] == "closed" else None


def _repair_asked(product: Product, of: Deal) -> str:
    body = {
        "order": of.ref,
        "units": {"1": 1},
        "reason": "nc_defective",
        "ask": {"remedy": "repair"},
        "answers": {"steps_to_see_defect": "Apăs pe întrerupător."},
        "evidence": [{"kind": "defect_description", "text": "Nu se aprinde."}],
    }
    return str(product.marketplace.open_dispute(body)["reference"])


def test_a_repair_that_is_not_done_becomes_a_lower_price(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "ro", days_ago=60)
    reference = _repair_asked(product, of)
    buyer, seller = meet("ro", viewport=PHONE), meet("ro", color_scheme="dark")
    seller.enter(of.seller, case_in_shop(seller, reference))
    accept(seller, "accept_request")
    expect(seller.page.locator("#way-promise")).to_contain_text("reparare")
    buyer.enter(of.buyer, case_at(buyer, reference))
    parties = [(buyer, case_at(buyer, reference)), (seller, case_in_shop(seller, reference))]
    assert told_alike(product, reference, parties)["otherwise"] == "everything_unlocked"
    with product.ahead(days=17):
        eventually(lambda: product.marketplace.dispute(reference)["state"] == "negotiating", 40)
        told_alike(product, reference, parties)
        check(buyer, [case_at(buyer, reference)])
        expect(seller.page.locator("#way-unlocked")).to_contain_text("15 zile")
        buyer.page.locator("#way-unlocked a[href$='/do/propose']").click()
        buyer.page.locator("input[name=remedy][value=price_reduction]").check()
        buyer.page.locator("input[name=amount]").fill("80")
        buyer.press()
        seller.goto(case_in_shop(seller, reference))
        accept(seller, "accept_request")
        ended = eventually(lambda: _closed(product, reference), 60)
        assert (ended["outcome"], ended["refunded"]["amount"]) == ("settled_by_agreement", "80.00")
        told_alike(product, reference, parties)
        for one in (buyer, seller):
            expect(one.page.locator("#way-closed")).to_contain_text("80,00")
    assert product.verified(reference)


def test_the_bank_decides_for_one_and_for_the_other(product: Product, meet: Meet, name: str) -> None:
    """Won by the seller the case goes on with all its days; won by the buyer it ends, and nothing is paid twice."""
    buyer, seller = meet("en"), meet("en", viewport=PHONE)
    for winner, state in (("seller", "awaiting_seller"), ("buyer", "closed")):
        of = deal(product, f"{name}{winner}", "en")
        reference = opened(product, of)
        parties = [(buyer, case_at(buyer, reference)), (seller, case_in_shop(seller, reference))]
        buyer.enter(of.buyer, parties[0][1])
        seller.enter(of.seller, parties[1][1])
        step(product, reference, "psp", "external_opened", ref=f"CB-{name}-{winner}", amount="267.17")
        assert told_alike(product, reference, parties)["act"] == "wait_for_proceeding"
        expect(buyer.page.locator("#way-suspended")).to_contain_text("267.17")
        expect(buyer.turn).to_contain_text("The bank is deciding")
        step(product, reference, "psp", "external_closed", ref=f"CB-{name}-{winner}", won_by=winner)
        assert product.marketplace.dispute(reference)["state"] == state
        told_alike(product, reference, parties)
        assert not product.refunds_of(reference)
    for one in (buyer, seller):
        expect(one.page.locator("#way-closed")).to_contain_text("Paid through the bank")


SILENT = {
    "no label": ("settled_by_agreement", "249.90"),
    "not sent": ("return_not_sent", "0.00"),
    "lost": ("settled_by_agreement", "249.90"),
    "not checked": ("settled_by_agreement", "249.90"),
}


def _return_on_its_way(product: Product, of: Deal, until: str) -> str:
    """A return that was agreed, as far as the next silence."""
    reference = opened(product, of)
    step(product, reference, "seller", "propose", remedy="return_refund", amount="249.90")
    step(product, reference, "buyer", "accept", proposal="seller", amount="249.90")
    if until != "no label":
        step(product, reference, "seller", "provide_label", text="Str. Lungă 5, Brașov")
    scans = {"lost": ("accepted",), "not checked": ("accepted", "delivered")}.get(until, ())
    for status in scans:
        step(product, reference, "carrier", "scan", status=status, direction="return")
    return reference


def test_silence_at_every_station_of_a_return(product: Product, meet: Meet, name: str) -> None:
    """What was foretold beside each deadline is what then happens, and both sides read the same sum."""
    cases: dict[str, tuple[Deal, str]] = {}
    for number, until in enumerate(SILENT):
        of = deal(product, f"{name}{number}", "ro")
        cases[until] = (of, _return_on_its_way(product, of, until))
    buyer, seller = meet("ro"), meet("ro", viewport=PHONE)
    with product.ahead(days=35):
        for until, (of, reference) in cases.items():
            ended = eventually(lambda reference=reference: _closed(product, reference), 60)
            assert (ended["outcome"], ended["refunded"]["amount"]) == SILENT[until], until
            buyer.enter(of.buyer, case_at(buyer, reference))
            seller.enter(of.seller, case_in_shop(seller, reference))
            told_alike(
                product,
                reference,
                [(buyer, case_at(buyer, reference)), (seller, case_in_shop(seller, reference))],
            )
            for one in (buyer, seller):
                expect(one.page.locator("#way-closed")).to_contain_text(SILENT[until][1].replace(".", ","))
