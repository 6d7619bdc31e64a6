"""Which rule acts on a request, and what does it do? Conditions and actions as data; pure.

Rules cannot run in circles: a rule acts once in a run, a chain of rules that cause one another ends at ``MOST_DEPTH``,
what rules have done begins no other run (``is_of_rule``), and a request has a most for each day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from itertools import pairwise

from amiabil.domain.disputes.model import Actor, Event
from amiabil.domain.support import acts
from amiabil.domain.support.setting import Setting, changes_of
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import Priority, TicketEvent, TicketStatus, TicketType
from amiabil.domain.support.ticket import By, Ticket, TicketStep
from amiabil.domain.terms import PARTIES, Channel, Role
from amiabil.foundation.errors import Fact

MOST_DEPTH = 3
"""Links of a chain in which one rule's change makes the next one act."""

MOST_A_DAY = 20
"""Acts of rules on one request within 24 hours."""

MOST_REPLIES_A_DAY = 2
"""Of them, answers to the customer: more would be a flood of mails."""

_RULE = "rule:"


@unique
class On(StrEnum):
    """What can make a rule look at a request."""

    OPENED = "opened"
    CUSTOMER_WROTE = "customer_wrote"
    STAFF_REPLIED = "staff_replied"
    CHANGED = "changed"
    SOLVED = "solved"
    REOPENED = "reopened"
    RATED = "rated"
    LEVEL_NEAR = "level_near"
    LEVEL_MISSED = "level_missed"


@unique
class Since(StrEnum):
    """From when on a rule about time counts."""

    OPENED = "opened"
    STATUS = "status"
    """Since it has its status."""
    ASKED = "asked"
    """Since the oldest message of the customer that nobody has answered."""


@dataclass(frozen=True, slots=True)
class Wait:
    """So many hours of elapsed time since something."""

    hours: int
    since: Since = Since.STATUS


@dataclass(frozen=True, slots=True)
class When:
    """Conditions, all of which must hold; one that is empty or None asks nothing. A list means *one of these*."""

    topic: tuple[str, ...] = ()
    status: tuple[TicketStatus, ...] = ()
    status_name: tuple[str, ...] = ()
    priority: tuple[Priority, ...] = ()
    type: tuple[TicketType, ...] = ()
    team: tuple[str, ...] = ()
    channel: tuple[Channel, ...] = ()
    language: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    subject_has: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assigned: bool | None = None
    order: bool | None = None
    from_seller: bool | None = None


@dataclass(frozen=True, slots=True)
class Then:
    """What a rule does: sets values, writes a note, sends a saved reply (by its key), or escalates."""

    set: Setting = field(default_factory=Setting)
    note: str = ""
    reply: str = ""
    escalate: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it looks when one of ``on`` happens, or when the time of ``after`` has passed."""

    id: str
    name: Mapping[str, str]
    then: Then
    on: tuple[On, ...] = ()
    after: Wait | None = None
    when: When = When()
    enabled: bool = True

    @property
    def actor(self) -> Actor:
        """As whom it acts."""
        return Actor(Role.SYSTEM, f"{_RULE}{self.id}", "")


@dataclass(frozen=True, slots=True)
class Facts:
    """A request as rules see it."""

    ticket: Ticket
    subject: str
    channel: str
    language: str
    side: Role


@dataclass(frozen=True, slots=True)
class Spent:
    """What rules have done to the request within 24 hours."""

    acts: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Rules at work on one request: what has happened, which have acted, how long the chain is."""

    happened: frozenset[On]
    fired: frozenset[str] = frozenset()
    depth: int = 0

    def after(self, rule: Rule, told: Iterable[Event]) -> Run:
        """The run after a rule has acted; what it caused counts for the others until the chain is too long."""
        caused = frozenset(on for event in told if (on := on_of(event)) is not None) - self.happened
        deeper = self.depth + bool(caused)
        if deeper > MOST_DEPTH:
            caused, deeper = frozenset(), self.depth
        return Run(self.happened | caused, self.fired | {rule.id}, deeper)


def is_of_rule(actor_ref: str) -> bool:
    """Whether a rule did this: it begins no run."""
    return actor_ref.startswith(_RULE)


_ON: Mapping[str, On] = {
    TicketEvent.OPENED: On.OPENED,
    TicketEvent.CHANGED: On.CHANGED,
    TicketEvent.SOLVED: On.SOLVED,
    TicketEvent.REOPENED: On.REOPENED,
    TicketEvent.RATED: On.RATED,
    TicketEvent.LEVEL_NEAR: On.LEVEL_NEAR,
    TicketEvent.LEVEL_MISSED: On.LEVEL_MISSED,
}


