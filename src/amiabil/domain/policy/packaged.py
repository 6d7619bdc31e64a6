"""Which data files come with the policies? The one edge that reads packaged files: data of the program."""

from __future__ import annotations

from functools import cache
from importlib import resources

_DATA = resources.files("amiabil.domain.policy") / "data"


def names() -> tuple[str, ...]:
    """The files there are, in alphabetical order."""
    return tuple(sorted(entry.name for entry in _DATA.iterdir() if entry.name.endswith(".yaml")))


@cache
def text(name: str) -> str:
    """What a file says; raises ``FileNotFoundError`` when it is not there."""
    return (_DATA / name).read_text(encoding="utf-8")
