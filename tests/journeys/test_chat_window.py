"""The chat on a page of another origin and on ours: talked, cut, forged, without a line, by keys alone, with axe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.journeys.chatting import accept, answer, on_shift
from tests.journeys.conftest import Meet
from tests.journeys.cutting_proxy import cutting
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

NARROW = {"width": 320, "height": 640}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

_STILL = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const roots = [document, ...[...document.querySelectorAll("amiabil-chat")].map((one) => one.shadowRoot)];
    const moving = roots.flatMap((one) => one.getAnimations())
        .filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
    await Promise.all(moving.map((one) => one.finished.catch(() => null)));
}"""


@pytest.fixture
def agent(meet: Meet) -> Iterator[Visitor]:
    """Raluca, who takes chats while the test runs."""
    with on_shift(meet("en")) as raluca:
        yield raluca


def _shop(product: Product) -> str:
    """By another name of this machine: to a browser it is another site."""
    return f"http://127.0.0.1:{product.installation.port + 2}/?lang=en"


def _launch(page: Page) -> None:
    page.locator("amiabil-chat .launcher").click()
    expect(page.locator("#message")).to_be_focused()


def _open(page: Page) -> None:
    """Open the window; where a chat begins, a person is chosen and not the program."""
    _launch(page)
    person = page.locator("amiabil-chat label:has(input[name=whom][value=person])")
    page.locator("amiabil-chat .msg").or_(person).filter(visible=True).first.wait_for()
    if person.is_visible():
        person.click()


def _say(page: Page, text: str) -> None:
    page.locator("#message").fill(text)
    page.keyboard.press("Enter")


def _axe(page: Page, scheme: str) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.evaluate(_STILL)  # colours on their way are nobody's
    violations = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']} ({scheme}): {node['html'][:200]}" for one in violations for node in one["nodes"]]


def _lines(page: Page) -> list[str]:
    return [one.strip() for one in page.locator("amiabil-chat .msg .txt").all_inner_texts()]


def test_a_visitor_of_the_shop_talks_with_a_person(
    product: Product, meet: Meet, agent: Visitor, name: str, tmp_path: Path
) -> None:
    visitor = meet("en")
    page, desk = visitor.page, agent.page
    page.goto(_shop(product))
    _open(page)
    assert _axe(page, "light") + _axe(page, "dark") == []
    _say(page, f"My lamp {name} arrived broken.")
    expect(page.locator("amiabil-chat .msg.own:not(.pending)")).to_have_count(1)
    assert not visitor.context.cookies(product.base_url), "no cookie of ours on a page of another site"
    other = visitor.context.new_page()
    other.goto(_shop(product))
    _open(other)
    expect(other.locator("amiabil-chat .msg.own")).to_contain_text(name)
    accept(desk, name)
    expect(page.locator("amiabil-chat .head h2")).to_have_text("Raluca P.")
    desk.locator("#answer textarea[name=text]").press_sequentially("I am loo")
    expect(page.locator("amiabil-chat .writers")).to_contain_text("Raluca P. is writing")
    answer(desk, "I am looking at it.")
    for one in (page, other):
        expect(one.locator("amiabil-chat .msg.staff")).to_contain_text("I am looking at it.")
    _say(other, "Thank you!")
    expect(page.locator("amiabil-chat .msg.own").last).to_contain_text("Thank you!")
    assert _axe(page, "light") + _axe(page, "dark") == []

    page.reload()
    expect(page.locator("amiabil-chat .panel")).to_be_visible()
    expect(page.locator("amiabil-chat .msg.own").last).to_contain_text("Thank you!")
    assert _lines(page) == [f"My lamp {name} arrived broken.", "I am looking at it.", "Thank you!"]

    page.get_by_role("button", name="What can be done with this chat").click()
    page.get_by_role("menuitem", name="End the chat").click()
    page.get_by_role("button", name="Well", exact=True).click()
    expect(page.get_by_role("button", name="Well", exact=True)).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as taken:
        page.locator("amiabil-chat .ended").get_by_role("button", name="Download what was said").click()
    taken.value.save_as(tmp_path / "said.txt")
    assert "I am looking at it." in (tmp_path / "said.txt").read_text("utf-8")
    assert _axe(page, "light") == []


def test_what_is_written_without_a_connection_arrives_once(
    product: Product, meet: Meet, agent: Visitor, name: str
) -> None:
    visitor = meet("en")
    page = visitor.page
    page.goto(_shop(product))
    _open(page)
    _say(page, f"First {name}")
    expect(page.locator("amiabil-chat .msg.own:not(.pending)")).to_have_count(1)
    visitor.complaints.is_away = True
    visitor.context.set_offline(True)
    for text in ("Second", "Third"):
        _say(page, text)
    expect(page.locator("amiabil-chat .msg.pending")).to_have_count(2)
    expect(page.locator("amiabil-chat .offline")).to_be_visible()
    other = visitor.context.new_page()  # a tab that knows nothing sends the same, too
    visitor.context.set_offline(False)
    other.goto(_shop(product))
    expect(page.locator("amiabil-chat .msg.pending")).to_have_count(0)
    expect(page.locator("amiabil-chat .msg.own")).to_have_count(3)
    page.reload()
    expect(page.locator("amiabil-chat .msg.own")).to_have_count(3)
    assert _lines(page) == [f"First {name}", "Second", "Third"]


