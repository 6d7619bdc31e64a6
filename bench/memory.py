"""P16: how much memory is each process's own (PSS), after it has worked a little?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.running import demonstration
from bench.table import Figure, show

LIMITS = {"web worker": 110.0, "push": 120.0, "relay": 80.0, "worker": 150.0}
"""MB; source: performance.md, P16. Push has its limit at 2,000 streams, which ``bench.push`` measures."""

PAGES = ("/ro/help/", "/en/help/", "/health/ready", "/api/v1/openapi.json", "/demo/")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _words(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").rstrip("\0").split("\0")


def _megabytes(pid: int) -> float:
    """The proportional set size: what is shared counts by share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def measure(supervisor: int) -> dict[str, float]:
    """Memory by process; several of a kind get a number."""
    found = {"supervisor": _megabytes(supervisor)}
    for pid in _children(supervisor):
        words = _words(pid)
        if "granian" in words:
            found["web main"] = _megabytes(pid)
            workers = [child for child in _children(pid) if "resource_tracker" not in " ".join(_words(child))]
            found |= {f"web worker {number}": _megabytes(child) for number, child in enumerate(workers, 1)}
        elif Path(words[0]).name == "postgres":
            found["database"] = _megabytes(pid) + sum(map(_megabytes, _children(pid)))
        else:
            found[" ".join(words[words.index("amiabil.server") + 1 :])] = _megabytes(pid)
    return found


def main() -> int:
    """Print the figures; 1 when a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200, help="pages asked for before measuring")
    given = parser.parse_args()
    with demonstration() as whole:
        whole.start(PAGES[0])
        for number in range(given.requests):
            whole.answers(PAGES[number % len(PAGES)])
        assert whole.process is not None
        found = measure(whole.process.pid)
    figures = [
        Figure(
            f"P16 {name}",
            value,
            "MB",
            next((most for kind, most in LIMITS.items() if name.startswith(kind)), None),
        )
        for name, value in found.items()
    ]
    figures.append(Figure("P16 all together", sum(found.values()), "MB"))
    return show("memory", figures, sizes={"requests": given.requests})


if __name__ == "__main__":
    sys.exit(main())
