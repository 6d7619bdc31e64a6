"""P1, P4, P5, P7 of requests for help: writing, the staff's queue, the page, and the search, as a marketplace grows.

Real requests are made by the product's own actions and copied in the database, each with ids, reference, customer and
ranks of its own; words for the search are drawn from a vocabulary as uneven as a language. Cost is processor time of
all processes, the database included; the limit is that of ``bench.cases``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.cases import DATABASE, FLAT, SMALL, Bench, Result, Work
from bench.copies import BUYER, CASE, copied_id, token_of
from bench.cpu import Meter
from bench.requests_data import CASE_ID, OF_CUSTOMER, OPEN_SHARE, Data, data_set
from bench.running import installation
from bench.table import Figure, show

PARTS = ("r1", "r4", "r5", "p7")

LONG = 100
"""Messages of the long requests; source: performance.md, P5."""

LONG_COUNT = 40
PAGE = 25
STRIDE = 7919

MESSAGES = 3
"""Messages of a request that is searched; ``p7`` names its target by messages."""

SEARCHES = (
    "coletul ",
    "livrarea comenzii ",
    "mașina defectă ",
    "rambursare",
    "telefonul stricat ",
    "nu am primit coletul ",
    "bicicleta ",
    "zocade",
)
"""What is looked for: everywhere, in some, almost nowhere, nowhere; with and without a beginning of a word."""

# ---- works -------------------------------------------------------------------------------------


def _reference(number: int) -> str:
    return f"T-{number:09d}"


def _known(number: int) -> dict[object, str]:
    from bench.works import hash_of, id_of

    customer = number // OF_CUSTOMER
    return {
        _reference(number): "('T-'||lpad(:n::text,9,'0'))",
        UUID(copied_id(CASE, number)): id_of(CASE, "n"),
        UUID(copied_id(BUYER, customer)): id_of(BUYER, "b"),
        hash_of(token_of("buyer", customer)): "sha256(('buyer-'||:b::text)::bytea)",
        f"b{customer}": "('b'||:b::text)",
    }


def _open(data: Data, work: int) -> int:
    """The open request of the ``work``-th operation."""
    return work * STRIDE % (data.requests // OPEN_SHARE) * OPEN_SHARE


def _lines(data: Data) -> tuple[str, ...]:
    return (
        rf"\set n (:i * {STRIDE} % {data.requests // OPEN_SHARE}) * {OPEN_SHARE}",
        rf"\set b :n / {OF_CUSTOMER}",
    )


def message(data: Data) -> Work:
    """P1: a customer, known by the cookie, writes into their open request."""
    from amiabil.actions.tickets import Written, write
    from amiabil.records import clock, sessions
    from amiabil.records.new_id import new_id
    from bench import stories

    def prepare(work: int) -> Callable[[], object]:
        number = _open(data, work)
        token = token_of("buyer", number // OF_CUSTOMER)

        def act() -> object:
            viewer = sessions.viewer_of(token, at=clock.unshifted())
            assert viewer is not None
            return write(viewer, _reference(number), Written(new_id(), stories.TOLD, clock.now()))

        return act

    runs = min(300, data.requests // OPEN_SHARE // 25)
    return Work(
        "P1 write into a request",
        prepare,
        lambda work: _known(_open(data, work)),
        _lines(data),
        runs=runs,
        times=2.5,
    )


def lists(data: Data) -> list[Work]:
    """P4: the staff's queue of 25, a narrowed one, one's own requests, and how many are in each queue."""
    from amiabil.domain.support.views import SHIPPED, Narrowing
    from amiabil.records import ticket_lists

    def queue(which: Narrowing) -> Callable[[int], Callable[[], object]]:
        return lambda _work: lambda: _json(ticket_lists.tickets(data.agent, which, limit=PAGE).items)

    def counts(_work: int) -> Callable[[], object]:
        shows = [one.shows for one in SHIPPED if not one.shows.ended]
        return lambda: ticket_lists.counts(data.agent, shows)

    works = {
        "P4 the staff's queue": queue(Narrowing()),
        "P4 the queue of a topic": queue(Narrowing(topic="account")),
        "P4 how many are in each queue": counts,
    }
    return [
        Work(name, prepare, lambda _work: {}, (), runs=400, times=4.0, statements=1)
        for name, prepare in works.items()
    ]


def _json(items: tuple[Any, ...]) -> str:
    assert len(items) == PAGE
    rows = [
        {
            "reference": one.reference,
            "subject": one.subject,
            "person": one.person_name,
            "status": one.status.value,
            "priority": one.priority.value,
            "due_at": one.due_at.isoformat() if one.due_at else None,
            "unread": one.unread,
        }
        for one in items
    ]
    return json.dumps(rows, ensure_ascii=False)


def search_costs(data: Data, *, rounds: int) -> list[Figure]:
    """P7: what each search costs, and the dearest of them; entered first, as the triggers enter."""
    from amiabil.domain.search import read
    from amiabil.records.search import search

    with Meter() as meter:
        data.connection.execute(
            "SELECT count(*) FROM (SELECT search_enter(c.id, NULL) FROM conversation c WHERE c.kind = 'ticket') e"
        )
    data.connection.execute("VACUUM ANALYZE search_entry")
    messages = data.requests * MESSAGES
    figures = [
        Figure("P7 entering a message, with its share of the head", meter.seconds * 1000 / messages, "ms")
    ]
    costs = []
    for typed in SEARCHES:
        asked, runs = read(typed), 20
        for _ in range(8):
            search(data.agent, asked)
        found = []
        for _ in range(rounds):
            with Meter() as meter:
                for _ in range(runs):
                    search(data.agent, asked)
            found.append(meter.seconds * 1000 / runs)
        costs.append(statistics.median(found))
        figures.append(Figure(f"P7 search for “{typed.strip()}” in {messages:,} messages", costs[-1], "ms"))
    return [*figures, Figure(f"P7 the dearest search in {messages:,} messages", max(costs), "ms", 50.0)]


def page_work(data: Data) -> Work:
    """P5: the customer's page of a request with 100 messages, through the whole of Django."""
    from bench.pages import case_page

    get = case_page()
    data.connection.execute(
        f"""INSERT INTO message SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
             'case_id', {CASE_ID}, 'version', 100 + v, 'text', bench_text(n, v)))).*
            FROM message t, generate_series(0, {LONG_COUNT - 1}) n, generate_series(1, {LONG}) v
           WHERE t.case_id = (SELECT case_id FROM bench_template) AND t.version = 1"""
    )

    def prepare(work: int) -> Callable[[], object]:
        number = work % LONG_COUNT
        return lambda: get(f"/ro/tickets/{_reference(number)}", token_of("buyer", number // OF_CUSTOMER))

    return Work(
        "P5 page of a request with 100 messages",
        prepare,
        lambda work: _known(work % LONG_COUNT),
        (rf"\set n :i % {LONG_COUNT}", rf"\set b :n / {OF_CUSTOMER}"),
        runs=60,
        most=8.0,
        statements=6,
    )


def _growth(small: Result, large: Result, requests: int) -> Figure:
    what = f"{small.work.name}: {requests:,} requests against {SMALL:,}"
    return Figure(what, large.cost / small.cost, "x", FLAT, large.limit / small.limit)


def _measured(home: Path, parts: list[str], given: argparse.Namespace) -> list[Figure]:
    figures: list[Figure] = []
    with data_set(home) as data:
        data.grow(SMALL)
        small = (
            [Bench(home, rounds=given.rounds).measure(work) for work in lists(data)] if "r4" in parts else []
        )
        data.grow(given.cases)
        bench = Bench(home, rounds=given.rounds)
        large = [bench.measure(work) for work in lists(data)] if "r4" in parts else []
        works = [*([message(data)] if "r1" in parts else []), *([page_work(data)] if "r5" in parts else [])]
        results = [*large, *(bench.measure(work) for work in works)]
        figures += [figure for result in results for figure in result.figures()]
        if given.cases > SMALL:
            figures += [_growth(*pair, given.cases) for pair in zip(small, large, strict=True)]
        if "p7" in parts:
            figures += search_costs(data, rounds=given.rounds)
    return figures


def main() -> int:
    """Print the figures; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.requests", description=__doc__)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument(
        "--cases", type=int, default=100_000, help="requests: 10000, 100000 (default) or 1000000"
    )
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with installation(DATABASE) as home:
        figures = _measured(home, given.parts.split(","), given)
    return show("requests", figures, sizes={"requests": given.cases, "rounds": given.rounds, **DATABASE})


if __name__ == "__main__":
    sys.exit(main())
