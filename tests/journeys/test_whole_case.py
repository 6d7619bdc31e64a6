"""Whole cases in Romanian; at each step pages, API, mails and calendar say the same of state and due instant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.journeys.agreement import calendar_of, in_mails, in_time, shown_until, told_alike
from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually
from tests.journeys.test_mediation import take
from tests.journeys.test_pages import check, check_here
from tests.journeys.visitor import DESK, PHONE, Visitor, photo
from tests.journeys.ways import accept, case_at, case_in_shop, deal, opened, step

QUESTION, ANSWER = "Cum era împachetată lampa?", "În două straturi de folie."
LATE, WHY = "Am găsit bonul de la atelier.", "Nu putea fi arătat mai devreme."
REASONS = "Crăpătura se vede în ambele fotografii."


def test_a_hearing_is_told_alike_everywhere(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "ro")
    buyer, seller, mediator = meet("ro", viewport=PHONE), meet("ro"), meet("ro")
    buyer.enter(of.buyer, "/ro/settings/")
    seller.enter(of.seller, "/ro/seller/")  # so the shop can be told by mail
    calendars = {"buyer": calendar_of(buyer), "seller": calendar_of(seller)}
    mediator.enter_staff("mira", "/desk/mediator/")
    reference = opened(product, of)
    parties = [(buyer, case_at(buyer, reference)), (seller, case_in_shop(seller, reference))]
    desk = f"/desk/mediator/cases/{reference}"
    all_three = [*parties, (mediator, desk)]

    told = told_alike(product, reference, all_three)
    assert told["act"] == "answer_request"
    in_time(told, calendars[told["who"]], reference)
    for address in (of.seller_mail, of.buyer_mail):
        mailed = eventually(lambda address=address: in_mails(product, address, reference), 40)
        assert shown_until(buyer) in mailed
    step(product, reference, "seller", "reject_request", reason="used", text="A plecat întreagă.")
    told = told_alike(product, reference, all_three)
    assert (told["act"], told["who"]) == ("agree", None)
    expect(buyer.turn).to_contain_text("Caută un acord")
    step(product, reference, "buyer", "escalate")
    take(mediator, reference)
    _ask(mediator)
    told = told_alike(product, reference, all_three)
    assert (told["act"], told["who"]) == ("answer_question", "buyer")
    in_time(told, calendars[told["who"]], reference)
    _answer(buyer)
    expect(seller.page.locator("[data-case-history]")).to_contain_text(ANSWER)
    with product.ahead(days=14):
        _late_evidence(product, buyer, mediator, reference, desk)
        told = told_alike(product, reference, all_three)
        assert (told["act"], told["who"]) == ("answer_late_evidence", "seller")
    with product.ahead(days=28):
        told = eventually(lambda: _must(product, reference, "decide"), 40)
        told_alike(product, reference, all_three)
        _decide(mediator)
        told = told_alike(product, reference, all_three)
        assert told["act"] == "appeal_or_wait"
        _appeal(buyer)
        accept(seller, "waive_appeal")
        told = told_alike(product, reference, parties)
        assert told["act"] == "decide_appeal"
        _hear_appeal(meet("ro"), reference)
        eventually(lambda: product.marketplace.dispute(reference)["state"] == "closed", 40)
        told_alike(product, reference, parties)
        paid = [one for one in product.refunds_of(reference) if one["state"] == "confirmed"]
        assert sum(round(float(one["amount"]) * 100) for one in paid) == 20000
    assert product.verified(reference)


def _must(product: Product, reference: str, act: str) -> object:
    told = product.marketplace.dispute(reference)["must_act"]
    return told if told["act"] == act else None


def _ask(mediator: Visitor) -> None:
    mediator.act("request_info")
    page = mediator.page
    page.locator("input[name=of][value=buyer]").check()
    page.locator("textarea[name=fact]").fill(QUESTION)
    page.locator("textarea[name=proof]").fill("O fotografie.")
    mediator.press()
    expect(page.locator("[data-case-history]")).to_contain_text(QUESTION)


def _answer(buyer: Visitor) -> None:
    expect(buyer.page.locator("#way-question")).to_contain_text("Se acceptă ca dovadă: O fotografie.")
    buyer.act("answer_info")
    buyer.page.locator("textarea[name=text]").fill(ANSWER)
    buyer.press()
    expect(buyer.page.locator("#way-question")).to_have_count(0)


def _late_evidence(product: Product, buyer: Visitor, mediator: Visitor, reference: str, desk: str) -> None:
    """Two late items of the buyer: the mediator admits the one and leaves the other out of account."""
    eventually(lambda: _must(product, reference, "decide"), 40)
    for words in (LATE, "Și încă o pagină."):
        buyer.goto(case_at(buyer, reference))
        buyer.act("add_evidence")
        buyer.page.locator("textarea[name=text]").fill(words)
        buyer.press()
        expect(buyer.page.locator("[data-notices]")).to_contain_text("întârziată")
    for ruling in ("disregard_evidence", "admit_evidence"):
        mediator.goto(desk)
        mediator.act(ruling)
        late = [one["label"] for one in _late(product, reference)]
        mediator.page.locator(f'input[name=label][value="{late[-1]}"]').check()
        mediator.page.locator("textarea[name=text]").fill(WHY)
        mediator.press()
        expect(mediator.page.locator("[data-case-history]")).to_contain_text(WHY)
    buyer.goto(case_at(buyer, reference))
    assert not _late(product, reference)


def _late(product: Product, reference: str) -> list[dict[str, str]]:
    listed = product.marketplace.dispute(reference)["evidence"]
    return [one for one in listed if one["status"] == "late"]


def _decide(mediator: Visitor) -> None:
    page = mediator.page
    page.locator("textarea[name=finding_1]").fill(REASONS)
    page.locator("input[name=finding_1_evidence]").first.check()
    page.locator("input[name=legal_rules][value=L7]").check()
    page.locator("input[name=automated][value=none]").check()
    page.locator("textarea[name=grounds]").fill(REASONS)
    page.locator("input[name=remedy]").first.check()
    page.locator("input[name=amount]").fill("150")
    page.locator('form[action$="/do/decide"] button.btn-primary').click()
    expect(page.locator("#statement-title")).to_be_visible()
    check_here(mediator)
    page.locator('button[name=step][value="give"]').click()
    expect(mediator.turn).to_be_visible()


def _appeal(buyer: Visitor) -> None:
    buyer.act("appeal")
    buyer.page.locator("input[name=ground][value=fact_error]").check()
    buyer.page.locator("input[name=ask]").fill("9999")
    buyer.page.locator("textarea[name=text]").fill("Sticla nu se poate lipi.")
    buyer.complaints.expected.add(422)
    buyer.press()
    expect(buyer.page.locator("#error-ask")).to_be_visible()
    check_here(buyer)
    buyer.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict of the right keys
    assert buyer.page.locator("textarea[name=text]").input_value() == "Sticla nu se poate lipi."
    buyer.page.locator("input[name=ask]").fill("249,90")
    buyer.press()
    expect(buyer.turn).to_be_visible()


def _hear_appeal(reviewer: Visitor, reference: str) -> None:
    reviewer.enter_staff("radu", "/desk/reviewer/")
    reviewer.goto(f"/desk/reviewer/cases/{reference}")
    reviewer.act("decide_appeal")
    check_here(reviewer)
    reviewer.page.locator("input[name=amount]").fill("200,00")
    reviewer.page.locator("textarea[name=grounds]").fill("Sticla suflată nu se lipește.")
    reviewer.press()
    expect(reviewer.page.locator("[data-case-history]")).to_contain_text("Sticla suflată nu se lipește.")


def test_a_default_is_set_aside(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "ro")
    seller, buyer = meet("ro"), meet("ro")
    seller.enter(of.seller, "/ro/seller/")
    reference = opened(product, of)
    eventually(lambda: product.mails_to(of.seller_mail))
    buyer.enter(of.buyer, case_at(buyer, reference))
    parties = [(buyer, case_at(buyer, reference)), (seller, case_in_shop(seller, reference))]
    with product.ahead(days=12):
        eventually(lambda: product.marketplace.dispute(reference)["state"] == "closed", 40)
        told_alike(product, reference, parties)
        check(seller, [f"{case_in_shop(seller, reference)}/do/set_aside_default"])
        seller.page.locator("textarea[name=excuse]").fill("Depozitul a fost inundat.")
        seller.press()
        expect(seller.page.locator("[data-notices]")).to_be_visible()
        reviewer = meet("ro")
        reviewer.enter_staff("radu", "/desk/reviewer/")
        reviewer.goto(f"/desk/reviewer/cases/{reference}")
        reviewer.act("grant_set_aside")
        check_here(reviewer)
        reviewer.page.locator("textarea[name=text]").fill("Inundația e dovedită.")
        reviewer.press()
        expect(reviewer.page.locator("[data-case-history]")).to_contain_text("Inundația e dovedită.")
        assert product.marketplace.dispute(reference)["state"] == "in_mediation"
        told_alike(product, reference, parties)
    (refund,) = product.refunds_of(reference)
    assert (refund["amount"], refund["state"]) == ("249.90", "confirmed")


def test_a_return_that_is_not_in_order(product: Product, meet: Meet, name: str, tmp_path: Path) -> None:
    of = deal(product, name, "ro")
    reference = opened(product, of)
    step(product, reference, "seller", "propose", remedy="return_refund", amount="249.90")
    buyer, seller = meet("ro", viewport=PHONE), meet("ro", viewport=DESK)
    buyer.enter(of.buyer, case_at(buyer, reference))
    accept(buyer)
    step(product, reference, "seller", "provide_label", text="Str. Lungă 5")
    for status in ("accepted", "delivered"):
        step(product, reference, "carrier", "scan", status=status, direction="return")
    seller.enter(of.seller, case_in_shop(seller, reference))
    _inspect(seller, tmp_path)
    parties = [(buyer, case_at(buyer, reference)), (seller, case_in_shop(seller, reference))]
    assert told_alike(product, reference, parties)["act"] == "wait_for_claim"
    (claim,) = [
        one["reference"] for one in product.marketplace.disputes_of(of.ref) if one["reference"] != reference
    ]
    for one in (buyer, seller):
        one.page.locator(f'#way-return a[href$="/{claim}"]').click()
        one.page.wait_for_url(f"**/{claim}")
        expect(one.page.locator(f'#way-claim a[href$="/{reference}"]')).to_be_visible()
    mediator = meet("ro")
    mediator.enter_staff("mira", "/desk/mediator/")
    about_claim = [
        (buyer, case_at(buyer, claim)),
        (seller, case_in_shop(seller, claim)),
        (mediator, f"/desk/mediator/cases/{claim}"),
    ]
    assert told_alike(product, claim, about_claim)["act"] == "hand_in_evidence"
    expect(mediator.page.locator("main")).not_to_contain_text("bucăți în dispută")
    for role in ("buyer", "seller"):
        step(product, claim, role, "waive_evidence")
    _claim_is_decided(product, claim, (buyer, seller, mediator, meet("ro")))
    told = eventually(lambda: _paid(product, reference), 40)
    assert (told["outcome"], told["refunded"]["amount"]) == ("settled_by_agreement", "200.00")
    told_alike(product, claim, about_claim[:2])
    for one in (buyer, seller):
        expect(one.page.locator("#way-closed")).to_contain_text("200,00")
    assert product.verified(claim) and product.verified(reference)


def _claim_is_decided(product: Product, claim: str, people: tuple[Visitor, ...]) -> None:
    """Decided in part, contested by the buyer alone, and heard as soon as the seller accepts."""
    buyer, seller, mediator, reviewer = people
    parties = [(buyer, case_at(buyer, claim)), (seller, case_in_shop(seller, claim))]
    take(mediator, claim)
    _decide(mediator)
    assert told_alike(product, claim, parties)["act"] == "appeal_or_wait"
    _appeal(buyer)
    told = told_alike(product, claim, parties)
    assert (told["act"], told["who"]) == ("appeal_or_wait", "seller")
    accept(seller, "waive_appeal")
    assert told_alike(product, claim, parties)["who"] == "reviewer"
    _hear_appeal(reviewer, claim)


def _paid(product: Product, reference: str) -> dict[str, Any] | None:
    told = product.marketplace.dispute(reference)
    return told if told["state"] == "closed" else None


def _inspect(seller: Visitor, folder: Path) -> None:
    seller.act("inspect")
    page = seller.page
    page.locator("input[name=ok][value=no]").check()
    page.locator("input[name=reason][value=se_return_damaged]").check()
    for place in page.locator("[data-upload]").all():
        kind = place.get_attribute("data-kind")
        place.locator("input[type=file][id]").set_input_files(photo(folder, f"{kind}.jpg"))
        expect(place.locator(f"input[type=hidden][name=files-{kind}]")).to_have_count(1, timeout=30_000)
    seller.press()
    expect(seller.turn).to_be_visible()
