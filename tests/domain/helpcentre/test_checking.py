"""What is wrong with an article: each rule broken once, by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amiabil.domain.helpcentre.article import Article, NotThis, Phrases
from amiabil.domain.helpcentre.checking import GRAVE, Known, Problem, check
from tests.help_files import sample

KNOWN = Known(
    frozenset({"refund-not-received", "dispute-status"}), frozenset({"refund", "order"}), ("ro", "en")
)


def right(language: str = "en", **changes: object) -> Article:
    """An article nothing is wrong with."""
    phrases = Phrases(
        asked_as=tuple(f"way {number} to ask" for number in range(15)),
        not_this=tuple(NotThis(f"no {number}", "dispute-status") for number in range(3)),
    )
    body = "A text in {{withdrawal}} with [a link](help:dispute-status).\n\n## Then\n\n" + "word " * 160
    whole = replace(sample(language="en"), language=language, body=body, phrases=phrases)
    return replace(whole, **changes)  # type: ignore[arg-type]  # names of fields


def wrong(*articles: Article, known: Known = KNOWN) -> list[tuple[str, str, int]]:
    return [(one.code, one.language, one.line) for one in check(articles, known)]


def pair(**changes: object) -> tuple[Article, Article]:
    return right("ro"), right("en", **changes)


def test_nothing_is_wrong_with_a_right_pair() -> None:
    assert wrong(*pair()) == []


def more(body: str) -> str:
    return f"{right().body}\n{body}\n"


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("<script>x</script>", "html_in_article", 6),
        ("text <b>bold</b>", "html_in_article", 5),
        ("![x](a.png)", "image_in_article", 5),
        ("\n# Head", "first_heading", 7),
        ("[x](help:nobody)", "link_to_nothing", 5),
        ("[x](page:nowhere)", "link_to_nothing", 5),
        ("[x](javascript:alert)", "link_to_nothing", 5),
        ("[x](http://example.com)", "link_to_nothing", 5),
        ("[x](mailto:a@example.com)", "link_to_nothing", 5),
        ("[x](https://[broken)", "link_to_nothing", 5),
        ("{{timers.nothing}}", "unknown_value", 6),
        ("{{withdrawal}", "unknown_value", 6),
        ("{{ }}", "unknown_value", 6),
    ],
)
def test_a_text_that_must_not_be_published(body: str, code: str, line: int) -> None:
    found = wrong(*pair(body=more(body)))
    assert (code, "en") in {one[:2] for one in found} and code in GRAVE
    assert {one[0] for one in found} == {code}
    assert min(one[2] for one in found) in {line, line + 1, line - 1}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"body": "short"}, {"words_of_article"}),
        ({"body": "word " * 501}, {"words_of_article"}),
        ({"topic": "shoes"}, {"unknown_topic", "languages_disagree"}),
        ({"countries": ()}, {"languages_disagree"}),
        ({"related": ("nobody",)}, {"link_to_nothing"}),
        ({"related": ("refund-not-received",)}, {"related_to_itself"}),
        ({"review_by": None}, {"no_review_day"}),
        ({"edition": 2}, {"stale_translation"}),
        ({"title": "{{nothing}}"}, {"unknown_value"}),
        ({"phrases": replace(right().phrases, asked_as=("one",))}, {"count_of_phrases"}),
        (
            {"phrases": replace(right().phrases, asked_as=tuple(f"w {n}" for n in range(26)))},
            {"count_of_phrases"},
        ),
        (
            {"phrases": replace(right().phrases, asked_as=(*right().phrases.asked_as, "Way 1, to ASK?"))},
            {"phrase_twice"},
        ),
        ({"phrases": replace(right().phrases, not_this=())}, {"count_of_negatives"}),
        (
            {"phrases": replace(right().phrases, not_this=(NotThis("way 1 to ask", "dispute-status"),) * 3)},
            {"negative_is_own"},
        ),
        (
            {"phrases": replace(right().phrases, not_this=(NotThis("a b", "refund-not-received"),) * 3)},
            {"negative_is_own"},
        ),
        (
            {"phrases": replace(right().phrases, not_this=(NotThis("a b", "nobody"),) * 3)},
            {"link_to_nothing"},
        ),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], codes: set[str]) -> None:
    assert {one[0] for one in wrong(*pair(**changes))} == codes


def test_a_stale_translation_is_told_of_the_older_language() -> None:
    assert wrong(*pair(edition=2)) == [("stale_translation", "ro", 0)]


def test_a_missing_translation_is_told_of_the_language() -> None:
    assert wrong(right("en")) == [("missing_translation", "ro", 0)]


def test_a_language_nobody_reads_is_told() -> None:
    assert ("unknown_article_language", "de", 0) in wrong(*pair(), right("de"))


def test_cedillas_are_told_in_romanian_only() -> None:
    assert wrong(right("ro", body=more("oraşul")), right("en", body=more("oraşul"))) == [("cedilla", "ro", 6)]


def test_a_phrase_of_two_articles_is_told_once_and_only_within_a_language() -> None:
    other = right("en", key="dispute-status", related=())
    phrases = Phrases(
        asked_as=("WAY 3 TO ASK!", *(f"other {number}" for number in range(14))),
        not_this=tuple(NotThis(f"x {number}", "refund-not-received") for number in range(3)),
    )
    found = check([*pair(), replace(other, phrases=phrases), replace(other, language="ro")], KNOWN)
    taken = [one for one in found if one.code == "phrase_taken" and one.language == "en"]
    assert [(one.key, dict(one.facts)) for one in taken] == [
        ("dispute-status", {"phrase": "WAY 3 TO ASK!", "other": "refund-not-received"})
    ]


def test_a_problem_is_grave_or_advice() -> None:
    assert Problem("html_in_article", "k", "en").is_grave and not Problem("no_review_day", "k", "en").is_grave
