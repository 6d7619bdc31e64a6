"""How is a mail kept that came in, and what became of it? For the door itself, which acts for nobody.

The bytes lie in the store of files under the mail's id; here is the row. A mail is known by its account and the
SHA-256 of its bytes, never by its Message-ID (lessons M5), and its row's id is made of the two, so that taking it in
again, at any instant of a crash, is the same mail.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError

from amiabil.domain.mail.intake import State
from amiabil.foundation import codec
from amiabil.records import sql

KIND = "mail"
"""The kind of stored file that holds the bytes."""

_NAMEABLE = re.compile(r"[!-;=?-~]{3,250}")
"""A Message-ID that may stand in a mail of ours: printable, without brackets, and of a length that servers take."""

RAW, HEAD, REQUEST = "mail", "head", "request"
"""What the bytes are: a mail; only the fields of one that is too large; or the whole request of a mail service, with
its content type in the first line."""


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail whose bytes are safe. ``hash`` is the SHA-256 of what came (32 bytes), ``size`` its bytes.

    ``sender`` and ``recipients`` are those of the envelope, empty where the door knows none.
    """

    account: str
    hash: bytes
    size: int
    received_at: datetime
    kind: str = RAW
    sender: str = ""
    recipients: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """Made of account and hash: the same mail has the same id wherever and whenever it is taken in."""
        return id_of(self.account, self.hash)


def id_of(account: str, hash: bytes) -> UUID:
    """The id of a mail with these bytes (their SHA-256) at this door."""
    return _named(hashlib.sha256(account.encode() + b"\0" + hash).digest())


def _named(digest: bytes) -> UUID:
    """A UUID of version 8 (RFC 9562, 5.8): of our own making, of a digest."""
    value = int.from_bytes(digest[:16], "big")
    value = value & ~(0xF << 76) | 0x8 << 76
    return UUID(int=value & ~(0b11 << 62) | 0b10 << 62)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder has been fetched; ``waiting`` is how many mails the server has beyond it."""

    account: str
    validity: int
    last_uid: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a mail, as it is kept beside it. ``author`` is in small letters, empty when there is none."""

    author: str = ""
    author_name: str = ""
    subject: str = ""
    standing: str = ""
    standing_reason: str = ""
    verdicts: tuple[tuple[str, str], ...] = ()
    flaws: tuple[str, ...] = ()
    rest: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    """Files that did not become files of the message: name, and why not."""
    about: str = ""
    own_id: str = ""
    report: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a mail. ``why`` names the rule; ``meant`` is the reference it may mean without belonging there."""

    state: State
    why: str = ""
    cause: str = ""
    meant: str = ""
    case_id: UUID | None = None
    message_id: UUID | None = None
    seen_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail to be read, or one that was: where its bytes are, when it came, and what it became.

    ``inside`` is the id of the mail in a service's request, None for any other: a service that sends one again signs
    anew and sends other bytes, and it is the same mail.
    """

    id: UUID
    account: str
    kind: str
    hash: bytes
    size: int
    received_at: datetime
    sender: str
    recipients: tuple[str, ...]
    became: Became
    inside: UUID | None = None

    def derived_id(self, name: str) -> UUID:
        """The id of something that is made of it: its message, its request, a file of it. The same at every try."""
        return _named(hashlib.sha256((self.inside or self.id).bytes + name.encode()).digest())


_STORE = """
WITH given AS (
  SELECT * FROM jsonb_to_recordset(%(mails)s::jsonb) AS m(id uuid, account text, kind text, hash text, size bigint,
         received_at timestamptz, sender text, recipients text[])
), made AS (
  INSERT INTO incoming_mail (id, account, kind, hash, size, received_at, sender, recipients, state, cause, why, reason,
         tries, author, author_name, subject, standing, standing_reason, verdicts, flaws, rest, left_out, about, meant,
         seen_by)
  SELECT id, account, kind, decode(hash, 'hex'), size, received_at, sender, recipients, 'waiting', '', '', '',
         0, '', '', '', '', '', '[]', '{}', '', '[]', '', '', ''
    FROM given ON CONFLICT DO NOTHING
  RETURNING id
), kept AS (
  INSERT INTO stored_file (id, kind, owner_id, name, media_type, size, sha256, variants, uploader_role, uploader_ref,
                           channel, received_at, erased_why)
  SELECT g.id, %(kind)s, g.id, '', 'message/rfc822', g.size, decode(g.hash, 'hex'), '["original"]', 'system', 'system',
         'email', g.received_at, ''
    FROM made JOIN given g ON g.id = made.id ON CONFLICT (id) DO NOTHING
)
SELECT id FROM made
"""

