"""The ways through the product that several journeys share, as a person goes them: page by page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.marketplace import Json, order
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

TOLD = {
    "ro": "Abajurul era crăpat când am deschis coletul.",
    "en": "The shade was cracked when I opened the parcel.",
}
REFERENCE = re.compile(r"/disputes/(D-[0-9A-Z]{4}-[0-9A-Z]{4})")


@dataclass(frozen=True)
class Deal:
    """An order that was just put in, with the two people it is between."""

    ref: str
    buyer: Json
    seller: Json

    @property
    def buyer_mail(self) -> str:
        """Where the buyer's notices go."""
        return f"{self.buyer['sub']}@example.com"

    @property
    def seller_mail(self) -> str:
        """Where the seller's notices go."""
        return f"{self.seller['sub']}@example.com"


def deal(product: Product, name: str, language: str, *, days_ago: float = 3) -> Deal:
    """Put an order in through the API; its buyer and a member of its shop, both reading this language."""
    buyer = {
        "sub": f"b-{name}",
        "name": "Ioana Țurcanu" if language == "ro" else "Grace Miller",
        "locale": language,
    }
    seller = {"sub": f"m-{name}", "name": "Vlad Marin", "shop": f"s-{name}", "locale": language}
    sent = order(buyer["sub"], seller["shop"], language=language, days_ago=days_ago)
    product.marketplace.put_order(f"J-{name}", sent)
    return Deal(f"J-{name}", buyer, seller)


def opened(product: Product, of: Deal, *, amount: str = "249.90", line: str = "1") -> str:
    """A dispute the buyer opened elsewhere, by the API; its reference."""
    body = {
        "order": of.ref,
        "units": {line: 1},
        "reason": "nc_damaged",
        "ask": {"remedy": "refund_keep", "amount": amount},
        "text": TOLD[str(of.buyer["locale"])],
        "answers": {"parcel_condition": "damaged"},
        "evidence": [
            {"kind": kind, "text": "It is cracked from top to bottom."}
            for kind in ("photo_item", "photo_parcel")
        ],
    }
    return str(product.marketplace.open_dispute(body)["reference"])


def step(product: Product, reference: str, role: str, command: str, **arguments: object) -> None:
    """Let somebody take a step from elsewhere, by the API; fails on a refusal."""
    answer = product.marketplace.step(reference, command, {"as": role, "arguments": arguments})
    assert answer.is_success, answer.text


def to_the_form(buyer: Visitor, of: Deal) -> None:
    """From "My orders" to the first question about the lamp."""
    buyer.enter(of.buyer, f"/{buyer.language}/orders/")
    buyer.reads_own_language()
    buyer.page.locator(f'a[href*="/orders/{of.ref}/dispute?line=1"]').first.click()
    expect(buyer.page.locator("input[name=reason]").first).to_be_visible()


def say_why(buyer: Visitor) -> None:
    """Damaged; then the questions that come with it."""
    page = buyer.page
    page.locator("input[name=reason][value=nc_damaged]").check()
    buyer.press()
    page.locator("input[name=parcel_condition][value=damaged]").check()
    page.locator("textarea[name=what_happened]").fill(TOLD[buyer.language])
    buyer.press()
    expect(page.locator("input[name=remedy]").first).to_be_visible()


def say_what_is_wanted(buyer: Visitor, amount: str = "") -> None:
    """The money back, the goods kept."""
    page = buyer.page
    page.locator("input[name=remedy][value=refund_keep]").check()
    page.locator("input[name=amount]").fill(amount)
    buyer.press()
    expect(page.locator("[data-upload][data-kind=photo_item]")).to_be_visible()


def show(buyer: Visitor, photos: Mapping[str, Path]) -> None:
    """Add photos, each to its place, and wait until each has come."""
    for kind, path in photos.items():
        place = buyer.page.locator(f"[data-upload][data-kind={kind}]")
        place.locator("input[type=file][id]").set_input_files(path)
        expect(place.locator(f"input[type=hidden][name=files-{kind}]")).to_have_count(1, timeout=30_000)


def send(buyer: Visitor) -> str:
    """From the photos over the check to the case; its reference."""
    buyer.press()
    expect(buyer.page.locator("#follows")).to_be_visible()
    buyer.press()
    buyer.page.wait_for_url(REFERENCE)
    found = REFERENCE.search(buyer.page.url)
    assert found
    return found[1]


def case_at(visitor: Visitor, reference: str) -> str:
    """The address of a case for a visitor from the portal."""
    return f"/{visitor.language}/disputes/{reference}"


def case_in_shop(visitor: Visitor, reference: str) -> str:
    """The address of a case in the shop."""
    return f"/{visitor.language}/seller/disputes/{reference}"


def propose(visitor: Visitor, amount: str, words: str = "") -> None:
    """Make another proposal, from the page of the case."""
    visitor.act("propose")
    visitor.page.locator("input[name=amount]").fill(amount)
    if words:
        visitor.page.locator("textarea[name=text]").fill(words)
    visitor.press()
    expect(visitor.turn).to_be_visible()


def accept(visitor: Visitor, command: str = "accept") -> None:
    """Accept what the other side proposes, from the page of the case."""
    visitor.act(command)
    visitor.press()
    expect(visitor.turn).to_be_visible()
