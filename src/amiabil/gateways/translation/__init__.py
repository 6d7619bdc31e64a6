"""Translators of messages: a service of LibreTranslate's kind, or a language model. None unless one is configured."""

from amiabil.gateways.translation.by_model import ModelTranslator
from amiabil.gateways.translation.protocol import Translated, Translator, TranslatorAway
from amiabil.gateways.translation.service import TranslationService

__all__ = ["ModelTranslator", "Translated", "TranslationService", "Translator", "TranslatorAway"]
