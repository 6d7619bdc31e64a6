"""A member of the staff looks at somebody who complains without ground: clears, warns, or suspends for a time.

Nothing here happens by itself (disputes.md L17): the figures only say whom to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.actions.measures import MeasureReport, keep
from amiabil.actions.policies import rules_at
from amiabil.domain import unfounded
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.complaints import MeasureKind, Statement
from amiabil.domain.unfounded import Look, StepKind, Taken
from amiabil.domain.written import clean
from amiabil.foundation.working_time import Place
from amiabil.records import audit
from amiabil.records import complainants as records
from amiabil.records.complainants import Complainant, NewStep
from amiabil.records.people import Side

REASON_MAX = 1_000
"""Letters of why somebody is not reproached with anything."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it was received; ``key`` names it, so that sending it again changes nothing."""

    person: UUID
    key: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What whom it is against reads: what it is about in a few words, and the statement of reasons.

    ``languages`` is the language each part of it is written in, by its name, as far as it is known.
    """

    title: str
    statement: Statement
    languages: Mapping[str, str] = field(default_factory=dict)


def look_at(one: Complainant, *, at: datetime) -> Look:
    """Somebody's figures under the rules that hold for them now. One statement."""
    rules = rules_at(at).for_person(one.person.country).policy.limits.abuse
    return Look(one.figures, one.taken, rules)


def clear(viewer: Viewer, act: Act, reason: str) -> None:
    """Nothing is to be said against them: they wait for nobody until another of their complaints ends unfounded.

    Raises ``NotFound``, ``Forbidden``, ``NotFrequent``, ``TextMissing`` and ``TextTooLong``.
    """
    written = clean(reason, field="/reason", most=REASON_MAX)

    def step(one: Complainant) -> None:
        if not look_at(one, at=act.at).waits:
            raise unfounded.NotFrequent()
        taken = Taken(StepKind.CLEARED, act.at)
        records.add_step(viewer, act.person, NewStep(act.key, taken, reason=written))
        audit.note(viewer, "complainant.clear", str(act.person), at=act.at, facts={})

    _once(viewer, act, step)


def warn(viewer: Viewer, act: Act, told: Told) -> None:
    """Warn them, with reasons, on their pages and by mail; they can contest it like any measure.

    Raises ``NotFound``, ``Forbidden``, ``InvalidFields`` and the refusals of ``unfounded.check_warning``.
    """

    def step(one: Complainant) -> None:
        unfounded.check_warning(look_at(one, at=act.at), at=act.at)
        case = _measure(viewer, act, one, MeasureKind.WARNING, told)
        taken = Taken(StepKind.WARNING, act.at)
        records.add_step(viewer, act.person, NewStep(act.key, taken, case))

    _once(viewer, act, step)


def suspend(viewer: Viewer, act: Act, told: Told, *, days: int) -> None:
    """Let their complaints rest for so many days, from now; only after a warning, and never what the law gives.

    Raises ``NotFound``, ``Forbidden``, ``InvalidFields`` and the refusals of ``unfounded.check_suspension``.
    """

    def step(one: Complainant) -> None:
        pinned = rules_at(act.at).for_person(one.person.country)
        place = Place(pinned.policy.zone, pinned.calendar)
        look = Look(one.figures, one.taken, pinned.policy.limits.abuse)
        until = unfounded.check_suspension(look, days=days, at=act.at, place=place)
        case = _measure(viewer, act, one, MeasureKind.PROCESSING, told)
        taken = Taken(StepKind.SUSPENSION, act.at, until)
        records.add_step(viewer, act.person, NewStep(act.key, taken, case))

    _once(viewer, act, step)


def _once(viewer: Viewer, act: Act, step: Callable[[Complainant], None]) -> None:
    """Take a step about somebody whose figures nobody else acts on meanwhile; once for each key."""
    try:
        with transaction.atomic():
            one = records.lock(viewer, act.person)
            if not records.was_taken(act.key):
                step(one)
    except IntegrityError:  # the same act on two connections at once
        if not records.was_taken(act.key):
            raise


def _measure(viewer: Viewer, act: Act, one: Complainant, kind: MeasureKind, told: Told) -> UUID:
    report = MeasureReport(
        f"{kind}-{act.key.hex}",
        kind,
        one.person.role,
        one.person.ref,
        told.title,
        told.statement,
        decided_by=frozenset({viewer.ref}),
        languages=told.languages,
    )
    return keep(viewer, report, Side(one.person.id, one.person.country), at=act.at)
