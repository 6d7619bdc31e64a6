"""One file in five layers, without data: pictures, that follows the system without a script."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from amiabil.ui import stylesheet
from amiabil.ui.stylesheet import Rule, follow_system, rules

UI = Path(stylesheet.__file__).parent
OURS = sorted(path for path in stylesheet.SOURCES.rglob("*.css") if "vendor" not in path.parts)

PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![\w-])(?:left|right|top|bottom)\s*:"
    r"|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)


def test_the_built_file_is_what_the_sources_give() -> None:
    assert not stylesheet.is_stale(), "run python -m amiabil.ui.stylesheet"


def test_layers_come_in_order_and_nothing_stands_outside() -> None:
    built = stylesheet.TARGET.read_text("utf-8")
    assert built.startswith("@layer bootstrap, tokens, theme, layout, parts;")
    outside = [rule for rule in rules(built) if not rule.prelude.startswith("@layer")]
    assert outside == []


def test_no_picture_is_written_into_the_stylesheet() -> None:
    built = stylesheet.TARGET.read_text("utf-8")
    assert "data:" not in built
    named = re.findall(r'url\("?([^")]+)"?\)', built)
    missing = [name for name in named if not (stylesheet.TARGET.parent / name).resolve().exists()]
    assert named
    assert missing == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_sources_mirror_and_need_no_force(path: Path) -> None:
    css = path.read_text("utf-8")
    assert css.startswith("/* "), "the first line says what is in it"
    assert "!important" not in css
    assert not re.search(r"(?m)^\s*#[a-z]", css), "no ids"
    assert PHYSICAL.findall(css) == [], "logical properties only"


def test_dark_holds_for_the_system_too() -> None:
    given = rules(
        '[data-bs-theme="dark"] .a, .b { color: red; } @media print { [data-bs-theme=dark] { top: 0 } }'
    )
    made = list(follow_system(given))
    assert made[1] == Rule(
        "@media (prefers-color-scheme: dark)", "", (Rule('[data-bs-theme="system"] .a', "color: red;"),)
    )
    assert made[2].inside is not None
    assert '[data-bs-theme="system"]' in made[2].text()


def test_rules_survive_reading() -> None:
    css = "a{b:c}@media x{d{e:f}/* gone */g>h{i:url('x;y}')}}@font-face{j:k}"
    assert (
        "".join(rule.text() for rule in rules(css))
        == "a{b:c}@media x{d{e:f}g>h{i:url('x;y}')}}@font-face{j:k}"
    )


def test_what_we_carry_along_is_listed_with_licence_and_checksum() -> None:
    lines = [
        line for line in (UI / "VENDORED.txt").read_text("utf-8").splitlines() if line[:1] not in ("#", "")
    ]
    listed = {}
    for line in lines:
        path, name, version, licence, digest, _ = line.split(" | ")
        assert name
        assert version
        assert licence in {"MIT", "0BSD", "OFL-1.1"}
        listed[path] = digest
        assert hashlib.sha256((UI / path).read_bytes()).hexdigest() == digest, path
    carried = {
        path.relative_to(UI).as_posix()
        for folder in ("css/vendor", "static/vendor", "static/fonts")
        for path in (UI / folder).iterdir()
        if "LICENSE" not in path.name and path.name != "OFL.txt"
    }
    assert carried <= listed.keys()
