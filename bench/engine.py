"""P12: what does a whole dispute of ten steps cost in the pure engine, told again as ``simulate --against`` tells it?

Processor time of this process alone: there is no database, no network and no clock. Told apart are reading the history,
and the same dispute as a story whose every promise is checked after each step, as ``simulate FILE`` runs it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from amiabil.domain.disputes import money
from amiabil.domain.policy import Policy
from amiabil.domain.scenario.history import EVENT_NAMES, Teller, ToldEvent, calendar_at_opening
from amiabil.domain.scenario.read import read_scenario
from amiabil.domain.scenario.replay import FORMAT, read_history, result_of, retell
from amiabil.domain.scenario.run import Run, run_scenario
from amiabil.foundation import codec
from amiabil.foundation.working_time import Calendar
from bench.table import Figure, show

MOST = 0.5
"""Milliseconds a dispute: 2,000 a second on one core. Source: performance.md, P12."""

_ORDER = """
format: amiabil-scenario/1
title: Heard, decided, and accepted by both
policy: ro-default
orders:
  - ref: "1"
    country: RO
    currency: RON
    paid_at: 2026-10-01T12:00:00+03:00
    buyer: {ref: ana, consumer: true}
    seller: {ref: lumina, trader: true}
    lines:
      - {ref: L1, unit_price: "300.00", quantity: 1, delivered_at: 2026-11-02T12:00:00+02:00}
steps:
"""
_SUBMIT = (
    '{order: "1", units: {L1: 1}, reason: nc_damaged, ask: {remedy: refund_keep, amount: "300.00"},'
    " evidence: [photo_item, photo_parcel]}"
)
_STEPS = (
    f"at: 2026-11-05T10:00:00+02:00, by: buyer, do: submit, with: {_SUBMIT}",
    'at: 2026-11-06T09:00:00+02:00, by: seller, do: propose, with: {remedy: refund_keep, amount: "100.00"}',
    "at: 2026-11-06T09:30:00+02:00, by: buyer, do: decline, with: {proposal: seller}",
    "at: 2026-11-09T10:05:00+02:00, by: buyer, do: escalate",
    "at: 2026-11-09T10:10:00+02:00, by: buyer, do: waive_evidence",
    "at: 2026-11-09T10:10:00+02:00, by: seller, do: waive_evidence",
    'at: 2026-11-12T10:00:00+02:00, by: "mediator:mira", do: decide,'
    ' with: {amount: "200.00", remedy: refund_keep, grounds: seen, rule: r1}',
    "at: 2026-11-12T12:00:00+02:00, by: buyer, do: waive_appeal",
    "at: 2026-11-12T13:00:00+02:00, by: seller, do: waive_appeal",
    "at: 2026-11-12T14:00:00+02:00, expect: {state: closed, outcome: decided_split}",
)
STORY = _ORDER + "".join(f"  - {{{step}}}\n" for step in _STEPS)
"""Ten steps to the end of a case."""


def _cost(act: Callable[[], object], *, runs: int, rounds: int) -> float:
    """Milliseconds of processor time of one call, the median of the rounds."""
    act()
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(runs):
            act()
        found.append((time.process_time() - begun) * 1000 / runs)
    return statistics.median(found)


def exported(run: Run) -> str:
    """The line ``amiabil export histories`` would write of the run's one case."""
    ((label, dispute),) = run.world.cases.items()
    stored = {command: name for name, command in EVENT_NAMES.items()}
    events = [
        ToldEvent(
            stored.get(event.kind, f"dispute.{event.kind}"),
            event.at,
            event.actor.role.value,
            event.actor.ref,
            event.data,
            event.change,
        )
        for event in (happened.event for happened in run.world.history)
    ]
    case = {
        **Teller().case(label, events),
        "policy": codec.encode(Policy, dispute.policy),
        "calendar": calendar_at_opening(codec.encode(Calendar, dispute.calendar), events),
        "result": result_of(dispute, (money.elsewhere(dispute, label),)),
    }
    return json.dumps({"format": FORMAT, "cases": [case]})


def main() -> int:
    """Measure; 1 when the target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=200)
    given = parser.parse_args()
    scenario = read_scenario(STORY, "ten-steps.yaml")
    told = run_scenario(scenario)
    if told.failed:
        raise SystemExit("the story of ten steps does not come out as it says")
    line = exported(told)
    history = read_history(line, "export.jsonl", 1)
    if retell(history).cases["A"]["outcome"] != "decided_split":
        raise SystemExit("the history of the story does not come to its end")
    bare = replace(scenario, steps=tuple(replace(step, expect={}) for step in scenario.steps))
    rounds, few = given.rounds, max(given.runs // 4, 1)
    again = _cost(lambda: retell(history), runs=given.runs, rounds=rounds)
    checked = _cost(lambda: run_scenario(bare), runs=few, rounds=rounds)
    figures = [
        Figure("P12 a dispute of ten steps, told again", again, "ms", MOST),
        Figure("P12 disputes a second and core", 1000 / again, ""),
        Figure("P12 every promise checked after each step", checked, "ms"),
        Figure(
            "P12 reading its history",
            _cost(lambda: read_history(line, "x", 1), runs=few, rounds=rounds),
            "ms",
        ),
        Figure(
            "P12 reading it as a file",
            _cost(lambda: read_scenario(STORY, "x"), runs=few, rounds=rounds),
            "ms",
        ),
    ]
    return show("engine", figures, sizes={"runs": given.runs, "rounds": given.rounds, "steps": len(_STEPS)})


if __name__ == "__main__":
    sys.exit(main())
