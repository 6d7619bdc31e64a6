"""Learns what the assistant's scorers weigh, and how sure they are: writes ranking.yaml of domain/assistant/data.

Development data are the questions of tests/data/assistant/dev and tests/data/help_search, asked of knowledge bases that
know a part or all of each article's phrases, and the questions without an answer of tests/data/assistant/dev. Some are
mistyped or without diacritics. tests/data/assistant/held_out is never looked at. Needs the extra ``meaning``.
With --check it only measures.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from amiabil.domain.assistant.ranking import (
    LEXICAL,
    MEANING,
    SIGNALS,
    Kind,
    Ranking,
    Weighing,
    standardised,
)
from amiabil.domain.assistant.variants import mistyped, without_marks
from amiabil.gateways.embedding import KeptEmbedder, open_embedder
from amiabil.gateways.ranking import HeldRanker
from amiabil.gateways.ranking.held import weighed
from amiabil.gateways.ranking.index import LanguageIndex, Seen
from amiabil.server.django_process import set_up

set_up()

from amiabil.jobs.assistant.knowledge import lexical, shipped_materials  # noqa: E402  # the database is named first

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "src" / "amiabil" / "domain" / "assistant" / "data" / "ranking.yaml"
LANGUAGES = ("en", "ro")

DEV = ROOT / "tests" / "data" / "assistant" / "dev"

PARTS = (6, 12, 25)
"""Of each article's phrases, at most so many are known; a little knowledge base must be weighed well, too."""

HELD = 0.02
"""How much the weights are held towards zero."""

RIGHT, OUTSIDE, LEAST_SURE = 0.92, 0.048, 0.5
"""Direct answers that must be right, questions without an answer that may be answered: hardly stricter than wanted."""

AGAINST = frozenset({"linear_outside", "linear_meaning_outside", "outside_meaning", "outside_letters"})
"""Signals that can only speak against an answer; all others but the number of words only for it."""


@dataclass(frozen=True)
class Sample:
    """A question as the scorers of one knowledge base see it; ``right`` is empty where no article answers."""

    part: int
    text: str
    index: LanguageIndex
    seen: Seen
    right: tuple[str, ...]


def as_typed(text: str, place: int, language: str) -> str:
    """Three of five as they are, one mistyped, one without diacritics."""
    if place % 5 == 3:
        return mistyped(text)
    return without_marks(text) if place % 5 == 4 and language == "ro" else text


