"""The stories of the tests, each read and run once however many tests look at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from amiabil.domain.scenario import Report, run_file
from amiabil.domain.scenario.run import Run

STORIES = sorted((Path(__file__).parents[1] / "scenarios").rglob("*.yaml"))


@cache
def told_of(path: Path) -> Report:
    """What became of one story."""
    return run_file(path.read_text("utf-8"), path.name)


def told() -> tuple[Run, ...]:
    """Every story that can be read, as it went."""
    return tuple(run for path in STORIES if (run := told_of(path).run) is not None)
