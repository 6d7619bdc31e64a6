"""How does one of our drawings become pixels? Painted by Pillow, several times too large, then made smaller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from PIL import Image, ImageColor, ImageDraw

from amiabil.demo.pictures.outline import Affine, Point, ellipse, path, rectangle, scaled, transform

WIDTH, HEIGHT = 160, 120
"""The size of every drawing, in its own units."""

OVERSIZE = 2
"""Painted this much larger, edges come out smooth; at the sizes we make, 3 looks no better and takes twice as long."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape in drawing units: lines with whether each is closed, and how they are painted."""

    lines: tuple[tuple[tuple[Point, ...], bool], ...]
    fill: str
    stroke: str
    width: float
    round: bool
    opacity: float


def shapes(drawing: str, place: Affine | None = None) -> list[Shape]:
    """Everything a drawing shows, from back to front, moved by ``place``."""
    return list(_walk(fromstring(drawing), place or Affine(), {}))  # noqa: S314 - our own files


_INHERITED = ("fill", "stroke", "stroke-width", "stroke-linecap")


def _walk(element: Element, place: Affine, above: Mapping[str, str]) -> Iterator[Shape]:
    here = place @ transform(element.get("transform", ""))
    look = {**above, **{name: value for name in _INHERITED if (value := element.get(name)) is not None}}
    kind = element.tag.rpartition("}")[2]
    if kind in {"svg", "g"}:
        for child in element:
            yield from _walk(child, here, look)
        return
    lines = tuple(
        (tuple(here(point) for point in points), closed) for points, closed in _lines(kind, element)
    )
    yield Shape(
        lines=lines,
        fill=look.get("fill", "#000"),
        stroke=look.get("stroke", "none"),
        width=float(look.get("stroke-width", "1")) * here.scale,
        round=look.get("stroke-linecap") == "round",
        opacity=float(element.get("opacity", "1")),
    )


def _lines(kind: str, element: Element) -> list[tuple[list[Point], bool]]:
    def number(name: str) -> float:
        return float(element.get(name, "0"))

    if kind == "path":
        return path(element.get("d", ""))
    if kind == "rect":
        box = rectangle(number("x"), number("y"), number("width"), number("height"), number("rx"))
        return [(box, True)]
    if kind == "circle":
        return [(ellipse(number("cx"), number("cy"), number("r"), number("r")), True)]
    if kind == "ellipse":
        return [(ellipse(number("cx"), number("cy"), number("rx"), number("ry")), True)]
    raise ValueError(f"our drawings do not use {kind}")


def paint(drawn: list[Shape], *, width: int) -> Image.Image:
    """The shapes as an RGB picture, 4:3, this many pixels wide."""
    factor = width * OVERSIZE / WIDTH
    size = (width * OVERSIZE, width * OVERSIZE * HEIGHT // WIDTH)
    picture = Image.new("RGB", size, "white")
    for shape in drawn:
        if shape.opacity >= 1:
            _draw(ImageDraw.Draw(picture), shape, factor, shape.fill, shape.stroke)
            continue
        mask = Image.new("L", size, 0)
        level = ImageColor.getrgb(f"hsl(0,0%,{shape.opacity * 100:g}%)")[0]
        _draw(ImageDraw.Draw(mask), shape, factor, level, level)
        colour = shape.fill if shape.fill != "none" else shape.stroke
        picture.paste(Image.new("RGB", size, colour), mask=mask)
    return picture.resize((width, width * HEIGHT // WIDTH), Image.Resampling.LANCZOS)


def _draw(draw: ImageDraw.ImageDraw, shape: Shape, factor: float, fill: str | int, stroke: str | int) -> None:
    grow = scaled(factor)
    for line, closed in shape.lines:
        points = [grow(point) for point in line]
        if shape.fill != "none" and len(points) > 2:
            draw.polygon(points, fill=fill)
        if shape.stroke != "none":
            _stroke(draw, [*points, points[0]] if closed else points, shape, (factor, stroke))


def _stroke(
    draw: ImageDraw.ImageDraw, points: list[Point], shape: Shape, paint: tuple[float, str | int]
) -> None:
    factor, colour = paint
    width = max(1, round(shape.width * factor))
    draw.line(points, fill=colour, width=width, joint="curve")
    if shape.round:
        r = width / 2
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