def rows(name: str, language: str) -> Iterator[dict[str, Any]]:
    """The lines of a file of the development set in one language."""
    for line in (DEV / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if row["lang"] == language:
            yield row


def known_questions(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Questions with the articles that answer them."""
    for row in rows("questions", language):
        yield row["variants"]["clean"], (row["article"], *row["also"])
    text = (ROOT / "tests" / "data" / "help_search" / f"{language}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if "|" in line and not line.startswith("#"):
            asked, keys = line.split("|")
            yield asked.strip(), tuple(keys.split())


def knowledge(part: int, embedder: KeptEmbedder) -> HeldRanker:
    """The shipped articles in both languages, knowing so many phrases of each."""
    dice = random.Random(7)  # noqa: S311  # the same part each time
    materials = []
    for one in shipped_materials():
        ways = list(one.asked_as)
        dice.shuffle(ways)
        materials.append(replace(one, asked_as=tuple(ways[:part])))
    ranker = lexical(materials)
    ranker.add_meaning(embedder)
    return ranker


def samples(bases: Mapping[int, HeldRanker], language: str) -> list[Sample]:
    """Every question of a language, asked of every knowledge base."""
    asked = list(known_questions(language))
    asked += [(row["text"], ()) for row in rows("out_of_scope", language)]
    found = []
    for part, ranker in bases.items():
        index = ranker.index(language)
        for place, (text, right) in enumerate(asked):
            found.append(Sample(part, text, index, index.seen(as_typed(text, place, language)), right))
    return found


def recall(totals: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """How often the right article is first, and how often among three."""
    best = np.argsort(-totals, axis=1, kind="stable")[:, :3]
    hits = np.take_along_axis(right, best, axis=1)
    return float(hits[:, 0].mean()), float(hits.any(axis=1).mean())


def tables(found: Sequence[Sample], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """For each question what each scorer says of each article, and which articles are right."""
    told = np.array([[standardised(one.seen.scores[name].tolist()) for name in names] for one in found])
    right = np.array([[each.key in one.right for each in one.index.materials] for one in found])
    return told.transpose(0, 2, 1), right


def scorers(told: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The weights under which the right articles are likeliest of all (conditional logit, none below zero)."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        totals = told @ weights
        whole = logsumexp(totals, axis=1)
        good = logsumexp(np.where(right, totals, -np.inf), axis=1)
        share = np.exp(totals - whole[:, None]) - np.where(right, np.exp(totals - good[:, None]), 0.0)
        slope = (share[:, :, None] * told).sum(axis=(0, 1)) / len(told)
        return float((whole - good).mean() + HELD * weights @ weights), slope + 2 * HELD * weights

    count = told.shape[2]
    best = minimize(loss, np.full(count, 0.3), jac=True, method="L-BFGS-B", bounds=[(0, None)] * count)
    return np.asarray(best.x)


def learned(found: Sequence[Sample], kind: Kind) -> tuple[Weighing, str]:
    """What is learned for one language, and how it does where all phrases are known (both parts cross-validated)."""
    names = (*LEXICAL, *MEANING) if kind is Kind.WHOLE else LEXICAL
    inside = np.array([bool(one.right) for one in found])
    groups = np.unique([one.text for one in found], return_inverse=True)[1]
    told, right = tables(found, names)
    # A question is judged under weights that were learned without it: how sure one may be is told by no other.
    weights = np.empty((len(found), len(names)))
    for seen, new in GroupKFold(5).split(told, groups=groups):
        mine = seen[inside[seen]]
        weights[new] = scorers(told[mine], right[mine])
    totals = np.einsum("nkf,nf->nk", told, weights)
    rankings = [
        weighed(one.index, only(one.seen, names), blank(names, its_own))
        for one, its_own in zip(found, weights, strict=True)
    ]
    first = np.array(
        [ranking.found[0].key in one.right for ranking, one in zip(rankings, found, strict=True)]
    )
    model, sure, signals = gate(rankings, first, groups, kind)
    full = np.array([one.part == PARTS[-1] for one in found])
    answer, choices = thresholds(sure[full], first[full], inside[full])
    direct = full & (sure >= answer)
    one, three = recall(totals[full & inside], right[full & inside])
    figures = (
        f"first {one:.2f}, among three {three:.2f}, AUROC {roc_auc_score(inside[full], sure[full]):.2f}, direct"
        f" {(direct & inside).sum() / (full & inside).sum():.2f}, of them right"
        f" {(direct & first).sum() / max(1, (direct & inside).sum()):.2f}, outside answered"
        f" {(direct & ~inside).sum() / (full & ~inside).sum():.2f}"
    )
    whole = blank(names, scorers(told[inside], right[inside]))
    return replace(whole, constant=model, signals=signals, answer_from=answer, choices_from=choices), figures


def blank(names: Sequence[str], weights: np.ndarray) -> Weighing:
    """Scorers without a gate."""
    return Weighing(dict(zip(names, map(float, weights), strict=True)), 0.0, {}, 1.0, 1.0)


def gate(
    rankings: Sequence[Ranking], right: np.ndarray, groups: np.ndarray, kind: Kind
) -> tuple[float, np.ndarray, dict[str, float]]:
    """The constant, how sure each ranking is by a model made without it, and what each signal counts."""
    told = [name for name in SIGNALS if kind is Kind.WHOLE or "meaning" not in name]
    while True:
        values = np.array([[one.signals.get(name, 0.0) for name in told] for one in rankings])
        middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
        even = (values - middle) / spread
        model = LogisticRegression(C=0.5, max_iter=2000).fit(even, right)
        wrong = [
            (abs(weight), name)
            for name, weight in zip(told, model.coef_[0], strict=True)
            if name != "words" and (weight > 0) == (name in AGAINST)
        ]
        if not wrong:
            break
        told.remove(max(wrong)[1])
    sure = np.empty(len(rankings))
    for seen, new in GroupKFold(5).split(even, groups=groups):
        without = LogisticRegression(C=0.5, max_iter=2000).fit(even[seen], right[seen])
        sure[new] = without.predict_proba(even[new])[:, 1]
    counts = model.coef_[0] / spread
    constant = float(model.intercept_[0] - (counts * middle).sum())
    return constant, sure, dict(zip(told, map(float, counts), strict=True))


def only(seen: Seen, names: Sequence[str]) -> Seen:
    """A message as fewer scorers see it."""
    return replace(seen, scores={name: seen.scores[name] for name in names})


def thresholds(sure: np.ndarray, right: np.ndarray, inside: np.ndarray) -> tuple[float, float]:
    """The lowest from which direct answers are right often enough, and the lowest worth a choice of three."""
    answer = 0.95
    for least in np.unique(np.round(sure, 3))[::-1]:
        direct = sure >= least
        mine = direct & inside
        good = mine.sum() >= 5 and (right & mine).sum() / mine.sum() >= RIGHT
        if good and (direct & ~inside).sum() <= OUTSIDE * (~inside).sum():
            answer = float(least)
    return max(LEAST_SURE, answer), min(answer, float(np.median(sure[~inside])))


def as_yaml(weighing: Weighing) -> str:
    """One language and kind as it stands in the file."""
    rows = ["    scorers:", *(f'      {name}: "{value:.3f}"' for name, value in weighing.scorers.items())]
    rows += [f'    constant: "{weighing.constant:.4f}"', "    signals:"]
    rows += [f'      {name}: "{value:.4f}"' for name, value in weighing.signals.items()]
    rows += [
        f'    answer_from: "{weighing.answer_from:.3f}"',
        f'    choices_from: "{weighing.choices_from:.3f}"',
    ]
    return "\n".join(rows) + "\n"


def main() -> int:
    """Learn for every language, with and without the embedding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument(
        "--kept", type=Path, help="a folder whose vectors are used, as AMIABIL_HOME/assistant"
    )
    args = parser.parse_args()
    embedder = open_embedder(args.kept)
    if embedder is None:
        sys.stderr.write("the extra 'meaning' is not installed\n")
        return 2
    text = "# Learned on development data by tools/assistant_ranking.py; do not edit.\n"
    bases = {part: knowledge(part, embedder) for part in PARTS}
    for language in LANGUAGES:
        found = samples(bases, language)
        text += f"{language}:\n"
        for kind in (Kind.LEXICAL, Kind.WHOLE):
            weighing, figures = learned(found, kind)
            sys.stdout.write(f"{language}, {kind}: {figures}\n")
            sys.stdout.flush()
            text += f"  # {figures}\n  {kind}:\n{as_yaml(weighing)}"
    if not args.check:
        FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
