"""How does a template draw an icon, an instant, or the words a script needs?"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from amiabil.foundation.errors import AmiabilError
from amiabil.ui.entries import drawn
from amiabil.ui.facts import Moment
from amiabil.ui.facts.thread import Entry
from amiabil.ui.formats import countdown_words
from amiabil.ui.refusals import describe

register = template.Library()

_DIRECTED = (
    "arrow-left",
    "arrow-right",
    "arrow-bend",
    "caret-left",
    "caret-right",
    "sign-",
    "paper-plane",
    "list",
)
"""Icons that point along the line of reading and are mirrored with it."""


@lru_cache(maxsize=512)
def _icon(name: str, label: str, address: str) -> SafeString:
    flips = " icon-flip" if name.startswith(_DIRECTED) else ""
    reading = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon{}" {}><use href="{}#{}"></use></svg>', flips, reading, address, name)


@lru_cache(maxsize=4)
def _sprite(_static_url: str) -> str:
    """The address of the sprite; its name carries a hash that costs more to find than an icon to draw."""
    return static("images/icons.svg")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """The icon of the sprite; hidden from readers beside a word, named by ``label`` when it stands alone."""
    return _icon(name, label, _sprite(settings.STATIC_URL))


@lru_cache(maxsize=2048)
def _drawn(name: str, _language: str | None, facts: tuple[tuple[str, Hashable], ...]) -> str:
    return get_template(name).render(dict(facts))


@register.simple_tag
def part(name: str, **facts: Hashable) -> str:
    """A part that shows nothing but these facts, in the page's language: drawn once and kept.

    For the small parts that stand many times on a page. They see no request and nothing else of the page.
    """
    return _drawn(name, get_language(), tuple(facts.items()))


@register.simple_tag
def history(entries: Iterable[Entry], template: str = "ui/_entry.html") -> SafeString:
    """The entries of a history, each as the template draws it."""
    return drawn(entries, template)


@register.simple_tag
def moment(value: Moment) -> SafeString:
    """An instant with its machine form."""
    return format_html('<time datetime="{}">{}</time>', value.iso, value.text)


@register.simple_tag
def words_of_countdown() -> str:
    """What ``js/countdown.js`` writes, in the page's language, as JSON."""
    return _countdown_words(get_language() or "en")


@lru_cache(maxsize=16)
def _countdown_words(language: str) -> str:
    return json.dumps(countdown_words(language), ensure_ascii=False)


@register.simple_tag(takes_context=True)
def sentence_of(context: template.Context, refusal: AmiabilError) -> str:
    """A refusal in the reader's language; instants in the zone of ``viewer``, where the page has one."""
    viewer = context.get("viewer")
    return describe(refusal, get_language() or "en", getattr(viewer, "zone", None)).text
