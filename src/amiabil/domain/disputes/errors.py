"""Why can a command be refused? One class per public code, in the order in which they are given.

Source: scenario-format.md, Refusal codes: when several fit, the first of the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from amiabil.domain.terms import Command, Role, State
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import AmiabilError, Conflict, Forbidden, Invalid, NotFound
from amiabil.foundation.money import BadAmount, Money


class CaseNotFound(NotFound):
    """The case, order, line, proposal or item is not there."""

    code = "not_found"


class NotYours(Forbidden):
    """The role does not have the command."""

    code = "not_yours"

    def __init__(self, role: Role, command: Command) -> None:
        super().__init__(role=role.value, command=command.value)


class Suspended(Conflict):
    """A proceeding outside suspends the case."""

    code = "suspended"


class AlreadySettled(Conflict):
    """There is an agreement, and the command belongs to the time before it."""

    code = "already_settled"


class AlreadyDecided(Conflict):
    """There is a decision, and the command belongs to the time before it."""

    code = "already_decided"


class AlreadyAppealed(Conflict):
    """No further appeal is open to this party."""

    code = "already_appealed"


class Superseded(Conflict):
    """The proposal was replaced, or its amount is not the one that was named."""

    code = "superseded"

    def __init__(self, amount: Money | None = None) -> None:
        super().__init__(**({} if amount is None else {"current": amount.fact()}))


class StaleVersion(Conflict):
    """The case has changed since the actor looked."""

    code = "stale_version"

    def __init__(self, *, seen: int, current: int, state: State) -> None:
        super().__init__(seen=seen, current=current, state=state.value)


class _Window(Conflict):
    def __init__(self, *, opens: datetime | None = None, closes: datetime | None = None) -> None:
        window = {"opens": opens, "closes": closes}
        super().__init__(**{name: instant_text(at) for name, at in window.items() if at is not None})


class TooEarly(_Window):
    """A time the procedure names has not come yet."""

    code = "too_early"


class TooLate(_Window):
    """The time that allowed the command is over."""

    code = "too_late"


class NotInThisState(Conflict):
    """The case is not where this command is possible."""

    code = "not_in_this_state"

    def __init__(self, state: State, command: Command) -> None:
        super().__init__(state=state.value, command=command.value)


class ExcludedByLaw(Conflict):
    """The law gives this right to others, or not for this; ``within_days`` where it counts days."""

    code = "excluded_by_law"

    def __init__(self, why: str, *, within_days: int | None = None) -> None:
        if within_days is None:
            super().__init__(why=why)
        else:
            super().__init__(why=why, within_days=within_days)


class ReopenExhausted(Conflict):
    """The case has been reopened as often as the policy allows."""

    code = "reopen_exhausted"

    def __init__(self, most: int) -> None:
        super().__init__(max=most)


class NotHere(Conflict):
    """The matter has no procedure here; ``route`` names where it belongs."""

    code = "not_here"

    def __init__(self, route: str) -> None:
        super().__init__(route=route)


class ProcessingSuspended(Conflict):
    """For a time the platform does not deal with complaints of this person, except where the law gives a right."""

    code = "processing_suspended"

    def __init__(self, until: datetime) -> None:
        super().__init__(closes=instant_text(until))


class ExternalProceedingOpen(Conflict):
    """A chargeback for the same units is open."""

    code = "external_proceeding_open"


class ConflictOfInterest(Forbidden):
    """This person may not act here: a party, a challenged mediator, or the author of what is reviewed."""

    code = "conflict_of_interest"


class ReplyPending(Conflict):
    """Somebody has been asked and his time to answer is not over."""

    code = "reply_pending"

    def __init__(self, of: Role, closes: datetime | None) -> None:
        super().__init__(of=of.value, **({} if closes is None else {"closes": instant_text(closes)}))


class UnitsInDispute(Conflict):
    """Not enough units of a line are free; ``cases`` have them."""

    code = "units_in_dispute"

    def __init__(self, *, line: str, cases: Iterable[str]) -> None:
        super().__init__(line=line, cases=list(cases))


class EvidenceMissing(Invalid):
    """Questions without an answer and evidence that is not there are ``missing``; a list inside means one of these."""

    code = "evidence_missing"

    def __init__(self, missing: Iterable[str | list[str]], *, field: str = "/evidence") -> None:
        super().__init__(field=field, missing=[list(m) if isinstance(m, list) else m for m in missing])


class RemedyNotAllowed(Invalid):
    """The policy, the lane or what happened does not allow this remedy now."""

    code = "remedy_not_allowed"

    def __init__(self, remedy: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(field="/remedy", remedy=remedy, allowed=list(allowed))


class ExceedsRefundable(Invalid):
    """More than can be refunded; ``max`` is the most."""

    code = "exceeds_refundable"

    def __init__(self, most: Money) -> None:
        super().__init__(field="/amount", max=most.fact())


class CannotWorsen(Conflict):
    """An appeal by one side only may not worsen that side's result."""

    code = "cannot_worsen"

    def __init__(self, decided: Money) -> None:
        super().__init__(decided=decided.fact())


class DecisionIncomplete(Invalid):
    """A required part of the decision is missing."""

    code = "decision_incomplete"

    def __init__(self, missing: Iterable[str]) -> None:
        super().__init__(missing=list(missing))


class UnitUnknown(Invalid):
    """The order has no such line, or not so many units of it."""

    code = "unknown_units"

    def __init__(self, line: str) -> None:
        super().__init__(field="/units", line=line)


class GroundNotAllowed(Invalid):
    """The policy does not know this ground of appeal."""

    code = "ground_not_allowed"

    def __init__(self, ground: str, allowed: Iterable[str]) -> None:
        super().__init__(field="/ground", ground=ground, allowed=list(allowed))


class AmountWithGoods(Invalid):
    """An amount beside a replacement, a repair or a new parcel: nobody would know what was meant."""

    code = "amount_with_goods"


class ConsentMissing(Invalid):
    """What changes a right needs a word of consent."""

    code = "consent_missing"


class DayIsPast(Invalid):
    """A promise for a day that is over."""

    code = "day_is_past"


class NotJoinable(Conflict):
    """Two cases that are not one matter, or of which one still waits for an answer; ``why`` names the obstacle."""

    code = "not_joinable"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class DuplicateLabel(Invalid):
    """Another item of the case has this label."""

    code = "duplicate_label"

    def __init__(self, label: str) -> None:
        super().__init__(field="/label", label=label)


PRECEDENCE: tuple[type[AmiabilError], ...] = (
    CaseNotFound,
    NotYours,
    Suspended,
    AlreadySettled,
    AlreadyDecided,
    AlreadyAppealed,
    Superseded,
    StaleVersion,
    TooEarly,
    TooLate,
    NotInThisState,
    ExcludedByLaw,
    ReopenExhausted,
    NotHere,
    ExternalProceedingOpen,
    ConflictOfInterest,
    ReplyPending,
    UnitsInDispute,
    EvidenceMissing,
    RemedyNotAllowed,
    BadAmount,
    ExceedsRefundable,
    CannotWorsen,
    DecisionIncomplete,
)
"""When several refusals fit, the first of these is given."""


def refuse_first(refusals: Iterable[AmiabilError]) -> None:
    """Raise the refusal that comes first in ``PRECEDENCE``; do nothing when there is none."""
    first = min(refusals, key=lambda refusal: PRECEDENCE.index(type(refusal)), default=None)
    if first is not None:
        raise first
