"""From a commit to an open stream, through a real relay, bus and push, while each of them is killed in turn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from amiabil.foundation.grants import case_channel
from amiabil.server.bus import as_url
from tests.channels.stream.processes import PushProcess
from tests.jobs.relays import end_session, eventually, happen, leader, running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def push(tmp_path: Path) -> Iterator[PushProcess]:
    address = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    process = PushProcess(tmp_path, as_url({**address, "OPTIONS": {}}))
    yield process
    process.stop()


def test_a_committed_event_reaches_the_open_page_of_its_side(push: PushProcess, tmp_path: Path) -> None:
    case = uuid4()
    with (
        push.stream([case_channel(case, "buyer")]) as buyer,
        push.stream([case_channel(case, "seller")]) as seller,
        running(tmp_path, push.bus),
    ):
        happen(case, 1, sides=["buyer", "staff"])
        happen(case, 2)
        assert [event["version"] for _, _, event in buyer.take(2)] == [1, 2]
        ((_, seq, event),) = seller.take(1)
    assert (seq, event["version"], event["case"], event["actor"]) == (2, 2, str(case), {"role": "buyer"})


def test_events_go_on_after_the_relay_lost_its_session(push: PushProcess, tmp_path: Path) -> None:
    case, versions = uuid4(), []
    with push.stream([case_channel(case, "buyer")]) as buyer, running(tmp_path, push.bus):
        for version in range(1, 6):
            happen(case, version)
            if version % 2:
                eventually(lambda: leader() is not None)
                session = leader()
                assert session is not None
                end_session(session)
            versions += [event["version"] for _, _, event in buyer.take(1)]
    assert versions == [1, 2, 3, 4, 5]


def test_after_kill_9_of_push_a_page_has_everything_or_knows_that_it_must_fetch(
    push: PushProcess, tmp_path: Path
) -> None:
    case, heard, fetched = uuid4(), set(), False
    with running(tmp_path, push.bus):
        last_id, version = None, 0
        for _ in range(3):
            with push.stream([case_channel(case, "buyer")], last_id=last_id) as buyer:
                for _ in range(5):
                    version += 1
                    happen(case, version)
                deadline = time.monotonic() + 10
                while version not in heard:
                    assert time.monotonic() < deadline
                    ((name, _, event),) = buyer.take(1)
                    if name == "refetch":
                        fetched = True
                        heard |= set(range(1, version + 1))  # what a page does: it asks for everything
                    else:
                        heard.add(event["version"])
                last_id = buyer.last_id
            push.kill()
            version += 1
            happen(case, version)  # while there is no push
            push.start()
    assert fetched
    assert heard >= set(range(1, version))
