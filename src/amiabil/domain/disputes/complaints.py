"""What when somebody contests a measure of the platform itself? The lane ``platform_complaint``.

No negotiation, no hold, no appeal inside: a reviewer who took no part in the measure hears the complaint and decides it
with a statement of reasons. Pure, like the engine beside it. Source: disputes.md 3.12, L14, L15; 3.6 rule 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from amiabil.domain.disputes import errors
from amiabil.domain.disputes.model import SYSTEM, Actor, Event
from amiabil.domain.disputes.parts import EvidenceItem, Question
from amiabil.domain.policy.lanes import ComplaintLane
from amiabil.domain.terms import Command, Happening, Lane, Outcome, Role, State
from amiabil.domain.written import LINE_MAX, MESSAGE_MAX, clean
from amiabil.foundation import codec
from amiabil.foundation.errors import Fact
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Place, Remaining, Span, Unit, deadline


@unique
class MeasureKind(StrEnum):
    """What a measure restricts (L14), or that it refuses something."""

    CONTENT = "content"
    PAYMENTS = "payments"
    SERVICE = "service"
    ACCOUNT = "account"
    REFUSAL = "refusal"
    WARNING = "warning"
    PROCESSING = "processing"


OWN_KINDS = frozenset({MeasureKind.WARNING, MeasureKind.PROCESSING})
"""What is done here and not by the marketplace's systems: a warning about complaints without ground, and that for a
time they are not dealt with (``domain/unfounded``). A decision that lifts one of them is carried out with it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as the platform reported it: when its notice arrived, and by whom (references) it was decided."""

    id: str
    kind: MeasureKind
    against: Role
    person: str
    noticed_at: datetime
    decided_by: frozenset[str] = frozenset()


@unique
class Verdict(StrEnum):
    """What becomes of a measure."""

    LIFTED = "lifted"
    CHANGED = "changed"
    STANDS = "stands"
    INADMISSIBLE = "inadmissible"


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of reasons (L14): what is decided, its scope, the facts, the ground, and where to go from here.

    ``automated`` says whether any automated means were used; a statement that does not say so is incomplete.
    """

    what: str = ""
    scope: str = ""
    facts: str = ""
    ground: str = ""
    redress: str = ""
    automated: bool | None = None


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision; what the statement says travels beside the event, erasable."""

    verdict: Verdict
    by: str
    at: datetime
    ground: str
    automated: bool


@dataclass(frozen=True, slots=True)
class Complaint:
    """The whole state of one complaint. ``breached`` once T6 ended without a decision; then it runs anew.

    While the first question to whoever complained is open T6 rests: ``due_at`` is None and ``left`` what remains.
    ``reminders`` are those of the open question that are still to come. ``heard_from`` is until when the complaints of
    whoever filed it are not dealt with: it is kept, and T6 counts from then.
    """

    id: UUID
    version: int
    state: State
    measure: Measure
    rules: ComplaintLane
    place: Place
    filed_at: datetime
    due_at: datetime | None = None
    breached: bool = False
    ruled: Ruled | None = None
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    lane: Lane = Lane.PLATFORM_COMPLAINT
    evidence: tuple[EvidenceItem, ...] = ()
    questions: tuple[Question, ...] = ()
    left: Remaining | None = None
    reminders: tuple[datetime, ...] = ()
    heard_from: datetime | None = None

    @property
    def question(self) -> Question | None:
        """The question that awaits an answer; there is at most one."""
        return next((one for one in self.questions if one.open), None)

    @property
    def until(self) -> datetime | None:
        """Until when whoever has the turn acts: the answer while a question is open, else the decision."""
        return self.question.due_at if self.question is not None else self.due_at

    @property
    def wakes_at(self) -> datetime | None:
        """When it acts by itself; None once it is decided."""
        asked = (self.question.due_at,) if self.question is not None else ()
        own = (self.due_at,) if self.due_at is not None else ()
        return min((*self.reminders, *asked, *own), default=None)


@dataclass(frozen=True, slots=True)
class ComplaintStep:
    """What one act or one waking did."""

    complaint: Complaint
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reviewer asks: one fact, which proof of it is accepted, and how long there is for the answer."""

    fact: str
    proof: str
    span: Span


