"""Small enough to be read in two minutes: files, functions, parameters, nesting."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import PACKAGE, Function, functions, modules, tracked

_STATIC = PACKAGE / "ui" / "static"
JOINED = frozenset({_STATIC / "css" / "amiabil.css", _STATIC / "widget" / "v1.js"})
"""Written by ui/stylesheet.py and ui/widget_script.py from their parts, which are short."""

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_PARAMETERS = 5
DEEPEST = 3
"""Blocks inside blocks: the guide aims at 2. A `with` is not counted: it opens something, it decides nothing."""

BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.Try, ast.Match)
OPENS = (ast.With, ast.AsyncWith)


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path): count
        for path in tracked(".py", ".html", ".css", ".js", ".sh")
        if "vendor" not in path.parts
        and path not in JOINED
        and (count := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    assert {one.name: one.lines for one in functions() if one.lines > LONGEST_FUNCTION} == {}


def test_no_function_takes_more_than_five_things() -> None:
    many = {one.name: len(one.parameters) for one in functions() if len(one.parameters) > MOST_PARAMETERS}
    assert many == {}


def depth_of(body: list[ast.stmt]) -> int:
    opened = [depth_of(statement.body) for statement in body if isinstance(statement, OPENS)]
    return max([*opened, *(1 + depth_of(inside) for one in body for inside in _bodies(one))], default=0)


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a statement; an `elif` is no deeper than its `if`."""
    if not isinstance(statement, BLOCKS):
        return
    if isinstance(statement, ast.Match):
        yield from (case.body for case in statement.cases)
        return
    yield statement.body
    rest = getattr(statement, "orelse", [])
    if len(rest) == 1 and isinstance(rest[0], ast.If):
        yield from _bodies(rest[0])
    elif rest:
        yield rest
    if isinstance(statement, ast.Try):
        yield from (handler.body for handler in statement.handlers)
        if statement.finalbody:
            yield statement.finalbody


def test_blocks_are_not_nested_deeply() -> None:
    deep = {one.name: depth for one in functions() if (depth := depth_of(one.node.body)) > DEEPEST}
    assert deep == {}


def test_every_module_says_what_question_it_answers() -> None:
    silent = [str(path) for path, tree in modules() if not ast.get_docstring(tree)]
    assert silent == []


def test_every_public_function_has_a_docstring() -> None:
    silent = [one.name for one in functions() if _is_public(one) and not ast.get_docstring(one.node)]
    assert silent == []


def _is_public(one: Function) -> bool:
    """At the top of a module and without underscore; a method's promise stands with its class."""
    if one.depth or one.in_class or one.node.name.startswith("_"):
        return False
    marks = {ast.unparse(mark).rpartition(".")[2] for mark in one.node.decorator_list}
    only_shape = len(one.node.body) == 1 and isinstance(one.node.body[0], ast.Expr)
    return not only_shape and not marks & {"overload", "override", "setter"}
