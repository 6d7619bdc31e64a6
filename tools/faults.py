"""Deliberate faults in the engine of disputes: each must be noticed by the fast tests of the domain.

Run by hand (`tools/faults`, some minutes; `tools/faults NAME...` for some): every fault is a small patch of the
source in a temporary copy. Prints a table and writes docs/quality/faults.md when all were run; answers 1 when one
was not caught or no longer fits the source.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "quality" / "faults.md"
TESTS = ("tests/domain/scenario", "tests/domain/disputes", "tests/foundation")
D, F = "domain/disputes/", "foundation/"


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong thing: its name, the file under src/amiabil, and what stands there instead of what."""

    name: str
    file: str
    right: str
    wrong: str


FAULTS = (
    Fault(
        "a deadline ends with its last day's beginning",
        F + "working_time.py",
        "start_of_day(end + _ONE_DAY, place.zone)",
        "start_of_day(end, place.zone)",
    ),
    Fault(
        "the day of the event is counted",
        F + "working_time.py",
        "end = first + timedelta(days=span.count)",
        "end = first + timedelta(days=max(span.count - 1, 0))",
    ),
    Fault(
        "deadlines never roll",
        F + "working_time.py",
        "return next_working_day(end, calendar) if span.roll else end",
        "return end",
    ),
    Fault(
        "days are counted in UTC",
        F + "working_time.py",
        "datetime.combine(day, time(), _zone(zone)).astimezone(UTC)",
        "datetime.combine(day, time(), UTC)",
    ),
    Fault(
        "a suspension keeps one day too many",
        F + "working_time.py",
        "return Remaining(days=max((end - today).days, 0))",
        "return Remaining(days=max((end - today).days, 0) + 1)",
    ),
    Fault(
        "the missing bani go to the smallest remainders",
        F + "money.py",
        "key=lambda i: (-shares[i][1], i)",
        "key=lambda i: (shares[i][1], i)",
    ),
    Fault(
        "a timer fires at its instant only afterwards",
        D + "engine.py",
        "if instant is None or instant > at:",
        "if instant is None or instant >= at:",
    ),
    Fault(
        "negotiation ends before the proposal at the same instant",
        D + "clock.py",
        "ORDER = (Timer.PROPOSAL, *(timer for timer in Timer if timer is not Timer.PROPOSAL))",
        "ORDER = (*(timer for timer in Timer if timer is not Timer.PROPOSAL), Timer.PROPOSAL)",
    ),
    Fault(
        "an offer outlives the negotiation",
        D + "clock.py",
        "due_at = min(due_at, negotiation)",
        "due_at = max(due_at, due_at)",
    ),
    Fault(
        "a reminder is sent before the start",
        D + "clock.py",
        "for at in wanted if at >= started_at",
        "for at in wanted",
    ),
    Fault(
        "a default takes any amount",
        D + "money.py",
        "return most is not None and amount <= most",
        "return most is None or amount >= most or amount <= most",
    ),
    Fault(
        "a seller whose notice came back counts as silent",
        D + "negotiation.py",
        "if may and (informed or not rule.require_delivered_notice):",
        "if may:",
    ),
    Fault(
        "matching settles at the seller's amount",
        D + "negotiation.py",
        "settle(change, Outcome.SETTLED_BY_MATCHING, replace(offered, amount=asked.amount))",
        "settle(change, Outcome.SETTLED_BY_MATCHING, offered)",
    ),
    Fault(
        "matching forgets who pays the return",
        D + "negotiation.py",
        "if _BURDEN[offered.return_cost] > _BURDEN[asked.return_cost]:",
        "if False:",
    ),
    Fault(
        "any offer settles when its time ends",
        D + "negotiation.py",
        "if settles and dominates(proposal.terms, dispute.claim.terms) and not",
        "if settles and not",
    ),
    Fault(
        "a rejection does not open the way to a mediator",
        D + "guards.py",
        "if not (unlocked and dispute.rejected_at is not None):",
        "if True:",
    ),
    Fault(
        "a decision does not wait for the evidence",
        D + "guards.py",
        "if in_hearing and clock.runs(dispute, Timer.EVIDENCE_WINDOW):",
        "if False:",
    ),
    Fault(
        "an answer to a replaced offer is taken",
        D + "negotiation.py",
        "replaced = seen is not None and proposal.since <= seen < proposal.version",
        "replaced = False",
    ),
    Fault(
        "a stale version is taken",
        D + "guards.py",
        "if seen_version is None or seen_version == dispute.version:\n        return",
        "if True:\n        return",
    ),
    Fault(
        "a buyer may answer for the seller",
        D + "procedure.py",
        "(C.ACCEPT_REQUEST, TALKING, SELLER)",
        "(C.ACCEPT_REQUEST, TALKING, PARTIES)",
    ),
    Fault(
        "the mediator may hear the appeal",
        D + "appeals.py",
        "if change.actor.ref in dispute.mediators:",
        "if False:",
    ),
    Fault("an appeal may make it worse", D + "appeals.py", "    if worse:\n", "    if False:\n"),
    Fault(
        "nothing undisputed is paid before the end",
        D + "mediation.py",
        "return zero if offer is None or offer.amount is None else min(amount, offer.amount)",
        "return zero",
    ),
    Fault(
        "the second question pauses the decision too", D + "mediation.py", "    if first:\n", "    if True:\n"
    ),
    Fault(
        "an admitted late item asks nobody",
        D + "evidence.py",
        "late_replies=dispute.late_replies | {opposite(item.by)})",
        "late_replies=dispute.late_replies)",
    ),
    Fault(
        "the rest is not released at an agreement",
        D + "settling.py",
        "    amount = terms.amount or Money.zero(change.dispute.currency)\n    keep_held(change, amount)\n",
        "    amount = terms.amount or Money.zero(change.dispute.currency)\n",
    ),
    Fault(
        "a refund is paid though refunded already",
        D + "money.py",
        "spent = [unit.before + unit.refunded + unit.pending + unit.debited for unit in dispute.units]",
        "spent = [unit.before + unit.refunded + unit.pending for unit in dispute.units]",
    ),
    Fault(
        "a chargeback is booked twice",
        D + "refunds.py",
        "if any(external.ref == given.ref for external in dispute.externals):",
        "if False:",
    ),
    Fault(
        "a lost return is always the buyer's loss",
        D + "returns.py",
        "if change.dispute.parcel.carrier_by is ReturnCost.SELLER or is_statutory_withdrawal(change.dispute):",
        "if is_statutory_withdrawal(change.dispute):",
    ),
    Fault("a case may be reopened for ever", D + "course.py", "if dispute.reopened >= most:", "if False:"),
    Fault(
        "the broken promise pays nothing",
        D + "course.py",
        "    change.flag(Flag.PROMISE_BROKEN)\n",
        "    change.flag(Flag.PROMISE_BROKEN)\n    return\n",
    ),
    Fault(
        "the legal limit for a repair unlocks nothing",
        D + "negotiation.py",
        "waits = dispute.lane is Lane.STATUTORY_CONFORMITY and clock.runs(dispute, Timer.STATUTORY_REPAIR)",
        "waits = dispute.lane is Lane.STATUTORY_CONFORMITY",
    ),
    Fault(
        "the cooling-off does not stop the others",
        D + "guards.py",
        "if withdrawn and command not in DURING_COOLING_OFF:",
        "if False:",
    ),
    Fault(
        "an unpaid rest ends the case before the decision is final",
        D + "settling.py",
        "    if terms_in_force(dispute) is None:\n        return None\n    if dispute.unpaid:",
        "    if dispute.unpaid:",
    ),
    Fault(
        "the fund has no cap",
        D + "settling.py",
        "return max(cap - own - (change.around.fund_paid or zero), zero)",
        "return cap + cap",
    ),
)


