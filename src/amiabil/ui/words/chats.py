"""What happened in a chat, in words: as whoever asked reads it, and as the staff do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amiabil.domain.support.chat import AskedFor, ChatState, Ending
from amiabil.ui.facts import Chip
from amiabil.ui.words.events import Told

STATES: Mapping[ChatState, tuple[Promise, str]] = {
    ChatState.WITH_ASSISTANT: (_("with the assistant"), "sparkle"),
    ChatState.WAITING: (_("waiting"), "hourglass-medium"),
    ChatState.WITH_AGENT: (_("with a person"), "chat-circle-text"),
    ChatState.ENDED: (_("ended"), "check-circle"),
}

REASONS: Mapping[str, Promise] = {
    AskedFor.WANTED.value: _("They want to talk to a person."),
    AskedFor.NO_ASSISTANT.value: _("They wrote; people answer here from the start."),
    AskedFor.UNSURE.value: _("The assistant did not know the answer."),
    AskedFor.SERIOUS.value: _("It is serious: safety, money or law."),
    AskedFor.CARE.value: _("They need more care than a program gives."),
    AskedFor.WRONG.value: _("They say that the assistant's answer was wrong."),
    AskedFor.REPEATED.value: _("They asked the same again: the answer did not help."),
    AskedFor.UPSET.value: _("They are upset."),
    AskedFor.FAILED.value: _("The assistant could not look something up."),
    AskedFor.HIGH_VALUE.value: _("It is about a lot of money."),
    AskedFor.VIP.value: _("The marketplace always gives them a person."),
    AskedFor.APPEAL.value: _("They contest a decision made by a program."),
}

_ENDINGS: Mapping[str, tuple[Promise, Promise]] = {
    Ending.CUSTOMER.value: (_("You ended the chat"), _("The customer ended the chat")),
    Ending.STAFF.value: (_("The chat was ended"), _("The chat was ended by the staff")),
    Ending.JOINED.value: (
        _("The chat goes on in your other one"),
        _("The chat goes on in another one of the same person"),
    ),
    Ending.SILENCE.value: (
        _("The chat ended because nobody wrote any more"),
        _("The chat ended because nobody wrote any more"),
    ),
}

_EVENTS: Mapping[str, tuple[Promise, Promise, str]] = {
    "chat.person_asked": (_("A person was asked for"), _("A person was asked for"), "user"),
    "chat.handed_back": (
        _("The assistant answers again"),
        _("The chat was handed back to the assistant"),
        "sparkle",
    ),
    "chat.taken_along": (
        _("You signed in and took the chat along"),
        _("The visitor signed in and took the chat along"),
        "user",
    ),
    "chat.missed": (
        _("Nobody has come yet. You keep your place in the queue."),
        _("Nobody answered in time: the chat is back in the queue"),
        "hourglass-medium",
    ),
    "chat.rated": (_("You rated the chat"), _("The customer rated the chat"), "star"),
}


def state_chip(state: ChatState) -> Chip:
    """Where a chat stands."""
    text, icon = STATES[state]
    tone = {ChatState.WAITING: "warn", ChatState.WITH_AGENT: "brand"}.get(state, "plain")
    return Chip(str(text), tone, icon)  # type: ignore[arg-type]


def told(key: str, facts: Mapping[str, Any], people: Mapping[str, str], *, for_customer: bool) -> Told | None:
    """The line of an event; None for what says nothing. ``people`` are names of the staff by reference."""
    if key == "chat.accepted":
        name = people.get(str(facts.get("agent")), "") or gettext("A colleague")
        return Told(gettext("%(name)s has joined the chat") % {"name": name}, "chat-circle-text")
    if key == "chat.transferred":
        name = people.get(str(facts.get("to")), "")
        if name and not for_customer:
            return Told(gettext("The chat was given to %(name)s") % {"name": name}, "arrows-left-right")
        return Told(gettext("The chat is passed on to a colleague"), "arrows-left-right")
    if key == "chat.ended":
        customer, staff = _ENDINGS[str(facts.get("by", Ending.SILENCE.value))]
        return Told(str(customer if for_customer else staff), "check-circle")
    if key == "chat.became_request":
        request = str(facts.get("request") or "")
        if request:
            return Told(gettext("The chat goes on as request %(ref)s") % {"ref": request}, "tray")
        return Told(gettext("The chat goes on as a request once the address is confirmed"), "tray")
    if key == "chat.joined":
        other = str(facts.get("chat") or "")
        return Told(gettext("What was said in chat %(ref)s goes on here") % {"ref": other}, "link-simple")
    if key not in _EVENTS:
        return None
    customer, staff, icon = _EVENTS[key]
    return Told(str(customer if for_customer else staff), icon)
