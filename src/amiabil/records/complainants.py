"""How did the complaints of each buyer and each shop end, and what was done about it?

The figures are counted from the cases of those whose cases have just moved, and of everybody once a day, so they can
never differ from the cases. ``domain/unfounded`` says what they mean.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.complaints import OWN_KINDS
from amiabil.domain.policy.model import Abuse
from amiabil.domain.terms import Lane, Outcome, Role
from amiabil.domain.unfounded import (
    LOOKED_BACK,
    OF_BUYER,
    UNFOUNDED,
    UPHELD,
    Figures,
    StepKind,
    Taken,
    suspended_until,
)
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page


@dataclass(frozen=True, slots=True)
class Person:
    """Whose figures they are: a buyer by the subject, or a shop by its reference; ``country`` only of a shop.

    ``language`` is the one they read, of a shop that of its first member; empty where nobody has said one.
    """

    id: UUID
    role: Role
    ref: str
    name: str
    country: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step with its measure, where it is one; ``by`` names who took it."""

    taken: Taken
    by: str
    reason: str = ""
    reference: str = ""
    measure_ref: str = ""


@dataclass(frozen=True, slots=True)
class Complainant:
    """Somebody's figures, and the steps that were taken, the newest first."""

    person: Person
    figures: Figures
    steps: tuple[StepTaken, ...] = ()

    @property
    def taken(self) -> tuple[Taken, ...]:
        """The steps as the rules know them."""
        return tuple(one.taken for one in self.steps)


@dataclass(frozen=True, slots=True)
class CaseOf:
    """One of the cases the figures are made of; ``kind`` is ``dispute`` or ``measure``."""

    reference: str
    subject: str
    kind: str
    outcome: Outcome | None
    filed_at: datetime
    ended_at: datetime | None
    verdict: str


def _said(upheld: str, unfounded: str) -> str:
    """What the outcome of a closed dispute says, by the names of two lists of outcomes."""
    return (
        f"CASE WHEN d.closed_at IS NULL THEN '' WHEN d.outcome = ANY(%({upheld})s) THEN 'upheld'"
        f" WHEN d.outcome = ANY(%({unfounded})s) THEN 'unfounded' ELSE '' END"
    )


_CASES = f"""
  SELECT d.case_id, d.buyer_id AS customer, NULL::uuid AS shop, d.opened_at AS filed_at, d.closed_at AS ended_at,
         d.outcome, 'dispute' AS kind, {_said("upheld", "unfounded")} AS verdict
    FROM dispute d WHERE d.lane = ANY(%(lanes)s) AND d.opened_at > %(since)s {{of_buyers}}
  UNION ALL
  SELECT d.case_id, NULL, d.shop_id, d.opened_at, d.closed_at, d.outcome, 'dispute',
         {_said("for_seller", "for_buyer")}
    FROM dispute d WHERE d.lane = '{Lane.SELLER_RETURN_CLAIM.value}' AND d.opened_at > %(since)s {{of_shops}}
  UNION ALL
  SELECT d.case_id, c.buyer_id, c.shop_id, d.filed_at, d.closed_at, d.outcome, 'measure',
         CASE WHEN d.closed_at IS NULL OR d.outcome NOT LIKE 'decided%%' THEN ''
              WHEN d.outcome = CASE m.against WHEN 'buyer' THEN 'decided_seller' ELSE 'decided_buyer' END
              THEN 'unfounded' ELSE 'upheld' END
    FROM platform_complaint d JOIN platform_measure m ON m.case_id = d.case_id
    JOIN conversation c ON c.id = d.case_id
   WHERE m.kind <> ALL(%(own)s) AND d.filed_at > %(since)s {{of_both}}
"""
"""Every case that counts, with whose complaint it is; a complaint about a warning is a reply, and never counts."""

