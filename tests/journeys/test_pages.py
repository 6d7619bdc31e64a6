"""Every page, light and dark, on a phone and at a desk: nothing axe finds, nothing beside the screen, no complaint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Meet
from tests.journeys.product import Product
from tests.journeys.visitor import DESK, PHONE, Visitor, photo
from tests.journeys.ways import (
    case_at,
    case_in_shop,
    deal,
    opened,
    say_what_is_wanted,
    say_why,
    show,
    step,
    to_the_form,
)

NARROW = {"width": 320, "height": 700}
LOOKS = {
    "ro": ((PHONE, "light"), (DESK, "dark")),
    "en": ((PHONE, "dark"), (DESK, "light")),
}
"""Each language has half of the looks: no rule of axe depends on the words."""

RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


def faults(visitor: Visitor, path: str, *, status: int = 200) -> list[str]:
    """Everything wrong with a page in any look; each as one line."""
    visitor.complaints.expected.add(status)
    answer = visitor.page.goto(path)
    assert answer
    found = [] if answer.status == status else [f"{path}: status {answer.status}"]
    return found + _looks(visitor, path)


def _looks(visitor: Visitor, path: str) -> list[str]:
    found: list[str] = []
    for size, scheme in LOOKS[visitor.language]:
        visitor.page.set_viewport_size(dict(size))  # type: ignore[arg-type]  # a dict of the right keys
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        visitor.page.evaluate(_SETTLED)
        found += [f"{path} ({size['width']} {scheme}): {one}" for one in _axe(visitor.page)]
        found += [f"{path} ({size['width']}): {one}" for one in _too_wide(visitor.page)]
    visitor.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return found + [f"{path} (320): {one}" for one in _too_wide(visitor.page)]


def _axe(page: Page) -> list[str]:
    violations = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in violations
        for node in one["nodes"]
    ]


_SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  do {
    await frame();
    await frame();
    await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  } while (document.getAnimations().length);
}"""
"""Colours change gently; what is on its way from light to dark is not what people read."""

