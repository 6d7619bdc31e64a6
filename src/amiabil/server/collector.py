"""When does a process look for rings of objects to throw away? Seldom, and never among what it keeps for good."""

from __future__ import annotations

import gc

NEW_OBJECTS = 20_000
"""New objects before the youngest are looked through: a page makes some thousands, nearly all gone with it."""


def settle() -> None:
    """Call when everything is loaded: code, templates' engine and tables are never looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 10, 10)
