"""Events of the engine as they are counted."""

from __future__ import annotations

from collections.abc import Iterable

from amiabil.domain.disputes.model import Event
from amiabil.domain.event_names import of_dispute, of_measure
from amiabil.domain.reports.counting import Figure, Told, figures

ZONE = "Europe/Bucharest"


def told(event: Event, *, ticket: bool = False) -> Told:
    """An event as it will be read back from where it is stored."""
    change = event.change
    order = change.get("order")
    return Told(
        (of_measure if ticket else of_dispute)(event.kind),
        event.at,
        event.data,
        *(_text(change.get(name)) for name in ("state", "lane", "reason", "outcome")),
        _text(order.get("country")) if isinstance(order, dict) else None,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def counted(events: Iterable[Event], *, ticket: bool = False) -> list[Figure]:
    """What the events of one case add."""
    return [figure for _, figure in figures([told(one, ticket=ticket) for one in events], zone=ZONE)]


def plain(found: Iterable[Figure]) -> list[str]:
    """Names and details, in order."""
    return [f"{one.name} {one.detail}".strip() for one in found]
