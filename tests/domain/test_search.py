"""What was typed is read the same however it is written, and an extract shows what was found and changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.search import LETTERS_MAX, STOP_WORDS, WORDS_MAX, Asked, Piece, extract, folded, read


@pytest.mark.parametrize("typed", ["Mașină", "Maşină", "masina", "MAS\u0326INA\u0306"])
def test_diacritics_and_case_do_not_matter(typed: str) -> None:
    assert read(f"{typed} ").words == ("masina",)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", Asked()),
        (" .,;'\" ", Asked()),
        ("colet", Asked(("colet",), goes_on=True)),
        ("colet ", Asked(("colet",))),
        ("am", Asked(("am",))),
        ("nu am primit coletul.", Asked(("primit", "coletul"))),
        ("T-7K3M-92QF", Asked(("7k3m", "92qf"), goes_on=True)),
        ("Ana.Pop@example.org ", Asked(emails=("ana.pop@example.org",))),
    ],
)
def test_what_is_looked_for(typed: str, asked: Asked) -> None:
    assert read(typed) == asked


def test_too_much_is_left_out() -> None:
    asked = read(" ".join(f"word{n}" for n in range(200)))
    assert len(asked.words) == WORDS_MAX
    assert not read("x" * LETTERS_MAX + " later").goes_on or "later" not in asked.words


def test_stop_words_are_written_as_they_are_compared() -> None:
    assert {folded(word) for word in STOP_WORDS} == STOP_WORDS


@given(st.text(max_size=400))
def test_anything_can_be_typed(typed: str) -> None:
    asked = read(typed)
    assert len(asked.words) <= WORDS_MAX
    assert all(word and word.replace("_", "") == word and "'" not in word for word in asked.words)
    assert all("'" not in one and "\\" not in one for one in asked.emails)
    assert not asked.goes_on or asked.words


@given(st.text(max_size=600), st.frozensets(st.text("abcș", min_size=1, max_size=3), max_size=3))
def test_an_extract_is_a_part_of_the_text(text: str, stems: frozenset[str]) -> None:
    pieces = extract(text, stems, most=60)
    shown = "".join(piece.text for piece in pieces)
    inner = shown.removeprefix("… ").removesuffix(" …")
    assert inner.strip() in " ".join(text.split())
    assert all(
        folded(piece.text).startswith(tuple(folded(one) for one in stems)) for piece in pieces if piece.found
    )


def test_an_extract_stands_around_what_was_found() -> None:
    text = "unu " * 100 + "livrarea întârzie " + "doi " * 100
    pieces = extract(text, frozenset({"livr", "intarzi"}), most=80)
    assert [piece.text for piece in pieces if piece.found] == ["livrarea", "întârzie"]
    assert pieces[0].text.startswith("… ")
    assert pieces[-1].text.endswith(" …")


def test_english_stems_that_end_otherwise() -> None:
    assert Piece("delivery", found=True) in extract("my delivery is late", frozenset({"deliveri"}))
