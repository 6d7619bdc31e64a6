"""What an operator does about money that did not reach a seller, and an agent about two disputes on one matter."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually
from tests.journeys.test_pages import check, check_here
from tests.journeys.visitor import PHONE, Visitor
from tests.journeys.ways import case_at, case_in_shop, deal, opened, step

REST = "167.17"
"""The lamp with its share of the delivery, 267,17 lei, without the 100 lei that were agreed."""

LIST = "/desk/operator/payouts/"
NAMES = {"ro": "Plăți către vânzători care nu au reușit", "en": "Payments to sellers that failed"}
REASON = {"ro": "Același colet, același defect.", "en": "The same parcel, the same fault."}


@pytest.fixture
def language(in_turn: str) -> str:
    """Each of these ways is gone in one language."""
    return in_turn


def _unpaid(product: Product, name: str, language: str) -> str:
    """A dispute that was settled for a part; what was released to the seller was refused for good."""
    of = deal(product, name, language)
    reference = opened(product, of)
    product.pay_like("fail", of="payout", cause="not_supported", times=1)
    step(product, reference, "seller", "propose", remedy="refund_keep", amount="100.00")
    step(product, reference, "buyer", "accept", proposal="seller", amount="100.00")
    return reference


def _stuck(operator: Visitor, reference: str) -> bool:
    operator.goto(LIST)
    return operator.page.locator("tr", has_text=reference).count() == 1


def _see_to_it(operator: Visitor, reference: str) -> None:
    """From the list to the page of the payment; both can be read by everybody."""
    eventually(lambda: _stuck(operator, reference), 40)
    expect(operator.page.locator("h1")).to_have_text(NAMES[operator.language])
    check(operator, [LIST, f"{LIST}?show=failed"])
    operator.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict of the right keys
    operator.goto(LIST)
    operator.page.locator("tr", has_text=reference).locator("a.btn").click()
    expect(operator.page.locator("main")).to_contain_text(reference)
    check_here(operator)


def test_an_operator_lets_a_payment_be_tried_again(
    product: Product, meet: Meet, name: str, language: str
) -> None:
    reference = _unpaid(product, name, language)
    operator = meet(language)
    operator.enter_staff("vlad", "/desk/operator/")
    operator.page.locator(f'a[href="{LIST}"]:visible').first.click()
    _see_to_it(operator, reference)
    operator.complaints.expected.add(422)
    operator.press()
    expect(operator.page.locator("#error-what")).to_be_visible()
    check_here(operator)
    operator.page.locator("input[name=what][value=again]").check()
    operator.press()
    expect(operator.page.locator("[data-notices]")).to_be_visible()
    expect(operator.page.locator("tr", has_text=reference)).to_have_count(0)
    (paid,) = eventually(lambda: product.payouts_of(reference, state="confirmed"), 40)
    assert (paid["kind"], paid["amount"]) == ("release", REST)


def test_an_operator_takes_down_a_payment_made_by_hand(
    product: Product, meet: Meet, name: str, language: str
) -> None:
    reference = _unpaid(product, name, language)
    operator = meet(language)
    operator.enter_staff("vlad", "/desk/operator/")
    _see_to_it(operator, reference)
    operator.complaints.expected.add(422)
    operator.page.locator("input[name=what][value=by_hand]").check()
    operator.press()
    expect(operator.page.locator("#error-reference")).to_be_visible()
    expect(operator.page.locator("input[name=what][value=by_hand]")).to_be_checked()
    operator.page.locator("input[name=reference]").fill("OP 2026-117")
    operator.press()
    expect(operator.page.locator("[data-notices]")).to_be_visible()
    expect(operator.page.locator("tr", has_text=reference)).to_have_count(0)
    assert not product.payouts_of(reference, state="confirmed"), "it is never instructed again"
    assert product.verified(reference)


def test_an_agent_joins_two_disputes(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    first = opened(product, of)
    second = opened(product, of, line="2", amount="19.00")
    agent = meet(language, viewport=PHONE if language == "en" else {"width": 1280, "height": 900})
    case = f"/desk/agent/cases/{second}"
    agent.enter_staff("raluca", "/desk/agent/")
    agent.goto(case)
    agent.page.locator(f'a[href="{case}/join"]:visible').first.click()
    expect(agent.page.locator("#follows")).to_be_visible()
    expect(agent.page.locator("h1")).to_contain_text(first)
    check(agent, [f"{case}/join"])
    agent.complaints.expected.add(422)
    agent.press()
    expect(agent.page.locator("#error-text")).to_be_visible()
    check_here(agent)
    agent.page.locator("textarea[name=text]").fill(REASON[language])
    agent.press()
    agent.page.wait_for_url(f"**/desk/agent/cases/{first}")
    check_here(agent)

    kept, ended = product.marketplace.dispute(first), product.marketplace.dispute(second)
    assert (kept["state"], ended["outcome"]) == ("awaiting_seller", "merged_duplicate")
    buyer, seller = meet(language), meet(language, viewport=PHONE)
    buyer.enter(of.buyer, case_at(buyer, second))
    buyer.page.locator(f'main a[href$="{first}"]').first.click()
    expect(buyer.page.locator("[data-case-history]")).to_contain_text(second)
    check(buyer, [case_at(buyer, first), case_at(buyer, second)])
    seller.enter(of.seller, case_in_shop(seller, second))
    expect(seller.page.locator("main")).to_contain_text(REASON[language])
    assert product.verified(first) and product.verified(second)