_WIDEST = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1);
  return wide.slice(0, 3).map((one) => `${one.tagName}.${one.className}`);
}"""


def _too_wide(page: Page) -> list[str]:
    wide: list[str] = page.evaluate(_WIDEST)
    return [f"wider than the screen: {wide}"] if wide else []


def check(visitor: Visitor, paths: Mapping[str, int] | list[str]) -> None:
    """Fails with all that is wrong on these pages; a mapping tells the status each should have."""
    wanted = paths if isinstance(paths, Mapping) else dict.fromkeys(paths, 200)
    found = [one for path, status in wanted.items() for one in faults(visitor, path, status=status)]
    assert not found, "\n".join(found)


def check_here(visitor: Visitor) -> None:
    """The same for what stands before the visitor now, such as the answer to a form."""
    found = _looks(visitor, visitor.page.url)
    assert not found, "\n".join(found)


HELP = (
    "help/refund-not-received",
    "help/refund-not-received/answer?kept=no",
    "help/sections/disputes",
)


def test_public_pages(meet: Meet, language: str) -> None:
    visitor = meet(language)
    pages = ("help/", "help/disputes-and-reports", "help/contact-us", "rights/", *HELP)
    wanted = {f"/{language}/{page}": 200 for page in pages} | {f"/{language}/help/nobody": 404}
    check(
        visitor, {**wanted, "/sso": 200, "/demo/": 200, "/demo/clock": 200, f"/{language}/nothing-here": 404}
    )


def test_the_buyers_pages(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    deal(product, f"{name}2", language)
    reference = opened(product, of)
    step(product, reference, "seller", "propose", remedy="refund_keep", amount="120.00")
    visitor = meet(language)
    visitor.enter(of.buyer, f"/{language}/orders/")
    form = f"/{language}/orders/{of.ref}/dispute?line=2"
    case = case_at(visitor, reference)
    acts = [f"{case}/do/{act}" for act in ("accept", "propose", "decline", "withdraw", "add_evidence")]
    small = [f"/{language}/{page}/" for page in ("orders", "disputes", "notices", "settings")]
    check(visitor, [*small, form, case, *acts])
    check(visitor, {case_at(visitor, "D-0000-0000"): 404})


def test_the_pages_of_requests(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    visitor = meet(language)
    here = f"/{language}/tickets"
    visitor.enter(of.buyer, f"{here}/")
    check(visitor, [f"{here}/", f"{here}/new"])
    topic = visitor.page.locator(f'main a[href^="{here}/new/"]').last.get_attribute("href")
    check(visitor, [str(topic)])
    visitor.page.locator("#field-subject").fill("Luna")
    visitor.page.locator("#field-text").fill("E27?")
    visitor.press()
    visitor.page.wait_for_url(re.compile(f"{here}/T-"))
    check(visitor, [visitor.page.url, f"{here}/"])


def test_the_form_of_a_dispute(
    product: Product, meet: Meet, name: str, language: str, tmp_path: Path
) -> None:
    of = deal(product, name, language)
    visitor = meet(language)
    to_the_form(visitor, of)
    say_why(visitor)
    say_what_is_wanted(visitor)
    show(visitor, {"photo_item": photo(tmp_path, "lampa.jpg")})
    visitor.press()
    form = f"/{language}/orders/{of.ref}/dispute"
    check(visitor, [f"{form}?step={one}" for one in ("what", "why", "want", "show", "send")])


@pytest.mark.parametrize("story", ["closed", "mediation"])
def test_the_case_later_in_its_life(
    product: Product, meet: Meet, name: str, language: str, story: str
) -> None:
    of = deal(product, name, language)
    reference = opened(product, of)
    if story == "closed":
        step(product, reference, "seller", "accept_request", amount="249.90")
    else:
        step(product, reference, "seller", "reject_request", reason="not_proven", text="It left us whole.")
        step(product, reference, "buyer", "escalate")
    visitor = meet(language)
    visitor.enter(of.buyer, case_at(visitor, reference))
    check(visitor, [case_at(visitor, reference)])


def test_the_shops_pages(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    reference = opened(product, of)
    visitor = meet(language)
    visitor.enter(of.seller, f"/{language}/seller/")
    case = case_in_shop(visitor, reference)
    acts = [f"{case}/do/{act}" for act in ("accept_request", "propose", "reject_request", "voluntary_refund")]
    check(visitor, [f"/{language}/seller/", f"/{language}/seller/orders/", case, *acts])


_RULES, _TABS = "ro-default/3", ("", "text", "try")
DESKS = {
    "raluca": [
        "/desk/agent/tickets/",
        "/desk/agent/tickets/table",
        "/desk/agent/mail/",
        "/desk/agent/find?q=maria",
        "/desk/agent/chats/",
        "/desk/agent/search?kind=chat&q=colet",
        "/desk/agent/cases/",
        "/desk/account/password/",
        "/desk/account/second-factor/",
    ],
    "mira": ["/desk/mediator/", "/desk/mediator/?show=to_take", "/desk/mediator/ended/"],
    "radu": ["/desk/reviewer/"],
    "carmen": [
        "/desk/supervisor/",
        *(
            f"/desk/supervisor/{part}/"
            for part in ("challenges", "chats", "load", "mails", "requests", "sampling")
        ),
        *(f"/desk/supervisor/{part}" for part in ("complainants/", "complainants/?show=looked-at")),
        *(
            f"/desk/supervisor/{part}"
            for part in (
                "reports/",
                "reports/sellers",
                "reports/requests",
                "reports/chats",
                "reports/transparency",
            )
        ),
        *(f"/desk/supervisor/{part}" for part in ("register/", "register/new")),
    ],
    "vlad": [
        "/desk/operator/",
        *(f"/desk/policies/{part}" for part in ("", *(_RULES + "/" + x for x in _TABS))),
        *(f"/desk/admin/articles/{part}" for part in ("", "?show=behind", "new", "appeal/ro/1/")),
    ],
    "paul": ["/desk/audit/"],
    "ana": ["/desk/admin/", "/desk/admin/orders/import"],
}


@pytest.mark.parametrize("username", DESKS)
def test_the_desks(product: Product, meet: Meet, name: str, language: str, username: str) -> None:
    visitor = meet(language)
    visitor.enter_staff(username, DESKS[username][0])
    pages = list(DESKS[username])
    if username == "mira":
        of = deal(product, name, language)
        reference = opened(product, of)
        pages.append(f"/desk/mediator/cases/{reference}")
    if username == "raluca":
        visitor.page.goto(pages[0])
        request = visitor.page.locator('a.conv[href*="/T-"]').first.get_attribute("href")
        pages.append(str(request))
    check(visitor, pages)


def test_the_sign_in_of_the_staff(meet: Meet, language: str) -> None:
    check(meet(language), ["/desk/account/login/"])
