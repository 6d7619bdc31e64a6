"""How hard do the tests look for what breaks a rule?"""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

settings.register_profile("build", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=2_000)


def load() -> None:
    """The build always tries the same cases, so that it means the same on every machine; ``search`` looks for new
    ones.

    Hypothesis also draws constants it read in whatever modules of ours are loaded by then, so the same test met other
    cases beside other tests. There is no setting against that; ``test_profiles`` notices when this stops working.
    """
    profile = os.environ.get("HYPOTHESIS_PROFILE", "build")
    settings.load_profile(profile)
    if profile == "build":
        setattr(providers, "_get_local_constants", Constants)  # noqa: B010  (mypy knows it for a function)


def tries(count: int) -> int:
    """How many examples a test that names a number of its own tries: thirty times as many in a search."""
    return count if os.environ.get("HYPOTHESIS_PROFILE", "build") == "build" else 30 * count
