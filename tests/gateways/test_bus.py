"""Both buses carry the same promises: in order, nothing hidden, back after they were away."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from amiabil.gateways.bus import (
    Bus,
    BusAway,
    Line,
    LiveEvent,
    Mark,
    Revocation,
    Said,
    WakeListener,
    namespace,
    open_bus,
    wake_relay,
)
from amiabil.gateways.bus.messages import decode, encode
from amiabil.gateways.bus.wake import wake_path
from amiabil.server.bus import as_url
from tests import database

CLOSED = {
    "postgresql": "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2",
    "redis": "redis://127.0.0.1:9/0",
}


def event(seq: int, text: str = "", again: bool = False) -> LiveEvent:
    body = {"id": f"e{seq}", "type": "message.posted", "text": text}
    return LiveEvent(seq, f"e{seq}", ("case:1:buyer", "case:1:staff"), body, again)


def postgresql_url() -> str:
    if "DATABASE_URL" in os.environ:
        return os.environ["DATABASE_URL"]
    if os.environ.get("TESTS_STATE_OF") == str(os.getpid()):
        database.start()
    return as_url({"USER": "", "PASSWORD": "", "OPTIONS": {}, **database.address(), "NAME": "postgres"})


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis (or Valkey) server of this file; TESTS_REDIS_URL names another."""
    if "TESTS_REDIS_URL" in os.environ:
        yield os.environ["TESTS_REDIS_URL"]
        return
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    assert program, "no redis-server on the path; `make test` installs one, or set TESTS_REDIS_URL"
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    given = [
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--dir",
        str(tmp_path_factory.mktemp("redis")),
    ]
    with subprocess.Popen([program, *given], stdout=subprocess.DEVNULL) as process:
        url = f"redis://127.0.0.1:{port}/0"
        with redis.Redis.from_url(url, retry=Retry(ConstantBackoff(0.05), 200)) as client:
            client.ping()
        yield url
        process.terminate()


@pytest.fixture(params=["postgresql", "redis"])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def opened(kind: str, request: pytest.FixtureRequest) -> tuple[Callable[[], Bus], str, str]:
    """A way to open the bus of this test, its address and its name."""
    url: str = request.getfixturevalue("redis_url") if kind == "redis" else postgresql_url()
    name = namespace(str(uuid4()))
    return (lambda: open_bus(url, name=name)), url, name


async def heard(said: AsyncIterator[list[Said] | Line], count: int) -> list[Said]:
    """The next messages, whatever batches they come in."""
    found: list[Said] = []
    async with asyncio.timeout(10):
        while len(found) < count:
            batch = await anext(said)
            assert not isinstance(batch, Line)
            found += batch
    return found


async def up(said: AsyncIterator[list[Said] | Line]) -> None:
    async with asyncio.timeout(10):
        while await anext(said) is not Line.UP:
            pass


def test_what_is_said_is_heard_by_everybody_in_order(opened: tuple[Callable[[], Bus], str, str]) -> None:
    open_one, _, _ = opened
    batch: list[Said] = [event(1), event(2, "ș„”" * 100), Revocation(uuid4()), Mark(2)]

    async def listen_and_say() -> None:
        speaker, one, two = open_one(), open_one().subscribe(), open_one().subscribe()
        await up(one)
        await up(two)
        await asyncio.to_thread(speaker.publish, batch)
        await asyncio.to_thread(speaker.publish, [])
        await asyncio.to_thread(speaker.publish, [event(3, again=True)])
        assert await heard(one, 5) == [*batch, event(3, again=True)]
        assert await heard(two, 5) == [*batch, event(3, again=True)]
        speaker.close()
        await one.aclose()
        await two.aclose()

    asyncio.run(listen_and_say())


def test_two_installations_do_not_hear_each_other(opened: tuple[Callable[[], Bus], str, str]) -> None:
    open_one, url, _ = opened

    async def listen_and_say() -> None:
        ours = open_one().subscribe()
        await up(ours)
        other, mine = open_bus(url, name=namespace("another secret")), open_one()
        await asyncio.to_thread(other.publish, [event(1)])
        await asyncio.to_thread(mine.publish, [event(2)])
        assert await heard(ours, 1) == [event(2)]
        other.close()
        mine.close()
        await ours.aclose()

    asyncio.run(listen_and_say())


def _cut_lines(kind: str, url: str, name: str) -> None:
    """End the connections of the subscribers, as a restart of the server does."""
    if kind == "redis":
        with redis.Redis.from_url(url) as admin:
            for client in admin.client_list():
                if client["name"] == name:
                    admin.client_kill(client["addr"])
        return
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s", [f'LISTEN "{name}"']
        )


