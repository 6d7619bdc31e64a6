"""Which mails have we sent, to whom, about what, and did they arrive?

A mail is known by the Message-ID it went out under and by the name in the address its answers come to; what several
notices were gathered into is one mail. For the way of a mail see ``deliveries``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.mail.failures import CLOSING, Cause
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import sql

_MOST = 200
"""Ids or names asked for at once; a mail may bring any number."""


@unique
class MailState(StrEnum):
    """What has become of a mail."""

    QUEUED = "waiting"
    SENT = "sent"
    DEFERRED = "failed"
    """The last try failed; another follows."""
    FAILED = "given_up"
    BOUNCED = "bounced"
    """It went out and came back."""
    DROPPED = "dropped"
    """Nobody needed it any more."""


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail of ours to one person about one conversation; ``message_id`` is without its brackets.

    ``kind`` and ``reference`` are the conversation's. ``person_kind`` says what ``person_id`` is: a ``customer``, a
    ``shop``, or who is known by address alone. ``role`` is the side they are told it on. ``message`` is the message
    that the mail carries, None for other news. ``reply_name`` is empty for mails from before there were any.
    """

    message_id: str
    reply_name: str
    case_id: UUID
    kind: str
    reference: str
    person_kind: str
    person_id: UUID
    role: Role
    address: str
    state: MailState
    message: UUID | None


_CLOSING = ", ".join(f"'{one.value}'" for one in sorted(CLOSING))

_SENT = sql.squeezed("""
SELECT DISTINCT ON (d.message_id) btrim(d.message_id, '<>') AS message_id, d.reply_name, n.case_id, c.kind, c.reference,
       n.person_kind, n.person_id, n.role, d.address, d.state, n.facts ->> 'message' AS message
  FROM delivery d JOIN notice n ON n.id = d.notice_id JOIN conversation c ON c.id = n.case_id
 WHERE d.message_id = ANY(%(given)s) AND d.channel = 'mail'
 ORDER BY d.message_id, d.id DESC
""")


def conversation_of_message_ids(ids: Iterable[str]) -> dict[str, SentMail]:
    """The mails among these Message-IDs (without brackets) that are ours, by their ids. One statement."""
    given = [f"<{one}>" for one in dict.fromkeys(ids) if one][:_MOST]
    found = sql.rows(_SENT, {"given": given}) if given else []
    return {one.message_id: _sent(one) for one in found}


def _sent(row: Any) -> SentMail:
    return SentMail(
        message_id=row.message_id,
        reply_name=row.reply_name,
        case_id=row.case_id,
        kind=row.kind,
        reference=row.reference,
        person_kind=row.person_kind,
        person_id=row.person_id,
        role=Role(row.role),
        address=row.address,
        state=MailState(row.state),
        message=UUID(row.message) if row.message else None,
    )


# ---- mails that come back --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Returned:
    """One piece of news in a mail that came back: whom it did not reach, about which conversation."""

    event_id: UUID
    key: str
    role: Role
    reference: str


def mark_bounced(
    message_id: str, *, cause: Cause, said: str, at: datetime, recipients: Collection[str] = ()
) -> list[Returned]:
    """A mail (its id without brackets) to one of these came back; what it told of, empty when no such mail is out.

    Without ``recipients``, whoever it went to. A repeat changes nothing.
    """
    found = sql.rows(
        "UPDATE delivery d SET state = 'bounced', cause = %(cause)s, last_error = %(said)s, failed_at = %(at)s,"
        " next_try_at = NULL, lifted_at = NULL FROM notice n JOIN conversation c ON c.id = n.case_id"
        " WHERE d.message_id = %(id)s AND n.id = d.notice_id AND d.state IN ('sent', 'waiting', 'failed')"
        " AND (cardinality(%(to)s::text[]) = 0 OR lower(d.address) = ANY(%(to)s))"
        " RETURNING n.event_id, n.key, n.role, c.reference",
        {
            "id": f"<{message_id}>",
            "to": [one.lower() for one in recipients],
            "cause": cause.value,
            "said": said[:300],
            "at": at,
        },
    )
    return [Returned(one.event_id, one.key, Role(one.role), one.reference) for one in found]


# ---- what the staff see of it ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MailWay:
    """How a message of a conversation goes to one address. ``said`` is what the server said, as it said it.

    ``cause`` is None while nothing went wrong; ``next_try_at`` None when no try follows.
    """

    address: str
    state: MailState
    cause: Cause | None
    said: str
    sent_at: datetime | None
    failed_at: datetime | None
    next_try_at: datetime | None


