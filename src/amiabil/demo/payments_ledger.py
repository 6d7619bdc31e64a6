"""What has the demonstration's payments service been told, and what has it done? One SQLite file, kept for ever.

It is a service of somebody else: it knows nothing of the product's database and keeps its word through ``kill -9``.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS refund (
  key TEXT PRIMARY KEY, number INTEGER UNIQUE, order_ref TEXT NOT NULL, case_ref TEXT NOT NULL, amount TEXT NOT NULL,
  currency TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL, cause TEXT, ready_at REAL,
  told INTEGER NOT NULL, begun_at REAL NOT NULL, kind TEXT NOT NULL DEFAULT 'refund',
  seller TEXT NOT NULL DEFAULT '', sources TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS payment (
  key TEXT PRIMARY KEY REFERENCES refund (key), amount TEXT NOT NULL, currency TEXT NOT NULL, paid_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS hold (
  key TEXT PRIMARY KEY, order_ref TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL, version INTEGER NOT NULL,
  changed_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS treatment (
  of TEXT PRIMARY KEY, behaviour TEXT NOT NULL, times INTEGER, seconds REAL NOT NULL, cause TEXT NOT NULL);
INSERT OR IGNORE INTO treatment VALUES ('refund', 'confirm', NULL, 0, ''), ('payout', 'confirm', NULL, 0, '');
"""

_ADDED = (
    "kind TEXT NOT NULL DEFAULT 'refund'",
    "seller TEXT NOT NULL DEFAULT ''",
    "sources TEXT NOT NULL DEFAULT ''",
)
"""Columns that books begun by an earlier version do not have."""

REFUND, PAYOUT = "refund", "payout"
"""What the service is told to do, and can be told to treat in a way of its own."""
"""``payment`` is the money itself: its primary key is what makes paying twice impossible."""


@unique
class Behaviour(StrEnum):
    """How the service treats the next refunds."""

    CONFIRM = "confirm"
    FAIL = "fail"
    TIME_OUT_AFTER_PAYING = "time_out_after_paying"
    LATE = "late"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Control:
    """The behaviour in force for ``times`` more refunds, None for all; ``seconds`` is how late an answer is."""

    behaviour: Behaviour = Behaviour.CONFIRM
    times: int | None = None
    seconds: float = 0.0
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund, or a payment to a ``seller`` (``kind`` release or fund), as the service knows it.

    ``told`` counts how often it was instructed; ``sources`` says whose money a refund is, as text.
    """

    key: str
    number: int
    order: str
    case: str
    amount: str
    currency: str
    attempt: int
    state: str
    cause: str | None
    told: int
    begun_at: float
    kind: str = REFUND
    seller: str = ""
    sources: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """What is kept back of an order for a case."""

    key: str
    order: str
    amount: str
    currency: str
    version: int
    changed_at: float


@dataclass(frozen=True, slots=True)
class Wish:
    """A refund as it is asked for."""

    key: str
    order: str
    case: str
    amount: str
    currency: str
    attempt: int
    kind: str = REFUND
    seller: str = ""
    sources: str = ""


class KeyReused(Exception):
    """This key names a refund of another amount or order."""


class Away(Exception):
    """The service was told to be unavailable; nothing was done."""


class Ledger:
    """The books of the service; each method is one transaction, safe for threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as db:
            db.executescript(_TABLES)
            known = {row["name"] for row in db.execute("PRAGMA table_info(refund)")}
            for column in _ADDED:
                if column.partition(" ")[0] not in known:
                    db.execute(f"ALTER TABLE refund ADD COLUMN {column}")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.row_factory = sqlite3.Row
            yield db
        finally:
            db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def control(self, wanted: Control, *, of: str = REFUND) -> None:
        """Behave like this from now on, towards refunds or towards payments to sellers."""
        with self._writing() as db:
            _set_control(db, wanted, of)

    def behaviour(self, *, of: str = REFUND) -> Control:
        """How the next refund, or payment to a seller, will be treated."""
        with self._open() as db:
            return _control(db, of)

    def begin(self, wish: Wish) -> tuple[Refund, Control]:
        """Begin a refund, or find it begun; the behaviour is that of a refund begun now, else ``confirm``.

        Raises ``KeyReused``, or ``Away`` when the service is to be unavailable.
        """
        with self._writing() as db:
            known = _refund(db, wish.key)
            if known is not None and _same(known) != _same(wish):
                raise KeyReused
            if known is not None and not (known.state == "failed" and wish.attempt > known.attempt):
                db.execute("UPDATE refund SET told = told + 1 WHERE key = ?", [wish.key])
                return known, Control()
            control = _take_control(db, REFUND if wish.kind == REFUND else PAYOUT)
            if control.behaviour is not Behaviour.UNAVAILABLE:
                _book(db, wish, control)
                begun = _refund(db, wish.key)
                assert begun is not None  # noqa: S101 - written above
                return begun, control
        raise Away

    def refund(self, key: str) -> Refund | None:
        """A refund or payment to a seller by its key; None when nobody ever asked for it."""
        with self._writing() as db:
            return _refund(db, key)

    def refunds(self) -> list[Refund]:
        """Every refund, the latest first."""
        return self._all(refunds=True)

    def payouts(self) -> list[Refund]:
        """Every payment to a seller, the latest first."""
        return self._all(refunds=False)

    def _all(self, *, refunds: bool) -> list[Refund]:
        which = "SELECT key FROM refund WHERE (kind = 'refund') = ? ORDER BY number DESC LIMIT 500"
        with self._writing() as db:
            keys = db.execute(which, [refunds]).fetchall()
            return [found for row in keys if (found := _refund(db, row["key"])) is not None]

    def paid(self) -> list[tuple[str, str]]:
        """Every refund paid, as key and amount with currency, in order."""
        return self._paid(refunds=True)

    def paid_out(self) -> list[tuple[str, str]]:
        """Every payment made to a seller, as key and amount with currency, in order."""
        return self._paid(refunds=False)

    def _paid(self, *, refunds: bool) -> list[tuple[str, str]]:
        which = """
        SELECT p.key, p.amount, p.currency FROM payment p JOIN refund r ON r.key = p.key
         WHERE (r.kind = 'refund') = ? ORDER BY p.paid_at, p.key
        """
        with self._open() as db:
            rows = db.execute(which, [refunds]).fetchall()
        return [(row["key"], f"{row['amount']} {row['currency']}") for row in rows]

    def hold(self, hold: Hold) -> None:
        """Set a hold unless a later version is in force."""
        with self._writing() as db:
            db.execute(
                "INSERT INTO hold VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET amount = excluded.amount,"
                " version = excluded.version, changed_at = excluded.changed_at WHERE excluded.version >= hold.version",
                [hold.key, hold.order, hold.amount, hold.currency, hold.version, hold.changed_at],
            )

    def release(self, key: str, version: int) -> None:
        """End a hold unless a later version is in force."""
        with self._writing() as db:
            db.execute(
                "UPDATE hold SET amount = '0', version = ?, changed_at = ? WHERE key = ? AND version <= ?",
                [version, time.time(), key, version],
            )

    def holds(self) -> list[Hold]:
        """Every hold, the one changed last first."""
        with self._open() as db:
            rows = db.execute("SELECT * FROM hold ORDER BY changed_at DESC LIMIT 500").fetchall()
        return [
            Hold(r["key"], r["order_ref"], r["amount"], r["currency"], r["version"], r["changed_at"])
            for r in rows
        ]


