"""What kind of mail is this, and what may follow from it? Each verdict has a reason with a name.

Tables of fields and words; the first row that fits gives the reason. Sources: RFC 3834 (automatic answers), RFC 2919
and 2369 (lists), RFC 5321 (null sender), and the fields that vendors use instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.mail.addresses import Mailbox
from amiabil.domain.mail.authentication import Belief, Standing, believe, read_authentication
from amiabil.domain.mail.headers import Headers
from amiabil.domain.mail.letter import Letter, Place
from amiabil.domain.mail.reports import Became, Report, comes_from_nobody, read_report
from amiabil.domain.mail.words import compared, header_text

HOPS = 60
"""Relays a mail may have passed; a hundred is the limit of servers, a dozen is usual."""


@unique
class Verdict(StrEnum):
    """What a mail is, beside what it says."""

    LOOP = "loop"
    """It is our own mail that came back, or a machine's answer to one of ours."""
    BOUNCE = "bounce"
    DELIVERY_RECEIPT = "delivery_receipt"
    """An earlier mail was delivered, read or is late."""
    COMPLAINT = "complaint"
    """A reader called an earlier mail of ours spam."""
    OUT_OF_OFFICE = "out_of_office"
    AUTOMATIC = "automatic"
    LIST = "list"
    BULK = "bulk"
    FORGED = "forged"
    NO_AUTHOR = "no_author"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"


UNANSWERED = frozenset(Verdict) - {Verdict.ENCRYPTED, Verdict.EMPTY}
"""To these goes no automatic answer at all: never a bounce to a bounce (M14-M20, S27)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and the name of its reason."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Ours:
    """What is our own: the addresses we read mail at, the hosts of our Message-IDs, the relays whose word we take."""

    addresses: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    relays: frozenset[str] = frozenset()

    def sends_from(self, mailbox: Mailbox) -> bool:
        """Whether this is an address of ours, with or without what follows a ``+``."""
        local, _, host = mailbox.key.rpartition("@")
        return f"{local.partition('+')[0]}@{host}" in {one.lower() for one in self.addresses}

    def issued(self, message_id: str) -> bool:
        """Whether an id is of a host of ours; it may still be made up."""
        return message_id.rpartition("@")[2].lower() in {one.lower() for one in self.hosts}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything found about a mail. ``author`` is None when nobody can be named."""

    author: Mailbox | None
    belief: Belief
    findings: tuple[Finding, ...]
    report: Report | None

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """The verdicts without their reasons."""
        return frozenset(found.verdict for found in self.findings)

    @property
    def may_be_answered_automatically(self) -> bool:
        """Whether an acknowledgement may go out, as far as this mail tells; limits per person are counted elsewhere."""
        return self.author is not None and not self.verdicts & UNANSWERED

    @property
    def may_act_as_author(self) -> bool:
        """Whether what it asks for may count as asked by the author: proven, and written by a person."""
        return self.belief.standing is Standing.PROVEN and not self.verdicts & UNANSWERED


def judge(letter: Letter, ours: Ours) -> Judgement:
    """Judge a mail by what it says and what our relay wrote above it."""
    belief = believe(letter.people.authors, read_authentication(letter.headers, ours.relays))
    report = read_report(letter)
    author = author_of(letter)
    findings = [Finding(verdict, reason) for verdict, find in _TABLE if (reason := find(letter))]
    findings += _of_report(report)
    if belief.standing is Standing.FORGED:
        findings.append(Finding(Verdict.FORGED, belief.reason))
    if author is None:
        findings.append(Finding(Verdict.NO_AUTHOR, belief.reason))
    found = {one.verdict for one in findings}
    loop = _loop(letter, ours, is_automatic=Verdict.AUTOMATIC in found and not found & _ANSWERS_OF_MACHINES)
    if loop:
        findings.insert(0, Finding(Verdict.LOOP, loop))
    return Judgement(author, belief, tuple(findings), report)


def author_of(letter: Letter) -> Mailbox | None:
    """Who counts as author: who stands in ``From``; of several, the one in ``Sender``; ``Reply-To`` never counts."""
    authors, sender = letter.people.authors, letter.people.sender
    if len(authors) == 1:
        return authors[0]
    return next((one for one in authors if sender is not None and one.key == sender.key), None)


_ANSWERS_OF_MACHINES = frozenset(
    {Verdict.OUT_OF_OFFICE, Verdict.BOUNCE, Verdict.DELIVERY_RECEIPT, Verdict.COMPLAINT}
)
"""What a machine answers once to a mail of ours, by its nature: no loop."""

_AWAY = re.compile(
    r"(?:automatic reply|auto(?:matic)? ?-?reply|auto ?response|out of (?:the )?office|raspuns automat|mesaj automat"
    r"|absenta (?:de la birou|din birou)|automatische antwort|abwesenheitsnotiz|abwesend"
    r"|reponse automatique|absence du bureau"
    r"|risposta automatica|fuori (?:sede|ufficio)|respuesta automatica|fuera de la oficina|autoodpowiedz"
    r"|automatyczna odpowiedz|automatikus valasz|hazon kivul)\b"
)
_PREFIX = re.compile(r"(?:(?:re|aw|antw|odp|sv|raspuns|r|fw|fwd) ?: ?)*")

