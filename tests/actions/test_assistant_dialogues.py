"""Scripted dialogues in two languages: what is said, what may not be, and what is in the database at the end."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from amiabil.actions.help_articles_shipped import load_shipped
from amiabil.records import clock
from tests.actions.assistant_dialogues import Dialogue, Stage, dialogues

pytestmark = pytest.mark.django_db

EVERY = [*dialogues("ro"), *dialogues("en")]


@pytest.fixture(scope="module")
def articles(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The articles of the product, taken in once for all dialogues."""
    with django_db_blocker.unblock():
        load_shipped(at=clock.now())
        yield
        _empty()


def _empty() -> None:
    tables = [
        one._meta.db_table
        for one in apps.get_app_config("records").get_models()
        if "help" in one._meta.db_table
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def test_there_are_twenty_of_each_language() -> None:
    for language in ("ro", "en"):
        assert sum(one.language == language for one in EVERY) >= 20


@pytest.mark.parametrize("dialogue", EVERY, ids=lambda one: f"{one.language}: {one.name}")
def test_a_dialogue_ends_as_it_should(dialogue: Dialogue, articles: None, settings: Any) -> None:
    settings.AMIABIL_ASSISTANT = True
    Stage(dialogue).play()