_WAYS = """
SELECT n.facts ->> 'message' AS message, d.address, d.state, d.cause, d.last_error, d.sent_at, d.failed_at,
       d.next_try_at
  FROM notice n JOIN delivery d ON d.notice_id = n.id
 WHERE n.case_id = %(case)s AND n.key = 'message.posted' AND n.facts ->> 'message' = ANY(%(messages)s)
   AND d.channel = 'mail' AND d.state <> 'dropped'
 ORDER BY d.id
"""


def ways_of(viewer: Viewer, case_id: UUID, messages: Collection[UUID]) -> dict[UUID, tuple[MailWay, ...]]:
    """The mails with these messages of a case already shown to be the viewer's, by message. One statement.

    None for no messages. Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    if not messages:
        return {}
    gathered: dict[UUID, list[MailWay]] = {}
    for one in sql.rows(_WAYS, {"case": case_id, "messages": [str(message) for message in messages]}):
        cause = Cause(one.cause) if one.cause in set(Cause) else None
        way = MailWay(
            one.address,
            MailState(one.state),
            cause,
            one.last_error,
            one.sent_at,
            one.failed_at,
            one.next_try_at,
        )
        gathered.setdefault(UUID(one.message), []).append(way)
    return {message: tuple(ways) for message, ways in gathered.items()}


_AGAIN = f"""
WITH mine AS (
  UPDATE delivery d SET state = 'waiting', tries = 0, next_try_at = clock_timestamp(), cause = '', failed_at = NULL
    FROM notice n
   WHERE n.id = d.notice_id AND n.case_id = %(case)s AND n.key = 'message.posted'
     AND n.facts ->> 'message' = %(message)s AND d.channel = 'mail' AND d.state IN ('failed', 'given_up', 'bounced')
  RETURNING d.id, d.address
), lifted AS (
  UPDATE delivery d SET lifted_at = clock_timestamp()
   WHERE lower(d.address) IN (SELECT lower(address) FROM mine) AND d.id NOT IN (SELECT id FROM mine)
     AND d.cause IN ({_CLOSING}) AND d.lifted_at IS NULL
)
SELECT count(*) AS sent FROM mine
"""


def send_again(viewer: Viewer, case_id: UUID, message: UUID) -> int:
    """Let the mails with a message go out again that failed or came back, to addresses that count as working from now
    on; how many. One statement. Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    found = sql.row(_AGAIN, {"case": case_id, "message": str(message)})
    return int(found.sent) if found else 0


def is_closed(address: str) -> bool:
    """Whether mails to this address came back for good, and nobody has said since that it works again."""
    return (
        sql.row(
            "SELECT 1 AS found FROM delivery WHERE lower(address) = lower(%(address)s) AND lifted_at IS NULL"
            f" AND cause IN ({_CLOSING}) LIMIT 1",
            {"address": address},
        )
        is not None
    )


# ---- what a mail answers ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MailThread:
    """When a conversation began, and the ids (with brackets) of its last mails to and from one person."""

    began_at: datetime
    ids: tuple[str, ...] = ()


def thread_of(case_id: UUID, person_id: UUID, address: str, *, before: int, most: int = 8) -> MailThread:
    """What a mail of a conversation to somebody refers to: those that were sent before the delivery ``before``, and
    those that came from their address, the newest of these last: it is what is answered.

    Raises ``NotFound`` when there is no such conversation.
    """
    found = sql.row(
        """SELECT c.created_at, ARRAY(
             SELECT d.message_id FROM notice n JOIN delivery d ON d.notice_id = n.id
              WHERE n.case_id = c.id AND n.person_id = %(person)s AND d.state IN ('sent', 'bounced')
                AND d.id < %(before)s AND d.message_id <> ''
              GROUP BY d.message_id ORDER BY max(d.id) DESC LIMIT %(most)s) AS ids, ARRAY(
             SELECT '<' || i.own_id || '>' FROM incoming_mail i
              WHERE i.case_id = c.id AND i.author = lower(%(address)s) AND i.own_id <> '' AND i.state = 'filed'
              ORDER BY i.received_at DESC, i.id DESC LIMIT %(most)s) AS theirs
             FROM conversation c WHERE c.id = %(case)s""",
        {"case": case_id, "person": person_id, "address": address, "before": before, "most": most},
    )
    if found is None:
        raise NotFound()
    return MailThread(found.created_at, (*reversed(found.ids), *reversed(found.theirs)))
