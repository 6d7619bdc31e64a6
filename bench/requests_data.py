"""Which requests for help do the benchmarks run on? Real ones, copied in the database as often as asked for.

They are made by the product's own actions; each copy has ids, reference, customer and ranks of its own, and words drawn
from a vocabulary as uneven as a language.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from bench.copies import BUYER, CASE

OF_CUSTOMER = 20
"""Requests of each customer, at every size."""

OPEN_SHARE = 20
"""One request in so many is still open, as in a marketplace that answers within days."""

SPREAD = timedelta(days=730)

_WORDS = (
    "coletul livrarea comanda factura produsul banii rambursare retur curierul întârziere defect stricat telefon lampă "
    "mașină geantă pantofi mărime culoare preț plată card cont parolă adresă oraș București Cluj Iași Timișoara astăzi "
    "mâine ieri săptămâna luna ziua bună mulțumesc rog aștept primit trimis întors schimb garanție vânzător cumpărător"
)
_SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo ca de li mo nu pa re si tu va șa ță mâ gă"


@dataclass
class Data:
    """A data set in an embedded database: requests numbered from 0, of customers numbered likewise."""

    connection: psycopg.Connection
    agent: Any
    requests: int = 0

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return max(1, self.requests // OF_CUSTOMER)

    def grow(self, requests: int) -> None:
        """Add requests until there are so many."""
        if requests > self.requests:
            self.connection.execute("SELECT bench_requests(%s, %s)", [self.requests, requests - 1])
            self.requests = requests
        for statement in ("VACUUM ANALYZE", "CHECKPOINT"):
            self.connection.execute(statement)
        print(f"  {requests:,} requests", file=sys.stderr, flush=True)


_ID = "('00000000-{kind:04x}-7000-8000-' || lpad(to_hex({n}::bigint), 12, '0'))::uuid"
CASE_ID = _ID.format(kind=CASE, n="n")
_CUSTOMER = _ID.format(kind=BUYER, n="(n / 20)")

_COPY = f"""
CREATE FUNCTION bench_requests(first bigint, last bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO customer
  SELECT (jsonb_populate_record(t, jsonb_build_object('id', {_CUSTOMER.replace("(n / 20)", "n")}, 'subject', 'b' || n,
          'email', 'b' || n || '@example.org'))).*
    FROM customer t, generate_series((first + 19) / 20, last / 20) n
   WHERE t.id = (SELECT buyer_id FROM bench_template);
  INSERT INTO customer_session
  SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'seen_at', now(),
          'ends_at', now() + interval '1 day',
          'customer_id', {_CUSTOMER.replace("(n / 20)", "n")},
          'token_hash', '\\x' || encode(sha256(('buyer-' || n)::bytea), 'hex')))).*
    FROM customer_session t, generate_series((first + 19) / 20, last / 20) n
   WHERE t.customer_id = (SELECT buyer_id FROM bench_template);
  INSERT INTO conversation
  SELECT (jsonb_populate_record(t, jsonb_build_object('id', {CASE_ID}, 'reference', 'T-' || lpad(n::text, 9, '0'),
          'buyer_id', {_CUSTOMER}, 'created_at', bench_at(n), 'changed_at', bench_at(n)))).*
    FROM conversation t, generate_series(first, last) n WHERE t.id = (SELECT case_id FROM bench_template);
  INSERT INTO ticket
  SELECT (jsonb_populate_record(t, jsonb_build_object('case_id', {CASE_ID}, 'customer_id', {_CUSTOMER},
          'opened_at', bench_at(n), 'wake_at', NULL,
          'staff_rank', CASE WHEN n % {OPEN_SHARE} = 0 THEN t.staff_rank ELSE 2 * 10 ^ 14::bigint END
                        + n * 7919 % 100003,
          'status', CASE WHEN n % {OPEN_SHARE} = 0 THEN t.status ELSE 'solved' END,
          'customer_rank', t.customer_rank + n * 7919 % 100003))).*
    FROM ticket t, generate_series(first, last) n WHERE t.case_id = (SELECT case_id FROM bench_template);
  INSERT INTO event
  SELECT (jsonb_populate_record(t, jsonb_build_object('case_id', {CASE_ID}, 'id', gen_random_uuid()))).*
    FROM event t, generate_series(first, last) n WHERE t.case_id = (SELECT case_id FROM bench_template);
  INSERT INTO message
  SELECT (jsonb_populate_record(t, jsonb_build_object('case_id', {CASE_ID}, 'id', gen_random_uuid(),
          'text', bench_text(n, t.version), 'received_at', bench_at(n) + t.version * interval '1 minute'))).*
    FROM message t, generate_series(first, last) n WHERE t.case_id = (SELECT case_id FROM bench_template);