_MOVE = """
INSERT INTO mail_cursor (account, validity, last_uid, waiting, reached_at, tried_at, problem)
VALUES (%(account)s, %(validity)s, %(last_uid)s, %(waiting)s, clock_timestamp(), clock_timestamp(), '')
ON CONFLICT (account) DO UPDATE SET validity = EXCLUDED.validity, last_uid = EXCLUDED.last_uid,
       waiting = EXCLUDED.waiting, reached_at = EXCLUDED.reached_at, tried_at = EXCLUDED.tried_at, problem = ''
"""

_COLUMNS = (
    "id, account, kind, hash, size, received_at, sender, recipients, state, why, cause, meant, case_id, message_id,"
    " seen_by, reason"
)

_FINISH = """
UPDATE incoming_mail
   SET state = %(state)s, why = %(why)s, cause = %(cause)s, meant = %(meant)s, seen_by = %(seen_by)s,
       reason = %(reason)s, case_id = %(case)s, message_id = %(message)s, read_at = clock_timestamp(),
       author = %(author)s, author_name = %(author_name)s, subject = %(subject)s, standing = %(standing)s,
       standing_reason = %(standing_reason)s, verdicts = %(verdicts)s, flaws = %(flaws)s, rest = %(rest)s,
       left_out = %(left_out)s, about = %(about)s, own_id = %(own_id)s, report = %(report)s
 WHERE id = %(id)s
"""


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """Whether nobody else is at this just now. The turn ends with the connection: when the database dies, nobody waits
    for a worker that was at it, as they would for the lock of a job."""
    key = {"what": f"mail:{what}"}
    found = sql.row("SELECT pg_try_advisory_lock(hashtextextended(%(what)s, 0)) AS mine", key)
    mine = found is not None and bool(found.mine)
    try:
        yield mine
    finally:
        if mine:
            with suppress(DatabaseError, InterfaceError):
                sql.row("SELECT pg_advisory_unlock(hashtextextended(%(what)s, 0))", key)


def store(mails: Sequence[NewMail]) -> set[UUID]:
    """Keep the rows of mails whose bytes are safe; the ids of those that were not known. One statement."""
    rows = [
        {
            "id": str(one.id),
            "account": one.account,
            "kind": one.kind,
            "hash": one.hash.hex(),
            "size": one.size,
            "received_at": codec.instant_text(one.received_at),
            "sender": _storable(one.sender, 320),
            "recipients": [_storable(to, 320) for to in one.recipients[:100]],
        }
        for one in mails
    ]
    return {row.id for row in sql.rows(_STORE, {"mails": sql.jsonb(rows), "kind": KIND})} if rows else set()


def move(cursor: Cursor) -> None:
    """Note how far a folder is fetched; in the transaction that keeps the mails up to there. One statement."""
    sql.run(_MOVE, asdict(cursor))


def cursor_of(account: str) -> Cursor:
    """How far a folder is fetched; from the beginning where nothing is known. One statement."""
    found = sql.row(
        "SELECT account, validity, last_uid, waiting FROM mail_cursor WHERE account = %(account)s",
        {"account": account},
    )
    return Cursor(*found) if found else Cursor(account, 0, 0)


def not_reached(account: str, problem: str) -> None:
    """Note what went wrong with a mailbox; how far it was fetched stays. One statement."""
    sql.run(
        """INSERT INTO mail_cursor (account, validity, last_uid, waiting, tried_at, problem)
           VALUES (%(account)s, 0, 0, 0, clock_timestamp(), %(problem)s)
           ON CONFLICT (account) DO UPDATE SET tried_at = clock_timestamp(), problem = EXCLUDED.problem""",
        {"account": account, "problem": _storable(problem, 300)},
    )


def waiting(limit: int) -> list[UUID]:
    """Mails nobody has read yet, the oldest first. One statement."""
    found = sql.rows(
        "SELECT id FROM incoming_mail WHERE state = 'waiting' ORDER BY received_at, id LIMIT %(limit)s",
        {"limit": limit},
    )
    return [one.id for one in found]


def mail(mail_id: UUID) -> StoredMail | None:
    """A mail by its id; None when there is none or it is erased. One statement."""
    found = sql.row(
        f"SELECT {_COLUMNS} FROM incoming_mail WHERE id = %(id)s AND erased_at IS NULL", {"id": mail_id}
    )
    return _mail(found) if found else None


def lock(mail_id: UUID) -> StoredMail | None:
    """A mail for this transaction alone; None when there is none. One statement."""
    found = sql.row(
        f"SELECT {_COLUMNS} FROM incoming_mail WHERE id = %(id)s AND erased_at IS NULL FOR UPDATE",
        {"id": mail_id},
    )
    return _mail(found) if found else None


