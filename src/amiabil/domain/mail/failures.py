"""Why did a mail of ours not arrive, and may its address be written to again? Source: RFC 3463; lessons.md M10-M12."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum, unique

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@unique
class Cause(StrEnum):
    """What stood in the way of a mail."""

    ADDRESS_UNKNOWN = "address_unknown"
    """Nobody lives at the address, or nobody takes mail for its domain."""
    MAILBOX_CLOSED = "mailbox_closed"
    MAILBOX_FULL = "mailbox_full"
    TOO_LARGE = "too_large"
    SUSPECTED = "suspected"
    """Taken for spam, or refused by a rule of the receiver."""
    UNREACHABLE = "unreachable"
    """No answer from a server in time, ours or theirs."""
    OUR_ACCOUNT = "our_account"
    """Our mail server refuses our user name, password or sender."""
    UNWRITABLE = "unwritable"
    """The address, the name or the subject can stand in no mail."""
    ADDRESS_CLOSED = "address_closed"
    """An earlier mail came back from the address, and nobody has said since that it works again."""
    OTHER = "other"


CLOSING = frozenset({Cause.ADDRESS_UNKNOWN, Cause.MAILBOX_CLOSED})
"""Causes after which an address is written to no more until a person says so."""

_BY_STATUS: Mapping[tuple[str, str], Cause] = {
    ("1", "0"): Cause.ADDRESS_UNKNOWN,
    ("1", "1"): Cause.ADDRESS_UNKNOWN,
    ("1", "2"): Cause.ADDRESS_UNKNOWN,
    ("1", "3"): Cause.ADDRESS_UNKNOWN,
    ("1", "6"): Cause.MAILBOX_CLOSED,
    ("1", "10"): Cause.ADDRESS_UNKNOWN,
    ("2", "0"): Cause.MAILBOX_CLOSED,
    ("2", "1"): Cause.MAILBOX_CLOSED,
    ("2", "2"): Cause.MAILBOX_FULL,
    ("2", "3"): Cause.TOO_LARGE,
    ("3", "4"): Cause.TOO_LARGE,
    ("4", "1"): Cause.UNREACHABLE,
    ("4", "2"): Cause.UNREACHABLE,
    ("4", "7"): Cause.UNREACHABLE,
    ("7", "8"): Cause.OUR_ACCOUNT,
}
"""The subject and detail of an enhanced status code, and what they mean."""

_BY_WORDS: tuple[tuple[re.Pattern[str], Cause], ...] = (
    (
        re.compile(
            r"(?:user|recipient|mailbox|address|account) (?:unknown|not found|does not exist|doesn't exist|unavailable)"
            r"|(?:unknown|no such|invalid|nonexistent) (?:user|recipient|mailbox|address|account)"
            r"|host (?:not found|unknown)|nu exista"
            r"|utilizator (?:necunoscut|inexistent)|adresa (?:inexistenta|necunoscuta)"
        ),
        Cause.ADDRESS_UNKNOWN,
    ),
    (re.compile(r"(?:mailbox|account|user) (?:is )?(?:disabled|closed|inactive)"), Cause.MAILBOX_CLOSED),
    (
        re.compile(
            r"(?:mailbox|quota|storage)[^.]{0,30}(?:full|exceeded)|over quota|casuta (?:postala )?(?:este )?plina"
        ),
        Cause.MAILBOX_FULL,
    ),
    (
        re.compile(r"too (?:large|big)|size (?:limit|exceed)|exceeds? (?:the )?(?:maximum )?size"),
        Cause.TOO_LARGE,
    ),
    (re.compile(r"spam|blacklist|blocklist|block list|reputation|dmarc|unsolicited|policy"), Cause.SUSPECTED),
    (re.compile(r"timed? ?out|refused|unreachable|no route|connection|name or service"), Cause.UNREACHABLE),
)
"""Words of servers that give no such code, the most telling first."""


def cause_of(said: str, *, status: str = "") -> Cause:
    """Why a mail failed, by the status code of a report (``5.1.1`` or empty) or by what a server said."""
    for match in _ENHANCED.finditer(f"{status} {said}"[:1_000]):
        if match[1] == "2":
            continue
        found = _BY_STATUS.get((match[2], match[3]))
        if found is not None:
            return found
        if match[2] == "7":
            return Cause.SUSPECTED
    words = said.lower()[:1_000]
    return next((cause for pattern, cause in _BY_WORDS if pattern.search(words)), Cause.OTHER)
