"""Which tags and texts follow one another in HTML, however broken it is?

A reader of its own: that of the standard library takes quadratic time for some inputs. Nothing here is for showing
HTML; that is done by a sanitiser in a sandboxed frame.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/<>]{0,40}+)((?:[^<>"']++|"[^"]{0,4000}+"|'[^']{0,4000}+')*+)>""", re.DOTALL
)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/<>]{0,40}+)")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]{1,60}+)\s*+(?:=\s*+("[^"]*+"|'[^']*+'|[^\s"'<>]++))?""")
_ATTRIBUTES_CHARS = 8_000
_HUGE_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
_RAW = frozenset({"script", "style", "title", "textarea", "xmp", "noembed", "noframes"})
"""Elements whose content is no markup."""


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """An opening or closing tag; names in small letters. Two that are written alike on one page may be one object."""

    name: str
    closes: bool
    attributes: Mapping[str, str]


def read_tags(source: str) -> Iterator[Tag | str]:
    """Tags and the text between them, character references read. Comments and declarations are left out."""
    place, end = 0, len(source)
    known: dict[str, Tag] = {}
    comments_end, last_bracket = True, source.rfind(">")
    while place < end:
        at = source.find("<", place)
        if at < 0:
            yield unescape(source[place:])
            return
        if at > place:
            yield unescape(source[place:at])
        place = at
        if source.startswith("<!--", at):
            close = source.find("-->", at + 2) if comments_end else -1
            comments_end = close >= 0
            place = close + 3 if close >= 0 else at + 4
        elif source.startswith(("<!", "<?"), at):
            close = source.find(">", at, at + 4_000)
            place = close + 1 if close >= 0 else at + 2
        elif at < last_bracket and (tag := _tag(source, at, known)) is not None:
            found, place = tag
            yield found
            if found.name in _RAW and not found.closes:
                place = _end_of_raw(source, place, found.name)
        else:
            yield "<"
            place = at + 1


def unescape(text: str) -> str:
    """The text with its character references read; numbers no letter has become the mark for a lost letter."""
    return html.unescape(_HUGE_NUMBER.sub("\ufffd", text)) if "&" in text else text


def _tag(source: str, at: int, known: dict[str, Tag]) -> tuple[Tag, int] | None:
    """The tag that begins here, before a bracket somewhere, and where it ends; None when it is only a letter."""
    match = _TAG.match(source, at)
    if match is not None:
        tag = known.get(match[0])
        if tag is None:  # rows of a table repeat theirs by the hundred
            tag = known[match[0]] = Tag(match[2].lower(), bool(match[1]), _attributes(match[3]))
        return tag, match.end()
    name = _TAG_NAME.match(source, at)
    if name is None:
        return None
    close = source.index(">", at)
    # A quote that never ends, or a picture inside an attribute: the tag ends at the next bracket.
    inside = source[name.end() : min(close, name.end() + _ATTRIBUTES_CHARS)]
    return Tag(name[2].lower(), bool(name[1]), _attributes(inside)), close + 1


def _attributes(text: str) -> Mapping[str, str]:
    if not text or text.isspace():
        return {}
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text[:_ATTRIBUTES_CHARS]):
        found.setdefault(match[1].lower(), unescape((match[2] or "").strip("\"'")))
    return found


def _end_of_raw(source: str, place: int, name: str) -> int:
    """Where the closing tag stands; a missing one leaves nothing to read."""
    close = re.compile(f"</{name}", re.IGNORECASE).search(source, place)
    return close.start() if close else len(source)
