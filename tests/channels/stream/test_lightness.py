"""What makes the push process small must not come in by the back door."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "heavy", ["django", "procrastinate", "granian", "amiabil.records", "amiabil.actions", "amiabil.ui"]
)
def test_push_runs_without(heavy: str) -> None:
    program = f"import sys, amiabil.server.push; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
