"""Which strings does a source file ask to have translated? Python by Babel, templates by way of Django's lexer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract as extract_strings
from django.utils.translation.template import templatize

Keywords = dict[str, tuple[int | tuple[int, str], ...] | None]

KEYWORDS: Keywords = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_COMMENTS = ("Translators:", "Translators")


@dataclass(frozen=True, slots=True)
class String:
    """One string: its id (a pair for plurals), its context, what translators are told."""

    id: str | tuple[str, ...]
    context: str | None
    comments: tuple[str, ...]


def _as_python(text: str, name: str) -> str:
    """A template as calls of gettext; Django leaves X where nothing is to be translated.

    The tokenizer must not see indentation, and Babel finds no call that stands behind another word.
    """
    calls = templatize(text, origin=name)
    return re.sub(r"(?m)^[ \t]+", "", re.sub(r"X+", "", calls))


def strings_of(path: Path) -> Iterator[String]:
    """The strings of a Python file or a template, in order."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        text = _as_python(text, path.name)
    found = extract_strings(
        "python",
        BytesIO(text.encode("utf-8")),
        keywords=KEYWORDS,
        comment_tags=_COMMENTS,
        strip_comment_tags=True,
    )
    for _line, message, comments, context in found:
        yield String(message, context, tuple(comments))
