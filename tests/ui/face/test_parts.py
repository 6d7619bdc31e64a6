"""A part that is drawn once and kept shows what it would show if it were drawn each time."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from amiabil.domain.terms import Role
from amiabil.ui.facts import AudienceMark, EventLine, Message, Moment, Person

AT = Moment("2026-11-22T09:00:00+02:00", "azi, 09:00")
PAGE = Template("{% load ui %}{% for entry in entries %}{% part 'ui/_entry.html' entry=entry %}{% endfor %}")


def message(text: str, *, closed: bool = False) -> Message:
    return Message("1", Person.of("Ana Pop", Role.BUYER), "buyer", AT, AudienceMark("both", closed), text)


@pytest.mark.parametrize("language", ["ro", "en", "ro"])
def test_every_entry_is_drawn_as_alone_and_in_the_language_of_the_page(language: str) -> None:
    entries = [message("a <b>"), EventLine("2", "said", AT), message("a <b>"), message("a <b>", closed=True)]
    with translation.override(language):
        alone = [render_to_string("ui/_entry.html", {"entry": entry}) for entry in entries]
        assert PAGE.render(Context({"entries": entries})) == "".join(alone)
    assert "&lt;b&gt;" in alone[0]
    assert alone[0] == alone[2] != alone[3]
