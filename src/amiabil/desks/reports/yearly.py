"""The transparency report: what DSA art. 15 and 24 (and P2B art. 11) ask a platform to publish about complaints."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amiabil.desks.reports import asking, words
from amiabil.desks.reports.tables import Table, Writer, duty_text, few, pairs, role
from amiabil.domain.reports.counting import Name
from amiabil.domain.reports.report import Asked, Report
from amiabil.domain.reports.writing import COMPLAINTS, reversals
from amiabil.domain.support.content_reports import Outcome
from amiabil.domain.terms import Role
from amiabil.ui.facts import Link
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.reader import Reader
from amiabil.ui.tickets.report import category_name
from amiabil.ui.words.content_reports import OUTCOMES


def question(request: HttpRequest, reader: Reader) -> asking.Question:
    """What the address asks; without a period the year before this one, which is the one to report on."""
    if request.GET.get("from") or request.GET.get("to"):
        return asking.question(request, reader)
    year = _this_year(reader) - 1
    since, until = date(year, 1, 1), date(year, 12, 31)
    typed = {"from": since.isoformat(), "to": until.isoformat(), "lane": "", "country": ""}
    return asking.Question(Asked(since, until), typed, {})


def shortcuts(of: asking.Question, reader: Reader, home: str) -> tuple[Link, ...]:
    """The years one reports on."""
    this = _this_year(reader)
    links = []
    for year in (this - 2, this - 1, this):
        since, until = date(year, 1, 1), date(year, 12, 31)
        current = of.asked is not None and (of.asked.since, of.asked.until) == (since, until)
        links.append(Link(str(year), asking.address(home, since, until), current=current))
    return tuple(links)


def asked_of(period: Asked) -> Asked:
    """The question about complaints of this period."""
    return Asked(period.since, period.until, COMPLAINTS)


def lead() -> str:
    """What the report is of, and what this program cannot know."""
    return _(
        "Reports of illegal content and complaints about the marketplace's measures, for the report of Regulation (EU)"
        " 2022/2065, articles 15 and 24."
        " Orders of authorities and users a month are not kept here and have to be added."
    )


def tables(told: Report, write: Writer, *, p2b: bool) -> tuple[Table, ...]:
    """Every part, in the order of the articles; complaints by sellers where the law asks for them."""
    parts = (
        _notices(told, write),
        _notices_decided(told, write),
        _measures(told, write),
        _complaints(told, write),
        _verdicts(told, write),
        _times(told, write),
        _late(told, write),
    )
    return (*parts, _sellers(told, write)) if p2b else parts


def _notices(told: Report, write: Writer) -> Table:
    trusted = {one.detail: one.times for one in told.lines(Name.NOTICE_TRUSTED)}
    return Table(
        "notices",
        _("Reports of illegal content"),
        _(
            "Reports received in the period, by what was said to be wrong, and those of trusted flaggers that were"
            " decided (art. 15(1)(b))."
        ),
        (_("Reason"), _("Reports"), _("Of trusted flaggers")),
        tuple(
            (
                category_name(one.detail, get_language() or "en"),
                write.number(one.times),
                write.number(trusted.get(one.detail, 0)),
            )
            for one in told.lines(Name.NOTICED)
        ),
        _("Nobody reported anything."),
    )


def _notices_decided(told: Report, write: Writer) -> Table:
    spread = told.spread(Name.NOTICE_DECIDED)
    again = sum(one.times for one in told.lines(Name.NOTICE_REVIEWED))
    note = (
        _("Median time to the decision: %(span)s.") % {"span": write.span(spread.median)}
        if spread.cases
        else ""
    )
    if again:
        note = f"{note} " + _("Decided again after a complaint of the reporter: %(count)s.") % {
            "count": write.number(again)
        }
    return Table(
        "notices-decided",
        _("Decisions on reports"),
        _("Reports decided in the period, by what was done and by whom."),
        (_("Decision"), _("Automated means"), _("Times")),
        pairs(
            told.lines(Name.NOTICE_DECIDED),
            lambda name: str(OUTCOMES[Outcome(name)]),
            lambda name: str(words.MEANS[name]),
            write,
        ),
        _("No report was decided."),
        texts=2,
        note=note,
    )


def _measures(told: Report, write: Writer) -> Table:
    return Table(
        "measures",
        _("Measures and automated means"),
        _(
            "Measures recorded in the period, by what they restrict and what their statement of reasons says (art. 15)."
        ),
        (_("Measure"), _("Automated means"), _("Times")),
        pairs(
            told.lines(Name.MEASURE),
            lambda name: str(words.kind(name)),
            lambda name: str(words.MEASURE_MEANS[name]),
            write,
        ),
        _("No measure was recorded."),
        texts=2,
    )


def _complaints(told: Report, write: Writer) -> Table:
    return Table(
        "complaints",
        _("Complaints and what they were about"),
        _(
            "Complaints filed in the period, by the measure they are about and by who complained (art. 15(1)(d))."
        ),
        (_("Measure"), _("By"), _("Complaints")),
        pairs(told.lines(Name.COMPLAINED), lambda name: str(words.kind(name)), role, write),
        _("Nobody complained."),
        texts=2,
    )


def _verdicts(told: Report, write: Writer) -> Table:
    whole = told.total(Name.VERDICT)
    note = _("Decisions reversed: %(part)s.") % {"part": write.part(reversals(told), whole)} if whole else ""
    return Table(
        "verdicts",
        _("Decisions on complaints"),
        _(
            "Complaints decided in the period, whenever they were filed. A decision on a measure was reversed when the"
            " measure was lifted or changed. A person decides each complaint."
        ),
        (_("Decision"), _("Complaint by"), _("Times")),
        pairs(told.lines(Name.VERDICT), lambda name: str(words.verdict(name)), role, write),
        _("No complaint was decided."),
        texts=2,
        note=note,
    )


def _times(told: Report, write: Writer) -> Table:
    spread = told.spread(Name.VERDICT)
    by_means = [
        (str(words.MEANS[one.detail]), write.number(one.times), "", "") for one in told.lines(Name.DECIDED)
    ]
    rows = ((_("From the complaint to the decision"), *write.spread(spread)), *by_means)
    return Table(
        "times",
        _("Time and means of the decisions"),
        _("From the filing to the decision, of complaints decided in the period; right to within 5 %."),
        (_("What"), _("Times"), _("Median"), _("Nine in ten within")),
        rows if spread.cases else (),
        _("No complaint was decided."),
        note=few(spread),
    )


def _late(told: Report, write: Writer) -> Table:
    return Table(
        "late",
        _("Late decisions"),
        _(
            "Each time the end of a decision's time passed without one: late the first time, late again after that."
        ),
        (_("Duty"), _("Late"), _("Late again")),
        tuple(
            (duty_text(lane, duty), write.number(first), write.number(again))
            for lane, duty, first, again in told.late()
        ),
        _("No decision was late."),
    )


def _sellers(told: Report, write: Writer) -> Table:
    seller = f":{Role.SELLER.value}"
    spread = told.spread(Name.VERDICT, ends=seller)
    filed = [one for one in told.lines(Name.COMPLAINED) if one.detail.endswith(seller)]
    decided = [one for one in told.lines(Name.VERDICT) if one.detail.endswith(seller)]
    rows = [
        *(
            (_("Complaints"), str(words.kind(one.detail.partition(":")[0])), write.number(one.times))
            for one in filed
        ),
        *(
            (_("Decisions"), str(words.verdict(one.detail.partition(":")[0])), write.number(one.times))
            for one in decided
        ),
    ]
    return Table(
        "p2b",
        _("Complaints by sellers"),
        _(
            "Number, subject, time and outcome of business users' complaints (Regulation (EU) 2019/1150, article 11)."
        ),
        (_("Figure"), _("Of"), _("Times")),
        tuple(rows),
        _("No seller complained."),
        texts=2,
        note=_("Median time to the decision: %(span)s.") % {"span": write.span(spread.median)}
        if decided
        else "",
    )


def _this_year(reader: Reader) -> int:
    return reader.now.astimezone(ZoneInfo(HOME_ZONE)).year
