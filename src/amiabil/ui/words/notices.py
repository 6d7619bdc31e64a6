"""What is a person told? The line of a notice, the same on the page of notices and in the mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.terms import Role, Timer
from amiabil.ui.reader import Reader
from amiabil.ui.words import events, lengthened, measures, names, tickets
from amiabil.ui.words.events import Told


def told(key: str, facts: Mapping[str, Any], reader: Reader) -> Told:
    """The line of a notice for the one it was made for: ``key`` and ``facts`` as they are kept with it.

    Raises ``KeyError`` for a kind of event that has no sentence.
    """
    actor_role = str(facts.get("actor_role", ""))
    if measures.is_of_measure(key):
        return measures.told(key, facts, reader)
    if tickets.is_of_ticket(key):
        return tickets.told_to_customer(key)
    if key == "message.posted":
        return Told(_wrote(actor_role), "chat-circle-text")
    if key == "dispute.reminder":
        # Translators: {name} is what there is still time for, as "answer to the recommendation".
        text = _("Reminder: {name}").format(name=names.within(names.TIMERS[Timer(facts["timer"])]))
        return Told(text, "bell")
    return events.told(key, facts, actor_role=actor_role, reader=reader)


def headline(key: str, facts: Mapping[str, Any], reader: Reader) -> str:
    """The line as the subject of a mail: without the list of the deadlines that end later, which the mail has."""
    short = lengthened.HEADLINES.get(events.kind_of(key))
    return str(short) if short is not None else told(key, facts, reader).text


def _wrote(actor_role: str) -> str:
    if actor_role == Role.BUYER:
        return _("The buyer wrote to you")
    if actor_role in {Role.SELLER, Role.ADMINISTRATOR}:
        return _("The seller wrote to you")
    if actor_role == Role.MEDIATOR:
        return _("The mediator wrote to you")
    return _("The marketplace wrote to you")
