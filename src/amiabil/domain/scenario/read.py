"""What does a scenario file say? Strict: a file with an error is refused whole, with line and key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from amiabil.domain.disputes.arguments import ARGUMENTS, EvidenceEntry, Submission
from amiabil.domain.disputes.model import Actor
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.policy import CaseFacts, PolicyFile, calendar, installed_policy, policy_from
from amiabil.domain.scenario.expected import check_expectations
from amiabil.domain.scenario.measures import ToldMeasure
from amiabil.domain.scenario.model import FORMAT, Rates, Scenario, StoryStep
from amiabil.domain.scenario.orders import day, instant, read_order
from amiabil.domain.scenario.read_measures import is_about_measure, measure_arguments, read_measures
from amiabil.domain.terms import Command, EvidenceKind, Role
from amiabil.foundation.documents import DocumentError, Node, read_yaml
from amiabil.foundation.money import is_currency
from amiabil.foundation.schema import Readers, typed
from amiabil.foundation.working_time import Calendar, local_day

ROLES = frozenset(
    {
        Role.BUYER,
        Role.SELLER,
        Role.AGENT,
        Role.MEDIATOR,
        Role.REVIEWER,
        Role.SUPERVISOR,
        Role.OPERATOR,
        Role.ADMINISTRATOR,
        Role.CARRIER,
        Role.PSP,
        Role.SYSTEM,
        Role.ASSISTANT,
    }
)
"""Who may stand in ``by``."""

COMMANDS = frozenset(Command) - {Command.REFUND_CONFIRMED, Command.MERGE}
"""What may stand in ``do``: a refund confirms itself, duplicates cannot arise."""

_NAMES = {"for": "direction"}

_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")


def read_scenario(text: str, name: str, *, policy: PolicyFile | None = None) -> Scenario:
    """The scenario of a YAML text; ``policy`` replaces the one it names. Raises ``DocumentError``."""
    root = read_yaml(text, name)
    fields = root.only(
        "overrides",
        "calendars",
        "rates",
        "measures",
        "orders",
        required=("format", "title", "policy", "steps"),
    )
    if fields["format"].text() != FORMAT:
        raise fields["format"].error(f"the format must be {FORMAT}")
    own = _policy(fields["policy"])
    chosen = (policy or own).overridden(fields["overrides"].fields() if "overrides" in fields else {})
    rates = _rates(fields.get("rates"))
    orders = _orders(fields["orders"], rates, chosen) if "orders" in fields else {}
    calendars = _calendars(fields.get("calendars"), chosen)
    measures = read_measures(fields.get("measures"), chosen, calendars)
    if not orders and not measures:
        raise root.error("at least one order or measure is expected here")
    steps = tuple(_steps(fields["steps"].items(), _Known(orders, measures)))
    _check_lines(steps, fields["steps"].items(), orders)
    _check_versions(steps, fields["steps"].items())
    return Scenario(
        title=fields["title"].text(),
        policy=chosen,
        calendars=calendars,
        rates=rates,
        orders=orders,
        steps=steps,
        measures=measures,
    )


def _policy(node: Node) -> PolicyFile:
    if isinstance(node.value, dict):
        return policy_from(node, find=installed_policy)
    try:
        return installed_policy(node.text())
    except ValueError as error:
        raise node.error(str(getattr(error, "text", error))) from None


def _calendars(node: Node | None, policy: PolicyFile) -> Mapping[str, Calendar]:
    given = {} if node is None else node.fields()
    own = {key: Calendar(key, frozenset(day(item) for item in days.items())) for key, days in given.items()}
    named = [policy.root.fields()["policy"].fields()["calendar"]]
    for layer in policy.layers:
        chosen = layer.fields()["set"].fields()
        named += [chosen["policy.calendar"]] if "policy.calendar" in chosen else []
    return {**{place.text(): _installed(place) for place in named if place.text() not in own}, **own}


def _installed(node: Node) -> Calendar:
    try:
        return calendar(node.text())
    except DocumentError as error:
        raise node.error(error.text) from None


# --- rates and orders -----------------------------------------------------------------------------------


def _rates(node: Node | None) -> dict[tuple[str, str], Rates]:
    pairs: dict[tuple[str, str], Rates] = {}
    for pair, value in node.fields().items() if node else ():
        first, slash, second = pair.partition("/")
        if not (slash and is_currency(first) and is_currency(second)):
            raise value.error("a pair of currencies such as RON/EUR is expected here")
        if isinstance(value.value, dict):
            dated = {_rate_day(key, item): _rate(item) for key, item in value.fields().items()}
            pairs[(first, second)] = tuple(sorted(dated.items()))
        else:
            pairs[(first, second)] = ((None, _rate(value)),)
    return pairs


def _rate_day(key: str, node: Node) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError:
        raise node.error("a date such as 2026-12-01 is expected here") from None


def _rate(node: Node) -> Decimal:
    try:
        rate = Decimal(node.text())
    except InvalidOperation:
        raise node.error("a rate in quotes is expected here") from None
    if not rate.is_finite() or rate <= 0:
        raise node.error("a rate above 0 is expected here")
    return rate


def rate_at(rates: Rates, day: date) -> Decimal | None:
    """The latest rate not after the day; None when there is none."""
    counting = [rate for since, rate in rates if since is None or since <= day]
    return counting[-1] if counting else None


def _orders(node: Node, rates: Mapping[tuple[str, str], Rates], policy: PolicyFile) -> dict[str, OrderFacts]:
    orders: dict[str, OrderFacts] = {}
    for item in node.items():
        order = read_order(item)
        if order.ref in orders:
            raise item.fields()["ref"].error(f"the order {order.ref} stands twice")
        if order.settles_in and order.settles_in != order.currency:
            rate = rate_at(rates.get((order.currency, order.settles_in), ()), _day_of_payment(order, policy))
            if rate is None:
                pair = f"{order.currency}/{order.settles_in}"
                raise item.fields()["seller"].error(f"'rates' has no {pair} for the day of payment")
            order = replace(order, rate=rate)
        orders[order.ref] = order
    if not orders:
        raise node.error("at least one order is expected here")
    return orders


def _day_of_payment(order: OrderFacts, policy: PolicyFile) -> date:
    categories = frozenset(line.category for line in order.lines)
    return local_day(order.paid_at, policy.resolve(CaseFacts(order.country, categories)).zone)


# --- steps ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What a step may name."""

    orders: Mapping[str, OrderFacts]
    measures: Mapping[str, ToldMeasure]


