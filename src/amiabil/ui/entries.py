"""How is a history of a hundred entries drawn for the price of a few? By stencils of one template.

Entries of one author to one audience differ in four words only: the name of the entry, its instant twice, and its text.
So their template is drawn once for each sort of entry, with marks where these stand, and the marks are filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from secrets import token_hex
from typing import NamedTuple, TypeAlias

from django.template.defaultfilters import linebreaks_filter
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from amiabil.ui.facts import AudienceMark, EventLine, Message, Moment, Person
from amiabil.ui.facts.thread import Entry

_TEMPLATE = "ui/_entry.html"
"""An entry of a case; another look has a template of its own with the same facts."""
_SECRET = token_hex(16)
"""Part of every mark: what people write cannot hold one."""

_ID, _ISO, _AT, _TEXT = (f"mark-{_SECRET}-{name}" for name in ("id", "iso", "at", "text"))
_MARKS = re.compile(f"({'|'.join((_ID, _ISO, _AT, _TEXT))})")
_WHEN = Moment(_ISO, _AT)


_Look: TypeAlias = tuple[str, str | None]
"""By which template, in which language."""


class _Sort(NamedTuple):
    """What messages have in common that differ in the marks only."""

    author: Person
    about: str
    audience: AudienceMark
    language: str
    note: bool


def drawn(entries: Iterable[Entry], template: str = _TEMPLATE) -> SafeString:
    """The entries one after the other, exactly as the template draws each, in the page's language."""
    look = (template, get_language())
    return mark_safe("".join([_drawn(entry, look) for entry in entries]))  # noqa: S308 - parts of our template


def _drawn(entry: Entry, look: _Look) -> str:
    if isinstance(entry, EventLine):
        return _filled(_event(entry.icon, look), entry, escape(entry.text))
    if entry.translation or entry.files or entry.mails or entry.came or entry.cards:
        return get_template(look[0]).render({"entry": entry})
    sort = _Sort(entry.person, entry.about, entry.audience, entry.language, entry.note)
    return _filled(_message(sort, look), entry, _paragraphs(entry.text))


def _paragraphs(text: str) -> str:
    """As ``linebreaks``, which has much to do for the many texts of one line."""
    one_line = "\n" not in text and "\r" not in text
    return f"<p>{escape(text)}</p>" if one_line else linebreaks_filter(text)


def _filled(pieces: tuple[str, ...], entry: Entry, text: str) -> str:
    values = {_ID: escape(entry.id), _ISO: escape(entry.at.iso), _AT: escape(entry.at.text), _TEXT: text}
    return "".join([values.get(piece, piece) for piece in pieces])


@lru_cache(maxsize=1024)
def _message(sort: _Sort, look: _Look) -> tuple[str, ...]:
    author, about, audience, language, note = sort
    return _cut(Message(_ID, author, about, _WHEN, audience, _TEXT, language, note), look)


@lru_cache(maxsize=256)
def _event(icon: str, look: _Look) -> tuple[str, ...]:
    return _cut(EventLine(_ID, _TEXT, _WHEN, icon), look)


def _cut(entry: Entry, look: _Look) -> tuple[str, ...]:
    """What is drawn for this sort of entries, the marks apart; a text that stands as paragraphs brings its own."""
    whole = get_template(look[0]).render({"entry": entry})
    return tuple(_MARKS.split(whole.replace(f"<p>{_TEXT}</p>", _TEXT)))
