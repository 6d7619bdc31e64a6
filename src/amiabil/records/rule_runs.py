"""What have rules done to a request, and which rules count? Written in the transaction of what they did."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.rules import Spent
from amiabil.foundation.errors import Fact
from amiabil.records import sql
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NewRun:
    """A rule has acted: ``cause`` names the event, or the instant its time counted from.

    ``did`` tells what; ``refused`` is the code of what stood in its way, empty when nothing did.
    """

    case_id: UUID
    rule: str
    version: int
    cause: str
    at: datetime
    did: dict[str, Fact]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class RunRow:
    """The same as a list shows it."""

    id: UUID
    reference: str
    subject: str
    rule: str
    version: int
    cause: str
    at: datetime
    did: dict[str, Any]
    refused: str


@dataclass(frozen=True, slots=True)
class NewestRules:
    """The rules that count: version 0 and no text while none were saved."""

    version: int
    text: str


def newest_rules() -> NewestRules:
    """The rules that count. One statement."""
    found = sql.row("SELECT version, text FROM support_rules ORDER BY version DESC LIMIT 1", {})
    return NewestRules(found.version, found.text) if found else NewestRules(0, "")


def note(run: NewRun) -> bool:
    """Write down that a rule acted; False when it has acted for this cause already: then it must not again."""
    done = sql.run(
        """INSERT INTO rule_run (id, case_id, rule, version, cause, at, did, refused)
           VALUES (%(id)s, %(case)s, %(rule)s, %(version)s, %(cause)s, %(at)s, %(did)s, %(refused)s)
           ON CONFLICT (case_id, rule, cause) DO NOTHING""",
        {
            "id": new_id(),
            "case": run.case_id,
            "rule": run.rule,
            "version": run.version,
            "cause": run.cause[:80],
            "at": run.at,
            "did": sql.jsonb(run.did),
            "refused": run.refused,
        },
    )
    return done > 0


def acted_for(case_id: UUID, cause: str) -> frozenset[str]:
    """The rules that have acted on a request for this cause. One statement."""
    found = sql.rows(
        "SELECT rule FROM rule_run WHERE case_id = %(case)s AND cause = %(cause)s",
        {"case": case_id, "cause": cause},
    )
    return frozenset(one.rule for one in found)


def spent(case_id: UUID, *, at: datetime) -> Spent:
    """What rules have done to a request within 24 hours. One statement."""
    found = sql.row(
        """SELECT count(*) AS acts, count(*) FILTER (WHERE did ? 'reply' AND refused = '') AS replies
             FROM rule_run WHERE case_id = %(case)s AND at > %(since)s""",
        {"case": case_id, "since": at - DAY},
    )
    return Spent(found.acts, found.replies) if found else Spent()


def cases_that_rules_see(case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these conversations that are requests, where there are rules or followers at all. One statement."""
    found = sql.rows(
        """SELECT k.case_id FROM ticket k
            WHERE k.case_id = ANY(%(cases)s)
              AND (EXISTS (SELECT 1 FROM support_rules)
                   OR EXISTS (SELECT 1 FROM ticket_follower f WHERE f.case_id = k.case_id))""",
        {"cases": list(case_ids)},
    )
    return frozenset(one.case_id for one in found)


def runs(
    viewer: Viewer, *, rule: str = "", limit: int | None = None, after: str | None = None
) -> Page[RunRow]:
    """What rules have done, or the one of this key; the newest first. Raises ``BadCursor``, and as ``demand``."""
    demand(viewer, Act.MANAGE_SUPPORT)
    size, place = bounded(limit), decode(after, (UUID,)) or [str(UUID(int=2**128 - 1))]
    found = sql.rows(
        f"""SELECT r.id, c.reference, c.subject, r.rule, r.version, r.cause, r.at, r.did, r.refused
             FROM rule_run r JOIN conversation c ON c.id = r.case_id
            WHERE r.id < %(before)s::uuid {"AND r.rule = %(rule)s" if rule else ""}
            ORDER BY r.id DESC LIMIT %(limit)s""",
        {"before": place[0], "limit": size + 1, "rule": rule},
    )
    return page([RunRow(*one) for one in found], limit=size, place=lambda one: [str(one.id)])


def forget_old(*, before: datetime, limit: int = 5000) -> int:
    """Remove up to ``limit`` lines older than an instant; how many. For the daily job."""
    return sql.run(
        """DELETE FROM rule_run WHERE id IN
           (SELECT id FROM rule_run WHERE at < %(before)s ORDER BY at LIMIT %(limit)s)""",
        {"before": before, "limit": limit},
    )
