"""How does this reader want pages to look, and what does every page need to say so?"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

THEMES = ("system", "light", "dark")
THEME_COOKIE = "amiabil_theme"
COOKIE_AGE = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Look:
    """Language, direction and theme of a page, the marketplace's name and this page's own path.

    ``language`` is what ``lang`` says: the pseudo-languages are English and Arabic letters to a reader.
    """

    language: str
    direction: str
    theme: str
    marketplace: str
    path: str


def of(request: HttpRequest) -> Look:
    """The look of this request; an unknown theme in the cookie is the system's."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return Look(
        language=language,
        direction="rtl" if get_language_bidi() else "ltr",
        theme=theme if theme in THEMES else "system",
        marketplace=settings.AMIABIL_MARKETPLACE,
        path=request.get_full_path(),
    )


def in_templates(request: HttpRequest) -> dict[str, Look]:
    """The context processor: ``look`` in every template."""
    return {"look": of(request)}
