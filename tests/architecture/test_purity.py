"""Domain and foundation are told the time, the chance and the world; they never look themselves."""

from __future__ import annotations

import ast

from tests.architecture.source import PACKAGE, ROOT, modules

ASKS_THE_WORLD = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid1",
    "uuid4",
    "open",
    "input",
    "print",
}
READS_ITS_OWN_DATA = {
    PACKAGE / "domain" / "assistant" / "packaged.py",
    PACKAGE / "domain" / "assistant" / "spoken.py",
    PACKAGE / "domain" / "contact" / "packaged.py",
    PACKAGE / "domain" / "helpcentre" / "packaged.py",
    PACKAGE / "domain" / "learning" / "packaged.py",
    PACKAGE / "domain" / "policy" / "packaged.py",
    PACKAGE / "domain" / "scenario" / "stories.py",
    PACKAGE / "domain" / "support" / "packaged.py",
}
"""The assistant's data, the contact directory, articles, policies, legal floors, stories and the set-up of assistance
are files inside the package: data of the program, read once, not the world."""


def test_pure_rooms_ask_neither_clock_nor_chance_nor_files() -> None:
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}"
        for path, tree in modules()
        if {"domain", "foundation"} & set(path.relative_to(PACKAGE).parts[:1])
        and path not in READS_ITS_OWN_DATA
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _asks(node)
    ]
    assert asked == []


def _asks(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    return name in ASKS_THE_WORLD or name.endswith((".read_text", ".read_bytes", ".write_text"))


def test_no_python_lies_in_the_content() -> None:
    assert list((PACKAGE / "content").rglob("*.py")) == []


def test_no_signals_and_no_logic_in_save() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.ImportFrom)
            and node.module in {"django.db.models.signals", "django.dispatch"}
        )
        or (
            isinstance(node, ast.ClassDef)
            and path.parent == PACKAGE / "records" / "models"
            and any(
                isinstance(part, ast.FunctionDef) and part.name in {"save", "delete"} for part in node.body
            )
        )
    ]
    assert found == []
