"""Where do public pages lie, as the world outside knows them, and what are they told as data?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.ui.addresses import in_language

Thing = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Seo:
    """What search engines and feed readers are told: the one address, the other languages, and the page as data.

    ``alternates`` are language and address; ``data`` is JSON-LD as it stands in a script element (a ``SafeString``),
    empty for none. ``index`` is False for pages nobody should be led to.
    """

    canonical: str = ""
    description: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    data: str = ""
    index: bool = True


def whole(path: str) -> str:
    """The address of a path with scheme and host."""
    return f"{settings.AMIABIL_BASE_URL.rstrip('/')}{path}"


def preferred(language: str | None = None) -> tuple[str, ...]:
    """In which languages an article is looked for, the best first; the pseudo-languages read English."""
    standard = settings.LANGUAGE_CODE
    return _preferred(language or get_language() or standard, standard)


@lru_cache(maxsize=64)
def _preferred(language: str, standard: str) -> tuple[str, ...]:
    first = language.split("-", maxsplit=1)[0]
    first = first if first in LANGUAGES else "en"
    return tuple(dict.fromkeys((first, standard, *LANGUAGES)))


def seo(
    name: str,
    *args: str,
    description: str = "",
    languages: Iterable[str] = LANGUAGES,
    shown: str | None = None,
    data: Iterable[Thing] = (),
) -> Seo:
    """What is told about a page that has an address of its own. ``shown`` is the language of its text."""
    paths = {code: whole(in_language(code, name, *args)) for code in languages}
    first = shown or preferred()[0]
    standard = next((code for code in (settings.LANGUAGE_CODE, *paths) if code in paths), None)
    return Seo(
        canonical=paths.get(first) or whole(in_language(first, name, *args)),
        description=description,
        alternates=(*paths.items(), *((("x-default", paths[standard]),) if standard else ())),
        data=json_ld(data),
    )


def json_ld(things: Iterable[Thing]) -> SafeString:
    """Things of schema.org as they stand in a page; nothing in them can end the element."""
    graph = list(things)
    if not graph:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308  (the signs that could end the element are written otherwise)


def crumbs_data(steps: Iterable[tuple[str, str]]) -> Thing:
    """The way to a page: name and path of each step."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": whole(path)}
            for number, (name, path) in enumerate(steps, 1)
        ],
    }


def questions_data(answers: Iterable[tuple[str, str]]) -> Thing:
    """Questions with their answers, as they can be read on the page."""
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": text}}
            for name, text in answers
        ],
    }
