"""A load or a reset of the demonstration that was cut off is begun again by the next start, never left half done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from amiabil.demo import load
from amiabil.records import emptiness
from amiabil.server import django_process
from amiabil.server.commands import demo
from amiabil.server.config import load as configuration


def cut_off(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was begun, in order; the database is as full as the last of it left it."""
    begun: list[str] = []
    monkeypatch.setattr(load, "load", lambda: begun.append("load"))
    monkeypatch.setattr(load, "reset", lambda: begun.append("reset"))
    monkeypatch.setattr(emptiness, "is_empty", lambda: not begun)
    return begun


def start(home: Path) -> None:
    demo.load_when_empty(home, lambda _: None)


def test_it_is_loaded_once(done: list[str], tmp_path: Path) -> None:
    start(tmp_path)
    start(tmp_path)
    assert done == ["load"]


def test_a_load_that_was_cut_off_begins_again_from_nothing(
    done: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as interrupted, pytest.raises(KeyboardInterrupt):
        interrupted.setattr(load, "load", cut_off)
        start(tmp_path)
    monkeypatch.setattr(emptiness, "is_empty", lambda: False)
    start(tmp_path)
    start(tmp_path)
    assert done == ["reset"]


def test_a_reset_that_was_cut_off_begins_again(
    done: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configuration({"AMIABIL_HOME": str(tmp_path), "AMIABIL_DEMO": "1"})
    monkeypatch.setattr(django_process, "database_at_hand", lambda _: nullcontext())
    monkeypatch.setattr(django_process, "set_up_as_owner", lambda _: None)
    reset: Callable[..., int] = demo._reset
    with monkeypatch.context() as interrupted, pytest.raises(KeyboardInterrupt):
        interrupted.setattr(load, "reset", cut_off)
        reset(None, config)
    monkeypatch.setattr(emptiness, "is_empty", lambda: False)
    start(tmp_path)
    start(tmp_path)
    assert done == ["reset"]