_FIELDS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("auto-submitted", lambda value: value.split(";")[0].strip() not in {"", "no"}, "auto_submitted"),
    ("x-autoreply", lambda value: value not in {"", "no"}, "x_autoreply"),
    ("x-autorespond", lambda value: value != "no", "x_autorespond"),
    ("x-autoresponder", lambda value: value != "no", "x_autoresponder"),
    ("x-autogenerated", lambda value: value != "no", "x_autogenerated"),
    (
        "x-auto-response-suppress",
        lambda value: bool({"all", "oof", "autoreply"} & _words(value)),
        "x_auto_response_suppress",
    ),
    ("x-fc-machinegenerated", lambda value: value in {"true", "yes"}, "x_fc_machinegenerated"),
    ("precedence", lambda value: value in {"auto_reply", "auto-reply"}, "precedence"),
    ("x-mailer", lambda value: "vacation" in value or "autorespond" in value, "x_mailer"),
)


def _words(value: str) -> set[str]:
    return {word.strip() for word in value.split(",")}


def _automatic(letter: Letter) -> str:
    headers = letter.headers
    for name, means, reason in _FIELDS:
        if any(means(header_text(value).lower()) for value in headers.all(name)):
            return reason
    return "null_sender" if comes_from_nobody(headers) else ""


def _is_away(letter: Letter) -> str:
    subject = compared(letter.subject)
    start = _PREFIX.match(subject)
    says_away = _AWAY.match(subject, start.end() if start else 0) is not None
    if says_away:
        return "subject"
    replied = any("auto-replied" in value.lower() for value in letter.headers.all("auto-submitted"))
    return (
        "auto_replied"
        if replied and "vacation" in " ".join(letter.headers.all("auto-submitted")).lower()
        else ""
    )


def _list(letter: Letter) -> str:
    for name in ("list-id", "list-post", "mailing-list", "x-mailing-list"):
        if name in letter.headers:
            return name.replace("-", "_")
    return "precedence" if _precedence(letter.headers) == "list" else ""


def _bulk(letter: Letter) -> str:
    if _precedence(letter.headers) in {"bulk", "junk"}:
        return "precedence"
    return next(
        (
            name.replace("-", "_")
            for name in ("list-unsubscribe", "x-campaign-id", "x-mailing-id")
            if name in letter.headers
        ),
        "",
    )


def _precedence(headers: Headers) -> str:
    return headers.first("precedence").strip().lower()


def _encrypted(letter: Letter) -> str:
    for attachment in letter.attachments:
        if attachment.place is Place.ENCRYPTED:
            return "smime" if "pkcs7" in attachment.type else "pgp"
    if not _has_text(letter) and any("pkcs7-mime" in one.type for one in letter.attachments):
        return "smime_signed_inside"
    return (
        "pgp_in_text"
        if any(line.text.strip() == "-----BEGIN PGP MESSAGE-----" for line in letter.lines)
        else ""
    )


def _empty(letter: Letter) -> str:
    if letter.attachments or _has_text(letter):
        return ""
    return "subject_only" if letter.subject.strip() else "nothing"


def _has_text(letter: Letter) -> bool:
    return any(line.text.strip() for line in letter.lines)


_TABLE: tuple[tuple[Verdict, Callable[[Letter], str]], ...] = (
    (Verdict.OUT_OF_OFFICE, _is_away),
    (Verdict.AUTOMATIC, _automatic),
    (Verdict.LIST, _list),
    (Verdict.BULK, _bulk),
    (Verdict.ENCRYPTED, _encrypted),
    (Verdict.EMPTY, _empty),
)


def _of_report(report: Report | None) -> Iterator[Finding]:
    if report is None:
        return
    verdict = {Became.FAILED: Verdict.BOUNCE, Became.COMPLAINED: Verdict.COMPLAINT}
    yield Finding(verdict.get(report.became, Verdict.DELIVERY_RECEIPT), report.reason)


def _loop(letter: Letter, ours: Ours, *, is_automatic: bool) -> str:
    """Why this is a mail of our own, or a machine that talks to ours; empty when it is neither."""
    if ours.issued(letter.thread.id):
        return "own_message_id"
    if any(ours.sends_from(author) for author in letter.people.authors):
        return "own_address"
    marks = " ".join(header_text(value).lower() for value in letter.headers.all("x-loop"))
    if any(address.lower() in marks for address in ours.addresses):
        return "own_loop_mark"
    if len(letter.headers.all("received")) > HOPS:
        return "too_many_hops"
    answers_ours = any(ours.issued(one) for one in letter.thread.earlier)
    return "machine_answers_ours" if is_automatic and answers_ours else ""
