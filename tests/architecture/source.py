"""The tree as the architecture tests read it: files as they are on disk, functions as Python sees them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "amiabil"


@dataclass(frozen=True)
class Function:
    """A function of the product: where it is, and its syntax."""

    path: Path
    node: ast.FunctionDef | ast.AsyncFunctionDef
    depth: int
    in_class: bool

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.node.lineno} {self.node.name}"

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1

    @property
    def parameters(self) -> list[ast.arg]:
        """All parameters but self and cls, the keyword-only ones last."""
        given = self.node.args
        positional = [*given.posonlyargs, *given.args]
        return [one for one in positional if one.arg not in {"self", "cls"}] + given.kwonlyargs


def tracked(*suffixes: str) -> list[Path]:
    """The files git knows (new ones that it does not ignore included), by ending; all without endings."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [ROOT / name for name in sorted(set(said.split("\0"))) if name]
    return [path for path in paths if path.is_file() and (not suffixes or path.name.endswith(suffixes))]


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every Python file of the product with its syntax; migrations are written by Django and left out."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in paths)


def functions() -> Iterator[Function]:
    """Every function of the product, methods and inner ones included."""
    for path, tree in modules():
        yield from _inside(path, tree, 0, in_class=False)


def _inside(path: Path, node: ast.AST, depth: int, *, in_class: bool) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(path, child, depth, in_class)
            yield from _inside(path, child, depth + 1, in_class=in_class)
        else:
            yield from _inside(path, child, depth, in_class=in_class or isinstance(child, ast.ClassDef))
