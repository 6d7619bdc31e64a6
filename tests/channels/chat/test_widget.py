"""What a page loads to show the chat: for everybody the same, small on the line, and where pages of ours place it."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

from amiabil.ui.widget_script import TARGET
from tests.channels.portal.visitor import signed_in
from tests.factories import make_world

SCRIPT = "/widget/v1.js"


def test_the_script_is_public_packed_and_asked_for_again_by_its_hash() -> None:
    first = Client().get(SCRIPT, headers={"Accept-Encoding": "gzip", "Origin": "https://shop.example"})
    assert gzip.decompress(first.content) == TARGET.read_bytes()
    assert first["Content-Type"].startswith("text/javascript")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not first.cookies
    again = Client().get(SCRIPT, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(SCRIPT).content == TARGET.read_bytes()
    assert Client().post(SCRIPT).status_code == 405


@pytest.mark.parametrize(
    ("asked", "path"), [("ro", "ro"), ("en-GB", "en"), ("RO-md", "ro"), ("tlh", "ro"), ("x" * 200, "ro")]
)
def test_words_come_in_the_nearest_language(asked: str, path: str) -> None:
    told = Client().get(f"/widget/v1/words/{asked}.json").json()
    assert (told["path"], told["direction"]) == (path, "ltr")
    assert told["words"]["send"] == {"ro": "Trimite", "en": "Send"}[path]


@pytest.mark.django_db
def test_pages_of_ours_have_the_chat_and_a_link_without_javascript() -> None:
    page = Client().get("/en/help/").content.decode()
    assert re.search(
        r'<amiabil-chat language="en" person="">\s*<a class="chat-button" href="/en/help/chat">', page
    )
    own = Client().get("/en/help/chat").content.decode()
    assert "<amiabil-chat" not in own, "the page of the chat is the chat"


@pytest.mark.django_db
def test_the_chat_is_told_whether_it_is_still_the_same_reader() -> None:
    world = make_world()
    page = signed_in(world.buyer).get("/en/orders/").content.decode()
    assert f'person="{world.buyer.person_id}"' in page
