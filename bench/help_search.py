"""What does a search of the help centre cost with ten thousand articles, and what does it cost to publish one?

The articles are made from those that come with the product: sentences and phrases of all of them in another order, with
words that no other article has, each in both languages. So common words are in thousands of articles, as in life.
Searches are those of the tests, typing errors and both languages included; each is a whole search with what a page
shows of it. The target is a time of the clock for a search; processor time, database included, stands beside it.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from bench.cpu import Meter
from bench.running import installation
from bench.table import Figure, show

MOST = 50.0
"""Milliseconds of a search at 10,000 articles; source: support.md 2."""

AT_ONCE = 500
QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "help_search"
DATABASE = {"shared_buffers": "512MB"}


@dataclass(frozen=True, slots=True)
class Heap:
    """What the shipped articles of a language are made of."""

    titles: list[str]
    sentences: list[str]
    phrases: list[str]


def main() -> int:
    """Print the figures; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="each in two languages (default 10000)")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with installation(DATABASE) as home:
        figures = _measured(given, home)
    return show(
        "help_search", figures, sizes={"articles": given.articles, "rounds": given.rounds, **DATABASE}
    )


def _measured(given: argparse.Namespace, home: Path) -> list[Figure]:
    from amiabil.records import clock

    clock.measure()
    kept = _keep(given.articles, home)
    return [*kept, *_searches(given.rounds), _publishing()]


def _keep(articles: int, home: Path) -> list[Figure]:
    """Publish the made articles, and index them in portions, as a process that takes in a folder would."""
    from django.db import connection, transaction

    from amiabil.records import help_search_index

    print("  keeping articles", file=sys.stderr, flush=True)
    made = _rows(articles)
    with Meter() as meter, transaction.atomic():
        while rows := list(islice(made, AT_ONCE)):
            type(rows[0]).objects.bulk_create(rows)
        indexed = help_search_index.renew()
    _vacuum(home)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            " WHERE relname LIKE 'help_search_%%' AND relkind = 'r'"
        )
        size = int(cursor.fetchone()[0])
    return [
        Figure("articles in two languages", indexed, ""),
        Figure("making and indexing one", meter.wall * 1000 / indexed, "ms"),
        Figure("index", size / 2**20, "MB"),
    ]


def _vacuum(home: Path) -> None:
    """What autovacuum does within minutes of so large an intake, at once; for that one must own the tables."""
    from amiabil.server.embedded import location, roles

    found = location.find(home)
    with roles.connect(found, location.runner(found), database=location.DATABASE) as connection:
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _rows(articles: int) -> Iterator[object]:
    from amiabil.domain.helpcentre.article import LANGUAGES
    from amiabil.records.models import HelpArticleVersion
    from amiabil.records.new_id import new_id

    chance, now = random.Random(7), datetime.now(UTC)
    heaps = {language: _heap(language) for language in LANGUAGES}
    for number in range(articles):
        for language, heap in heaps.items():
            own = "".join(chance.choices("bcdfglmnprstv", k=1) + chance.choices("aeiou", k=1)) * 2 + str(
                number
            )
            yield HelpArticleVersion(
                id=new_id(),
                key=f"made-{number}",
                language=language,
                number=1,
                state="published",
                title=f"{chance.choice(heap.titles)} {own}"[:120],
                summary=chance.choice(heap.sentences)[:160],
                readers="everyone",
                topic="other",
                section="about",
                body=" ".join([*chance.choices(heap.sentences, k=18), own]),
                asked_as=[*chance.choices(heap.phrases, k=19), own],
                authors=["staff:bench"],
                created_at=now,
                changed_at=now,
                published_at=now,
            )


def _heap(language: str) -> Heap:
    from amiabil.domain.helpcentre.packaged import shipped
    from amiabil.foundation.markdown import to_text

    read = [one.read() for one in shipped() if one.language == language]
    return Heap(
        [one.title for one in read],
        [sentence for one in read for sentence in re.split(r"(?<=[.!?])\s+", to_text(one.body)) if sentence],
        [phrase for one in read for phrase in one.phrases.asked_as],
    )


def _searches(rounds: int) -> list[Figure]:
    figures = []
    for language in ("ro", "en"):
        asked = [
            line.split("|")[0].strip()
            for line in (QUESTIONS / f"{language}.txt").read_text("utf-8").splitlines()
            if "|" in line
        ]
        for name, one in (("results", _results), ("suggestions", _suggestions)):
            print(f"  {name}, {language}", file=sys.stderr, flush=True)
            figures += _cost(f"{name}, {language}", one(language), asked, rounds=rounds)
    return figures


def _results(language: str) -> Callable[[str], object]:
    from amiabil.actions.help_search import Wanted, find
    from amiabil.records.help_search import Asking

    asking = Asking((language, "en" if language == "ro" else "ro"))
    return lambda typed: find(typed, asking, Wanted(10), at=datetime.now(UTC))


def _suggestions(language: str) -> Callable[[str], object]:
    from amiabil.domain.helpcentre.search_words import read_question
    from amiabil.records.help_search import Asking, search

    asking = Asking((language, "en" if language == "ro" else "ro"))
    return lambda typed: search(read_question(typed[: max(3, len(typed) * 2 // 3)]), asking, limit=6)


def _cost(name: str, one: Callable[[str], object], asked: list[str], *, rounds: int) -> list[Figure]:
    for typed in asked:
        one(typed)
    walls: list[float] = []
    with Meter() as meter:
        for _ in range(rounds):
            for typed in asked:
                before = time.perf_counter()
                one(typed)
                walls.append((time.perf_counter() - before) * 1000)
    ordered = sorted(walls)
    return [
        Figure(f"{name}: middle", statistics.median(walls), "ms", MOST),
        Figure(f"{name}: nineteen of twenty", ordered[int(len(ordered) * 0.95)], "ms", MOST),
        Figure(f"{name}: processor", meter.seconds * 1000 / len(walls), "ms"),
    ]


def _publishing() -> Figure:
    """An article is taken away: what the transaction spends on the index."""
    from django.db import transaction

    from amiabil.records.help_changes import count_change
    from amiabil.records.models import HelpArticleVersion

    walls = []
    for version in HelpArticleVersion.objects.filter(key__startswith="made-").order_by("id")[:10]:
        before = time.perf_counter()
        with transaction.atomic():
            HelpArticleVersion.objects.filter(id=version.id).update(state="archived")
            count_change()
        walls.append((time.perf_counter() - before) * 1000)
    return Figure("taking an article away", statistics.median(walls), "ms")


if __name__ == "__main__":
    sys.exit(main())
