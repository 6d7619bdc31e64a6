"""Which settings have the language model that may word the assistant's answers, and what translates messages? None is
asked unless one is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit

Row: TypeAlias = tuple[str, str, Callable[[str], str | int], str, bool]
"""Name, meaning, reader, default, whether it is a secret."""

_NAMED = re.compile(r"(openai_compatible|anthropic):[A-Za-z0-9._:/@-]{1,120}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def read_model(text: str) -> str:
    """A wire format and the name of a model there; raises ``ValueError``."""
    if not _NAMED.fullmatch(text):
        raise ValueError("must be like openai_compatible:NAME or anthropic:NAME")
    return text


def read_model_url(text: str) -> str:
    """Where the model is; what people write travels in the clear only on this machine. Raises ``ValueError``."""
    parts = urlsplit(text)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (local or parts.scheme == "https"):
        raise ValueError("must begin with https://, or with http:// on this machine")
    return text.rstrip("/")


def read_model_key(text: str) -> str:
    """A key; raises ``ValueError`` for what no header can hold."""
    if not text.isascii() or not text.isprintable() or " " in text or not text:
        raise ValueError("must be printable letters without spaces")
    return text


def read_translation(text: str) -> str:
    """An address as of a model, or the word for the model itself. Raises ``ValueError``."""
    return text if text == "model" else read_model_url(text)


def read_tokens(text: str) -> int:
    """A number of tokens, at most a thousand millions; raises ``ValueError``."""
    if not text.isdecimal() or int(text) > 10**9:
        raise ValueError("must be a whole number up to 1000000000")
    return int(text)


MODEL: tuple[Row, ...] = (
    (
        "AMIABIL_MODEL",
        "A language model that may word the assistant's answers: openai_compatible:NAME or anthropic:NAME"
        " (docs/operate/language-model.md).",
        read_model,
        "none: the assistant answers by itself",
        False,
    ),
    (
        "AMIABIL_MODEL_URL",
        "Address of the model's service; openai_compatible needs it, with the /v1 it has.",
        read_model_url,
        "the company's own for anthropic",
        False,
    ),
    ("AMIABIL_MODEL_KEY", "Key of the model's service. It is never logged.", read_model_key, "none", True),
    (
        "AMIABIL_MODEL_TOKENS_A_DAY",
        "How many tokens the model may read and write in a day (UTC); then the assistant answers by itself. 0: as many"
        " as it takes.",
        read_tokens,
        "1000000",
        False,
    ),
    (
        "AMIABIL_TRANSLATION",
        "What translates messages for readers who ask for it: the address of a service with the wire format of"
        " LibreTranslate, or the word model (docs/operate/translation.md).",
        read_translation,
        "none: messages are read in their own language",
        False,
    ),
    (
        "AMIABIL_TRANSLATION_KEY",
        "Key of the translation service. It is never logged.",
        read_model_key,
        "none",
        True,
    ),
)
