"""Which points does a shape of an SVG drawing pass? The part of SVG that our drawings use, flattened to lines."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]

STEPS = 16
"""Pieces a curve is cut into: at 1600 pixels none is seen."""

_TOKEN = re.compile(r"[MmLlHhVvCcSsQqAaZz]|-?(?:\d*\.\d+|\d+)(?:e-?\d+)?")
_CALL = re.compile(r"(\w+)\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Affine:
    """A change of place, turn and size: ``x' = ax + cy + e``, ``y' = bx + dy + f``."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def __matmul__(self, inner: Affine) -> Affine:
        """First ``inner``, then this."""
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            self.a * inner.e + self.c * inner.f + self.e,
            self.b * inner.e + self.d * inner.f + self.f,
        )

    def __call__(self, point: Point) -> Point:
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def scale(self) -> float:
        """By how much lengths grow, on average."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))


def translated(x: float, y: float = 0.0) -> Affine:
    """Moved."""
    return Affine(e=x, f=y)


def scaled(x: float, y: float | None = None) -> Affine:
    """Grown from the origin."""
    return Affine(a=x, d=x if y is None else y)


def rotated(degrees: float, x: float = 0.0, y: float = 0.0) -> Affine:
    """Turned clockwise around a point."""
    angle = math.radians(degrees)
    turn = Affine(math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle))
    return translated(x, y) @ turn @ translated(-x, -y)


_CALLS: dict[str, Callable[..., Affine]] = {"translate": translated, "scale": scaled, "rotate": rotated}


def transform(text: str) -> Affine:
    """What a ``transform`` attribute says; ``KeyError`` for what our drawings do not use."""
    result = Affine()
    for name, given in _CALL.findall(text):
        result = result @ _CALLS[name](*(float(number) for number in re.split(r"[ ,]+", given.strip())))
    return result


def ellipse(x: float, y: float, rx: float, ry: float) -> list[Point]:
    """Around a centre."""
    turns = (2 * math.pi * step / (STEPS * 4) for step in range(STEPS * 4))
    return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]


def rectangle(x: float, y: float, width: float, height: float, radius: float) -> list[Point]:
    """With rounded corners."""
    r = min(radius, width / 2, height / 2)
    corners = [
        (x + width - r, y + r),
        (x + width - r, y + height - r),
        (x + r, y + height - r),
        (x + r, y + r),
    ]
    if not r:
        return [(x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    points = []
    for quarter, (cx, cy) in enumerate(corners):
        for step in range(STEPS + 1):
            turn = math.pi / 2 * (quarter - 1 + step / STEPS)
            points.append((cx + r * math.cos(turn), cy + r * math.sin(turn)))
    return points


@dataclass(slots=True)
class _Pen:
    """Where the pen is while a path is read; ``bend`` is the last control point, which a smooth curve mirrors."""

    at: Point = (0.0, 0.0)
    start: Point = (0.0, 0.0)
    bend: Point = (0.0, 0.0)

    def place(self, x: float, y: float, *, relative: bool) -> Point:
        return (self.at[0] + x, self.at[1] + y) if relative else (x, y)


_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}


def path(text: str) -> list[tuple[list[Point], bool]]:
    """The lines of a path's ``d``, each with whether it is closed."""
    pen, lines = _Pen(), list[tuple[list[Point], bool]]()
    for command, numbers in _commands(text):
        kind, relative = command.upper(), command.islower()
        if kind == "M":
            pen.at = pen.start = pen.place(*numbers[:2], relative=relative)
            lines.append(([pen.at], False))
            continue
        points = lines[-1][0]
        if kind == "Z":
            lines[-1] = (points, True)
            pen.at = pen.start
            continue
        if lines[-1][1]:  # a new line after a closed one begins where that began
            points = [pen.at]
            lines.append((points, False))
        points.extend(_drawn(pen, kind, numbers, relative=relative))
        pen.at = points[-1]
        if kind not in "CSQ":
            pen.bend = pen.at
    return lines


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """Each command once for each group of numbers; further groups after a move are lines."""
    tokens = _TOKEN.findall(text)
    place = 0
    while place < len(tokens):
        command, place = tokens[place], place + 1
        count = _COUNTS[command.upper()]
        if not count:
            yield command, []
        while count and place < len(tokens) and not tokens[place].isalpha():
            yield command, [float(number) for number in tokens[place : place + count]]
            place += count
            command = {"M": "L", "m": "l"}.get(command, command)


def _drawn(pen: _Pen, kind: str, numbers: list[float], *, relative: bool) -> list[Point]:
    if kind == "H":
        return [(numbers[0] + (pen.at[0] if relative else 0), pen.at[1])]
    if kind == "V":
        return [(pen.at[0], numbers[0] + (pen.at[1] if relative else 0))]
    if kind == "A":
        end = pen.place(numbers[5], numbers[6], relative=relative)
        return _arc(pen.at, end, numbers[:5])
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    points = [pen.place(x, y, relative=relative) for x, y in pairs]
    if kind == "L":
        return points
    if kind == "S":
        points.insert(0, (2 * pen.at[0] - pen.bend[0], 2 * pen.at[1] - pen.bend[1]))
    pen.bend = points[-2]
    return _curve([pen.at, *points])


def _curve(controls: list[Point]) -> list[Point]:
    """A Bézier curve of any degree, by de Casteljau; without its first point."""
    return [_between(controls, step / STEPS) for step in range(1, STEPS + 1)]


def _between(controls: list[Point], share: float) -> Point:
    while len(controls) > 1:
        controls = [(x + (u - x) * share, y + (v - y) * share) for (x, y), (u, v) in pairwise(controls)]
    return controls[0]


def _arc(start: Point, end: Point, shape: list[float]) -> list[Point]:
    """An elliptical arc without its first point. Source: SVG 1.1, F.6.5 and F.6.6; no turned axes."""
    rx, ry, _, large, sweep = shape
    x, y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    below = (rx * y) ** 2 + (ry * x) ** 2
    root = math.sqrt(max(0.0, (rx * ry) ** 2 / below - 1)) if below else 0.0
    root = -root if large == sweep else root
    u, v = root * rx * y / ry, -root * ry * x / rx
    centre = (u + (start[0] + end[0]) / 2, v + (start[1] + end[1]) / 2)
    first = math.atan2((y - v) / ry, (x - u) / rx)
    turn = math.atan2((-y - v) / ry, (-x - u) / rx) - first
    if sweep and turn < 0:
        turn += 2 * math.pi
    if not sweep and turn > 0:
        turn -= 2 * math.pi
    angles = (first + turn * step / STEPS for step in range(1, STEPS + 1))
    return [(centre[0] + rx * math.cos(angle), centre[1] + ry * math.sin(angle)) for angle in angles]
