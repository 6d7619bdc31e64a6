"""Does a mail only tell what became of an earlier one? Delivery reports (RFC 3464), receipts (RFC 8098), complaints
(RFC 5965), and the many bounces that follow no standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.mail.addresses import read_address
from amiabil.domain.mail.charsets import decode
from amiabil.domain.mail.headers import Headers, read_headers
from amiabil.domain.mail.letter import Attachment, Letter, Place
from amiabil.domain.mail.words import compared, one_line

_MOST = 50
_SAID_CHARS = 300
_TEXT_CHARS = 20_000
_FIELD = re.compile(r"([A-Za-z-]{2,60})\s*:\s*(.*)")
_ID = re.compile(r"^[> ]{0,8}(?:original-)?message-id:\s*<([^<>\s]{3,998})>", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_MACHINES = frozenset({"mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "mdaemon"})
_FAILED = re.compile(
    r"undeliver(?:ed|able)|delivery (?:has )?fail(?:ed|ure)|failure notice|returned mail|mail delivery failed|non remis"
    r"|delivery status notification \(failure\)|delivery unsuccessful|(?:could|can) ?not be delivered|wasn't delivered"
    r"|nelivrat|nu a putut fi livrat|nu s-a putut livra|livrare (?:esuata|nereusita)|unzustellbar|nicht zugestellt"
    r"|mancato recapito|no se (?:ha podido|pudo) entregar|niedostarcz|kezbesithetetlen|this is the qmail-send program"
    r"|i'm afraid i wasn't able to deliver|permanent(?:ly)? (?:fatal )?error"
)
_DELAYED = re.compile(
    r"delivery (?:status notification \(delay\)|delayed|is delayed)|will (?:keep trying|be retried|continue to try)"
    r"|warning: (?:could not send message|message .{0,40} delayed)|still being (?:retried|attempted)|livrare intarziata"
)
_DONE = frozenset({"delivered", "relayed", "expanded"})


@unique
class Became(StrEnum):
    """What became of the earlier mail, the worst first."""

    FAILED = "failed"
    COMPLAINED = "complained"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an earlier mail.

    ``about`` is its Message-ID without brackets, or empty; ``recipients`` those it is about; ``status`` as ``5.1.1``
    (RFC 3463) or empty; ``said`` is one line of what the server said; ``reason`` names how the report was recognised.
    """

    became: Became
    about: str
    recipients: tuple[str, ...]
    status: str
    said: str
    reason: str


def read_report(letter: Letter) -> Report | None:
    """The report this mail is; None when a person or another machine wrote it."""
    for attachment in letter.attachments:
        if attachment.place is not Place.REPORT:
            continue
        if attachment.type.endswith("delivery-status"):
            return _delivery_status(letter, attachment)
        if attachment.type.endswith("disposition-notification"):
            fields = next(_groups(attachment.content), {})
            about = fields.get("original-message-id", "").strip("<> ") or _about(letter)
            return Report(Became.READ, about, _recipients([fields]), "", "", "disposition_notification")
        if attachment.type == "message/feedback-report":
            fields = next(_groups(attachment.content), {})
            said = one_line(fields.get("feedback-type", ""))[:_SAID_CHARS]
            return Report(
                Became.COMPLAINED, _about(letter), _recipients([fields]), "", said, "feedback_report"
            )
    return _odd(letter)


def comes_from_nobody(headers: Headers) -> bool:
    """Whether the envelope named no sender: such mail is never answered (RFC 5321, 4.5.5)."""
    return any(value.replace(" ", "") == "<>" for value in headers.all("return-path"))


