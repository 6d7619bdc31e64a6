"""The build tries the same cases on every machine, whatever else was imported and however Python orders its sets."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import hashlib, sys
from hypothesis import HealthCheck, given, settings, strategies as st
from tests import profiles
profiles.load()
if "more" in sys.argv:
    import amiabil.domain.mail.history, amiabil.domain.scenario.report, tests.domain.disputes.cases
from tests.domain.disputes.worlds import a_history
seen = hashlib.sha256()

@settings(max_examples=25, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(), min_size=20), st.data())
def look(texts, data):
    seen.update(repr(texts).encode())
    for market in a_history(data.draw, 4):
        seen.update(repr([(step.at, step.actor, step.command, step.case) for step in market.steps]).encode())

look()
print(seen.hexdigest())
"""


def _tried(seed: str, *more: str) -> str:
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT, *more],
        env={**os.environ, "PYTHONHASHSEED": seed, "HYPOTHESIS_PROFILE": "build"},
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout


def test_the_build_tries_the_same_cases_everywhere() -> None:
    assert _tried("1") == _tried("2", "more")
