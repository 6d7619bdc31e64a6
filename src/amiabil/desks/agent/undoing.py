"""The last change somebody set on a request, taken back with one key while nothing else has happened there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from amiabil.actions.ticket_bulk import FIELDS
from amiabil.domain.support.terms import Priority, TicketStatus, TicketType
from amiabil.domain.support.ticket import Changes
from amiabil.records.tickets import TicketFile


@dataclass(frozen=True, slots=True)
class QuickAct:
    """One thing that is set with one click; ``id`` is what its key presses."""

    id: str
    text: str
    icon: str
    name: str
    value: str


UNDO = "undo"
"""The name of what the button sends."""

_KEPT = "ticket_change"
_FIELDS = (*FIELDS, "type")
_READ: Mapping[str, Any] = {
    "status": TicketStatus,
    "priority": Priority,
    "type": TicketType,
    "tags": tuple,
}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value)


def remember(request: HttpRequest, before: TicketFile, after: TicketFile) -> None:
    """Keep in the session how a request stood before a change of its own; what changed nothing is not kept."""
    was, now = before.ticket, after.ticket
    changed = {
        name: _plain(getattr(was, name)) for name in _FIELDS if getattr(was, name) != getattr(now, name)
    }
    if changed:
        request.session[_KEPT] = [before.reference, after.chain.version, changed]


def offered(request: HttpRequest, file: TicketFile) -> tuple[QuickAct, ...]:
    """The button, while the request stands as the change has left it."""
    kept = request.session.get(_KEPT)
    if not kept or kept[:2] != [file.reference, file.chain.version]:
        return ()
    return (QuickAct(UNDO, _("Undo"), "arrow-counter-clockwise", UNDO, str(file.chain.version)),)


def before_it(request: HttpRequest, reference: str) -> tuple[Changes, int] | None:
    """What puts the request back, and the version it is for; None where nothing is kept. It is given once."""
    kept = request.session.get(_KEPT)
    if not kept or kept[0] != reference:
        return None
    del request.session[_KEPT]
    return {name: _READ.get(name, str)(value) for name, value in kept[2].items()}, kept[1]
