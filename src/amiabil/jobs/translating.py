"""How does a translation come to stand beside a message? Made by the service of the installation, once, and compared.

What nobody may keep is hidden before a text leaves the house, and contacts with it; who wrote and when is not told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from amiabil.domain.assistant.redaction import redacted
from amiabil.domain.translations import is_faithful, needs_translation
from amiabil.gateways.language_model.protocol import Used
from amiabil.gateways.language_model.wire import anthropic, openai_compatible
from amiabil.gateways.languages import clearly
from amiabil.gateways.translation import ModelTranslator, TranslationService, Translator, TranslatorAway
from amiabil.records import clock, model_budget, translations
from amiabil.records.translations import Beside, State, Untranslated

AT_ONCE = 20
"""Messages of one job: a slow service must not keep a worker for longer than some minutes."""

BY_MODEL = "model"
"""The setting that lets the assistant's language model translate."""

Heard = Callable[[str], str]

log = logging.getLogger(__name__)


def translator() -> Translator | None:
    """The translator of this installation; None where none is configured, or the model has no tokens left today."""
    wanted: str | None = settings.AMIABIL_TRANSLATION
    if not wanted:
        return None
    if wanted != BY_MODEL:
        return TranslationService(wanted, settings.AMIABIL_TRANSLATION_KEY or "")
    most = settings.AMIABIL_MODEL_TOKENS_A_DAY
    if most and model_budget.spent(clock.unshifted().date()) >= most:
        log.warning("no translation: the model has no tokens left today")
        return None
    named: str = settings.AMIABIL_MODEL or ""  # there is one: the settings refuse this word without it
    form, _colon, name = named.partition(":")
    make = {"openai_compatible": openai_compatible, "anthropic": anthropic}[form]
    model = make(name, settings.AMIABIL_MODEL_URL or "", settings.AMIABIL_MODEL_KEY or "")
    return ModelTranslator(model, _spend)


def _spend(used: Used) -> None:
    model_budget.spend(clock.unshifted().date(), used.read + used.written)


def heard(text: str) -> str:
    """The language a text is clearly in, of those that are switched on; else empty."""
    return clearly(text, [code for code, _name in settings.LANGUAGES])


def translate(case_id: UUID, by: Translator, identify: Heard = heard) -> bool:
    """Make what is wished for in a conversation and not there yet; True where more is left.

    Raises ``TranslatorAway`` where the service does not answer now: what was made before stays.
    """
    waiting = translations.untranslated(case_id)
    for one in waiting[:AT_ONCE]:
        made = _made(one, by, identify)
        translations.keep(one.message_id, one.language, made, by=by.name, at=clock.unshifted())
    return len(waiting) > AT_ONCE


def _made(one: Untranslated, by: Translator, identify: Heard) -> Beside:
    text = redacted(one.text).text
    if not needs_translation(text):
        return Beside(State.SAME, "", "")
    language = one.language.partition("-")[0]
    try:
        found = by.translate(text, language)
    except TranslatorAway as away:
        if not away.lasting:
            raise
        log.warning("a message was not translated: %s", away)
        return Beside(State.FAILED, "", "")
    if not found.text or found.text == text.strip():
        return Beside(State.SAME, "", found.source)
    if not is_faithful(text, found.text) or identify(found.text) not in {language, ""}:
        log.warning("a translation was refused: it does not say the same, or not in the language asked for")
        return Beside(State.FAILED, "", found.source)
    return Beside(State.MADE, found.text, found.source)
