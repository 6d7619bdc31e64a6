"""The figures of a report as tables: what each means, how it is counted, and its numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amiabil.desks.reports import words
from amiabil.domain.reports.counting import CHANGED, Name
from amiabil.domain.reports.report import FEW, Line, Report, Spread
from amiabil.domain.terms import Lane, Outcome, Reason, State, Timer
from amiabil.ui import formats
from amiabil.ui.words.names import LANES, OUTCOMES, REASONS, ROLES, STATES, TIMERS

DASH = "–"
"""Where there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class Table:
    """A part of a report. The first ``texts`` columns are words, the others numbers.

    ``how`` says how it is counted; ``empty`` stands in place of a table without rows. ``note`` is a sentence below.
    """

    id: str
    title: str
    how: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    texts: int = 1
    note: str = ""


class Writer:
    """Numbers, shares and spans as a reader of this language writes them."""

    def __init__(self, language: str) -> None:
        self._language = language

    def number(self, value: int) -> str:
        """``2.418`` in Romanian."""
        return formats.number(value, self._language)

    def part(self, value: int, of: int) -> str:
        """A share of many, and of few only how many of how many: three cases make no percentage."""
        if not of:
            return DASH
        counts = {"part": self.number(value), "whole": self.number(of)}
        if of < FEW:
            return _("%(part)s of %(whole)s") % counts
        share = formats.share(value / of, self._language)
        return _("%(share)s (%(part)s of %(whole)s)") % {"share": share, **counts}

    def span(self, took: timedelta | None) -> str:
        """``2 zile 4 ore``."""
        return DASH if took is None else formats.span(took, self._language)

    def spread(self, spread: Spread) -> tuple[str, str, str]:
        """How many, the middle, nine in ten; of few the latter would be one case's."""
        many = spread.cases >= FEW
        return (
            self.number(spread.cases),
            self.span(spread.median),
            self.span(spread.p90) if many else _("too few"),
        )


def tables(told: Report, write: Writer) -> tuple[Table, ...]:
    """Every part of a report about disputes, in order."""
    makers: Sequence[Callable[[Report, Writer], Table]] = (
        _flow,
        _took,
        _stages,
        _reasons,
        _outcomes,
        _silence,
        _decisions,
        _appeals,
        _late,
        _breaches,
    )
    return tuple(make(told, write) for make in makers)


def _flow(told: Report, write: Writer) -> Table:
    flows = told.flows()
    numbers = [
        (one.before, one.opened, one.reopened, one.came_over, one.went_over, one.closed, one.after)
        for one in flows
    ]
    rows = [(_lane(one.lane), *map(write.number, line)) for one, line in zip(flows, numbers, strict=True)]
    if len(flows) > 1:
        rows.append((_("All lanes"), *(write.number(sum(column)) for column in zip(*numbers, strict=True))))
    return Table(
        "flow",
        _("Open and closed"),
        _(
            "Cases open when the period began, what came and went in it, and cases open when it ended, by lane. A case"
            " that changed its lane leaves one and comes into another. A case closed, reopened and closed again was"
            " closed twice."
        ),
        (
            _("Lane"),
            _("Open before"),
            pgettext("how many", "Opened"),
            _("Reopened"),
            _("Came over"),
            _("Went over"),
            pgettext("how many", "Closed"),
            _("Open after"),
        ),
        tuple(rows),
        _("Nothing was open, and nothing was opened."),
    )


def _took(told: Report, write: Writer) -> Table:
    spreads = [(_lane(lane), spread) for lane, _detail, spread in told.spreads(Name.TOOK)]
    return Table(
        "took",
        _("From opening to closing"),
        _(
            "Of cases closed in the period, from the filing to the closing, waiting and suspension included. Half of"
            " them took no longer than the median, nine in ten no longer than the last column. Both are right to"
            " within 5 %, times under a minute are not told apart."
        ),
        (_("Lane"), pgettext("how many", "Closed"), _("Median"), _("Nine in ten within")),
        tuple((lane, *write.spread(spread)) for lane, spread in spreads),
        _("No case was closed."),
    )


def _stages(told: Report, write: Writer) -> Table:
    return Table(
        "stages",
        _("Time in each stage"),
        _(
            "Every stay in a stage that ended in the period, from entering to leaving it; a case that came into a stage"
            " twice counts twice. Cases still in a stage are not counted there yet. Right to within 5 %."
        ),
        (_("Lane"), _("Stage"), _("Stays"), _("Median"), _("Nine in ten within")),
        tuple(
            (_lane(lane), state_text(lane, state), *write.spread(spread))
            for lane, state, spread in told.spreads(Name.STAGE)
        ),
        _("No stage ended."),
        texts=2,
    )


def _shares(told: Report, name: Name, word: Callable[[str], str], write: Writer) -> Iterable[tuple[str, ...]]:
    for one in told.lines(name):
        whole = told.total(name, lane=one.lane)
        yield (_lane(one.lane), word(one.detail), write.part(one.times, whole))


def _reasons(told: Report, write: Writer) -> Table:
    return Table(
        "reasons",
        _("Why cases were opened"),
        _(
            "The reason a case was filed with; a later change of it does not count again. Shares are of the lane."
        ),
        (_("Lane"), _("Reason"), pgettext("how many", "Opened")),
        tuple(_shares(told, Name.OPENED, _reason, write)),
        _("No case was opened."),
        texts=2,
    )


def _outcomes(told: Report, write: Writer) -> Table:
    return Table(
        "outcomes",
        _("How cases ended"),
        _("The outcome each case was closed with. Shares are of the lane."),
        (_("Lane"), _("Outcome"), pgettext("how many", "Closed")),
        tuple(_shares(told, Name.CLOSED, lambda detail: str(OUTCOMES[Outcome(detail)]), write)),
        _("No case was closed."),
        texts=2,
    )


