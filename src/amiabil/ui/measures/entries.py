"""What does a deadline of a measure say in a calendar? The same words and instants as on its page and in its mails."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.disputes.measures import MeasureDeadline, Standing
from amiabil.ui.measures.standing import turn_of
from amiabil.ui.reader import Reader
from amiabil.ui.words.calendar import until
from amiabil.ui.words.measures import state_name


def text(one: MeasureDeadline, standing: Standing, reader: Reader, *, reference: str) -> str:
    """The parts, one a line: where it stands, what there is to do, until when, what happens otherwise."""
    state = {"reference": reference, "state": state_name(standing)}
    said = turn_of(standing, reader)
    shown = said.due_at == one.due_at
    lines = [
        _("Measure %(reference)s: %(state)s") % state,
        f"{said.title}." if shown else "",
        _("Until %(date)s.") % {"date": until(one.due_at, reader)},
        f"{said.silence_label} {said.silence}" if shown and said.silence else "",
    ]
    return "\n".join(line for line in lines if line)
