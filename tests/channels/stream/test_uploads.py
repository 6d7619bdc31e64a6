"""Files that come in part by part: resumed, limited, durable, and no burden to the streams."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from amiabil.channels.stream.uploads import MOST_A_PERSON
from amiabil.foundation.grants import UploadGrant, case_channel, upload_token
from amiabil.gateways.bus import Revocation
from amiabil.gateways.files import FileKey, FileKind, FolderFiles
from tests.channels.stream.processes import Answer, PushProcess

PART = 64 << 10
CHANNEL = case_channel(UUID(int=7), "buyer")


def content(size: int) -> bytes:
    return os.urandom(size)


def path_of(grant: UploadGrant, part: int | None = None) -> str:
    return f"/upload/v1/{grant.upload}" + ("" if part is None else f"/{part}")


def put(push: PushProcess, grant: UploadGrant, token: str, part: int, body: bytes) -> Answer:
    return push.request("PUT", path_of(grant, part), token=token, body=body)


def pieces(body: bytes) -> list[bytes]:
    return [body[start : start + PART] for start in range(0, len(body), PART)]


def begin(push: PushProcess, grant: UploadGrant, token: str, part: int, size: int) -> socket.socket:
    """A connection that has announced a part and not sent it yet."""
    sender = socket.create_connection(("127.0.0.1", push.port), timeout=20)
    sender.sendall(
        f"PUT {path_of(grant, part)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Length: {size}\r\n\r\n".encode()
    )
    return sender


def wait_for(push: PushProcess, metric: str, value: int) -> None:
    deadline = time.monotonic() + 10
    while push.metric(metric) != value:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def leftovers(push: PushProcess) -> list[str]:
    """Names of files in the making."""
    return [path.name for path in push.home.glob("files/.parts/*/.*")]


def test_parts_in_any_order_become_the_file(shared: PushProcess) -> None:
    body = content(3 * PART + 100)
    grant, token = shared.upload(len(body), PART)
    before = datetime.now(UTC)
    for part in (3, 0, 2, 1):
        answer = put(shared, grant, token, part, pieces(body)[part])
        assert answer.status == 201
        assert answer.body["sha256"] == hashlib.sha256(pieces(body)[part]).hexdigest()
    key = FileKey(FileKind.EVIDENCE, uuid4(), uuid4())
    files = FolderFiles(shared.home / "files")
    stored = files.assemble(grant.upload, key, parts=grant.parts)
    assert (stored.size, stored.sha256) == (len(body), hashlib.sha256(body).digest())
    assert before <= stored.received_at <= datetime.now(UTC)
    with files.open(key) as file:
        assert file.read() == body


def test_what_is_there_survives_kill_9_and_the_rest_is_resumed(push: PushProcess) -> None:
    body = content(4 * PART)
    grant, token = push.upload(len(body), PART)
    assert put(push, grant, token, 0, pieces(body)[0]).status == 201
    assert put(push, grant, token, 2, pieces(body)[2]).status == 201
    with begin(push, grant, token, 1, PART) as sender:
        sender.sendall(pieces(body)[1][: PART // 2])
        wait_for(push, "uploads", 1)
        push.kill()
    push.start()
    listed = push.request("GET", path_of(grant), token=token)
    assert listed.body == {"parts": [0, 2], "of": 4, "part_size": PART, "received": 2 * PART}
    for part in (1, 3):
        assert put(push, grant, token, part, pieces(body)[part]).status == 201
    key = FileKey(FileKind.EVIDENCE, uuid4(), uuid4())
    stored = FolderFiles(push.home / "files").assemble(grant.upload, key, parts=4)
    assert stored.sha256 == hashlib.sha256(body).digest()


def test_a_part_sent_again_is_the_same_and_never_another(shared: PushProcess) -> None:
    body = content(100)
    grant, token = shared.upload(100, 100)
    assert put(shared, grant, token, 0, body).status == 201
    assert put(shared, grant, token, 0, body).status == 200
    other = put(shared, grant, token, 0, content(100))
    assert (other.status, other.body["code"]) == (409, "part_differs")
    path = shared.home / "files/.parts" / str(grant.upload) / "00000.part"
    assert path.read_bytes() == body
    assert leftovers(shared) == []


def test_the_same_part_twice_at_once_is_kept_once(shared: PushProcess) -> None:
    body = content(PART)
    grant, token = shared.upload(PART, PART)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: put(shared, grant, token, 0, body).status, range(4)))
    assert sorted(answers) == [200, 200, 200, 201]
    assert leftovers(shared) == []


@pytest.mark.parametrize(
    ("part", "size", "status", "code"),
    [
        (0, PART + 1, 413, "part_too_large"),
        (1, 101, 413, "part_too_large"),
        (0, PART - 1, 422, "part_incomplete"),
        (1, 0, 422, "part_incomplete"),
        (2, 1, 404, "not_found"),
    ],
)
def test_a_part_of_the_wrong_size_is_refused(
    shared: PushProcess, part: int, size: int, status: int, code: str
) -> None:
    grant, token = shared.upload(PART + 100, PART)
    answer = put(shared, grant, token, part, content(size))
    assert (answer.status, answer.body["code"]) == (status, code)
    assert shared.request("GET", path_of(grant), token=token).body["parts"] == []
    assert leftovers(shared) == []


def test_a_body_that_grows_beyond_its_limit_is_cut_off(shared: PushProcess) -> None:
    grant, token = shared.upload(100, 100)
    with socket.create_connection(("127.0.0.1", shared.port), timeout=20) as sender:
        sender.sendall(
            f"PUT {path_of(grant, 0)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        sender.sendall(b"50\r\n" + b"x" * 0x50 + b"\r\n" + b"50\r\n" + b"x" * 0x50 + b"\r\n0\r\n\r\n")
        assert sender.recv(100).startswith(b"HTTP/1.1 413")
    assert leftovers(shared) == []


def test_a_damaged_part_is_refused(shared: PushProcess) -> None:
    body = content(100)
    grant, token = shared.upload(100, 100)
    promised = "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"
    damaged = body[:50] + b"?" + body[51:]
    bad = shared.request("PUT", path_of(grant, 0), token=token, body=damaged, Content_Digest=promised)
    assert (bad.status, bad.body["code"]) == (422, "part_damaged")
    good = shared.request("PUT", path_of(grant, 0), token=token, body=body, Content_Digest=promised)
    assert good.status == 201


@pytest.mark.parametrize("wrong", ["none", "expired", "stream", "another upload"])
def test_without_a_good_token_nothing_is_written(shared: PushProcess, wrong: str) -> None:
    grant, token = shared.upload(100, 100)
    old = upload_token(grant, key=shared.key, now=datetime.now(UTC) - timedelta(hours=2))
    path = path_of(grant, 0)
    if wrong == "another upload":
        path = f"/upload/v1/{uuid4()}/0"
    given = {"none": "", "expired": old, "stream": shared.token(CHANNEL)}.get(wrong, token)
    answer = shared.request("PUT", path, token=given, body=content(100))
    assert answer.status == (404 if wrong == "another upload" else 401)
    assert not (shared.home / "files/.parts" / str(grant.upload)).exists()


@pytest.mark.parametrize("part", ["", "x", "-1", "0/1", "00000000000000000000000", "..%2f..%2fx", "%2e%2e"])
def test_a_path_of_ours_comes_from_numbers_only(shared: PushProcess, part: str) -> None:
    grant, token = shared.upload(100, 100)
    answer = shared.request("PUT", f"/upload/v1/{grant.upload}/{part}", token=token, body=content(100))
    assert answer.status in {404, 405}
    assert not (shared.home / "files/.parts" / str(grant.upload)).exists()


def test_a_revoked_person_sends_nothing_more(push: PushProcess) -> None:
    ana = uuid4()
    grant, token = push.upload(100, 100, person=ana)
    with push.stream([CHANNEL], person=ana) as reader:
        push.bus.publish([Revocation(ana)])
        assert list(reader.events()) == [("revoked", None, {})]
    assert put(push, grant, token, 0, content(100)).status == 401


def test_a_sender_that_stalls_is_sent_away(push: PushProcess) -> None:
    grant, token = push.upload(PART, PART)
    with begin(push, grant, token, 0, PART) as sender:
        sender.sendall(b"x" * 10)
        began = time.monotonic()
        assert sender.recv(100).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - began < 10
    assert leftovers(push) == []


def test_one_person_sends_a_few_parts_at_a_time(push: PushProcess) -> None:
    ana = uuid4()
    grant, token = push.upload(20 * PART, PART, person=ana)
    senders = [begin(push, grant, token, part, PART) for part in range(MOST_A_PERSON)]
    wait_for(push, "uploads", MOST_A_PERSON)
    answer = put(push, grant, token, 10, content(PART))
    assert (answer.status, answer.body["code"]) == (429, "too_many_at_once")
    other, its_token = push.upload(100, 100)
    assert put(push, other, its_token, 0, content(100)).status == 201
    for sender in senders:
        sender.close()
    wait_for(push, "uploads", 0)
    assert put(push, grant, token, 10, content(PART)).status == 201
    assert leftovers(push) == []


def test_slow_bodies_do_not_hurt_streams(push: PushProcess) -> None:
    senders = []
    for _ in range(50):
        grant, token = push.upload(PART, PART)
        senders.append(begin(push, grant, token, 0, PART))
    with push.stream([CHANNEL]) as reader:
        slowest = 0.0
        for seq in range(1, 31):
            for sender in senders:
                sender.send(b"x")
            began = time.monotonic()
            push.say(seq, seq, CHANNEL)
            assert reader.take(1)[0][1] == seq
            slowest = max(slowest, time.monotonic() - began)
    assert slowest < 1
    assert push.metric("uploads") == 50
    for sender in senders:
        sender.close()


def test_sigterm_does_not_wait_for_senders(push: PushProcess) -> None:
    grant, token = push.upload(PART, PART)
    with begin(push, grant, token, 0, PART) as sender:
        wait_for(push, "uploads", 1)
        began = time.monotonic()
        push.process.terminate()
        assert sender.recv(100).startswith(b"HTTP/1.1 503")
        sender.close()
        push.process.wait(5)
        assert time.monotonic() - began < 5
    assert push.process.returncode == 0
    assert leftovers(push) == []
