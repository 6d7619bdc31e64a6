"""The marketplace's keys: fetched rarely, kept when it is silent, never from a place anybody could speak for."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pytest

from amiabil.gateways import jwks
from amiabil.gateways.jwks import KeyDocument, KeysUnreachable, PublishedKeys
from tests.fixed_keys import FixedKeys

URL = "https://shop.example/jwks.json"


class Marketplace:
    """Answers with what it is told to, and counts how often it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let seconds pass."""
    ahead, steady = [0.0], time.monotonic
    monkeypatch.setattr(jwks.time, "monotonic", lambda: steady() + ahead[0])

    def move(seconds: float) -> None:
        ahead[0] += seconds

    return move


def published(shop: Marketplace, url: str = URL) -> PublishedKeys:
    return PublishedKeys(url, httpx.MockTransport(shop))


def text(body: str) -> httpx.Response:
    return httpx.Response(200, text=body)


def test_it_is_asked_once_in_ten_minutes(later: Callable[[float], None]) -> None:
    shop = Marketplace(text("one"), text("two"))
    keys = published(shop)
    assert [keys.current() for _ in range(5)] == ["one"] * 5
    later(599)
    assert (keys.current(), shop.asked) == ("one", 1)
    later(2)
    assert (keys.current(), shop.asked) == ("two", 2)


def test_an_unknown_key_asks_again_but_never_floods(later: Callable[[float], None]) -> None:
    shop = Marketplace(text("one"), text("two"))
    keys = published(shop)
    keys.current()
    assert [keys.renewed() for _ in range(50)] == ["one"] * 50
    later(31)
    assert [keys.renewed() for _ in range(50)] == ["two"] * 50
    assert shop.asked == 2


def test_while_it_is_silent_the_last_document_counts_for_a_day(later: Callable[[float], None]) -> None:
    keys = published(Marketplace(text("one"), httpx.ConnectError("no route")))
    assert keys.current() == "one"
    later(23 * 3600)
    assert keys.current() == "one"
    later(2 * 3600)
    with pytest.raises(KeysUnreachable):
        keys.current()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("no route"),
        httpx.ReadTimeout("slow"),
        httpx.Response(500, text="{}"),
        httpx.Response(302, headers={"location": "https://evil.example/jwks.json"}),
        httpx.Response(200, content=b"x" * (jwks.LARGEST + 1)),
        httpx.Response(200, content=b"\xff\xfe"),
    ],
)
def test_what_is_no_answer(answer: httpx.Response | Exception) -> None:
    shop = Marketplace(answer)
    with pytest.raises(KeysUnreachable):
        published(shop).current()
    assert shop.asked == 1, "a redirect is not followed"


@pytest.mark.parametrize("url", ["http://shop.example/jwks.json", "http://10.0.0.1/jwks.json"])
def test_without_https_only_this_machine_is_believed(url: str) -> None:
    shop = Marketplace(text("one"))
    with pytest.raises(KeysUnreachable):
        published(shop, url).current()
    assert shop.asked == 0
    assert published(shop, "http://127.0.0.1:8000/jwks.json").current() == "one"


def test_the_fake_keeps_the_same_promises() -> None:
    fake: KeyDocument = FixedKeys("one", "two")
    assert [fake.current(), fake.renewed(), fake.current(), fake.renewed()] == ["one", "two", "two", "two"]
