"""The door of the widget on pages of the marketplace: who may call, and as whom does the marketplace vouch for them."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from amiabil.actions import chat_desk
from amiabil.domain.access import Viewer
from amiabil.records import clock, shifts
from amiabil.records.models import Chat, Customer, Message
from amiabil.records.shifts import ShiftState
from amiabil.ui.viewer import CUSTOMER_COOKIE
from tests import marketplace as shop

pytestmark = pytest.mark.django_db

SHOP = "https://shop.example"
CHATS = "/chat/v1/chats"


@pytest.fixture(autouse=True)
def named(settings: Any) -> None:
    settings.AMIABIL_CHAT_ORIGINS = (SHOP,)
    settings.AMIABIL_JWT_ISSUER = shop.ISSUER
    settings.AMIABIL_JWT_KEY = shop.SECRET


@pytest.fixture
def on_shift(raluca: Viewer) -> Viewer:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    return raluca


class Page:
    """A page of the marketplace in a browser: no cookie of ours, an origin of its own."""

    def __init__(self, origin: str = SHOP) -> None:
        self.client = Client()
        self.headers = {"Origin": origin, "Accept-Language": "en"}

    def post(self, path: str, **body: Any) -> Any:
        given = json.dumps(body)
        return self.client.post(path, given, content_type="application/json", headers=self.headers)

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers)

    def enter(self, **claims: Any) -> Any:
        answer = self.post("/chat/v1/pass", token=shop.token(**claims))
        if answer.status_code == 201:
            self.headers["Authorization"] = f"Bearer {answer.json()['pass']}"
        return answer

    def start(self, text: str = "Where is it?", **more: Any) -> Any:
        return self.post(CHATS, key=str(uuid4()), text=text, **more)


def may_read(answer: HttpResponse) -> bool:
    return answer.get("Access-Control-Allow-Origin") == SHOP


def test_a_page_that_is_named_may_ask_and_read(on_shift: Viewer) -> None:
    page = Page()
    asked = page.client.options(
        f"{CHATS}/C-1/messages", headers={**page.headers, "Access-Control-Request-Method": "POST"}
    )
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "POST")
    assert "Authorization" in asked["Access-Control-Allow-Headers"]
    assert may_read(asked)
    started = page.start()
    assert started.status_code == 201
    assert may_read(started)
    assert "Origin" in started["Vary"]
    assert "Access-Control-Allow-Credentials" not in started
    assert not started.cookies  # kept by the widget for its origin, never by a cookie
    refused = page.start(text="")
    assert refused.status_code == 422
    assert may_read(refused), "a refusal is read too"


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "https://shop.example.evil", "http://shop.example", f"{SHOP}:8443"],
)
def test_a_page_nobody_named_gets_nothing_and_changes_nothing(on_shift: Viewer, origin: str) -> None:
    page = Page(origin)
    asked = page.client.options(CHATS, headers=page.headers)
    assert "Access-Control-Allow-Origin" not in asked
    assert "Access-Control-Allow-Headers" not in asked
    refused = page.start()
    assert (refused.status_code, refused.json()["code"]) == (403, "not_from_here")
    assert "Access-Control-Allow-Origin" not in refused
    assert page.get("/chat/v1/now").status_code == 403
    assert not Chat.objects.exists()


def test_a_visitor_is_known_by_the_secret_alone(on_shift: Viewer) -> None:
    page = Page()
    told = page.start().json()
    assert page.get("/chat/v1/mine").json() == {"signed_in": False, "name": None, "chat": None}
    page.headers["Authorization"] = f"Bearer {told['secret']}"
    assert page.get(f"{CHATS}/{told['chat']}/events").status_code == 200


def test_whom_the_marketplace_vouches_for_talks_as_themselves(on_shift: Viewer) -> None:
    page = Page()
    assert page.enter(sub="ana-1", name="Ana").status_code == 201
    assert not page.client.cookies
    told = page.start().json()
    assert told["secret"] is None
    assert page.post(f"{CHATS}/{told['chat']}/messages", id=str(uuid4()), text="Hello?").status_code == 201
    chat = Chat.objects.get()
    assert chat.customer == Customer.objects.get(subject="ana-1")
    elsewhere = Page()  # the same person at another device
    elsewhere.enter(sub="ana-1", name="Ana")
    mine = elsewhere.get("/chat/v1/mine").json()
    assert (mine["signed_in"], mine["name"], mine["chat"]["chat"]) == (True, "Ana", told["chat"])
    somebody = Page()
    somebody.enter(sub="ion-2")
    assert somebody.get(f"{CHATS}/{told['chat']}").status_code == 404
    assert somebody.get("/chat/v1/mine").json()["chat"] is None


@pytest.mark.parametrize(
    "forged",
    [
        lambda: shop.token("another key of thirty-two bytes, or more"),
        lambda: shop.token(iss="https://evil.example"),
        lambda: shop.token(aud="other"),
        lambda: shop.token(jti=None),
        lambda: shop.token().rpartition(".")[0] + ".",
        lambda: "x.y.z",
    ],
)
def test_a_forged_token_opens_nothing(forged: Any) -> None:
    answer = Page().post("/chat/v1/pass", token=forged())
    assert (answer.status_code, answer.json()["code"]) == (422, "token_refused")
    assert may_read(answer)
    assert not Customer.objects.exists()


def test_a_token_is_good_for_one_pass() -> None:
    token = shop.token()
    assert Page().post("/chat/v1/pass", token=token).status_code == 201
    again = Page().post("/chat/v1/pass", token=token)
    assert (again.status_code, again.json()["code"]) == (409, "token_used")


def test_a_pass_opens_chats_and_nothing_else(on_shift: Viewer) -> None:
    page = Page()
    shown = page.enter(sub="ana-1").json()["pass"]
    browser = Client()
    browser.cookies[CUSTOMER_COOKIE] = shown
    assert browser.get("/en/orders/").status_code == 401
    browser.cookies[CUSTOMER_COOKIE] = shown.removeprefix("pass.")
    assert browser.get("/en/orders/").status_code == 401
    page.headers["Authorization"] = f"Bearer {shown.removeprefix('pass.')}"
    assert page.get("/chat/v1/mine").json()["signed_in"] is False


def test_a_pass_that_has_ended_says_so(on_shift: Viewer) -> None:
    page = Page()
    page.enter(sub="ana-1")
    reference = page.start().json()["chat"]
    assert page.post("/chat/v1/pass/end").status_code == 200
    for answer in (page.get("/chat/v1/mine"), page.get(f"{CHATS}/{reference}"), page.start()):
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert Message.objects.count() == 1


def test_a_new_token_ends_the_pass_before(on_shift: Viewer) -> None:
    page = Page()
    first = page.enter(sub="ana-1").json()["pass"]
    page.enter(sub="ana-1")
    page.headers["Authorization"] = f"Bearer {first}"
    assert page.get("/chat/v1/mine").status_code == 401


def test_our_own_page_without_javascript_knows_the_chat(on_shift: Viewer) -> None:
    page = Page("http://testserver")
    told = page.start().json()
    assert told["chat"] in page.client.get("/en/help/chat").content.decode()
