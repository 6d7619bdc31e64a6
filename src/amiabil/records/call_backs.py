"""Which calls are booked, which times are free, and what is to be told of them?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.contact.call_backs import CallState, SlotTaken, Told, TooManyCalls
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page

NUMBER_KEPT = timedelta(days=30)
"""So long after a call its number is kept."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """A call that was booked, with its request and whom it is for.

    ``call_at`` is when it is to be made next. ``address`` is empty where no mail may go; ``zone`` is where the
    customer reads times.
    """

    id: UUID
    case_id: UUID
    reference: str
    door: str
    starts_at: datetime
    minutes: int
    number: str
    language: str
    zone: str
    state: CallState
    tries: int
    call_at: datetime
    sequence: int
    changed_at: datetime
    name: str
    address: str
    contact_id: UUID | None
    subject: str

    @property
    def ends_at(self) -> datetime:
        """When its slot is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call to be booked: ``capacity`` calls at once through its door, ``each`` of one person or number."""

    id: UUID
    case_id: UUID
    door: str
    starts_at: datetime
    minutes: int
    number: str
    language: str
    zone: str
    capacity: int
    each: int


_READ = """
SELECT b.id, b.case_id, c.reference, b.door, b.starts_at, b.minutes, b.number, b.language, b.zone, b.state, b.tries,
       b.call_at, b.sequence, b.changed_at, COALESCE(p.name, q.name, '') AS name,
       COALESCE(p.email, CASE WHEN q.verified_at IS NOT NULL THEN q.address END, '') AS address,
       c.contact_id, c.subject
  FROM call_back b JOIN conversation c ON c.id = b.case_id
  LEFT JOIN customer p ON p.id = c.buyer_id LEFT JOIN contact q ON q.id = c.contact_id
"""


def _read(row: Any) -> CallBack:
    found = CallBack(*row)
    return replace(found, state=CallState(found.state))


def of_id(call_id: UUID) -> CallBack | None:
    """The call of this id, for whoever holds its link; None when it is gone. One statement."""
    found = sql.row(f"{_READ} WHERE b.id = %(id)s", {"id": call_id})
    return _read(found) if found else None


def full(door: str, capacity: int, *, since: datetime) -> frozenset[datetime]:
    """The times of a door from ``since`` on at which no call more fits. One statement."""
    found = sql.rows(
        "SELECT starts_at FROM call_back WHERE door = %(door)s AND starts_at >= %(since)s AND state <> 'cancelled'"
        " GROUP BY starts_at HAVING count(*) >= %(capacity)s",
        {"door": door, "since": since, "capacity": capacity},
    )
    return frozenset(one.starts_at for one in found)


_TAKE_SEAT = """(SELECT min(s) FROM generate_series(0, %(capacity)s - 1) s WHERE NOT EXISTS (
  SELECT 1 FROM call_back o WHERE o.door = %(door)s AND o.starts_at = %(starts)s AND o.seat = s
     AND o.state <> 'cancelled'))"""

_BOOK = f"""
INSERT INTO call_back (id, case_id, door, starts_at, minutes, seat, number, language, zone, state, tries, call_at,
  sequence, made_at, changed_at, tell, tell_at, tell_tries, remind_at)
SELECT %(id)s, %(case)s, %(door)s, %(starts)s, %(minutes)s, seat, %(number)s, %(language)s, %(zone)s, 'booked', 0,
  %(starts)s, 0, %(at)s, %(at)s, 'booked', clock_timestamp(), 0, %(remind)s
  FROM (SELECT {_TAKE_SEAT} AS seat) free WHERE seat IS NOT NULL
"""

_HELD = """
SELECT count(*) FROM call_back b JOIN conversation c ON c.id = b.case_id
 WHERE b.state = 'booked' AND (b.number = %(number)s OR c.buyer_id = (SELECT buyer_id FROM conversation
       WHERE id = %(case)s))
