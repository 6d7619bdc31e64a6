"""The stories of the tests, each read and run once however many tests look at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from amiabil.domain.scenario import Report, run_file
from amiabil.domain.scenario.run import Run

LONG = frozenset({"large-order"})
"""Stories of thousands of units: told in the long runs only."""

EVERY = sorted((Path(__file__).parents[1] / "scenarios").rglob("*.yaml"))
STORIES = [path for path in EVERY if path.stem not in LONG]
"""What is looked at again and again; between them they tell everything that can happen."""


@cache
def told_of(path: Path) -> Report:
    """What became of one story."""
    return run_file(path.read_text("utf-8"), path.name)


def told() -> tuple[Run, ...]:
    """Every story that can be read and is not long, as it went."""
    return tuple(run for path in STORIES if (run := told_of(path).run) is not None)
