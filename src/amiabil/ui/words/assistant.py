"""The words of the assistant around what articles say. What an article says is never reworded."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from amiabil.actions.assistant_answers import Decision, Turn
from amiabil.domain.assistant.packaged import safe_text
from amiabil.domain.assistant.tool_choice import Tool

Address = Callable[[str, str], str]
"""Where an article is read, by key and language."""


def told(turn: Turn, language: str, address: Address) -> str:
    """What the assistant says, as plain text in a language."""
    if turn.reason is not None:
        return safe_text(turn.reason, language)
    with override(language):
        first = _of_tool(turn)
        if turn.decision is Decision.ANSWER and turn.cited:
            one = turn.cited[0]
            # Translators: title and address of an article of the help centre, and the number of its version.
            source = _("From “%(title)s” (version %(version)s): %(address)s") % {
                "title": one.title,
                "version": one.version,
                "address": address(one.key, one.language),
            }
            return "\n\n".join(piece for piece in (first, one.summary, turn.passage, source) if piece)
        if first:
            return first
        if turn.decision is Decision.CHOICES:
            lines = [f"- {one.title}: {address(one.key, one.language)}" for one in turn.cited]
            return "\n".join(
                [
                    _("I am not sure which of these you mean:"),
                    *lines,
                    _("If it is none of these, say it in other words or ask for a person."),
                ]
            )
        return _(
            "I found nothing that answers this. What is it about: an order, a parcel, a refund, your account?"
            " Say it in one sentence, or ask for a person."
        )


def _of_tool(turn: Turn) -> str:
    """What is said where more than an article is asked for, by a program that does not know who asks; else empty."""
    if turn.tool == Tool.REFUSE:
        return _(
            "I cannot do that. I read only what belongs to the person who has signed in, and people decide disputes."
        )
    if turn.tool == Tool.LINK_TO_PAGE:
        return _(
            "I do not do this for anybody: you do it yourself, on its page, where you see what it means first."
        )
    if turn.confirmed:
        return _("I can prepare this for you once you have signed in. Nothing is sent before you confirm it.")
    if turn.tool and turn.tool not in {Tool.HANDOVER, Tool.GET_SUPPORT_HOURS}:
        return _(
            "This is about what is yours: once you have signed in, I show it to you or prepare it with you."
        )
    return ""
