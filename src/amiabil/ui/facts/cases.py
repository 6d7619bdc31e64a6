"""What the parts of disputes and orders need: turn, deadline, stages, rows, rights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from amiabil.ui.facts.small import Act, Chip, Link

Side = Literal["buyer", "seller", "mediator", "platform", ""]


@dataclass(frozen=True, slots=True)
class DeadlineText:
    """An exclusive end in words, made by ``formats.deadline``.

    ``iso`` is the shown minute with offset, ``due_iso`` the exclusive end in UTC. ``long`` is weekday, date, year and
    time, ``short`` fits a row, ``day`` names only the day ("Thursday, 19 November"). ``zone`` names the case's zone
    ("Bucharest time"); ``own`` is the reader's own time when it differs, else empty. ``left`` is the time left as
    number and unit pairs, at most two; ``share`` the part left of the whole, 0 to 100, None when the start is unknown.
    ``level``: calm, soon (under 48 h), last (under 24 h), over.
    """

    iso: str
    due_iso: str
    long: str
    short: str
    day: str
    zone: str
    own: str
    left: tuple[tuple[str, str], ...]
    share: int | None
    level: Literal["calm", "soon", "last", "over"]

    @property
    def left_text(self) -> str:
        """The time left as one text: "2 days 13 hours"."""
        return " ".join(f"{number}\N{NO-BREAK SPACE}{unit}" for number, unit in self.left)


@dataclass(frozen=True, slots=True)
class DeadlineCard:
    """The right side of the turn: time left, date, and what silence does.

    ``deadline`` None means suspended: ``heading`` says so and ``kept`` how many days are kept.
    """

    deadline: DeadlineText | None
    heading: str
    silence_label: str = ""
    silence: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class TurnBanner:
    """The object at the top of a case: who acts (the filled shape), the act, one primary button, the deadline.

    ``acting`` is the side whose turn it is, ``mine`` whether that is the reader.
    """

    acting: Side
    mine: bool
    label: str
    title: str
    text: str = ""
    acts: tuple[Act, ...] = ()
    card: DeadlineCard | None = None


class StageState(StrEnum):
    """Whether a stage of the rail is over, now, or ahead."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name for the reader, its date or condition."""

    name: str
    when: str
    state: StageState


@dataclass(frozen=True, slots=True)
class Rail:
    """At most six stages. ``short`` is the line for a phone ("Step 3 of 5: negotiation"), ``short_when`` its date."""

    stages: tuple[Stage, ...]
    short: str
    short_when: str = ""

    @property
    def marks(self) -> tuple[bool, ...]:
        """One for each stage: whether it is reached."""
        return tuple(stage.state is not StageState.NEXT for stage in self.stages)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A dispute in the list of a customer: my turn has a strong border, ``next_bold`` says who acts until when."""

    title: str
    url: str
    about: str
    chip: Chip
    stage_text: str
    stage_now: int
    stage_count: int
    next_bold: str
    next_text: str = ""
    next_icon: str = "clock"
    mine: bool = False
    picture_url: str = ""

    @property
    def marks(self) -> tuple[bool, ...]:
        """One for each stage: whether it is reached."""
        return tuple(number < self.stage_now for number in range(self.stage_count))


@dataclass(frozen=True, slots=True)
class RightCell:
    """A right of the buyer as a date. ``over`` is for what does not apply or has passed; then ``link`` says why.

    ``left`` of ``whole`` draws the remaining share (days); None draws none. ``left_text`` says it in words.
    """

    term: str
    value: str
    left: int | None = None
    whole: int | None = None
    left_text: str = ""
    note: str = ""
    link: Link | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order with its fitting act."""

    title: str
    about: str
    picture_url: str = ""
    chip: Chip | None = None
    act: Act | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order: reference, seller, delivery, total, lines, and up to three rights; ``url`` is its own page, if any."""

    ref: str
    seller: str
    delivered: str
    total: str
    lines: tuple[OrderLine, ...]
    rights: tuple[RightCell, ...] = ()
    id: str = ""
    url: str = ""
