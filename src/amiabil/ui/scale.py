"""Where do two offers stand on the scale from 0 to what can be refunded? Numbers in, SVG lengths out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext, override

from amiabil.domain.terms import Role
from amiabil.foundation.money import Money
from amiabil.ui import formats
from amiabil.ui.facts import Scale, ScaleMark

Side = Literal["buyer", "seller"]
Place = tuple[float, Money, Side]
"""Percent of the width, amount, and whose it is."""

_FROM, _TO = 1.0, 99.0
"""The track in percent of the width; the rest keeps the ends' marks inside the picture."""

_NEAR = 14.0
"""Closer than this, the two amounts above the marks would touch and are set apart outwards."""

_CROWDED = 8.0
"""Closer than this, a text below the track would touch another one and is left out; the columns below say it."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What one side has offered, oldest first; the last is its offer now. Empty: it has made none."""

    side: Role
    amounts: Sequence[Money]


def _at(amount: Money, most: Money) -> float:
    part = min(1.0, max(0.0, amount.minor / most.minor)) if most.minor else 0.0
    return _FROM + part * (_TO - _FROM)


def _length(place: float) -> str:
    return f"{place:.1f}%"


def draw(seller: Movement, buyer: Movement, most: Money, *, language: str, label: str) -> Scale:
    """The scale of two movements of money. ``label`` says in words what the picture shows."""
    marks: list[Place] = []
    earlier: list[Place] = []
    for movement in (seller, buyer):
        side: Side = "seller" if movement.side is Role.SELLER else "buyer"
        marks += [(_at(amount, most), amount, side) for amount in movement.amounts[-1:]]
        earlier += [(_at(amount, most), amount, side) for amount in movement.amounts[:-1]]
    marks.sort(key=lambda mark: mark[0])
    taken = [_FROM, _TO]
    gap = _gap(marks, taken, language=language)
    return Scale(
        label=label,
        current=_current(marks, language=language),
        earlier=_earlier(earlier, taken, language=language),
        gap_from=gap[0],
        gap_to=gap[1],
        gap_middle=gap[2],
        gap_text=gap[3],
        zero="0",
        most=formats.bare_figure(most, language),
    )


def _current(marks: Sequence[Place], *, language: str) -> tuple[ScaleMark, ...]:
    near = len(marks) == 2 and marks[1][0] - marks[0][0] < _NEAR
    drawn = []
    for index, (place, amount, side) in enumerate(marks):
        anchor: Literal["start", "middle", "end"]
        if near:
            anchor, shift = ("end", 10) if index == 0 else ("start", -10)
        elif place < _FROM + _NEAR / 2:
            anchor, shift = "start", -10
        elif place > _TO - _NEAR / 2:
            anchor, shift = "end", 10
        else:
            anchor, shift = "middle", 0
        drawn.append(ScaleMark(_length(place), formats.money(amount, language), side, anchor, shift))
    return tuple(drawn)


def _gap(marks: Sequence[Place], taken: list[float], *, language: str) -> tuple[str, str, str, str]:
    """From, to, middle and words of the distance; empty when there are not two different offers."""
    if len(marks) != 2 or marks[0][1] == marks[1][1]:
        return "", "", "", ""
    (low, small, _), (high, large, _) = marks
    middle = (low + high) / 2
    with override(language):
        # Translators: below the scale of two offers, {amount} is how far they are apart, as a bare figure.
        text = gettext("{amount} apart").format(amount=formats.bare_figure(large - small, language))
    room = min(middle - _FROM, _TO - middle) > _CROWDED
    if room:
        taken.append(middle)
    return _length(low), _length(high), _length(middle), text if room else ""


def _earlier(earlier: Sequence[Place], taken: list[float], *, language: str) -> tuple[ScaleMark, ...]:
    """Hollow marks; the newest ones get their figure while there is room."""
    drawn = []
    for place, amount, side in reversed(earlier):
        room = all(abs(place - other) > _CROWDED for other in taken)
        if room:
            taken.append(place)
        drawn.append(ScaleMark(_length(place), formats.bare_figure(amount, language) if room else "", side))
    return tuple(reversed(drawn))
