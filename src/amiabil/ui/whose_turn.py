"""Whose turn is it where there is no dispute? In words, with the end and what silence does, for pages and mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amiabil.ui.facts import Act, DeadlineCard, TurnBanner
from amiabil.ui.facts.cases import Side
from amiabil.ui.facts.mail import MailRow
from amiabil.ui.reader import Reader
from amiabil.ui.words.calendar import until
from amiabil.ui.words.turn import heading


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn in words: the side that acts, whether it is the reader, and until when (None: nothing runs out)."""

    acting: Side
    mine: bool
    label: str
    title: str
    text: str = ""
    due_at: datetime | None = None
    started_at: datetime | None = None
    silence_label: str = ""
    silence: str = ""


def turn_banner(now: Turn, reader: Reader, *, acts: tuple[Act, ...] = ()) -> TurnBanner:
    """The object at the top of the page, for ``ui/_turn.html``; an end that has passed has no card."""
    card = None
    if now.due_at is not None and now.due_at > reader.now:
        deadline = reader.deadline(now.due_at, started_at=now.started_at)
        card = DeadlineCard(deadline, heading(deadline, mine=now.mine), now.silence_label, now.silence)
    return TurnBanner(now.acting, now.mine, now.label, now.title, now.text, acts, card)


def until_rows(now: Turn, reader: Reader) -> list[MailRow]:
    """Until when, and what silence does, as rows of a mail; none for what is not so."""
    rows = []
    if now.due_at is not None:
        rows.append(MailRow(_("Until"), until(now.due_at, reader), strong=True))
    if now.silence:
        rows.append(MailRow(now.silence_label.rstrip(":"), now.silence))
    return rows
