"""What has happened in a case, as one history: events and messages, newest first, only what the viewer may read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer, readable_audiences
from amiabil.domain.support.cards import Card, read_documents
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.scope import side_of

PAGE = 100
"""Moments of one page of a case (performance.md P5)."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is read; ``text`` is empty and ``erased`` true when it has been erased."""

    id: UUID
    author_role: str
    author_ref: str
    author_name: str
    audience: str
    text: str
    language: str
    erased: bool
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the history: an event, with the message where it is one, and its free texts by name."""

    event_id: UUID
    version: int
    place: int
    type: str
    at: datetime
    actor_role: str
    actor_ref: str
    data: dict[str, Any]
    texts: dict[str, str]
    message: Said | None


_MOMENTS = """
SELECT e.id, e.version, e.place, e.type, e.at, e.actor_role, e.actor_ref, NULLIF(e.data, '{}'::jsonb) AS data,
       CASE WHEN e.texts = '{}'::jsonb OR m.id IS NOT NULL THEN NULL
            ELSE (SELECT jsonb_object_agg(t.name, t.text) FROM event_text t WHERE t.event_id = e.id) END AS texts,
       m.id AS message_id, m.author_role, m.author_ref, m.author_name, m.audience, m.text, m.language,
       NULLIF(m.cards, '[]'::jsonb) AS cards,
       m.erased_at IS NOT NULL AS erased
  FROM event e
  LEFT JOIN message m ON m.case_id = e.case_id AND m.version = e.version AND e.type = 'message.posted'
 WHERE e.case_id = %(case)s AND e.sides @> ARRAY[%(side)s]::varchar[]
   AND (m.id IS NULL OR m.audience = ANY(%(audiences)s))
   AND (e.version, e.place) < (%(version)s, %(place)s)
 ORDER BY e.version DESC, e.place DESC
 LIMIT %(limit)s
"""

_OF_TYPE = _MOMENTS.replace("(e.version, e.place) < (%(version)s, %(place)s)", "e.type = %(type)s")

_OF_TYPES = _OF_TYPE.replace("e.type = %(type)s", "e.type = ANY(%(types)s)")

_SINCE = _MOMENTS.replace(
    "(e.version, e.place) < (%(version)s, %(place)s)", "e.version > %(version)s"
).replace("DESC", "ASC")


def moments(
    viewer: Viewer, case_id: UUID, *, limit: int | None = None, after: str | None = None
) -> Page[Moment]:
    """The history of a case that ``records.cases`` has already shown to belong to the viewer; newest first.

    One statement. Raises ``BadCursor``.
    """
    size = min(limit, PAGE) if limit else PAGE
    version, place = decode(after, (int, int)) or (2**31 - 1, 0)
    found = sql.rows(
        _MOMENTS, {**_reader(viewer, case_id), "version": version, "place": place, "limit": size + 1}
    )
    return page([_moment(one) for one in found], limit=size, place=lambda m: [m.version, m.place])


def moments_since(viewer: Viewer, case_id: UUID, version: int, *, limit: int | None = None) -> list[Moment]:
    """Everything after a version, oldest first: what a page that reconnects has missed. One statement."""
    parameters = {**_reader(viewer, case_id), "version": version, "limit": bounded(limit)}
    return [_moment(one) for one in sql.rows(_SINCE, parameters)]


def last_of(viewer: Viewer, case_id: UUID, event_type: str) -> Moment | None:
    """The newest event of a type in a case already shown to be the viewer's; None without one. One statement."""
    return next(iter(moments_of(viewer, case_id, event_type, most=1)), None)


def moments_of(viewer: Viewer, case_id: UUID, event_type: str, *, most: int = 10) -> list[Moment]:
    """The newest events of a type in a case already shown to be the viewer's, newest first. One statement."""
    parameters = {**_reader(viewer, case_id), "type": event_type, "limit": most}
    return [_moment(one) for one in sql.rows(_OF_TYPE, parameters)]


def first_of(viewer: Viewer, case_id: UUID, event_types: Collection[str]) -> dict[str, Moment]:
    """Events of types that happen once in a case already shown to be the viewer's, by type. One statement."""
    parameters = {**_reader(viewer, case_id), "types": list(event_types), "limit": len(event_types)}
    return {one.type: one for one in map(_moment, sql.rows(_OF_TYPES, parameters))}


def _reader(viewer: Viewer, case_id: UUID) -> dict[str, Any]:
    audiences = sorted(audience.value for audience in readable_audiences(viewer))
    return {"case": case_id, "side": side_of(viewer), "audiences": audiences}


def _moment(found: Any) -> Moment:
    message = None
    if found.message_id is not None:
        message = Said(
            id=found.message_id,
            author_role=found.author_role,
            author_ref=found.author_ref,
            author_name=found.author_name,
            audience=found.audience,
            text=found.text,
            language=found.language,
            erased=found.erased,
            cards=read_documents(found.cards) if found.cards else (),
        )
    return Moment(
        event_id=found.id,
        version=found.version,
        place=found.place,
        type=found.type,
        at=found.at,
        actor_role=found.actor_role,
        actor_ref=found.actor_ref,
        data=found.data or {},
        texts=found.texts or {},
        message=message,
    )
