"""Somebody reports something illegal; the staff decide; a decision can be complained about, and another person answers.

The words of a report and of everything said about it are in its ticket. Source: support.md 6, DSA art. 16, 17, 20, 22.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from amiabil.actions.measures import MeasureReport, record_measure
from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import Asked, Written, open_for_contact, open_ticket, write
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support import content_reports as rules
from amiabil.domain.support.content_reports import Outcome, Reported, ReportState, Standing
from amiabil.domain.support.packaged import categories
from amiabil.domain.support.setup_file import OTHER
from amiabil.domain.support.terms import TicketEvent, TicketStatus, TicketType
from amiabil.foundation.errors import Fact
from amiabil.records import address_checks, audit, content_reports
from amiabil.records.address_checks import NewCheck
from amiabil.records.contacts import Contact
from amiabil.records.content_reports import NewReport, Report
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile

TOPIC = "safety"
"""The topic of the requests beside reports."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as it was received; ``key`` is the form's name for it, so that sending twice makes one.

    ``subject`` is how its request is called, in the language of the page.
    """

    reported: Reported
    subject: str
    received_at: datetime
    key: UUID


def make_report(viewer: Viewer, sent: Sent) -> TicketFile:
    """Keep a report, with or without an account; a typed address gets a link that shows whose it is.

    A report is worked on whether the link is pressed or not; nothing else is ever sent to an address that is not
    verified. Raises ``InvalidFields``, and what ``open_ticket`` raises.
    """
    signed_in = viewer.role is not None
    given = rules.checked(sent.reported, categories(), signed_in=signed_in)
    asked = Asked(
        sent.key,
        TOPIC if current_setup().has_topic(TOPIC) else OTHER,
        sent.subject,
        given.text,
        sent.received_at,
        type=TicketType.REPORT,
        facts={"report": given.category, "target": given.target},
    )
    with transaction.atomic():
        if signed_in:
            file, reporter = open_ticket(viewer, asked), viewer
        else:
            who = Contact(new_id(), given.address, given.name, viewer.language, None)
            file = open_for_contact(who, asked)
            reporter = file.contact.viewer if file.contact else viewer
        if content_reports.of_case(reporter, file.case_id) is None:
            _keep(reporter, file, given, sent.received_at)
    return file


def _keep(reporter: Viewer, file: TicketFile, given: Reported, at: datetime) -> None:
    key = rules.target_key(given.target, given.place)
    new = NewReport(file.case_id, given.target, given.place, key, given.category, at)
    content_reports.keep(reporter, new)
    if file.contact is not None and file.contact.address:
        who = file.contact
        address_checks.begin(NewCheck(who.id, who.address, who.language, contact_id=who.id), at=at)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about a report, and about others of the same thing with it.

    ``text`` is what reporters read: reasons, means, and what stays open to them. ``measure`` is what is done to whom it
    concerns, with its statement of reasons; None where nobody is restricted by it (any more). ``key`` names the act.
    """

    outcome: Outcome
    automated: bool
    text: str
    key: UUID
    received_at: datetime
    measure: MeasureReport | None = None
    alike: Sequence[str] = ()


def decide_report(viewer: Viewer, reference: str, decision: Decision) -> None:
    """Decide a report: its reporter is told with reasons, and whom a restriction concerns gets a statement of reasons.

    All or nothing. The same act again changes nothing. Raises ``NotFound``, ``ReportDecided``, what ``record_measure``
    and ``write`` refuse, and what ``demand`` raises for ``DECIDE_REPORT``.
    """
    demand(viewer, Act.DECIDE_REPORT)
    with transaction.atomic():
        for number, one in enumerate((reference, *decision.alike)):
            report = content_reports.locked(viewer, one)
            if report.standing.decided_by == viewer.ref and _repeats(report, decision):
                continue
            rules.demand_open(report.standing)
            measure = ""
            if decision.measure is not None:
                measure = decision.measure.ref
                if not number:
                    at = decision.received_at
                    record_measure(viewer, decision.measure, at=at, by=Act.DECIDE_REPORT)
            standing = Standing(
                ReportState.DECIDED, decision.outcome, decision.received_at, decided_by=viewer.ref
            )
            _tell(viewer, report, decision, standing, measure=measure)


def _repeats(report: Report, decision: Decision) -> bool:
    at = report.standing.decided_at
    same = (report.standing.outcome, report.automated) == (decision.outcome, decision.automated)
    return same and at is not None and abs((decision.received_at - at).total_seconds()) < 60


def complain_of_report(viewer: Viewer, reference: str, text: str, *, at: datetime, key: UUID) -> TicketFile:
    """The reporter contests the decision about their report, whichever it was; free of charge (DSA art. 20).

    Raises ``NotFound``, ``ComplaintClosed``, ``TextMissing``, ``TextTooLong`` and what ``write`` raises.
    """
    with transaction.atomic():
        report = content_reports.locked(viewer, reference)
        rules.demand_complaint(report.standing, at=at)
        standing = replace(report.standing, state=ReportState.COMPLAINED, complained_at=at)
        content_reports.save(viewer, report, standing, at=at)
        facts: dict[str, Fact] = {"outcome": standing.outcome.value if standing.outcome else ""}
        return write(viewer, reference, Written(key, text, at, also=(TicketEvent.REPORT_COMPLAINED, facts)))


def review_report(viewer: Viewer, reference: str, decision: Decision) -> None:
    """Answer a complaint about the decision of a report, by somebody who did not take that decision. It is final.

    Raises ``NotFound``, ``ReportDecided``, ``ConflictOfInterest``, and what ``demand`` raises for ``REVIEW_REPORT``.
    """
    demand(viewer, Act.REVIEW_REPORT)
    with transaction.atomic():
        report = content_reports.locked(viewer, reference)
        rules.demand_review(report.standing, by=viewer.ref)
        if decision.measure is not None:
            record_measure(viewer, decision.measure, at=decision.received_at, by=Act.REVIEW_REPORT)
        standing = replace(
            report.standing, state=ReportState.REVIEWED, outcome=decision.outcome, reviewed_by=viewer.ref
        )
        measure = decision.measure.ref if decision.measure else report.measure
        _tell(viewer, report, decision, standing, measure=measure)


def _tell(viewer: Viewer, report: Report, decision: Decision, standing: Standing, *, measure: str) -> None:
    at = decision.received_at
    content_reports.save(viewer, report, standing, at=at, automated=decision.automated, measure=measure)
    facts: dict[str, Fact] = {
        "outcome": decision.outcome.value,
        "report": report.category,
        "automated": decision.automated,
        "trusted": report.trusted,
        "again": standing.state is ReportState.REVIEWED,
    }
    told = Written(
        uuid5(decision.key, report.reference),
        decision.text,
        at,
        changes={"status": TicketStatus.SOLVED},
        also=(TicketEvent.REPORT_DECIDED, facts),
    )
    write(viewer, report.reference, told)
    noted: dict[str, Fact] = {"outcome": decision.outcome.value, "measure": measure}
    audit.note(viewer, "report.decide", report.reference, at=at, facts=noted)


def trust_reporter(viewer: Viewer, reference: str, *, trusted: bool, at: datetime) -> bool:
    """Mark whoever made a report as a trusted flagger (DSA art. 22), or take the mark away; whether that changed it."""
    demand(viewer, Act.DECIDE_REPORT)
    with transaction.atomic():
        report = content_reports.locked(viewer, reference)
        changed = content_reports.trust(viewer, report, trusted=trusted, at=at)
        if changed:
            audit.note(viewer, "report.trust", reference, at=at, facts={"trusted": trusted})
    return changed
