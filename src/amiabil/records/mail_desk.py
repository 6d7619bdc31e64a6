"""Which mails came in, and what became of each? As people of the staff read it; the door itself uses ``mail_in``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import COMMAND_LINE, Act, Viewer, demand, may, readable_audiences
from amiabil.domain.mail.intake import State
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page


@dataclass(frozen=True, slots=True)
class ListedMail:
    """A mail in the list of the staff. ``reference`` is the conversation it became part of, empty for none."""

    id: UUID
    account: str
    state: State
    why: str
    cause: str
    author: str
    author_name: str
    subject: str
    standing: str
    standing_reason: str
    verdicts: tuple[tuple[str, str], ...]
    reference: str
    kind: str
    meant: str
    size: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ToldMail(ListedMail):
    """A mail with everything that is kept beside it; ``text`` is that of the message it became."""

    reason: str
    seen_by: str
    flaws: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    rest: str
    text: str
    files: tuple[str, ...]
    report: dict[str, Any] | None
    about: str


_LISTED = """
SELECT i.id, i.account, i.state, i.why, i.cause, i.author, i.author_name, i.subject, i.standing, i.standing_reason,
       i.verdicts, COALESCE(c.reference, '') AS reference, COALESCE(c.kind, '') AS kind, i.meant, i.size, i.received_at
"""
_FROM = " FROM incoming_mail i LEFT JOIN conversation c ON c.id = i.case_id"

_TOLD = f"""{_LISTED}, i.reason, i.seen_by, i.flaws, i.left_out, i.rest, i.report, i.about,
       COALESCE(m.text, '') AS text,
       ARRAY(SELECT f.name FROM message_file g JOIN stored_file f ON f.id = g.file_id
              WHERE g.message_id = i.message_id AND f.erased_at IS NULL ORDER BY g.place) AS files
{_FROM} LEFT JOIN message m ON m.id = i.message_id
 WHERE i.id = %(id)s AND i.erased_at IS NULL"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mails a list shows; empty asks nothing. ``author`` is a whole address."""

    state: str = ""
    cause: str = ""
    account: str = ""
    author: str = ""


def mails(
    viewer: Viewer, wanted: Wanted, *, limit: int | None = None, after: str | None = None
) -> Page[ListedMail]:
    """The mails that came in, the newest first. One statement.

    Raises ``BadCursor`` and what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    size, place = bounded(limit), decode(after, (datetime, UUID))
    given: dict[str, Any] = {"limit": size + 1}
    parts = ["i.erased_at IS NULL"]
    for name, value in (("state", wanted.state), ("cause", wanted.cause), ("account", wanted.account)):
        if value:
            parts.append(f"i.{name} = %({name})s")
            given[name] = value
    if wanted.author:
        parts.append("i.author = %(author)s")
        given["author"] = wanted.author.strip().lower()
    if place is not None:
        parts.append("(i.received_at, i.id) < (%(at)s, %(last)s)")
        given |= {"at": place[0], "last": place[1]}
    found = sql.rows(
        f"{_LISTED}{_FROM} WHERE {' AND '.join(parts)} ORDER BY i.received_at DESC, i.id DESC LIMIT %(limit)s",
        given,
    )
    listed = page(found, limit=size, place=lambda one: [one.received_at.isoformat(), str(one.id)])
    return Page(tuple(ListedMail(**_listed(one)) for one in listed.items), listed.next)


def told(viewer: Viewer, mail_id: UUID) -> ToldMail:
    """One mail. One statement. Raises ``NotFound`` and what ``demand`` raises for ``SEE_TICKETS``."""
    if viewer is not COMMAND_LINE:
        demand(viewer, Act.SEE_TICKETS)
    found = sql.row(_TOLD, {"id": mail_id})
    if found is None:
        raise NotFound()
    return ToldMail(
        **_listed(found),
        reason=found.reason,
        seen_by=found.seen_by,
        flaws=tuple(found.flaws),
        left_out=tuple((name, why) for name, why in found.left_out),
        rest=found.rest,
        text=found.text,
        files=tuple(found.files),
        report=found.report,
        about=found.about,
    )


def held(viewer: Viewer) -> int:
    """How many mails wait for a person, counted up to a hundred. One statement. Raises what ``demand`` raises."""
    demand(viewer, Act.SEE_TICKETS)
    found = sql.row(
        "SELECT count(*) AS mails FROM (SELECT 1 FROM incoming_mail WHERE state = 'held' AND erased_at IS NULL"
        " LIMIT 100) AS counted",
        {},
    )
    return int(found.mails) if found else 0


@dataclass(frozen=True, slots=True)
class Origin:
    """The mail a message came by: how far its author is believed, and what came along below the new text.

    ``standing`` is empty for readers who are not of the staff.
    """

    mail_id: UUID
    standing: str
    standing_reason: str
    rest: str
    left_out: tuple[tuple[str, str], ...]


def origins(viewer: Viewer, case_id: UUID, message_ids: Collection[UUID]) -> dict[UUID, Origin]:
    """The mails these messages of a case came by, by message; the case has been shown to be the viewer's.

    One statement; none for no messages. Of messages the viewer may not read nothing is told.
    """
    if not message_ids:
        return {}
    found = sql.rows(
        """SELECT i.message_id, i.id, i.standing, i.standing_reason, i.rest, i.left_out
             FROM incoming_mail i JOIN message m ON m.id = i.message_id
            WHERE i.message_id = ANY(%(ids)s) AND m.case_id = %(case)s AND m.audience = ANY(%(audiences)s)
              AND i.erased_at IS NULL""",
        {
            "ids": list(message_ids),
            "case": case_id,
            "audiences": sorted(audience.value for audience in readable_audiences(viewer)),
        },
    )
    of_staff = may(viewer, Act.SEE_TICKETS)
    return {
        one.message_id: Origin(
            one.id,
            one.standing if of_staff else "",
            one.standing_reason if of_staff else "",
            one.rest,
            tuple((name, why) for name, why in one.left_out),
        )
        for one in found
    }


def beside(viewer: Viewer, case_id: UUID, reference: str, *, most: int = 20) -> tuple[ListedMail, ...]:
    """Mails that are no message of this conversation and have to do with it: reports about mails of ours, and mails
    that may mean it. The newest first, one statement. Raises what ``demand`` raises for ``SEE_TICKETS``."""
    demand(viewer, Act.SEE_TICKETS)
    found = sql.rows(
        f"""{_LISTED}{_FROM}
            WHERE ((i.case_id = %(case)s AND i.state = 'noted') OR i.meant = %(reference)s) AND i.erased_at IS NULL
            ORDER BY i.received_at DESC, i.id DESC LIMIT %(most)s""",
        {"case": case_id, "reference": reference, "most": most},
    )
    return tuple(ListedMail(**_listed(one)) for one in found)


def _listed(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "account": row.account,
        "state": State(row.state),
        "why": row.why,
        "cause": row.cause,
        "author": row.author,
        "author_name": row.author_name,
        "subject": row.subject,
        "standing": row.standing,
        "standing_reason": row.standing_reason,
        "verdicts": tuple((verdict, reason) for verdict, reason in row.verdicts),
        "reference": row.reference,
        "kind": row.kind,
        "meant": row.meant,
        "size": row.size,
        "received_at": row.received_at,
    }
