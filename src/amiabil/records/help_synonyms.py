"""Which words mean the same here, besides those that come with the product?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.helpcentre.synonyms import Group
from amiabil.records import sql
from amiabil.records.models import HelpSynonym
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page

MOST = 200
"""Groups of a language; every search reads them."""


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """A group that was added here."""

    id: UUID
    language: str
    words: Group
    added_by: str
    added_at: datetime


def of_languages(languages: Sequence[str]) -> dict[str, list[Group]]:
    """The groups of these languages. One statement."""
    found: dict[str, list[Group]] = {}
    for row in sql.rows(
        "SELECT language, words FROM help_synonym WHERE language = ANY(%(languages)s::varchar[]) ORDER BY id",
        {"languages": list(languages)},
    ):
        found.setdefault(row.language, []).append(tuple(row.words))
    return found


def groups(
    viewer: Viewer, language: str, *, limit: int | None = None, after: str | None = None
) -> Page[OwnGroup]:
    """The groups that were added in a language, the newest first. Raises ``BadCursor``, ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    size, place = bounded(limit), decode(after, (UUID,))
    rows = HelpSynonym.objects.filter(language=language).order_by("-id")
    if place:
        rows = rows.filter(id__lt=UUID(str(place[0])))
    return page([_group(row) for row in rows[: size + 1]], limit=size, place=lambda one: [str(one.id)])


def all_of(viewer: Viewer, language: str) -> list[OwnGroup]:
    """Every group of a language, for whoever adds one. Raises ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    return [_group(row) for row in HelpSynonym.objects.filter(language=language)[: MOST + 1]]


def add(viewer: Viewer, language: str, words: Group, *, at: datetime) -> OwnGroup:
    """Keep a group. Raises ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    row = HelpSynonym.objects.create(
        id=new_id(), language=language, words=list(words), added_by=viewer.ref[:80], added_at=at
    )
    return _group(row)


def take_away(viewer: Viewer, group: UUID) -> Group | None:
    """Take a group away; its words, None where it was gone already. Raises ``Forbidden``."""
    demand(viewer, Act.MANAGE_ARTICLES)
    found = sql.row("DELETE FROM help_synonym WHERE id = %(id)s RETURNING words", {"id": group})
    return tuple(found.words) if found else None


def _group(row: HelpSynonym) -> OwnGroup:
    return OwnGroup(row.id, row.language, tuple(row.words), row.added_by, row.added_at)
