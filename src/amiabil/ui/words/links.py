"""What are links between requests called, and how does a history tell of them? For the staff alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.support.linking import Tie
from amiabil.records.ticket_links import LINKED, UNLINKED

ICON = "link-simple"

TIES: Mapping[Tie, Promise] = {
    Tie.RELATED: _("Has to do with this"),
    Tie.PARENT: _("This is a part of it"),
    Tie.CHILD: _("A part of this"),
}
"""What the other one is to this one."""

_SENTENCES: Mapping[str, Mapping[Tie, Promise]] = {
    LINKED: {
        Tie.RELATED: _("Linked with {other}"),
        Tie.PARENT: _("Linked as a part of {other}"),
        Tie.CHILD: _("{other} was linked as a part of this"),
    },
    UNLINKED: dict.fromkeys(Tie, _("No longer linked with {other}")),
}


def is_of_link(key: str) -> bool:
    """Whether this type of event tells of a link."""
    return key in _SENTENCES


def told(key: str, facts: Mapping[str, Any]) -> str:
    """The line of an event about a link. Raises ``KeyError`` for any other."""
    return str(_SENTENCES[key][Tie(facts["tie"])]).format(other=facts["other"])
