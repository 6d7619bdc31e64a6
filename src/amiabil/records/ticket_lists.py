"""Which requests does a list of the staff show, in which order, and how many are there? One statement each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.terms import ENDED as ENDED_STATUSES
from amiabil.domain.support.views import DUE_WITHIN, ME, MY_TEAMS, NOBODY, Due, Narrowing, Sort
from amiabil.records import clock, sql
from amiabil.records.paging import Page, Place, bounded, decode, page
from amiabil.records.ranks import ENDED, MY_TURN, SECTION, rank
from amiabil.records.tickets import IN_MY_TEAMS, ListedTicket, listed, listed_of, reader_of

MOST_COUNTED = 100
"""A count stops here: a list of more is *99+*, and no list costs more than a page or four."""

_FIRST = str(UUID(int=0))
_LAST = str(UUID(int=2**128 - 1))

_IS_MINE = "k.assignee_id = %(reader)s"
_IS_ASSIGNED = "k.assignee_id = (SELECT p.id FROM staff_member p WHERE p.username = %(assignee)s)"
_LANGUAGE = "(SELECT p.language FROM customer p WHERE p.id = k.customer_id)"
_OF_REQUESTER = """(k.customer_id IN (SELECT p.id FROM customer p WHERE p.subject = %(requester)s
     OR lower(p.email) = lower(%(requester)s)) OR k.shop_id IN (SELECT p.id FROM shop p WHERE p.ref = %(requester)s))"""


@dataclass(frozen=True, slots=True)
class _Order:
    """How a list is sorted and continued: by ``column`` and the case; ``kind`` is that of the column."""

    column: str
    kind: type
    down: bool
    first: Place

    @property
    def by(self) -> str:
        """What rows are sorted by."""
        way = " DESC" if self.down else ""
        return f"{self.column}{way}, k.case_id{way}"

    def rest(self, limit: int) -> str:
        """The rest of a statement: what comes after a place, in order. The limit is part of the text, so that the
        database can keep its plan: with one it is not told it plans for a tenth of all requests."""
        sign = "<" if self.down else ">"
        after = f" AND ({self.column}, k.case_id) {sign} (%(place)s, %(case)s::uuid)"
        return f"{after} ORDER BY {self.by} LIMIT {limit}"


_FAR = datetime(9999, 12, 31, tzinfo=UTC)
_ORDERS: Mapping[Sort, _Order] = {
    Sort.URGENT: _Order("k.staff_rank", int, down=False, first=[-1, _FIRST]),
    Sort.NEWEST: _Order("k.opened_at", datetime, down=True, first=[_FAR.isoformat(), _LAST]),
    Sort.OLDEST: _Order("k.opened_at", datetime, down=False, first=["1970-01-01T00:00:00+00:00", _FIRST]),
}


def _asked(which: Narrowing) -> dict[str, tuple[str, Any]]:
    """What a narrowing asks as a condition over ``k`` and the parameter of the same name; nothing it does not ask."""
    asked: dict[str, tuple[str, Any]] = {
        "statuses": ("k.status = ANY(%(statuses)s)", [one.value for one in which.statuses]),
        "team": ("k.team = %(team)s", which.team if which.team != MY_TEAMS else ""),
        "topic": ("k.topic = %(topic)s", which.topic),
        "priority": ("k.priority = %(priority)s", which.priority and which.priority.value),
        "tags": ("k.tags @> %(tags)s::varchar[]", [which.tag] if which.tag else None),
        "channel": ("k.channel = %(channel)s", which.channel and which.channel.value),
        "language": (f"{_LANGUAGE} = %(language)s", which.language),
        "order": ('k.order_id IN (SELECT p.id FROM "order" p WHERE p.ref = %(order)s)', which.order),
        "requester": (_OF_REQUESTER, which.requester),
        "assignee": (_IS_ASSIGNED, which.assignee if which.assignee not in {ME, NOBODY} else ""),
    }
    return {name: pair for name, pair in asked.items() if pair[1]}


@dataclass(frozen=True, slots=True)
class _Conditions:
    """A narrowing as SQL over ``k``. ``given`` are its parameters but the one that depends on the hour, whose name is
    ``until``; it is empty where none does."""

    text: str
    given: Mapping[str, Any]
    until: str = ""
    due: Due | None = None

    def parameters(self, now: datetime) -> dict[str, Any]:
        """All parameters of the text."""
        if self.due is None:
            return dict(self.given)
        until = rank(section=MY_TURN, due_at=now + DUE_WITHIN[self.due], closed_at=None)
        return {**self.given, self.until: until}


@lru_cache(maxsize=512)
def _conditions(which: Narrowing, number: str = "") -> _Conditions:
    """A narrowing as SQL over ``k``; ``number`` ends the names of its parameters, so that several stand in one text.

    Kept: a desk asks for the same few lists at every look, and putting them together cost more than the database.
    """
    asked = _asked(which)
    parts = [text.replace(f"%({name})s", f"%({name}{number})s") for name, (text, _) in asked.items()]
    given = {f"{name}{number}": value for name, (_, value) in asked.items()}
    if which.team == MY_TEAMS:
        parts.append(IN_MY_TEAMS)
    if which.assignee in {ME, NOBODY}:
        parts.append(_IS_MINE if which.assignee == ME else "k.assignee_id IS NULL")
    if which.due is not None:
        # What is promised sorts by when it is due and everything else after it: the index alone answers.
        parts.append(f"k.staff_rank < %(due{number})s")
    elif not which.ended and not ENDED_STATUSES & set(which.statuses):
        parts.append(f"k.staff_rank < {ENDED * SECTION}")
    return _Conditions(" AND ".join(parts) or "true", given, f"due{number}", which.due)


def tickets(
    viewer: Viewer, which: Narrowing, *, limit: int | None = None, after: str | None = None
) -> Page[ListedTicket]:
    """A page of a list. One statement. Raises ``BadCursor`` and what ``demand`` raises for ``SEE_TICKETS``."""
    demand(viewer, Act.SEE_TICKETS)
    order = _ORDERS[which.sort]
    size, place = bounded(limit), decode(after, (order.kind, UUID)) or order.first
    narrowed = _conditions(which)
    asked = narrowed.given if narrowed.due is None else narrowed.parameters(clock.now())
    rows = sql.rows(
        listed_of(f"SELECT k.* FROM ticket k WHERE {narrowed.text}{order.rest(size + 1)}", by=order.by),
        {**reader_of(viewer), **asked, "place": place[0], "case": place[1]},
    )

    def place_of(one: Any) -> Place:
        at = one.staff_rank if order.kind is int else one.opened_at.isoformat()
        return [at, str(one.case_id)]

    found = page(rows, limit=size, place=place_of)
    return Page(tuple(listed(one, one.staff_rank) for one in found.items), found.next)


def counts(viewer: Viewer, lists: Sequence[Narrowing]) -> list[int]:
    """How many requests each list has, ``MOST_COUNTED`` at most, in the order given. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    if not lists:
        return []
    each = [_conditions(which, f"_{number}") for number, which in enumerate(lists)]
    now = clock.now()
    given = {**reader_of(viewer), **{k: v for one in each for k, v in one.parameters(now).items()}}
    parts = (
        f"(SELECT count(*) FROM (SELECT 1 FROM ticket k WHERE {one.text} LIMIT {MOST_COUNTED}) n)"
        for one in each
    )
    found = sql.row(f"SELECT ARRAY[{', '.join(parts)}] AS counts", given)
    assert found is not None  # noqa: S101 - counts always come
    return [int(one) for one in found.counts]


def references(viewer: Viewer, which: Narrowing, *, most: int) -> list[str]:
    """The references of a list in its order, ``most`` at most. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    order = _ORDERS[which.sort]
    narrowed = _conditions(which)
    found = sql.rows(
        f"""SELECT c.reference FROM ticket k JOIN conversation c ON c.id = k.case_id
             WHERE {narrowed.text}{order.rest(most)}""",
        {
            **reader_of(viewer),
            **narrowed.parameters(clock.now()),
            "place": order.first[0],
            "case": order.first[1],
        },
    )
    return [one.reference for one in found]
