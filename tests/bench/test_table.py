"""The table says the truth about targets, and what one command measures exists."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from bench.table import Figure

from bench import __main__ as command
from bench import table


@pytest.mark.parametrize(
    ("figure", "judged", "holds"),
    [
        (Figure("told", 5, "ms"), False, True),
        (Figure("at most", 5, "ms", 5), True, True),
        (Figure("at most", 5.1, "ms", 5), True, False),
        (Figure("ratio", 1, "ms", None, 0.5, 2.0, 2.0), True, True),
        (Figure("ratio", 1, "ms", None, 0.5, 2.1, 2.0), True, False),
        (Figure("ratio not measured", 1, "ms", times=2.0), True, False),
    ],
)
def test_a_figure_holds_when_every_target_is_kept(figure: Figure, judged: bool, holds: bool) -> None:
    assert (figure.is_judged, figure.holds) == (judged, holds)


def test_what_is_kept_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: object) -> None:
    monkeypatch.setattr(table, "RESULTS", tmp_path / "results")
    figures = [Figure("a", 1.5, "ms", 2, 0.5, 3.0, 4.0), Figure("b", 9, "ms", 2)]
    assert table.show("part", figures, sizes={"cases": 10}) == 1
    found = table.kept("part")
    assert found is not None
    assert table.figures_of(found) == figures
    assert found["sizes"] == {"cases": 10}
    assert table.kept("another") is None


@pytest.mark.parametrize("module", sorted(set(command.PARTS.values())))
def test_every_part_has_a_module_that_measures_it(module: str) -> None:
    assert callable(import_module(f"bench.{module}").main)
