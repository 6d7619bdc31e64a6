"""What others made and we carry along is exactly what was taken in: by checksum, with its licence beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT

LIST = Path(__file__).with_name("vendored.sha256")
"""Written by ``sha256sum`` from the root; a change of a line is a decision to take in another version."""


def carried() -> list[Path]:
    folders = [path for path in PACKAGE.rglob("vendor") if path.is_dir()] + [
        PACKAGE / "ui" / "static" / "fonts"
    ]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def test_every_vendored_file_is_what_was_taken_in() -> None:
    listed = dict(reversed(line.split("  ", 1)) for line in LIST.read_text("utf-8").splitlines())
    found = {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in carried()
        if "LICENSE" not in path.name and path.name != "OFL.txt"
    }
    assert found == listed


def test_every_vendored_folder_has_a_licence() -> None:
    bare = [
        str(folder)
        for folder in {path.parent for path in carried()}
        if not [*folder.glob("*LICENSE*"), *folder.glob("OFL.txt")]
    ]
    assert bare == []
