"""Is the process there that answers chats, how long does the oldest question wait, and what has been answered?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amiabil.records import sql

SILENT_AFTER = timedelta(seconds=30)
"""Without a sign of life for so long the process is not there; it gives one every five seconds."""


@dataclass(frozen=True, slots=True)
class Assistance:
    """``silent`` is how long ago the process gave a sign of life (None: never); ``memory`` are its bytes then.

    ``waiting`` are questions nobody answers yet, ``oldest`` the age of the first of them in seconds.
    """

    silent: float | None
    memory: int
    waiting: int
    oldest: float
    answered: dict[str, int]


def beat(*, started_at: datetime, memory: int, at: datetime) -> None:
    """A sign of life."""
    sql.run(
        """INSERT INTO assistant_pulse (id, at, started_at, memory) VALUES (1, %(at)s, %(started_at)s, %(memory)s)
           ON CONFLICT (id) DO UPDATE
              SET at = EXCLUDED.at, started_at = EXCLUDED.started_at, memory = EXCLUDED.memory""",
        {"at": at, "started_at": started_at, "memory": memory},
    )


def is_there(*, at: datetime) -> bool:
    """Whether the process has given a sign of life lately. One statement."""
    found = sql.row("SELECT at FROM assistant_pulse WHERE id = 1", {})
    return found is not None and at - found.at <= SILENT_AFTER


def assistance(*, at: datetime) -> Assistance:
    """How it stands, for figures and people on duty. Three statements."""
    pulse = sql.row("SELECT at, memory FROM assistant_pulse WHERE id = 1", {})
    waits = sql.row(
        """SELECT count(*) AS waiting,
                  COALESCE(EXTRACT(epoch FROM %(at)s - min((body->>'unanswered_at')::timestamptz)), 0) AS oldest
             FROM chat WHERE state = 'with_assistant' AND body ? 'unanswered_at'""",
        {"at": at},
    )
    done = sql.rows("SELECT decision, count(*) AS n FROM assistant_turn GROUP BY decision", {})
    return Assistance(
        silent=(at - pulse.at).total_seconds() if pulse else None,
        memory=pulse.memory if pulse else 0,
        waiting=waits.waiting if waits else 0,
        oldest=float(waits.oldest) if waits else 0.0,
        answered={one.decision: one.n for one in done},
    )