def finish(mail_id: UUID, read: Read, became: Became) -> None:
    """Keep what was read of a mail and what became of it. One statement."""
    sql.run(
        _FINISH,
        {
            "id": mail_id,
            "state": became.state.value,
            "why": became.why,
            "cause": became.cause,
            "meant": became.meant,
            "seen_by": became.seen_by,
            "reason": became.reason,
            "case": became.case_id,
            "message": became.message_id,
            "author": _storable(read.author, 320),
            "author_name": _storable(read.author_name, 200),
            "subject": _storable(read.subject, 500),
            "standing": read.standing,
            "standing_reason": read.standing_reason,
            "verdicts": sql.jsonb([list(one) for one in read.verdicts]),
            "flaws": list(read.flaws),
            "rest": _storable(read.rest, len(read.rest)),
            "left_out": sql.jsonb([[_storable(name, 200), why] for name, why in read.left_out]),
            "about": _storable(read.about, 998),
            "own_id": read.own_id if _NAMEABLE.fullmatch(read.own_id) else "",
            "report": sql.jsonb(dict(read.report)) if read.report is not None else None,
        },
    )


def begin(mail_id: UUID) -> tuple[StoredMail, int] | None:
    """A mail that is read now, and which try this is: counted before, so that the count outlives a process that dies of
    it. The try is 0 for a mail that does not wait; None when there is none or it is erased. One statement."""
    found = sql.row(
        f"""UPDATE incoming_mail SET tries = tries + (state = 'waiting')::int
             WHERE id = %(id)s AND erased_at IS NULL
         RETURNING {_COLUMNS}, CASE WHEN state = 'waiting' THEN tries ELSE 0 END AS try_now""",
        {"id": mail_id},
    )
    return (_mail(found), int(found.try_now)) if found else None


def not_tried(mail_id: UUID) -> None:
    """What came between was no doing of the mail's: its tries begin anew. One statement."""
    sql.run("UPDATE incoming_mail SET tries = 0 WHERE id = %(id)s", {"id": mail_id})


def hold(mail_id: UUID, cause: str) -> None:
    """Put a mail that could not be read aside for a person, with what is known of it as it is. One statement."""
    sql.run(
        "UPDATE incoming_mail SET state = 'held', cause = %(cause)s, read_at = clock_timestamp()"
        " WHERE id = %(id)s AND state = 'waiting'",
        {"id": mail_id, "cause": cause},
    )


def discard(mail_id: UUID, *, reason: str, by: str) -> None:
    """Put a mail aside as somebody decided. One statement."""
    sql.run(
        "UPDATE incoming_mail SET state = 'discarded', reason = %(reason)s, seen_by = %(by)s WHERE id = %(id)s",
        {"id": mail_id, "reason": reason, "by": by[:80]},
    )


def wait_again(mail_id: UUID) -> None:
    """Let a mail that was put aside be read again; what is filed stays filed. One statement."""
    sql.run(
        "UPDATE incoming_mail SET state = 'waiting', cause = '', tries = 0 WHERE id = %(id)s"
        " AND state IN ('held', 'discarded', 'waiting')",
        {"id": mail_id},
    )


@dataclass(frozen=True, slots=True)
class Lately:
    """How many mails have come in lately, each counted up to a most.

    ``of_author`` are those of one author that are as far believed as the mail in question, so that forged ones never
    use up what the person themself may write; ``of_unknown`` the requests that people have begun who were checked and
    not proven.
    """

    of_author: int = 0
    of_unknown: int = 0


def written_since(author: str, standing: str, since: datetime, *, most: int, most_unknown: int) -> Lately:
    """How many came in since then and were read. One statement."""
    found = sql.row(
        """SELECT (SELECT count(*) FROM (SELECT 1 FROM incoming_mail
                    WHERE author = %(author)s AND standing = %(standing)s AND received_at > %(since)s
                    LIMIT %(most)s) AS counted) AS of_author,
                  (SELECT count(*) FROM (SELECT 1 FROM incoming_mail
                    WHERE why = 'new' AND standing <> 'proven' AND standing_reason <> 'not_checked'
                      AND received_at > %(since)s
                    LIMIT %(most_unknown)s) AS counted) AS of_unknown""",
        {
            "author": author.lower(),
            "standing": standing,
            "since": since,
            "most": most,
            "most_unknown": most_unknown,
        },
    )
    return Lately(int(found.of_author), int(found.of_unknown)) if found else Lately()


def _storable(text: str, most: int) -> str:
    """A text as the database keeps it: without NUL and halves of pairs, within its column."""
    return text.replace("\0", "")[:most].encode("utf-8", "replace").decode()


def _mail(found: Any) -> StoredMail:
    return StoredMail(
        id=found.id,
        account=found.account,
        kind=found.kind,
        hash=bytes(found.hash),
        size=found.size,
        received_at=found.received_at,
        sender=found.sender,
        recipients=tuple(found.recipients),
        became=Became(
            State(found.state),
            found.why,
            found.cause,
            found.meant,
            found.case_id,
            found.message_id,
            found.seen_by,
            found.reason,
        ),
    )
