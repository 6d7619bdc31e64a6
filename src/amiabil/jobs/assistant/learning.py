"""What is done for editors: questions put together, and a change measured before it is made."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from time import perf_counter
from uuid import UUID, uuid5

import numpy as np

from amiabil.domain.assistant.gate import Band
from amiabil.domain.assistant.packaged import weighing
from amiabil.domain.assistant.ranking import Kind, Material, Ranker
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.learning.packaged import regression
from amiabil.domain.learning.questions import (
    KEPT,
    LOST_SHOWN,
    MOST_MEASURED,
    MOST_QUESTIONS,
    Asked,
    Change,
    Measured,
    Signal,
    compared,
    masked,
    signals,
)
from amiabil.foundation import codec
from amiabil.gateways.ranking import HeldRanker
from amiabil.gateways.ranking.groups import SAME, Placed, between, together
from amiabil.jobs.assistant.knowledge import Knowledge, lexical, materials_now
from amiabil.records import learning_signals, learning_upkeep
from amiabil.records.help_search_stems import stem_of
from amiabil.records.learning_upkeep import Grouped, OpenTrial, Question

LOOKED_BACK = timedelta(days=35)
"""How far back turns are read again: what a person did later may say more about them."""

ARTICLES = 5
"""Articles that are told of a group."""

_SEARCH = UUID("6f0d7f0a-2f5e-5c8f-9b2e-1f5f0c9d7a11")

log = logging.getLogger(__name__)


def learn(knowledge: Knowledge, *, at: datetime) -> tuple[int, int]:
    """Take in what was not answered and put it together; how many questions, and how many groups."""
    learning_upkeep.take_in([*_from_chats(at), *_from_searches(at)])
    learning_upkeep.forget(at - KEPT)
    questions = learning_upkeep.waiting(MOST_QUESTIONS)
    ranker = knowledge.current()
    placed = [_placed(one, ranker) for one in questions]
    embedder = knowledge.embedder
    near = between(placed, stem_of, embedder.vectors if embedder is not None else None)
    joined = _joined(questions, near)
    gone = {one.id for one, _ in joined}
    rest = [at for at, one in enumerate(questions) if not one.aside and one.id not in gone]
    groups = [
        Grouped(
            tuple(questions[rest[place]] for place in one.places),
            one.nearness,
            _articles([placed[rest[place]].near for place in one.places]),
        )
        for one in together(near[np.ix_(rest, rest)], with_meaning=embedder is not None)
    ]
    learning_upkeep.keep(groups, joined, at=at)
    return len(rest), len(groups)


def _from_chats(at: datetime) -> list[Question]:
    found = []
    for one in learning_signals.turns(at - LOOKED_BACK):
        said, text = signals(one.turn), masked(one.text)
        if said and text:
            names = tuple(signal.value for signal in said)
            found.append(
                Question(
                    one.id,
                    one.case_id,
                    one.language,
                    text,
                    one.at,
                    1,
                    names,
                    one.turn.sources,
                    one.turn.corrected,
                )
            )
    return found


def _from_searches(at: datetime) -> list[Question]:
    """Searches of the help centre that found nothing. They were masked when they were counted, and are again."""
    return [
        Question(
            uuid5(_SEARCH, f"{one.language}:{one.text}"),
            None,
            one.language,
            text,
            datetime.combine(one.last_day, time(12), UTC),
            one.times,
            (Signal.SEARCHED.value,),
        )
        for one in learning_signals.searches((at - LOOKED_BACK).date())
        if (text := masked(one.text))
    ]


def _placed(one: Question, ranker: Ranker) -> Placed:
    found = ranker.rank(one.text, one.language).found
    return Placed(one.text, one.language, {article.key: article.score for article in found})


def _joined(
    questions: Sequence[Question], near: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> list[tuple[Question, UUID]]:
    """New questions that say what an editor has put aside already."""
    aside = [at for at, one in enumerate(questions) if one.aside]
    found = []
    for at, one in enumerate(questions):
        if one.aside or not aside:
            continue
        best = max(aside, key=lambda other: float(near[at][other]))
        group = questions[best].group
        if near[at][best] >= SAME and group is not None:
            found.append((one, group))
    return found


def _articles(near: Sequence[Mapping[str, float]]) -> tuple[tuple[str, float], ...]:
    total: dict[str, float] = {}
    for one in near:
        for key, score in one.items():
            total[key] = total.get(key, 0.0) + score / len(near)
    best = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:ARTICLES]
    return tuple((key, round(score, 3)) for key, score in best)


# ---- before and after --------------------------------------------------------------------------


def measure(id: UUID, knowledge: Knowledge, *, at: datetime) -> None:
    """Measure a change; what cannot be measured is kept as failed, for the editor to be told."""
    trial = learning_upkeep.trial(id)
    if trial is None:
        return
    now = knowledge.current()
    revision = knowledge.revision
    try:
        result = codec.encode(Measured, _measured(trial, now, knowledge))
    except ValueError as error:
        log.warning("a change could not be measured: %s", error)
        result = {"failed": True}
    learning_upkeep.keep_result(id, result, revision=revision, at=at)


def _measured(trial: OpenTrial, now: HeldRanker, knowledge: Knowledge) -> Measured:
    began = perf_counter()
    after = _changed(trial, now, knowledge)
    asked = _questions(trial.language, {one.key for one in now.index(trial.language).materials})
    own = learning_upkeep.alike(trial.id, trial.language)
    was, then = _found(asked, now), _found(asked, after)
    before, later, gained, lost = compared(asked, was, then)
    right_before, right_after = (_right(trial, own, ranker) for ranker in (now, after))
    return Measured(
        before=before,
        after=later,
        gained=gained,
        lost=lost[:LOST_SHOWN],
        lost_in_all=len(lost),
        chosen=len(own),
        chosen_before=right_before,
        chosen_after=right_after,
        with_meaning=now.index(trial.language).kind is Kind.WHOLE,
        milliseconds=round((perf_counter() - began) * 1000),
    )


def _changed(trial: OpenTrial, now: HeldRanker, knowledge: Knowledge) -> HeldRanker:
    """The index of one language as it would be. Raises ``ValueError`` where the article is not public any more."""
    own = learning_upkeep.outside()
    materials = _of_language(materials_now(), trial.language)
    if Change(trial.change) is Change.PHRASES:
        materials = _with_phrases(materials, trial)
    else:
        own[trial.language] = (*own.get(trial.language, ()), *trial.phrases)
    ranker = lexical(materials, own, (trial.language,))
    embedder = knowledge.embedder
    if embedder is not None and now.index(trial.language).kind is Kind.WHOLE:
        ranker.index(trial.language).add_meaning(embedder.unkept())
    return ranker


def _of_language(materials: Sequence[Material], language: str) -> list[Material]:
    """What the index of a language holds: an article it does not have stands there in another one."""
    found: dict[str, Material] = {}
    for code in (language, *(other for other in LANGUAGES if other != language)):
        for one in materials:
            if one.language == code:
                found.setdefault(one.key, one)
    return [replace(one, language=language) for one in found.values()]


def _with_phrases(materials: Sequence[Material], trial: OpenTrial) -> list[Material]:
    here = next((one for one in materials if (one.key, one.language) == (trial.key, trial.language)), None)
    if here is None:
        raise ValueError("the article is not public")
    more = tuple(dict.fromkeys((*here.asked_as, *trial.phrases)))
    changed = replace(here, asked_as=more)
    return [changed if one is here else one for one in materials]


def _questions(language: str, keys: set[str]) -> list[Asked]:
    """Questions with a known article: those people asked here first, then those that come with the product."""
    every = [*learning_upkeep.known(language), *regression(language)]
    return [one for one in every if set(one.right) & keys][:MOST_MEASURED]


def _found(asked: Sequence[Asked], ranker: HeldRanker) -> list[list[str]]:
    found = []
    for one in asked:
        found.append([article.key for article in ranker.rank(one.text, one.language).found])
    return found


def _right(trial: OpenTrial, texts: Sequence[str], ranker: HeldRanker) -> int:
    """How many questions of the group have the article first; for those outside, how many would be answered."""
    count = 0
    for text in texts:
        ranking = ranker.rank(text, trial.language)
        learned = weighing(trial.language, ranking.kind)
        if Change(trial.change) is Change.OUTSIDE:
            count += learned.band(learned.sure(ranking)) is Band.ANSWER
        else:
            count += bool(ranking.found) and ranking.found[0].key == trial.key
    return count
