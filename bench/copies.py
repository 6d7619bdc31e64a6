"""How does a data set grow to any size? Real cases are copied by COPY, with ids, references and ranks of their own.

The copy of case ``n`` has ids and references that follow from ``n``, so that a statement of pgbench can name
them too (``bench/least.py``). Foreign keys are not checked while copying: every row comes from one that held.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

Values = dict[str, Any]

CASE_TABLES: Mapping[str, str] = {
    "order": "id = %(order)s",
    "order_line": "order_id = %(order)s",
    "listing_picture": "line_id IN (SELECT id FROM order_line WHERE order_id = %(order)s)",
    "parcel": "order_id = %(order)s",
    "parcel_event": "parcel_id IN (SELECT id FROM parcel WHERE order_id = %(order)s)",
    "conversation": "id = %(case)s",
    "dispute": "case_id = %(case)s",
    "event": "case_id = %(case)s",
    "event_text": "case_id = %(case)s",
    "message": "case_id = %(case)s",
    "hold": "case_id = %(case)s",
    "held_unit": "case_id = %(case)s",
    "unit_money": "order_id = %(order)s",
    "refund": "case_id = %(case)s",
    "ledger_entry": "case_id = %(case)s",
    "evidence_item": "case_id = %(case)s",
    "read_mark": "case_id = %(case)s",
    "stored_file": "id IN (SELECT file_id FROM evidence_item WHERE case_id = %(case)s)",
}
"""The rows of a case and its order. Outbox and published events are left out: everything has been told long ago."""

BUYER_TABLES: Mapping[str, str] = {
    "customer": "id = %(buyer)s",
    "customer_session": "customer_id = %(buyer)s",
}
SHOP_TABLES: Mapping[str, str] = {
    "shop": "id = %(shop)s",
    "customer": "id = %(seller)s",
    "shop_member": "shop_id = %(shop)s",
    "customer_session": "customer_id = %(seller)s",
}

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_DAY = re.compile(r"\b(\d{4}-\d\d-\d\d)(?= \d\d:\d\d:\d\d)")
"""The day of an instant in text of COPY; days inside JSON are written otherwise and stay."""

_RANKS = ("buyer_rank", "seller_rank", "staff_rank")
CASE, ORDER, BUYER, SHOP, SELLER, OTHERS = 1, 2, 0xB0, 0xC0, 0xD0, 0x100
"""Kinds of copied ids; those of other rows of a case follow ``OTHERS`` in the order they appear."""


def copied_id(kind: int, number: int) -> str:
    """The id of a copied row: sorted by kind, then by the number of its case or person."""
    return f"00000000-{kind:04x}-7000-8000-{number:012x}"


def reference_of(number: int) -> str:
    """The reference of a copied case."""
    return f"D-{number:09d}"


def token_of(who: str, number: int) -> str:
    """The session token of a copied buyer or seller."""
    return f"{who}-{number}"


@dataclass(frozen=True, slots=True)
class Template:
    """A case, or a person, as text of COPY by table, with places for what is different in each copy."""

    rows: Mapping[str, str]
    columns: Mapping[str, Sequence[str]]
    ranks: Mapping[str, int]

    def spread(self) -> Template:
        """The same with a place for each day, so that copies happen on days of their own.

        Its name is the day and the number of the event in its case; rows of other tables have the number 0. The country
        of an order in an event is a place, too.
        """
        rows = {
            table: "".join(
                _DAY.sub(rf"%(day:\1:{number if table == 'event' else 0})s", line)
                for number, line in enumerate(text.splitlines(keepends=True))
            )
            for table, text in self.rows.items()
        }
        rows = {
            name: text.replace('"country": "RO"', '"country": "%(country)s"') for name, text in rows.items()
        }
        return Template(rows, self.columns, self.ranks)

    def days(self) -> set[tuple[str, int]]:
        """The days and numbers there are places for."""
        found = {one for text in self.rows.values() for one in re.findall(r"%\(day:(.*?):(\d+)\)s", text)}
        return {(day, int(number)) for day, number in found}

    def copy(self, values: Values) -> Iterator[tuple[str, str]]:
        """The rows of one copy, by table."""
        for name, base in self.ranks.items():
            values[name] = base + values["later"]
        for table, text in self.rows.items():
            yield table, text % values


class Reader:
    """Reads rows as templates; ``names`` maps texts that may stand in any of them to the places they become."""

    def __init__(self, connection: psycopg.Connection, names: Mapping[str, str]) -> None:
        self._connection = connection
        self._names = names

    def template(
        self,
        tables: Mapping[str, str],
        ids: Mapping[str, Any],
        names: Mapping[str, str],
        *,
        kinds: int = OTHERS,
    ) -> Template:
        """The rows of these tables that belong to these ids; ``names`` adds to what is known.

        ``kinds`` is the first kind of id for rows that nothing names.
        """
        columns = {table: self._columns(table) for table in tables}
        texts = {table: self._text(table, columns[table], where, ids) for table, where in tables.items()}
        texts = {table: text for table, text in texts.items() if text}
        ranks: dict[str, int] = {}
        if "dispute" in texts:
            texts["dispute"], ranks = _without_ranks(texts["dispute"], columns["dispute"])
        known = {**self._names, **names}
        known |= _own_ids(texts.values(), known, kinds)
        return Template({table: _with_places(text, known) for table, text in texts.items()}, columns, ranks)

    def _columns(self, table: str) -> list[str]:
        """All columns but those the database counts itself."""
        found = self._connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attidentity = '' ORDER BY attnum",
            [f'"{table}"'],
        )
        return [name for (name,) in found]

    def _text(self, table: str, columns: Sequence[str], where: str, ids: Mapping[str, Any]) -> str:
        for name, value in ids.items():
            where = where.replace(f"%({name})s", f"'{value}'")
        names = ", ".join(f'"{column}"' for column in columns)
        query = f'COPY (SELECT {names} FROM "{table}" WHERE {where}) TO STDOUT'
        with self._connection.cursor().copy(query.encode()) as copy:
            return b"".join(bytes(block) for block in copy).decode()


def _without_ranks(text: str, columns: Sequence[str]) -> tuple[str, dict[str, int]]:
    """The one row of a dispute with signs in place of its ranks, and what they were."""
    fields = text.rstrip("\n").split("\t")
    ranks = {name: int(fields[columns.index(name)]) for name in _RANKS}
    for name in ranks:
        fields[columns.index(name)] = f"<<{name}>>"
    return "\t".join(fields) + "\n", ranks


def _with_places(text: str, known: Mapping[str, str]) -> str:
    """The text as a format: everything known becomes its place."""
    kept = text.replace("%", "%%")
    for word, its_place in known.items():
        kept = kept.replace(word, its_place)
    for name in _RANKS:
        kept = kept.replace(f"<<{name}>>", f"%({name})d")
    return kept


def _own_ids(texts: Iterable[str], known: Iterable[str], kinds: int) -> dict[str, str]:
    """Every id that stands in these texts and is not known, with the place it becomes."""
    found = sorted({one for text in texts for one in _UUID.findall(text)} - set(known))
    return {one: place("x", kinds + number) for number, one in enumerate(found)}


def place(letter: str, kind: int) -> str:
    """Where an id of this kind stands in a format; the value ``letter`` is its number in 12 hexadecimal digits."""
    return f"00000000-{kind:04x}-7000-8000-%({letter})s"


def hashed(token: str) -> str:
    """How the hash of a session token stands in text of COPY."""
    return rf"\\x{hashlib.sha256(token.encode()).hexdigest()}"


class Writer:
    """Collects rows by table and writes them, table by table, in one transaction each time."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._waiting: dict[str, list[str]] = {}
        self._columns: dict[str, Sequence[str]] = {}

    def add(self, template: Template, values: Values) -> None:
        """One copy more."""
        for table, text in template.copy(values):
            self._columns[table] = template.columns[table]
            self._waiting.setdefault(table, []).append(text)

    def write(self) -> None:
        """Everything that waits."""
        with self._connection.transaction():
            self._connection.execute("SET LOCAL session_replication_role = replica")
            for table, rows in self._waiting.items():
                columns = sql.SQL(", ").join(map(sql.Identifier, self._columns[table]))
                query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
                with self._connection.cursor().copy(query) as copy:
                    copy.write("".join(rows))
        self._waiting.clear()
