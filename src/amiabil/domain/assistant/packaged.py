"""Which data of the assistant come with the product? The edge that reads files packaged with it."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from amiabil.domain.assistant.gate import SEARCH_SIGNALS, Calibration
from amiabil.domain.assistant.grounding import Words
from amiabil.domain.assistant.ranking import LEXICAL, MEANING, SIGNALS, Kind, Weighing
from amiabil.domain.assistant.red_rules import Reason, Rule
from amiabil.domain.assistant.tool_choice import Cues, Patterns
from amiabil.domain.search import STOP_WORDS
from amiabil.foundation.documents import Node, read_yaml


@cache
def calibration(language: str) -> Calibration:
    """The gate's model of a language; of one that was not measured, the more careful of those that were."""
    models = _models()
    return models.get(language) or max(models.values(), key=lambda one: one.answer_from)


@cache
def _models() -> dict[str, Calibration]:
    file = resources.files("amiabil.domain.assistant") / "data" / "gate.yaml"
    node = read_yaml(file.read_text(encoding="utf-8"), "gate.yaml")
    return {language: _model(model) for language, model in node.fields().items()}


def _model(node: Node) -> Calibration:
    fields = node.only(required=("constant", "weights", "answer_from", "choices_from"))
    return Calibration(
        constant=float(fields["constant"].text()),
        weights=tuple(float(one.text()) for one in fields["weights"].items()),
        answer_from=float(fields["answer_from"].text()),
        choices_from=float(fields["choices_from"].text()),
    )


@cache
def red_rules() -> dict[str, tuple[Rule, ...]]:
    """The rules of every language, by language."""
    root = resources.files("amiabil") / "content" / "assistant"
    return {folder.name: _rules(folder / "red_rules.yaml") for folder in root.iterdir() if folder.is_dir()}


@cache
def every_red_rule() -> tuple[Rule, ...]:
    """The rules of all languages together: whatever language a page has, people write their own."""
    return tuple(rule for rules in red_rules().values() for rule in rules)


def safe_text(reason: Reason, language: str) -> str:
    """What is said to somebody for whom a person takes over; in English where there are no words in a language."""
    rules = red_rules()
    return next(one.text for one in rules.get(language, rules["en"]) if one.reason is reason)


@cache
def grounding_words(language: str) -> Words:
    """By which words a draft in a language is checked. Raises ``FileNotFoundError`` for one that has none."""
    file = resources.files("amiabil") / "content" / "assistant" / language / "grounding.yaml"
    node = read_yaml(file.read_text(encoding="utf-8"), file.name)
    fields = node.only(required=("numbers", "units", "months", "short_months", "not", "promises", "courtesy"))
    months = [[one.text() for one in fields[name].items()] for name in ("months", "short_months")]
    return Words(
        numbers={word: number.text() for word, number in fields["numbers"].fields().items()},
        units={one.text(): unit for unit, words in fields["units"].fields().items() for one in words.items()},
        months={name: at for names in months for at, name in enumerate(names, 1)},
        nots=frozenset(one.text() for one in fields["not"].items()),
        promises=_patterns(fields["promises"]),
        courtesy=re.compile(fields["courtesy"].text()),
        little=STOP_WORDS,
    )


def _rules(file: Traversable) -> tuple[Rule, ...]:
    node = read_yaml(file.read_text(encoding="utf-8"), file.name)
    entries = node.only(required=tuple(Reason))
    return tuple(_rule(Reason(name), entry) for name, entry in entries.items())


def _rule(reason: Reason, node: Node) -> Rule:
    fields = node.only(required=("patterns", "whole", "unless", "text"))
    return Rule(
        reason=reason,
        anywhere=_patterns(fields["patterns"]),
        whole=_patterns(fields["whole"]),
        misfires=_patterns(fields["unless"]),
        text=fields["text"].text().strip(),
    )


def _patterns(node: Node) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\w)(?:{one.text()})(?!\w)") for one in node.items())


@cache
def weighing(language: str, kind: Kind) -> Weighing:
    """What the scorers weigh in a language, and how sure that is; what was not measured weighs as in English."""
    if kind is Kind.SEARCH:
        model = calibration(language)
        weights = dict(zip(SEARCH_SIGNALS, model.weights, strict=True))
        return Weighing({}, model.constant, weights, model.answer_from, model.choices_from)
    learned = _weighings()
    return learned.get((language, kind)) or learned["en", kind]


@cache
def _weighings() -> dict[tuple[str, Kind], Weighing]:
    file = resources.files("amiabil.domain.assistant") / "data" / "ranking.yaml"
    node = read_yaml(file.read_text(encoding="utf-8"), "ranking.yaml")
    return {
        (language, Kind(kind)): _weighing(model)
        for language, kinds in node.fields().items()
        for kind, model in kinds.fields().items()
    }


def _weighing(node: Node) -> Weighing:
    fields = node.only(required=("scorers", "constant", "signals", "answer_from", "choices_from"))
    scorers = fields["scorers"].only(*LEXICAL, *MEANING)
    told = fields["signals"].only(*SIGNALS)
    return Weighing(
        scorers={name: float(one.text()) for name, one in scorers.items()},
        constant=float(fields["constant"].text()),
        signals={name: float(one.text()) for name, one in told.items()},
        answer_from=float(fields["answer_from"].text()),
        choices_from=float(fields["choices_from"].text()),
    )


@cache
def outside(language: str) -> tuple[str, ...]:
    """Questions that no article answers, so that scorers know what those look like; none for other languages."""
    file = resources.files("amiabil") / "content" / "assistant" / language / "out_of_scope.yaml"
    if not file.is_file():
        return ()
    kinds = read_yaml(file.read_text(encoding="utf-8"), f"{language}/out_of_scope.yaml").only(
        required=("near", "far")
    )
    return tuple(one.text() for kind in kinds.values() for one in kind.items())


@cache
def cues(language: str) -> tuple[Cues, ...]:
    """The words that tools are asked for with, this language's first: whatever was said, people write their own."""
    every = _every_cue()
    return tuple(every[one] for one in sorted(every, key=lambda one: (one != language, one)))


@cache
def _every_cue() -> dict[str, Cues]:
    root = resources.files("amiabil") / "content" / "assistant"
    files = {folder.name: folder / "tools.yaml" for folder in root.iterdir() if folder.is_dir()}
    return {language: _cues(file) for language, file in files.items() if file.is_file()}


def _cues(file: Traversable) -> Cues:
    parts = read_yaml(file.read_text(encoding="utf-8"), "tools.yaml").only(
        required=("cues", "reasons", "outcomes", "categories")
    )
    return Cues(*(_table(parts[name]) for name in ("cues", "reasons", "outcomes", "categories")))


def _table(node: Node) -> dict[str, Patterns]:
    return {
        name: tuple(re.compile(rf"(?<!\w)(?:{one.text()})(?!\w)") for one in rows.items())
        for name, rows in node.fields().items()
    }
