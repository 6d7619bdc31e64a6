"""What is ``/widget/v1.js``? One script without dependencies, joined from the modules of ``ui/widget``.

    python -m amiabil.ui.widget_script            write static/widget/v1.js
    python -m amiabil.ui.widget_script --check    exit with 1 when it is not what the sources give

The modules are joined in the order in which they need each other, in one function, so that a host page gets no names of
ours; so no two of them may use one name at their top. ``pathsOf`` becomes the pictures it names, from the sprite, and
``styleOf`` the stylesheet with the tokens it uses, each of which a host page may change as ``--amiabil-NAME``. Comments
and indents go; names stay, because they weigh little once compressed and make a fault on a host page readable.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from amiabil.ui.stylesheet import SOURCES as STYLES
from amiabil.ui.stylesheet import Rule, rules

SOURCES = Path(__file__).parent / "widget"
TARGET = Path(__file__).parent / "static" / "widget" / "v1.js"
SPRITE = Path(__file__).parent / "static" / "images" / "icons.svg"

MAIN = "main.js"

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(?P<name>[a-z_]+\.js)";\n', re.MULTILINE)
_TOP_NAME = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function) (?P<name>\w+)", re.MULTILINE)
_MORE_NAMES = re.compile(r"^const (?P<list>[A-Z_]+ = [^;]*, [A-Z_]+ = [^;]*);", re.MULTILINE)
_CODE = re.compile(
    r"""(?P<keep>"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:]\s)/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/\w*
    |(?<=[(])/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/\w*)|(?P<comment>/\*.*?\*/|//[^\n]*)""",
    re.DOTALL | re.VERBOSE,
)
_SPACES = re.compile(r"[ \t]*([=>?:,;{}()&|!<*\[\]])[ \t]*")
"""Around these no space is needed; it is around + and -, and between words."""
_PATHS = re.compile(r"pathsOf\(`(?P<names>[^`]*)`\)")
_STYLE = re.compile(r'styleOf\("(?P<name>[a-z.]+)"\)')
_SYMBOL = re.compile(r'<symbol id="(?P<id>[a-z0-9-]+)"[^>]*>\s*<path d="(?P<path>[^"]+)"\s*/>\s*</symbol>')
_USED = re.compile(r"var\(--(?P<name>[a-z0-9-]+)")


class Unbuildable(Exception):
    """The sources do not fit together; says what is wrong."""


def build() -> str:
    """The whole script. Raises ``Unbuildable``."""
    parts: list[str] = []
    taken: dict[str, str] = {}
    for name in _in_order(MAIN):
        source = (SOURCES / name).read_text("utf-8")
        for top in _top_names(source):
            if top in taken:
                raise Unbuildable(f"{name} and {taken[top]} both say {top} at their top")
            taken[top] = name
        parts.append(_plain(_IMPORT.sub("", source)))
    return "(() => {\n" + "".join(parts) + "})();\n"


def _in_order(name: str, seen: list[str] | None = None) -> list[str]:
    """The modules a module needs, then itself; each once."""
    seen = [] if seen is None else seen
    if name in seen:
        return []
    seen.append(name)
    path = SOURCES / name
    if not path.exists():
        raise Unbuildable(f"there is no {name}")
    needed = [found["name"] for found in _IMPORT.finditer(path.read_text("utf-8"))]
    return [*(one for other in needed for one in _in_order(other, seen)), name]


def _top_names(source: str) -> Iterator[str]:
    yield from (found["name"] for found in _TOP_NAME.finditer(source))
    for found in _MORE_NAMES.finditer(source):
        yield from (part.split(" = ")[0].strip() for part in found["list"].split(", ")[1:] if " = " in part)


def _plain(source: str) -> str:
    code = "".join(_tight_code(source))
    code = _PATHS.sub(
        lambda found: json.dumps(_pictures(found["names"].split()), separators=(",", ":")), code
    )
    code = _STYLE.sub(lambda found: json.dumps(style(found["name"]), ensure_ascii=False), code)
    lines = (line.strip() for line in code.splitlines())
    return "".join(f"{line.removeprefix('export ')}\n" for line in lines if line)


def _tight_code(source: str) -> Iterator[str]:
    """The source without comments and without the spaces that only readers need; what is quoted stays as it is."""
    end = 0
    for found in _CODE.finditer(source):
        yield _SPACES.sub(r"\1", source[end : found.start()])
        yield found["keep"] or ""
        end = found.end()
    yield _SPACES.sub(r"\1", source[end:])


def _pictures(names: list[str]) -> dict[str, str]:
    known = {found["id"]: found["path"] for found in _SYMBOL.finditer(SPRITE.read_text("utf-8"))}
    missing = [name for name in names if name not in known]
    if missing:
        raise Unbuildable(f"images/icons.svg has no {', '.join(missing)}")
    return {name: known[name] for name in sorted(names)}


# ---- the look -------------------------------------------------------------------------------------


def style(name: str) -> str:
    """A stylesheet of the widget with the tokens it uses, in light, in dark, and by the reader's system."""
    own = "".join(_tight(rule.text()) for rule in rules((SOURCES / name).read_text("utf-8")))
    tokens = rules((STYLES / "tokens.css").read_text("utf-8"))
    light, dark = _declared(tokens, ":root"), _declared(tokens, '[data-bs-theme="dark"]')
    used = {found["name"] for found in _USED.finditer(own)} & light.keys()
    roles = {name: _resolved(name, light) for name in sorted(used)}
    darker = {name: _resolved(name, {**light, **dark}) for name in sorted(used & dark.keys())}
    at_night = _declarations(darker) + "color-scheme:dark"
    return (
        f".root{{{_declarations(roles)}color-scheme:light}}"
        f'.root[data-theme="dark"]{{{at_night}}}'
        f'@media (prefers-color-scheme:dark){{.root[data-theme="system"]{{{at_night}}}}}' + own
    )


def _declared(tokens: tuple[Rule, ...], selector: str) -> Mapping[str, str]:
    bodies = (
        rule.body
        for rule in tokens
        if not rule.prelude.startswith("@") and selector in [one.strip() for one in rule.prelude.split(",")]
    )
    found: dict[str, str] = {}
    for part in ";".join(bodies).split(";"):
        name, _colon, value = part.partition(":")
        if name.strip().startswith("--"):
            found.setdefault(name.strip()[2:], value.strip())
    return found


def _resolved(name: str, values: Mapping[str, str]) -> str:
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: _resolved(found[1], values), values[name])


def _declarations(values: Mapping[str, str]) -> str:
    return "".join(f"--{name}:var(--amiabil-{name},{value});" for name, value in values.items())


def _tight(css: str) -> str:
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}")


def is_stale() -> bool:
    """Whether the built file is missing or not what its sources give."""
    return not TARGET.exists() or TARGET.read_text("utf-8") != build()


def main(arguments: list[str]) -> int:
    """Write or check; 1 when a check finds the file stale."""
    if "--check" in arguments:
        if is_stale():
            sys.stderr.write("static/widget/v1.js is stale: run python -m amiabil.ui.widget_script\n")
            return 1
        return 0
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(build(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
