"""Which conversation does a mail belong to, and as whom does its author speak there?

In the order of their strength: a name we signed, an id of a mail we sent, a number in the subject. None of them lets
in who does not belong there already: a stranger's mail opens a conversation of its own, linked for the agents' eyes
(S4, S5, M21-M29). Loaded beforehand are the conversations that the clues name, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique
from uuid import UUID

from amiabil.domain.mail.authentication import Standing
from amiabil.domain.mail.letter import Letter
from amiabil.domain.mail.reply_address import ReplyName, names_in, person_of
from amiabil.domain.mail.verdicts import Judgement, Verdict
from amiabil.foundation.ids import read_reference

_NUMBER = re.compile(r"(?<![0-9A-Za-z])([DTCdtc]-?[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4})(?![0-9A-Za-z])")
_MOST_NUMBERS = 5


@unique
class Step(StrEnum):
    """What happens to a mail."""

    JOIN = "join"
    """It is a message of the conversation, by one of its people."""
    OPEN_LINKED = "open_linked"
    """It opens a conversation, linked to the one it may mean; its author learns nothing about that one."""
    OPEN = "open"
    NOTE = "note"
    """It is a note of one of the staff, for the staff alone."""
    REPORT = "report"
    """It tells what became of a mail of the conversation and is no message."""
    QUARANTINE = "quarantine"
    """A person looks at it first."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What a mail says about where it belongs; none of it is proven yet."""

    names: tuple[ReplyName, ...]
    message_ids: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """The conversations named, each once: these are to be loaded, and those that sent one of the ids."""
        return tuple(dict.fromkeys([*(name.reference for name in self.names), *self.numbers]))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that a clue names: its people with their addresses, and the mails it sent among the ids asked for.

    ``known_as`` are references of conversations merged into it; ``formerly`` who of the people had which id while they
    were known by an address alone. ``sent`` tells for each id (without brackets) to whom:
    ids of single mails only, which nobody else can know, never one that all mails of a conversation share.
    """

    reference: str
    people: Mapping[UUID, frozenset[str]]
    sent: Mapping[str, UUID] = field(default_factory=dict)
    known_as: frozenset[str] = frozenset()
    formerly: Mapping[UUID, UUID] = field(default_factory=dict)

    def now(self, person: UUID) -> UUID:
        """Who this is today: a contact whose request was taken into an account is that customer."""
        return self.formerly.get(person, person)

    def answers_to(self, reference: str) -> bool:
        """Whether this is the conversation meant by a reference."""
        return reference == self.reference or reference in self.known_as

    def person_at(self, address: str) -> UUID | None:
        """Whose address this is; None when it is nobody's here."""
        wanted = address.lower()
        return next((one for one, known in self.people.items() if wanted in {a.lower() for a in known}), None)


@dataclass(frozen=True, slots=True)
class Placement:
    """What happens to the mail, where, as whom, and by which rule. ``reference`` is empty for a new conversation."""

    step: Step
    reason: str
    reference: str = ""
    person: UUID | None = None
    wakes: bool = True
    """Whether it counts as an answer: an absence note neither reopens nor stops a clock."""


@dataclass(frozen=True, slots=True)
class _Meant:
    candidate: Candidate
    clue: str
    written_to: UUID | None


def clues_of(letter: Letter, recipients: Iterable[str] = ()) -> Clues:
    """What this mail says about where it belongs; ``recipients`` are those of the envelope, where they are known."""
    people = letter.people
    fields = [one.address for one in (*people.to, *people.copies)]
    earlier = letter.thread.earlier
    names = names_in([*recipients, *people.delivered_to, *fields], earlier)
    numbers = (read_reference(match[1]) for match in _NUMBER.finditer(letter.subject))
    return Clues(names, earlier, tuple(dict.fromkeys(one for one in numbers if one))[:_MOST_NUMBERS])


def place(
    judged: Judgement, clues: Clues, candidates: Sequence[Candidate], *, keys: Sequence[bytes]
) -> Placement:
    """Where a mail belongs."""
    report = judged.report
    if report is not None:
        about = next((one for one in candidates if report.about in one.sent), None)
        if about is not None:
            return Placement(Step.REPORT, "report", about.reference, about.sent[report.about], wakes=False)
        return Placement(Step.QUARANTINE, "report_about_nothing_of_ours", wakes=False)
    if Verdict.LOOP in judged.verdicts:
        return Placement(Step.QUARANTINE, "loop", wakes=False)
    if judged.author is None:
        return Placement(Step.QUARANTINE, "no_author", wakes=False)
    meant = next(_meant(clues, candidates, keys), None)
    wakes = not judged.verdicts & {Verdict.AUTOMATIC, Verdict.OUT_OF_OFFICE}
    if meant is None:
        return Placement(Step.OPEN, "new", wakes=wakes)
    return _in(meant, judged, judged.author.key, wakes=wakes)


def _in(meant: _Meant, judged: Judgement, address: str, *, wakes: bool) -> Placement:
    """Whether the author is let in where the clue leads."""
    reference = meant.candidate.reference
    person = meant.candidate.person_at(address)
    if judged.belief.standing is Standing.FORGED:
        return Placement(Step.OPEN_LINKED, "forged", reference, wakes=wakes)
    if person is None:
        return Placement(Step.OPEN_LINKED, f"{meant.clue}_from_stranger", reference, wakes=wakes)
    is_proven = judged.belief.standing is Standing.PROVEN
    if is_proven or (meant.written_to is not None and meant.written_to == person):
        return Placement(Step.JOIN, meant.clue, reference, person, wakes)
    return Placement(Step.OPEN_LINKED, f"{meant.clue}_unproven", reference, wakes=wakes)


def _meant(clues: Clues, candidates: Sequence[Candidate], keys: Sequence[bytes]) -> Iterator[_Meant]:
    """The conversations the clues lead to, by the strongest clue first."""
    for name in clues.names:
        for candidate in (one for one in candidates if one.answers_to(name.reference)):
            person = person_of(name, [*candidate.people, *candidate.formerly], keys=keys)
            if person is not None:
                yield _Meant(candidate, "signed_name", candidate.now(person))
    for message_id in clues.message_ids:
        for candidate in (one for one in candidates if message_id in one.sent):
            yield _Meant(candidate, "our_message_id", candidate.now(candidate.sent[message_id]))
    for number in clues.numbers:
        for candidate in (one for one in candidates if one.answers_to(number)):
            yield _Meant(candidate, "number_in_subject", None)
