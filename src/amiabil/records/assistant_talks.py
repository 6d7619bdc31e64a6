"""How far is the assistant in a chat, what did it do there, and which acts wait for the person's click?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.assistant.conversation import Talk
from amiabil.foundation import codec
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, case_scope

MOST_TURNS = 20
"""Turns of one chat that are looked at: the packet tells what was tried, not everything."""


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """How one answer was come to. ``scores`` are candidates with scores, ``sources`` articles with versions."""

    id: UUID
    version: int
    at: datetime
    decision: str
    flow: str = ""
    tools: tuple[str, ...] = ()
    sure: float | None = None
    scores: tuple[tuple[str, float], ...] = ()
    sources: tuple[tuple[str, int], ...] = ()
    reason: str = ""
    hidden: tuple[str, ...] = ()
    language: str = ""
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """An act that waits for a click, or was done: then ``outcome`` names what was made."""

    id: UUID
    case_id: UUID
    reader_id: UUID
    tool: str
    arguments: Mapping[str, str]
    expires_at: datetime
    done_at: datetime | None = None
    outcome: str = ""


def talk_of(viewer: Viewer, case_id: UUID) -> Talk:
    """How far the assistant is in a chat of the viewer; a fresh one where it has not spoken. One statement."""
    found = sql.row(
        f"SELECT t.answered, t.body FROM assistant_talk t JOIN conversation c ON c.id = t.case_id"
        f" WHERE c.id = %(case)s AND {CASE_SCOPE}",
        {"case": case_id, **case_scope(viewer)},
    )
    return codec.decode(Talk, found.body) if found else Talk()


def keep_talk(viewer: Viewer, case_id: UUID, talk: Talk) -> None:
    """How far it is now; in the transaction of what it says to the viewer."""
    sql.run(
        """INSERT INTO assistant_talk (case_id, answered, body) VALUES (%(case)s, %(answered)s, %(body)s)
           ON CONFLICT (case_id) DO UPDATE SET answered = EXCLUDED.answered, body = EXCLUDED.body""",
        {"case": case_id, "answered": talk.answered, "body": sql.jsonb(codec.encode(Talk, talk))},
    )


SUGGESTED = "suggested"
"""The decision of a turn that was said to nobody: articles for the person who answers."""


def keep_turn(viewer: Viewer, case_id: UUID, turn: LoggedTurn) -> None:
    """Log an answer to the viewer, or what was ``SUGGESTED`` to the staff, which an answer takes the place of.

    The same version of a chat is answered once: what is logged already stays.
    """
    sql.run(
        """INSERT INTO assistant_turn (id, case_id, version, at, decision, flow, tools, sure, scores, sources, reason,
                                       hidden, language, milliseconds)
           VALUES (%(id)s, %(case)s, %(version)s, %(at)s, %(decision)s, %(flow)s, %(tools)s, %(sure)s, %(scores)s,
                   %(sources)s, %(reason)s, %(hidden)s, %(language)s, %(milliseconds)s)
           ON CONFLICT (case_id, version) DO UPDATE
             SET id = EXCLUDED.id, at = EXCLUDED.at, decision = EXCLUDED.decision, flow = EXCLUDED.flow,
                 tools = EXCLUDED.tools, sure = EXCLUDED.sure, scores = EXCLUDED.scores, sources = EXCLUDED.sources,
                 reason = EXCLUDED.reason, hidden = EXCLUDED.hidden, language = EXCLUDED.language,
                 milliseconds = EXCLUDED.milliseconds
           WHERE assistant_turn.decision = 'suggested'""",
        {
            "id": turn.id,
            "case": case_id,
            "version": turn.version,
            "at": turn.at,
            "decision": turn.decision,
            "flow": turn.flow,
            "tools": sql.jsonb(list(turn.tools)),
            "sure": turn.sure,
            "scores": sql.jsonb([list(one) for one in turn.scores]),
            "sources": sql.jsonb([list(one) for one in turn.sources]),
            "reason": turn.reason,
            "hidden": sql.jsonb(list(turn.hidden)),
            "language": turn.language,
            "milliseconds": turn.milliseconds,
        },
    )


def turns_of(viewer: Viewer, case_id: UUID) -> tuple[LoggedTurn, ...]:
    """What the assistant did in a chat the viewer may see, the oldest first, the last ones only. One statement."""
    found = sql.rows(
        f"""SELECT t.* FROM assistant_turn t JOIN conversation c ON c.id = t.case_id
             WHERE c.id = %(case)s AND {CASE_SCOPE} ORDER BY t.version DESC LIMIT {MOST_TURNS}""",
        {"case": case_id, **case_scope(viewer)},
    )
    return tuple(_turn(one) for one in reversed(found))


def _turn(row: Any) -> LoggedTurn:
    return LoggedTurn(
        id=row.id,
        version=row.version,
        at=row.at,
        decision=row.decision,
        flow=row.flow,
        tools=tuple(row.tools),
        sure=row.sure,
        scores=tuple((key, score) for key, score in row.scores),
        sources=tuple((key, number) for key, number in row.sources),
        reason=row.reason,
        hidden=tuple(row.hidden),
        language=row.language,
        milliseconds=row.milliseconds,
    )


# ---- acts that wait for a click ----------------------------------------------------------------


def offer(viewer: Viewer, wish: Wish) -> None:
    """Keep an act that waits for the click of the viewer."""
    sql.run(
        """INSERT INTO assistant_wish (id, case_id, reader_id, tool, arguments, expires_at, outcome)
           VALUES (%(id)s, %(case)s, %(reader)s, %(tool)s, %(arguments)s, %(expires_at)s, '')""",
        {
            "id": wish.id,
            "case": wish.case_id,
            "reader": wish.reader_id,
            "tool": wish.tool,
            "arguments": sql.jsonb(dict(wish.arguments)),
            "expires_at": wish.expires_at,
        },
    )


def lock_wish(viewer: Viewer, case_id: UUID, id: UUID) -> Wish:
    """An act that was offered to the viewer in this chat, locked for this transaction. Raises ``NotFound``."""
    found = sql.row(
        "SELECT * FROM assistant_wish WHERE id = %(id)s AND case_id = %(case)s AND reader_id = %(reader)s FOR UPDATE",
        {"id": id, "case": case_id, "reader": viewer.reader_id},
    )
    if found is None:
        raise NotFound()
    return Wish(
        id=found.id,
        case_id=found.case_id,
        reader_id=found.reader_id,
        tool=found.tool,
        arguments=found.arguments,
        expires_at=found.expires_at,
        done_at=found.done_at,
        outcome=found.outcome,
    )


def mark_done(viewer: Viewer, id: UUID, outcome: str, *, at: datetime) -> None:
    """The viewer has set off an act; ``outcome`` is the reference of what was made."""
    sql.run(
        """UPDATE assistant_wish SET done_at = %(at)s, outcome = %(outcome)s
            WHERE id = %(id)s AND reader_id = %(reader)s""",
        {"id": id, "at": at, "outcome": outcome, "reader": viewer.reader_id},
    )
