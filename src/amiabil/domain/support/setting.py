"""What does a saved reply or a rule set about a request? Only what differs becomes a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import Priority, TicketStatus, TicketType
from amiabil.domain.support.ticket import Changes, Ticket

ME, NOBODY = "me", "nobody"
"""Who answers from now on, besides ``staff:<username>``: whoever sends the reply, or no one."""


@dataclass(frozen=True, slots=True)
class Setting:
    """New values; empty or None leaves what is. ``fields`` are those of the topic, by key, as they are kept."""

    status: TicketStatus | None = None
    status_name: str = ""
    priority: Priority | None = None
    type: TicketType | None = None
    topic: str = ""
    team: str = ""
    assignee: str = ""
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


def changes_of(setting: Setting, ticket: Ticket, *, setup: Setup, me: str = "") -> Changes:
    """What this would change about a request now, for ``acts``; empty when it is all so already.

    An own name of a status brings its status. Fields the topic does not have are left out.
    """
    wanted: dict[str, Any] = {
        name: value
        for name in ("status", "priority", "type", "topic", "team")
        if (value := getattr(setting, name))
    }
    named = next((one for one in setup.status_names if one.key == setting.status_name), None)
    if named is not None:
        wanted |= {"status": named.status, "status_name": named.key}
    if setting.assignee:
        wanted["assignee"] = {ME: me, NOBODY: ""}.get(setting.assignee, setting.assignee)
    if setting.add_tags or setting.remove_tags:
        wanted["tags"] = _tags(setting, ticket)
    known = {one.key for one in setup.topic(setting.topic or ticket.topic).fields}
    fields = {key: value for key, value in setting.fields.items() if key in known}
    if fields:
        wanted["fields"] = {**ticket.fields, **fields}
    return {name: value for name, value in wanted.items() if getattr(ticket, name) != value}


def _tags(setting: Setting, ticket: Ticket) -> tuple[str, ...]:
    removed = {tag.strip().casefold() for tag in setting.remove_tags}
    added = {tag.strip().casefold() for tag in setting.add_tags} - {""}
    return tuple(sorted((set(ticket.tags) - removed) | added))