def main(names: list[str]) -> int:
    """Try the named faults, or all."""
    chosen = [fault for fault in FAULTS if not names or fault.name in names]
    results = [(fault, tried(fault)) for fault in chosen]
    width = max(len(fault.name) for fault in chosen)
    for fault, caught in results:
        sys.stdout.write(f"{fault.name:<{width}}  {caught or 'NOT CAUGHT'}\n")
    if not names:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(_report(results), "utf-8")
    return 0 if all(caught for _, caught in results) else 1


def tried(fault: Fault) -> str:
    """The first test that notices the fault; nothing when none does."""
    with tempfile.TemporaryDirectory(prefix="amiabil-fault-") as folder:
        copy = Path(folder)
        shutil.copytree(ROOT / "src", copy / "src")
        shutil.copytree(ROOT / "tests", copy / "tests")
        shutil.copy(ROOT / "pyproject.toml", copy)
        path = copy / "src" / "amiabil" / fault.file
        text = path.read_text("utf-8")
        if text.count(fault.right) != 1:
            raise SystemExit(f"'{fault.name}' does not fit {fault.file} any more")
        path.write_text(text.replace(fault.right, fault.wrong), "utf-8")
        return _first_failure(copy)


def _first_failure(copy: Path) -> str:
    options = ["-q", "-x", "-m", "not slow", "-p", "no:randomly", "-p", "no:cacheprovider", "--tb=no", "-rfE"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *TESTS],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"^(?:FAILED|ERROR) (\S+(?: \S+)*?)(?: - |$)", done.stdout, re.MULTILINE)
    return found.group(1) if found else ""


def _report(results: list[tuple[Fault, str]]) -> str:
    lines = [
        "# Deliberate faults\n\n",
        "<!-- Written by `tools/faults`; do not edit. -->\n\n",
        "Each row is one wrong thing put into a copy of the engine, and the first of the fast tests that noticed it."
        " Run again after a change of the procedure.\n\n",
        "| Fault | Where | Noticed by |\n|---|---|---|\n",
    ]
    for fault, caught in results:
        lines.append(f"| {fault.name} | `{fault.file}` | {f'`{caught}`' if caught else '**nothing**'} |\n")
    return "".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
