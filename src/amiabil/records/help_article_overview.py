"""Which articles are there, how far is each in every language, and which need somebody?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from itertools import groupby
from typing import Any

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.helpcentre.article import LANGUAGES, Section
from amiabil.domain.helpcentre.life import OPEN, State
from amiabil.foundation.text import fold
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page

SOON = timedelta(days=30)
"""So long before its day a second look is asked for."""


@unique
class Shown(StrEnum):
    """Which articles a list is narrowed to."""

    ALL = "all"
    WORKED_ON = "worked_on"
    WAITING = "waiting"
    REVIEW_DUE = "review_due"
    BEHIND = "behind"
    OFFERED = "offered"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to; ``soon`` bounds the review dates that are due."""

    shown: Shown
    soon: date
    section: Section | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """How far an article is in one language: the published version, the one somebody works on, the one offered.

    The numbers are 0 where there is none. ``stale`` when another language says something newer.
    """

    published: int = 0
    title: str = ""
    edition: int = 0
    review_by: date | None = None
    open: int = 0
    state: State | None = None
    publish_at: datetime | None = None
    offered: int = 0
    newest: int = 0
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """An article as a line: its title in the first language that has one, and how far it is in each."""

    key: str
    section: Section
    titles: Mapping[str, str]
    stands: Mapping[str, Stand]


@dataclass(frozen=True, slots=True)
class Due:
    """How many public articles are to be read again, and how many versions wait for somebody who did not write them."""

    review: int
    second: int


_DUE = """
SELECT count(DISTINCT key) FILTER (WHERE state = 'published' AND review_by <= %(soon)s)::int AS review,
  count(*) FILTER (WHERE state = 'review' AND NOT %(me)s = ANY(authors))::int AS second
FROM help_article_version WHERE state = 'review' OR (state = 'published' AND review_by <= %(soon)s)
"""

_PUBLIC_LATER = """EXISTS (SELECT 1 FROM help_article_version o WHERE o.key = v.key AND o.language = v.language
  AND o.state = 'published' AND o.number > v.number)"""

_NARROWED: Mapping[Shown, tuple[str, str]] = {
    Shown.ALL: ("state <> 'withdrawn'", "true"),
    Shown.WORKED_ON: ("state IN ('draft', 'review', 'scheduled')", "true"),
    Shown.WAITING: ("state = 'review'", "true"),
    Shown.REVIEW_DUE: ("state = 'published' AND review_by <= %(soon)s", "true"),
    Shown.BEHIND: ("state = 'published'", "min(edition) < max(edition) OR count(*) < %(languages)s"),
    Shown.OFFERED: (f"state = 'offered' AND NOT {_PUBLIC_LATER}", "true"),
    Shown.ARCHIVED: ("state IN ('archived', 'published')", "NOT bool_or(state = 'published')"),
}
"""What a version must be like, and then the versions of a key together."""

_KEYS = """
SELECT v.key FROM help_article_version v
WHERE v.key > %(after)s AND ({each}) AND (%(section)s::text IS NULL OR v.section = %(section)s)
  AND (%(words)s::text[] IS NULL OR v.key || ' ' || v.folded_title LIKE ALL(%(words)s::text[]))
GROUP BY v.key HAVING {together} ORDER BY v.key LIMIT %(limit)s
"""

_VERSIONS = """
SELECT v.key, v.language, v.number, v.state, v.title, v.section, v.edition, v.review_by, v.publish_at
FROM help_article_version v JOIN ({keys}) k ON k.key = v.key
WHERE v.state NOT IN ('withdrawn', 'replaced') ORDER BY v.key, v.language, v.number
"""


def overview(
    viewer: Viewer, asked: Asked, *, after: str | None = None, limit: int | None = None
) -> Page[Overview]:
    """A page of articles by key. One statement.

    Raises ``BadCursor``, and what ``demand`` raises for ``MANAGE_ARTICLES``.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    size, place = bounded(limit), decode(after, (str,)) or [""]
    each, together = _NARROWED[asked.shown]
    found = sql.rows(
        _VERSIONS.format(keys=_KEYS.format(each=each, together=together)),
        {
            "after": place[0],
            "soon": asked.soon,
            "languages": len(LANGUAGES),
            "section": asked.section.value if asked.section else None,
            "words": [f"%{_plain(word)}%" for word in fold(asked.words[:80]).split()] or None,
            "limit": size + 1,
        },
    )
    made = [_overview(key, list(rows)) for key, rows in groupby(found, key=lambda row: row.key)]
    return page(made, limit=size, place=lambda one: [one.key])


def due(viewer: Viewer, *, soon: date) -> Due:
    """What waits for this viewer in the help centre; ``soon`` bounds the review dates. One statement.

    Raises what ``demand`` raises for ``MANAGE_ARTICLES``.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    found = sql.row(_DUE, {"soon": soon, "me": viewer.ref[:80]})
    assert found is not None  # noqa: S101  (counts have a row)
    return Due(found.review, found.second)


def _plain(word: str) -> str:
    """A word somebody looks for, without the signs that LIKE reads as its own."""
    return word.replace("\\", "").replace("%", r"\%").replace("_", r"\_")


def _overview(key: str, rows: list[Any]) -> Overview:
    stands = {
        language: _stand(list(versions)) for language, versions in groupby(rows, key=lambda row: row.language)
    }
    newest = max(stand.edition for stand in stands.values())
    return Overview(
        key=key,
        section=Section(rows[-1].section),
        titles={language: stand.title for language, stand in stands.items()},
        stands={
            language: replace(stand, stale=bool(stand.published and stand.edition < newest))
            for language, stand in stands.items()
        },
    )


def _stand(versions: list[Any]) -> Stand:
    public = next((one for one in versions if one.state == State.PUBLISHED), None)
    opened = next((one for one in versions if State(one.state) in OPEN), None)
    last = public.number if public else 0
    offered = [one.number for one in versions if one.state == State.OFFERED and one.number > last]
    told = public or opened or versions[-1]
    return Stand(
        published=last,
        title=told.title,
        edition=public.edition if public else 0,
        review_by=public.review_by if public else None,
        open=opened.number if opened else 0,
        state=State(opened.state) if opened else None,
        publish_at=opened.publish_at if opened else None,
        offered=offered[-1] if offered else 0,
        newest=versions[-1].number,
    )
