"""The conversation of a request as the agent reads it: the oldest first, steps between two messages folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import ngettext

from amiabil.ui.facts import Message
from amiabil.ui.facts.thread import Entry

FOLDED_FROM = 3
"""So many steps in a row are folded to one line; fewer say more than the line would."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries that stand together; ``folded`` is the line that opens them, empty where they are open."""

    entries: tuple[Entry, ...]
    folded: str = ""


def stretches(newest_first: Iterable[Entry]) -> tuple[Stretch, ...]:
    """The entries, the oldest first, in stretches of messages and of steps."""
    oldest_first = reversed(tuple(newest_first))
    found = groupby(oldest_first, key=lambda entry: isinstance(entry, Message))
    return tuple(_stretch(tuple(entries), is_said=bool(is_said)) for is_said, entries in found)


def _stretch(entries: tuple[Entry, ...], *, is_said: bool) -> Stretch:
    if is_said or len(entries) < FOLDED_FROM:
        return Stretch(entries)
    count = len(entries)
    return Stretch(entries, ngettext("%(count)s step", "%(count)s steps", count) % {"count": count})
