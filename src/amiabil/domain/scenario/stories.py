"""Which stories come with the product, to try a policy on?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def stories() -> Mapping[str, str]:
    """The text of every installed scenario file by its name."""
    folder = resources.files("amiabil.domain.scenario") / "data"
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda found: found.name)
        if entry.name.endswith(".yaml")
    }