MEASURE_REVERSED = "measure_reversed"
"""The event on which the marketplace lifts or changes the measure by itself; ``verdict`` says which."""

REVERSING = frozenset({Verdict.LIFTED, Verdict.CHANGED})
"""Verdicts that the marketplace has to carry out."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A complaint as it was received; ``rules`` and ``place`` are the policy's and are pinned.

    ``acts_for`` is the shop a member files for, empty for somebody who files for themselves. ``version`` is the one the
    complaint begins with: it goes on in the ticket of its measure. ``suspended_until`` is until when complaints of
    theirs are not dealt with, None where nothing was decided against them; one about that very decision always is.
    ``until`` is the end of the months where more time was given, None as ``closes_at`` counts them.
    """

    id: UUID
    measure: Measure
    text: str
    rules: ComplaintLane
    place: Place
    acts_for: str = ""
    version: int = 1
    suspended_until: datetime | None = None
    until: datetime | None = None

    def heard_from(self, at: datetime) -> datetime | None:
        """From when it is dealt with, where that is not at once."""
        until = self.suspended_until
        waits = until is not None and until > at and self.measure.kind not in OWN_KINDS
        return until if waits else None


def closes_at(measure: Measure, rules: ComplaintLane, place: Place) -> datetime:
    """The exclusive end of the months in which a measure can be complained about."""
    return deadline(measure.noticed_at, Span(rules.months, Unit.MONTHS, roll=True), place)


def file(filed: Filed, *, by: Actor, at: datetime) -> ComplaintStep:
    """Open a complaint. Refusals: ``not_yours`` (of another person), ``too_early``, ``too_late``; texts are bounded."""
    measure = filed.measure
    if (by.role, filed.acts_for or by.ref) != (measure.against, measure.person):
        raise errors.NotYours(by.role, Command.SUBMIT)
    closes = filed.until or closes_at(measure, filed.rules, filed.place)
    if at < measure.noticed_at:
        raise errors.TooEarly(opens=measure.noticed_at, closes=closes)
    if at >= closes:
        raise errors.TooLate(opens=measure.noticed_at, closes=closes)
    text = clean(filed.text, field="/text")
    heard_from = filed.heard_from(at)
    due_at = deadline(heard_from or at, Span(filed.rules.decision_days), filed.place)
    opened = Complaint(
        filed.id,
        filed.version,
        State.IN_MEDIATION,
        measure,
        filed.rules,
        filed.place,
        filed_at=at,
        due_at=due_at,
        heard_from=heard_from,
    )
    bench = Bench(opened, at, by)
    bench.record(
        Command.SUBMIT,
        {"text": text},
        lane=opened.lane.value,
        measure=measure.id,
        measure_kind=measure.kind.value,
        by=by.role.value,
    )
    return bench.done(None)


def decide(
    complaint: Complaint, verdict: Verdict, statement: Statement, *, by: Actor, at: datetime
) -> ComplaintStep:
    """Decide a complaint, for good. What lifts or changes a measure waits, ``decided``, until the marketplace has.

    Refusals: ``not_yours``, ``already_decided``, ``conflict_of_interest``, ``reply_pending`` (a question is open),
    ``decision_incomplete`` (what is missing).
    """
    check_hearer(complaint, by, Command.DECIDE)
    if complaint.question is not None:
        raise errors.ReplyPending(complaint.question.of, complaint.question.due_at)
    texts, automated = texts_of(statement), statement.automated
    missing = lacking(statement)
    if missing or automated is None:
        raise errors.DecisionIncomplete(missing)
    ruled = Ruled(verdict, by.ref, at, texts["ground"], automated)
    after = replace(complaint, version=complaint.version + 1, state=State.DECIDED, ruled=ruled, due_at=None)
    bench = Bench(after, at, by)
    bench.record(
        Command.DECIDE,
        texts,
        verdict=verdict.value,
        automated=automated,
        measure=complaint.measure.id,
    )
    if verdict in REVERSING:
        bench.record(MEASURE_REVERSED, measure=complaint.measure.id, verdict=verdict.value)
    else:
        _close(bench)
    return bench.done(complaint)


