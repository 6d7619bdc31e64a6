"""A file of orders goes in: what can be read is stored a batch at a time, the rest is told by line and field.

Each batch is a transaction of its own. An import that was cut off is simply run again: orders that went in are
recognised by their content and cost no write.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Literal
from uuid import UUID

from django.db import transaction

from amiabil.actions.orders import take_in
from amiabil.actions.orders_import_entries import Entry, Problem, UnusableFile, entries_of
from amiabil.actions.orders_import_text import lines_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import Fact, Invalid
from amiabil.foundation.fields import Repeated
from amiabil.records import imports
from amiabil.records.new_id import new_id
from amiabil.records.orders_intake import Fate

BATCH = 500
"""Orders of one transaction: large enough to spread its cost, small enough that nobody waits for its locks."""

Format = Literal["csv", "jsonl"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is to be imported; ``format`` None finds out, ``name`` is what people call the file."""

    name: str
    at: datetime
    dry_run: bool = False
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of the file that were read, went in and did not; orders by what became of them."""

    rows: int = 0
    accepted: int = 0
    refused: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """How an import went. ``problems`` are the first ``imports.MOST_KEPT``; ``counts.problems`` counts all.

    ``stopped`` says why the file could not be read to its end; what is before that place has gone in.
    """

    id: UUID
    plan: Plan
    counts: Counts
    problems: tuple[Problem, ...] = ()
    stopped: Invalid | None = None


@dataclass(slots=True)
class _Course:
    """What has happened so far."""

    counts: Counts = Counts()
    kept: list[Problem] = field(default_factory=list)
    first_lines: dict[str, int] = field(default_factory=dict)
    stopped: Invalid | None = None


def run(
    viewer: Viewer, source: BinaryIO, plan: Plan, *, tell: Callable[[Problem], None] | None = None
) -> Report:
    """Import the orders of a file that can be rewound; a dry run does everything and keeps nothing of it.

    ``tell`` hears every problem as it is found. The report is kept under its ``id``. Raises ``UnusableFile`` for
    a heading that will not do, before anything is stored, and what ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    course = _Course()
    table = None if plan.format is None else plan.format == "csv"
    with closing(lines_of(source)) as lines:
        entries = _until_unreadable(entries_of(lines, table=table), course)
        with closing(_read_ahead(entries)) as batches:
            for batch in batches:
                _work(viewer, batch, plan, course=course, tell=tell)
    report = Report(new_id(), plan, course.counts, tuple(course.kept), course.stopped)
    imports.keep(viewer, _run_of(report), at=plan.at)
    return report


def _work(
    viewer: Viewer,
    batch: list[Entry],
    plan: Plan,
    *,
    course: _Course,
    tell: Callable[[Problem], None] | None,
) -> None:
    for problem in _take_in(viewer, batch, plan, course=course):
        course.counts = replace(course.counts, problems=course.counts.problems + 1)
        if len(course.kept) < imports.MOST_KEPT:
            course.kept.append(problem)
        if tell is not None:
            tell(problem)


def _read_ahead(entries: Iterator[Entry]) -> Generator[list[Entry], None, None]:
    """The entries in batches; the next one is read while the database is busy with this one."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="orders-import") as reader:
        coming = reader.submit(_batch, entries)
        while batch := coming.result():
            coming = reader.submit(_batch, entries)
            yield batch


def _batch(entries: Iterator[Entry]) -> list[Entry]:
    return list(islice(entries, BATCH))


def _until_unreadable(entries: Iterator[Entry], course: _Course) -> Iterator[Entry]:
    """The entries up to where the file can be read; an unusable heading is the caller's to hear."""
    try:
        yield from entries
    except UnusableFile:
        raise
    except Invalid as unreadable:
        course.stopped = unreadable


def _take_in(viewer: Viewer, batch: list[Entry], plan: Plan, *, course: _Course) -> Iterator[Problem]:
    """Store what can be stored of a batch and count it; the problems found, in the order of the file."""
    problems: dict[int, tuple[Problem, ...]] = {}
    wanted: dict[str, Entry] = {}
    for entry in batch:
        again = _again(entry, course)
        if entry.order is None or again:
            problems[entry.line] = again or entry.problems
        else:
            wanted[entry.order.order.ref] = entry
    fates: dict[Fate, int] = dict.fromkeys(Fate, 0)
    with transaction.atomic():
        orders = [entry.order for entry in wanted.values() if entry.order is not None]
        for taken in take_in(viewer, orders, at=plan.at):
            fates[taken.fate] += 1
            if taken.refusal is not None:
                entry = wanted[taken.ref]
                field_of = taken.refusal.field if isinstance(taken.refusal, Invalid) else None
                problems[entry.line] = (Problem(entry.line, field_of or "", taken.refusal, taken.ref),)
        transaction.set_rollback(plan.dry_run)
    course.counts = _counted(course.counts, batch, refused=problems.keys(), fates=fates)
    for line in sorted(problems):
        yield from problems[line]


def _again(entry: Entry, course: _Course) -> tuple[Problem, ...]:
    """The refusal of an order that an earlier place of the file has told already."""
    if entry.order is None:
        return ()
    ref = entry.order.order.ref
    first = course.first_lines.setdefault(ref, entry.line)
    if first == entry.line:
        return ()
    return (Problem(entry.line, "order_ref", Repeated(field="/ref", value=ref, line=first), ref),)


def _counted(
    counts: Counts, batch: list[Entry], *, refused: Collection[int], fates: dict[Fate, int]
) -> Counts:
    rows = sum(entry.rows for entry in batch)
    bad = sum(entry.rows for entry in batch if entry.line in refused)
    return replace(
        counts,
        rows=counts.rows + rows,
        accepted=counts.accepted + rows - bad,
        refused=counts.refused + bad,
        created=counts.created + fates[Fate.CREATED],
        changed=counts.changed + fates[Fate.CHANGED],
        unchanged=counts.unchanged + fates[Fate.UNCHANGED],
    )


def fact_of(problem: Problem) -> dict[str, Fact]:
    """A problem as JSON: ``line``, ``field``, ``order``, ``code``, ``facts``."""
    return {
        "line": problem.line,
        "field": problem.field,
        "order": problem.ref,
        "code": problem.refusal.code,
        "facts": dict(problem.refusal.facts),
    }


def _run_of(report: Report) -> imports.ImportedFile:
    counts = report.counts
    problems = [fact_of(problem) for problem in report.problems]
    if report.stopped is not None:
        stop = report.stopped
        problems.append(
            {
                "line": stop.facts.get("line"),
                "field": "",
                "order": None,
                "code": stop.code,
                "facts": dict(stop.facts),
            }
        )
    return imports.ImportedFile(
        id=report.id,
        name=report.plan.name,
        dry_run=report.plan.dry_run,
        rows=counts.rows,
        accepted=counts.accepted,
        refused=counts.refused,
        created=counts.created,
        changed=counts.changed,
        unchanged=counts.unchanged,
        problems=counts.problems,
        report=problems,
    )
