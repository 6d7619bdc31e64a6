"""Which of the parts of a mail are its text, and which are its files?"""

from __future__ import annotations

from dataclasses import dataclass, field

from amiabil.domain.files import clean_name
from amiabil.domain.mail import tnef
from amiabil.domain.mail.charsets import decode
from amiabil.domain.mail.headers import read_headers
from amiabil.domain.mail.letter import Attachment, Place
from amiabil.domain.mail.limits import FILES_BYTES, PARTS, TEXT_BYTES, Flaw
from amiabil.domain.mail.parts import Part
from amiabil.domain.mail.transfer import undo, uuencoded
from amiabil.domain.mail.words import header_text

_TEXTS = frozenset(
    {"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"}
)
_FOR_OTHER_PROGRAMS = frozenset({"text/x-amp-html", "text/watch-html"})
_MARKED_UP = frozenset({"text/html", "text/enriched", "text/richtext"})
_REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
        "message/feedback-report",
    }
    | {"message/global-delivery-status", "message/global-disposition-notification", "message/global-headers"}
)
_SIGNATURES = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-keys",
    }
)
_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the text, in one form or both; ``flowed`` and ``without_space`` as in RFC 3676."""

    plain: str | None = None
    html: str | None = None
    flowed: bool = False
    without_space: bool = False


@dataclass
class Body:
    """Text and files of a mail, in their order."""

    blocks: list[Block] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    flaws: set[Flaw] = field(default_factory=set)
    room: int = FILES_BYTES

    def add(self, one: Attachment) -> None:
        """Keep a file while there is room."""
        if len(self.files) >= PARTS:
            self.flaws.add(Flaw.TOO_MANY_PARTS)
            return
        if len(one.content) > self.room:
            self.flaws.add(Flaw.FILE_LEFT_OUT)
            one = Attachment(one.name, one.type, b"", one.place, one.content_id, left_out=True)
        self.room -= len(one.content)
        self.files.append(one)


def read_body(raw: bytes, root: Part, *, room: int = FILES_BYTES) -> Body:
    """Text and files of the mail with this tree of parts; ``room`` is for the bytes of all files."""
    body = Body(room=room)
    _read(raw, root, body, inside="")
    return body


def _read(raw: bytes, part: Part, body: Body, *, inside: str) -> None:
    if not part.is_container:
        _leaf(raw, part, body, inside=inside)
    elif part.type == "multipart/alternative":
        _alternative(raw, part, body)
    else:
        for child in part.children:
            _read(raw, child, body, inside=part.type)


def _alternative(raw: bytes, part: Part, body: Body) -> None:
    """One text in several forms: the best of each form is kept, and the files of all."""
    forms = Body(room=body.room)
    for child in part.children:
        _read(raw, child, forms, inside=part.type)
    plain = next((one for one in forms.blocks if one.plain is not None and one.plain.strip()), None)
    html = next((one.html for one in reversed(forms.blocks) if one.html is not None), None)
    if plain is not None and html is not None:
        body.blocks.append(Block(plain.plain, html, plain.flowed, plain.without_space))
    else:
        body.blocks.extend(forms.blocks if html is None else [Block(html=html)])
    body.flaws |= forms.flaws
    for one in forms.files:
        body.add(one)


def _leaf(raw: bytes, part: Part, body: Body, *, inside: str) -> None:
    sends_file = part.disposition.value == "attachment" or "filename" in part.disposition.parameters
    if part.type in _FOR_OTHER_PROGRAMS:
        return
    is_torn = part.type.startswith("multipart/")  # it could not be taken apart
    if is_torn or (part.type in _TEXTS and not sends_file):
        body.blocks.append(_text(raw, part, body))
    else:
        _file(raw, part, body, inside=inside)


def _text(raw: bytes, part: Part, body: Body) -> Block:
    sent, sound = undo(raw[part.start : part.end], _encoding(part), most=TEXT_BYTES + 1)
    parameters = part.content_type.parameters
    if not sound:
        body.flaws.add(Flaw.BROKEN_ENCODING)
    if len(sent) > TEXT_BYTES:
        body.flaws.add(Flaw.TEXT_CUT)
        sent = sent[:TEXT_BYTES]
    marked_up = part.type in _MARKED_UP
    if not marked_up:
        sent, files = uuencoded(sent)
        for name, content in files:
            body.add(Attachment(clean_name(decode(name).text), "application/octet-stream", content))
    charset = parameters.get("charset", "")
    decoded = decode(sent, charset or (_charset_inside(sent) if marked_up else ""))
    if decoded.repaired:
        body.flaws.add(Flaw.CHARSET_REPAIRED)
    if marked_up:
        return Block(html=decoded.text)
    flowed = parameters.get("format", "").lower() == "flowed"
    return Block(decoded.text, flowed=flowed, without_space=parameters.get("delsp", "").lower() == "yes")


def _charset_inside(raw: bytes) -> str:
    """What an HTML page says about itself, for mails that say nothing."""
    head = raw[:2_000].lower()
    place = head.find(b"charset=")
    if place < 0:
        return ""
    return (
        head[place + 8 : place + 48]
        .lstrip(b"\"'")
        .split(b'"')[0]
        .split(b"'")[0]
        .split(b">")[0]
        .decode("latin-1")
    )


def _file(raw: bytes, part: Part, body: Body, *, inside: str) -> None:
    room = max(body.room, 0)
    size = part.end - part.start
    sent = raw[part.start : part.end] if size <= room * 2 + 4 else b""
    content, sound = undo(sent, _encoding(part), most=room + 1)
    if not sound:
        body.flaws.add(Flaw.BROKEN_ENCODING)
    name = clean_name(part.name)
    if _is_tnef(part, name) and _opened(content, body):
        return
    place = _place(part, inside)
    if place is Place.FORWARDED and not name:
        name = _name_of_mail(content)
    kept = size <= room * 2 + 4 and len(content) <= room
    if not kept:
        body.flaws.add(Flaw.FILE_LEFT_OUT)
    body.add(
        Attachment(name, part.type, content if kept else b"", place, _content_id(part), left_out=not kept)
    )


def _opened(content: bytes, body: Body) -> bool:
    """Whether this was Outlook's container of files; then its files are files of the mail."""
    packed = tnef.read(content)
    if packed is None:
        return False
    for name, inside in packed.files:
        body.add(Attachment(clean_name(name), "application/octet-stream", inside))
    has_text = any(block.html or (block.plain and block.plain.strip()) for block in body.blocks)
    if not has_text and (packed.html or packed.text):
        body.blocks.append(Block(packed.text or None, packed.html or None))
    return True


