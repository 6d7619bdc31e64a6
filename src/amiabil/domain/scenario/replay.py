"""What would have come out under another policy? The histories of real cases, told again by the same engine.

A line of an export is one order with its cases (``history.py``). Every command is tried at its own instant; what is
no longer possible is named with its refusal, and the story goes on without it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from amiabil.domain.disputes import money
from amiabil.domain.disputes.arguments import Submission, read_arguments
from amiabil.domain.disputes.model import Actor, Step
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.policy import Policy, PolicyFile, calendar
from amiabil.domain.scenario.model import Rates, Scenario, StoryStep
from amiabil.domain.scenario.values import Look, values_of
from amiabil.domain.scenario.world import World
from amiabil.domain.terms import Command, Role
from amiabil.foundation import codec
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.money import is_currency
from amiabil.foundation.working_time import Calendar

FORMAT = "amiabil-history/1"

AFTERWARDS = timedelta(days=400)
"""How long the timers of a case go on after its last command; longer than any of them."""

COMPARED = ("state", "outcome", "refunded", "released")

DEBIT = "seller_debit"
"""What the seller is charged; compared where he settles in another currency than the order's."""


@dataclass(frozen=True, slots=True)
class History:
    """One order with its cases: pins, orders at the opening, the steps in time, what was recorded.

    ``counted`` has the calendar each case was opened under, ``calendars`` one of each id. ``rates`` are those of the
    days around the cases, by pair; an export without any charges at the order's.
    """

    pinned: Mapping[str, Policy]
    calendars: Mapping[str, Calendar]
    orders: Mapping[str, OrderFacts]
    steps: tuple[StoryStep, ...]
    recorded: Mapping[str, Mapping[str, Any]]
    rates: Mapping[tuple[str, str], Rates] = field(default_factory=dict)
    counted: Mapping[str, Calendar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Impossible:
    """A command that is refused under the policy: when, who, what, and the code of the refusal."""

    case: str
    at: datetime
    by: Role
    command: Command
    code: str


@dataclass(slots=True)
class _Retold(World):
    """A world in which each case stands under the policy and calendar it was opened under, where they are named.

    Only where its cases end is asked, so it remembers nothing of how they came there.
    """

    pinned: Mapping[str, Policy] = field(default_factory=dict)
    counted: Mapping[str, Calendar] = field(default_factory=dict)

    def calendar_for(self, label: str, policy: Policy) -> Calendar:
        own = self.counted.get(label)
        return own if own is not None and own.id == policy.policy.calendar else self.calendar_of(policy)

    def policy_for(self, order: OrderFacts, given: Submission) -> Policy:
        for label, known in self.orders.items():
            if known is order and label in self.pinned:
                return self.pinned[label]
        return World.policy_for(self, order, given)

    def _note(self, label: str, step: Step) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Telling:
    """A history as it went under one policy."""

    cases: Mapping[str, Mapping[str, Any]]
    impossible: tuple[Impossible, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One case under its own policy and under another one.

    ``reproduced`` tells whether the replay under its own policy comes to what is recorded; where it does not, the
    comparison says less. ``differs`` has the changed values as [before, after]; ``impossible`` what the parties could
    no longer do.
    """

    case: str
    own: Mapping[str, Any]
    other: Mapping[str, Any]
    differs: Mapping[str, list[Any]]
    impossible: tuple[Impossible, ...]
    reproduced: bool


def read_history(line: str, name: str, number: int) -> History:
    """The history of one line of an export. Raises ``DocumentError`` with the line for what cannot be read."""
    try:
        document = json.loads(line)
        if document["format"] != FORMAT:
            raise ValueError(document["format"])
        return history_of(document)
    except (ValueError, KeyError, TypeError, AttributeError, AmiabilError) as error:
        text = f"this is no line of an export of histories ({type(error).__name__})"
        raise DocumentError(text, line=number, name=name) from None


def history_of(document: Mapping[str, Any]) -> History:
    """The history a document spells; raises ``ValueError``, ``KeyError`` or ``TypeError`` for a broken one."""
    pinned, counted, orders, recorded = {}, {}, {}, {}
    steps = []
    for case in document["cases"]:
        label = case["case"]
        pinned[label] = _policy(json.dumps(case["policy"]))
        counted[label] = _calendar(json.dumps(case["calendar"]))
        orders[label] = codec.decode(OrderFacts, case["order"])
        recorded[label] = case["result"]
        steps += [_step(label, number, step) for number, step in enumerate(case["steps"], start=1)]
    steps.sort(key=lambda step: step.received_at)
    rates = {_pair(name): _rates(days) for name, days in document.get("rates", {}).items()}
    calendars = {own.id: own for own in counted.values()}
    return History(pinned, calendars, orders, tuple(steps), recorded, rates, counted)


def _pair(name: str) -> tuple[str, str]:
    first, slash, second = name.partition("/")
    if not (slash and is_currency(first) and is_currency(second)):
        raise ValueError(name)
    return first, second


def _rates(days: Mapping[str, str]) -> Rates:
    return tuple(sorted((date.fromisoformat(day), _rate(text)) for day, text in days.items()))


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text)
    except ArithmeticError:
        raise ValueError(text) from None
    if not rate.is_finite() or rate <= 0:
        raise ValueError(text)
    return rate


def rates_told(currency: str, settles_in: str, rates: Rates) -> dict[str, dict[str, str]]:
    """The rates of a pair as an export spells them."""
    return {f"{currency}/{settles_in}": {day.isoformat(): f"{rate:f}" for day, rate in rates if day}}


# Most cases of an export stand under one of a few policies: each is read once.


@lru_cache(maxsize=64)
def _policy(text: str) -> Policy:
    return codec.decode(Policy, json.loads(text))


@lru_cache(maxsize=64)
def _calendar(text: str) -> Calendar:
    return codec.decode(Calendar, json.loads(text))


def _step(label: str, number: int, step: Mapping[str, Any]) -> StoryStep:
    at = datetime.fromisoformat(step["at"])
    role, _, person = step["by"].partition(":")
    command = Command(step["do"])
    return StoryStep(
        name=f"{label}/{number}",
        at=at,
        received_at=at,
        line=0,
        actor=Actor(Role(role), person, person),
        command=command,
        arguments=read_arguments(command, step["with"]),
        order=label if command is Command.SUBMIT else None,
        case=label,
    )


def retell(history: History, policy: PolicyFile | None = None) -> Telling:
    """The history under a policy; None: each case under the one it was pinned to."""
    calendars = dict(history.calendars)
    if policy is not None:
        for named in _calendars_of(policy):
            calendars.setdefault(named, calendar(named))
    scenario = Scenario("", policy or _EMPTY, calendars, history.rates, dict(history.orders), history.steps)
    pinned = {} if policy else history.pinned
    world = _Retold(scenario, dict(history.orders), pinned=pinned, counted=history.counted)
    impossible = []
    for step in history.steps:
        world.pass_time(step.received_at)
        try:
            world.do(step, seen_version=None)
        except AmiabilError as refused:
            if step.command is not None and step.actor is not None:
                impossible.append(
                    Impossible(step.case, step.received_at, step.actor.role, step.command, refused.code)
                )
    if history.steps:
        world.pass_time(history.steps[-1].received_at + AFTERWARDS)
    cases = {label: _summary(world, label) for label in history.orders}
    return Telling(cases, tuple(impossible))


_EMPTY = PolicyFile(root=None)  # type: ignore[arg-type]  # never read: every case is pinned


def _calendars_of(policy: PolicyFile) -> set[str]:
    named = {policy.resolve().policy.calendar}
    for layer in policy.layers:
        value = layer.fields()["set"].fields().get("policy.calendar")
        named |= {value.text()} if value is not None else set()
    return named


def _summary(world: World, label: str) -> dict[str, Any]:
    dispute = world.cases.get(label)
    if dispute is None:
        return {}
    values = result_of(dispute, world.of_order(dispute.order.ref))
    days = (dispute.closed_at - dispute.opened_at).days if dispute.closed_at else None
    return {**values, "days_to_close": days}


def compare(history: History, policy: PolicyFile) -> list[Compared]:
    """Each case of a history under its own policy and under another one, in the order they were opened."""
    own, other = retell(history), retell(history, policy)
    lost = {(one.case, one.at, one.command) for one in own.impossible}
    found = []
    for label in history.orders:
        before, after = own.cases[label], other.cases[label]
        changed = {
            key: [before.get(key), after.get(key)]
            for key in {**before, **after}
            if before.get(key) != after.get(key)
        }
        gone = tuple(
            one
            for one in other.impossible
            if one.case == label and (one.case, one.at, one.command) not in lost
        )
        recorded = history.recorded[label]
        told = (*COMPARED, DEBIT) if DEBIT in recorded else COMPARED
        same = all(before.get(key) == recorded.get(key) for key in told)
        found.append(Compared(label, before, after, changed, gone, same))
    return found


def result_of(dispute: Any, others: Any) -> dict[str, Any]:
    """What a case came to, as an export records it."""
    at = dispute.closed_at or dispute.opened_at
    found = dict(values_of(Look(dispute, at, others), COMPARED))
    if dispute.order.settles_in not in {None, dispute.currency}:
        found[DEBIT] = money.seller_debit(dispute).text()
    return found
