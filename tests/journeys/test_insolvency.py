"""A seller becomes insolvent: its administrator comes in, agrees, and both sides read what is left to claim."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.agreement import told_alike
from tests.journeys.conftest import Meet
from tests.journeys.product import Product
from tests.journeys.test_pages import check
from tests.journeys.visitor import PHONE
from tests.journeys.ways import case_at, case_in_shop, deal, opened, propose


def test_the_administrator_of_an_insolvent_seller(product: Product, meet: Meet, name: str) -> None:
    language = "ro"
    of = deal(product, name, language)
    reference, shop = opened(product, of), of.seller["shop"]
    practitioner = {**of.seller, "sub": f"a-{name}", "name": "Vera Ionescu", "role": "administrator"}
    administrator, buyer = meet(language), meet(language, viewport=PHONE, color_scheme="dark")

    early = administrator.page.request.post("/sso", form={"token": product.marketplace.token(practitioner)})
    assert early.status == 409
    told = {
        "seller": shop,
        "court": "Tribunalul Cluj",
        "court_ref": f"{name}/112",
        "claims_until": "2031-05-12",
    }
    assert product.marketplace.http.post("/insolvencies", json=told).is_success

    administrator.enter(practitioner, f"/{language}/seller/")
    expect(administrator.page.locator("body")).to_contain_text(
        "Administrator judiciar pentru Atelierul de lumină"
    )
    case = case_in_shop(administrator, reference)
    buyer.enter(of.buyer, case_at(buyer, reference))
    told_alike(product, reference, [(buyer, case_at(buyer, reference)), (administrator, case)])
    expect(administrator.page.locator("#way-insolvency")).to_contain_text("Tribunalul Cluj")
    check(administrator, [case, f"{case}/do/propose"])
    administrator.goto(case)
    propose(administrator, "120", "")
    buyer.goto(case_at(buyer, reference))
    expect(buyer.page.locator("#way-insolvency")).to_contain_text("Vera Ionescu")
    expect(buyer.page.locator("main")).to_contain_text("120")
    seen = [one["actor"]["role"] for one in product.marketplace.events(reference)]
    assert "administrator" in seen and product.verified(reference)
