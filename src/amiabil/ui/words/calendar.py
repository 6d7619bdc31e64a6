"""What does a deadline say in a calendar? The same words and the same instant as on the pages and in the mails."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from amiabil.domain.disputes.deadlines import Deadline
from amiabil.domain.disputes.measures import Ending
from amiabil.domain.terms import State, Timer
from amiabil.ui.reader import Reader
from amiabil.ui.words import measures, names, turn


def title(timer: Timer | Ending, subject: str, reference: str) -> str:
    """The line in the calendar: what there is still time for, and about what."""
    what = measures.ENDINGS[timer] if isinstance(timer, Ending) else names.TIMERS[timer]
    # Translators: {what} is what there is time for ("Time for evidence"), {about} what was bought or a reference.
    return _("{what}: {about}").format(what=what, about=subject or reference)


def text(one: Deadline, state: State, reader: Reader, *, reference: str) -> str:
    """The four parts, one a line: what stage it is, what to do, until when, what happens otherwise."""
    said = turn.said(one.turn, reader)
    lines = [
        _("Dispute %(reference)s: %(state)s") % {"reference": reference, "state": names.STATES[state]},
        f"{said.title}.",
        _("Until %(date)s.") % {"date": until(one.due_at, reader)},
        f"{said.silence_label} {said.silence}" if said.silence else "",
    ]
    return "\n".join(line for line in lines if line)


def until(due_at: datetime, reader: Reader) -> str:
    """The end of a deadline with its zone, and in the reader's own where that differs."""
    shown = reader.deadline(due_at)
    return f"{shown.long}, {shown.zone}" + (f" ({shown.own})" if shown.own else "")


def over(reference: str, *, measure: bool = False) -> str:
    """What stands in the place of a deadline that has ended."""
    if measure:
        return _("Measure %(reference)s: this is done or over, there is nothing left to do here.") % {
            "reference": reference
        }
    return _("Dispute %(reference)s: this is done or over, there is nothing left to do here.") % {
        "reference": reference
    }