END $$
"""
"""Copies in the database: nothing of theirs is checked or found again by a trigger, for all of it comes from rows that
held. What can be found is entered afterwards, by the function the triggers call."""


def _texts() -> Iterator[str]:
    """Texts of 15 to 60 words, in which a few words are everywhere and most almost nowhere."""
    chance = random.Random(7)
    syllables = _SYLLABLES.split()
    rare = ["".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(30_000)]
    words = [*_WORDS.split(), *rare]
    weights = list(accumulate(1 / (place + 2) ** 0.95 for place in range(len(words))))
    for _ in range(20_000):
        yield " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(15, 60)))


@contextmanager
def data_set(home: Path) -> Iterator[Data]:
    """An empty data set in the embedded database of this state folder."""
    from amiabil.domain.access import Viewer
    from amiabil.domain.terms import Role
    from amiabil.server.embedded import location, roles

    found = location.find(home)
    user = location.runner(found)
    with roles.connect(found, user, database=location.DATABASE) as connection:
        agent, case_id, buyer_id = _told()
        connection.execute("CREATE TABLE bench_pool (n bigint PRIMARY KEY, text text NOT NULL)")
        with connection.cursor().copy("COPY bench_pool FROM STDIN") as copy:
            for number, text in enumerate(_texts()):
                copy.write_row((number, text))
        connection.execute(
            "CREATE TABLE bench_template AS SELECT %s::uuid AS case_id, %s::uuid AS buyer_id",
            [case_id, buyer_id],
        )
        newest = datetime.now(UTC).isoformat()
        connection.execute(
            "CREATE FUNCTION bench_at(n bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$"
            f" SELECT '{newest}'::timestamptz - interval '{SPREAD.days} days' * ((n * 7919 % 1000003) / 1000003.0) $$"
        )
        connection.execute(
            "CREATE FUNCTION bench_text(n bigint, v bigint) RETURNS text LANGUAGE sql STABLE AS $$"
            " SELECT text FROM bench_pool WHERE bench_pool.n = ($1 * 104729 + $2 * 7919) % 20000 $$"
        )
        connection.execute(_COPY)
        connection.execute("DELETE FROM outbox")
        connection.execute("SET session_replication_role = replica")
        yield Data(connection, Viewer(Role.AGENT, person_id=agent, ref="staff:rita", name="Rita"))


def _told() -> tuple[UUID, UUID, UUID]:
    """A request with three messages, asked and answered by the product's own actions: the agent, it, its customer."""
    from amiabil.actions import staff as staff_actions
    from amiabil.actions.tickets import Asked, Written, open_ticket, write
    from amiabil.domain.access import Viewer
    from amiabil.domain.terms import Role
    from amiabil.records import clock
    from amiabil.records.new_id import new_id
    from amiabil.records.staff import NewMember
    from bench import stories

    now = datetime.now(UTC) - timedelta(days=1)
    clock.measure()
    cast = stories.make_cast(now, {"buyer": "a token of a buyer", "seller": "a token of a seller"})
    member = NewMember("rita", "rita@example.com", "Rita R.", frozenset({Role.AGENT}), "Rita", "ro")
    agent = staff_actions.add(stories.KEEPER, member, password=None)
    rita = Viewer(Role.AGENT, person_id=agent, ref="staff:rita", name="Rita")
    asked = Asked(new_id(), "account", "Nu pot intra în cont", stories.TOLD, now)
    file = open_ticket(cast.buyer, asked)
    write(rita, file.reference, Written(new_id(), stories.SAID[0], now + timedelta(minutes=5)))
    write(cast.buyer, file.reference, Written(new_id(), stories.SAID[1], now + timedelta(minutes=9)))
    assert cast.buyer.person_id is not None
    return agent, file.case_id, cast.buyer.person_id
