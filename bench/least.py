"""What is the least an operation can cost? The statements it really sent, prepared and sent again by pgbench.

The statements are taken from one run of the operation, with their parameters, so that they cannot drift from
the product. What belongs to one case (its ids, reference, people) becomes an expression over pgbench's
variables, what was new in that run (ids of messages and events) becomes new in each transaction.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from bench.cpu import Meter

WARM = 20
"""Transactions for connecting, preparing and planning; their cost is measured alone and taken off."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%s|%%")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_REFERENCE = re.compile(r"D-[0-9A-Z]{4}-[0-9A-Z]{4}")
_COPIED = "00000000-"


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as it was sent; ``inside`` when it was part of an explicit transaction."""

    statement: str
    parameters: Any
    inside: bool


@contextmanager
def recorded() -> Iterator[list[Sent]]:
    """Every statement Django sends within the block."""
    from django.db import connection

    found: list[Sent] = []

    def note(execute: Callable[..., Any], statement: str, parameters: Any, many: bool, context: Any) -> Any:
        found.append(Sent(statement, parameters, connection.in_atomic_block))
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(note):
        yield found


@dataclass
class Script:
    """A script of pgbench in the making, with the values of its variables.

    ``known`` maps values of the sample to expressions; ``lines`` set the variables those expressions use.
    """

    known: Mapping[object, str]
    lines: Sequence[str]
    values: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    _fresh: dict[str, str] = field(default_factory=dict)

    def add(self, sent: Sequence[Sent]) -> None:
        """These statements, one after the other, in transactions as they were."""
        inside = False
        for one in sent:
            if one.inside != inside:
                self.text.append("BEGIN;" if one.inside else "COMMIT;")
                inside = one.inside
            self.text.append(self._statement(one) + ";")
        if inside:
            self.text.append("COMMIT;")

    def whole(self) -> str:
        """The file pgbench runs; ``i`` counts the transactions."""
        return "\n".join([r"\set i :i + 1", *self.lines, *self.text]) + "\n"

    def _statement(self, one: Sent) -> str:
        places = iter(one.parameters) if isinstance(one.parameters, Sequence) else None

        def put(match: re.Match[str]) -> str:
            if match[0] == "%%":
                return "%"
            value = one.parameters[match[1]] if places is None else next(places)
            return self._expression(value)

        return _PLACEHOLDER.sub(put, one.statement.strip()) if one.parameters else one.statement.strip()

    def _expression(self, value: Any) -> str:
        if value is None:
            return "NULL"
        if isinstance(value, (str, bytes, UUID)) and value in self.known:
            return self.known[value]
        if isinstance(value, UUID) and not str(value).startswith(_COPIED):
            return self._fresh_id(str(value))
        if isinstance(value, str) and _REFERENCE.fullmatch(value):
            return "('E'||lpad(:run::text,3,'0')||lpad(:i::text,8,'0'))"
        if isinstance(value, Jsonb):
            return self._document(value)
        return self._variable(*_literal(value))

    def _document(self, value: Jsonb) -> str:
        """JSON with new ids inside; what else belongs to the sample may stay, because nothing compares it."""
        dumps = value.dumps
        assert dumps is not None
        written = dumps(value.obj)
        text = written.decode() if isinstance(written, bytes) else written
        expression = self._variable(text, "text")
        new = {one for one in _UUID.findall(text) if not one.startswith(_COPIED)}
        for one in sorted(new):
            expression = f"replace({expression}, '{one}', {self._fresh_id(one)}::text)"
        return f"({expression})::jsonb"

    def _fresh_id(self, text: str) -> str:
        """An id of this run and transaction, sorted by transaction as those made by time are."""
        if text not in self._fresh:
            kind = len(self._fresh)
            self._fresh[text] = (
                f"('019f{kind:04x}-'||lpad(to_hex(:run::int),4,'0')||'-7000-8000-'"
                "||lpad(to_hex(:i::int),12,'0'))::uuid"
            )
        return self._fresh[text]

    def _variable(self, text: str, kind: str) -> str:
        if not text:
            return f"''::{kind}" if kind else "''"  # pgbench has no empty variables
        name = next((name for name, known in self.values.items() if known == text), f"p{len(self.values)}")
        self.values[name] = text
        return f":{name}::{kind}" if kind else f":{name}"


def _literal(value: Any) -> tuple[str, str]:
    """A value as text and the type psycopg sends it with; empty for text, which takes its type from its place."""
    if isinstance(value, bool):
        return str(value).lower(), "bool"
    if isinstance(value, int):
        fits = next(
            (name for name, bits in (("int2", 15), ("int4", 31)) if -(1 << bits) <= value < 1 << bits), ""
        )
        return str(value), fits or "int8"
    if isinstance(value, datetime):
        return value.isoformat(), "timestamptz"
    if isinstance(value, UUID):
        return str(value), "uuid"
    if isinstance(value, (bytes, memoryview)):
        return rf"\x{bytes(value).hex()}", "bytea"
    if isinstance(value, (list, tuple, frozenset)):
        return "{" + ",".join(f'"{one}"' for one in value) + "}", "text[]"
    if isinstance(value, str):
        return value, ""
    raise TypeError(f"pgbench cannot send a {type(value).__name__}")


@dataclass
class Pgbench:
    """Runs scripts against the embedded database of a state folder, as the application's role."""

    home: Path
    _runs: int = 0

    @staticmethod
    def uses(transactions: int) -> int:
        """How many numbers ``cost`` uses up."""
        return transactions + 2 * WARM

    def cost(self, script: Script, *, transactions: int, first: int = 0) -> float:
        """Milliseconds of processor time a transaction, of pgbench and the database together.

        The variable ``i`` counts on from the number after ``first``.
        """
        warm = self._run(script, WARM, first)
        whole = self._run(script, transactions + WARM, first + WARM)
        return (whole - warm) * 1000 / transactions

    def _run(self, script: Script, transactions: int, first: int) -> float:
        self._runs += 1
        file = self.home / "least.sql"
        file.write_text(script.whole(), "utf-8")
        argv = [*self._program(), "-n", "-M", "prepared", "-c", "1", "-t", str(transactions), "-f", str(file)]
        argv += ["-D", f"run={self._runs}", "-D", f"i={first}"]
        for name, value in script.values.items():
            argv += ["-D", f"{name}={value}"]
        with Meter() as meter:
            done = subprocess.run(
                [*argv, self._database], env=self._environment(), capture_output=True, text=True, check=False
            )
        if done.returncode or f"actually processed: {transactions}/" not in done.stdout:
            raise RuntimeError(f"pgbench failed:\n{script.whole()}\n{done.stdout}{done.stderr}")
        return meter.seconds

    def _program(self) -> list[str]:
        from amiabil.server.embedded import location, programs

        place = location.find(self.home)
        return [programs.find(place.base, location.runner(place)).path("pgbench")]

    @property
    def _database(self) -> str:
        from amiabil.server.embedded import location

        return location.DATABASE

    def _environment(self) -> dict[str, str]:
        from amiabil.server.embedded import location

        place = location.find(self.home)
        return {
            **os.environ,
            "PGHOST": str(place.sockets),
            "PGPORT": str(location.PORT),
            "PGUSER": location.APPLICATION,
        }
