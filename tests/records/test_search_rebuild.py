"""The index is made anew: what is missing, wrong or too much is repaired and counted, what is right is left alone."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from amiabil.domain.search import read
from amiabil.records.models import Conversation, SearchEntry
from amiabil.records.new_id import new_id
from amiabil.records.search import search
from amiabil.records.search_rebuild import FIRST, forget_homeless, rebuild_next
from amiabil.server import cli
from amiabil.server.commands.search import _rebuilt
from tests.factories import OPENED, World, make_world
from tests.records.test_search import asked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def kept() -> list[tuple[object, ...]]:
    return list(
        SearchEntry.objects.order_by("entry", "audience").values_list("entry", "audience", "at", "words")
    )


def test_an_index_that_is_right_is_left_alone(world: World) -> None:
    asked(world.buyer, "Nu merge lampa.")
    before = kept()
    assert _rebuilt() == (1, 3, 0)
    assert kept() == before


def test_what_is_missing_or_wrong_or_too_much_is_repaired(world: World) -> None:
    file, other = asked(world.buyer, "Nu merge lampa."), asked(world.buyer, "Nici ceasul.")
    before = kept()
    SearchEntry.objects.filter(case_id=file.case_id).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_entry SET words = 'ghost' WHERE entry = %s AND audience = 'everyone'",
            [other.case_id],
        )
        for case_id in (other.case_id, new_id()):
            cursor.execute(
                "INSERT INTO search_entry (entry, audience, case_id, at, words) VALUES (%s, 'staff', %s, %s, 'x')",
                [new_id(), case_id, OPENED],
            )
    assert not search(world.buyer, read("lampa")).items
    assert _rebuilt() == (2, 6, 3 + 1 + 1 + 1)
    assert kept() == before
    assert [hit.reference for hit in search(world.buyer, read("lampa")).items] == [file.reference]


def test_what_was_erased_is_not_entered_again(world: World) -> None:
    file = asked(world.buyer, "Nu merge lampa.")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE conversation DISABLE TRIGGER search_follows")
        Conversation.objects.filter(id=file.case_id).update(erased_at=OPENED)
        cursor.execute("ALTER TABLE conversation ENABLE TRIGGER search_follows")
    assert len(kept()) == 3
    assert _rebuilt() == (1, 0, 3)
    assert kept() == []


def test_cases_are_entered_some_at_a_time(world: World) -> None:
    for _ in range(3):
        asked(world.buyer, "Ceva.")
    first = rebuild_next(FIRST, limit=2)
    assert (first.cases, first.entries) == (2, 6) and first.last is not None
    second = rebuild_next(first.last, limit=2)
    assert second.cases == 1 and second.last is not None
    assert rebuild_next(second.last, limit=2).last is None
    assert forget_homeless() == 0


def test_the_command_tells_what_it_did(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(world.buyer, "Ceva.")
    monkeypatch.setattr("amiabil.server.django_process.is_running", lambda _home: True)
    monkeypatch.setattr("amiabil.server.django_process.set_up", lambda: None)
    assert cli.main(["search", "rebuild", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"cases": 1, "entries": 3, "repaired": 0}
    assert cli.main(["search", "rebuild"]) == 0
    assert capsys.readouterr().out == "1 cases, 3 entries: 0 were not right.\n"
