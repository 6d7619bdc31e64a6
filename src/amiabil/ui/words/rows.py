"""How does a dispute stand in a customer's list? Whose turn it is, the stage, and the four parts in two texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amiabil.domain.disputes.outlook import Turn
from amiabil.domain.terms import Outcome, State
from amiabil.ui import facts
from amiabil.ui.reader import Reader
from amiabil.ui.words import turn as turns
from amiabil.ui.words.names import STATES

STAGES = 5
"""The ordinary way: opened, answer, negotiation, mediator, carried out."""

_PLACES: Mapping[State, int] = {
    State.DRAFT: 1,
    State.AWAITING_SELLER: 2,
    State.NEGOTIATING: 3,
    State.SUSPENDED: 3,
    State.IN_MEDIATION: 4,
    State.RECOMMENDATION_OPEN: 4,
    State.DECIDED: 4,
    State.IN_APPEAL: 4,
}
"""Which of the five a state belongs to; every other state is being carried out, the last one."""


@dataclass(frozen=True, slots=True)
class RowWords:
    """The texts of a row; ``next_text`` may be empty. ``stage_now`` is one of ``STAGES``.

    The bar is the ordinary way; how many steps the way of this case has is said on its page, which knows the case.
    """

    chip: facts.Chip
    stage_text: str
    stage_now: int
    next_bold: str
    next_text: str
    next_icon: str
    mine: bool


def row(
    state: State,
    turn: Turn,
    reader: Reader,
    *,
    outcome: Outcome | None = None,
    closed_at: datetime | None = None,
) -> RowWords:
    """A dispute of a list: ``outcome`` and ``closed_at`` are those of one that has ended."""
    said = turns.said(turn, reader, outcome=outcome)
    ended = state is State.CLOSED
    place = _PLACES.get(state, STAGES)
    return RowWords(
        chip=facts.Chip(said.label, "brand" if said.mine else "plain", "check" if ended else ""),
        stage_text="" if ended else str(STATES[state]),
        stage_now=place,
        next_bold=f"{said.title}.",
        next_text=ended_on(closed_at, reader) if ended else _until(turn, said, reader),
        next_icon="check-circle" if ended else "clock" if said.mine else "hourglass-medium",
        mine=said.mine,
    )


def ended_on(closed_at: datetime | None, reader: Reader) -> str:
    """When a case ended, as a sentence; empty for one without an end."""
    return _("Ended on %(day)s.") % {"day": reader.day(closed_at)} if closed_at is not None else ""


def _until(turn: Turn, said: turns.Said, reader: Reader) -> str:
    """Until when, and what happens otherwise; empty when nothing runs out."""
    if turn.due_at is None:
        return ""
    until = _("Until %(date)s.") % {"date": reader.deadline(turn.due_at).short}
    return f"{until} {said.silence_label} {said.silence}" if said.silence else until
