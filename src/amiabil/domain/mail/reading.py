"""How does a mail become a ``Letter``? From any bytes, without ever failing, in time that grows with their number."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from amiabil.domain.mail.addresses import Mailbox, read_addresses
from amiabil.domain.mail.body import Block, Body, read_body
from amiabil.domain.mail.dates import read_date
from amiabil.domain.mail.headers import Headers
from amiabil.domain.mail.letter import Letter, People, Thread
from amiabil.domain.mail.limits import LINES, MESSAGE_ID_CHARS, RAW_BYTES, REFERENCES, TEXT_CHARS, Flaw
from amiabil.domain.mail.lines import Line, plain_lines
from amiabil.domain.mail.markup import html_lines
from amiabil.domain.mail.parts import read_parts
from amiabil.domain.mail.words import DIRECTION_CONTROLS, header_text

SUBJECT_CHARS = 500
"""Letters of a subject that are kept; mail programs show a hundred."""

_ID = re.compile(r"<([^<>\s\x00-\x1f\x7f]{1,998})>")
_BARE_ID = re.compile(r"[^<>\s,;\x00-\x1f\x7f]{1,998}@[^<>\s,;\x00-\x1f\x7f]{1,255}")
_DELIVERED_TO = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "resent-to",
)


def read_letter(raw: bytes, *, received_at: datetime | None = None) -> Letter:
    """Read one mail. Never raises; what was wrong stands in ``flaws``.

    Bytes beyond ``limits.RAW_BYTES`` are not looked at, but are part of the hash. ``received_at`` is when we got it,
    None when nobody knows; a mail from a later day has no usable date.
    """
    root, flaws = read_parts(raw[:RAW_BYTES])
    body = read_body(raw, root)
    found = set(flaws) | body.flaws | ({Flaw.RAW_CUT} if len(raw) > RAW_BYTES else set())
    headers = root.headers
    sent_at = read_date(header_text(headers.first("date")), received_at=received_at)
    if sent_at is None and "date" in headers:
        found.add(Flaw.DATE_NOT_USABLE)
    return Letter(
        hash=hashlib.sha256(raw).hexdigest(),
        headers=headers,
        subject=header_text(headers.first("subject"))[:SUBJECT_CHARS],
        people=_people(headers, found),
        thread=_thread(headers, found),
        sent_at=sent_at,
        lines=_lines(body, found),
        html=_html(body),
        attachments=tuple(body.files),
        content_type=root.type,
        parameters=root.content_type.parameters,
        flaws=frozenset(found),
    )


def _people(headers: Headers, flaws: set[Flaw]) -> People:
    authors = _addresses(headers, "from")
    if not authors and headers.first("from").strip():
        flaws.add(Flaw.ADDRESS_NOT_USABLE)
    return People(
        authors=authors,
        sender=next(iter(_addresses(headers, "sender")), None),
        reply_to=_addresses(headers, "reply-to"),
        to=_addresses(headers, "to"),
        copies=_addresses(headers, "cc"),
        delivered_to=tuple(one.address for name in _DELIVERED_TO for one in _addresses(headers, name)),
    )


def _addresses(headers: Headers, name: str) -> tuple[Mailbox, ...]:
    """Also when the field stands there twice, which it must not: then nobody can say which one counts."""
    return read_addresses(",".join(headers.all(name)))


def _thread(headers: Headers, flaws: set[Flaw]) -> Thread:
    own = _ids(headers.first("message-id"))
    if not own and headers.first("message-id").strip():
        flaws.add(Flaw.MESSAGE_ID_NOT_USABLE)
    references = _ids(" ".join(headers.all("references")))
    if len(references) > REFERENCES:
        references = (references[0], *references[-(REFERENCES - 1) :])
    return Thread(own[0] if own else "", _ids(" ".join(headers.all("in-reply-to")))[:REFERENCES], references)


def _ids(value: str) -> tuple[str, ...]:
    """Message ids without brackets, each once; those that forgot the brackets too."""
    found = _ID.findall(value) or _BARE_ID.findall(value[: MESSAGE_ID_CHARS * 4])
    return tuple(dict.fromkeys(header_text(one) for one in found))


def _lines(body: Body, flaws: set[Flaw]) -> tuple[Line, ...]:
    whole: list[Line] = []
    room = TEXT_CHARS
    for block in body.blocks:
        for line in _lines_of(block, flaws):
            if room <= 0 or len(whole) >= LINES:
                flaws.add(Flaw.TEXT_CUT)
                return tuple(whole)
            whole.append(line if len(line.text) <= room else Line(line.text[:room], line.quote, line.mark))
            room -= len(line.text) + 1
    return tuple(whole)


def _lines_of(block: Block, flaws: set[Flaw]) -> tuple[Line, ...]:
    """The lines of the form that tells more: HTML knows what is quoted, a plain text that says less is a stand-in."""
    if DIRECTION_CONTROLS.search(block.plain or "") or DIRECTION_CONTROLS.search(block.html or ""):
        flaws.add(Flaw.DIRECTION_CONTROLS)
    marked: tuple[Line, ...] = ()
    if block.html is not None:
        seen = html_lines(block.html)
        marked = seen.lines
        flaws |= {Flaw.HIDDEN_TEXT} if seen.hides_text else set()
        flaws |= {Flaw.TEXT_CUT} if seen.is_cut else set()
    if block.plain is None:
        return marked
    plain = plain_lines(block.plain, flowed=block.flowed, without_space=block.without_space)
    if not any(line.text for line in marked):
        return plain
    knows_quotes = any(line.quote or line.mark for line in marked)
    says_more = _letters(marked) > 2 * _letters(plain) + 100
    return marked if knows_quotes or says_more or not any(line.text for line in plain) else plain


def _letters(lines: tuple[Line, ...]) -> int:
    return sum(len(line.text) for line in lines)


def _html(body: Body) -> str:
    return "\n".join(block.html for block in body.blocks if block.html)