def _is_tnef(part: Part, name: str) -> bool:
    return part.type in _TNEF or name.lower() == "winmail.dat"


def _place(part: Part, inside: str) -> Place:
    if part.type in _REPORTS:
        return Place.REPORT
    if part.type in {"message/rfc822", "message/global"}:
        return Place.FORWARDED
    if part.type in _SIGNATURES:
        return Place.SIGNATURE
    if part.type in _PKCS7:
        kind = part.content_type.parameters.get("smime-type", "").lower()
        return Place.SIGNATURE if kind in {"signed-data", "certs-only"} else Place.ENCRYPTED
    if part.type == "application/pgp-encrypted" or inside == "multipart/encrypted":
        return Place.ENCRYPTED
    if part.type in {"text/calendar", "application/ics"}:
        return Place.CALENDAR
    is_shown_inside = inside == "multipart/related" or part.disposition.value == "inline"
    return (
        Place.INLINE
        if is_shown_inside and (_content_id(part) or part.type.startswith("image/"))
        else Place.FILE
    )


def _content_id(part: Part) -> str:
    return header_text(part.headers.first("content-id")).strip("<> ")[:300]


def _encoding(part: Part) -> str:
    # RFC 2046, 5.2.1: a mail inside a mail is never encoded, but some programs do it.
    return part.headers.first("content-transfer-encoding").partition(";")[0]


def _name_of_mail(content: bytes) -> str:
    """A forwarded mail is named by its subject."""
    headers, _ = read_headers(content, 0, len(content))
    subject = clean_name(header_text(headers.first("subject")).replace("/", "-").replace("\\", "-"))
    return f"{subject[:100]}.eml" if subject else "mail.eml"
