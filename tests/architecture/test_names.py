"""Names tell what a thing is; a drawer for everything has no name here, and no machine is named in the tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, tracked

DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "managers", "tools"}

OF_DJANGO = PACKAGE / "server" / "postgresql" / "base.py"
"""Django looks for the connection of a database under this name."""

FOREIGN = {
    "a package registry": r"pyp[i]\.(?:org|io)|pythonhoste[d]|npmj[s]\.|registry\.yarnpk[g]|deb\.debia[n]\.",
    "a folder of one machine": r"/wor[k]/(?:main|shared)|/hom[e]/[a-z]+/|/User[s]/[a-z]|[.][.]/share[d]/",
    "the old platform of the European Union, closed on 20 July 2025": r"ec\.europa\.eu/consumers/od[r]",
    "work left open": r"\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b|lorem ipsu[m]",
}


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = [
        str(path)
        for path in PACKAGE.rglob("*.py")
        if DRAWERS & {path.stem, *path.relative_to(PACKAGE).parts} and path != OF_DJANGO
    ]
    assert drawers == []


@pytest.mark.parametrize("what", FOREIGN)
def test_no_tracked_file_names(what: str) -> None:
    pattern = re.compile(FOREIGN[what])
    found = [f"{path.relative_to(ROOT)}: {hit.group()}" for path in tracked() if (hit := _hit(pattern, path))]
    assert found == []


def _hit(pattern: re.Pattern[str], path: Path) -> re.Match[str] | None:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return None
    if "vendor" in path.parts:
        return None
    return pattern.search(text)


def test_pins_are_plain_names_and_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text("ascii").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.+!]*", line)] == []
