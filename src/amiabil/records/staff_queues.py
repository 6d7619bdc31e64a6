"""What waits for reviewers, supervisors and operators? Appeals, challenges, load, mails that did not go, cases at rest.

Each list is small by its nature (a partial index or a state) and paged all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import sql
from amiabil.records.case_lists import COLUMNS, TABLES, ListedDispute, listed
from amiabil.records.overdue import OVERDUE
from amiabil.records.paging import Page, Place, bounded, decode, page

_QUEUE = f"""
{COLUMNS}
  FROM dispute d {TABLES}
 WHERE {{where}} AND (d.due_at IS NULL, COALESCE(d.due_at, d.opened_at), d.case_id)
       > (%(undated)s, %(since)s::timestamptz, %(case)s::uuid)
 ORDER BY d.due_at IS NULL, COALESCE(d.due_at, d.opened_at), d.case_id
 LIMIT %(limit)s
"""


def _queue(where: str) -> str:
    return _QUEUE.format(side="staff", rank="staff_rank", where=where)


_NOT_MINE = (
    "d.mediator_id IS DISTINCT FROM %(person)s AND NOT COALESCE(d.body -> 'mediators', '[]'::jsonb) ? %(ref)s"
)
_TO_REVIEW = _queue(f"d.turn = 'reviewer' AND {_NOT_MINE}")
_APPEALS_WAITING = _queue(f"d.state = 'in_appeal' AND d.turn <> 'reviewer' AND {_NOT_MINE}")
_CHALLENGED = _queue(
    "d.state IN ('in_mediation', 'recommendation_open') AND d.body ->> 'challenge_open' IS NOT NULL"
)
_IN_MEDIATION = _queue("d.state IN ('in_mediation', 'recommendation_open')")
_LABELS_DUE = _queue("d.state = 'return_label_due'")
_SUSPENDED = _queue("d.state = 'suspended'")
_INSOLVENT = _queue("d.state <> 'closed' AND d.body ->> 'insolvent' = 'true'")

_FIRST: Place = [False, "0001-01-02T00:00:00+00:00", str(UUID(int=0))]


def to_review(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[ListedDispute]:
    """Appeals to decide and requests to set a default aside, by due time; never cases this person has mediated.

    One statement. Raises ``Forbidden`` for who hears no appeals, and ``BadCursor``.
    """
    demand(viewer, Act.HEAR_APPEAL)
    return _page(_TO_REVIEW, viewer, limit, after)


def appeals_waiting(
    viewer: Viewer, *, limit: int | None = None, after: str | None = None
) -> Page[ListedDispute]:
    """Appeals in which somebody else has to answer first. As ``to_review``."""
    demand(viewer, Act.HEAR_APPEAL)
    return _page(_APPEALS_WAITING, viewer, limit, after)


def challenged(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[ListedDispute]:
    """Cases in which a party has asked for another mediator and waits for the answer. Raises as ``demand`` does."""
    demand(viewer, Act.OVERSEE)
    return _page(_CHALLENGED, viewer, limit, after)


def in_mediation(
    viewer: Viewer, *, limit: int | None = None, after: str | None = None
) -> Page[ListedDispute]:
    """Every case with a mediator or waiting for one, by due time. Raises as ``demand`` does."""
    demand(viewer, Act.OVERSEE)
    return _page(_IN_MEDIATION, viewer, limit, after)


OPERATED = {"labels": _LABELS_DUE, "suspended": _SUSPENDED, "insolvent": _INSOLVENT}
"""The lists of an operator: return labels that are due, cases that stand still, insolvent sellers."""


def operated(
    viewer: Viewer, which: str, *, limit: int | None = None, after: str | None = None
) -> Page[ListedDispute]:
    """One list of ``OPERATED``. Raises ``Forbidden`` for who oversees nothing, ``BadCursor``, and ``KeyError``."""
    demand(viewer, Act.OVERSEE)
    return _page(OPERATED[which], viewer, limit, after)


def _page(statement: str, viewer: Viewer, limit: int | None, after: str | None) -> Page[ListedDispute]:
    if viewer.person_id is None:
        raise Forbidden()
    size, place = bounded(limit), decode(after, (bool, datetime, UUID)) or _FIRST
    found = sql.rows(
        statement,
        {
            "person": viewer.person_id,
            "reader": viewer.person_id,
            "ref": viewer.ref,
            "undated": place[0],
            "since": place[1],
            "case": place[2],
            "limit": size + 1,
        },
    )
    return page([listed(one) for one in found], limit=size, place=_place)


def _place(one: ListedDispute) -> Place:
    return [one.due_at is None, (one.due_at or one.opened_at).isoformat(), str(one.case_id)]


# ---- load ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """What one mediator has before them: cases that wait for them, for others, and that are late."""

    username: str
    name: str
    to_decide: int
    waiting: int
    late: int


_LOAD = f"""
SELECT m.username, m.name,
       count(d.case_id) FILTER (WHERE d.turn = 'mediator') AS to_decide,
       count(d.case_id) FILTER (WHERE d.turn <> 'mediator') AS waiting,
       count(d.case_id) FILTER (WHERE d.turn = 'mediator' AND {OVERDUE}) AS late
  FROM staff_member m
  JOIN staff_role r ON r.member_id = m.id AND r.role = 'mediator'
  LEFT JOIN dispute d ON d.mediator_id = m.id AND d.state IN ('in_mediation', 'recommendation_open')
 WHERE m.is_active
 GROUP BY m.id ORDER BY late DESC, to_decide DESC, m.username LIMIT 200
