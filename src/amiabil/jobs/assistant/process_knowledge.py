"""What one process of the assistant knows and whom it asks: made at its first question, held as long as it lives."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from amiabil.gateways.language_model import Breaker
from amiabil.gateways.language_model.wire import anthropic, openai_compatible
from amiabil.gateways.languages import clearly
from amiabil.jobs.assistant.drafting import Drafter
from amiabil.jobs.assistant.knowledge import Knowledge
from amiabil.ui.assistant.turning import Better


@cache
def knowledge() -> Knowledge:
    """The index of this process."""
    return Knowledge(Path(settings.AMIABIL_HOME) / "assistant")


def heard(text: str) -> str:
    """The language a message is clearly in, of those that are switched on; else empty."""
    return clearly(text, [code for code, _name in settings.LANGUAGES])


@cache
def better() -> Better | None:
    """What words answers by a language model; None where none is configured."""
    if not settings.AMIABIL_MODEL:
        return None
    form, _colon, name = settings.AMIABIL_MODEL.partition(":")
    make = {"openai_compatible": openai_compatible, "anthropic": anthropic}[form]
    model = make(name, settings.AMIABIL_MODEL_URL or "", settings.AMIABIL_MODEL_KEY or "")
    drafter = Drafter(
        Breaker(model),
        heard,
        own=settings.AMIABIL_MODEL_SEES_ORDERS,
        tokens_a_day=settings.AMIABIL_MODEL_TOKENS_A_DAY,
    )
    return drafter.better