def _steps(nodes: Iterable[Node], known: _Known) -> Iterable[StoryStep]:
    before: datetime | None = None
    names: set[str] = set()
    for number, node in enumerate(nodes, start=1):
        step = _step(node, number, known)
        fields = node.fields()
        if before is not None and step.at < before:
            raise fields["at"].error("this step is earlier than the one before it")
        if step.received_at > step.at or (before is not None and step.received_at < before):
            raise fields["received_at"].error("received_at is before the previous step or after 'at'")
        if step.name in names:
            raise fields["id"].error(f"the step '{step.name}' stands twice")
        names.add(step.name)
        before = step.at
        yield step


def _step(node: Node, number: int, known: _Known) -> StoryStep:
    fields = node.only(
        "by", "do", "case", "id", "expected_version", "key", "received_at", "with", "expect", required=("at",)
    )
    at = instant(fields["at"])
    given = fields.get("with") or Node({}, node.line, f"{node.key}.with", node.name)
    of_measure = "do" in fields and is_about_measure(fields["do"], given)
    command = _command(fields["do"]) if "do" in fields and not of_measure else None
    if "do" in fields and "by" not in fields:
        raise node.error("'by' is missing")
    if "do" not in fields and "with" in fields:
        raise given.error("'with' needs a command in 'do'")
    order = _named_order(given, command, known.orders) if not of_measure else None
    expect = fields["expect"].fields() if "expect" in fields else {}
    check_expectations(expect)
    return StoryStep(
        name=fields["id"].text() if "id" in fields else str(number),
        at=at,
        received_at=instant(fields["received_at"]) if "received_at" in fields else at,
        line=node.line,
        actor=_actor(fields["by"]) if "by" in fields else None,
        command=command,
        arguments=measure_arguments(fields["do"], given, known.measures, _READERS)
        if of_measure
        else _arguments(command, given, known.orders, order)
        if command
        else None,
        order=order,
        case=fields["case"].text() if "case" in fields else "A",
        expected_version=_version(fields.get("expected_version")),
        key=_key(fields.get("key")),
        expect=expect,
    )


