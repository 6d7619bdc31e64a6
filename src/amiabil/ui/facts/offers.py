"""What the two proposals on one scale need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from amiabil.ui.facts.small import Act, Person, Row


@dataclass(frozen=True, slots=True)
class ScaleMark:
    """An offer on the scale: ``at`` is a length of SVG ("31%"); ``shift`` moves the text of the amount aside."""

    at: str
    text: str
    side: Literal["buyer", "seller"]
    anchor: Literal["start", "middle", "end"] = "middle"
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale from 0 to what can be refunded, drawn by ``amiabil.ui.scale.draw``; ``label`` says it all in words."""

    label: str
    current: tuple[ScaleMark, ...]
    earlier: tuple[ScaleMark, ...]
    gap_from: str
    gap_to: str
    gap_middle: str
    gap_text: str
    zero: str
    most: str


@dataclass(frozen=True, slots=True)
class OfferColumn:
    """One side's proposal: who, the sum or remedy large, then the same rows on both sides.

    Without a ``sum``, ``empty`` says that there is none.
    """

    person: Person
    heading: str
    sum: str = ""
    rows: tuple[Row, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A possible answer and what it does; all answers look alike, none is pushed."""

    act: Act
    text: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Both proposals. ``scale`` None: offers of different kinds are not compared on one."""

    title: str
    of_text: str
    columns: tuple[OfferColumn, ...]
    scale: Scale | None = None
    answers: tuple[Answer, ...] = ()
    id: str = "offers"
