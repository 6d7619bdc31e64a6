"""Streams of a real push process: what is heard, by whom, and that nothing is lost."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from uuid import uuid4

import psycopg
import pytest

from amiabil.channels.stream.app import MOST_STREAMS_A_PERSON
from amiabil.foundation.grants import case_channel, stream_token
from amiabil.gateways.bus import Mark, Revocation
from tests.channels.stream.processes import ORIGIN, SHOP, PushProcess, live

CASE = uuid4()
BUYER, SELLER = case_channel(CASE, "buyer"), case_channel(CASE, "seller")


def seqs(taken: list[tuple[str, int | None, dict[str, object]]]) -> list[object]:
    assert all(name == "message" for name, _, _ in taken)
    return [data["stream_seq"] for _, _, data in taken]


def test_an_event_reaches_the_readers_of_its_channels_only(push: PushProcess) -> None:
    with push.stream([BUYER]) as buyer, push.stream([SELLER]) as seller:
        push.say(1, 1, BUYER)
        push.say(2, 2, SELLER)
        push.say(3, 3, BUYER, SELLER)
        assert seqs(buyer.take(2)) == [1, 3]
        assert seqs(seller.take(2)) == [2, 3]


def test_a_reader_of_several_channels_hears_an_event_once(push: PushProcess) -> None:
    with push.stream([BUYER, SELLER]) as reader:
        push.say(1, 2, BUYER, SELLER)
        assert seqs(reader.take(2)) == [1, 2]


def test_nothing_is_lost_over_forced_reconnects(push: PushProcess) -> None:
    push.say(1, 1, SELLER)
    heard: list[object] = []
    last_id = None
    with push.stream([BUYER]) as reader:
        reader.until_id(1)
        last_id = reader.last_id
    for first in range(2, 42, 4):
        push.say(first, first + 1, BUYER)  # while nobody listens
        with push.stream([BUYER], last_id=last_id) as reader:
            push.say(first + 2, first + 3, BUYER)
            heard += seqs(reader.take(4))
            last_id = reader.last_id
    assert heard == list(range(2, 42))


def test_a_quiet_reader_resumes_from_where_everybody_is(push: PushProcess) -> None:
    push.say(1, 50, SELLER)
    with push.stream([SELLER], last_id=0) as everything:
        assert seqs(everything.take(50)) == list(range(1, 51))
    with push.stream([BUYER], last_id=0) as quiet:
        quiet.until_id(50)
        assert quiet.last_id == 50


def test_what_is_no_longer_remembered_is_fetched(push: PushProcess) -> None:
    push.say(100, 101, BUYER)
    with push.stream([BUYER], last_id=7) as reader:
        assert reader.take(1) == [("refetch", 101, {})]
        push.say(102, 102, BUYER)
        assert seqs(reader.take(1)) == [102]


def test_a_message_lost_on_the_bus_shows_at_the_next_event_or_mark(push: PushProcess) -> None:
    push.say(1, 1, BUYER)
    with push.stream([BUYER]) as reader:
        reader.until_id(1)
        push.say(3, 3, SELLER)
        assert reader.take(1) == [("refetch", 3, {})]
        push.bus.publish([Mark(3)])
        push.bus.publish([Mark(5)])
        assert reader.take(1) == [("refetch", 5, {})]
        push.say(6, 6, BUYER)
        assert seqs(reader.take(1)) == [6]


def test_repeats_of_a_new_leader_are_heard_once(push: PushProcess) -> None:
    push.say(1, 3, BUYER)
    with push.stream([BUYER], last_id=0) as reader:
        push.say(2, 4, BUYER, again=True)
        push.say(5, 5, BUYER)
        assert seqs(reader.take(5)) == [1, 2, 3, 4, 5]


def test_numbers_that_begin_anew_do_not_silence_the_streams(push: PushProcess) -> None:
    push.say(50, 51, BUYER)
    with push.stream([BUYER]) as reader:
        reader.until_id(51)
        push.bus.publish([Mark(0)])
        assert reader.take(1) == [("refetch", 0, {})]
        push.say(1, 1, BUYER)
        assert seqs(reader.take(1)) == [1]


def test_an_event_larger_than_the_bus_arrives_as_a_hint(push: PushProcess) -> None:
    with push.stream([BUYER]) as reader:
        push.bus.publish([live(1, BUYER), live(2, BUYER, text="ș" * 8000), live(3, BUYER)])
        first, hint, third = reader.take(3)
    assert hint[2] == {"id": "event-2", "type": "message.posted", "stream_seq": 2, "fetch": True}
    assert [first[2]["stream_seq"], third[2]["stream_seq"]] == [1, 3]


@pytest.mark.parametrize("wrong", ["none", "expired", "forged", "upload", "no channel"])
def test_without_a_good_token_there_is_no_stream(shared: PushProcess, wrong: str) -> None:
    forged = stream_token(uuid4(), [BUYER], key=b"a key of somebody else", now=datetime.now(UTC))
    token = {
        "none": "",
        "expired": shared.token(BUYER, ago=61),
        "forged": forged,
        "upload": shared.upload(10, 10)[1],
        "no channel": shared.token(BUYER).split(".")[0],
    }[wrong]
    answer = shared.request("GET", "/stream/v1", token=token)
    assert answer.status == 401
    assert answer.body["code"] == "bad_token"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert shared.metric("streams") == 0


def test_channels_come_from_the_token_and_from_nowhere_else(push: PushProcess) -> None:
    token = push.token(BUYER)
    for path in (f"/stream/v1?channels={SELLER}", f"/stream/v1/{SELLER}"):
        answer = push.request("GET", path, token=token) if path.count("/") > 2 else None
        assert answer is None or answer.status == 404
    with push.stream([BUYER], token=token) as reader:
        push.say(1, 1, SELLER)
        push.say(2, 2, "case:*:buyer")
        push.say(3, 3, BUYER)
        assert seqs(reader.take(1)) == [3]


def test_revoking_a_person_closes_its_streams_at_once_and_voids_its_tokens(push: PushProcess) -> None:
    ana, ion = uuid4(), uuid4()
    old = push.token(BUYER, person=ana)
    with (
        push.stream([BUYER], person=ana) as first,
        push.stream([BUYER], token=old) as second,
        push.stream([BUYER], person=ion) as other,
    ):
        push.bus.publish([Revocation(ana)])
        for reader in (first, second):
            assert list(reader.events()) == [("revoked", None, {})]
        answer = push.request("GET", "/stream/v1", token=old)
        assert (answer.status, answer.body["facts"]["flaw"]) == (401, "revoked")
        push.say(1, 1, BUYER)
        assert seqs(other.take(1)) == [1]
    later = push.token(BUYER, person=ana, ago=-2)
    with push.stream([BUYER], token=later) as again:
        push.say(2, 2, BUYER)
        assert seqs(again.take(1)) == [2]


def test_one_person_may_not_take_all_streams(push: PushProcess) -> None:
    ana = uuid4()
    with ThreadPoolExecutor() as threads:
        streams = [push.stream([BUYER], person=ana) for _ in range(MOST_STREAMS_A_PERSON)]
        opened = list(threads.map(lambda stream: stream.__enter__(), streams))
        token = push.token(BUYER, person=ana)
        answer = push.request("GET", "/stream/v1", token=token)
        assert (answer.status, answer.body["code"]) == (429, "too_many_at_once")
        assert int(answer.headers["retry-after"]) > 0
    assert len(opened) == MOST_STREAMS_A_PERSON
    for stream in streams:
        stream.__exit__(None, None, None)


def test_a_reader_that_never_reads_is_sent_away_and_nobody_waits_for_it(push: PushProcess) -> None:
    token = push.token(BUYER)
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", push.port))
        deaf.sendall(f"GET /stream/v1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        with push.stream([BUYER]) as reader:
            slowest = 0.0
            for first in range(1, 600, 6):
                began = time.monotonic()
                push.bus.publish([live(seq, BUYER, text="x" * 1000) for seq in range(first, first + 6)])
                assert seqs(reader.take(6)) == list(range(first, first + 6))
                slowest = max(slowest, time.monotonic() - began)
            assert slowest < 1
            deadline = time.monotonic() + 30
            while push.metric("streams") > 1:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    assert push.metric("dropped_total") >= 1


def test_slow_headers_are_cut_off(push: PushProcess) -> None:
    with socket.create_connection(("127.0.0.1", push.port), timeout=20) as slow:
        began = time.monotonic()
        slow.sendall(b"GET /stream/v1 HTTP/1.1\r\nHost:")
        assert slow.recv(100) == b""
        assert time.monotonic() - began < 8


def test_sigterm_ends_all_streams_at_once_and_cleanly(push: PushProcess) -> None:
    streams = [push.stream([BUYER]) for _ in range(100)]
    opened = [stream.__enter__() for stream in streams]
    began = time.monotonic()
    push.process.terminate()
    push.process.wait(5)
    assert time.monotonic() - began < 1.0
    assert push.process.returncode == 0
    for reader in opened:
        assert list(reader.events()) == []
        assert reader.retry is not None and 1000 <= reader.retry <= 5000
        reader.close()
    assert "Traceback" not in push.log.read_text()


def test_push_hears_again_after_the_bus_was_away(push: PushProcess) -> None:
    push.say(1, 1, BUYER)
    with push.stream([BUYER]) as reader:
        reader.until_id(1)
        _end_listeners(push)
        push.say(2, 2, BUYER, into_the_void=True)
        deadline = time.monotonic() + 20
        while not push.is_ready():
            assert time.monotonic() < deadline
        push.say(3, 3, BUYER)
        news = iter(lambda: reader.take(1)[0], None)
        missed = next(event for event in news if event[:2] != ("message", 1))  # the first may come late
        assert missed == ("refetch", 3, {})


def _end_listeners(push: PushProcess) -> None:
    """End every session that listens, as a restart of the server would, and wait until push has noticed."""
    with psycopg.connect(push.bus_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s",
            [f'LISTEN "{push.name}"'],
        )
    deadline = time.monotonic() + 20
    while push.is_ready():
        assert time.monotonic() < deadline


def test_only_pages_that_are_ours_or_named_may_read(shared: PushProcess) -> None:
    good = shared.request("OPTIONS", "/stream/v1", Origin=ORIGIN, Access_Control_Request_Method="GET")
    assert good.status == 204
    assert good.headers["access-control-allow-origin"] == ORIGIN
    assert "authorization" in good.headers["access-control-allow-headers"]
    named = shared.request(
        "OPTIONS", "/stream/v1", Origin=SHOP
    )  # a page of the marketplace that shows the chat
    assert named.headers["access-control-allow-origin"] == SHOP
    for origin in ("http://localhost:1", "http://evil.example", "null"):
        bad = shared.request("OPTIONS", "/stream/v1", Origin=origin)
        assert "access-control-allow-origin" not in bad.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/stream/v1", 405),
        ("DELETE", "/upload/v1/x/0", 401),
        ("GET", "/", 404),
        ("GET", "/stream/v2", 404),
        ("GET", "/health/live", 200),
        ("GET", "/health/ready", 200),
    ],
)
def test_other_requests_are_answered_plainly(
    shared: PushProcess, method: str, path: str, status: int
) -> None:
    assert shared.request(method, path).status == status


def test_numbers_of_push_are_not_for_the_world(shared: PushProcess) -> None:
    assert shared.request("GET", "/metrics").status == 200
    assert shared.request("GET", "/metrics", X_Forwarded_For="203.0.113.9").status == 404


def test_ids_only_grow_for_a_reader(push: PushProcess) -> None:
    push.say(1, 20, BUYER)
    with push.stream([BUYER], last_id=5) as reader:
        push.say(21, 30, BUYER)
        ids = [seq for _, seq, _ in reader.take(25) if seq is not None]
    assert all(before < after for before, after in pairwise(ids))