def check_hearer(complaint: Complaint, by: Actor, command: Command) -> None:
    """Refuse who may not hear this complaint now: ``not_yours``, ``already_decided``, ``conflict_of_interest``."""
    if by.role is not Role.REVIEWER:
        raise errors.NotYours(by.role, command)
    if complaint.ruled is not None:
        raise errors.AlreadyDecided()
    if is_barred(complaint.measure, by.ref):
        raise errors.ConflictOfInterest()


def is_barred(measure: Measure, ref: str) -> bool:
    """Whether this person took part in the measure, or is the one it is against."""
    return ref in measure.decided_by | {measure.person}


def lacking(statement: Statement) -> list[str]:
    """What a statement of reasons does not say and has to (L14), by name, in order."""
    missing = [name for name, text in texts_of(statement).items() if not text]
    return [*missing, *(["automated"] if statement.automated is None else [])]


def texts_of(statement: Statement) -> dict[str, str]:
    """The clean texts of a statement by their names; what is empty is missing. Raises ``TextTooLong``."""
    return {
        one.name: clean(
            getattr(statement, one.name),
            field=f"/{one.name}",
            most=LINE_MAX if one.name == "ground" else MESSAGE_MAX,
            required=False,
        )
        for one in fields(Statement)
        if one.name != "automated"
    }


def reversed_by_marketplace(complaint: Complaint, *, at: datetime) -> ComplaintStep:
    """The marketplace has lifted or changed the measure: the complaint closes. Told again, nothing happens."""
    if complaint.state is not State.DECIDED:
        return ComplaintStep(complaint)
    bench = Bench(replace(complaint, version=complaint.version + 1), at, SYSTEM)
    _close(bench)
    return bench.done(complaint)


def outcome_of(verdict: Verdict, complainant: Role) -> Outcome:
    """The outcome: for whoever complained when the measure is lifted, against them when it stands."""
    if verdict is Verdict.INADMISSIBLE:
        return Outcome.INADMISSIBLE
    if verdict is Verdict.CHANGED:
        return Outcome.DECIDED_SPLIT
    for_buyer = (complainant is Role.BUYER) == (verdict is Verdict.LIFTED)
    return Outcome.DECIDED_BUYER if for_buyer else Outcome.DECIDED_SELLER


@dataclass(slots=True)
class Bench:
    """One act or one waking while it is worked out: the complaint so far, and what there is to tell."""

    complaint: Complaint
    at: datetime
    actor: Actor
    events: list[Event] = field(default_factory=list)

    def record(self, kind: str, texts: Mapping[str, str] | None = None, **data: Fact) -> None:
        """Add an event."""
        self.events.append(
            Event(str(kind), self.at, self.actor, self.complaint.version, data, dict(texts or {}))
        )

    def done(self, before: Complaint | None) -> ComplaintStep:
        """The step; its first event carries the change since ``before``."""
        after = self.complaint
        patch = codec.encode(Complaint, after) if before is None else codec.change(Complaint, before, after)
        first = replace(self.events[0], change=patch)
        return ComplaintStep(after, (first, *self.events[1:]))


def _close(bench: Bench) -> None:
    ruled = bench.complaint.ruled
    if ruled is None:
        return
    outcome = outcome_of(ruled.verdict, bench.complaint.measure.against)
    bench.complaint = replace(bench.complaint, state=State.CLOSED, outcome=outcome, closed_at=bench.at)
    bench.record(Happening.CLOSED, outcome=outcome.value, against=bench.complaint.measure.against.value)


def replay(events: tuple[Event, ...]) -> Complaint:
    """The complaint as its events tell it, from the first."""
    document: dict[str, object] = {}
    for event in events:
        if event.change:
            document = codec.patched(document, event.change)
    return codec.decode(Complaint, document)
