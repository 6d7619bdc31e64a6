"""What becomes of a mail that came in? The rules of the door: what is filed, what is noted, what waits for a person.

``threads.place`` says where a mail belongs by what it brings; here is what the door makes of that, with what only the
door knows: whether the author is one of the staff, and whether they write too much. Nothing is ever dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from amiabil.domain.mail.authentication import NOT_CHECKED, Standing
from amiabil.domain.mail.letter import Letter
from amiabil.domain.mail.limits import Flaw
from amiabil.domain.mail.threads import Candidate, Clues, Placement, Step, place
from amiabil.domain.mail.verdicts import Judgement, Verdict


@unique
class State(StrEnum):
    """Where a mail that came in is."""

    WAITING = "waiting"
    """Its bytes are safe; nobody has read it yet."""
    FILED = "filed"
    """It is a message of a conversation."""
    NOTED = "noted"
    """It told what became of a mail of ours, and stands beside that conversation."""
    HELD = "held"
    """The quarantine: a person looks at it, for the cause it names."""
    DISCARDED = "discarded"
    """A person has put it aside and said why."""


@unique
class Cause(StrEnum):
    """Why a mail waits for a person."""

    NOT_A_MAIL = "not_a_mail"
    NOT_WHOLE = "not_whole"
    """Only its fields could be taken in: it is too large, or its server does not give it."""
    NO_RAW_FORM = "no_raw_form"
    """A mail service did not send the mail itself."""
    EMPTY = "empty"
    NO_AUTHOR = "no_author"
    LOOP = "loop"
    OUT_OF_OFFICE = "out_of_office"
    """An absence note that answers nothing of ours: a request made of it would be answered by the next one."""
    BULK = "bulk"
    """Sent to many: a newsletter or a list."""
    REPORT = "report_about_nothing_of_ours"
    TOO_MANY = "too_many"
    """Its author has written more than the limit within the hour."""
    STAFF_NOT_PROVEN = "staff_not_proven"
    """From the address of a member of the staff, and nothing shows that they wrote it."""
    STAFF = "staff"
    """By a member of the staff, about no conversation."""
    NO_RIGHT = "no_right"
    """By a member of a shop who may not write for it, about something that takes no more messages."""
    UNKNOWN = "too_many_unknown"
    """So many people whom nothing proves have begun requests within the hour that they may be invented."""
    FAILED = "failed"
    """A defect of ours while it was read or filed."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the door knows beside the mail: the conversations its clues name, who wrote, and how often.

    ``keys`` are those that sign reply addresses, the one in use first.
    """

    candidates: Sequence[Candidate]
    keys: Sequence[bytes]
    from_staff: bool = False
    too_many: bool = False
    too_many_unknown: bool = False


def decide(letter: Letter, judged: Judgement, clues: Clues, around: Around) -> Placement:
    """What becomes of a mail. For ``Step.QUARANTINE`` the reason is one of ``Cause``."""
    if Flaw.NO_HEADERS in letter.flaws:
        return _held(Cause.NOT_A_MAIL)
    found = place(judged, clues, around.candidates, keys=around.keys)
    if found.step in {Step.REPORT, Step.QUARANTINE}:
        return found
    if around.from_staff:
        return _of_staff(judged, found)
    if around.too_many:
        return _held(Cause.TOO_MANY, found)
    if found.step is Step.JOIN:
        return found
    if around.too_many_unknown and _is_unknown(judged):
        return _held(Cause.UNKNOWN, found)
    for verdict, cause in _NO_BEGINNING:
        if verdict in judged.verdicts:
            return _held(cause, found)
    if any(one.verdict is Verdict.EMPTY and one.reason == "nothing" for one in judged.findings):
        return _held(Cause.EMPTY, found)
    return found


_NO_BEGINNING = (
    (Verdict.OUT_OF_OFFICE, Cause.OUT_OF_OFFICE),
    (Verdict.LIST, Cause.BULK),
    (Verdict.BULK, Cause.BULK),
)
"""What may answer in a conversation, and never begins one."""


def _is_unknown(judged: Judgement) -> bool:
    """Whether somebody looked and did not find the author proven. Where nobody looks, everybody would be unknown: a
    mailbox fetched for the first time is no flood."""
    return judged.belief.standing is not Standing.PROVEN and judged.belief.reason != NOT_CHECKED


def _of_staff(judged: Judgement, found: Placement) -> Placement:
    """A mail of a member of the staff: a note where it belongs to a conversation, for a mail never speaks for the
    marketplace; from an address of theirs that is not proven, nothing at all."""
    if judged.belief.standing is not Standing.PROVEN:
        return _held(Cause.STAFF_NOT_PROVEN, found)
    if not found.reference:
        return _held(Cause.STAFF, found)
    return replace(found, step=Step.NOTE, reason="staff", person=None, wakes=False)


def _held(cause: Cause, found: Placement | None = None) -> Placement:
    return Placement(Step.QUARANTINE, cause.value, found.reference if found else "", wakes=False)


def may_receipt(judged: Judgement) -> bool:
    """Whether a receipt may go out by itself: the author is proven, so nobody else's mailbox is filled (S27), and it is
    no machine, no list and no report that would answer the answer."""
    return judged.may_act_as_author and judged.may_be_answered_automatically