def on_of(event: Event) -> On | None:
    """What an event of a request is to rules; None when none can look at it. A note among the staff is nothing."""
    return on_of_kind(event.kind, event.actor.role.value, event.data)


def on_of_kind(kind: str, actor_role: str, data: Mapping[str, Fact]) -> On | None:
    """The same of an event as it is stored, without what its kind belongs to."""
    if kind == "message":
        if data.get("audience") == "staff":
            return None
        return On.CUSTOMER_WROTE if actor_role in {role.value for role in PARTIES} else On.STAFF_REPLIED
    return _ON.get(kind)


# ---- which rule ------------------------------------------------------------------------------


def next_rule(rules: Iterable[Rule], facts: Facts, run: Run, spent: Spent) -> Rule | None:
    """The first rule, in their order, that has to act now; None when the run is over."""
    return next(
        (
            rule
            for rule in rules
            if not run.happened.isdisjoint(rule.on) and rule.id not in run.fired and _may(rule, facts, spent)
        ),
        None,
    )


def due_rules(rules: Iterable[Rule], facts: Facts, *, at: datetime) -> tuple[tuple[Rule, datetime], ...]:
    """The rules about time whose time has passed for this request, each with the instant it counts from."""
    return tuple(
        (rule, since)
        for rule in rules
        if rule.enabled
        and facts.ticket.is_open
        and (since := since_of(rule, facts.ticket)) is not None
        and since + timedelta(hours=rule.after.hours if rule.after else 0) <= at
        and fits(rule.when, facts)
    )


def since_of(rule: Rule, ticket: Ticket) -> datetime | None:
    """From when on a rule about time counts here; None for another rule, or where nothing has begun."""
    if rule.after is None:
        return None
    return {
        Since.OPENED: ticket.opened_at,
        Since.STATUS: ticket.status_at,
        Since.ASKED: ticket.asked_at,
    }[rule.after.since]


def _may(rule: Rule, facts: Facts, spent: Spent) -> bool:
    return rule.enabled and has_room(rule, spent) and fits(rule.when, facts)


def has_room(rule: Rule, spent: Spent) -> bool:
    """Whether the day of the request has room for this rule."""
    return spent.acts < MOST_A_DAY and not (rule.then.reply and spent.replies >= MOST_REPLIES_A_DAY)


def fits(when: When, facts: Facts) -> bool:
    """Whether every condition holds."""
    ticket = facts.ticket
    values: dict[str, str] = {
        "topic": ticket.topic,
        "status": ticket.status,
        "status_name": ticket.status_name,
        "priority": ticket.priority,
        "type": ticket.type,
        "team": ticket.team,
        "channel": facts.channel,
        "language": facts.language,
        "rating": ticket.rating,
    }
    if any(
        allowed and value not in allowed for name, value in values.items() if (allowed := getattr(when, name))
    ):
        return False
    tags, subject = set(ticket.tags), facts.subject.casefold()
    return (
        (not when.tags or bool(tags & {tag.casefold() for tag in when.tags}))
        and not tags & {tag.casefold() for tag in when.without_tags}
        and (not when.subject_has or any(word.casefold() in subject for word in when.subject_has))
        and all(ticket.fields.get(key, "") in allowed for key, allowed in when.fields.items())
        and when.assigned in {None, bool(ticket.assignee)}
        and when.order in {None, bool(ticket.order)}
        and when.from_seller in {None, facts.side is Role.SELLER}
    )


# ---- what it does ----------------------------------------------------------------------------

_STEPS = dict(pairwise(Priority))
"""The next higher priority of each; the highest has none."""


def step_of(rule: Rule, ticket: Ticket, *, at: datetime, setup: Setup) -> TicketStep:
    """What a rule makes of a request; without events when it changes nothing. Raises what ``acts`` refuses."""
    changes = changes_of(rule.then.set, ticket, setup=setup)
    higher = _STEPS.get(ticket.priority)
    if rule.then.escalate and higher is not None and "priority" not in changes:
        changes = {**changes, "priority": higher}
    if not changes:
        return TicketStep(ticket)
    return acts.change_ticket(ticket, changes, by=By(rule.actor, at), setup=setup)


def says(rule: Rule) -> bool:
    """Whether the rule does something besides changing the request: writes, answers, tells."""
    return bool(rule.then.note or rule.then.reply or rule.then.escalate)
