"""What the tests of the rules need when they run alone: the same profiles of chance as all others."""

from __future__ import annotations

import gc

import pytest

from tests import profiles

profiles.load()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lets chance look for what breaks a rule is ``long``."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """What has been collected stays to the end, so nobody needs to look through it again and again."""
    gc.freeze()
