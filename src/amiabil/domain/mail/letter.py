"""What does a mail say that came in? The typed result of reading one; ``gateways/mail`` has the letters that leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from amiabil.domain.mail.addresses import Mailbox
from amiabil.domain.mail.headers import Headers
from amiabil.domain.mail.limits import Flaw
from amiabil.domain.mail.lines import Line, joined


@unique
class Place(StrEnum):
    """What a file of a mail is for."""

    FILE = "file"
    INLINE = "inline"
    """Shown inside the text, usually a picture."""
    CALENDAR = "calendar"
    FORWARDED = "forwarded"
    """A whole mail (``message/rfc822``)."""
    SIGNATURE = "signature"
    """Of S/MIME or PGP, or a key."""
    ENCRYPTED = "encrypted"
    REPORT = "report"
    """What a mail server says about an earlier mail."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail. ``name`` is for people, never a path, and may be empty; ``type`` is only what the sender says.

    ``content`` is empty and ``left_out`` true where the files of the mail are too large together; the raw mail has it.
    """

    name: str
    type: str
    content: bytes
    place: Place = Place.FILE
    content_id: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Who stands in the fields of a mail, each field without repeats."""

    authors: tuple[Mailbox, ...] = ()
    """``From``: usually one."""
    sender: Mailbox | None = None
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    copies: tuple[Mailbox, ...] = ()
    delivered_to: tuple[str, ...] = ()
    """Addresses the relays say they delivered to: a mail in blind copy has no other."""


@dataclass(frozen=True, slots=True)
class Thread:
    """How a mail names itself and the ones before it: ids without their brackets. ``id`` is empty when it has none."""

    id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def earlier(self) -> tuple[str, ...]:
        """The mails it says it follows, the nearest first, each once."""
        return tuple(dict.fromkeys((*self.in_reply_to, *reversed(self.references))))


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, read.

    ``hash`` is the SHA-256 of its raw bytes, in hexadecimal. ``sent_at`` is None when it says nothing usable.
    ``lines`` are the whole text, quotes and signatures included; ``html`` is the source as it came, never to be shown
    but sanitised and in a sandboxed frame, empty when there is none.
    """

    hash: str
    headers: Headers
    subject: str
    people: People
    thread: Thread
    sent_at: datetime | None
    lines: tuple[Line, ...]
    html: str
    attachments: tuple[Attachment, ...]
    content_type: str
    parameters: Mapping[str, str]
    """Of the whole mail's content type: ``report-type``, ``protocol``."""
    flaws: frozenset[Flaw] = frozenset()

    @property
    def text(self) -> str:
        """The whole text as it is kept and shown on demand."""
        return joined(self.lines)
