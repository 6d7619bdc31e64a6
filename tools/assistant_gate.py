"""Calibrates the assistant's gate: writes src/amiabil/domain/assistant/data/gate.yaml, with --check only measures.

Run it against an installation that has just been migrated, so that it holds the shipped articles and nothing else:
    AMIABIL_HOME=/tmp/gate amiabil migrate && AMIABIL_HOME=/tmp/gate python tools/assistant_gate.py
Questions with their articles are those of tests/data/help_search, questions without those of tests/data/assistant.
A prediction is right where the first article is the right one. What is printed comes from five-fold cross-validation.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from amiabil.domain.assistant.gate import Band, Calibration, band, signals
from amiabil.domain.helpcentre.search_words import read_question
from amiabil.server.config import current
from amiabil.server.django_process import database_at_hand, set_up

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
RIGHT_SHARE, WRONG_OUTSIDE = 0.9, 0.05
LEAST_SURE = 0.5
"""Nothing is given as the answer that is likelier wrong than right, however well it did on these questions."""

STEPS, RATE, HOLD, FOLDS = 4_000, 0.5, 0.01, 5


@dataclass(frozen=True)
class Seen:
    """A question as the gate sees it, whether its first article is right, and whether any article answers it."""

    values: tuple[float, ...]
    right: bool
    inside: bool


def samples(language: str) -> list[Seen]:
    """Every question of a language; those for which nothing is found need no gate."""
    from amiabil.records.help_search import Asking, scored

    inside = (DATA / "help_search" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    outside = (DATA / "assistant" / f"out_of_scope_{language}.txt").read_text(encoding="utf-8").splitlines()
    asked = [(one.split("|")[0], one.split("|")[1].split()) for one in inside if "|" in one]
    asked += [(one.split("|")[1], []) for one in outside if "|" in one]
    found = []
    for text, keys in asked:
        question = read_question(text.strip())
        best = scored(question, Asking((language, "en" if language == "ro" else "ro")))
        values = signals([one.score for one in best], len(question.words))
        found.append(Seen(values, bool(best) and best[0].key in keys, bool(keys)))
    return found


def fitted(seen: Sequence[Seen]) -> tuple[float, tuple[float, ...]]:
    """Logistic regression by gradient descent, held a little towards zero."""
    weights = [0.0] * (len(seen[0].values) + 1)
    for _ in range(STEPS):
        slope = [0.0] * len(weights)
        for one in seen:
            error = chance(weights, one.values) - one.right
            for at, value in enumerate((1.0, *one.values)):
                slope[at] += error * value
        for at, total in enumerate(slope):
            weights[at] -= RATE * (total / len(seen) + (HOLD * weights[at] / 10 if at else 0))
    return weights[0], tuple(weights[1:])


def chance(weights: Sequence[float], values: Sequence[float]) -> float:
    """The model's probability."""
    total = weights[0] + sum(weight * value for weight, value in zip(weights[1:], values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def crossed(seen: Sequence[Seen]) -> list[tuple[float, Seen]]:
    """Each question with the probability a model gives it that was made without it."""
    found = []
    for fold in range(FOLDS):
        constant, weights = fitted([one for at, one in enumerate(seen) if at % FOLDS != fold])
        found += [
            (chance((constant, *weights), one.values), one)
            for at, one in enumerate(seen)
            if at % FOLDS == fold
        ]
    return found


def thresholds(predicted: Sequence[tuple[float, Seen]]) -> tuple[float, float]:
    """The lowest from which direct answers are right often enough, and the lowest worth a choice of three."""
    outside = sum(not one.inside for _, one in predicted)
    answer = 0.95
    for least in sorted({round(sure, 3) for sure, _ in predicted}, reverse=True):
        direct = [one for sure, one in predicted if sure >= least]
        right = sum(one.right for one in direct)
        wrong_outside = sum(not one.inside for one in direct)
        if direct and right / len(direct) >= RIGHT_SHARE and wrong_outside <= WRONG_OUTSIDE * outside:
            answer = least
    # Half of what has no answer gets a question rather than three wrong articles.
    far = sorted(sure for sure, one in predicted if not one.inside)
    return max(answer, LEAST_SURE), min(answer, round(far[len(far) // 2], 3))


def measured(predicted: Sequence[tuple[float, Seen]], model: Calibration) -> str:
    """The figures of specification: separation, direct answers, how many are right, wrong ones outside."""
    inside = [sure for sure, one in predicted if one.inside]
    outside = [sure for sure, one in predicted if not one.inside]
    area = sum((a > b) + (a == b) / 2 for a in inside for b in outside) / (len(inside) * len(outside))
    direct = [one for sure, one in predicted if band(sure, model) is Band.ANSWER]
    right = sum(one.right for one in direct) / max(1, len(direct))
    answered = sum(one.inside for one in direct) / len(inside)
    wrong = sum(not one.inside for one in direct) / len(outside)
    return f"AUROC {area:.2f}, direct answers {answered:.2f}, of them right {right:.2f}, outside answered {wrong:.2f}"


def main() -> int:
    """Calibrate every language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    args = parser.parse_args()
    lines = ["# Made by tools/assistant_gate.py; do not edit.\n"]
    with database_at_hand(current()):
        set_up()
        for language in ("en", "ro"):
            seen = samples(language)
            predicted = crossed(seen)
            constant, weights = fitted(seen)
            model = Calibration(constant, weights, *thresholds(predicted))
            told = measured(predicted, model)
            sys.stdout.write(f"{language}: {len(seen)} questions, {told}\n")
            shown = ", ".join(f'"{one:.4f}"' for one in weights)
            lines.append(
                f'# {told}\n{language}:\n  constant: "{constant:.4f}"\n  weights: [{shown}]\n'
                f'  answer_from: "{model.answer_from}"\n  choices_from: "{model.choices_from}"\n'
            )
    if not args.check:
        (ROOT / "src/amiabil/domain/assistant/data/gate.yaml").write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
