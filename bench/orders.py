"""P13: how many orders does an import take in, as a table and as JSON lines, for the first time and again?

Beside it the limit: the same statements with rows that are already made, nothing read.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import statistics
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.cpu import Meter
from bench.running import installation
from bench.table import Figure, show

TARGET = 3000
"""Orders a second; source: performance.md, P13."""

LIMIT = 1000 / TARGET
"""The same as milliseconds an order."""

FIRST = datetime(2026, 10, 1, 9, tzinfo=UTC)
TEXT = "Lucrat manual din lemn de stejar, finisat cu ulei natural. Livrat în cutie de carton reciclat. " * 4


def documents(count: int, tag: str) -> Iterator[dict[str, Any]]:
    """Plausible orders: one to three lines, listing and picture each, a parcel with three scans."""
    chance = random.Random(tag)
    for number in range(count):
        paid = FIRST + timedelta(seconds=7 * number)
        lines = [_line(f"{place + 1}", chance) for place in range(chance.choice((1, 1, 2, 3)))]
        yield {
            "ref": f"{tag}-{number}",
            "country": "RO",
            "currency": "RON",
            "paid_at": paid.isoformat(),
            "payment": "card",
            "buyer": {"ref": f"b{chance.randrange(20_000)}", "name": "Ana Pop", "email": "ana@example.com"},
            "seller": {"ref": f"s{chance.randrange(500)}", "name": "Lumina Atelier", "trader": True},
            "shipping": {"amount": "19.99", "currency": "RON"},
            "estimated_delivery": {"from": "2026-10-03", "to": "2026-10-08"},
            "lines": lines,
            "parcels": [_parcel(number, paid)],
        }


def _line(ref: str, chance: random.Random) -> dict[str, Any]:
    return {
        "ref": ref,
        "title": f"Lampă de birou din stejar {ref}",
        "category": "home",
        "quantity": chance.choice((1, 1, 1, 2)),
        "unit_price": {"amount": f"{chance.randrange(10, 900)}.90", "currency": "RON"},
        "listing": {"text": TEXT, "variant": "alb", "pictures": [{"url": "https://img.example/1.jpg"}]},
    }


def _parcel(number: int, paid: datetime) -> dict[str, Any]:
    scans = (("accepted", 1), ("in_transit", 2), ("delivered", 4))
    return {
        "ref": f"AWB{number}",
        "carrier": "Sameday",
        "tracking": f"{number}",
        "events": [
            {"at": (paid + timedelta(days=day)).isoformat(), "status": status} for status, day in scans
        ],
    }


def json_lines(count: int, tag: str) -> bytes:
    """A file of orders as JSON lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents(count, tag)).encode()


def table(count: int, tag: str) -> bytes:
    """A file of orders as a table; it has no parcels."""
    from amiabil.domain.orders.format import read_order
    from amiabil.domain.orders.table import COLUMNS, rows_of

    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in COLUMNS], delimiter=";")
    writer.writeheader()
    for document in documents(count, tag):
        order, problems = read_order(document)
        if order is None:
            raise ValueError(f"the orders of this measurement are wrong: {problems}")
        writer.writerows(rows_of(order))
    return text.getvalue().encode()


def imported(content: bytes, count: int) -> None:
    """Import a file; every row must go in."""
    from amiabil.actions.orders_import import Plan, run
    from amiabil.domain.access import Viewer

    key = Viewer(role=None, ref="key:bench", scopes=frozenset({"orders:write"}))
    counts = run(key, io.BytesIO(content), Plan("bench", datetime.now(UTC))).counts
    if counts.created + counts.unchanged != count or counts.problems:
        raise RuntimeError(f"not everything went in: {counts}")


def written(count: int, tag: str) -> Meter:
    """The statements alone: batches that are read and prepared before the clock starts."""
    from amiabil.actions.orders_import import BATCH
    from amiabil.domain.access import Viewer
    from amiabil.domain.orders.format import read_order
    from amiabil.records.orders_intake import take_in
    from amiabil.records.orders_rows import prepare

    key = Viewer(role=None, ref="key:bench", scopes=frozenset({"orders:write"}))
    orders = [prepare(order) for order, _ in map(read_order, documents(count, tag)) if order is not None]
    with Meter() as meter:
        for start in range(0, count, BATCH):
            take_in(key, orders[start : start + BATCH], issuer="bench", at=datetime.now(UTC))
    return meter


def measured(content: bytes, count: int) -> Meter:
    """The cost of importing a file, this process and the database's together."""
    with Meter() as meter:
        imported(content, count)
    return meter


def main() -> int:
    """Print the figures; 1 when the limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=12_000, help="of one file (default 12000)")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    rows: dict[str, list[Meter]] = {"table": [], "lines": [], "again": [], "statements": []}
    with installation():
        for turn in range(given.rounds + 1):  # the first turn makes the plans and is not counted
            rows_file, lines_file = table(given.orders, f"t{turn}"), json_lines(given.orders, f"j{turn}")
            found = {
                "table": measured(rows_file, given.orders),
                "lines": measured(lines_file, given.orders),
                "again": measured(lines_file, given.orders),
                "statements": written(given.orders, f"s{turn}"),
            }
            for name, meter in found.items():
                rows[name] += [meter] * (turn > 0)
    return show("orders", _figures(rows, given.orders), sizes=vars(given))


def _figures(rows: dict[str, list[Meter]], count: int) -> list[Figure]:
    def each(name: str, part: str) -> float:
        measured: list[float] = [getattr(one, part) for one in rows[name]]
        return statistics.median(measured) * 1000 / count

    least, lines = each("statements", "seconds"), each("lines", "seconds")
    return [
        Figure("P13 table: time an order", each("table", "wall"), "ms", LIMIT),
        Figure("P13 table: orders a second", 1000 / each("table", "wall"), "/s"),
        Figure("P13 table: processor time an order", each("table", "seconds"), "ms"),
        Figure("P13 JSON lines with parcels: time an order", each("lines", "wall"), "ms", LIMIT),
        Figure("P13 JSON lines with parcels: orders a second", 1000 / each("lines", "wall"), "/s"),
        Figure(
            "P13 JSON lines with parcels: processor time an order",
            lines,
            "ms",
            least=least,
            ratio=lines / least,
        ),
        Figure("P13 the same file again: orders a second", 1000 / each("again", "wall"), "/s"),
    ]


if __name__ == "__main__":
    sys.exit(main())
