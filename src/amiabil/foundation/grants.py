"""What may the holder of a signed token do: hear which channels, send which upload, fetch which file?

Web signs a grant; push and the delivery of files read it without asking a database. Source: conventions.md,
*Signing in* and *Files*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from amiabil.foundation.signed import BadToken, Flaw, Json, read, sign

CONNECT_WITHIN = timedelta(seconds=60)
"""A stream token opens a stream this long; the open stream may live longer."""

UPLOAD_WITHIN = timedelta(hours=2)
"""An upload token is good this long; a slower client asks web for a new one and goes on where it was."""

FETCH_WITHIN = timedelta(minutes=5)
"""An address of a file works this long."""

MAILS_WITHIN = timedelta(days=180)
"""The address in a mail that ends mails of its kind works this long: people search old mails for it."""

RATE_WITHIN = timedelta(days=15)
"""The address in a mail that leads to rating a solution works as long as the solution can be rated."""

PRESENT_WITHIN = timedelta(minutes=15)
"""A token to say that one is there works this long; then a page asks for a new one, and changed rights reach it."""
FORM_WITHIN = timedelta(hours=24)
"""A public form can be sent this long after it was shown."""

CONTACT_WITHIN = timedelta(days=30)
"""The address of the page of somebody without an account works this long; every mail to them brings a new one."""

SIDES = ("buyer", "seller", "staff")
"""The sides of a case that hear different things."""

MOST_CHANNELS = 100
"""Channels of one stream, so that its token fits a header; a longer list follows its person's channel."""

REQUESTS_CHANNEL = "requests"
"""What happens to requests for help, for the staff who answer them: so that a list hears of what it does not hold."""

T = TypeVar("T")


def case_channel(case_id: UUID, side: str) -> str:
    """The channel on which one side of a case hears its events; raises ``ValueError`` for an unknown side."""
    if side not in SIDES:
        raise ValueError(f"no such side: {side}")
    return f"case:{case_id}:{side}"


def person_channel(person_id: UUID) -> str:
    """The channel of one person's own notices."""
    return f"person:{person_id}"


@dataclass(frozen=True, slots=True)
class StreamGrant:
    """This person may hear these channels. ``issued_at`` is in seconds since 1970."""

    person: UUID
    channels: tuple[str, ...]
    issued_at: int = 0


@dataclass(frozen=True, slots=True)
class UploadGrant:
    """This person may send one file of at most ``max_bytes``.

    It comes as ``parts`` parts, numbered from 0, of ``part_size`` bytes; the last may be shorter.
    """

    upload: UUID
    person: UUID
    max_bytes: int
    part_size: int
    parts: int
    issued_at: int = 0

    def room(self, part: int) -> int:
        """The most bytes this part may have; 0 when there is no such part."""
        if not 0 <= part < self.parts:
            return 0
        return max(0, min(self.part_size, self.max_bytes - part * self.part_size))


@dataclass(frozen=True, slots=True)
class FetchGrant:
    """This viewer may fetch this variant of one stored file; ``key`` as in ``gateways.files``."""

    viewer: str
    key: str
    issued_at: int = 0


@dataclass(frozen=True, slots=True)
class MailsGrant:
    """Mails about these topics to this person, who reads this language, may be ended."""

    person: UUID
    topics: frozenset[str]
    language: str


@dataclass(frozen=True, slots=True)
class PresenceGrant:
    """This person may say on this channel that they are there, under this name."""

    person: UUID
    name: str
    channel: str
    issued_at: int = 0


@dataclass(frozen=True, slots=True)
class RatingGrant:
    """The solution of this request may be rated as whoever made it, who reads this language."""

    case: UUID
    language: str


def stream_token(person: UUID, channels: Iterable[str], *, key: bytes, now: datetime) -> str:
    """A token to open a stream within a minute; raises ``ValueError`` for none or more than 100 channels."""
    names = sorted(set(channels))
    if not 0 < len(names) <= MOST_CHANNELS:
        raise ValueError(f"a stream has 1 to {MOST_CHANNELS} channels, not {len(names)}")
    payload: dict[str, Json] = {"p": str(person), "c": list(names)}
    return sign("stream", payload, key=key, now=now, lifetime=CONNECT_WITHIN)


def read_stream(token: str, *, key: bytes, now: datetime) -> StreamGrant:
    """The grant of a stream token; raises ``BadToken``."""
    claims = read("stream", token, key=key, now=now)
    channels = claims.payload.get("c")
    if not isinstance(channels, list) or not all(isinstance(name, str) for name in channels):
        raise BadToken(Flaw.MALFORMED)
    person = _take(claims.payload, "p", UUID)
    return StreamGrant(person, tuple(str(name) for name in channels), claims.issued_at)


def upload_token(grant: UploadGrant, *, key: bytes, now: datetime) -> str:
    """A token to send the parts of one upload; raises ``ValueError`` when the parts cannot hold the bytes."""
    smallest = (grant.parts - 1) * grant.part_size
    if (
        grant.part_size < 1
        or grant.parts < 1
        or not smallest < grant.max_bytes <= grant.parts * grant.part_size
    ):
        raise ValueError("parts and part size do not fit the number of bytes")
    payload: dict[str, Json] = {
        "u": str(grant.upload),
        "p": str(grant.person),
        "max": grant.max_bytes,
        "size": grant.part_size,
        "parts": grant.parts,
    }
    return sign("upload", payload, key=key, now=now, lifetime=UPLOAD_WITHIN)


