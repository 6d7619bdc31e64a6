"""An agent lets two requests of one customer be answered as one, sees before what follows, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from amiabil.actions.disputes import TRIES, actor_of
from amiabil.actions.support_setup import setup_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support import merging, waking
from amiabil.domain.support.merging import Merged, MergeStep, NotMerged, Two, standing_of
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.ticket import By, TicketStep
from amiabil.records import in_copy, ticket_merges, ticket_save, tickets
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile


@dataclass(frozen=True, slots=True)
class Pair:
    """Two requests as they are now, time's own doing included: ``source`` goes on in ``into``."""

    source: TicketFile
    into: TicketFile
    setup: Setup

    @property
    def two(self) -> Two:
        """Both as the rules know them."""
        names = (self.source.reference, self.into.reference)
        return Two(self.source.ticket, self.into.ticket, names)


@dataclass(frozen=True, slots=True)
class MergeOf:
    """What is asked for. ``versions`` are those the viewer had before them, None for whatever is current."""

    source: str
    into: str
    at: datetime
    versions: tuple[int, int] | None = None


def foresee(viewer: Viewer, asked: MergeOf) -> tuple[Pair, MergeStep]:
    """Both as they are, and what they would become; nothing is kept. Raises what ``merge`` raises."""
    demand(viewer, Act.WORK_TICKET)
    pair, _due = _read(viewer, asked)
    return pair, _merged(viewer, pair, asked.at)


def merge(viewer: Viewer, asked: MergeOf) -> TicketFile:
    """Let one request go on in another one of the same customer; the surviving one. A repeat changes nothing.

    Raises ``NotFound``, ``OtherRequester``, ``AddressUnproven``, ``SameRequest``, ``TicketClosed``, ``TicketMerged``,
    ``CaseMovedOn`` when one of them is not as it was seen, and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)

    def act(pair: Pair) -> MergeStep | None:
        if pair.source.ticket.merged_into == pair.into.reference:
            return None
        if asked.versions not in {None, (pair.source.chain.version, pair.into.chain.version)}:
            raise CaseMovedOn()
        return _merged(viewer, pair, asked.at)

    def keep(pair: Pair, step: MergeStep) -> None:
        kept = Merged(
            standing_of(pair.source.ticket),
            standing_of(pair.into.ticket),
            standing_of(step.into.ticket),
            asked.at,
        )
        source, into = pair.source.case_id, pair.into.case_id
        ticket_merges.note(new_id(), source=source, into=into, kept=kept, by=viewer.ref)
        in_copy.take_along(source, into, at=asked.at)

    return _both(viewer, asked, act, keep)


def unmerge(viewer: Viewer, reference: str, *, at: datetime) -> TicketFile:
    """Take a merge back; the request that stands by itself again. A repeat changes nothing.

    Raises ``NotFound``, ``NotMerged``, ``CaseMovedOn``, and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    file = tickets.file_of(viewer, reference)
    if not file.ticket.merged_into:
        return file
    asked = MergeOf(reference, file.ticket.merged_into, at)

    def act(pair: Pair) -> MergeStep | None:
        if not pair.source.ticket.merged_into:
            return None
        kept = ticket_merges.of_source(viewer, pair.source.case_id)
        if kept is None:
            raise NotMerged()
        by = By(actor_of(viewer), at)
        since = tickets.asked_after(viewer, pair.into, kept.at)
        return merging.unmerge(pair.two, kept, by=by, setup=pair.setup, asked_since=since)

    def keep(pair: Pair, _step: MergeStep) -> None:
        ticket_merges.undo(pair.source.case_id, by=viewer.ref, at=at)
        in_copy.give_back(pair.source.case_id, pair.into.case_id)

    _both(viewer, asked, act, keep)
    return tickets.file_of(viewer, reference)


def _merged(viewer: Viewer, pair: Pair, at: datetime) -> MergeStep:
    merging.demand_one_requester(pair.source.requester, pair.into.requester, pair.two.names)
    by = By(actor_of(viewer), at)
    return merging.merge(pair.two, by=by, setup=pair.setup)


_Due = tuple[TicketStep, TicketStep]


def _read(viewer: Viewer, asked: MergeOf) -> tuple[Pair, _Due]:
    """Both requests with what time has done to them by then, which is saved before the act."""
    source, into = tickets.file_of(viewer, asked.source), tickets.file_of(viewer, asked.into)
    setup = setup_of(source.setup_version, source.holidays)
    due = tuple(waking.wake(one.ticket, at=asked.at, setup=setup) for one in (source, into))
    pair = Pair(replace(source, ticket=due[0].ticket), replace(into, ticket=due[1].ticket), setup)
    return pair, (due[0], due[1])


def _both(
    viewer: Viewer,
    asked: MergeOf,
    act: Callable[[Pair], MergeStep | None],
    keep: Callable[[Pair, MergeStep], None],
) -> TicketFile:
    """Act on two requests at once, all or nothing; again where somebody came in between."""
    for _ in range(TRIES):
        pair, due = _read(viewer, asked)
        step = act(pair)
        if step is None:
            return tickets.file_of(viewer, asked.into)
        whole = [
            (pair.source, TicketStep(step.source.ticket, (*due[0].events, *step.source.events))),
            (pair.into, TicketStep(step.into.ticket, (*due[1].events, *step.into.events))),
        ]
        try:
            with transaction.atomic():
                # In one order whoever acts, so that two merges in opposite directions never wait for one another.
                for file, one in sorted(whole, key=lambda part: part[0].case_id):
                    ticket_save.save(file, one, pair.setup, received_at=asked.at)
                keep(pair, step)
        except (CaseMovedOn, IntegrityError):
            continue
        return tickets.file_of(viewer, asked.into)
    raise CaseMovedOn()