def test_a_broken_line_is_told_and_mended(kind: str, opened: tuple[Callable[[], Bus], str, str]) -> None:
    open_one, url, name = opened

    async def listen_and_say() -> None:
        speaker, said = open_one(), open_one().subscribe()
        await up(said)
        await asyncio.to_thread(speaker.publish, [event(1)])
        assert await heard(said, 1) == [event(1)]
        await asyncio.to_thread(_cut_lines, kind, url, name)
        async with asyncio.timeout(10):
            assert await anext(said) is Line.DOWN
        await up(said)
        await asyncio.to_thread(speaker.publish, [event(2)])
        assert await heard(said, 1) == [event(2)]
        speaker.close()
        await said.aclose()

    asyncio.run(listen_and_say())


def test_a_speaker_whose_connection_died_speaks_on_a_new_one(
    opened: tuple[Callable[[], Bus], str, str],
) -> None:
    open_one, url, name = opened

    async def listen_and_say() -> None:
        speaker, said = open_one(), open_one().subscribe()
        await up(said)
        await asyncio.to_thread(speaker.publish, [event(1)])
        await heard(said, 1)
        await asyncio.to_thread(_cut_speakers, url, name)
        await asyncio.to_thread(speaker.publish, [event(2)])
        assert await heard(said, 1) == [event(2)]
        speaker.close()
        await said.aclose()

    asyncio.run(listen_and_say())


def _cut_speakers(url: str, name: str) -> None:
    if url.startswith("redis"):
        with redis.Redis.from_url(url) as admin:
            for client in admin.client_list(_type="normal"):
                if client["name"] == name:
                    admin.client_kill(client["addr"])
        return
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = %s AND query LIKE 'SELECT pg_notify%%'",
            [f"amiabil bus {name}"],
        )


def test_a_bus_that_is_away_says_so(kind: str) -> None:
    bus = open_bus(CLOSED[kind], name="nobody")
    with pytest.raises(BusAway):
        bus.publish([event(1)])
    bus.close()

    async def listen() -> None:
        said = bus.subscribe()
        async with asyncio.timeout(10):
            assert await anext(said) is Line.DOWN
            assert await anext(said) is Line.DOWN
        await said.aclose()

    asyncio.run(listen())


def test_no_other_scheme_is_a_bus() -> None:
    with pytest.raises(ValueError, match="http"):
        open_bus("http://127.0.0.1", name="x")


@given(st.lists(st.text(max_size=400), max_size=60), st.integers(700, 4000))
def test_every_text_on_the_wire_is_short_enough_and_nothing_is_lost(texts: list[str], limit: int) -> None:
    batch: list[Said] = [event(seq, text) for seq, text in enumerate(texts, 1)]
    wire = list(encode(batch, limit))
    assert all(len(text.encode()) < limit for text in wire)
    told = [said for text in wire for said in decode(text)]
    assert [said.seq for said in told if isinstance(said, LiveEvent)] == list(range(1, len(texts) + 1))
    for before, after in zip(batch, told, strict=True):
        assert isinstance(after, LiveEvent)
        assert after == before or after.body.get("fetch") is True


def test_small_messages_share_one_text() -> None:
    assert len(list(encode([event(seq) for seq in range(30)], 8000))) == 1


def test_words_of_a_newer_version_are_left_out() -> None:
    assert decode('[["z", 1], ["m", 5], ["e", 1]]') == [Mark(5)]


def test_a_call_wakes_and_calls_together_are_one(tmp_path: Path) -> None:
    listener = WakeListener(tmp_path)
    assert not listener.wait(0)
    assert wake_relay(tmp_path)
    assert wake_relay(tmp_path)
    assert listener.wait(1)
    assert not listener.wait(0)
    listener.close()
    assert not wake_relay(tmp_path)
    assert not wake_path(tmp_path).exists()


def test_the_one_who_came_last_is_woken_and_the_one_before_takes_nothing_along(tmp_path: Path) -> None:
    first, second = WakeListener(tmp_path), WakeListener(tmp_path)
    first.close()
    assert wake_relay(tmp_path)
    assert second.wait(1)
    second.close()


def test_a_long_path_has_a_short_place(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 120)
    home.mkdir()
    listener = WakeListener(home)
    assert wake_relay(home)
    assert listener.wait(1)
    listener.close()


def test_where_no_socket_can_be_made_the_relay_only_waits(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    listener = WakeListener(tmp_path / "file")
    assert not listener.wait(0.01)
    listener.close()


def test_a_full_or_missing_listener_never_blocks_the_caller(tmp_path: Path) -> None:
    listener = WakeListener(tmp_path)
    assert not all(wake_relay(tmp_path) for _ in range(5000))
    listener.close()
