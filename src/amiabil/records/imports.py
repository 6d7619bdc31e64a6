"""Which files of orders were imported, and what was wrong in them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import NotFound
from amiabil.records.models import ImportRun
from amiabil.records.paging import Page, bounded, decode, page

MOST_KEPT = 1000
"""Problems kept of one import: more than anybody reads, and still a small row."""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One import. ``rows``, ``accepted`` and ``refused`` count rows of the file, the next three orders.

    ``report`` holds the first ``MOST_KEPT`` of ``problems``: ``line``, ``field``, ``order``, ``code``, ``facts``.
    ``by`` and ``at`` are empty until it is kept.
    """

    id: UUID
    name: str
    dry_run: bool
    rows: int
    accepted: int
    refused: int
    created: int
    changed: int
    unchanged: int
    problems: int
    report: Sequence[dict[str, Any]]
    by: str = ""
    at: datetime | None = None


def keep(viewer: Viewer, file: ImportedFile, *, at: datetime) -> None:
    """Keep the report of an import. Raises what ``demand`` raises for ``SEND_ORDERS``."""
    demand(viewer, Act.SEND_ORDERS)
    ImportRun.objects.create(
        id=file.id,
        name=file.name[:200],
        by_ref=viewer.ref,
        dry_run=file.dry_run,
        rows=file.rows,
        accepted=file.accepted,
        refused=file.refused,
        created=file.created,
        changed=file.changed,
        unchanged=file.unchanged,
        problems=file.problems,
        report=list(file.report),
        created_at=at,
    )


def imported_file(viewer: Viewer, run_id: UUID) -> ImportedFile:
    """One import with its report. Raises ``NotFound`` and what ``demand`` raises for ``SEND_ORDERS``."""
    demand(viewer, Act.SEND_ORDERS)
    found = ImportRun.objects.filter(pk=run_id).first()
    if found is None:
        raise NotFound()
    return _file(found, report=found.report)


def imported_files(
    viewer: Viewer, *, limit: int | None = None, after: str | None = None
) -> Page[ImportedFile]:
    """The imports, the newest first, without their reports; one statement.

    Raises ``BadCursor`` and what ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    size, place = bounded(limit), decode(after, (UUID,))
    runs = ImportRun.objects.defer("report").order_by("-id")
    if place is not None:
        runs = runs.filter(pk__lt=place[0])
    found = [_file(run, report=()) for run in runs[: size + 1]]
    return page(found, limit=size, place=lambda file: [str(file.id)])


def _file(run: ImportRun, *, report: Sequence[dict[str, Any]]) -> ImportedFile:
    return ImportedFile(
        id=run.id,
        name=run.name,
        dry_run=run.dry_run,
        rows=run.rows,
        accepted=run.accepted,
        refused=run.refused,
        created=run.created,
        changed=run.changed,
        unchanged=run.unchanged,
        problems=run.problems,
        report=report,
        by=run.by_ref,
        at=run.created_at,
    )
