"""How hard do the tests look for what breaks a rule?"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("build", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=2_000)


def load() -> None:
    """The build always tries the same cases, so that it means the same on every machine; ``search`` looks for new
    ones."""
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "build"))
