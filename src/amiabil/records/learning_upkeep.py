"""The questions to learn from as the assistant's process keeps them: taken in, put together, forgotten.

Nobody looks at them here: ``learning`` lists them for editors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amiabil.domain.learning.questions import ASIDE, MOST_MEASURED, Asked, State, counted
from amiabil.records import sql
from amiabil.records.models import LearningGroup, LearningQuestion, LearningRun, LearningTrial
from amiabil.records.new_id import new_id


@dataclass(frozen=True, slots=True)
class Question:
    """One masked question; ``group`` is where it stands, None for a new one. ``aside`` groups stay as they are."""

    id: UUID
    case_id: UUID | None
    language: str
    text: str
    at: datetime
    times: int
    signals: tuple[str, ...]
    answered: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    group: UUID | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Grouped:
    """Questions that say the same, the most central first, with nearness, and the articles they are near to."""

    questions: tuple[Question, ...]
    nearness: tuple[float, ...]
    articles: tuple[tuple[str, float], ...]


_TAKE_IN = """
INSERT INTO learning_question AS q (id, case_id, language, text, at, times, signals, answered, corrected, nearness)
SELECT n.id, n.case_id, n.language, n.text, n.at, n.times, n.signals, n.answered, n.corrected, 0
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(id uuid, case_id uuid, language text, text text, at timestamptz,
       times int, signals text[], answered text[], corrected text[])
ON CONFLICT (id) DO UPDATE SET times = EXCLUDED.times, signals = EXCLUDED.signals, corrected = EXCLUDED.corrected,
   at = EXCLUDED.at
