"""The list of reports, and one report with the form that decides it: the same for agents and for reviewers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from amiabil.actions.content_reports import Decision, decide_report, review_report, trust_reporter
from amiabil.actions.measures import MeasureReport
from amiabil.domain.access import Act, Viewer, may
from amiabil.domain.disputes.errors import ConflictOfInterest
from amiabil.domain.support.content_reports import Outcome, ReportState
from amiabil.domain.written import MESSAGE_MAX, clean
from amiabil.foundation.errors import AmiabilError, Invalid, InvalidFields, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.records import clock, content_reports, tickets, timeline
from amiabil.records.content_reports import Report
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui import paging
from amiabil.ui.facts import Chip, Choice, DeskFrame, Empty, ErrorSummary, Field, Link, Option
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.measures import measure_form
from amiabil.ui.measures.statement_form import YES_NO, programs
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe_all
from amiabil.ui.tickets.report import category_name, facts
from amiabil.ui.words import content_reports as words

SIZE = 25


@dataclass(frozen=True, slots=True)
class Desk:
    """Where reports are seen to: ``waiting`` are those of the first view, ``ended`` of the second. ``name`` is the
    namespace of the addresses, ``final`` whether what is decided here is final."""

    name: str
    frame: Callable[[HttpRequest, Viewer], DeskFrame]
    waiting: tuple[ReportState, ...]
    ended: tuple[ReportState, ...]
    final: bool = False

    def url(self, page: str, *given: str) -> str:
        """The address of a page of this desk."""
        return reverse(f"{self.name}:{page}", args=given)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in the list."""

    title: str
    url: str
    reference: str
    about: str
    reporter: str
    received: str
    chips: tuple[Chip, ...]


def listing(request: HttpRequest, viewer: Viewer, desk: Desk) -> HttpResponse:
    """Reports of a view: trusted flaggers first, then the oldest."""
    ended = request.GET.get("view") == "ended"
    found = content_reports.queue(
        viewer, desk.ended if ended else desk.waiting, limit=SIZE, after=request.GET.get("after")
    )
    reader = Reader.of(viewer, now=clock.now(), case_zone=HOME_ZONE)
    home = desk.url("reports")
    page = {
        "frame": desk.frame(request, viewer),
        "filters": [
            Link(_("To decide"), home, current=not ended),
            Link(_("Decided"), paging.address(home, view="ended"), current=ended),
        ],
        "rows": [_line(one, reader, desk) for one in found.items],
        "empty": Empty(_("Nothing is waiting"), _("No report waits for a decision here."), "check-circle"),
        "pager": paging.pager(request, found, home, **({"view": "ended"} if ended else {})),
    }
    return render(request, "content_reports/list.html", page)


def _line(one: Report, reader: Reader, desk: Desk) -> ReportLine:
    return ReportLine(
        f"{words.TARGETS[one.target]} · {one.place}",
        desk.url("report", one.reference),
        one.reference,
        category_name(one.category, reader.language),
        one.reporter or _("nameless"),
        reader.moment(one.made_at).text,
        chips(one),
    )


def chips(one: Report) -> tuple[Chip, ...]:
    """What stands out about a report."""
    found = [words.chip(one.standing.state, one.standing.outcome)]
    if one.trusted:
        found.insert(0, Chip(_("Trusted flagger"), "brand", "shield-check"))
    if not one.verified:
        found.append(Chip(_("Address not confirmed"), "warn", "envelope-simple"))
    if one.alike:
        found.append(Chip(_("%(count)d more about the same") % {"count": one.alike}, icon="flag"))
    return tuple(found)


# ---- one report -------------------------------------------------------------------------------


def one(request: HttpRequest, viewer: Viewer, desk: Desk, reference: str) -> HttpResponse:
    """The page of a report; sent, its decision."""
    file = tickets.file_of(viewer, reference)
    report = content_reports.of_case(viewer, file.case_id)
    if report is None:
        raise Http404
    if request.method != "POST":
        return _page(request, viewer, desk, (file, report), {})
    try:
        decision = _decision(request, viewer, desk, (file, report))
        (review_report if desk.final else decide_report)(viewer, reference, decision)
    except NotFound:
        raise
    except AmiabilError as refusal:
        return _page(request, viewer, desk, (file, report), _errors(refusal, viewer.language))
    flash.success(request, _("It is decided. The reporter is told with your reasons."))
    return HttpResponseRedirect(desk.url("reports"))


def _errors(refusal: AmiabilError, language: str) -> dict[str, str]:
    return {(part.field or "").strip("/"): part.text for part in describe_all(refusal, language)}


