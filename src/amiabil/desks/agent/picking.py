"""Messages of a request that are ticked, to be quoted somewhere else. Notes among the staff are never offered."""

from __future__ import annotations

from collections.abc import Callable

from amiabil.domain.terms import Audience
from amiabil.records.timeline import Moment
from amiabil.ui.facts import Choice, Option
from amiabil.ui.tickets.seen import Seen

PICKABLE = 12
"""Messages, the newest, that can be picked."""

_EXTRACT = 110


def picks(shown: Seen, picked: frozenset[str], *, legend: str, hint: str, error: str = "") -> Choice | None:
    """Boxes to tick; None where nothing can be picked."""
    options = tuple(
        Option(
            str(one.message.id),
            _short(one.message.text),
            shown.reader.moment(one.at).text,
            str(one.message.id) in picked,
        )
        for one in _pickable(shown)
        if one.message is not None
    )
    if not options:
        return None
    return Choice("picked", legend, options, hint=hint, error=error, several=True)


def quoted(shown: Seen, picked: frozenset[str], *, head: Callable[[Moment], str]) -> list[str]:
    """What was picked, the oldest first: each as lines of a quotation under what ``head`` says of it."""
    parts = []
    for one in reversed(_pickable(shown)):
        if one.message is not None and str(one.message.id) in picked:
            lines = "\n".join(f"> {line}".rstrip() for line in one.message.text.splitlines())
            parts.append(f"{head(one)}:\n{lines}")
    return parts


def _pickable(shown: Seen) -> list[Moment]:
    """What the customer and the staff have written to each other, the newest first."""
    said = [
        one
        for one in shown.moments.items
        if one.message is not None
        and one.message.text
        and not one.message.erased
        and one.message.audience != Audience.STAFF
    ]
    return said[:PICKABLE]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXTRACT else f"{line[: _EXTRACT - 1]}…"
