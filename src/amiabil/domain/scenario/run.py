"""Does a story come out as it says? Runs a scenario and notes every expectation that is not met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amiabil.domain.disputes.arguments import Submission
from amiabil.domain.disputes.eligibility import Sight, Window, window_of
from amiabil.domain.disputes.money import seller_debit
from amiabil.domain.scenario.expected import failures
from amiabil.domain.scenario.invariants import broken_promises
from amiabil.domain.scenario.measures import FileComplaint, Measures, values_of_measure
from amiabil.domain.scenario.model import Scenario, StoryStep
from amiabil.domain.scenario.values import Look, values_of
from amiabil.domain.scenario.world import World
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import AmiabilError


@dataclass(frozen=True, slots=True)
class Failed:
    """One expectation that is not met; ``step`` is its name or number, ``line`` where it stands."""

    step: str
    at: datetime
    key: str
    expected: Any
    actual: Any
    line: int


@dataclass(slots=True)
class Run:
    """A story that was run: what was checked, what failed, and the world at its end."""

    scenario: Scenario
    world: World
    checked: int = 0
    failed: list[Failed] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    answers: dict[tuple[str, str, str], AmiabilError | None] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every case of the story, and every measure that was spoken of, by its label."""
        return (*self.world.cases, *self.world.measures.labels)

    def values(self, label: str, at: datetime, keys: Iterable[str] | None = None) -> dict[str, Any]:
        """The present values of a case, by the keys of ``expect`` (None: all of them)."""
        if label in self.world.measures.labels:
            ref = self.world.measures.labels[label]
            return values_of_measure(self.world.measures.standing[ref], at=at)
        dispute = self.world.seen(label)
        wanted = None if keys is None else frozenset(keys)
        values = values_of(Look(dispute, at, self.world.of_order(dispute.order.ref)), wanted)
        if wanted is None or "seller_debit" in wanted:
            values["seller_debit"] = seller_debit(dispute).text()
        return values


def run_scenario(scenario: Scenario) -> Run:
    """Run every step in order; deterministic, without clock, chance or input."""
    run = Run(scenario, World(scenario, dict(scenario.orders), measures=Measures(dict(scenario.measures))))
    for step in scenario.steps:
        _run_step(run, step)
    return run


def _run_step(run: Run, step: StoryStep) -> None:
    mark = len(run.world.history)
    run.world.pass_time(step.received_at)
    refusal = _command(run, step) if step.acts else None
    run.world.pass_time(step.at)
    dispute = run.world.cases.get(step.case)
    if dispute is not None:
        run.versions[step.name] = dispute.version
    elif step.case in run.world.measures.labels:
        run.versions[step.name] = run.world.measures.of(step.case).version
    _check(run, step, refusal, mark)


def _command(run: Run, step: StoryStep) -> AmiabilError | None:
    """Carry the command out once: the same key again gives the first answer and changes nothing."""
    who = f"{step.actor.role}:{step.actor.ref}" if step.actor else ""
    slot = (who, step.case, step.key or "")
    if step.key is not None and slot in run.answers:
        return run.answers[slot]
    seen = step.expected_version
    version = run.versions.get(seen, 0) if isinstance(seen, str) else seen
    try:
        run.world.do(step, seen_version=version)
        refusal = None
    except AmiabilError as refused:
        refusal = refused
    if step.key is not None:
        run.answers[slot] = refusal
    return refusal


def _check(run: Run, step: StoryStep, refusal: AmiabilError | None, mark: int) -> None:
    known = step.expect and (step.case in run.world.cases or step.case in run.world.measures.labels)
    actual = run.values(step.case, step.at, step.expect) if known else {}
    kinds = [happened.event.label for happened in run.world.history[mark:] if happened.case == step.case]
    actual |= {"events": kinds, "no_events": kinds}
    actual |= {"refused": refusal.code if refusal else None, "facts": dict(refusal.facts) if refusal else {}}
    if "window" in step.expect:
        actual["window"] = _window(run, step)
    run.checked += len(step.expect)
    for key, expected, found in failures(step.expect, actual):
        line = step.expect[key].line
        run.failed.append(Failed(step.name, step.at, key, expected, _shown(key, expected, found), line))
    if refusal is not None and "refused" not in step.expect:
        run.failed.append(Failed(step.name, step.at, "refused", None, refusal.code, step.line))
    for promise, wanted, found in broken_promises(run.world, since=mark):
        run.failed.append(Failed(step.name, step.at, f"invariant {promise}", wanted, found, step.line))


def _shown(key: str, expected: Any, found: Any) -> Any:
    """Of a map only what was asked for, so that a report shows the difference and not the world."""
    if isinstance(expected, dict) and isinstance(found, dict) and key != "facts":
        return {name: found.get(name) for name in expected}
    return found


def _window(run: Run, step: StoryStep) -> dict[str, str | None] | None:
    given = step.arguments
    if isinstance(given, FileComplaint):
        measure = run.world.measures.standing[given.measure]
        closes = instant_text(measure.until) if measure.until is not None else None
        return {"opens": instant_text(measure.measure.noticed_at), "closes": closes}
    if step.order is None or not isinstance(given, Submission):
        return None
    order = run.world.orders[step.order]
    policy = run.world.policy_for(order, given)
    sight = Sight(
        order, policy, run.world.calendar_of(policy), step.received_at, outages=tuple(run.world.over)
    )
    try:
        window: Window = window_of(sight, given.units, given.reason)
    except AmiabilError:
        return None
    return {
        "opens": instant_text(window.opens) if window.opens else None,
        "closes": instant_text(window.closes) if window.closes else None,
    }