"""


def load_of_mediators(viewer: Viewer, *, now: datetime) -> tuple[Load, ...]:
    """Every mediator with what they have, the busiest first. One statement. Raises as ``demand`` does."""
    demand(viewer, Act.OVERSEE)
    return tuple(
        Load(one.username, one.name, one.to_decide, one.waiting, one.late)
        for one in sql.rows(_LOAD, {"now": now})
    )


# ---- mails that wait ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail that has not gone out. ``next_try_at`` None: given up; ``role`` is the side it is for."""

    id: int
    reference: str
    role: str
    state: str
    tries: int
    cause: str
    next_try_at: datetime | None


_MAILS = """
SELECT d.id, c.reference, n.role, d.state, d.tries, d.last_error AS cause, d.next_try_at
  FROM delivery d JOIN notice n ON n.id = d.notice_id JOIN conversation c ON c.id = n.case_id
 WHERE d.state IN ('failed', 'given_up', 'bounced') AND d.id > %(after)s
 ORDER BY d.id LIMIT %(limit)s
"""


def waiting_mails(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[WaitingMail]:
    """Mails that failed and are tried again, and those given up. One statement. Raises as ``demand``, ``BadCursor``."""
    demand(viewer, Act.OVERSEE)
    size, place = bounded(limit), decode(after, (int,)) or [0]
    found = [_mail(one) for one in sql.rows(_MAILS, {"after": place[0], "limit": size + 1})]
    return page(found, limit=size, place=lambda one: [one.id])


def _mail(found: Any) -> WaitingMail:
    return WaitingMail(
        found.id, found.reference, found.role, found.state, found.tries, found.cause, found.next_try_at
    )


def send_again(viewer: Viewer, delivery_id: int) -> str:
    """Let a mail that failed or was given up be tried now; the reference of its case.

    Safe to repeat: one that went out meanwhile stays as it is. Raises ``NotFound`` and what ``demand`` raises.
    """
    demand(viewer, Act.OVERSEE)
    found = sql.row(
        "UPDATE delivery d SET state = 'waiting', next_try_at = clock_timestamp(), tries = 0"
        "  FROM notice n JOIN conversation c ON c.id = n.case_id"
        " WHERE d.id = %(id)s AND d.notice_id = n.id AND d.state IN ('failed', 'given_up', 'bounced')"
        " RETURNING c.reference",
        {"id": delivery_id},
    )
    if found is None:
        raise NotFound()
    reference: str = found.reference
    return reference
