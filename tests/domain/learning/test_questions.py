"""What says that an answer was none or wrong, what is kept of a question, and when a change makes it worse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amiabil.domain.helpcentre.article import LANGUAGES, PHRASE_MAX
from amiabil.domain.learning.packaged import regression
from amiabil.domain.learning.questions import (
    MOST_PHRASES,
    Asked,
    Measured,
    NothingChosen,
    Share,
    Signal,
    Turn,
    chosen,
    compared,
    masked,
    signals,
)

SAID = [
    (Turn("clarify"), [Signal.UNANSWERED]),
    (Turn("hand_over", reason="unsure"), [Signal.UNANSWERED]),
    (Turn("hand_over", reason="serious"), []),
    (Turn("clarify", pressed="say:none"), []),
    (Turn("clarify", flow="open_dispute"), []),
    (Turn("answer", sources=("a",)), []),
    (Turn("choices", next_pressed="say:none"), [Signal.REFUSED]),
    (Turn("choices", next_pressed="article:x"), []),
    (Turn("answer", next_reason="wrong"), [Signal.WRONG]),
    (Turn("worded", next_reason="repeated"), [Signal.REPEATED]),
    (Turn("answer", next_decision="offer_person"), [Signal.REPEATED]),
    (Turn("answer", next_reason="wanted"), [Signal.PERSON]),
    (Turn("answer", sources=("a",), corrected=("b",)), [Signal.CORRECTED]),
    (Turn("answer", sources=("a",), corrected=("b", "a")), []),
    (Turn("clarify", corrected=("b",)), [Signal.UNANSWERED, Signal.CORRECTED]),
    (Turn("flow", corrected=("b",)), []),
]


@pytest.mark.parametrize(("turn", "wanted"), SAID)
def test_what_says_that_a_question_was_not_answered(turn: Turn, wanted: list[Signal]) -> None:
    assert list(signals(turn)) == wanted


def test_a_question_is_kept_as_it_was_written_and_without_anybodys_data() -> None:
    said = masked("Sunt Țuțu, ana@example.org, 0722 123 456, comanda 40412345: unde-mi sunt BANII?")
    assert said.endswith("unde-mi sunt BANII?") and "Țuțu" in said
    assert not any(one in said for one in ("ana@", "0722", "40412345"))
    assert masked("RO49AAAA1B31007593840000 rambursare") == "[number] rambursare"
    assert len(masked("de ce nu merge " * 60)) <= PHRASE_MAX
    assert masked("?!") == ""


def test_ways_to_ask_have_no_marks_and_are_bounded() -> None:
    assert chosen(["unde e comanda [number] ?", "unde e comanda ?", "[email]"]) == ("unde e comanda ?",)
    with pytest.raises(NothingChosen):
        chosen(["[number]"])
    with pytest.raises(NothingChosen):
        chosen([f"intrebarea {at}" for at in range(MOST_PHRASES + 1)])


def test_before_and_after_name_what_gets_worse() -> None:
    asked = [Asked("one", "ro", ("a",)), Asked("two", "ro", ("b", "c")), Asked("three", "ro", ("d",))]
    before, after, gained, lost = compared(
        asked, [["a", "x"], ["c"], ["x", "y", "d"]], [["x", "a"], ["b"], ["x", "y", "z", "d"]]
    )
    assert (before, after) == (Share(3, 2, 3), Share(3, 1, 2))
    assert (gained, [(one.text, one.right, one.becomes) for one in lost]) == (0, [("one", "a", "x")])


@pytest.mark.parametrize(
    ("after", "gained", "lost", "drops"),
    [(Share(100, 81, 95), 2, 1, False), (Share(100, 79, 95), 0, 1, True), (Share(100, 80, 93), 0, 0, True)],
)
def test_an_editor_is_warned_of_a_drop(after: Share, gained: int, lost: int, drops: bool) -> None:
    found = Measured(Share(100, 80, 95), after, gained, (), lost, 5, 1, 5, with_meaning=False)
    assert found.drops is drops


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_that_come_with_the_product_are_those_nothing_was_tuned_by(language: str) -> None:
    file = Path(__file__).parents[2] / "data" / "assistant" / "held_out" / "questions.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    wanted = [
        (one["variants"]["clean"], (one["article"], *one["also"])) for one in rows if one["lang"] == language
    ]
    assert [(one.text, one.right) for one in regression(language)] == wanted