_COUNT = """
INSERT INTO complainant AS f (id, customer_id, shop_id, filed, upheld, unfounded, last_filed_at, last_ended_at,
                              counted_at)
SELECT COALESCE(customer, shop), customer, shop, count(*), count(*) FILTER (WHERE verdict = 'upheld'),
       count(*) FILTER (WHERE verdict = 'unfounded'), max(filed_at) FILTER (WHERE verdict = 'unfounded'),
       max(ended_at) FILTER (WHERE verdict = 'unfounded'), %(at)s
  FROM ({cases}) AS cases WHERE {people} GROUP BY customer, shop
ON CONFLICT (id) DO UPDATE SET filed = EXCLUDED.filed, upheld = EXCLUDED.upheld, unfounded = EXCLUDED.unfounded,
       last_filed_at = EXCLUDED.last_filed_at, last_ended_at = EXCLUDED.last_ended_at, counted_at = EXCLUDED.counted_at
"""

_ALIVE = (
    "(customer IS NULL OR EXISTS (SELECT 1 FROM customer p WHERE p.id = customer AND p.erased_at IS NULL))"
)

_COUNT_SOME = _COUNT.format(
    people=_ALIVE,
    cases=_CASES.format(
        of_buyers="AND d.buyer_id = ANY(%(buyers)s)",
        of_shops="AND d.shop_id = ANY(%(shops)s)",
        of_both="AND (c.buyer_id = ANY(%(buyers)s) OR c.shop_id = ANY(%(shops)s))",
    ),
)
_COUNT_ALL = _COUNT.format(people=_ALIVE, cases=_CASES.format(of_buyers="", of_shops="", of_both=""))

_MOVED = f"""
SELECT DISTINCT c.buyer_id AS buyer, NULL::uuid AS shop FROM conversation c LEFT JOIN dispute d ON d.case_id = c.id
 WHERE c.id = ANY(%(cases)s) AND c.buyer_id IS NOT NULL AND (d.case_id IS NULL OR d.lane = ANY(%(lanes)s))
UNION
SELECT DISTINCT NULL::uuid, c.shop_id FROM conversation c LEFT JOIN dispute d ON d.case_id = c.id
 WHERE c.id = ANY(%(cases)s) AND c.shop_id IS NOT NULL
   AND (d.case_id IS NULL OR d.lane = '{Lane.SELLER_RETURN_CLAIM.value}')
"""

_COLUMNS = """
SELECT f.id, f.filed, f.upheld, f.unfounded, f.last_filed_at, f.last_ended_at, f.shop_id IS NOT NULL AS is_shop,
       COALESCE(s.ref, p.subject) AS ref, COALESCE(NULLIF(s.name, ''), NULLIF(p.name, ''), s.ref, p.subject) AS name,
       COALESCE(s.country, '') AS country,
       COALESCE(p.language, (SELECT q.language FROM shop_member w JOIN customer q ON q.id = w.customer_id
                              WHERE w.shop_id = f.shop_id ORDER BY w.id LIMIT 1), '') AS language
  FROM complainant f LEFT JOIN shop s ON s.id = f.shop_id LEFT JOIN customer p ON p.id = f.customer_id
"""

_ONE = f"{_COLUMNS} WHERE f.id = %(person)s"

_TO_LOOK_AT = f"""{_COLUMNS}
 WHERE f.unfounded > 0 AND (f.last_ended_at, f.id) < (%(at)s::timestamptz, %(last)s::uuid)
   AND f.upheld + f.unfounded >= %(least)s AND f.unfounded >= %(ratio)s * (f.upheld + f.unfounded)
   AND NOT EXISTS (SELECT 1 FROM complainant_step t WHERE t.complainant_id = f.id AND t.at >= f.last_ended_at)
 ORDER BY f.last_ended_at DESC, f.id DESC LIMIT %(limit)s
"""
_LOOKED_AT = f"""{_COLUMNS}
  JOIN (SELECT complainant_id AS id, max(at) AS at FROM complainant_step GROUP BY 1) AS t ON t.id = f.id
 WHERE (t.at, f.id) < (%(at)s::timestamptz, %(last)s::uuid) ORDER BY t.at DESC, f.id DESC LIMIT %(limit)s
"""

_BY = (
    "AND d.buyer_id = %(person)s",
    "AND d.shop_id = %(person)s",
    "AND (c.buyer_id = %(person)s OR c.shop_id = %(person)s)",
)

