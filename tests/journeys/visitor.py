"""A person at a browser: comes in, reads, clicks; and everything the browser complains about is written down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

from tests.journeys.marketplace import Json
from tests.journeys.product import Product

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
_HERE = {"localhost", "127.0.0.1", "::1"}
_STATUS = re.compile(r"server responded with a status of (\d+)")


@dataclass
class Complaints:
    """What the browser's console said in anger, and which addresses outside this machine were asked."""

    said: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    """Statuses of refusals a test provokes on purpose."""

    is_away: bool = False
    """While a test has ended a process on purpose, requests fail."""

    def listen(self, page: Page) -> None:
        """Hear everything of a page."""
        page.on("console", lambda message: self._console(message.type, message.text, message.location))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, kind: str, text: str, location: Any) -> None:
        if kind not in {"error", "warning"}:
            return
        status = _STATUS.search(text)
        if status and int(status[1]) in self.expected:
            return
        if self.is_away and ("net::ERR" in text or status):
            return
        self.said.append(f"{kind}: {text} ({location.get('url', '')})")

    def _request(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in {"data", "blob", "about"} and where.hostname not in _HERE:
            self.outside.append(request.url)


class Visitor:
    """One person in a browser of their own."""

    def __init__(self, browser: Browser, product: Product, language: str, **how: Any) -> None:
        self.product, self.language = product, language
        self.complaints = Complaints()
        how.setdefault("viewport", DESK)
        self.context: BrowserContext = browser.new_context(
            base_url=product.base_url,
            locale="ro-RO" if language == "ro" else "en-GB",
            timezone_id="Europe/Bucharest",
            **how,
        )
        self.context.set_default_timeout(15_000)
        self.context.on("page", self.complaints.listen)
        self.page: Page = self.context.new_page()

    def close(self) -> None:
        """Close the browser window; fails when the browser complained."""
        self.context.close()
        assert not self.complaints.outside, self.complaints.outside
        assert not self.complaints.said, "\n".join(self.complaints.said)

    # ---- coming in --------------------------------------------------------------

    def enter(self, person: Json, path: str = "") -> None:
        """Come in from the marketplace's own page, as a button there would do it."""
        token = self.product.marketplace.token(person)
        self.page.set_content(
            f'<form method="post" action="{self.product.base_url}/sso">'
            f'<input type="hidden" name="token" value="{escape(token)}">'
            f'<input type="hidden" name="next" value="{escape(path)}"><button>In</button></form>'
        )
        self.page.get_by_role("button", name="In", exact=True).click()
        self.page.wait_for_url(re.compile("/" + re.escape(path.lstrip("/")) if path else r"/(ro|en)/"))

    def enter_staff(self, username: str, path: str) -> None:
        """Come in as somebody of the staff by the page of the demonstration."""
        self.page.goto(f"/demo/?next={path}")
        card = self.page.locator("form", has=self.page.locator(f'input[name=username][value="{username}"]'))
        card.get_by_role("button").click()
        self.page.wait_for_url(re.compile(re.escape(path)))
        self.choose_language()

    def choose_language(self) -> None:
        """Take the page in one's own language, by the menu of the page."""
        if self.page.locator("html").get_attribute("lang") != self.language:
            with self.page.expect_navigation():
                self.page.locator(f"button[name=language][value={self.language}]").first.dispatch_event(
                    "click"
                )
            self.reads_own_language()

    # ---- reading and clicking --------------------------------------------------------

    def goto(self, path: str) -> None:
        """Go to an address; fails when the page is not in this person's language."""
        self.page.goto(path)
        self.reads_own_language()

    def reads_own_language(self) -> None:
        """Fails when the page is not in this person's language."""
        assert self.page.locator("html").get_attribute("lang") == self.language

    def press(self) -> None:
        """Press the main button of the page's form."""
        self.page.locator(
            "form.page-form button.btn:not([type=button]), form[data-guard] .phone-full > button"
        ).first.click()

    def act(self, command: str) -> None:
        """Follow the case page's way to an act, to the page that asks."""
        self.page.locator(f'a[href$="/do/{command}"]').first.click()
        self.page.wait_for_url(re.compile(f"/do/{command}$"))

    def find_in_list(self, link: str) -> None:
        """Follow a link of a list, leafing through its pages: other people's cases may stand before it."""
        while not self.page.locator(link).count():
            following = self.page.locator("nav.pager a[rel=next]")
            assert following.count(), f"{link} is on no page of {self.page.url}"
            with self.page.expect_navigation():
                following.click()
        self.page.locator(link).first.click()

    @property
    def turn(self) -> Locator:
        """The banner that says who must act."""
        return self.page.locator("[data-turn]")


def photo(folder: Path, name: str, *, size: int = 400, seed: int = 1) -> Path:
    """A photograph nobody can compress: about ``size`` squared bytes times one and a half."""
    path = folder / name
    content = BytesIO()
    noise = Random(seed).randbytes(size * size * 3)
    Image.frombytes("RGB", (size, size), noise).save(content, "JPEG", quality=90)
    path.write_bytes(content.getvalue())
    return path
