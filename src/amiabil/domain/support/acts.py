"""What changes in a request when somebody makes it, writes, or decides something about it?

Pure: the same ticket, act and instant always give the same step. Source: support.md 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amiabil.domain.support.change import Change, become, end_clock, retarget
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import ENDED, LevelClock, TicketEvent, TicketStatus
from amiabil.domain.support.ticket import (
    CHANGEABLE,
    MOST_TAGS,
    TAG_LETTERS,
    BadTags,
    By,
    Changes,
    Request,
    Ticket,
    TicketClosed,
    TicketMerged,
    TicketStep,
    UnknownTeam,
    UnknownTopic,
)
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import Fact


def open_ticket(request: Request, *, by: By, setup: Setup) -> TicketStep:
    """Make a request. Raises ``UnknownTopic``."""
    if not setup.has_topic(request.topic):
        raise UnknownTopic(field="/topic")
    topic = setup.topic(request.topic)
    fresh = Ticket(
        topic=topic.key,
        opened_at=by.at,
        status_at=by.at,
        version=0,
        priority=request.priority or topic.priority,
        type=request.type or topic.type,
        team=topic.team,
        tags=_tags(request.tags),
        fields=dict(request.fields),
        order=request.order,
    )
    change = Change(fresh, by, setup)
    told: dict[str, Fact] = {"topic": topic.key, "priority": change.ticket.priority.value, **request.facts}
    if request.quiet:
        told["quiet"] = True
    change.tell(TicketEvent.OPENED, **told)
    change.begin(LevelClock.SOLUTION)
    if request.asked_by_customer:
        change.put(asked_at=by.at)
        change.begin(LevelClock.FIRST_REPLY)
    return change.done()


# ---- messages ------------------------------------------------------------------------------


def customer_wrote(ticket: Ticket, *, by: By, setup: Setup) -> TicketStep:
    """The customer has written: somebody of the staff has to answer; what was solved is open again.

    Raises ``TicketClosed`` or ``TicketMerged``.
    """
    demand_open(ticket)
    change = Change(ticket, by, setup)
    if change.ticket.asked_at is None:
        change.put(asked_at=by.at)
        kind = LevelClock.FIRST_REPLY if ticket.first_replied_at is None else LevelClock.NEXT_REPLY
        newest = ticket.clock(kind)
        if newest is None or newest.ended_at is not None:
            change.begin(kind)
    if ticket.status in ENDED:
        change.put(reopened=ticket.reopened + 1)
        change.tell(TicketEvent.REOPENED)
    if ticket.status is not TicketStatus.NEW:
        become(change, TicketStatus.OPEN)
    return change.done()


def staff_replied(ticket: Ticket, changes: Changes, *, by: By, setup: Setup) -> TicketStep:
    """A member of the staff has answered the customer, and set what ``changes`` says with it.

    Without a status among the changes the customer is waited for. Raises what ``change`` raises.
    """
    demand_open(ticket)
    change = Change(ticket, by, setup)
    end_clock(change, LevelClock.FIRST_REPLY)
    end_clock(change, LevelClock.NEXT_REPLY)
    change.put(asked_at=None, first_replied_at=ticket.first_replied_at or by.at)
    if not ticket.assignee and "assignee" not in changes:
        changes = {**changes, "assignee": by.actor.ref}
    _apply(change, {"status": TicketStatus.WAITING_FOR_CUSTOMER, **changes})
    return change.done()


# ---- what the staff change --------------------------------------------------------------------


def change_ticket(ticket: Ticket, changes: Changes, *, by: By, setup: Setup) -> TicketStep:
    """Set fields of a ticket; values it has already change nothing.

    Raises ``TicketClosed``, ``TicketMerged``, ``UnknownTopic``, ``UnknownTeam`` or ``BadTags``.
    """
    demand_open(ticket)
    change = Change(ticket, by, setup)
    _apply(change, changes)
    return change.done()


def note(ticket: Ticket, kind: TicketEvent, *, by: By, setup: Setup) -> TicketStep:
    """What happened beside a request and leaves it as it stands."""
    change = Change(ticket, by, setup)
    change.tell(kind)
    return change.done()


def _apply(change: Change, changes: Changes) -> None:
    unknown = changes.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"a ticket has no {', '.join(sorted(unknown))} to change")
    wanted = _checked(changes, change.setup)
    before = change.ticket
    status = wanted.pop("status", None)
    if status is None and before.status is TicketStatus.NEW and wanted.get("assignee"):
        status = TicketStatus.OPEN
    if status is not None and "status_name" not in wanted and status is not before.status:
        wanted["status_name"] = ""
    changed = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    if changed:
        change.put(**changed)
    if {"priority", "topic"} & changed.keys():
        retarget(change, before)
    told: dict[str, Fact] = {
        name: [_fact(getattr(before, name)), _fact(value)]
        for name, value in changed.items()
        if name not in {"fields", "tags"}
    }
    if (
        "tags" in changed
    ):  # the words go when the request is erased, events stay: it tells only how many there are
        told["tags"] = [len(before.tags), len(change.ticket.tags)]
    if status is not None and status is not before.status:
        told["status"] = [before.status.value, status.value]
    if told or changed:
        change.tell(
            TicketEvent.CHANGED, changes=told, fields=_other_keys(before.fields, change.ticket.fields)
        )
    if status is not None:
        become(change, status)


def _checked(changes: Changes, setup: Setup) -> dict[str, Any]:
    wanted = dict(changes)
    if "topic" in wanted and not setup.has_topic(wanted["topic"]):
        raise UnknownTopic(field="/topic")
    if wanted.get("team") and all(team.key != wanted["team"] for team in setup.teams):
        raise UnknownTeam(field="/team")
    if "tags" in wanted:
        wanted["tags"] = _tags(wanted["tags"])
    return wanted


def _tags(given: tuple[str, ...]) -> tuple[str, ...]:
    tags = tuple(sorted({tag.strip().casefold() for tag in given} - {""}))
    if len(tags) > MOST_TAGS or any(len(tag) > TAG_LETTERS for tag in tags):
        raise BadTags(field="/tags", most=MOST_TAGS, letters=TAG_LETTERS)
    return tags


def _fact(value: Any) -> Fact:
    return [str(one) for one in value] if isinstance(value, tuple) else str(value)


def _other_keys(before: Mapping[str, str], after: Mapping[str, str]) -> list[Fact]:
    """Which custom fields differ. What stands in them may be personal, and events are for ever."""
    return [*sorted(key for key in {*before, *after} if before.get(key) != after.get(key))]


def demand_open(ticket: Ticket) -> None:
    """Let pass a request that takes messages and changes. Raises ``TicketMerged`` or ``TicketClosed``."""
    if ticket.merged_into:
        raise TicketMerged(into=ticket.merged_into)
    if ticket.status is TicketStatus.CLOSED:
        raise TicketClosed(closed_at=instant_text(ticket.closed_at) if ticket.closed_at else None)
