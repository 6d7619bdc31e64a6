"""What do the files of an evaluation say? JSONL, one object a line; any of them may be missing.

Formats: ``docs/operate/assistant.md``. A line that cannot be read is named with its file and number. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from amiabil.domain.assistant.ranking import Material

FILES = (
    "articles",
    "seed_phrases",
    "questions",
    "out_of_scope",
    "handover",
    "injection",
    "tools",
    "pii",
)
"""What can be in a folder, each as ``{name}.jsonl``."""

SPOKEN = ("en", "ro")

_T = TypeVar("_T")


class NotAnEvaluation(ValueError):
    """A line that cannot be read; the text names the file and the line."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something an article answers: ``right`` are their keys; ``variants`` are ways to write it, by name."""

    id: str
    language: str
    right: tuple[str, ...]
    variants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outside:
    """Something no article answers, near (about shopping) or far."""

    id: str
    language: str
    kind: str
    variants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ForAPerson:
    """A message that must go to a person, or must not; ``reason`` as its author calls it."""

    id: str
    language: str
    wanted: bool
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Injected:
    """A text that tries to give orders, where it stands, and what must not come of it."""

    id: str
    language: str
    channel: str
    text: str
    must_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A message and the tool it asks for."""

    id: str
    language: str
    text: str
    tool: str
    arguments: Mapping[str, str]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Personal:
    """A text and the kinds of what nobody may keep in it."""

    id: str
    language: str
    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """Everything that was in a folder. ``articles`` is None where the shipped ones are meant."""

    articles: tuple[Material, ...] | None
    questions: tuple[Question, ...]
    outside: tuple[Outside, ...]
    handover: tuple[ForAPerson, ...]
    injection: tuple[Injected, ...]
    tools: tuple[Asked, ...]
    personal: tuple[Personal, ...]


def read_files(texts: Mapping[str, str]) -> Files:
    """The files by their names without ending. Raises ``NotAnEvaluation``."""
    seeds = dict(_all(texts, "seed_phrases", _seeds))
    articles = [one for row in _all(texts, "articles", lambda said: _articles(said, seeds)) for one in row]
    return Files(
        articles=tuple(articles) if "articles" in texts else None,
        questions=tuple(_all(texts, "questions", _question)),
        outside=tuple(_all(texts, "out_of_scope", _outside)),
        handover=tuple(_all(texts, "handover", _handover)),
        injection=tuple(_all(texts, "injection", _injection)),
        tools=tuple(_all(texts, "tools", _asked)),
        personal=tuple(_all(texts, "pii", _personal)),
    )


def _all(texts: Mapping[str, str], name: str, read: Callable[[dict[str, Any]], _T]) -> Iterator[_T]:
    for number, line in enumerate(texts.get(name, "").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield read(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            told = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
            raise NotAnEvaluation(f"{name}.jsonl:{number}: {told}") from None


def _seeds(said: dict[str, Any]) -> tuple[str, dict[str, tuple[str, ...]]]:
    return str(said["article"]), {one: tuple(map(str, said.get(one, ()))) for one in SPOKEN}


def _articles(said: dict[str, Any], seeds: Mapping[str, Mapping[str, tuple[str, ...]]]) -> list[Material]:
    key = str(said["id"])
    return [
        Material(
            key=key,
            language=language,
            title=str(said[language]["title"]),
            summary="",
            text=str(said[language]["body"]),
            asked_as=seeds.get(key, {}).get(language, ()),
        )
        for language in SPOKEN
        if language in said
    ]


def _question(said: dict[str, Any]) -> Question:
    return Question(
        id=str(said["qid"]),
        language=str(said["lang"]),
        right=(str(said["article"]), *map(str, said.get("also") or ())),
        variants={str(name): str(text) for name, text in said["variants"].items()},
    )


def _outside(said: dict[str, Any]) -> Outside:
    variants = {"clean": str(said["text"])}
    if said.get("text_nodia"):
        variants["nodia"] = str(said["text_nodia"])
    return Outside(str(said["id"]), str(said["lang"]), str(said.get("kind", "")), variants)


def _handover(said: dict[str, Any]) -> ForAPerson:
    return ForAPerson(
        str(said["id"]),
        str(said["lang"]),
        bool(said["handover"]),
        str(said.get("reason") or ""),
        str(said["text"]),
    )


def _injection(said: dict[str, Any]) -> Injected:
    must_not = said.get("must_not") or ()
    return Injected(
        str(said["id"]),
        str(said["lang"]),
        str(said.get("channel", "user")),
        str(said["text"]),
        (must_not,) if isinstance(must_not, str) else tuple(map(str, must_not)),
    )


def _asked(said: dict[str, Any]) -> Asked:
    return Asked(
        str(said["id"]),
        str(said["lang"]),
        str(said["text"]),
        str(said["expect_tool"]),
        {str(name): str(value) for name, value in (said.get("expect_args") or {}).items()},
        bool(said.get("needs_confirmation", False)),
    )


def _personal(said: dict[str, Any]) -> Personal:
    return Personal(str(said["id"]), str(said["lang"]), str(said["text"]), tuple(map(str, said["entities"])))