def test_a_proxy_that_cuts_streams_loses_and_doubles_nothing(
    product: Product, meet: Meet, agent: Visitor, name: str
) -> None:
    visitor = meet("en", bypass_csp=True)  # the proxy has an address that no page names
    visitor.complaints.is_away = True
    page, desk = visitor.page, agent.page
    with cutting(product.installation.port + 1, seconds=0.5) as proxy:

        def through_it(route: Route) -> None:
            answer = route.fetch()
            told = answer.json()
            told["url"] = proxy.url + urlsplit(told["url"]).path
            route.fulfill(response=answer, body=json.dumps(told))

        page.route(re.compile(r"/chat/v1/chats/[^/]+/token$"), through_it)
        page.goto(_shop(product))
        _open(page)
        _say(page, f"Asked {name}")
        expect(page.locator("amiabil-chat .msg.own:not(.pending)")).to_have_count(1)
        accept(desk, name)
        said: list[str] = []
        while len(said) < 8 or (proxy.cuts < 2 and len(said) < 40):
            said.append(f"answer {len(said)}")
            answer(desk, said[-1])
            _say(page, f"heard {said[-1]}")
        expect(page.locator("amiabil-chat .msg.staff")).to_have_count(len(said))
        expect(page.locator("amiabil-chat .msg.own")).to_have_count(len(said) + 1)
        told = _lines(page)
        assert [one for one in told if one.startswith("answer")] == said
        assert len(told) == len(set(told)) == 2 * len(said) + 1
        assert proxy.cuts >= 2, "nothing was cut, so nothing was shown"
        page.unroute_all(behavior="ignoreErrors")


def test_the_shop_vouches_for_whoever_has_signed_in_and_nobody_else_can(
    product: Product, meet: Meet, agent: Visitor, name: str
) -> None:
    customer = meet("en")
    page = customer.page
    page.goto(_shop(product))
    forged = product.marketplace.token({"sub": "b-emma"}).rpartition(".")[0] + ".AAAA"
    page.route("**/chat-token", lambda route: route.fulfill(json={"token": forged}))
    customer.complaints.expected.update({422})
    page.select_option("#person", "b-emma")
    page.get_by_role("button", name="Change").click()
    _launch(page)
    _say(page, f"Who am I {name}")
    expect(page.locator("amiabil-chat .msg.failed")).to_be_visible()
    page.unroute("**/chat-token")
    page.locator("amiabil-chat .msg.failed").get_by_role("button", name="Send again").click()
    expect(page.locator("amiabil-chat .msg.own:not(.pending)")).to_have_count(1)
    page.get_by_role("button", name="What can be done with this chat").click()
    page.get_by_role("menuitem", name="Talk to a person").click()
    accept(agent.page, name)
    expect(agent.page.locator("body")).to_contain_text("Emma Clarke")

    again = meet("en")  # the same person at another device, in the portal
    again.enter({"sub": "b-emma", "role": "buyer", "locale": "en"}, "/en/orders/")
    _open(again.page)
    expect(again.page.locator("amiabil-chat .msg.own")).to_contain_text(name)

    page.select_option("#person", "")
    page.get_by_role("button", name="Change").click()
    page.locator("amiabil-chat .launcher").wait_for()
    kept = page.evaluate("() => Object.keys(localStorage).filter((key) => key.includes('b-emma'))")
    assert kept == [], "who has signed out leaves nothing behind"
    expect(page.locator("amiabil-chat .msg")).to_have_count(0)


def test_with_the_keys_alone_on_a_narrow_screen(
    product: Product, meet: Meet, agent: Visitor, name: str
) -> None:
    visitor = meet("en", viewport=NARROW)
    page, keys = visitor.page, visitor.page.keyboard
    page.goto("/en/help/")
    page.locator("amiabil-chat .launcher").focus()
    keys.press("Enter")
    expect(page.locator("#message")).to_be_focused()
    expect(page.locator("#panel")).to_have_attribute("aria-modal", "true")
    keys.type(f"Keys {name}")
    keys.press("Shift+Enter")
    keys.type("two lines")
    keys.press("Enter")
    expect(page.locator("amiabil-chat .msg.own:not(.pending)")).to_have_count(1)
    for _ in range(12):  # whoever goes on stays inside a window that covers the page
        keys.press("Tab")
        assert page.evaluate("() => document.activeElement.localName") == "amiabil-chat"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    panel = page.locator("#panel").bounding_box()
    assert panel == {"x": 0, "y": 0, **NARROW}
    assert _axe(page, "light") + _axe(page, "dark") == []
    page.get_by_role("button", name="What can be done with this chat").focus()
    keys.press("Enter")
    keys.press("Escape")
    expect(page.locator("amiabil-chat .menu")).to_be_hidden()
    expect(page.locator("#panel")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("amiabil-chat .launcher")).to_be_focused()


def test_history_is_not_read_aloud_again_and_what_is_new_is_once(
    product: Product, meet: Meet, agent: Visitor, name: str
) -> None:
    visitor = meet("en")
    page, desk = visitor.page, agent.page
    page.goto("/en/help/")
    _open(page)
    _say(page, f"Aloud {name}")
    accept(desk, name)
    answer(desk, "Before the reload.")
    expect(page.locator("amiabil-chat [aria-live] p", has_text="Before the reload.")).to_have_count(1)
    page.reload()
    expect(page.locator("amiabil-chat .msg.staff")).to_be_visible()
    expect(page.locator("amiabil-chat [aria-live] p")).to_have_count(0)
    answer(desk, "After it.")
    said = page.locator("amiabil-chat [aria-live] p")
    expect(said).to_have_text(["Raluca P.: After it."])


def test_without_javascript_the_link_at_its_place_leads_to_the_page(meet: Meet) -> None:
    visitor = meet("en", java_script_enabled=False)
    visitor.goto("/en/help/")
    visitor.page.locator("amiabil-chat a").click()
    visitor.page.wait_for_url("**/en/help/chat")
