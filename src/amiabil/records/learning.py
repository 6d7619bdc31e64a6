"""What do editors see of the questions the assistant could not answer, and what have they done about them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.learning.questions import Change, GroupSettled, Measured, Proposal, State
from amiabil.foundation import codec
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.models import LearningGroup, LearningQuestion, LearningRun, LearningTrial
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page

_LAST_OF_ALL = 2**31 - 1
_LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

_GROUPS = """
SELECT g.*, q.text AS title, q.language AS title_language FROM learning_group g
  LEFT JOIN LATERAL (SELECT text, language FROM learning_question q WHERE q.group_id = g.id
                      ORDER BY nearness DESC, at DESC, id LIMIT 1) q ON true
 WHERE g.state = ANY(%(states)s::varchar[])
   AND (%(language)s = '' OR g.languages ? %(language)s)
   AND (%(id)s::uuid IS NULL OR g.id = %(id)s::uuid)
   AND (g.times, g.id) < (%(before)s::int, %(last)s::uuid)
 ORDER BY g.times DESC, g.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that say the same. ``title`` is the most central one, empty where the chats are gone.

    ``articles`` are the nearest with scores, ``answered`` what was answered, how often. What an editor took over stands
    in ``phrases``, for which article in ``key``, ``language`` and ``number``.
    """

    id: UUID
    state: State
    revision: int
    title: str
    title_language: str
    times: int
    signals: Mapping[str, int]
    languages: Mapping[str, int]
    articles: tuple[tuple[str, float], ...]
    answered: Mapping[str, int]
    last_at: datetime
    key: str
    language: str
    number: int | None
    phrases: tuple[str, ...]
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Example:
    """A masked question of a group."""

    id: UUID
    text: str
    language: str
    at: datetime
    times: int
    signals: tuple[str, ...]
    answered: tuple[str, ...]
    corrected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A change somebody wants to know the effect of; ``measured`` is None until it was, or where ``failed``."""

    id: UUID
    group: UUID
    change: Change
    key: str
    language: str
    phrases: tuple[str, ...]
    revision: int
    measured: Measured | None
    failed: bool
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """When the questions were last grouped, from how many, and whether somebody waits for the next time."""

    done_at: datetime | None
    questions: int
    groups: int
    waits: bool


def groups(
    viewer: Viewer,
    states: Sequence[State],
    *,
    language: str = "",
    limit: int | None = None,
    after: str | None = None,
) -> Page[Group]:
    """Groups in one of these states, what is asked most first. Raises ``BadCursor``, ``Forbidden``. One statement."""
    demand(viewer, Act.MANAGE_ARTICLES)
    size = bounded(limit)
    before, last = decode(after, (int, UUID)) or [_LAST_OF_ALL, _LAST_ID]
    asked = {"states": [one.value for one in states], "language": language, "id": None, "limit": size + 1}
    rows = sql.rows(_GROUPS, {**asked, "before": before, "last": last})
    return page([_group(row) for row in rows], limit=size, place=lambda one: [one.times, str(one.id)])


def group(viewer: Viewer, id: UUID) -> Group:
    """One group. Raises ``NotFound``, ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    asked = {"states": [one.value for one in State], "language": "", "id": id, "limit": 1}
    found = sql.row(_GROUPS, {**asked, "before": _LAST_OF_ALL, "last": _LAST_ID})
    if found is None:
        raise NotFound
    return _group(found)


def _group(row: Any) -> Group:
    return Group(
        id=row.id,
        state=State(row.state),
        revision=row.revision,
        title=row.title or "",
        title_language=row.title_language or "",
        times=row.times,
        signals=row.signals,
        languages=row.languages,
        articles=tuple((key, score) for key, score in row.articles),
        answered=row.answered,
        last_at=row.last_at,
        key=row.article_key,
        language=row.article_language,
        number=row.version_number,
        phrases=tuple(row.phrases),
        settled_by=row.settled_by,
        settled_at=row.settled_at,
    )


def examples(
    viewer: Viewer, id: UUID, *, language: str = "", limit: int | None = None, after: str | None = None
) -> Page[Example]:
    """The questions of a group, the most telling first. Raises ``BadCursor``, ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    size, place = bounded(limit), decode(after, (int,))
    begin = max(0, min(int(place[0]), 10_000)) if place else 0
    rows = LearningQuestion.objects.filter(group_id=id).order_by("-nearness", "-at", "id")
    if language:
        rows = rows.filter(language=language)
    found = [_example(row) for row in rows[begin : begin + size + 1]]
    return page(found, limit=size, place=lambda _one: [begin + size])


