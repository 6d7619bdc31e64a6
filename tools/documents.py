"""Writes the documents that are made from code, or tells with --check which of them are stale."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from procedure import procedure

from amiabil.domain import terms
from amiabil.domain.policy import reference
from amiabil.domain.policy.floors import Floor, floors
from amiabil.server.variables import VARIABLES

ROOT = Path(__file__).resolve().parents[1]
NOTE = "<!-- Made by `make docs` from {source}; do not edit. -->\n\n"


def configuration() -> str:
    """docs/operate/configuration.md"""
    parts = [
        "# Configuration\n\n",
        NOTE.format(source="src/amiabil/server/variables.py"),
        "Settings come from the environment only. They are read and checked before anything starts; a name that"
        " begins with `AMIABIL_` and is not in this list is an error. `amiabil doctor` says what is wrong,"
        " `amiabil doctor --list` which are set.\n\n"
        "A secret may be given in a file: `NAME_FILE` with the path instead of `NAME` with the value.\n\n"
        "| Name | Meaning | Default |\n|---|---|---|\n",
    ]
    for variable in VARIABLES:
        secret = " (secret)" if variable.secret else ""
        meaning = variable.meaning.replace("|", "\\|")
        parts.append(f"| `{variable.name}`{secret} | {meaning} | {variable.default} |\n")
    return "".join(parts)


def glossary() -> str:
    """docs/glossary.md"""
    parts = [
        "# Glossary\n\n",
        NOTE.format(source="src/amiabil/domain/terms.py"),
        "The words of the trade as code, API, exports and scenario files write them.\n",
    ]
    for kind in _closed_sets():
        parts.append(f"\n## {kind.__name__}\n\n{(kind.__doc__ or '').strip()}\n\n")
        parts.append(", ".join(f"`{member.value}`" for member in kind) + "\n")
    return "".join(parts)


def policy() -> str:
    """docs/operate/policy.md"""
    parts = [
        "# Policies\n\n",
        NOTE.format(source="src/amiabil/domain/policy/reference.py and legal-floors.yaml"),
        (ROOT / "tools" / "policy_intro.md").read_text("utf-8"),
        "\n## Every key\n",
    ]
    section = ""
    for entry in reference.entries():
        first = entry.key.partition(".")[0]
        if first != section:
            section = first
            parts.append(
                f"\n### `{first}`: {reference.SECTIONS[first]}\n\n| Key | Values | Meaning |\n|---|---|---|\n"
            )
        needed = "" if entry.required else " (may be left out)"
        parts.append(f"| `{entry.key}` | {entry.values}{needed} | {entry.sentence} |\n")
    parts.append("\n## Legal floors\n\n| Rule | Countries | Key | Floor | Source |\n|---|---|---|---|---|\n")
    parts += [_floor_line(floor) for floor in floors()]
    return "".join(parts)


def _floor_line(floor: Floor) -> str:
    where = "the European Union" if len(floor.countries) == 27 else ", ".join(sorted(floor.countries))
    value = ", ".join(map(str, floor.value)) if isinstance(floor.value, tuple) else str(floor.value).lower()
    since = f" from {floor.since}" if floor.since else ""
    bound = floor.bound.replace("_", " ")
    says = f"{bound} `{value}`: {floor.says['en']}"
    return f"| {floor.rule} | {where}{since} | `{floor.key}` | {says} | {floor.source} |\n"


def _closed_sets() -> list[type[StrEnum]]:
    found = [one for one in vars(terms).values() if isinstance(one, type) and issubclass(one, StrEnum)]
    return [one for one in found if one.__module__ == terms.__name__]


DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/operate/configuration.md": configuration,
    "docs/glossary.md": glossary,
    "docs/procedure.md": procedure,
    "docs/operate/policy.md": policy,
}


def main() -> int:
    """Write what is stale; with --check only name it and answer 1."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--check", action="store_true", help="change nothing, answer 1 when something is stale"
    )
    check = options.parse_args().check
    stale = []
    for name, make in DOCUMENTS.items():
        path, text = ROOT / name, make()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, "utf-8")
    for name in stale:
        sys.stderr.write(f"{name} {'is stale: run `make docs`' if check else 'written'}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