_STEPS = """
SELECT t.complainant_id AS person, t.kind, t.at, t.until, COALESCE(w.name, t.by) AS by, t.reason, c.reference, m.ref,
       COALESCE(m.state, '') <> 'lifted' AS holds, k.case_id IS NOT NULL AND k.closed_at IS NULL AS heard
  FROM complainant_step t LEFT JOIN platform_measure m ON m.case_id = t.case_id
  LEFT JOIN staff_member w ON 'staff:' || w.username = t.by
  LEFT JOIN conversation c ON c.id = t.case_id LEFT JOIN platform_complaint k ON k.case_id = t.case_id
 WHERE t.complainant_id = ANY(%(people)s) ORDER BY t.at DESC, t.id DESC
"""

_OF_PERSON = f"""
SELECT x.case_id, c.reference, c.subject, x.kind, x.outcome, x.filed_at, x.ended_at, x.verdict
  FROM ({_CASES.format(of_buyers=_BY[0], of_shops=_BY[1], of_both=_BY[2])}) AS x
  JOIN conversation c ON c.id = x.case_id
 WHERE (x.filed_at, x.case_id) < (%(before)s::timestamptz, %(last)s::uuid)
 ORDER BY x.filed_at DESC, x.case_id DESC LIMIT %(limit)s
"""

_ADD = """
INSERT INTO complainant_step (id, complainant_id, kind, case_id, at, until, by, reason)
VALUES (%(id)s, %(person)s, %(kind)s, %(case)s, %(at)s, %(until)s, %(by)s, %(reason)s)
"""

_LATEST, _LAST = "9999-12-31T00:00:00+00:00", str(UUID(int=2**128 - 1))


def _counting(at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "since": at - LOOKED_BACK,
        "lanes": sorted(OF_BUYER),
        "upheld": sorted(UPHELD),
        "unfounded": sorted(UNFOUNDED),
        "for_seller": [Outcome.DECIDED_SELLER.value, Outcome.DECIDED_SPLIT.value],
        "for_buyer": [Outcome.DECIDED_BUYER.value],
        "own": sorted(OWN_KINDS),
    }


def count(cases: Collection[UUID], *, at: datetime) -> None:
    """Count anew the figures of those whose complaints these cases are. Two statements at most."""
    if not cases:
        return
    given = _counting(at)
    moved = sql.rows(_MOVED, {"cases": list(cases), "lanes": given["lanes"]})
    if moved:
        people = {
            "buyers": [one.buyer for one in moved if one.buyer],
            "shops": [one.shop for one in moved if one.shop],
        }
        sql.run(_COUNT_SOME, {**given, **people})


def count_all(*, at: datetime) -> None:
    """Count everybody's anew; who has nothing within the year, and nothing that was done about it, is forgotten."""
    sql.run(_COUNT_ALL, _counting(at))
    sql.run(
        "DELETE FROM complainant_step t WHERE t.at < %(since)s AND t.case_id IS NULL",
        {"since": at - LOOKED_BACK},
    )
    sql.run(
        "UPDATE complainant SET filed = 0, upheld = 0, unfounded = 0, last_filed_at = NULL, last_ended_at = NULL,"
        " counted_at = %(at)s WHERE counted_at < %(at)s",
        {"at": at},
    )
    sql.run(
        "DELETE FROM complainant f WHERE f.filed = 0"
        " AND NOT EXISTS (SELECT 1 FROM complainant_step t WHERE t.complainant_id = f.id)",
        {},
    )


def complainants(
    viewer: Viewer,
    rules: Abuse,
    *,
    looked_at: bool = False,
    limit: int | None = None,
    after: str | None = None,
) -> Page[Complainant]:
    """Whose figures stand out and wait for a person, or about whom something was done; the newest first.

    Two statements. Raises what ``demand`` raises for ``JUDGE_COMPLAINANTS``, and ``BadCursor``.
    """
    demand(viewer, Act.JUDGE_COMPLAINANTS)
    size, place = bounded(limit), decode(after, (datetime, UUID)) or [_LATEST, _LAST]
    given = {
        "at": place[0],
        "last": place[1],
        "limit": size + 1,
        "least": max(1, rules.min_cases),
        "ratio": rules.unfounded_ratio,
    }
    rows = sql.rows(_LOOKED_AT if looked_at else _TO_LOOK_AT, given)
    steps = _steps([one.id for one in rows])
    found = [_complainant(one, steps.get(one.id, ())) for one in rows]
    return page(found, limit=size, place=lambda one: [_sorted_by(one, looked_at), str(one.person.id)])