"""


def take_in(questions: Sequence[Question]) -> None:
    """Keep questions; one that is there already takes what has become known since. One statement."""
    rows = [
        {
            "id": str(one.id),
            "case_id": str(one.case_id) if one.case_id else None,
            "language": one.language,
            "text": one.text,
            "at": one.at.isoformat(),
            "times": one.times,
            "signals": list(one.signals),
            "answered": list(one.answered),
            "corrected": list(one.corrected),
        }
        for one in questions
    ]
    if rows:
        sql.run(_TAKE_IN, {"rows": sql.jsonb(rows)})


def waiting(limit: int) -> list[Question]:
    """The newest questions that are in no settled group, and those of groups that were put aside."""
    settled = [State.PHRASES.value, State.ARTICLE.value]
    rows = LearningQuestion.objects.exclude(group__state__in=settled).select_related("group").order_by("-at")
    return [_question(row) for row in rows[:limit]]


def _question(row: LearningQuestion) -> Question:
    return Question(
        id=row.id,
        case_id=row.case_id,
        language=row.language,
        text=row.text,
        at=row.at,
        times=row.times,
        signals=tuple(row.signals),
        answered=tuple(row.answered),
        corrected=tuple(row.corrected),
        group=row.group_id,
        aside=row.group is not None and State(row.group.state) in ASIDE,
    )


@transaction.atomic
def keep(groups: Sequence[Grouped], joined: Sequence[tuple[Question, UUID]], *, at: datetime) -> None:
    """Put open questions together anew; ``joined`` go to a group that was put aside.

    A group keeps its name where most of its questions were in it. What an editor settles meanwhile stays as it is.
    """
    open_ones = {one.id for one in LearningGroup.objects.select_for_update().filter(state=State.OPEN.value)}
    taken: set[UUID] = set()
    for group in groups:
        kept = next(
            (one for one in _names(group) if one in open_ones and one not in taken),
            None,
        )
        settled = {one.group for one in group.questions if one.group} - open_ones
        mine = [
            (one, near)
            for one, near in zip(group.questions, group.nearness, strict=True)
            if one.group not in settled
        ]
        if not mine:
            continue
        name = kept or new_id()
        taken.add(name)
        _keep_group(name, [one for one, _near in mine], group.articles)
        for one, near in mine:
            LearningQuestion.objects.filter(id=one.id).update(group_id=name, nearness=near)
    for question, name in joined:
        LearningQuestion.objects.filter(id=question.id).update(group_id=name, nearness=0.0)
    LearningGroup.objects.filter(state=State.OPEN.value, learningquestion__isnull=True).delete()
    LearningRun.objects.update_or_create(
        id=1,
        defaults={
            "done_at": at,
            "questions": sum(len(one.questions) for one in groups),
            "groups": len(taken),
        },
    )


def _names(group: Grouped) -> list[UUID]:
    """The groups its questions were in, where most were first."""
    names = [one.group for one in group.questions if one.group is not None]
    return sorted(dict.fromkeys(names), key=lambda one: -names.count(one))


def _keep_group(name: UUID, questions: Sequence[Question], articles: Sequence[tuple[str, float]]) -> None:
    told = {
        "times": sum(one.times for one in questions),
        "signals": counted([dict.fromkeys(one.signals, one.times) for one in questions]),
        "languages": counted([{one.language: one.times} for one in questions]),
        "answered": counted([dict.fromkeys(one.answered, 1) for one in questions]),
        "articles": [list(one) for one in articles],
        "last_at": max(one.at for one in questions),
    }
    LearningGroup.objects.update_or_create(
        id=name, defaults=told, create_defaults={**told, "state": State.OPEN.value}
    )


def forget(before: datetime) -> int:
    """Forget open questions that came before an instant, groups without any, and old trials; how many questions."""
    gone, _ = (
        LearningQuestion.objects.filter(at__lt=before)
        .exclude(group__state__in=[State.PHRASES.value, State.ARTICLE.value, State.OUTSIDE.value])
        .delete()
    )
    LearningTrial.objects.filter(asked_at__lt=before).delete()
    LearningGroup.objects.filter(state=State.OPEN.value, learningquestion__isnull=True).delete()
    return gone


def outside() -> dict[str, tuple[str, ...]]:
    """What editors said no article answers, by language. One statement."""
    found: dict[str, list[str]] = {}
    for row in LearningGroup.objects.filter(state=State.OUTSIDE.value).order_by("settled_at", "id"):
        found.setdefault(row.article_language, []).extend(row.phrases)
    return {language: tuple(dict.fromkeys(texts)) for language, texts in found.items()}


def known(language: str) -> list[Asked]:
    """Questions people asked here whose article an editor has named, the newest first. One statement."""
    rows = (
        LearningQuestion.objects.filter(
            language=language, group__state__in=[State.PHRASES.value, State.ARTICLE.value]
        )
        .exclude(group__article_key="")
        .select_related("group")
        .order_by("-at")
    )
    return [
        Asked(row.text, row.language, (row.group.article_key,), own=True)
        for row in rows[: MOST_MEASURED // 2]
        if row.group is not None
    ]


@dataclass(frozen=True, slots=True)
class OpenTrial:
    """A change that waits to be measured."""

    id: UUID
    change: str
    key: str
    language: str
    phrases: tuple[str, ...]


def trial(id: UUID) -> OpenTrial | None:
    """A trial that is not done; None for one that is, or is gone."""
    row = LearningTrial.objects.filter(id=id, result__isnull=True).first()
    if row is None:
        return None
    return OpenTrial(row.id, row.change, row.article_key, row.language, tuple(row.phrases))


def alike(id: UUID, language: str) -> tuple[str, ...]:
    """The questions in a language of the group a trial is about, the most telling first."""
    rows = LearningQuestion.objects.filter(group__learningtrial__id=id, language=language)
    return tuple(row.text for row in rows.order_by("-nearness", "id")[: MOST_MEASURED // 8])


def keep_result(id: UUID, result: dict[str, Any], *, revision: int, at: datetime) -> None:
    """What a trial has shown, with the articles of this revision; once."""
    LearningTrial.objects.filter(id=id, result__isnull=True).update(
        result=result, revision=revision, done_at=at
    )
