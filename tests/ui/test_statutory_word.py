"""One word of the law in Romanian: *retragere* (OUG 34/2014, art. 9), in the catalogues and the articles alike.

*A renunța* stays for what one does without: a return, a right, a version. People search with any word, so what articles
are asked as is not watched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import amiabil

ROOT = Path(amiabil.__file__).parent
SOURCES = (
    *sorted((ROOT / "ui" / "locale" / "ro").glob("*.po")),
    *sorted((ROOT / "content" / "help" / "ro").glob("*.md")),
    *sorted((ROOT / "domain" / "policy" / "data").glob("*.yaml")),
)

_WORD = re.compile(r"renun[țt]\w*(?:\s+\w+){0,4}", re.IGNORECASE)
_MEANT = re.compile(
    r"renun[țt]\w*(?: la (?:o )?(?:retur|versiun|plânger|disput|drepturi)|: scrie)", re.IGNORECASE
)
"""What one can do without, and advice not to give up."""


def own_words(text: str, path: Path) -> Iterator[str]:
    """The Romanian of a file, each text on one line; of a catalogue the translations alone."""
    if path.suffix != ".po":
        yield from (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", line) for line in text.splitlines())
        return
    for block in text.split("\n\n"):
        _, _, said = block.partition("\nmsgstr")
        yield "".join(re.findall(r'"(.*)"', said))


def wrong(text: str, path: Path) -> list[str]:
    """Where the everyday word stands for the right of the law."""
    return [
        line[found.start() : found.start() + 60]
        for line in own_words(text, path)
        for found in _WORD.finditer(line)
        if not _MEANT.match(line, found.start()) and "Nu renunța" not in line
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_statutory_withdrawal_is_called_as_the_law_calls_it(path: Path) -> None:
    assert wrong(path.read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Poți renunța la cumpărare", True),
        ("Renunțare fără motiv", True),
        ("La renunțare trimiți", True),
        ("[poți renunța](help:wrong-size) în 14 zile", True),
        ("Vânzătorul renunță la retur", False),
        ("renunțarea la plângere", False),
        ("Te poți retrage din cumpărare", False),
    ],
)
def test_the_watch_tells_the_two_apart(text: str, found: bool) -> None:
    assert bool(wrong(text, Path("a.md"))) is found
    assert bool(wrong(f'msgid "x"\nmsgstr "{text}"', Path("a.po"))) is found
