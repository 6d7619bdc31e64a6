"""Theme and language by forms that need no script and lead nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from amiabil.ui import look


@pytest.fixture
def client() -> Client:
    return Client()


def test_a_theme_is_kept_and_rendered(client: Client) -> None:
    answer = client.post("/look/theme", {"theme": "dark", "next": "/look/gallery/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/look/gallery/"
    assert client.cookies["amiabil_theme"].value == "dark"
    assert 'data-bs-theme="dark"' in client.get("/look/gallery/").content.decode()


def test_an_unknown_theme_changes_nothing(client: Client) -> None:
    answer = client.post("/look/theme", {"theme": "<b>", "next": "/"})
    assert "amiabil_theme" not in answer.cookies
    client.cookies["amiabil_theme"] = "<b>"
    assert 'data-bs-theme="system"' in client.get("/look/gallery/").content.decode()


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_back_is_ours(client: Client, next_page: str) -> None:
    for address, field in (("/look/theme", {"theme": "dark"}), ("/look/language", {"language": "en"})):
        assert client.post(address, {**field, "next": next_page})["Location"] == "/"


def test_a_language_is_kept(client: Client) -> None:
    client.post("/look/language", {"language": "en", "next": "/look/gallery/"})
    page = client.get("/look/gallery/").content.decode()
    assert '<html lang="en" dir="ltr"' in page
    client.post("/look/language", {"language": "xx", "next": "/"})
    assert '<html lang="en"' in client.get("/look/gallery/").content.decode()


def test_reading_changes_nothing(client: Client) -> None:
    assert client.get("/look/theme").status_code == 405
    assert client.get("/look/language").status_code == 405


def test_the_mirrored_language_is_written_from_the_right(client: Client) -> None:
    client.cookies["amiabil_language"] = "ar-xb"
    assert '<html lang="ar" dir="rtl"' in client.get("/look/gallery/").content.decode()


def test_the_look_carries_the_pages_own_path() -> None:
    assert look.of(RequestFactory().get("/ro/orders/?after=x")).path == "/ro/orders/?after=x"