def _silence(told: Report, write: Writer) -> Table:
    rows = []
    for one in told.lines(Name.SILENCE):
        timer, state = one.detail.split(":")
        rows.append(
            (
                _lane(one.lane),
                str(TIMERS[Timer(timer)]),
                str(STATES[State(state)]),
                write.number(one.times),
            )
        )
    return Table(
        "silence",
        _("What silence led to"),
        _(
            "Times that ran out because a party said nothing, with the stage the case was in right after. A seller's"
            " first answer that led to the refund granted the buyer's request without a person deciding."
        ),
        (_("Lane"), _("What ran out"), _("Stage after it"), _("Times")),
        tuple(rows),
        _("Nobody let their time pass."),
        texts=3,
    )


def _decisions(told: Report, write: Writer) -> Table:
    rows = [
        (_lane(one.lane), str(words.MEANS[one.detail]), write.number(one.times))
        for one in told.lines(Name.DECIDED)
    ]
    rows += [
        (_lane(one.lane), _("By a rule alone"), write.number(one.times))
        for one in told.lines(Name.CLOSED)
        if one.detail == Outcome.DEFAULT_SELLER_SILENT
    ]
    return Table(
        "decisions",
        _("Decisions and automated means"),
        _(
            "Decisions made in the period, by what the form of each says about automated means. By a rule alone: cases"
            " closed because the seller was silent and the policy grants the request then; the seller can have that set"
            " aside by a person. No program decides a case on its merits."
        ),
        (_("Lane"), _("Decided"), _("Times")),
        tuple(rows),
        _("Nothing was decided."),
        texts=2,
    )


def _appeals(told: Report, write: Writer) -> Table:
    rows = []
    for lane in dict.fromkeys(one.lane for one in (*told.lines(Name.APPEALED), *told.lines(Name.REVIEWED))):
        reviewed = told.total(Name.REVIEWED, lane=lane)
        rows.append(
            (
                _lane(lane),
                write.number(told.total(Name.APPEALED, "buyer", lane=lane)),
                write.number(told.total(Name.APPEALED, "seller", lane=lane)),
                write.number(reviewed),
                write.part(told.total(Name.REVIEWED, CHANGED, lane=lane), reviewed),
            )
        )
    return Table(
        "appeals",
        _("Appeals and what became of them"),
        _(
            "Appeals filed in the period, and reviews decided in it: the two need not be of the same cases. A review"
            " changed a decision when remedy, amount or who pays the return is another one after it."
        ),
        (_("Lane"), _("By buyers"), _("By sellers"), _("Reviewed"), _("Changed by the review")),
        tuple(rows),
        _("Nobody appealed."),
    )


def _late(told: Report, write: Writer) -> Table:
    return Table(
        "late",
        _("Late decisions, refunds and promises"),
        _(
            "Each time a duty was not done by its end: late counts the first time in a case, late again every further"
            " end of the same duty, such as the hard stop of a decision."
        ),
        (_("Lane"), _("Duty"), _("Late"), _("Late again")),
        tuple(
            (_lane(lane), duty_text(lane, duty), write.number(first), write.number(again))
            for lane, duty, first, again in told.late()
        ),
        _("Nothing was late."),
        texts=2,
    )


def _breaches(told: Report, write: Writer) -> Table:
    return Table(
        "breaches",
        _("Breaches of the law"),
        _(
            "Limits of the law that were passed, and replacements that were due and refused, as the case recorded them"
            " under the policy it was opened with. A case that is in breach already does not count again for L3 or L9."
        ),
        (_("Lane"), _("Rule"), _("Times")),
        tuple(
            (_lane(one.lane), f"{one.detail}: {words.RULES[one.detail]}", write.number(one.times))
            for one in told.lines(Name.BREACH)
        ),
        _("No limit of the law was passed."),
        texts=2,
    )


def pairs(
    lines: Iterable[Line], first: Callable[[str], str], second: Callable[[str], str], write: Writer
) -> tuple[tuple[str, ...], ...]:
    """Rows of figures whose detail has two parts."""
    return tuple(
        (first(one.detail.partition(":")[0]), second(one.detail.partition(":")[2]), write.number(one.times))
        for one in lines
    )


def state_text(lane: str, state: str) -> str:
    """The stage a case was in; a complaint about a measure is heard by a reviewer."""
    if lane == Lane.PLATFORM_COMPLAINT and state == State.IN_MEDIATION:
        return _("With a reviewer")
    return str(STATES[State(state)])


def duty_text(lane: str, duty: str) -> str:
    """What was owed in time; a complaint about a measure has no mediator."""
    if lane == Lane.PLATFORM_COMPLAINT and duty == Timer.FIRST_DECISION:
        return _("Decision on a complaint")
    return str(TIMERS[Timer(duty)])


def role(name: str) -> str:
    """A party as it is called."""
    return next((str(text) for known, text in ROLES.items() if known.value == name), name)


def few(spread: Spread) -> str:
    """What a reader of few cases must know; empty for many and for none."""
    if not 0 < spread.cases < FEW:
        return ""
    return ngettext(
        "Told of only %(count)s case: one more may change it much.",
        "Told of only %(count)s cases: one more may change it much.",
        spread.cases,
    ) % {"count": spread.cases}


def _lane(lane: str) -> str:
    return str(LANES[Lane(lane)])


def _reason(reason: str) -> str:
    return str(REASONS[Reason(reason)]) if reason in set(Reason) else str(words.kind(reason))
