"""The supervisor: what dies is started again, what is asked to stop stops, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from amiabil.server import supervisor
from amiabil.server.lock import Held, Lock
from amiabil.server.supervisor import Program, Signals, Supervisor

SLEEPER = "import time\nwhile True: time.sleep(60)"
STUBBORN = (
    "import signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('up', flush=True)\nwhile True: time.sleep(60)"
)
PARENT = (
    "import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', sys.argv[1], sys.argv[2]])\n"
    "while True: time.sleep(60)"
)


@pytest.fixture
def signals() -> Iterator[Signals]:
    before = {number: signal.getsignal(number) for number in (15, 2, 1, 17)}
    yield Signals()
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        os.sched_yield()


def running(mark: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if mark.encode() in words and state != "Z":
            found.append(int(folder.name))
    return found


def python(code: str, mark: str, *words: str) -> list[str]:
    return [sys.executable, "-c", code, *words, mark]


def test_what_dies_is_started_again_with_growing_delay(signals: Signals, tmp_path: Path) -> None:
    whole = Supervisor(signals, os.environ)
    child = whole.add(Program("short", python("", str(tmp_path))))
    waits = []
    for _ in range(3):
        until(lambda: child.process is not None and not child.alive())
        whole.look_after()
        assert child.due_at is not None
        waits.append(child.due_at - time.monotonic())
        assert child.process is None
        child.due_at = 0.0
        whole.look_after()
    whole.stop()
    assert [round(wait, 1) for wait in waits] == [0.2, 0.4, 0.8]


def test_the_delay_has_an_end_and_a_long_life_resets_it(signals: Signals, tmp_path: Path) -> None:
    whole = Supervisor(signals, os.environ)
    child = whole.add(Program("short", python("", str(tmp_path))))
    child.delay = supervisor.LONGEST_DELAY
    until(lambda: not child.alive())
    child.bury()
    assert child.delay == supervisor.LONGEST_DELAY
    child.start(os.environ)
    child.started_at -= supervisor.HEALTHY_AFTER
    until(lambda: not child.alive())
    child.bury()
    assert child.delay == supervisor.FIRST_DELAY * 2


def test_children_end_in_the_order_they_were_given(signals: Signals, tmp_path: Path) -> None:
    note = tmp_path / "order"
    # It waits for the signal itself: one that comes just before a sleep begins would not end that sleep.
    code = (
        "import signal, sys\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})\nopen(sys.argv[1] + sys.argv[2], 'w')\n"
        "signal.sigwait({signal.SIGTERM})\nopen(sys.argv[1], 'a').write(sys.argv[2])"
    )
    whole = Supervisor(signals, os.environ)
    for name in "abc":
        whole.add(Program(name, [sys.executable, "-c", code, str(note), name]))
    until(lambda: all(Path(f"{note}{name}").exists() for name in "abc"))
    whole.stop()
    assert note.read_text() == "abc"


def test_what_does_not_listen_is_killed_with_all_its_children(signals: Signals, tmp_path: Path) -> None:
    mark, log = str(tmp_path), tmp_path / "out.log"
    whole = Supervisor(signals, os.environ)
    whole.add(Program("parent", python(PARENT, mark, STUBBORN), log, patience=0.2))
    until(lambda: log.exists() and b"up" in log.read_bytes())
    whole.stop()
    until(lambda: running(mark) == [])


def test_kill_9_of_the_supervisor_leaves_nothing_behind(tmp_path: Path) -> None:
    mark = str(tmp_path)
    code = (
        "import os, sys\n"
        "from amiabil.server.supervisor import Program, Signals, Supervisor\n"
        "whole = Supervisor(Signals(), os.environ)\n"
        "for name in 'abc':\n"
        "    whole.add(Program(name, [sys.executable, '-c', sys.argv[1], sys.argv[2]]))\n"
        "print('up', flush=True)\n"
        "whole.watch(lambda: None)\n"
    )
    main = subprocess.Popen([sys.executable, "-c", code, SLEEPER, mark], stdout=subprocess.PIPE)
    assert main.stdout is not None
    assert main.stdout.readline() == b"up\n"
    until(lambda: len(running(mark)) == 4)
    main.kill()
    main.wait()
    main.stdout.close()
    until(lambda: running(mark) == [])


def test_sigterm_ends_everything(tmp_path: Path) -> None:
    mark = str(tmp_path)
    code = (
        "import os, sys\n"
        "from amiabil.server.supervisor import Program, Signals, Supervisor\n"
        "signals = Signals()\n"
        "whole = Supervisor(signals, os.environ)\n"
        "whole.add(Program('a', [sys.executable, '-c', sys.argv[1], sys.argv[2]]))\n"
        "print('up', flush=True)\n"
        "whole.watch(lambda: None)\n"
        "whole.stop()\n"
    )
    main = subprocess.Popen([sys.executable, "-c", code, SLEEPER, mark], stdout=subprocess.PIPE)
    assert main.stdout is not None
    assert main.stdout.readline() == b"up\n"
    main.terminate()
    assert main.wait(timeout=20) == 0
    main.stdout.close()
    assert running(mark) == []


def test_a_long_log_is_moved_aside_once(
    signals: Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOG_LIMIT", 100)
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * 150)
    child = supervisor.Child(Program("web", [], log))
    child.keep_log_small()
    child.keep_log_small()
    assert log.read_bytes() == b""
    assert (tmp_path / "web.log.1").read_bytes() == b"x" * 150


def test_a_lock_names_its_holder_and_dies_with_it(tmp_path: Path) -> None:
    path = tmp_path / "serve.lock"
    code = (
        "import sys\nfrom pathlib import Path\nfrom amiabil.server.lock import Lock\n"
        "lock = Lock(Path(sys.argv[1]))\nlock.take()\nprint('held', flush=True)\nsys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Held, match=f"process {holder.pid}"):
        Lock(path).take()
    holder.kill()
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
    ours = Lock(path)
    ours.take(wait=5)
    ours.release()
