"""The relay is killed at random instants while people write; the feed has no gap and no repeat."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from amiabil.records.models import Outbox
from tests.jobs.relays import MemoryBus, eventually, happen, published, running

pytestmark = pytest.mark.django_db(transaction=True)

_PROGRAM = """
import sys, threading
from pathlib import Path
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from amiabil.gateways.bus import WakeListener
from amiabil.jobs.relay import Relay
from tests.jobs.relays import MemoryBus, no_deadlines, no_jobs
relay = Relay(bus=MemoryBus(), wake=WakeListener(Path(sys.argv[2])), defer=no_jobs, sweep=no_deadlines)
relay.run(threading.Event())
"""


def test_kill_9_at_any_instant_leaves_no_gap_and_no_repeat(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance, cases, version = random.Random(seed), [uuid4() for _ in range(5)], 0
    address = {key: str(connection.settings_dict[key]) for key in ("HOST", "PORT", "USER", "PASSWORD")}
    program = _PROGRAM.replace('["NAME"] = sys.argv[1]', f".update({address!r}, NAME=sys.argv[1])")
    for _ in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(connection.settings_dict["NAME"]), str(tmp_path)],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        )
        try:
            before = len(published())
            for _ in range(20):
                version += 1
                for case in cases:
                    happen(case, version)
            eventually(lambda n=before: len(published()) > n, within=20)
            time.sleep(chance.random() * 0.02)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(10)
    with running(tmp_path, MemoryBus()):
        eventually(lambda: not Outbox.objects.exists())
    numbers = published()
    assert [seq for seq, _ in numbers] == list(range(1, len(numbers) + 1))
    assert len({event for _, event in numbers}) == len(numbers) == version * len(cases)