def _same(one: Refund | Wish) -> tuple[str, ...]:
    """What a key stands for and never changes."""
    return one.kind, one.order, one.seller, one.amount, one.currency


def _control(db: sqlite3.Connection, of: str) -> Control:
    row = db.execute("SELECT behaviour, times, seconds, cause FROM treatment WHERE of = ?", [of]).fetchone()
    return Control(Behaviour(row["behaviour"]), row["times"], row["seconds"], row["cause"])


def _set_control(db: sqlite3.Connection, wanted: Control, of: str) -> None:
    db.execute(
        "UPDATE treatment SET behaviour = ?, times = ?, seconds = ?, cause = ? WHERE of = ?",
        [wanted.behaviour.value, wanted.times, wanted.seconds, wanted.cause, of],
    )


def _take_control(db: sqlite3.Connection, of: str) -> Control:
    """The behaviour for one instruction; when it was the last of them, the next ones are confirmed."""
    control = _control(db, of)
    if control.times == 1:
        _set_control(db, Control(), of)
    elif control.times is not None:
        db.execute("UPDATE treatment SET times = times - 1 WHERE of = ?", [of])
    return control


def _book(db: sqlite3.Connection, wish: Wish, control: Control) -> None:
    now = time.time()
    state = {Behaviour.FAIL: "failed", Behaviour.LATE: "pending"}.get(control.behaviour, "confirmed")
    db.execute(
        "INSERT INTO refund SELECT ?, coalesce(max(number), 100) + 1, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?"
        " FROM refund WHERE true"
        " ON CONFLICT (key) DO UPDATE SET attempt = excluded.attempt, state = excluded.state, cause = excluded.cause,"
        " ready_at = excluded.ready_at, told = refund.told + 1",
        [
            wish.key,
            wish.order,
            wish.case,
            wish.amount,
            wish.currency,
            wish.attempt,
            state,
            (control.cause or "card_closed") if state == "failed" else None,
            now + control.seconds if state == "pending" else None,
            now,
            wish.kind,
            wish.seller,
            wish.sources,
        ],
    )
    if state == "confirmed":
        _pay(db, wish.key, now)


def _pay(db: sqlite3.Connection, key: str, at: float) -> None:
    db.execute("INSERT INTO payment SELECT key, amount, currency, ? FROM refund WHERE key = ?", [at, key])


def _refund(db: sqlite3.Connection, key: str) -> Refund | None:
    """The refund, after what was late and has come meanwhile."""
    row = db.execute("SELECT * FROM refund WHERE key = ?", [key]).fetchone()
    if row is None:
        return None
    state = row["state"]
    if state == "pending" and row["ready_at"] <= time.time():
        db.execute("UPDATE refund SET state = 'confirmed' WHERE key = ?", [key])
        _pay(db, key, row["ready_at"])
        state = "confirmed"
    return Refund(
        key=row["key"],
        number=row["number"],
        order=row["order_ref"],
        case=row["case_ref"],
        amount=row["amount"],
        currency=row["currency"],
        attempt=row["attempt"],
        state=state,
        cause=row["cause"],
        told=row["told"],
        begun_at=row["begun_at"],
        kind=row["kind"],
        seller=row["seller"],
        sources=row["sources"],
    )