def _sorted_by(one: Complainant, looked_at: bool) -> str:
    at = one.taken[0].at if looked_at else one.figures.last_ended_at
    assert at is not None  # noqa: S101 - each list has only those who have what it is sorted by
    return at.isoformat()


def complainant(viewer: Viewer, person: UUID) -> Complainant:
    """One with everything that was done. Raises ``NotFound`` and what ``demand`` raises."""
    demand(viewer, Act.JUDGE_COMPLAINANTS)
    row = sql.row(_ONE, {"person": person})
    if row is None:
        raise NotFound()
    return _complainant(row, _steps([person]).get(person, ()))


def lock(viewer: Viewer, person: UUID) -> Complainant:
    """The same, and nobody else acts on it until the transaction ends. Raises as ``complainant`` does."""
    demand(viewer, Act.JUDGE_COMPLAINANTS)
    sql.row("SELECT 1 AS one FROM complainant WHERE id = %(person)s FOR UPDATE", {"person": person})
    return complainant(viewer, person)


def cases_of(
    viewer: Viewer, person: UUID, *, at: datetime, limit: int | None = None, after: str | None = None
) -> Page[CaseOf]:
    """The cases somebody's figures are made of, the newest first. Raises what ``demand`` raises, and ``BadCursor``."""
    demand(viewer, Act.JUDGE_COMPLAINANTS)
    size, place = bounded(limit), decode(after, (datetime, UUID)) or [_LATEST, _LAST]
    given = {**_counting(at), "person": person, "before": place[0], "last": place[1], "limit": size + 1}
    rows = sql.rows(_OF_PERSON, given)
    ids = {one.reference: one for one in rows}
    found = [
        CaseOf(
            one.reference,
            one.subject,
            one.kind,
            Outcome(one.outcome) if one.outcome else None,
            one.filed_at,
            one.ended_at,
            one.verdict,
        )
        for one in rows
    ]
    return page(
        found, limit=size, place=lambda one: [one.filed_at.isoformat(), str(ids[one.reference].case_id)]
    )


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to be kept; ``key`` names it, ``case_id`` is the measure it is, ``reason`` why nothing is to be said."""

    key: UUID
    taken: Taken
    case_id: UUID | None = None
    reason: str = ""


def add_step(viewer: Viewer, person: UUID, new: NewStep) -> None:
    """Keep what was done about somebody. Raises ``IntegrityError`` for a key that is known."""
    taken = new.taken
    sql.run(
        _ADD,
        {
            "id": new.key,
            "person": person,
            "kind": taken.kind.value,
            "case": new.case_id,
            "at": taken.at,
            "until": taken.until,
            "by": viewer.ref[:80],
            "reason": new.reason,
        },
    )


def was_taken(key: UUID) -> bool:
    """Whether a step was taken under this key."""
    return sql.row("SELECT 1 AS one FROM complainant_step WHERE id = %(key)s", {"key": key}) is not None


def suspension_of(person: UUID | None, *, at: datetime) -> datetime | None:
    """Until when complaints of this buyer or shop are not dealt with, None when they are. One statement."""
    if person is None:
        return None
    return suspended_until([one.taken for one in _steps([person]).get(person, ())], at=at)


def _steps(people: list[UUID]) -> dict[UUID, tuple[StepTaken, ...]]:
    found: dict[UUID, tuple[StepTaken, ...]] = {}
    for one in sql.rows(_STEPS, {"people": people}) if people else ():
        taken = Taken(StepKind(one.kind), one.at, one.until, one.holds, one.heard)
        step = StepTaken(taken, one.by, one.reason, one.reference or "", one.ref or "")
        found[one.person] = (*found.get(one.person, ()), step)
    return found


def _complainant(row: Any, steps: tuple[StepTaken, ...]) -> Complainant:
    role = Role.SELLER if row.is_shop else Role.BUYER
    figures = Figures(row.filed, row.upheld, row.unfounded, row.last_filed_at, row.last_ended_at)
    return Complainant(Person(row.id, role, row.ref, row.name, row.country, row.language), figures, steps)
