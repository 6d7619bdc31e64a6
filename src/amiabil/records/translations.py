"""Which conversations are translated for whom, and what stands beside their messages?

A wish belongs to a side, so that nobody's wish sends away what only others may read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from types import MappingProxyType
from uuid import UUID

from amiabil.domain.access import AUDIENCES, Viewer, writable_audiences
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, case_scope, side_of

MOST = 200
"""Messages of one conversation that are translated for one wish: the newest."""


@unique
class State(StrEnum):
    """What became of the translation of a message."""

    MADE = "made"
    SAME = "same"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a message; ``text`` is empty unless it was made, ``source`` where nobody told it."""

    state: State
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations of a page: since when they are wished for, None where not, and what is there by message."""

    wished_at: datetime | None
    beside: Mapping[UUID, Beside]

    @property
    def wished(self) -> bool:
        """Whether somebody of this side wishes for them."""
        return self.wished_at is not None


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A message that somebody wishes to read in ``language`` and that has no translation yet."""

    message_id: UUID
    language: str
    text: str


NONE = Translations(None, MappingProxyType({}))

_BESIDE = """
SELECT w.wished_at, t.message_id, t.state, t.text, t.source
  FROM translation_wish w
  LEFT JOIN message_translation t ON t.message_id = ANY(%(messages)s) AND t.language = w.language
 WHERE w.case_id = %(case)s AND w.side = %(side)s AND w.language = %(language)s
"""


def beside(viewer: Viewer, case_id: UUID, language: str, messages: Collection[UUID]) -> Translations:
    """The translations of messages that were already shown to be the viewer's to read. One statement."""
    parameters = {
        "case": case_id,
        "side": side_of(viewer),
        "language": language,
        "messages": list(messages),
    }
    found = sql.rows(_BESIDE, parameters)
    if not found:
        return NONE
    made = {one.message_id: Beside(State(one.state), one.text, one.source) for one in found if one.message_id}
    return Translations(found[0].wished_at, made)


_WISH = f"""
WITH known AS (SELECT c.id FROM conversation c WHERE c.id = %(case)s AND c.erased_at IS NULL AND {CASE_SCOPE}),
wished AS (
  INSERT INTO translation_wish (case_id, side, language, wished_at)
  SELECT id, %(side)s, %(language)s, %(at)s FROM known
  ON CONFLICT (case_id, side, language) DO UPDATE SET wished_at = EXCLUDED.wished_at
), again AS (
  DELETE FROM message_translation t USING known
   WHERE t.case_id = known.id AND t.language = %(language)s AND t.state = 'failed'
)
SELECT count(*) AS found FROM known
"""

_STOP = f"""
WITH known AS (SELECT c.id FROM conversation c WHERE c.id = %(case)s AND {CASE_SCOPE}),
gone AS (
  DELETE FROM translation_wish w USING known
   WHERE w.case_id = known.id AND w.side = %(side)s AND w.language = %(language)s
)
SELECT count(*) AS found FROM known
"""


def wish(viewer: Viewer, case_id: UUID, language: str, *, at: datetime) -> None:
    """The viewer's side reads this conversation in a language too; what failed is tried again.

    Again changes nothing else. Raises ``NotFound`` for a conversation that is not the viewer's, or erased.
    """
    _change(_WISH, viewer, case_id, language, at)


def stop(viewer: Viewer, case_id: UUID, language: str) -> None:
    """Nothing more is translated into a language for the viewer's side; what was made stays for a new wish.

    Raises ``NotFound``.
    """
    _change(_STOP, viewer, case_id, language, None)


def _change(statement: str, viewer: Viewer, case_id: UUID, language: str, at: datetime | None) -> None:
    if not writable_audiences(viewer):
        raise NotFound
    parameters = {
        **case_scope(viewer),
        "case": case_id,
        "side": side_of(viewer),
        "language": language,
        "at": at,
    }
    found = sql.row(statement, parameters)
    if found is None or not found.found:
        raise NotFound


_UNTRANSLATED = """
SELECT x.id AS message_id, w.language, x.text
  FROM translation_wish w
 CROSS JOIN LATERAL (
       SELECT m.id, m.text, m.version FROM message m
        WHERE m.case_id = w.case_id AND m.erased_at IS NULL
          AND m.audience = ANY(CASE w.side WHEN 'buyer' THEN %(buyer)s::varchar[]
                                WHEN 'seller' THEN %(seller)s::varchar[] ELSE %(staff)s::varchar[] END)
        ORDER BY m.version DESC LIMIT %(most)s) AS x
 WHERE w.case_id = %(case)s
   AND NOT EXISTS (SELECT 1 FROM message_translation t WHERE t.message_id = x.id AND t.language = w.language)
 ORDER BY x.version DESC
"""


def untranslated(case_id: UUID) -> list[Untranslated]:
    """What is to be translated in a conversation for the wishes of its sides, the newest first. One statement.

    For the job alone: nobody is shown it.
    """
    sides = {role.value: _audiences(role) for role in (Role.BUYER, Role.SELLER)}
    parameters = {**sides, "staff": _audiences(Role.AGENT), "case": case_id, "most": MOST}
    found = sql.rows(_UNTRANSLATED, parameters)
    once = {(one.message_id, one.language): one for one in found}
    return [Untranslated(one.message_id, one.language, one.text) for one in once.values()]


def _audiences(role: Role) -> list[str]:
    return sorted(one.value for one in AUDIENCES[role])


_KEEP = """
INSERT INTO message_translation (message_id, case_id, language, state, text, source, made_by, made_at)
SELECT m.id, m.case_id, %(language)s, %(state)s, %(text)s, %(source)s, %(by)s, %(at)s
  FROM message m JOIN conversation c ON c.id = m.case_id
 WHERE m.id = %(message)s AND m.erased_at IS NULL AND c.erased_at IS NULL
   FOR KEY SHARE OF c
ON CONFLICT (message_id, language) DO NOTHING
"""


def keep(message_id: UUID, language: str, made: Beside, *, by: str, at: datetime) -> None:
    """Keep what a program made of a message, unless it was erased meanwhile; the first one stays. One statement.

    The erasure of a conversation locks it first, so that none is kept behind its back.
    """
    parameters = {
        "message": message_id,
        "language": language,
        "state": made.state.value,
        "text": made.text,
        "source": made.source,
        "by": by,
        "at": at,
    }
    sql.run(_KEEP, parameters)


def wished_in(cases: Collection[UUID]) -> list[UUID]:
    """Those of these conversations that somebody reads in another language too. One statement; for the relay alone."""
    found = sql.rows(
        "SELECT DISTINCT case_id FROM translation_wish WHERE case_id = ANY(%(cases)s)", {"cases": list(cases)}
    )
    return [one.case_id for one in found]
