"""How much has the language model cost today? Tokens of a day, counted as they are used."""

from __future__ import annotations

from datetime import date

from amiabil.records import sql


def spent(day: date) -> int:
    """Tokens used on a day, in UTC. One statement."""
    found = sql.row("SELECT tokens FROM model_budget WHERE day = %(day)s", {"day": day})
    return found.tokens if found is not None else 0


def spend(day: date, tokens: int) -> None:
    """Count tokens that were used. One statement."""
    sql.run(
        """INSERT INTO model_budget (day, tokens) VALUES (%(day)s, %(tokens)s)
           ON CONFLICT (day) DO UPDATE SET tokens = model_budget.tokens + EXCLUDED.tokens""",
        {"day": day, "tokens": tokens},
    )