def read_upload(token: str, *, key: bytes, now: datetime) -> UploadGrant:
    """The grant of an upload token; raises ``BadToken``."""
    claims = read("upload", token, key=key, now=now)
    return UploadGrant(
        upload=_take(claims.payload, "u", UUID),
        person=_take(claims.payload, "p", UUID),
        max_bytes=_take(claims.payload, "max", int),
        part_size=_take(claims.payload, "size", int),
        parts=_take(claims.payload, "parts", int),
        issued_at=claims.issued_at,
    )


def fetch_token(viewer: str, file_key: str, *, key: bytes, now: datetime) -> str:
    """A token for the address of one variant of one file, for this viewer, for five minutes."""
    return sign("file", {"v": viewer, "k": file_key}, key=key, now=now, lifetime=FETCH_WITHIN)


def read_fetch(token: str, *, key: bytes, now: datetime) -> FetchGrant:
    """The grant of a file's address; raises ``BadToken``."""
    claims = read("file", token, key=key, now=now)
    viewer, file_key = _take(claims.payload, "v", str), _take(claims.payload, "k", str)
    return FetchGrant(viewer, file_key, claims.issued_at)


def mails_token(grant: MailsGrant, *, key: bytes, now: datetime) -> str:
    """A token with which whoever holds a mail ends mails like it, and does nothing else."""
    topics: list[Json] = [*sorted(grant.topics)]
    payload: dict[str, Json] = {"p": str(grant.person), "t": topics, "l": grant.language}
    return sign("mails", payload, key=key, now=now, lifetime=MAILS_WITHIN)


def read_mails(token: str, *, key: bytes, now: datetime) -> MailsGrant:
    """The grant of such a token; raises ``BadToken``."""
    claims = read("mails", token, key=key, now=now)
    topics = claims.payload.get("t")
    if not isinstance(topics, list):
        raise BadToken(Flaw.MALFORMED)
    language = _take(claims.payload, "l", str)
    return MailsGrant(_take(claims.payload, "p", UUID), frozenset(map(str, topics)), language)


def presence_token(grant: PresenceGrant, *, key: bytes, now: datetime) -> str:
    """A token with which a page says that its reader looks at something, or writes, and does nothing else."""
    payload: dict[str, Json] = {"p": str(grant.person), "n": grant.name, "c": grant.channel}
    return sign("presence", payload, key=key, now=now, lifetime=PRESENT_WITHIN)


def read_presence(token: str, *, key: bytes, now: datetime) -> PresenceGrant:
    """The grant of such a token; raises ``BadToken``."""
    claims = read("presence", token, key=key, now=now)
    name, channel = _take(claims.payload, "n", str), _take(claims.payload, "c", str)
    return PresenceGrant(_take(claims.payload, "p", UUID), name, channel, claims.issued_at)


def rating_token(grant: RatingGrant, *, key: bytes, now: datetime) -> str:
    """A token with which whoever holds a mail rates the solution it tells of, and does nothing else."""
    payload: dict[str, Json] = {"c": str(grant.case), "l": grant.language}
    return sign("rating", payload, key=key, now=now, lifetime=RATE_WITHIN)


def read_rating(token: str, *, key: bytes, now: datetime) -> RatingGrant:
    """The grant of such a token; raises ``BadToken``."""
    claims = read("rating", token, key=key, now=now)
    return RatingGrant(_take(claims.payload, "c", UUID), _take(claims.payload, "l", str))


def contact_token(contact: UUID, *, key: bytes, now: datetime) -> str:
    """A token with which whoever holds it reads and writes in the one conversation of this contact."""
    return sign("contact", {"c": str(contact)}, key=key, now=now, lifetime=CONTACT_WITHIN)


@dataclass(frozen=True, slots=True)
class ContactGrant:
    """This contact's one conversation may be read and written in. ``issued_at`` is in seconds since 1970."""

    contact: UUID
    issued_at: int = 0


def read_contact(token: str, *, key: bytes, now: datetime) -> ContactGrant:
    """The grant of such a token; raises ``BadToken``."""
    claims = read("contact", token, key=key, now=now)
    return ContactGrant(_take(claims.payload, "c", UUID), claims.issued_at)


def mailbox_token(link: UUID, *, key: bytes, now: datetime, lifetime: timedelta) -> str:
    """A token with which whoever reads the mailbox of a link opens everything known by its address."""
    return sign("mailbox", {"m": str(link)}, key=key, now=now, lifetime=lifetime)


def read_mailbox(token: str, *, key: bytes, now: datetime) -> UUID:
    """The link of such a token; raises ``BadToken``."""
    return _take(read("mailbox", token, key=key, now=now).payload, "m", UUID)


def check_token(check: UUID, *, key: bytes, now: datetime, lifetime: timedelta) -> str:
    """A token that shows that whoever holds it reads the mail of this address."""
    return sign("address", {"k": str(check)}, key=key, now=now, lifetime=lifetime)


def read_check(token: str, *, key: bytes, now: datetime) -> UUID:
    """What such a token checks; raises ``BadToken``."""
    return _take(read("address", token, key=key, now=now).payload, "k", UUID)


def form_token(*, key: bytes, now: datetime) -> str:
    """When a public form was shown: who sends one within a moment, or a day later, is no reader of it."""
    return sign("form", {}, key=key, now=now, lifetime=FORM_WITHIN)


def form_age(token: str, *, key: bytes, now: datetime) -> timedelta:
    """How long ago a form was shown; raises ``BadToken``."""
    return timedelta(seconds=now.timestamp() - read("form", token, key=key, now=now).issued_at)


def _take(payload: Mapping[str, Json], name: str, parse: Callable[[str], T]) -> T:
    """One value of a payload; a signed payload of another shape is from another version of ours."""
    try:
        return parse(str(payload[name]))
    except (KeyError, ValueError):
        raise BadToken(Flaw.MALFORMED) from None
