"""Every pair of colours that carries meaning is readable in light and dark: WCAG 2.2, computed from the tokens."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import PACKAGE

CSS = PACKAGE / "ui" / "css"
TOKENS = CSS / "tokens.css"

TEXT = 4.5
SHAPE = 3.0
PAIRS = (
    *((ground, "ink", TEXT) for ground in ("canvas", "canvas-desk", "surface", "raised", "sunken")),
    *((ground, "ink-2", TEXT) for ground in ("surface", "canvas-desk", "brand-soft")),
    *((ground, "ink-3", TEXT) for ground in ("surface", "canvas", "sunken")),
    *((ground, "brand-ink", TEXT) for ground in ("surface", "canvas", "brand-soft")),
    ("brand", "on-brand", TEXT),
    ("brand-hover", "on-brand", TEXT),
    ("bubble", "on-bubble", TEXT),
    ("hero", "on-hero", TEXT),
    *((f"{who}-soft", f"{who}-ink", TEXT) for who in ("buyer", "seller", "mediator", "staff")),
    *((f"{how}-soft", f"{how}-ink", TEXT) for how in ("good", "warn", "bad")),
    ("surface", "line-field", SHAPE),
    ("surface", "focus", SHAPE),
    ("brand-soft", "focus", SHAPE),
    *(("surface", who, SHAPE) for who in ("buyer", "seller", "mediator")),
    *(("surface", f"chart-{n}", SHAPE) for n in (1, 2, 3, 4)),
)
"""Ground, what stands on it, and the ratio needed."""


def blocks() -> dict[str, dict[str, str]]:
    """Custom properties by scheme; each scheme has the scales and its own roles."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text("utf-8"), flags=re.DOTALL)
    css = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
    found: dict[str, dict[str, str]] = {"scales": {}, "light": {}, "dark": {}}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        properties = dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
        schemes = [scheme for scheme in ("light", "dark") if f'"{scheme}"' in selector]
        for scheme in schemes or ["scales"]:
            found[scheme] |= properties
    return {scheme: found["scales"] | found["light"] | found[scheme] for scheme in ("light", "dark")}


def colour(values: dict[str, str], name: str) -> tuple[float, float, float]:
    value = values[name].strip()
    while match := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = values[match[1]].strip()
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", value), f"--{name} is {value}"
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(rgb: tuple[float, float, float]) -> float:
    """Relative luminance; source: WCAG 2.2, definition of the term."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert ratio((0, 0, 0), (1, 1, 1)) == pytest.approx(21.0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_read_stands_out_from_its_ground(scheme: str) -> None:
    values = blocks()[scheme]
    weak = {
        f"{name} on {ground}": round(found, 2)
        for ground, name, needed in PAIRS
        if (found := ratio(colour(values, ground), colour(values, name))) < needed
    }
    assert weak == {}


RAW = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
WITH_VALUES = {"tokens.css", "print.css"}
"""Where colours are given: the tokens, and paper, which is white."""


def test_colours_are_given_as_tokens_only() -> None:
    found = [
        f"{path.relative_to(CSS)}:{number}: {line.strip()}"
        for path in sorted(CSS.rglob("*.css"))
        if path.name not in WITH_VALUES and "vendor" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if RAW.search(line)
    ]
    assert found == []