def _decision(request: HttpRequest, viewer: Viewer, desk: Desk, known: tuple[TicketFile, Report]) -> Decision:
    typed, (file, report) = request.POST, known
    problems: list[Invalid] = [
        NotAChoice(field=f"/{name}")
        for name, choices in (("outcome", tuple(Outcome)), ("automated", tuple(YES_NO)))
        if typed.get(name) not in choices
    ]
    reasons = ""
    try:
        reasons = clean(typed.get("reasons", ""), field="/reasons", most=MESSAGE_MAX - 1000)
    except Invalid as refusal:
        problems.append(refusal)
    if problems:
        raise InvalidFields(tuple(problems))
    outcome, automated = Outcome(typed["outcome"]), YES_NO[typed["automated"]]
    with override(file.person_language or None):
        text = words.letter(reasons, outcome=outcome, automated=automated, final=desk.final)
    offered = {other.reference for other in _alike(viewer, desk, report)}
    return Decision(
        outcome,
        automated,
        text,
        uuid5(_key(request), "decision"),
        clock.now(),
        _measure(typed, viewer, report, outcome),
        tuple(ref for ref in dict.fromkeys(typed.getlist("alike")) if ref in offered),
    )


def _measure(
    typed: Mapping[str, str], viewer: Viewer, report: Report, outcome: Outcome
) -> MeasureReport | None:
    """What is done to whom it concerns; none where nobody is named: the marketplace tells of its own by the API."""
    if outcome is not Outcome.ACTED or not typed.get("person", "").strip():
        return None
    return measure_form.report(typed, viewer, ref=f"report-{report.case_id.hex}")


def _alike(viewer: Viewer, desk: Desk, report: Report) -> tuple[Report, ...]:
    if desk.final or report.standing.state is not ReportState.OPEN:
        return ()
    return content_reports.alike(viewer, report)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return new_id()


def _page(
    request: HttpRequest,
    viewer: Viewer,
    desk: Desk,
    known: tuple[TicketFile, Report],
    errors: dict[str, str],
) -> HttpResponse:
    file, report = known
    reader = Reader.of(viewer, now=clock.now(), case_zone=HOME_ZONE)
    barred = _barred(viewer, desk, report)
    page = {
        "frame": desk.frame(request, viewer),
        "back": desk.url("reports"),
        "report": report,
        "heading": f"{words.TARGETS[report.target]} · {category_name(report.category, viewer.language)}",
        "rows": facts(report, reader),
        "chips": chips(report),
        "said": [
            (moment.message.author_name or str(moment.message.author_role), moment.message.text)
            for moment in reversed(timeline.moments(viewer, report.case_id).items)
            if moment.message is not None
        ],
        "ticket_url": reverse("agent:ticket", args=[file.reference]) if not desk.final else "",
        "trust_url": desk.url("report_trust", file.reference) if may(viewer, Act.DECIDE_REPORT) else "",
        "alike": [_line(other, reader, desk) for other in _alike(viewer, desk, report)],
        "chosen": set(request.POST.getlist("alike")),
        "barred": barred,
        "key": str(_key(request)),
        **({} if barred else _form(request.POST, errors)),
    }
    return render(request, "content_reports/report.html", page, status=422 if errors else 200)


def _barred(viewer: Viewer, desk: Desk, report: Report) -> str:
    """Why nothing can be decided here (now); empty where it can."""
    if report.standing.state not in desk.waiting:
        return _("Nothing is left to decide here.")
    if desk.final and report.standing.decided_by == viewer.ref:
        return describe_all(ConflictOfInterest(), viewer.language)[0].text
    return ""


def _form(typed: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    outcomes = tuple(
        Option(one.value, str(words.OUTCOMES[one]), selected=typed.get("outcome") == one) for one in Outcome
    )
    own = (
        Choice("outcome", _("What do you decide?"), outcomes, error=errors.get("outcome", ""), required=True),
        Field(
            "reasons",
            _("Your reasons, for the reporter"),
            kind="textarea",
            value=typed.get("reasons", ""),
            hint=_("They read this as it stands. How it was decided, and the ways on, are added."),
            error=errors.get("reasons", ""),
            required=True,
            max_length=MESSAGE_MAX - 1000,
            rows=6,
            kept=True,
        ),
        programs(typed, errors, _("Did a program find or decide it?")),
    )
    measure = measure_form.facts(typed, errors)
    parts = tuple(part for part in measure["parts"] if part.name != "automated")
    named = {part.name: part for part in (*own, *parts)}
    links = tuple(
        Link(text, f"#{named[name].id if name in named else own[0].id}") for name, text in errors.items()
    )
    return {
        "parts": own,
        "measure_parts": parts,
        "measure_open": bool(typed.get("person", "").strip()) or any(part.name in errors for part in parts),
        "summary": ErrorSummary(_("Look at this again"), links) if links else None,
    }


def trust(request: HttpRequest, viewer: Viewer, desk: Desk, reference: str) -> HttpResponse:
    """Mark the reporter as a trusted flagger, or take the mark away."""
    trusted = request.POST.get("trusted") == "1"
    if trust_reporter(viewer, reference, trusted=trusted, at=clock.now()):
        flash.success(request, _("Kept."))
    else:
        flash.error(request, _("Only an account, or an address that is confirmed, can be a trusted flagger."))
    return HttpResponseRedirect(desk.url("report", reference))