def _example(row: LearningQuestion) -> Example:
    return Example(
        id=row.id,
        text=row.text,
        language=row.language,
        at=row.at,
        times=row.times,
        signals=tuple(row.signals),
        answered=tuple(row.answered),
        corrected=tuple(row.corrected),
    )


def texts(viewer: Viewer, id: UUID, questions: Sequence[UUID], language: str) -> tuple[str, ...]:
    """What these questions of a group in a language say; others are left out. Raises ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    rows = LearningQuestion.objects.filter(group_id=id, id__in=list(questions), language=language)
    return tuple(row.text for row in rows.order_by("-nearness", "-at", "id"))


def settle(viewer: Viewer, seen: Group, new: Group, *, at: datetime) -> None:
    """Keep what has become of a group. Raises ``GroupSettled`` when it is not as it was seen any more."""
    demand(viewer, Act.MANAGE_ARTICLES)
    is_open = new.state is State.OPEN
    touched = LearningGroup.objects.filter(id=seen.id, revision=seen.revision, state=seen.state.value).update(
        state=new.state.value,
        revision=seen.revision + 1,
        article_key=new.key,
        article_language=new.language,
        version_number=new.number,
        phrases=list(new.phrases),
        settled_by="" if is_open else viewer.ref[:80],
        settled_at=None if is_open else at,
    )
    if not touched:
        raise GroupSettled(state=seen.state.value)


_TITLES = """
SELECT DISTINCT ON (v.key) v.key, v.language, v.title FROM help_article_version v
 WHERE v.state = 'published' AND v.key = ANY(%(keys)s::varchar[])
 ORDER BY v.key, v.language = %(language)s DESC, v.language
"""


def titles(viewer: Viewer, keys: Sequence[str], language: str) -> dict[str, tuple[str, str]]:
    """Title and language of public articles, in this language where they have it. Raises ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    rows = sql.rows(_TITLES, {"keys": list(keys), "language": language})
    return {row.key: (row.title, row.language) for row in rows}


def corrections(viewer: Viewer, id: UUID, language: str) -> dict[str, int]:
    """With which articles people answered questions of a group in a language, the most often first."""
    demand(viewer, Act.MANAGE_ARTICLES)
    rows = sql.rows(
        """SELECT c.key, count(*) AS n FROM learning_question q, unnest(q.corrected) AS c(key)
            WHERE q.group_id = %(group)s AND q.language = %(language)s
            GROUP BY c.key ORDER BY n DESC, c.key LIMIT 10""",
        {"group": id, "language": language},
    )
    return {row.key: int(row.n) for row in rows}


# ---- trials --------------------------------------------------------------------------------------


def ask_trial(viewer: Viewer, group: UUID, wanted: Proposal, *, at: datetime) -> UUID:
    """Keep a change that is to be measured; its name. Raises ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    row = LearningTrial.objects.create(
        id=new_id(),
        group_id=group,
        change=wanted.change.value,
        article_key=wanted.key,
        language=wanted.language,
        phrases=list(wanted.phrases),
        revision=0,
        asked_by=viewer.ref[:80],
        asked_at=at,
    )
    return row.id


def trial(viewer: Viewer, group: UUID, id: UUID) -> Trial:
    """One trial of a group. Raises ``NotFound``, ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    row = LearningTrial.objects.filter(id=id, group_id=group).first()
    if row is None:
        raise NotFound
    failed = row.result is not None and "failed" in row.result
    done = row.result is not None and not failed
    return Trial(
        id=row.id,
        group=row.group_id,
        change=Change(row.change),
        key=row.article_key,
        language=row.language,
        phrases=tuple(row.phrases),
        revision=row.revision,
        measured=codec.decode(Measured, row.result) if done else None,
        failed=failed,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
    )


# ---- runs ----------------------------------------------------------------------------------------


def run(viewer: Viewer) -> Run:
    """When the questions were last grouped. Raises ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    row = LearningRun.objects.filter(id=1).first()
    if row is None:
        return Run(None, 0, 0, False)
    waits = row.asked_at is not None and (row.done_at is None or row.asked_at > row.done_at)
    return Run(row.done_at, row.questions, row.groups, waits)


def ask_run(viewer: Viewer, *, at: datetime) -> None:
    """Somebody wants the questions grouped now. Raises ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    LearningRun.objects.update_or_create(id=1, defaults={"asked_at": at})
