"""Whose addresses stand in a field? Read as people's programs write them, not as the grammar would like them.

Groups, comments, quotes, encoded words, several authors, international hosts, and names that pretend to be addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from amiabil.domain.mail.limits import ADDRESSES
from amiabil.domain.mail.words import header_text, one_line

_MOST = 254
"""Characters of an address that can be delivered to (RFC 5321, 4.5.3.1.3)."""

_NAME_CHARS = 200
"""Letters of a name that are kept."""

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"?|<[^<>]*>?|[^"<>(),;:\\]+|.', re.DOTALL)
_LOCAL = re.compile(r"""[^\s"(),:;<>@\[\\\]\x00-\x1f\x7f]{1,64}|"[^"\\\x00-\x1f\x7f]{1,62}\"""")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?")
_LITERAL = re.compile(r"\[[0-9a-f.:]{3,60}\]|\[ipv6:[0-9a-f.:]{2,60}\]")
_SEEN_AS_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}\w")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address with the name beside it. The host is in small ASCII letters (``xn--`` for others)."""

    address: str
    name: str = ""

    @property
    def key(self) -> str:
        """What two spellings of one address have in common, for comparing only."""
        return self.address.lower()

    @property
    def host(self) -> str:
        """The part behind the ``@``."""
        return self.address.rpartition("@")[2]

    @property
    def pretends(self) -> bool:
        """Whether the name shows another address than the one it stands beside."""
        return any(found.lower() != self.key for found in _SEEN_AS_ADDRESS.findall(self.name))


def read_addresses(value: str) -> tuple[Mailbox, ...]:
    """Every usable address of a field, each once, in its order. Groups are opened, empty ones leave nothing."""
    found: dict[str, Mailbox] = {}
    for name, address in _entries(value):
        mailbox = _mailbox(name, address)
        if mailbox is not None:
            found.setdefault(mailbox.key, mailbox)
        if len(found) == ADDRESSES:
            break
    return tuple(found.values())


def read_address(text: str) -> str | None:
    """The address in its usual form; None when mail cannot go there."""
    local, at, host = text.strip().rpartition("@")
    bare = local.strip()
    if bare.startswith('"') and re.fullmatch(r'"[\w.+=~-]+"', bare):
        bare = bare[1:-1]
    name = _host(host.strip().lower())
    if not at or name is None or not _LOCAL.fullmatch(bare) or len(bare) + len(name) >= _MOST:
        return None
    return f"{bare}@{name}"


def _host(text: str) -> str | None:
    if len(text) > _MOST:  # the codec of the standard library is slow for long names
        return None
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii").lower()
        except (UnicodeError, ValueError):
            return None
    if _LITERAL.fullmatch(text) or _HOST.fullmatch(text):
        return text.rstrip(".") or None
    return None


def _mailbox(name: str, address: str) -> Mailbox | None:
    known = read_address(_letters(address))
    return None if known is None else Mailbox(known, _name(name))


def _letters(address: str) -> str:
    """An address as letters: encoded words are not allowed there, and are written there all the same."""
    return address if address.isascii() and "=?" not in address else header_text(address)


def _name(text: str) -> str:
    bare = header_text(re.sub(r"\\(.)", r"\1", text))
    return one_line(bare.strip(" '\""))[:_NAME_CHARS].strip()


def _entries(value: str) -> Iterator[tuple[str, str]]:
    """Name and address of each entry; an entry ends at a comma, a semicolon or the colon of a group."""
    words: list[str] = []
    comment, angle, depth = "", "", 0
    for piece in _PIECE.findall(value):
        if piece in "()" and piece:
            depth = max(depth + (1 if piece == "(" else -1), 0)
        elif depth:
            comment += piece if len(comment) < _NAME_CHARS else ""
        elif piece in {",", ";"}:
            yield from _entry(words, angle, comment)
            words, comment, angle = [], "", ""
        elif piece == ":" and "@" not in "".join(words):
            words, comment, angle = [], "", ""
        elif piece.startswith("<"):
            if angle:  # two addresses without a comma: both are told, so that neither hides the other
                yield from _entry(words, angle, comment)
                words, comment = [], ""
            angle = piece.strip("<>")
        else:
            words.append(piece)
    yield from _entry(words, angle, comment)


def _entry(words: list[str], angle: str, comment: str) -> Iterator[tuple[str, str]]:
    text = "".join(words).strip()
    if angle:
        route = angle.rpartition(":")[2] if angle.startswith("@") else angle
        yield _unquoted(text) or comment, route
    elif "@" in text:
        *before, last = text.split()
        if "@" in last or not before:
            yield _unquoted(" ".join(before)) or comment, last
        else:
            yield comment, re.sub(r"\s", "", text)


def _unquoted(text: str) -> str:
    return re.sub(r'"((?:[^"\\]|\\.)*)"?', r"\1", text)
