"""Machines ask: does it live, can it serve, how is it going? And who may see the figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from amiabil.server import health


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.AMIABIL_FILES_URL = tmp_path.as_uri()
    return tmp_path


def test_live_asks_no_database(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"live": True})


@pytest.mark.django_db
def test_ready_when_everything_answers(client: Client, files: Path) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["failing"] == {}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_names_the_files_when_they_cannot_be_written(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.AMIABIL_FILES_URL = (tmp_path / "gone").as_uri()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "failing": {"files": "FileNotFoundError"}}


def test_ready_names_the_database_when_it_is_gone(
    client: Client, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        def cursor(self) -> None:
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Gone())
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["failing"] == {"database": "DatabaseError"}


@pytest.mark.django_db
def test_figures_are_for_this_machine(client: Client) -> None:
    answer = client.get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert answer.status_code == 200
    assert b"amiabil_outbox_waiting" in answer.content


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "not an address"},
        {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer wrong"},
    ],
)
def test_others_do_not_even_see_that_there_are_figures(settings: Settings, meta: dict[str, Any]) -> None:
    settings.AMIABIL_METRICS_TOKEN = "right"
    assert Client(**meta).get("/metrics").status_code == 404


@pytest.mark.django_db
def test_a_token_opens_the_figures_from_anywhere(client: Client, settings: Settings) -> None:
    settings.AMIABIL_METRICS_TOKEN = "right"
    answer = client.get("/metrics", REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer right")
    assert answer.status_code == 200


def test_without_a_token_no_bearer_opens_them(client: Client, settings: Settings) -> None:
    settings.AMIABIL_METRICS_TOKEN = None
    answer = client.get("/metrics", REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer None")
    assert answer.status_code == 404
