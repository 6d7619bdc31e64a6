"""Without a mouse: a dispute is opened, answered, decided, contested and heard with the keys alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually
from tests.journeys.visitor import Visitor, photo
from tests.journeys.ways import REFERENCE, TOLD, Deal, case_at, case_in_shop, deal, opened, step

MOST_STEPS = 80
"""More than this many tabs to reach something is out of reach."""


def reach(page: Page, wanted: Locator) -> None:
    """Tab until the thing has the focus, and see that the focus can be seen."""
    expect(wanted).to_be_attached()
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            assert _is_marked(wanted), f"the focus on {wanted} cannot be seen"
            return
    raise AssertionError(f"{wanted} cannot be reached with the keys")


def _is_marked(focused: Locator) -> bool:
    """An outline or a shadow on it or on the label that stands for it."""
    marked: bool = focused.evaluate(
        """one => [one, one.closest("label"), one.parentElement].some((part) => {
          const style = part && getComputedStyle(part);
          return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
            || style.boxShadow !== "none");
        })"""
    )
    return marked


def follow(page: Page, wanted: Locator) -> None:
    """Reach something and press Enter on it."""
    reach(page, wanted)
    page.keyboard.press("Enter")


def test_open_and_answer_with_the_keys_alone(
    product: Product, meet: Meet, name: str, language: str, tmp_path: Path
) -> None:
    of = deal(product, name, language)
    buyer = meet(language)
    buyer.enter(of.buyer, f"/{language}/orders/")
    page = buyer.page
    follow(page, page.locator(f'a.btn[href*="/orders/{of.ref}/dispute?line=1"]').first)
    page.wait_for_url("**/dispute?line=1")
    reach(page, page.locator("input[name=reason]").first)
    while not page.locator("input[name=reason][value=nc_damaged]").is_checked():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    reach(page, page.locator("input[name=parcel_condition]").first)
    page.keyboard.press("Space")
    reach(page, page.locator("textarea[name=what_happened]"))
    page.keyboard.type(TOLD[language])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    reach(page, page.locator("input[name=remedy]").first)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.on("filechooser", lambda _: None)  # asked for long before the first one, which may come at once
    for kind in ("photo_item", "photo_parcel"):
        place = page.locator(f"[data-upload][data-kind={kind}]")
        chosen = place.locator("input[type=file][id]")
        reach(page, chosen)
        with page.expect_file_chooser() as asked:
            page.keyboard.press("Space")
        asked.value.set_files(photo(tmp_path, f"{kind}.jpg"))
        expect(place.locator(f"input[type=hidden][name=files-{kind}]")).to_have_count(1)
    follow(page, page.locator("form[data-guard] .phone-full > button").first)
    expect(page.locator("#follows")).to_be_visible()
    follow(page, page.locator("form[data-guard] .phone-full > button").first)
    page.wait_for_url(REFERENCE)
    reference = REFERENCE.search(page.url)
    assert reference

    seller = meet(language)
    seller.enter(of.seller, case_in_shop(seller, reference[1]))
    page = seller.page
    follow(page, page.locator('a[href$="/do/propose"]').first)
    reach(page, page.locator("input[name=amount]"))
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    expect(seller.turn).to_be_visible()
    assert product.marketplace.dispute(reference[1])["proposals"]["seller"]["amount"]["amount"] == "100.00"


def test_decide_appeal_and_hear_with_the_keys_alone(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "ro")
    reference = opened(product, of)
    step(product, reference, "seller", "reject_request", reason="used", text="A plecat întreagă.")
    step(product, reference, "buyer", "escalate")
    for role in ("buyer", "seller"):
        step(product, reference, role, "waive_evidence")
    _seller_was_not_reached(product, reference)
    _decide(meet("ro"), reference)
    _appeal(meet("ro"), of, reference)
    step(product, reference, "seller", "waive_appeal")
    _hear(meet("ro"), reference)
    paid = eventually(lambda: product.marketplace.dispute(reference)["refunded"]["amount"] == "175.00", 40)
    assert paid and product.verified(reference)


def _seller_was_not_reached(product: Product, reference: str) -> None:
    """Wait for what the case is told by itself; a mediator who had it open before would have to look again."""
    told = eventually(
        lambda: any(one["type"] == "dispute.notice_bounced" for one in product.marketplace.events(reference)),
        40,
    )
    assert told, "the seller of this story has no address, so the first mail to them cannot go out"


def _write(page: Page, place: str, words: str) -> None:
    reach(page, page.locator(place))
    page.keyboard.type(words)


def _tick(page: Page, place: str) -> None:
    reach(page, page.locator(place).first)
    page.keyboard.press("Space")


def _errors_have_the_focus(page: Page) -> None:
    """After a refusal the next key is pressed beside what is wrong, not at the top of the page."""
    expect(page.locator("[data-error-summary]")).to_be_focused()


def _decide(mediator: Visitor, reference: str) -> None:
    """Take the case, send an empty sheet, then the whole one; the decision is read before it is given."""
    mediator.enter_staff("mira", "/desk/mediator/")
    page = mediator.page
    page.goto(f"/desk/mediator/cases/{reference}")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    _tick(page, "input[name=independent]")
    follow(page, page.locator('form[action$="/take"] button').first)
    give = page.locator('form[action$="/do/decide"] button.btn-primary')
    mediator.complaints.expected.add(422)
    follow(page, give)
    _errors_have_the_focus(page)
    _write(page, "textarea[name=finding_1]", "Abajurul e crăpat.")
    _tick(page, "input[name=finding_1_evidence]")
    _tick(page, "input[name=legal_rules][value=L7]")
    _tick(page, "input[name=remedy]")
    _write(page, "input[name=amount]", "150")
    _write(page, "textarea[name=grounds]", "Se vede în fotografii.")
    _tick(page, "input[name=automated]")
    follow(page, give)
    expect(page.locator("#statement-title")).to_be_visible()
    follow(page, page.locator('button[name=step][value="give"]'))
    expect(mediator.turn).to_be_visible()
    expect(give).to_have_count(0)


def _appeal(buyer: Visitor, of: Deal, reference: str) -> None:
    buyer.enter(of.buyer, case_at(buyer, reference))
    page = buyer.page
    follow(page, page.locator('[data-turn] a[href$="/do/appeal"]'))
    page.wait_for_url("**/do/appeal")
    send = page.locator("form.page-form button.btn:not([type=button])").first
    buyer.complaints.expected.add(422)
    follow(page, send)
    _errors_have_the_focus(page)
    _tick(page, "input[name=ground]")
    _write(page, "input[name=ask]", "200")
    _write(page, "textarea[name=text]", "Sticla nu se lipește.")
    follow(page, send)
    expect(buyer.turn).to_be_visible()


def _hear(reviewer: Visitor, reference: str) -> None:
    reviewer.enter_staff("radu", "/desk/reviewer/")
    page = reviewer.page
    page.goto(f"/desk/reviewer/cases/{reference}")
    follow(page, page.locator('[data-turn] a[href$="/do/decide_appeal"]'))
    page.wait_for_url("**/do/decide_appeal")
    _write(page, "input[name=amount]", "175")
    _write(page, "textarea[name=grounds]", "Sticla suflată nu se lipește.")
    follow(page, page.locator("form.page-form button.btn:not([type=button])").first)
    expect(page.locator("[data-case-history]")).to_contain_text("Sticla suflată nu se lipește.")