"""


def book(new: NewCall, *, at: datetime, remind_at: datetime | None) -> None:
    """Keep a call in a free seat; who books one door waits for each other. Call it in a transaction.

    Raises ``SlotTaken``, and ``TooManyCalls`` where this person or this number holds enough of them.
    """
    given = {
        "id": new.id,
        "case": new.case_id,
        "door": new.door,
        "starts": new.starts_at,
        "minutes": new.minutes,
        "number": new.number,
        "language": new.language,
        "zone": new.zone,
        "capacity": new.capacity,
        "at": at,
        "remind": remind_at,
    }
    _one_at_a_time()
    held = sql.row(_HELD, given)
    if held is not None and held[0] >= new.each:
        raise TooManyCalls(most=new.each)
    try:
        with transaction.atomic():
            booked = sql.run(_BOOK, given)
    except IntegrityError:
        raise SlotTaken(field="/slot") from None
    if not booked:
        raise SlotTaken(field="/slot")


def _one_at_a_time() -> None:
    """Bookings wait for each other until the transaction ends; the constraint holds without it too."""
    sql.row("SELECT pg_advisory_xact_lock(hashtext('call_back'))", {})


def move(call: CallBack, to: datetime, *, capacity: int, at: datetime, remind_at: datetime | None) -> bool:
    """Give a booked call another time, in a transaction; False when it is not booked any more. Raises ``SlotTaken``."""
    _one_at_a_time()
    given = {
        "id": call.id,
        "door": call.door,
        "starts": to,
        "capacity": capacity,
        "at": at,
        "remind": remind_at,
    }
    if sql.row(f"SELECT {_TAKE_SEAT} AS seat", given)[0] is None:  # type: ignore[index]  # an aggregate has one row
        raise SlotTaken(field="/slot")
    return bool(
        sql.run(
            f"UPDATE call_back SET starts_at = %(starts)s, call_at = %(starts)s, seat = {_TAKE_SEAT}, tries = 0,"
            " state = 'booked', sequence = sequence + 1, changed_at = %(at)s, tell = 'moved',"
            " tell_at = clock_timestamp(), tell_tries = 0, remind_at = %(remind)s"
            " WHERE id = %(id)s AND state IN ('booked', 'missed')",
            given,
        )
    )


def end(call_id: UUID, state: CallState, *, at: datetime, tell: Told | None) -> bool:
    """A booked call is over, and of what a mail tells, if of anything; False when it was over before."""
    return bool(
        sql.run(
            "UPDATE call_back SET state = %(state)s::text, sequence = sequence + 1, changed_at = %(at)s,"
            " remind_at = NULL, tell = %(tell)s::text, tell_tries = 0,"
            " tell_at = CASE WHEN %(tell)s::text = '' THEN NULL ELSE clock_timestamp() END,"
            " tries = tries + CASE WHEN %(state)s::text = 'cancelled' THEN 0 ELSE 1 END"
            " WHERE id = %(id)s AND state = 'booked'",
            {"id": call_id, "state": state.value, "at": at, "tell": tell.value if tell else ""},
        )
    )


def again(call: CallBack, call_at: datetime, *, at: datetime) -> bool:
    """Nobody answered, and it is tried again; False when somebody else said so, or it is over."""
    return bool(
        sql.run(
            "UPDATE call_back SET tries = tries + 1, call_at = %(call_at)s, changed_at = %(at)s"
            " WHERE id = %(id)s AND state = 'booked' AND tries = %(tries)s",
            {"id": call.id, "call_at": call_at, "at": at, "tries": call.tries},
        )
    )


def to_call(
    viewer: Viewer, *, states: Collection[CallState], limit: int | None = None, after: str | None = None
) -> Page[CallBack]:
    """Calls in these states, those to be made first at the top. One statement. Raises ``BadCursor`` and what ``demand``
    raises for ``SEE_TICKETS``."""
    demand(viewer, Act.SEE_TICKETS)
    size, place = bounded(limit), decode(after, (datetime, UUID))
    given = {"states": [one.value for one in states], "limit": size + 1}
    since = ""
    if place is not None:
        since, given = " AND (b.call_at, b.id) > (%(at)s, %(id)s)", {**given, "at": place[0], "id": place[1]}
    found = sql.rows(
        f"{_READ} WHERE b.state = ANY(%(states)s){since} ORDER BY b.call_at, b.id LIMIT %(limit)s", given
    )
    return page(
        [_read(one) for one in found],
        limit=size,
        place=lambda one: [one.call_at.isoformat(), str(one.id)],
    )


def call_of(viewer: Viewer, call_id: UUID) -> CallBack | None:
    """One of them, for the staff. Raises what ``demand`` raises for ``SEE_TICKETS``."""
    demand(viewer, Act.SEE_TICKETS)
    return of_id(call_id)


def of_case(case_id: UUID) -> CallBack | None:
    """The call of a request the caller may read; None when there is none. One statement."""
    found = sql.row(f"{_READ} WHERE b.case_id = %(case)s", {"case": case_id})
    return _read(found) if found else None


def forget_numbers(*, at: datetime) -> int:
    """Forget the numbers of calls that are over for a month; how many."""
    return sql.run(
        "UPDATE call_back SET number = '' WHERE state <> 'booked' AND number <> '' AND changed_at < %(before)s",
        {"before": at - NUMBER_KEPT},
    )


# ---- mails -----------------------------------------------------------------------------------


def claim_mail(*, lease: timedelta) -> tuple[CallBack, Told, int] | None:
    """A mail whose time has come, ours for as long as ``lease``, and which try of it this is; None for none.

    News go before reminders; a reminder is claimed once for all, its mail then goes as news do.
    """
    sql.run(
        "UPDATE call_back SET tell = 'reminded', tell_at = clock_timestamp(), tell_tries = 0, remind_at = NULL"
        " WHERE remind_at <= clock_timestamp() AND tell_at IS NULL AND state = 'booked'",
        {},
    )
    found = sql.row(
        "UPDATE call_back k SET tell_tries = k.tell_tries + 1, tell_at = clock_timestamp() + %(lease)s"
        " WHERE k.id = (SELECT id FROM call_back WHERE tell_at <= clock_timestamp() ORDER BY tell_at LIMIT 1"
        " FOR UPDATE SKIP LOCKED) RETURNING k.id, k.tell, k.tell_tries",
        {"lease": lease},
    )
    call = of_id(found.id) if found else None
    return (call, Told(found.tell), found.tell_tries) if found and call else None


def mark_mail(call: CallBack, told: Told, *, again_in: timedelta | None) -> None:
    """The mail went out, or no other try follows (None), or it is tried again; newer news stay."""
    sql.run(
        "UPDATE call_back SET tell_at = clock_timestamp() + %(again)s::interval"
        " WHERE id = %(id)s AND tell = %(tell)s AND sequence = %(sequence)s",
        {"id": call.id, "tell": told.value, "sequence": call.sequence, "again": again_in},
    )
