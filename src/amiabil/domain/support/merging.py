"""What becomes of two requests of one customer that are answered as one, and of each when that is taken back?

What was said stays where it was said: only who answers where, and what was promised, goes from one to the other. So
taking it back is exact. Pure. Source: support.md 6, decision 0045.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amiabil.domain.access import Subject
from amiabil.domain.support import clocks
from amiabil.domain.support.acts import demand_open
from amiabil.domain.support.change import Change, become
from amiabil.domain.support.clocks import Clock
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import ENDED, LevelClock, TicketEvent, TicketStatus
from amiabil.domain.support.ticket import By, Ticket, TicketStep
from amiabil.foundation.errors import Conflict, Invalid


class SameRequest(Conflict):
    """A request cannot be merged with, or tied to, itself."""

    code = "same_request"


class UnknownRequest(Invalid):
    """There is no request with this number."""

    code = "unknown_request"


class OtherRequester(Conflict):
    """The requests are of two customers: neither may read or be answered with the words of the other."""

    code = "other_requester"


class AddressUnproven(Conflict):
    """Both requests name one address, and of these ``requests`` nobody has shown that its owner wrote them."""

    code = "address_unproven"

    def __init__(self, *references: str) -> None:
        super().__init__(requests=list(references))


class NotMerged(Conflict):
    """The request is not merged into another one, or no longer."""

    code = "not_merged"


@dataclass(frozen=True, slots=True)
class Requester:
    """Who made a request: the account or shop, or of somebody without one the ``address`` their mails go to.

    ``proven``: the mailbox was shown to be theirs, by a mail somebody vouches for or by a link sent there.
    """

    subject: Subject
    address: str = ""
    proven: bool = False


def demand_one_requester(source: Requester, into: Requester, names: tuple[str, str]) -> None:
    """Nothing where both are surely one person: one account, one shop, or one mailbox that was shown to be theirs.

    Raises ``OtherRequester``; ``AddressUnproven`` where only the address is the same. ``names`` are the references.
    """
    if source.subject == into.subject:
        return
    address = source.address.lower()
    if not address or address != into.address.lower():
        raise OtherRequester()
    unproven = [name for name, one in zip(names, (source, into), strict=True) if not one.proven]
    if unproven:
        raise AddressUnproven(*unproven)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a merge changes in a request: where it stands and what is promised. Nothing that anybody wrote."""

    status: TicketStatus
    status_at: datetime
    status_name: str = ""
    asked_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    reminded_at: datetime | None = None
    reopened: int = 0
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge as it is kept for its undoing: both requests before it, the surviving one after it, and when it was."""

    source: Standing
    into: Standing
    became: Standing
    at: datetime


@dataclass(frozen=True, slots=True)
class MergeStep:
    """Both requests after an act on the two."""

    source: TicketStep
    into: TicketStep


def standing_of(ticket: Ticket) -> Standing:
    """Where a request stands."""
    return Standing(
        ticket.status,
        ticket.status_at,
        ticket.status_name,
        ticket.asked_at,
        ticket.solved_at,
        ticket.closed_at,
        ticket.reminded_at,
        ticket.reopened,
        ticket.clocks,
    )


@dataclass(frozen=True, slots=True)
class Two:
    """Two requests: ``source`` goes on, or went on, in ``into``; ``names`` are their references in this order."""

    source: Ticket
    into: Ticket
    names: tuple[str, str]


def merge(two: Two, *, by: By, setup: Setup) -> MergeStep:
    """Let the first go on in the second.

    A question that waits there waits here, since it was asked; of two promises the earlier one counts. Raises
    ``SameRequest``, ``TicketClosed`` or ``TicketMerged``.
    """
    source, into, names = two.source, two.into, two.names
    if names[0] == names[1]:
        raise SameRequest()
    demand_open(source)
    demand_open(into)
    ended = Change(source, by, setup)
    owed = tuple(clock for clock in source.clocks if clock.is_running)
    stopped = tuple(clocks.end(clock, at=by.at) for clock in source.clocks)
    ended.put(merged_into=names[1], status=TicketStatus.CLOSED, status_at=by.at, closed_at=by.at)
    ended.put(status_name="", asked_at=None, reminded_at=None, clocks=stopped)
    _tell(ended, TicketEvent.MERGED, into=names[1])
    kept = Change(into, by, setup)
    if source.asked_at is not None:
        _wait(kept, source.asked_at)
    if into.status not in ENDED or source.asked_at is not None:
        for clock in owed:
            _adopt(kept, clock)
    _tell(kept, TicketEvent.TOOK_IN, other=names[0])
    return MergeStep(ended.done(), kept.done())


def _tell(change: Change, kind: TicketEvent, **other: str) -> None:
    """Tell of it, and whether somebody still has to act afterwards: who counts open requests reads no more."""
    change.tell(kind, **other, open=change.ticket.is_open)


def _wait(change: Change, since: datetime) -> None:
    """Somebody waits for an answer here since then."""
    now = change.ticket
    if now.status in ENDED:
        change.put(reopened=now.reopened + 1)
    if now.status in ENDED or now.status is TicketStatus.WAITING_FOR_CUSTOMER:
        become(change, TicketStatus.OPEN)
    change.put(asked_at=min(since, now.asked_at or since))


def _adopt(change: Change, promised: Clock) -> None:
    """Take over a promise, where it ends before the one of its kind here."""
    if promised.kind is LevelClock.SOLUTION and change.ticket.status is TicketStatus.WAITING_FOR_CUSTOMER:
        return
    own = change.ticket.clock(promised.kind)
    if own is None or not own.is_running or sooner(promised) < sooner(own):
        change.keep(promised)


def sooner(clock: Clock) -> tuple[bool, datetime]:
    """Sorts promises by their end; those without one come last."""
    return (clock.due_at is None, clock.due_at or clock.started_at)


def unmerge(
    two: Two, kept: Merged, *, by: By, setup: Setup, asked_since: datetime | None = None
) -> MergeStep:
    """Take a merge back: ``source`` stands as it stood, ``into`` loses what came with it and was not acted on since.

    Time in which nobody could have answered ``source`` counts on none of its clocks, nor against its customer. Messages
    stay where they were written: ``asked_since`` is when the customer first wrote into the surviving one after the
    merge, None when never; that has to be answered there. Raises ``NotMerged``.
    """
    source, into, names = two.source, two.into, two.names
    if source.merged_into != names[1]:
        raise NotMerged()
    again = Change(source, by, setup)
    before = kept.source
    _put(again, before)
    again.put(merged_into="", status_at=before.status_at + (by.at - kept.at))
    again.put(clocks=tuple(_resumed(again, clock, since=kept.at) for clock in before.clocks))
    _tell(again, TicketEvent.UNMERGED, out_of=names[1])
    left = Change(into, by, setup)
    if not into.merged_into:
        _without(left, kept, asked_since)
    _tell(left, TicketEvent.LET_GO, other=names[0])
    return MergeStep(again.done(), left.done())


def _put(change: Change, standing: Standing) -> None:
    change.put(**{name: getattr(standing, name) for name in Standing.__dataclass_fields__})


def _resumed(change: Change, clock: Clock, *, since: datetime) -> Clock:
    """A promise as it was at the merge, going on now with the time that was left."""
    target = change.of_clock(clock)
    if target is None or not clock.is_running or clock.missed_at is not None:
        return clock
    return clocks.go_on(clocks.pause(clock, target, at=since), target, at=change.at)


_TOGETHER = ("status", "status_at", "status_name", "solved_at", "closed_at", "reminded_at", "reopened")


def _without(change: Change, kept: Merged, asked_since: datetime | None) -> None:
    """Give back what the merge has set and nobody has changed since."""
    now, before, after = change.ticket, kept.into, kept.became
    same = all(getattr(now, name) == getattr(after, name) for name in _TOGETHER)
    if same and (asked_since is None or now.asked_at is None):
        change.put(**{name: getattr(before, name) for name in _TOGETHER})
    if now.asked_at is not None and now.asked_at == after.asked_at:
        change.put(asked_at=before.asked_at or asked_since)
    old, came = ({clock.kind: clock for clock in one.clocks} for one in (before, after))
    restored = []
    for clock in now.clocks:
        adopted = clock.kind in came and came[clock.kind] != old.get(clock.kind)
        untouched = clock == came.get(clock.kind) or clock == clocks.warned(came.get(clock.kind, clock))
        if not adopted or not untouched:
            restored.append(clock)
        elif clock.kind in old and (asked_since is None or old[clock.kind].is_running):
            restored.append(old[clock.kind])
        elif asked_since is not None:
            restored.append(clock)
    change.put(clocks=tuple(restored))
