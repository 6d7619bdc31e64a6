"""A history drawn by stencils is, letter by letter, what the template draws, and the template is drawn once a sort."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.template import Template
from django.template.loader import get_template
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from amiabil.ui import entries
from amiabil.ui.facts import AudienceMark, EventLine, Message, Moment, Person
from amiabil.ui.facts.thread import Entry, Translation

AWKWARD = st.sampled_from(
    [
        "<b>&\"'",
        "a\nb",
        "a\n\nb\n",
        "\n",
        "",
        "one\r\ntwo",
        "x\u2028y",
        "{{ entry }}",
        "mark-0-text",
        "ș\x0cț",
    ]
)
TEXTS = st.one_of(AWKWARD, st.text(max_size=60), st.lists(AWKWARD, max_size=4).map("".join))
MOMENTS = st.builds(Moment, TEXTS, TEXTS)
PEOPLE = st.builds(Person, TEXTS, TEXTS, st.sampled_from(["buyer", "seller", "staff"]))
MESSAGES = st.builds(
    Message,
    id=TEXTS,
    person=PEOPLE,
    about=TEXTS,
    at=MOMENTS,
    audience=st.builds(AudienceMark, TEXTS, st.booleans()),
    text=TEXTS,
    language=st.sampled_from(["", "ro", "<"]),
    note=st.booleans(),
    translation=st.none() | st.builds(Translation, TEXTS, TEXTS, st.just("en")),
)
EVENTS = st.builds(EventLine, TEXTS, TEXTS, MOMENTS, st.sampled_from(["scales", "arrow-right"]))

ANA = Message(
    "1",
    Person("Ana Pop", "AP", "buyer"),
    "buyer",
    Moment("2026-11-19T10:12+02:00", "today, 10:12"),
    AudienceMark("you and the seller"),
    "It came broken.",
)


def by_template(entry: Entry) -> str:
    return str(get_template("ui/_entry.html").render({"entry": entry}))


@given(st.lists(MESSAGES | EVENTS, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_is_drawn_is_what_the_template_draws(told: list[Entry]) -> None:
    assert entries.drawn(told) == "".join(map(by_template, told))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a\n<b>",
        "a\n",
        "a\r",
        "",
        "x\u2028y",
        entries._TEXT,
        f"<p>{entries._TEXT}</p>",
        entries._ID,
    ],
    # The marks are made by chance; names of tests have to be the same in every process.
    ids=[
        "tag",
        "line and tag",
        "line",
        "return",
        "empty",
        "separator",
        "mark",
        "mark in a tag",
        "mark of an id",
    ],
)
def test_nothing_that_is_written_becomes_markup_or_a_mark(text: str) -> None:
    """The marks are drawn by lot when the process starts; even one who knew them could only write them as text."""
    drawn = entries.drawn([replace(ANA, text=text)])
    assert drawn == by_template(replace(ANA, text=text))
    assert "<script>" not in drawn


def test_each_language_has_its_own_words() -> None:
    with override("ro"):
        romanian = entries.drawn([ANA])
        assert romanian == by_template(ANA)
    with override("en"):
        assert entries.drawn([ANA]) == by_template(ANA) != romanian


def test_a_hundred_messages_of_two_people_draw_two_stencils(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str | None] = []
    render = Template.render

    def counted(self: Template, context: Any) -> Any:
        drawn.append(self.name)
        return render(self, context)

    monkeypatch.setattr(Template, "render", counted)
    entries._message.cache_clear()
    shop = replace(ANA, person=Person("Lumina", "L", "seller"), about="seller")
    told = [
        replace(who, id=str(number), text=f"message {number}") for number in range(50) for who in (ANA, shop)
    ]
    assert entries.drawn(told).count("<li ") == 100
    assert drawn.count("ui/_entry.html") == 2
    entries.drawn(told)
    assert drawn.count("ui/_entry.html") == 2
