"""What must a translator promise, whoever runs it? A text in another language, or that it is in that one already.

What it says stands beside the original and is labelled; it never takes its place. Source: support.md 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

SECONDS = 20.0
"""So long one text may take."""

ANSWER_MOST = 200_000
"""Bytes of an answer that are read."""


@dataclass(frozen=True, slots=True)
class Translated:
    """``text`` in the language asked for; empty where the original is in it already.

    ``source`` is the language of the original by its two letters, empty where the service does not tell.
    """

    text: str
    source: str = ""


class TranslatorAway(Exception):
    """The service did not answer in time, or with nothing that can be used; the text says what happened, without
    words of the message. ``lasting``: it refuses this text, and asking again changes nothing."""

    def __init__(self, told: str, *, lasting: bool = False) -> None:
        super().__init__(told)
        self.lasting = lasting


class Translator(Protocol):
    """A translator."""

    name: str

    def translate(self, text: str, language: str) -> Translated:
        """The text in a language named by its two letters (ISO 639-1). Raises ``TranslatorAway``."""
