"""One question to the assistant: an answer with its source, a choice, or a question; nothing is made up."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.assistant_answers import LETTERS_MAX, Decision, Turn, answer
from amiabil.actions.help_articles_shipped import load_shipped
from amiabil.domain.assistant.red_rules import Reason
from amiabil.domain.assistant.redaction import Kind
from amiabil.records import clock
from amiabil.records.help_search import Asking, as_written
from amiabil.records.models import HelpArticleVersion
from amiabil.server import django_process
from amiabil.server.cli import main

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent.parent / "data"


def asked(typed: str, language: str = "ro") -> Turn:
    return answer(typed, Asking((language, "en" if language == "ro" else "ro")), written=as_written)


@pytest.mark.parametrize(
    ("language", "typed", "key"),
    [
        ("ro", "unde imi e pachetul", "track-parcel"),
        ("ro", "Când îmi vin banii înapoi?", "refund-not-received"),
        ("en", "where is my package", "track-parcel"),
    ],
)
def test_an_answer_is_the_words_of_a_published_article(language: str, typed: str, key: str) -> None:
    load_shipped(at=clock.now())
    turn = asked(typed, language)
    assert turn.decision is Decision.ANSWER
    assert [(one.key, one.language, one.version) for one in turn.cited] == [(key, language, 1)]
    body = HelpArticleVersion.objects.get(key=key, language=language, state="published").body
    plain = "".join(sign for sign in body if sign.isalnum())
    said = "".join(sign for sign in turn.passage.split(".")[0] if sign.isalnum())
    assert said
    assert said in plain


@pytest.mark.parametrize("language", ["ro", "en"])
def test_most_questions_are_answered_and_what_no_article_answers_is_not(language: str) -> None:
    load_shipped(at=clock.now())
    inside = [
        line.split("|")
        for line in (DATA / "help_search" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
        if "|" in line
    ]
    outside = (DATA / "assistant" / f"out_of_scope_{language}.txt").read_text(encoding="utf-8").splitlines()
    questions = [line.split("|")[1] for line in outside if "|" in line]
    assert len(questions) == 100
    direct = [(keys.split(), turn) for text, keys in inside if (turn := asked(text, language)).passage]
    right = sum(turn.cited[0].key in keys for keys, turn in direct)
    wrong = sum(asked(text, language).decision is Decision.ANSWER for text in questions)
    assert len(direct) / len(inside) >= 0.8
    assert right / (len(direct) + wrong) >= 0.9
    assert wrong <= 5


def test_what_nobody_may_keep_is_hidden_before_anything_looks_at_it() -> None:
    load_shipped(at=clock.now())
    turn = asked("unde imi e pachetul? ana@example.org 4111 1111 1111 1111")
    assert turn.hidden == (Kind.EMAIL, Kind.CARD)
    assert turn.candidates == asked("unde imi e pachetul?").candidates


@pytest.mark.parametrize("typed", ["", "🙂", "\ud800\0", "?" * LETTERS_MAX, "a" * 100_000, "%_'\"<b>"])
def test_anything_can_be_typed(typed: str) -> None:
    load_shipped(at=clock.now())
    turn = asked(typed)
    assert turn.decision is Decision.CLARIFY
    assert turn.passage == ""
    assert turn.cited == ()


def test_an_answer_costs_four_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load_shipped(at=clock.now())
    with django_assert_num_queries(4):
        assert asked("unde imi e pachetul").decision is Decision.ANSWER
    with django_assert_num_queries(0):
        assert asked("").decision is Decision.CLARIFY


def test_whoever_asks_for_a_person_gets_one_and_nothing_is_looked_for(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load_shipped(at=clock.now())
    with django_assert_num_queries(0):
        turn = asked("unde imi e coletul? vreau să vorbesc cu un om")
    assert (turn.decision, turn.reason, turn.cited) == (Decision.HAND_OVER, Reason.PERSON, ())


# ---- the command -----------------------------------------------------------------------------


@pytest.fixture
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_process, "database_at_hand", lambda _config: nullcontext())
    load_shipped(at=clock.now())


@pytest.mark.usefixtures("_here")
def test_the_command_writes_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--lang", "ro", "--json", "unde imi e pachetul, ana@example.org"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {
        *(
            "decision",
            "confidence",
            "language",
            "candidates",
            "text",
            "citations",
            "tool",
            "redacted",
            "ms",
            "hand_over",
        ),
    }
    assert (said["decision"], said["language"], said["redacted"]) == ("answer", "ro", ["EMAIL"])
    assert said["candidates"][0]["article"] == said["citations"][0]["article"] == "track-parcel"
    assert said["citations"][0]["url"].endswith("/ro/help/track-parcel")
    assert said["citations"][0]["url"] in said["text"]
    assert "Din „" in said["text"], "in the reader's language"
    assert "{{" not in said["text"]


@pytest.mark.usefixtures("_here")
def test_the_command_says_what_it_did_not_understand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--lang", "en", "how do i boil an egg"]) == 1
    assert "nothing that answers" in capsys.readouterr().out
    assert main(["ask", "--lang", "xx", "refund"]) == 2
    assert "not xx" in capsys.readouterr().err
    assert main(["ask", "x" * (LETTERS_MAX + 1)]) == 2
    assert "at most 4000" in capsys.readouterr().err


@pytest.mark.usefixtures("_here")
def test_the_command_says_who_takes_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--lang", "en", "--json", "încărcătorul a luat foc"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["decision"] == "hand_over"
    assert said["hand_over"] == {"reason": "danger", "team": "trust", "priority": "urgent"}
    assert "call 112" in said["text"], "in the reader's language"