def _key(node: Node | None) -> str | None:
    if node is None:
        return None
    return str(node.integer()) if isinstance(node.value, int) else node.text()


def _version(node: Node | None) -> int | str | None:
    if node is None:
        return None
    return node.integer() if isinstance(node.value, int) else node.text()


def _check_versions(steps: tuple[StoryStep, ...], nodes: Iterable[Node]) -> None:
    seen: set[str] = set()
    for step, node in zip(steps, nodes, strict=True):
        version = step.expected_version
        if isinstance(version, str) and version not in seen:
            raise node.fields()["expected_version"].error(f"there is no earlier step '{version}'")
        seen.add(step.name)


def _check_lines(
    steps: tuple[StoryStep, ...], nodes: Iterable[Node], orders: Mapping[str, OrderFacts]
) -> None:
    """A line that a scan or an expectation names must stand in an order of the story."""
    known = {line.ref for order in orders.values() for line in order.lines}
    for step, node in zip(steps, nodes, strict=True):
        given = node.fields().get("with")
        scanned = given.fields().get("line") if given is not None else None
        if scanned is not None and scanned.text() not in known:
            raise scanned.error(f"no order has a line '{scanned.text()}'")
        claims = step.expect.get("max_claim")
        for line, claim in claims.fields().items() if claims is not None else ():
            if line not in known:
                raise claim.error(f"no order has a line '{line}'")


def _command(node: Node) -> Command:
    name = node.text()
    if name not in {command.value for command in COMMANDS}:
        raise node.error(f"unknown command '{name}'")
    return Command(name)


def _actor(node: Node) -> Actor:
    role, _, person = node.text().partition(":")
    if role not in {known.value for known in ROLES}:
        raise node.error(f"unknown role '{role}'")
    return Actor(Role(role), person or f"{role}", person)


def _named_order(given: Node, command: Command | None, orders: Mapping[str, OrderFacts]) -> str | None:
    node = given.fields().get("order")
    if node is None:
        if command is Command.SUBMIT:
            raise given.error("'order' is missing")
        return None
    if command not in {Command.SUBMIT, Command.SCAN}:
        raise node.error("unknown key 'order'")
    if node.text() not in orders:
        raise node.error(f"there is no order '{node.text()}'")
    return node.text()


def _arguments(command: Command, given: Node, orders: Mapping[str, OrderFacts], order: str | None) -> Any:
    fields = {_NAMES.get(key, key): node for key, node in given.fields().items() if key != "order"}
    if "direction" in fields and "for" not in given.fields():
        raise fields["direction"].error("unknown key 'direction'")
    value = typed(ARGUMENTS[command], Node(fields, given.line, given.key, given.name), _READERS)
    if order is not None and isinstance(value, Submission):
        for line, node in fields["units"].fields().items():
            if orders[order].line(line) is None:
                raise node.error(f"the order {order} has no line '{line}'")
    line_named = fields.get("line")
    if order is not None and line_named is not None and orders[order].line(line_named.text()) is None:
        raise line_named.error(f"the order {order} has no line '{line_named.text()}'")
    return value


# --- values ---------------------------------------------------------------------------------------------


def _entry(node: Node) -> EvidenceEntry:
    """A kind, or a map of it with ``gone: true`` where words stand in its place."""
    if not isinstance(node.value, dict):
        return EvidenceEntry(_kind(node))
    fields = node.only("gone", required=("kind",))
    return EvidenceEntry(_kind(fields["kind"]), gone="gone" in fields and fields["gone"].boolean())


def _kind(node: Node) -> EvidenceKind:
    """A kind of evidence; disputes.md 5.2 has more than have a code, and those count as another document does."""
    name = node.text()
    if not _KIND.fullmatch(name):
        raise node.error("a kind of evidence such as photo_item is expected here")
    return EvidenceKind(name) if name in set(EvidenceKind) else EvidenceKind.OTHER


def _text_or_number(node: Node) -> str | None:
    """Amounts are quoted; a percentage may be a plain number."""
    if (
        node.key.endswith(".percent")
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    ):
        return str(node.value)
    return None if node.value is None else node.text()


_READERS: Readers = {
    str: Node.text,
    str | None: _text_or_number,
    int: Node.integer,
    bool: Node.boolean,
    date: day,
    datetime: instant,
    EvidenceEntry: _entry,
    EvidenceKind: _kind,
}
