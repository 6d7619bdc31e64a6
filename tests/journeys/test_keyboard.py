"""Without a mouse: a dispute is opened and answered with the keys alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product
from tests.journeys.visitor import photo
from tests.journeys.ways import REFERENCE, TOLD, case_in_shop, deal

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
