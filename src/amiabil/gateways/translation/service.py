"""How is a translation service spoken to? By the wire format of LibreTranslate, which several free servers speak.

A text is told to it without its author, conversation or date.
"""

from __future__ import annotations

from typing import Any

import httpx

from amiabil.gateways.time_limit import TimeLimit
from amiabil.gateways.translation.protocol import ANSWER_MOST, SECONDS, Translated, TranslatorAway

_LASTING = frozenset({400, 413, 422})
"""Statuses that say something about the text, or the language asked for, and not about the moment."""


class TranslationService:
    """A service at ``url`` (without ``/translate``); ``key`` may be empty."""

    def __init__(self, url: str, key: str = "", *, seconds: float = SECONDS) -> None:
        self.name = "service"
        self._url = url.rstrip("/") + "/translate"
        self._key = key
        self._seconds = seconds

    def translate(self, text: str, language: str) -> Translated:
        """One question over HTTP; redirects are not followed."""
        asked = {"q": text, "source": "auto", "target": language, "format": "text"}
        if self._key:
            asked["api_key"] = self._key
        try:
            status, body = self._ask(asked)
        except httpx.HTTPError as error:
            raise TranslatorAway(type(error).__name__) from None
        if status != httpx.codes.OK:
            raise TranslatorAway(f"status {status}", lasting=status in _LASTING)
        return _read(body, language)

    def _ask(self, asked: dict[str, str]) -> tuple[int, bytes]:
        with (
            TimeLimit(self._seconds) as limit,
            httpx.Client(timeout=self._seconds) as client,
            client.stream("POST", self._url, json=asked, extensions=limit.extensions) as response,
        ):
            body = b""
            for part in response.iter_bytes():
                body += part
                if len(body) > ANSWER_MOST:
                    raise TranslatorAway("endless answer", lasting=True)
            return response.status_code, body


def _read(body: bytes, language: str) -> Translated:
    try:
        document: Any = httpx.Response(200, content=body).json()
    except ValueError:
        raise TranslatorAway("no JSON") from None
    text = document.get("translatedText") if isinstance(document, dict) else None
    if not isinstance(text, str):
        raise TranslatorAway("no translation in the answer")
    detected = document.get("detectedLanguage")
    source = detected.get("language") if isinstance(detected, dict) else ""
    source = source.partition("-")[0].lower()[:3] if isinstance(source, str) else ""
    return Translated("" if source == language else text.strip(), source)
