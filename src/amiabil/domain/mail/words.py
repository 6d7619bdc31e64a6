"""What do the words of a header say? RFC 2047 in all its broken forms, raw bytes, and letters that only deceive.

A value comes as a header is stored here: each byte as one letter of ISO 8859-1.
"""

from __future__ import annotations

import binascii
import re
import unicodedata

from amiabil.domain.mail.charsets import decode
from amiabil.foundation.text import fold, steady

DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Letters that turn the direction of what follows: `exe.gpj` shown as `jpg.exe`."""

_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]{0,20000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,80}\?[bBqQ]\?)")
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060\ufeff\ud800-\udfff]")


def header_text(value: str) -> str:
    """One line of text for people: encoded words read, without line breaks, controls and turning letters."""
    return one_line(_decoded(value))


def compared(text: str) -> str:
    """The text for comparing with words of ours: folded, and the Polish stroke gone as well."""
    return fold(text).replace("\u0142", "l")


def one_line(text: str) -> str:
    """The text without line breaks and invisible letters, its spaces single (S19)."""
    return " ".join(shown(text.replace("\t", " ").replace("\n", " ").replace("\r", " ")).split())


def shown(text: str) -> str:
    """The text without controls (but line breaks and tabs), lone surrogates, invisible and turning letters."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", steady(_UNSHOWN.sub("", DIRECTION_CONTROLS.sub("", text))))


def unquoted_printable_word(text: str) -> bytes:
    """The bytes of the ``Q`` form of an encoded word."""
    return binascii.a2b_qp(text.replace("_", " ").encode("latin-1", "replace"), header=False)


def unbase64(text: bytes) -> bytes:
    """The bytes of base64, as much as can be read: foreign letters skipped, a torn end dropped."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    usable = len(kept) - (1 if len(kept) % 4 == 1 else 0)
    try:
        return binascii.a2b_base64(kept[:usable] + b"=" * (-usable % 4))
    except binascii.Error:
        return b""


def _decoded(value: str) -> str:
    joined = _BETWEEN_WORDS.sub(r"\1", value)
    texts: list[str] = []
    held: list[bytes] = []
    charset, place = "", 0
    for word in _WORD.finditer(joined):
        between = joined[place : word.start()]
        name = word[1].partition("*")[0].lower()
        if between or name != charset:
            texts.append(decode(b"".join(held), charset).text)
            held = []
        texts.append(_bare(between))
        held.append(
            unbase64(word[3].encode("latin-1", "replace"))
            if word[2] in "bB"
            else unquoted_printable_word(word[3])
        )
        charset, place = name, word.end()
    texts.append(decode(b"".join(held), charset).text)
    texts.append(_bare(joined[place:]))
    return "".join(texts)


def _bare(value: str) -> str:
    """Letters that stand outside of encoded words: ASCII, or raw bytes of whatever encoding."""
    if value.isascii():
        return value
    return decode(value.encode("latin-1", "replace")).text
