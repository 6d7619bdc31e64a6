"""A report of something illegal as its reporter and the staff see it: what, where, why, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amiabil.domain.support.content_reports import Outcome, ReportState
from amiabil.domain.support.packaged import categories
from amiabil.records import content_reports
from amiabil.records.content_reports import Report
from amiabil.records.tickets import TicketFile
from amiabil.ui.facts import Chip, Field, Row
from amiabil.ui.reader import Reader
from amiabil.ui.words import content_reports as words
from amiabil.ui.words.tickets import label


@dataclass(frozen=True, slots=True)
class ReportPanel:
    """``complaint`` is the box to contest the decision, None where nothing can be contested; ``until`` its end."""

    rows: tuple[Row, ...]
    chip: Chip
    lead: str
    complain_url: str = ""
    complaint: Field | None = None
    until: str = ""


def category_name(key: str, language: str) -> str:
    """What is said to be wrong, in the reader's language; the key where it is no longer on the list."""
    found = next((one for one in categories() if one.key == key), None)
    return label(found.labels, language) if found else key


def facts(report: Report, reader: Reader) -> tuple[Row, ...]:
    """What is reported: rows for whoever may see the report."""
    return (
        Row(_("Reported"), str(words.TARGETS[report.target])),
        Row(_("Where"), report.place or _("This text has been erased."), strong=True),
        Row(_("Why"), category_name(report.category, reader.language)),
        Row(_("Received"), reader.moment(report.made_at).text),
    )


def panel(
    file: TicketFile, reader: Reader, *, complain_url: str, text: str = "", error: str = ""
) -> ReportPanel | None:
    """The report beside a request, for its reporter; None where it is none, without a statement."""
    report = content_reports.of_case(reader.viewer, file.case_id) if file.reported else None
    if report is None:
        return None
    until = report.standing.complain_until
    open_until = until if until is not None and reader.now < until else None
    return ReportPanel(
        facts(report, reader),
        words.chip(report.standing.state, report.standing.outcome),
        _lead(report),
        complain_url,
        _box(text, error) if open_until else None,
        _day(open_until, reader),
    )


def _day(until: datetime | None, reader: Reader) -> str:
    return reader.last_day(until) if until else ""


def _lead(report: Report) -> str:
    """Where it stands, in one sentence."""
    match report.standing.state:
        case ReportState.OPEN:
            return _(
                "A person reads your report and decides. You read the decision with its reasons on this page."
            )
        case ReportState.COMPLAINED:
            return _("You have complained. Somebody who took no part in the decision looks at it again.")
        case ReportState.REVIEWED:
            return _(
                "Your complaint has been answered. You can still turn to a certified body or to a court."
            )
    if report.standing.outcome is Outcome.ACTED:
        return _("We have acted on what you reported. The reasons are below.")
    return _("We have not acted on what you reported. The reasons are below.")


def _box(text: str, error: str) -> Field:
    return Field(
        "complaint",
        _("Why is the decision wrong?"),
        kind="textarea",
        value=text,
        error=error,
        required=True,
        max_length=4000,
        rows=4,
        kept=True,
    )
