"""How is a story told? As a timeline for people, and as one JSON object for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from amiabil.domain.policy.reader import PolicyFile
from amiabil.domain.scenario.read import read_scenario
from amiabil.domain.scenario.run import Failed, Run, run_scenario
from amiabil.domain.scenario.values import without_repeats
from amiabil.foundation.codec import instant_text
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.working_time import Span, deadline


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file: ``run``, or the ``error`` that kept it from being run."""

    file: str
    run: Run | None = None
    error: DocumentError | None = None

    @property
    def ok(self) -> bool:
        """Whether the file could be read and every expectation is met."""
        return self.run is not None and not self.run.failed

    @property
    def exit_status(self) -> int:
        """0 everything holds, 1 an expectation fails, 2 the file has an error."""
        if self.error is not None:
            return 2
        return 0 if self.ok else 1


def run_file(text: str, name: str, *, policy: PolicyFile | None = None) -> Report:
    """Read and run a scenario; never raises for what is wrong with the file.

    ``policy`` replaces the policy the file names, to see what would have been under another one.
    """
    try:
        return Report(name, run=run_scenario(read_scenario(text, name, policy=policy)))
    except DocumentError as error:
        return Report(name, error=DocumentError(error.text, line=error.line, key=error.key, name=name))


# --- for machines -----------------------------------------------------------------------------------------


def as_json(report: Report) -> dict[str, Any]:
    """The object of ``--json``; see scenario-format.md, Output."""
    if report.run is None:
        wrong = report.error
        place = {"line": wrong.line, "key": wrong.key, "text": wrong.text} if wrong else {}
        return {"file": report.file, "ok": False, "error": place}
    run = report.run
    end = run.scenario.steps[-1].at if run.scenario.steps else None
    cases = {label: without_repeats(run.values(label, end)) for label in run.labels} if end else {}
    return {
        "file": report.file,
        "title": run.scenario.title,
        "ok": report.ok,
        "checked": run.checked,
        "failed": [_failed(failed) for failed in run.failed],
        "timeline": list(_timeline(run)),
        "cases": cases,
    }


def _failed(failed: Failed) -> dict[str, Any]:
    return {
        "step": failed.step,
        "at": instant_text(failed.at),
        "key": failed.key,
        "expected": failed.expected,
        "actual": failed.actual,
    }


def _timeline(run: Run) -> Iterator[dict[str, Any]]:
    for happened in run.world.history:
        event = happened.event
        yield {
            "at": instant_text(event.at),
            "case": happened.case,
            "by": event.actor.role.value,
            "event": event.label,
            "state": happened.state,
            "facts": dict(event.data),
        }


# --- for people -------------------------------------------------------------------------------------------


def as_text(report: Report) -> str:
    """The timeline with what failed, a line each."""
    if report.run is None:
        return f"{report.error}"
    run = report.run
    lines = [f"{report.file}: {run.scenario.title}"]
    lines += [_line(entry) for entry in _timeline(run)]
    for failed in run.failed:
        lines.append(
            f"  FAILED line {failed.line}, step {failed.step}, {failed.key}: "
            f"expected {_plain(failed.expected)}, found {_plain(failed.actual)}"
        )
    word = "ok" if report.ok else f"{len(run.failed)} failed"
    lines.append(f"  {run.checked} checked, {word}")
    return "\n".join(lines)


def _line(entry: dict[str, Any]) -> str:
    facts = ", ".join(f"{key} {_plain(value)}" for key, value in entry["facts"].items() if key != "refund")
    told = f"  {entry['at']:<24} {entry['case']}  {entry['by']:<9} {entry['event']:<30} {entry['state']:<21}"
    return f"{told} {facts}".rstrip()


def _plain(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, dict):
        return " ".join(f"{key}={_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "[" + " ".join(_plain(inner) for inner in value) + "]"
    return "nothing" if value is None else str(value)


# --- under another policy -----------------------------------------------------------------------------------


def differences(under_own: Report, under_other: Report) -> list[dict[str, Any]]:
    """Per case, what comes out differently under the other policy: outcome, amounts, days to close.

    Of a measure also until when it can be complained about, and when T6 of the complaint first ends.

    Empty when nothing differs; a file with an error has nothing to compare.
    """
    if under_own.run is None or under_other.run is None:
        return []
    found = []
    for label in sorted(set(under_own.run.labels) | set(under_other.run.labels)):
        own, other = _summary(under_own.run, label), _summary(under_other.run, label)
        changed = {
            key: [own.get(key), other.get(key)] for key in own | other if own.get(key) != other.get(key)
        }
        if changed:
            found.append({"case": label, "differs": changed})
    return found


def _summary(run: Run, label: str) -> dict[str, Any]:
    if label in run.world.measures.labels:
        return _summary_of_measure(run, label)
    dispute = run.world.cases.get(label)
    if dispute is None:
        return {}
    values = run.values(label, run.scenario.steps[-1].at)
    days = (dispute.closed_at - dispute.opened_at).days if dispute.closed_at else None
    kept = {key: values[key] for key in ("state", "outcome", "refunded", "released", "held", "seller_debit")}
    return {**kept, "days_to_close": days}


def _summary_of_measure(run: Run, label: str) -> dict[str, Any]:
    values = run.values(label, run.scenario.steps[-1].at)
    standing = run.world.measures.of(label)
    complaint, until = standing.complaint, standing.until
    days = decision = None
    if complaint is not None:
        span = Span(complaint.rules.decision_days)
        decision = instant_text(deadline(complaint.filed_at, span, complaint.place))
    if complaint is not None and complaint.closed_at is not None:
        days = (complaint.closed_at - complaint.filed_at).days
    return {
        **{key: values[key] for key in ("state", "outcome", "measure")},
        "complain_until": instant_text(until) if until is not None else None,
        "first_decision": decision,
        "days_to_close": days,
    }
