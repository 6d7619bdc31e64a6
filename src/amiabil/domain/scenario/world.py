"""What happens in a story? Orders, cases, a clock and a simulated payment service, driven step by step.

The same engine as the web application: same commands, same guards, same timers. Nothing is simulated but
the payment service (an hour per refund) and the notices (always delivered).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from amiabil.domain.disputes import engine, lengthening, money, repairs
from amiabil.domain.disputes.arguments import Merge, Submission
from amiabil.domain.disputes.engine import By, Filing
from amiabil.domain.disputes.errors import CaseNotFound
from amiabil.domain.disputes.model import (
    Actor,
    CaseOfOrder,
    Dispute,
    Event,
    LedgerEntry,
    Step,
    Surroundings,
    Telling,
    Twin,
)
from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.disputes.possibilities import hears_of_insolvency
from amiabil.domain.disputes.reports import CalendarChanged, OutageExtended, RefundReport, Scan
from amiabil.domain.policy.model import Policy
from amiabil.domain.policy.reader import CaseFacts
from amiabil.domain.scenario.measures import Measures, Moved
from amiabil.domain.scenario.model import Scenario, StoryStep
from amiabil.domain.terms import CarrierStatus, Command, Direction, Role
from amiabil.foundation import codec
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.money import Money
from amiabil.foundation.values import quickly_made, replace
from amiabil.foundation.working_time import Calendar

CONFIRMS_AFTER = timedelta(hours=1)
"""How long the simulated payment service takes (scenario-format.md, Remedies)."""

PSP = Actor(Role.PSP, "psp")


@quickly_made
@dataclass(frozen=True, slots=True)
class Happened:
    """One event of one case, with the state the case was in after it."""

    case: str
    event: Event
    state: str


Coming: TypeAlias = tuple[datetime, int, str, str]
"""What happens next in a case: when, a confirmation (0) before a timer (1) of one instant, where, of which refund."""


@dataclass(slots=True)
class World:
    """The story as far as it has gone.

    ``coming`` has what happens next by itself in each case in which something will; ``holidays`` the calendars that
    have changed, by id; ``down`` the outages still to come, ``over`` those that are known.
    """

    scenario: Scenario
    orders: dict[str, OrderFacts]
    cases: dict[str, Dispute] = field(default_factory=dict)
    history: list[Happened] = field(default_factory=list)
    ledger: list[tuple[str, LedgerEntry]] = field(default_factory=list)
    insolvent: set[str] = field(default_factory=set)
    coming: dict[str, Coming] = field(default_factory=dict)
    measures: Measures = field(default_factory=lambda: Measures({}))
    holidays: dict[str, Calendar] = field(default_factory=dict)
    down: list[Outage] = field(default_factory=list)
    over: list[Outage] = field(default_factory=list)
    _documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    _untold: dict[str, list[Event]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know from the beginning when nobody can act: what falls due then waits for the end of it."""
        for step in self.scenario.steps:
            given = step.arguments
            if isinstance(given, OutageExtended) and step.received_at == given.ended_at:
                self.down.append(Outage(given.started_at, given.ended_at))

    # --- time -------------------------------------------------------------------------------------------

    def pass_time(self, until: datetime) -> None:
        """Let everything happen that is due at or before this instant, in order."""
        while True:
            coming = [one for one in self.coming.values() if not (self.down and self._waits(one))]
            if not coming:
                return
            instant, _, label, confirms = min(coming)
            if instant > until:
                return
            if label in self.measures.labels:
                self._of_measure(label, self.measures.wake(label, at=instant))
                continue
            dispute = self.cases[label]
            if confirms:
                report = RefundReport(confirms)
                step = engine.act(dispute, Command.REFUND_CONFIRMED, report, by=By(PSP, instant))
            else:
                step = engine.wake(dispute, at=instant, around=self._around(label))
            self._keep(label, step)

    def _waits(self, coming: Coming) -> bool:
        """Whether this falls due while nobody can act, in a case that gets more time for it."""
        instant, _, label, _ = coming
        now = [outage for outage in self.down if outage.started_at < instant < outage.ended_at]
        dispute = self.cases.get(label)
        return dispute is not None and any(lengthening.concerns(dispute, outage) for outage in now)

    # --- commands -----------------------------------------------------------------------------------------

    def do(self, step: StoryStep, *, seen_version: int | None) -> None:
        """Carry out the step's command as of the instant it was received, or raise its refusal."""
        if step.is_of_measure:
            self._demand_free(step, self.cases)
            assert step.actor is not None  # noqa: S101 - the reader demands who acts
            by = By(step.actor, step.received_at, seen_version)
            self._of_measure(step.case, self.measures.do(step.case, step.arguments, by))
        elif step.command is Command.SUBMIT:
            self._submit(step)
        elif step.command is Command.SCAN:
            self._scan(step)
        elif step.command is Command.RECORD_INSOLVENCY:
            self._insolvency(step)
        elif isinstance(step.arguments, CalendarChanged):
            self._calendar_changed(step, step.arguments)
        elif isinstance(step.arguments, OutageExtended):
            self._outage_extended(step, step.arguments)
        else:
            self._act(step, step.case, seen_version)
            again = self.cases[step.case]
            if again.order.seller_ref in self.insolvent and hears_of_insolvency(again):
                told = By(Actor(Role.OPERATOR, "operator"), step.received_at)
                command = Command.RECORD_INSOLVENCY
                self._keep(step.case, engine.act(again, command, by=told, around=self._around(step.case)))

    def _act(self, step: StoryStep, label: str, seen_version: int | None) -> None:
        dispute = self.cases.get(label)
        if dispute is None or step.command is None or step.actor is None:
            raise CaseNotFound(case=label)
        done = engine.act(
            dispute,
            step.command,
            step.arguments,
            by=By(step.actor, step.received_at, seen_version),
            around=self._around(label, twin=self._twin(step, label)),
        )
        self._keep(label, done)

    def _twin(self, step: StoryStep, label: str) -> Twin | None:
        given = step.arguments
        if not isinstance(given, Merge) or given.other not in self.cases:
            return None
        return Twin(self.cases[given.other], given.other, label)

    def _submit(self, step: StoryStep) -> None:
        if step.order is None or step.actor is None or not isinstance(step.arguments, Submission):
            raise CaseNotFound(case=step.case)
        order = self.orders[step.order]
        policy = self.policy_for(order, step.arguments)
        known = order.seller_ref in self.insolvent
        filing = Filing(
            step.arguments,
            order=order if known == order.seller_insolvent else replace(order, seller_insolvent=known),
            policy=policy,
            calendar=self.calendar_for(step.case, policy),
            actor=step.actor,
            at=step.received_at,
            id=UUID(int=len(self.cases) + 1),
            others=self.of_order(order.ref),
            outages=tuple(self.over),
        )
        opened = engine.submit(filing)
        self._demand_free(step, {**self.cases, **self.measures.labels})
        self._keep(step.case, opened)

    def _demand_free(self, step: StoryStep, taken: Container[str]) -> None:
        """A label stands for one case, or for one measure. Raises ``DocumentError``."""
        if step.case in taken:
            place = self.scenario.steps.index(step)
            wrong = f"the case '{step.case}' is there already; this one needs a label of its own"
            raise DocumentError(wrong, line=step.line, key=f"steps[{place}].case")

    def _of_measure(self, label: str, events: Sequence[Event]) -> None:
        """Note what happened to a measure and to the complaint about it, and what comes next by itself."""
        standing = self.measures.of(label)
        state = standing.complaint.state.value if standing.complaint is not None else ""
        self.history.extend(Happened(label, event, state) for event in events)
        first = self.measures.first_label(label)
        due = self.measures.due(first)
        if due is None:
            self.coming.pop(first, None)
        else:
            self.coming[first] = (due, 1, first, "")

    def _of_measures(self, moved: Moved) -> None:
        for ref, events in moved.items():
            label = next((name for name, of in self.measures.labels.items() if of == ref), None)
            if label is not None:
                self._of_measure(label, events)

    def policy_for(self, order: OrderFacts, given: Submission) -> Policy:
        """The policy with the layers of this order and reason applied."""
        lines = [order.line(ref) for ref in given.units]
        facts = CaseFacts(
            country=order.country,
            categories=frozenset(line.category for line in lines if line is not None),
            reason=given.reason.value,
            seller_tier=order.seller_tier,
            order_flags=order.flags,
        )
        return self.scenario.policy.resolve(facts)

    def calendar_of(self, policy: Policy) -> Calendar:
        """The holiday calendar the policy names, as it stands now."""
        named = policy.policy.calendar
        return self.holidays.get(named) or self.scenario.calendars[named]

    def calendar_for(self, label: str, policy: Policy) -> Calendar:
        """The calendar under which a case of this label is opened."""
        return self.calendar_of(policy)

    def _scan(self, step: StoryStep) -> None:
        """A scan of goods on their way out is a fact of the order, whether a case is open or not."""
        scan = step.arguments
        dispute = self.cases.get(step.case)
        ref = step.order or (dispute.order.ref if dispute else None)
        if ref is None or not isinstance(scan, Scan):
            raise CaseNotFound(case=step.case)
        if dispute is not None and dispute.order.ref == ref:
            self._act(step, step.case, None)
        if scan.direction is Direction.OUTBOUND:
            self.orders[ref] = _scanned(self.orders[ref], scan, step.received_at, dispute)

    def _insolvency(self, step: StoryStep) -> None:
        """Recorded on one case, it holds for every open case of that seller."""
        self._act(step, step.case, None)
        seller = self.cases[step.case].order.seller_ref
        self.insolvent.add(seller)
        for label, dispute in list(self.cases.items()):
            if dispute.order.seller_ref == seller and hears_of_insolvency(dispute):
                self._act(step, label, None)

    def _calendar_changed(self, step: StoryStep, given: CalendarChanged) -> None:
        """Every case that counts by the calendar is told, and whoever files later counts by it."""
        known = self.holidays.get(given.calendar) or self.scenario.calendars.get(given.calendar)
        if known is not None:
            days = (known.holidays | set(given.added)) - set(given.removed)
            self.holidays[given.calendar] = Calendar(given.calendar, days)
        for label, dispute in list(self.cases.items()):
            if dispute.calendar.id == given.calendar:
                self._act(step, label, None)
        self._of_measures(self.measures.calendar_changed(given, at=step.received_at))

    def _outage_extended(self, step: StoryStep, given: OutageExtended) -> None:
        """It holds for every case; what fell due meanwhile waits no longer."""
        for label in list(self.cases):
            self._act(step, label, None)
        outage = Outage(given.started_at, given.ended_at)
        self._of_measures(self.measures.outage_extended(outage, at=step.received_at))
        self.down = [one for one in self.down if one != outage]
        self.over.append(outage)

    # --- what a case must know of others ----------------------------------------------------------------

    def of_order(self, ref: str, *, but: str | None = None) -> tuple[CaseOfOrder, ...]:
        """The cases of an order, as others must know them."""
        return tuple(
            money.elsewhere(dispute, label)
            for label, dispute in self.cases.items()
            if label != but and dispute.order.ref == ref
        )

    def seen(self, label: str) -> Dispute:
        """The case as whoever looks at it sees it: after what other cases of the order have paid meanwhile."""
        return engine.up_to_date(self.cases[label], self._around(label))

    def _around(self, label: str, *, twin: Twin | None = None) -> Surroundings:
        dispute = self.cases[label]
        seller, currency = dispute.order.seller_ref, dispute.currency
        rates = self.scenario.rates.get((currency, dispute.order.settles_in or ""), ())
        fund = Money.zero(currency)
        if len(self.cases) == 1:
            return Surroundings((), fund, None, twin, rates)
        for other, case in self.cases.items():
            if other != label and case.order.seller_ref == seller and case.currency == currency:
                fund = fund + money.paid_by_fund(case)
        return Surroundings(self.of_order(dispute.order.ref, but=label), fund, None, twin, rates)

    def _keep(self, label: str, step: Step) -> None:
        before = self.cases.get(label)
        self._repaired(repairs.made(before.order if before else None, step.dispute.order), step.dispute)
        self.cases[label] = step.dispute
        self._foresee(label, step.dispute)
        self._note(label, step)
        for opened in step.opens:
            self._keep(self._label_of_claim(label), opened)
        for joined in step.joins:
            self._keep(self._label_of(joined.dispute.id), joined)
        for telling in step.tells:
            self._tell(telling)

    def _repaired(self, lines: dict[str, datetime], dispute: Dispute) -> None:
        """A repair is a fact of the order: whoever files later finds it."""
        if not lines:
            return
        for name, order in self.orders.items():
            if order.ref == dispute.order.ref:
                self.orders[name] = repairs.with_repairs(order, lines, max(lines.values()))

    def _note(self, label: str, step: Step) -> None:
        """Remember what happened, for who looks at the story afterwards."""
        self._untold.setdefault(label, []).extend(step.events)
        state = step.dispute.state.value
        self.history.extend([Happened(label, event, state) for event in step.events])
        self.ledger.extend((label, entry) for entry in step.ledger)

    def _foresee(self, label: str, dispute: Dispute) -> None:
        coming = _coming(label, dispute)
        if coming is None:
            self.coming.pop(label, None)
        else:
            self.coming[label] = coming

    def document(self, label: str) -> dict[str, Any]:
        """The case as its events tell it, patch by patch: it must agree with what it is."""
        document = self._documents.get(label, {})
        for event in self._untold.pop(label, ()):
            document = codec.patched(document, event.change)
        self._documents[label] = document
        return document

    def _label_of(self, case: UUID) -> str:
        return next(label for label, dispute in self.cases.items() if dispute.id == case)

    def _label_of_claim(self, parent: str) -> str:
        """``A-return`` for the claim about the return of case A; a second one of the same case is ``A-return-2``."""
        label, number = f"{parent}-return", 1
        while label in self.cases:
            number += 1
            label = f"{parent}-return-{number}"
        return label

    def _tell(self, telling: Telling) -> None:
        label = self._label_of(telling.to)
        self._keep(label, engine.hear(self.cases[label], telling, around=self._around(label)))


def _coming(label: str, dispute: Dispute) -> Coming | None:
    """The first thing that will happen by itself in this case; None when nothing will."""
    instant = engine.wake_at(dispute)
    first = (instant, 1, label, "") if instant is not None else None
    for refund in dispute.refunds:
        if refund.status == "instructed":
            confirmed = (refund.attempted_at + CONFIRMS_AFTER, 0, label, refund.id)
            if first is None or confirmed[:3] < first[:3]:
                first = confirmed
    return first


def _scanned(order: OrderFacts, scan: Scan, at: datetime, dispute: Dispute | None) -> OrderFacts:
    wanted = {scan.line} if scan.line else {unit.line for unit in dispute.units} if dispute else None
    lines = []
    for line in order.lines:
        if wanted is not None and line.ref not in wanted:
            lines.append(line)
            continue
        came = scan.status is CarrierStatus.DELIVERED and line.delivered_at is None
        lines.append(
            replace(
                line,
                carrier_status=scan.status,
                carrier_status_at=at,
                delivered_at=at if came else line.delivered_at,
            )
        )
    return replace(order, lines=tuple(lines))
