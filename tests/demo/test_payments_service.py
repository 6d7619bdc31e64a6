"""The page and the switch of the payments service: for this machine only, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from amiabil.demo.payments_ledger import Behaviour
from tests.demo.payments_process import KEY, Service, running

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path) as service:
        yield service


@pytest.fixture
def browser(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, trust_env=False, follow_redirects=True) as client:
        yield client


def instruct(browser: httpx.Client, key: str, **body: object) -> httpx.Response:
    whole = {
        "order": "1",
        "case": "D-1",
        "amount": {"amount": "1.00", "currency": "RON"},
        "attempt": 1,
        **body,
    }
    headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": key}
    return browser.post("/refunds", json=whole, headers=headers)


def test_the_page_shows_the_books_and_escapes_what_it_was_sent(browser: httpx.Client) -> None:
    instruct(browser, "a:1", order="<script>alert(1)</script>")
    page = browser.get("/?lang=en")
    assert "&lt;script&gt;" in page.text and "<script>" not in page.text
    assert "1.00 RON" in page.text and "paid" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "plătită" in browser.get("/", headers={"Accept-Language": "ro"}).text


def test_the_form_sets_the_behaviour_for_so_many_refunds(browser: httpx.Client, service: Service) -> None:
    shown = browser.post("/control?lang=ro", data={"behaviour": "fail", "times": "2", "seconds": "0,5"})
    assert shown.status_code == 200 and "Serviciul de plăți" in shown.text
    assert service.books.behaviour().times == 2 and service.books.behaviour().seconds == 0.5
    states = [instruct(browser, f"a:{n}").json()["state"] for n in range(1, 4)]
    assert states == ["failed", "failed", "confirmed"]
    assert service.books.behaviour().behaviour is Behaviour.CONFIRM


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}],
)
def test_other_sites_can_neither_read_nor_switch(
    browser: httpx.Client, service: Service, headers: dict[str, str]
) -> None:
    assert browser.post("/control", json={"behaviour": "fail"}, headers=headers).status_code == 403
    assert browser.get("/", headers=headers).status_code == 403
    assert service.books.behaviour().behaviour is Behaviour.CONFIRM


@pytest.mark.parametrize(
    "body",
    [
        {"amount": {"amount": 1.5, "currency": "RON"}},
        {"amount": {"amount": "-1", "currency": "RON"}},
        {"amount": "1.00"},
        {"order": ""},
        {"attempt": "1"},
        {"attempt": True},
    ],
)
def test_a_broken_instruction_is_refused_and_books_nothing(
    browser: httpx.Client, service: Service, body: dict[str, object]
) -> None:
    assert instruct(browser, "a:1", **body).status_code == 422
    assert service.books.refunds() == []


@pytest.mark.parametrize(
    "body", [{"behaviour": "steal"}, {"behaviour": "late", "seconds": -1}, {"behaviour": "fail", "times": 0}]
)
def test_an_unknown_behaviour_is_refused(browser: httpx.Client, body: dict[str, object]) -> None:
    assert browser.post("/control", json=body).status_code == 422
