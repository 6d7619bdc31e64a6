"""Whole markets by chance: orders of several lines and currencies, several cases, wrong commands, jumps in time.

Built on the world of scenario files, so that refunds are confirmed or fail and time passes as in a story.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.arguments import Ask, EvidenceEntry, Submission, read_arguments
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import LineFacts, OrderFacts
from amiabil.domain.disputes.procedure import HOLDERS
from amiabil.domain.policy import calendar, installed_policy
from amiabil.domain.policy.reader import plain_overrides
from amiabil.domain.scenario.model import Scenario, StoryStep
from amiabil.domain.scenario.world import World
from amiabil.domain.terms import Command, EvidenceKind, Reason, Remedy, Role
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.money import Money
from tests.domain.disputes.cases import actor
from tests.domain.disputes.chance import Choose, arguments_for

TICK = timedelta(microseconds=1)
PLACES = (("ro-default", "RO", "RON"), ("de-default", "DE", "JPY"), ("aliexpress-like", "RO", "KWD"))
AWKWARD = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2026-10-24T21:30Z",
        "2026-10-25T00:30Z",
        "2026-11-27T22:00Z",
        "2026-12-24T09:00Z",
        "2026-12-31T21:59:59.999999Z",
        "2027-01-01T00:00Z",
        "2027-03-27T22:30Z",
        "2027-03-28T01:00Z",
        "2027-05-01T12:00Z",
        "2028-02-29T10:00Z",
    )
)
"""Changes of the clock, holidays, ends of years, a leap day."""

ASIDE = {
    Command.MESSAGE,
    Command.NOTICE_BOUNCED,
    Command.SCAN,
    Command.CALENDAR_CHANGED,
    Command.OUTAGE_EXTENDED,
}
"""Always possible; left to the wrong draws."""

START = datetime(2026, 10, 20, 8, tzinfo=UTC)
EVERYTHING = tuple(EvidenceEntry(kind) for kind in EvidenceKind)
PAIRS = [(role, command) for command in Command for role in sorted(HOLDERS[command])]


@dataclass(slots=True)
class Market:
    """What has happened so far; ``steps`` tell the same story to ``run_scenario``."""

    world: World
    now: datetime = START
    steps: list[StoryStep] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def cases(self) -> dict[str, Dispute]:
        """Every case by its label."""
        return self.world.cases


def _minor(draw: Choose, currency: str, most: int) -> Money:
    return Money(draw(st.integers(0, most)), currency)


def an_order(draw: Choose, ref: str, *, country: str, currency: str) -> OrderFacts:
    """One to three lines of one to three units, some not delivered, some paid out, with a discount."""
    lines = []
    for number in range(draw(st.integers(1, 3))):
        late = draw(st.sampled_from([-20, -3, -3, -3, 2, None]))
        delivered = None if late is None else START + timedelta(days=late)
        paid_out = START + timedelta(days=5) if delivered and draw(st.integers(0, 5)) == 0 else None
        price = Money(draw(st.integers(1, 50_000)), currency)
        lines.append(
            LineFacts(f"L{number}", price, draw(st.integers(1, 3)), "Thing", "home", delivered, paid_out)
        )
    whole = sum(line.unit_price.minor * line.quantity for line in lines)
    return OrderFacts(
        ref=ref,
        country=country,
        currency=currency,
        paid_at=START - timedelta(days=30),
        buyer_ref="ana",
        seller_ref="lumina",
        lines=tuple(lines),
        shipping=_minor(draw, currency, 3_000),
        shipping_standard=_minor(draw, currency, 3_000),
        discount=_minor(draw, currency, min(whole, 2_000)),
        latest_estimate=date(2026, 10, 17),
    )


def a_market(draw: Choose) -> Market:
    """One policy, one or two orders."""
    name, country, currency = draw(st.sampled_from(PLACES))
    policy = installed_policy(name)
    if draw(st.booleans()):
        policy = policy.overridden(plain_overrides({"timers.seller_first_answer.auto_default_max": None}))
    refs = ["1", "2"][: draw(st.integers(1, 2))]
    orders = {ref: an_order(draw, ref, country=country, currency=currency) for ref in refs}
    known = {key: calendar(key) for key in ("RO", "DE")}
    scenario = Scenario("by chance", policy, known, {}, orders, ())
    return Market(World(scenario, dict(orders)))


def _moment(draw: Choose, market: Market) -> datetime:
    """When the next thing happens: soon, at a deadline, just before one, or on an awkward day."""
    kind, now = draw(st.integers(0, 11)), market.now
    if kind > 6:
        return now + draw(st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=9)))
    due = [at for at in map(engine.wake_at, market.cases.values()) if at is not None and at > now]
    if kind == 0 and due:
        return min(due)
    if kind == 1 and due:
        return max(min(due) - TICK, now)
    later = [at for at in AWKWARD if now < at < now + timedelta(days=40)]
    if kind == 2 and later:
        return later[0]
    days = {3: 12, 4: 5}.get(kind, 1)
    return now + draw(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=days)))


def _submission(draw: Choose, order: OrderFacts) -> Submission:
    lines = draw(st.lists(st.sampled_from(order.lines), min_size=1, unique_by=lambda line: line.ref))
    damaged = [Reason.NC_DAMAGED] * 12
    reason = draw(
        st.sampled_from([*damaged, Reason.NR_LOST, Reason.WD_STATUTORY, Reason.WD_STATUTORY, *Reason])
    )
    money_back = [Remedy.REFUND_KEEP, Remedy.RETURN_REFUND] * 4
    remedy = draw(st.sampled_from([*money_back, *Remedy]))
    percent = draw(st.sampled_from([None, None, "10", "33.3", "100", "101"]))
    ask = None if reason is Reason.WD_STATUTORY else Ask(remedy, None, percent)
    units = {line.ref: draw(st.integers(1, line.quantity)) for line in lines}
    return Submission(units, reason, ask, EVERYTHING)


FORWARD = {
    Command.ACCEPT_REQUEST: 1,
    Command.REJECT_REQUEST: 6,
    Command.PROPOSE: 4,
    Command.ACCEPT: 1,
    Command.ESCALATE: 4,
    Command.REQUEST_INFO: 2,
    Command.ANSWER_INFO: 4,
    Command.WAIVE_EVIDENCE: 4,
    Command.RECOMMEND: 2,
    Command.ACCEPT_RECOMMENDATION: 3,
    Command.DECIDE: 8,
    Command.APPEAL: 8,
    Command.WAIVE_APPEAL: 2,
    Command.DECIDE_APPEAL: 9,
    Command.PROVIDE_LABEL: 6,
    Command.RECORD_RETURN_SHIPMENT: 6,
    Command.INSPECT: 6,
    Command.PERFORM: 3,
    Command.PERFORM_CONFIRMED: 3,
    Command.VOLUNTARY_REFUND: 2,
    Command.EXTERNAL_CLOSED: 8,
    Command.REFUND_FAILED: 3,
    Command.SET_ASIDE_DEFAULT: 8,
    Command.GRANT_SET_ASIDE: 8,
    Command.REOPEN: 4,
    Command.WITHDRAW: 1,
    Command.UNDO_WITHDRAW: 6,
}
"""How often what leads somewhere is chosen, so that lives go far; everything else once."""


def _sensible(draw: Choose, given: dict[str, Any], dispute: Dispute) -> dict[str, Any]:
    """Mostly amounts and remedies that fit the case; now and then what came by chance."""
    if draw(st.integers(0, 7)) == 3:
        return given
    most, claim = money.refundable(dispute), dispute.claim.terms.amount or money.refundable(dispute)
    decided = dispute.decision.amount if dispute.decision else claim
    tick = Money(1, dispute.currency)
    near = [most, claim, claim, decided, Money(most.minor // 2, most.currency), tick, most + tick]
    for key in sorted({"amount", "ask"} & set(given)):
        given[key] = draw(st.sampled_from(near)).text()
    if "remedy" in given:
        allowed = dispute.policy.remedies.for_reason(dispute.reason) or tuple(Remedy)
        given["remedy"] = draw(st.sampled_from([dispute.claim.terms.remedy, *allowed])).value
    if given.get("remedy") in {"repair", "replacement", "resend"}:
        given.pop("amount", None)
    for key in sorted({"text", "grounds", "rule", "excuse"} & set(given)):
        given[key] = given[key] or "because"
    return given


def _command(draw: Choose, market: Market) -> StoryStep:
    """A new case, something that is open in one, or anything at all."""
    number, cases = str(len(market.steps) + 1), market.cases
    if not cases or (len(cases) < 5 and draw(st.integers(0, 11)) == 3):
        ref = draw(st.sampled_from(sorted(market.world.orders)))
        given = _submission(draw, market.world.orders[ref])
        who, label = actor(Role.BUYER), f"C{len(market.steps)}"
        return StoryStep(number, market.now, market.now, 0, who, Command.SUBMIT, given, order=ref, case=label)
    still_open = [label for label in sorted(cases) if cases[label].is_open]
    label = draw(st.sampled_from(still_open * 4 + sorted(cases)))
    role, command = _choice(draw, cases[label], market)
    return _given(draw, market, label=label, role=role, command=command)


def _choice(draw: Choose, dispute: Dispute, market: Market) -> tuple[Role, Command]:
    if draw(st.integers(0, 7)) == 3:
        return draw(st.sampled_from([pair for pair in PAIRS if pair[1] is not Command.SUBMIT]))  # type: ignore[no-any-return]
    usual = [
        (role, command)
        for role in sorted(Role)
        for command in engine.available_actions(dispute, role, at=market.now)
        if command not in ASIDE
        for _ in range(FORWARD.get(command, 1))
    ]
    return draw(st.sampled_from(usual or PAIRS[1:]))  # type: ignore[no-any-return]


def _given(draw: Choose, market: Market, *, label: str, role: Role, command: Command) -> StoryStep:
    dispute, now = market.cases[label], market.now
    seen = draw(st.sampled_from([*[None] * 7, dispute.version, dispute.version, max(dispute.version - 1, 1)]))
    if command is Command.REFUND_CONFIRMED:
        command = Command.REFUND_FAILED
    given = _sensible(draw, dict(arguments_for(command, draw)), dispute)
    if command is Command.MERGE:
        given["other"] = draw(st.sampled_from(sorted(market.cases)))
    try:
        read = read_arguments(command, given)
    except AmiabilError:
        role, command, read = Role.BUYER, Command.MESSAGE, read_arguments(Command.MESSAGE, {})
    number = str(len(market.steps) + 1)
    return StoryStep(number, now, now, 0, actor(role), command, read, case=label, expected_version=seen)


def _step(draw: Choose, market: Market) -> None:
    market.now = _moment(draw, market)
    market.world.pass_time(market.now)
    step = _command(draw, market)
    market.steps.append(step)
    seen = step.expected_version
    try:
        market.world.do(step, seen_version=seen if isinstance(seen, int) else None)
    except AmiabilError as refusal:
        market.refusals.append(refusal.code)


def a_history(draw: Choose, length: int) -> Iterator[Market]:
    """The market after each step, and at last after a year in which nobody does anything."""
    market = a_market(draw)
    for _ in range(length):
        _step(draw, market)
        yield market
    market.now += timedelta(days=400)
    market.world.pass_time(market.now)
    yield market


# --- what a line is worth, counted a second time -----------------------------------------------------------


def shares(whole: int, weights: Sequence[int]) -> list[int]:
    """Largest remainder with fractions (disputes.md 3.11, 2): the earlier first among equals."""
    if not sum(weights):
        weights = [1] * len(weights)
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    down = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda index: (down[index] - exact[index], index))
    for index in order[: whole - sum(down)]:
        down[index] += 1
    return down


def worth(order: OrderFacts) -> dict[str, int]:
    """What the buyer paid for each line, shipping included, in minor units."""
    prices = [line.unit_price.minor * line.quantity for line in order.lines]
    discounts = shares(order.discount.minor, prices)
    nets = [price - discount for price, discount in zip(prices, discounts, strict=True)]
    paid = shares(order.shipping.minor, nets)
    return {line.ref: net + ship for line, net, ship in zip(order.lines, nets, paid, strict=True)}
