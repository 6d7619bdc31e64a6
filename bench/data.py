"""Which data do the benchmarks of cases run on? Disputes in every state, people and orders, as many as asked for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import psycopg

from amiabil.domain.access import Viewer
from bench import copies, stories
from bench.copies import BUYER, CASE, ORDER, SELLER, SHOP, Template, Values, Writer, place

PERIOD = ("awaiting",) * 4 + ("negotiating", "taken", "to_take") + ("closed",) * 3
"""What case ``n`` is like: the story at ``n`` modulo ten."""

DISPUTES_OF_BUYER, DISPUTES_OF_SHOP = 30, 200
"""How many each person has, at every size: what grows is the marketplace, not the customer."""

LONG_FROM, ORDERS_FROM = 100_000_000, 200_000_000
"""Numbers of the long cases and of the orders nobody has disputed; they fit the nine digits of a reference."""

OVERDUE_FROM = 300_000_000
LONG_CASES, ORDERS = 40, 20_000
COUNTRIES = ("RO", "RO", "RO", "RO", "HU", "BG")
"""Where the cases of a spread data set are at home."""

APART = 23
"""Spans, in days, by which the events of different cases of a spread data set are apart: 0 to 22."""

CHUNK = 5_000
"""Cases written in one transaction."""


@dataclass(frozen=True, slots=True)
class Block:
    """Cases that were made together: the first number and how many, and the first of their buyers and shops."""

    first: int
    count: int
    first_buyer: int
    first_shop: int

    @property
    def buyers(self) -> int:
        """How many buyers they have."""
        return max(1, self.count // DISPUTES_OF_BUYER)

    @property
    def shops(self) -> int:
        """How many shops they have."""
        return max(1, self.count // DISPUTES_OF_SHOP)

    def buyer(self, number: int) -> int:
        """The buyer of a case of this block; the cases of one buyer lie far apart."""
        return self.first_buyer + number % self.buyers

    def shop(self, number: int) -> int:
        """The shop of a case of this block."""
        return self.first_shop + number % self.shops


@dataclass
class Data:
    """A data set in an embedded database, growing on demand."""

    connection: psycopg.Connection
    templates: dict[str, Template]
    people: dict[str, Template]
    cast: stories.Cast
    blocks: list[Block] = field(default_factory=list)
    special: dict[str, Block] = field(default_factory=dict)
    spread: int = 0
    """Over how many days before the stories the cases have happened; 0: all when the stories did."""

    @property
    def cases(self) -> int:
        """How many there are."""
        return sum(block.count for block in self.blocks)

    @property
    def buyers(self) -> int:
        """The number after the last buyer's."""
        last = self.blocks[-1]
        return last.first_buyer + last.buyers

    def grow(self, cases: int) -> None:
        """Add cases until there are so many (a multiple of 1,000), then let the planner know."""
        began, missing = time.monotonic(), cases - self.cases
        if missing > 0:
            block = self._next_block(first=self.cases, count=missing)
            self._fill(block, PERIOD)
            self.blocks.append(block)
        if not self.special:
            self._add("long", first=LONG_FROM, count=LONG_CASES)
            self._add("order", first=ORDERS_FROM, count=ORDERS)
        self.connection.execute("VACUUM ANALYZE")
        self.connection.execute("CHECKPOINT")
        _say(f"{cases:,} cases in {time.monotonic() - began:.0f} s")

    def add_overdue(self, count: int) -> None:
        """Add cases whose seller has let his time pass, none of which has been woken."""
        self._add("overdue", first=OVERDUE_FROM, count=count)
        self.connection.execute("VACUUM ANALYZE")

    def _add(self, name: str, *, first: int, count: int) -> None:
        block = self._next_block(first=first, count=count)
        self._fill(block, (name,))
        self.special[name] = block

    def _next_block(self, *, first: int, count: int) -> Block:
        before = [*self.blocks, *self.special.values()]
        return Block(
            first,
            count,
            max((one.first_buyer + one.buyers for one in before), default=1),
            max((one.first_shop + one.shops for one in before), default=1),
        )

    def _fill(self, block: Block, told: Sequence[str]) -> None:
        writer = Writer(self.connection)
        self._people(block, writer)
        days = self._days()
        for number in range(block.first, block.first + block.count):
            values = _values(block, number) | (days(number) if self.spread else {})
            writer.add(self.templates[told[number % len(told)]], values)
            if (number - block.first) % CHUNK == CHUNK - 1:
                writer.write()
        writer.write()

    def _days(self) -> Callable[[int], Values]:
        """What the places of days are for a case: moved back by days of its own, its events apart by other spans."""
        places = {one for template in self.templates.values() for one in template.days()}

        @cache
        def moved(back: int, apart: int) -> Values:
            return {
                f"day:{day}:{number}": str(date.fromisoformat(day) + timedelta(days=number * apart - back))
                for day, number in places
            }

        def of(number: int) -> Values:
            country = COUNTRIES[number // len(PERIOD) % len(COUNTRIES)]
            return {"country": country, **moved(number * 7919 % self.spread, number * 31 % APART)}

        return of

    def _people(self, block: Block, writer: Writer) -> None:
        for buyer in range(block.first_buyer, block.first_buyer + block.buyers):
            values = {
                "b": buyer,
                "bx": f"{buyer:012x}",
                "token": copies.hashed(copies.token_of("buyer", buyer)),
            }
            writer.add(self.people["buyer"], {**values, "x": values["bx"]})
        for shop in range(block.first_shop, block.first_shop + block.shops):
            values = {
                "s": shop,
                "sx": f"{shop:012x}",
                "token": copies.hashed(copies.token_of("seller", shop)),
            }
            writer.add(self.people["shop"], {**values, "x": values["sx"]})


def _values(block: Block, number: int) -> Values:
    """What is different in the copy of this number; ``later`` spreads ranks over hours, in milliseconds."""
    buyer, shop = block.buyer(number), block.shop(number)
    return {
        "n": f"{number:09d}",
        "x": f"{number:012x}",
        "b": buyer,
        "bx": f"{buyer:012x}",
        "s": shop,
        "sx": f"{shop:012x}",
        "later": number * 7919 % 100_003 * 100,
    }


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


@contextmanager
def data_set(home: Path, *, spread: int = 0) -> Iterator[Data]:
    """An empty data set in the embedded database of this state folder; ``spread`` is that of ``Data``."""
    from amiabil.server.embedded import location, roles

    found = location.find(home)
    user = location.runner(found)
    with roles.connect(found, user, database=location.DATABASE) as connection:
        tokens = {"buyer": "the token of the buyer", "seller": "the token of the seller"}
        now = datetime.now(UTC)
        cast = stories.make_cast(now, tokens)
        told = stories.Telling(cast, now).told()
        names = {
            str(cast.buyer.person_id): place("bx", BUYER),
            str(cast.seller.person_id): place("sx", SELLER),
            str(cast.seller.shop_id): place("sx", SHOP),
            str(cast.mediator.person_id): str(cast.mediator.person_id),
            stories.BUYER: "b%(b)d",
            stories.SELLER: "m%(s)d",
            stories.SHOP: "s%(s)d",
            **{copies.hashed(token): "%(token)s" for token in tokens.values()},
        }
        reader = copies.Reader(connection, names)
        templates = {name: _template(connection, reader, one) for name, one in told.items()}
        people = {
            "buyer": reader.template(
                copies.BUYER_TABLES, {"buyer": cast.buyer.person_id}, {}, kinds=BUYER + 1
            ),
            "shop": reader.template(
                copies.SHOP_TABLES,
                {"shop": cast.seller.shop_id, "seller": cast.seller.person_id},
                {},
                kinds=SELLER + 1,
            ),
        }
        connection.execute("DELETE FROM outbox")
        if spread:
            templates = {name: template.spread() for name, template in templates.items()}
        yield Data(connection, templates, people, cast, spread=spread)


def _template(connection: psycopg.Connection, reader: copies.Reader, told: stories.Told) -> Template:
    found = connection.execute(
        'SELECT o.id, c.id FROM "order" o LEFT JOIN dispute d ON d.order_id = o.id'
        " LEFT JOIN conversation c ON c.id = d.case_id WHERE o.ref = %s",
        [told.order_ref],
    ).fetchone()
    assert found is not None
    order, case = found
    names = {str(order): place("x", ORDER), told.order_ref: "O-%(n)s"}
    if case is not None:
        names |= {str(case): place("x", CASE), told.reference: "D-%(n)s"}
    tables = copies.CASE_TABLES if case is not None else dict(list(copies.CASE_TABLES.items())[:5])
    return reader.template(tables, {"order": order, "case": case}, names)


def viewer_of(who: str, number: int) -> Viewer:
    """The copied buyer or seller of this number, signed in by their session."""
    from amiabil.records import clock, sessions

    found = sessions.viewer_of(copies.token_of(who, number), at=clock.unshifted())
    assert found is not None
    return found
