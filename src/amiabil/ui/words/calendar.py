"""What does a deadline say in a calendar? The same words and the same instant as on the pages and in the mails."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.disputes.deadlines import Deadline
from amiabil.domain.terms import State, Timer
from amiabil.ui.reader import Reader
from amiabil.ui.words import names, turn


def title(timer: Timer, subject: str, reference: str) -> str:
    """The line in the calendar: what there is still time for, and about what."""
    # Translators: {what} is what there is time for ("Time for evidence"), {about} what was bought or a reference.
    return _("{what}: {about}").format(what=names.TIMERS[timer], about=subject or reference)


def text(one: Deadline, state: State, reader: Reader, *, reference: str) -> str:
    """The four parts, one a line: what stage it is, what to do, until when, what happens otherwise."""
    said = turn.said(one.turn, reader)
    until = reader.deadline(one.due_at)
    shown = f"{until.long}, {until.zone}" + (f" ({until.own})" if until.own else "")
    lines = [
        _("Dispute %(reference)s: %(state)s") % {"reference": reference, "state": names.STATES[state]},
        f"{said.title}.",
        _("Until %(date)s.") % {"date": shown},
        f"{said.silence_label} {said.silence}" if said.silence else "",
    ]
    return "\n".join(line for line in lines if line)


def over(reference: str) -> str:
    """What stands in the place of a deadline that has ended."""
    return _("Dispute %(reference)s: this is done or over, there is nothing left to do here.") % {
        "reference": reference
    }