def _delivery_status(letter: Letter, attachment: Attachment) -> Report:
    groups = list(_groups(attachment.content))
    told = [one for one in groups if "action" in one or "final-recipient" in one]
    became = next((kind for kind in Became if any(_became(one) is kind for one in told)), Became.FAILED)
    about = [one for one in told if _became(one) is became]
    status = next((match[0] for one in about if (match := _STATUS.search(one.get("status", "")))), "")
    said = next((one["diagnostic-code"] for one in about if one.get("diagnostic-code")), "")
    return Report(
        became, _about(letter), _recipients(about), status, one_line(said)[:_SAID_CHARS], "delivery_status"
    )


def _became(group: dict[str, str]) -> Became:
    """What the report says of one recipient; a word it does not know is no success."""
    action = (group.get("action", "").lower().split() or [""])[0]
    if action in _DONE:
        return Became.DELIVERED
    return Became.DELAYED if action == "delayed" else Became.FAILED


def _odd(letter: Letter) -> Report | None:
    """Bounces without a report: by the field of Exim, or by a machine that says the words."""
    failed = letter.headers.first("x-failed-recipients")
    text = letter.text[:_TEXT_CHARS]
    if failed:
        found = _addresses_in(failed)
        return Report(Became.FAILED, _about(letter), found, _status_in(text), "", "x_failed_recipients")
    authors = letter.people.authors
    is_machine = any(author.key.partition("@")[0] in _MACHINES for author in authors)
    if not is_machine and not comes_from_nobody(letter.headers):
        return None
    said = compared(f"{letter.subject}\n{text[:2_000]}")
    for pattern, became in ((_DELAYED, Became.DELAYED), (_FAILED, Became.FAILED)):
        if pattern.search(said):
            reason = "words_of_a_machine" if is_machine else "words_without_sender"
            return Report(became, _about(letter), _addresses_in(text, letter), _status_in(text), "", reason)
    return None


def _about(letter: Letter) -> str:
    """The Message-ID of the earlier mail: in the copy sent along, in the text, or in what the report refers to."""
    for attachment in letter.attachments:
        if attachment.place is Place.FORWARDED or attachment.type.endswith(
            ("rfc822-headers", "global-headers")
        ):
            headers, _ = read_headers(attachment.content, 0, len(attachment.content))
            own = headers.first("message-id").strip("<> ")
            if own:
                return own
    found = _ID.search(letter.text[: _TEXT_CHARS * 5])
    if found:
        return found[1]
    return letter.thread.earlier[0] if letter.thread.earlier else ""


def _groups(content: bytes) -> Iterator[dict[str, str]]:
    """Groups of fields with an empty line between them."""
    text = decode(content[:200_000]).text.replace("\r\n", "\n").replace("\r", "\n")
    for block in re.split(r"\n[ \t]*\n", text.strip("\n"))[:_MOST]:
        fields: dict[str, str] = {}
        for line in re.sub(r"\n[ \t]+", " ", block).split("\n")[:_MOST]:
            match = _FIELD.match(line)
            if match:
                fields.setdefault(match[1].lower(), match[2].strip())
        if fields:
            yield fields


def _recipients(groups: list[dict[str, str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for fields in groups:
        for name in ("original-recipient", "final-recipient", "original-rcpt-to"):
            address = read_address(fields.get(name, "").rpartition(";")[2].strip(" <>"))
            if address:
                found.setdefault(address)
                break
    return tuple(found)[:_MOST]


def _addresses_in(text: str, letter: Letter | None = None) -> tuple[str, ...]:
    """Addresses in a text, but for those of the machine that wrote it and of whom it wrote to."""
    people = letter.people if letter else None
    own = {one.key for one in (*people.authors, *people.to)} if people else set()
    found = dict.fromkeys(one.strip(".") for one in _ADDRESS.findall(text) if one.lower() not in own)
    # Message ids look like addresses.
    ids = {match.lower() for match in re.findall(r"message-id:\s*<([^<>\s]+)>", text, re.IGNORECASE)}
    return tuple(one for one in found if one.lower() not in ids)[:5]


def _status_in(text: str) -> str:
    match = _STATUS.search(text)
    return match[0] if match else ""
