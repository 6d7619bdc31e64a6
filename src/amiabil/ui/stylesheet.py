"""Which stylesheet does a page load? One file, joined from ``ui/css`` in five layers.

    python -m amiabil.ui.stylesheet            write static/css/amiabil.css
    python -m amiabil.ui.stylesheet --check    exit with 1 when it is not what the sources give

Unlayered rules beat layered ones, so Bootstrap gets a layer too. Its ``data:`` pictures go (the policy of
content allows pictures from our own address only; ``theme.css`` draws those that are used). Everything
that holds for ``data-bs-theme="dark"`` is repeated for ``"system"`` when the reader's system is dark, so
that a page needs no script to follow it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parent / "css"
TARGET = Path(__file__).parent / "static" / "css" / "amiabil.css"

LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("bootstrap", ("vendor/bootstrap.min.css",)),
    ("tokens", ("tokens.css",)),
    ("theme", ("theme.css", "buttons.css", "forms.css")),
    ("layout", ("layout.css", "portal.css", "desk.css")),
    ("parts", ("parts/*.css",)),
)

_TOKEN = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]""", re.DOTALL)
_DATA = re.compile(r"""url\((["'])data:.*?\1\)""", re.DOTALL)
_DARK = re.compile(r"""\[data-bs-theme=(["']?)dark\1\]""")
_NESTING = ("@media", "@supports", "@layer", "@container")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule or statement; ``inside`` are the rules of an at-rule that holds others, else None."""

    prelude: str
    body: str
    inside: tuple[Rule, ...] | None = None

    def text(self) -> str:
        """The rule as CSS."""
        if self.inside is not None:
            return f"{self.prelude}{{{''.join(rule.text() for rule in self.inside)}}}"
        return f"{self.prelude}{{{self.body}}}" if self.body else f"{self.prelude};"


def rules(css: str) -> tuple[Rule, ...]:
    """The rules of a stylesheet in order, without comments and needless space."""
    return tuple(_read(_without_comments(css)))


def _without_comments(css: str) -> str:
    return _TOKEN.sub(lambda m: "" if m[0].startswith("/*") else m[0], css)


def _tight(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _read(css: str) -> Iterator[Rule]:
    start = depth = opened = 0
    for token in _TOKEN.finditer(css):
        match token[0]:
            case "{":
                depth += 1
                if depth == 1:
                    opened = token.end()
            case "}":
                depth -= 1
                if depth == 0:
                    yield _rule(css[start : opened - 1], css[opened : token.start()])
                    start = token.end()
            case ";" if depth == 0:
                yield Rule(_tight(css[start : token.start()]), "")
                start = token.end()
            case _:
                pass


def _rule(prelude: str, body: str) -> Rule:
    prelude = _tight(prelude)
    if prelude.startswith(_NESTING):
        return Rule(prelude, "", tuple(_read(body)))
    return Rule(prelude, _tight(body))


def _selectors(prelude: str) -> list[str]:
    """The selectors of a list; commas inside parentheses and brackets separate nothing."""
    parts, depth = [""], 0
    for char in prelude:
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]


def follow_system(given: tuple[Rule, ...]) -> Iterator[Rule]:
    """The rules, each dark one followed by its copy for the system's choice."""
    for rule in given:
        if rule.inside is not None:
            yield Rule(rule.prelude, "", tuple(follow_system(rule.inside)))
            continue
        yield rule
        dark = [s for s in _selectors(rule.prelude) if _DARK.search(s)]
        if dark and not rule.prelude.startswith("@"):
            chosen = ",".join(_DARK.sub('[data-bs-theme="system"]', s) for s in dark)
            yield Rule("@media (prefers-color-scheme: dark)", "", (Rule(chosen, rule.body),))


def build() -> str:
    """The whole stylesheet. Raises ``FileNotFoundError`` when a named source is missing."""
    parts = [f"@layer {', '.join(name for name, _ in LAYERS)};\n"]
    for name, patterns in LAYERS:
        found = [path for pattern in patterns for path in sorted(SOURCES.glob(pattern))]
        if len(found) < len(patterns):
            raise FileNotFoundError(f"layer {name}: a source of {patterns} is missing")
        css = "\n".join(path.read_text("utf-8") for path in found)
        css = _DATA.sub("none", css)
        kept = (rule for rule in follow_system(rules(css)) if not rule.prelude.startswith("@charset"))
        parts.append(f"@layer {name} {{\n" + "\n".join(rule.text() for rule in kept) + "\n}\n")
    return "".join(parts)


def is_stale() -> bool:
    """Whether the built file is missing or not what its sources give."""
    return not TARGET.exists() or TARGET.read_text("utf-8") != build()


def main(arguments: list[str]) -> int:
    """Write or check; 1 when a check finds the file stale."""
    if "--check" in arguments:
        if is_stale():
            sys.stderr.write("static/css/amiabil.css is stale: run python -m amiabil.ui.stylesheet\n")
            return 1
        return 0
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(build(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
