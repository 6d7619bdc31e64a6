"""What do ``Content-Type`` and ``Content-Disposition`` say? A value and its parameters (RFC 2045, RFC 2231)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from amiabil.domain.mail.charsets import decode
from amiabil.domain.mail.words import header_text, shown

MOST = 100
"""Parameters of one field that are read."""

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")


@dataclass(frozen=True, slots=True)
class Parametrized:
    """The value in small letters and the parameters, their names in small letters."""

    value: str
    parameters: Mapping[str, str]


def read_parameters(field: str) -> Parametrized:
    """Read such a field; what cannot be read is left out."""
    value = field.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _pairs(field):
        match = _PIECE.fullmatch(name)
        if match is None:
            continue
        if match[2] is None and match[3] is None:
            plain.setdefault(match[1], header_text(text))
        else:
            pieces.setdefault(match[1], {}).setdefault(int(match[2] or 0), (text, bool(match[3])))
    # The newer form wins where both stand: the older one is for programs that cannot read it.
    return Parametrized(value, plain | {name: _joined(found) for name, found in pieces.items()})


def _pairs(field: str) -> Iterator[tuple[str, str]]:
    for number, match in enumerate(_PARAMETER.finditer(field)):
        if number == MOST:
            return
        text = match[2].strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'))
        yield match[1].lower(), text


def _joined(pieces: Mapping[int, tuple[str, bool]]) -> str:
    """RFC 2231: the pieces in their order; ``charset'language'`` stands before the first one."""
    charset, raw = "", []
    for place, (_, (text, encoded)) in enumerate(sorted(pieces.items())):
        rest = text
        if place == 0 and encoded and text.count("'") >= 2:
            charset, _, rest = text.split("'", 2)
        raw.append(
            unquote_to_bytes(rest.encode("latin-1", "replace"))
            if encoded
            else rest.encode("latin-1", "replace")
        )
    return " ".join(shown(decode(b"".join(raw), charset).text).split())
