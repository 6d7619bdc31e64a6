"""How is a hot statement run? One prepared statement each, rows as named tuples, no model in between."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connection, transaction
from psycopg.rows import namedtuple_row
from psycopg.types.json import Jsonb

Parameters = Mapping[str, Any] | Sequence[Any]


_dumps = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
"""Made once: ``json.dumps`` with options makes an encoder for every value."""


def jsonb(value: object) -> Jsonb:
    """A value to be sent as ``jsonb``."""
    return Jsonb(value, dumps=_dumps)


def squeezed(statement: str) -> str:
    """A long statement without its line breaks and indents: psycopg keeps what it has read of a statement of up to
    4,096 characters, and reads a longer one anew each time. Not for text in quotes that has such spaces."""
    return " ".join(statement.split())


_JSON = frozenset({114, 3802})
"""The types ``json`` and ``jsonb``; Django leaves them as text, because its own fields read them."""


def rows(statement: str, parameters: Parameters) -> list[Any]:
    """All rows of a statement as named tuples; JSON is read."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        make = namedtuple_row(cursor.cursor)
        # Asked of the result itself: the cursor's description makes an object of every column, each time anew.
        result = cursor.cursor.pgresult
        documents = [i for i in range(result.nfields) if result.ftype(i) in _JSON]
        return [make(_read(values, documents)) for values in cursor.fetchall()]


def _read(values: Sequence[Any], documents: Sequence[int]) -> Sequence[Any]:
    if not documents:
        return values
    read = list(values)
    for index in documents:
        if isinstance(read[index], str):
            read[index] = json.loads(read[index])
    return read


def row(statement: str, parameters: Parameters) -> Any | None:
    """The first row as a named tuple, or None when there is none."""
    found = rows(statement, parameters)
    return found[0] if found else None


def read_json(value: Any) -> Any:
    """A value of a ``jsonb`` column, whether the cursor has read it already or not."""
    return json.loads(value) if isinstance(value, str) else value


def let_go() -> None:
    """Give the connection back before something slow that needs none, such as a long answer to a slow reader.

    Nothing happens inside a transaction.
    """
    if not connection.in_atomic_block:
        connection.close()


def attempt() -> AbstractContextManager[object]:
    """For a statement whose refusal by a constraint is answered: a savepoint in a transaction, else nothing."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def run(statement: str, parameters: Parameters) -> int:
    """Run a statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
