"""What does a mail of ours look like on the wire? Pure: a letter and a sender in, a message out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

_MOST = 254
"""Characters of an address that can be delivered to (RFC 5321, 4.5.3.1.3)."""

_LONGEST_SUBJECT = 200
"""Characters; longer subjects are cut by every reader, and one of 10 kB is an attack."""

_LONGEST_ADDRESS = 900
"""Characters of a web address on a line of its own: a line may have 998 (RFC 5322, 2.1.1)."""

_UNFOLDED = frozenset({"message-id", "list-unsubscribe", "references", "in-reply-to", "thread-index"})
"""Fields of ours that machines look into: never made encoded words of."""

_NOT_IN_ADDRESS = frozenset(' "(),:;<>@[\\]')
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


class _Policy(EmailPolicy):
    """Subjects by the older encoder: the newer one loses the space between two encoded words.

    An address of ours stays whole on its line: the newer one makes encoded words of it, in which nobody looks for one.
    """

    def fold(self, name: str, value: str) -> str:
        """The header as text."""
        if name.lower() in _UNFOLDED:
            return f"{name}: {f'{self.linesep} '.join(value.split())}{self.linesep}"
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header as bytes."""
        if name.lower() not in _UNFOLDED and (name.lower() != "subject" or str(value).isascii()):
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


_POLICY = _Policy(linesep="\r\n", cte_type="7bit")
"""Seven bits, for a server on the way that rewrites eight to seven breaks our signature."""


class BadHeader(ValueError):
    """A name, address or subject that must not stand in a header; the text names the field, not what it held."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who our mails come from: an address and the name beside it."""

    address: str
    name: str

    @property
    def host(self) -> str:
        """The part of the address after the ``@``."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file in a letter: the name it is saved under, what it is (``image/png``), its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one person. ``id`` is the whole Message-ID with its angle brackets, the same at every try.

    ``thread`` are the Message-IDs of earlier letters about the same, the oldest first, the last the one it answers;
    empty for a letter that stands alone. ``thread_index`` says the same to Outlook. ``reply_to`` is where answers go,
    empty where there is no such place. ``unsubscribe_url`` takes a ``POST`` that ends mails like this one, without any
    sign-in; empty where none may be ended. ``written``: by a person, so that machines may answer it. ``returns_to`` is
    where it comes back to when it cannot be delivered; empty for the sender's address.
    """

    id: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str
    language: str
    at: datetime
    thread: tuple[str, ...] = ()
    thread_index: str = ""
    reply_to: str = ""
    unsubscribe_url: str = ""
    written: bool = False
    returns_to: str = ""
    files: tuple[Enclosed, ...] = ()


def message_id(name: str, host: str) -> str:
    """A Message-ID from a name that is ours alone (an id, a reference) and our host."""
    return f"<{_plain(name, 'message_id')}@{_plain(host, 'host')}>"


def compose(letter: Letter, sender: Sender) -> EmailMessage:
    """The message as it goes over the wire: both forms of the text, and headers that keep machines from answering.

    Raises ``BadHeader`` when a name, an address or the subject could act as something else.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(sender.address, sender.name)
    message["To"] = _address(letter.to, letter.to_name)
    message["Subject"] = _subject(letter.subject)
    message["Date"] = format_datetime(letter.at.astimezone(UTC))
    message["Message-ID"] = _plain(letter.id, "message_id")
    if letter.thread:
        message["References"] = " ".join(_plain(one, "thread") for one in letter.thread)
        message["In-Reply-To"] = letter.thread[-1]
    if letter.thread_index:
        message["Thread-Index"] = _plain(letter.thread_index, "thread_index")
    if letter.reply_to:
        message["Reply-To"] = _address(letter.reply_to, sender.name)
    if not letter.written:  # RFC 3834; the other is what Exchange reads
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    if letter.unsubscribe_url:  # RFC 8058: one press in the mail program
        message["List-Unsubscribe"] = f"<{_address_of_ours(letter.unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for file in letter.files:
        main, _, sub = _plain(file.media_type, "media_type").partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=_file_name(file.name))
    message["Content-Language"] = _plain(
        letter.language, "language"
    )  # last: the two lines above move earlier ones inside
    return message


def _has_controls(text: str) -> bool:
    """Line breaks of every kind, NUL, bidirectional overrides: nothing a person types into a name."""
    return any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} or c in "\u202a\u202b\u202d\u202e" for c in text)


def _subject(text: str) -> str:
    if _has_controls(text) or not text.strip():
        raise BadHeader("subject")
    return text if len(text) <= _LONGEST_SUBJECT else f"{text[: _LONGEST_SUBJECT - 1]}…"


def _file_name(name: str) -> str:
    if _has_controls(name) or not name.strip() or len(name) > _LONGEST_SUBJECT:
        raise BadHeader("file_name")
    return name


def _address_of_ours(url: str) -> str:
    if len(url) > _LONGEST_ADDRESS:
        raise BadHeader("unsubscribe_url")
    return _plain(url, "unsubscribe_url")


def _plain(text: str, field: str) -> str:
    if not text.isascii() or not text.isprintable() or any(c.isspace() for c in text):
        raise BadHeader(field)
    return text


def _address(address: str, name: str) -> Address:
    if _has_controls(name) or len(name) > _MOST:
        raise BadHeader("name")
    local, at, domain = address.rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadHeader("address") from None
    plain = local.isascii() and local.isprintable() and not _NOT_IN_ADDRESS & {*local}
    if not at or not local or not plain or len(address) > _MOST or not _HOST.fullmatch(host):
        raise BadHeader("address")
    try:
        return Address(display_name=name, username=local, domain=host)
    except Exception:  # the parser of the standard library has many ways to dislike an address
        raise BadHeader("address") from None
