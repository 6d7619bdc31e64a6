"""No text makes us work long: reading the words of strangers takes time in proportion to their length (S20, regex).

Each of these took seconds to minutes of a web process before; bounds are of processor time, a hundred times above
what is needed now.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from amiabil.domain.files import clean_name
from amiabil.domain.tone import Tone, passages
from amiabil.domain.written import clean
from amiabil.foundation.markdown import outline
from amiabil.foundation.text import MARKS_IN_A_ROW, fold, steady
from amiabil.server.logs import hide

MARKS = "a" + "\u0315\u0300\u0327" * 6_000


def cleaned(text: str) -> str:
    return clean(text, field="/text")


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (passages, "?" * 20_000),
        (passages, "!!! " * 5_000),
        (passages, "idiot " * 3_300),
        (passages, MARKS),
        (cleaned, MARKS),
        (cleaned, MARKS * 4),
        (fold, MARKS),
        (clean_name, MARKS),
        (hide, "x" * 200_000),
        (hide, "eyJ" * 50_000),
        (hide, "a@" + "b." * 50_000),
        (hide, "bearer " * 20_000),
        (hide, "://" * 50_000),
        (outline, "[" * 20_000),
        (outline, "![" * 10_000),
        (outline, "[a](" * 5_000),
        (outline, "<" * 20_000),
        (outline, ">" * 20_000),
    ],
    ids=lambda value: repr(value)[:20] if isinstance(value, str) else value.__name__,
)
def test_it_is_read_in_no_time(read: Callable[[str], object], text: str) -> None:
    """A text twice as long may take twice as long, on any machine; reading it letter by letter again, four times."""
    if spent(read, text) > 0.5:
        half = text[: len(text) // 2]
        whole, part = (min(spent(read, one) for _ in range(3)) for one in (text, half))
        assert whole < 3 * part and whole < 10.0


def spent(read: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    read(text)
    return time.thread_time() - began


def test_honest_marks_stay() -> None:
    for text in ("ș și ț", "Z\u0307\u0323\u0302", "نَصٌّ مُشَكَّل", "a" + "\u0301" * MARKS_IN_A_ROW):
        assert steady(text) == text
    assert steady("a" + "\u0301" * 40 + "b" + "\u0301") == "a" + "\u0301" * 30 + "b" + "\u0301"


@pytest.mark.parametrize("text", ["Unde e coletul???!!!", "Ce?!?! Cum", "!!!", "nu!?!?"])
def test_shouting_is_still_heard(text: str) -> None:
    assert [one.tone for one in passages(text)] == [Tone.SHOUTING]


@pytest.mark.parametrize("text", ["Ce???", "Da!!", "Cum?! Da", "??????!"])
def test_a_question_is_not_shouting(text: str) -> None:
    assert passages(text) == ()


def test_the_first_passages_are_those_that_are_shown() -> None:
    found = passages("!!! " * 5_000)
    assert [one.start for one in found] == [4 * number for number in range(12)]


@pytest.mark.parametrize(
    "secret",
    [
        "ana@example.com",
        "mailto:ana.pop+x@mail.example.com",
        "x=ana@example.com;",
        "amk_0123456789",
        "Bearer   abc.def",
        "token%3DeyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl",
        "eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl",
        "postgresql://web:hunter2@db/amiabil",
    ],
)
def test_secrets_are_still_hidden(secret: str) -> None:
    shown = hide(f"before {secret} after")
    for part in ("ana", "0123456789", "abc.def", "eyJ", "hunter2"):
        assert part not in shown
    assert shown.startswith("before ") and "after" in shown


def test_a_long_line_is_cut_and_says_so() -> None:
    assert hide("x" * 100_000).endswith("[cut, 100000 letters]")
    assert len(hide("x" * 100_000)) < 17_000
