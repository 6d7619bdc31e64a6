"""Searching the help centre: a page with an address, suggestions while one types, and the way to what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.help_search import Wanted, find
from amiabil.actions.policies import rules_at
from amiabil.channels.helpcentre.articles import missing
from amiabil.channels.helpcentre.search_own import own_thing
from amiabil.channels.helpcentre.start import often_read
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import Readers, is_country, is_key
from amiabil.domain.helpcentre.search_words import LETTERS_MAX, read_question, readable
from amiabil.domain.policy.model import Policy
from amiabil.domain.search import Piece
from amiabil.domain.terms import Role
from amiabil.records import clock, help_search, help_search_log
from amiabil.records.help_search import Asking, Hit
from amiabil.records.paging import BadCursor
from amiabil.ui.frames import doors, portal_frame
from amiabil.ui.help_articles import fill
from amiabil.ui.paging import pager
from amiabil.ui.public_addresses import preferred
from amiabil.ui.viewer import customer_of
from amiabil.ui.words.articles import SECTIONS

SIZE = 10
SUGGESTED = 6
LETTERS_SHOWN = 120


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """A result; ``language`` and its name are empty where it is that of the page."""

    url: str
    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]
    extract: tuple[Piece, ...]
    section: str
    for_sellers: bool
    language: str
    language_name: str


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The articles that answer, or the ways to people. A reference of one's own leads to what it names."""
    viewer, typed = customer_of(request), request.GET.get("q", "")
    own = own_thing(viewer, typed)
    if own is not None:
        return _private(HttpResponseRedirect(own.url))
    now = clock.now()
    policy = rules_at(now).general()
    asking, after = _asking(request, viewer), request.GET.get("after")
    wanted = Wanted(SIZE, after, _written(policy))
    try:
        found = find(typed, asking, wanted, at=now)
    except BadCursor:
        found = find(typed, asking, Wanted(SIZE, written=wanted.written), at=now)
    home = reverse("help_search")
    facts = {
        "frame": portal_frame(request, viewer, "help"),
        "find_url": home,
        "words": _shown(typed),
        "asked": bool(typed.strip()),
        "hits": [_article(hit) for hit in found.items],
        "pager": pager(request, found, home, q=_shown(typed, LETTERS_MAX), country=asking.country),
        "ways": () if found.items else doors(),
        "read": () if found.items else often_read(policy),
    }
    return _private(render(request, "helpcentre/search.html", facts))


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What may be meant, for a list that opens while one types; nothing of it is counted."""
    viewer, typed = customer_of(request), request.GET.get("q", "")
    own = own_thing(viewer, typed)
    written = _written(rules_at(clock.now()).general())
    found = help_search.search(
        read_question(typed), _asking(request, viewer), written=written, limit=SUGGESTED
    )
    options = (
        [{"title": [{"text": own.text, "found": True}], "about": own.about, "url": own.url}] if own else []
    )
    options += [
        {
            "title": [{"text": piece.text, "found": piece.found} for piece in hit.title],
            "about": str(SECTIONS[hit.section]),
            "url": _address(hit),
        }
        for hit in found.items
    ]
    count = len(options)
    # Translators: read aloud while somebody types into the search.
    said = ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": count}
    return _private(JsonResponse({"options": options, "said": said if count else _("No suggestions")}))


@require_safe
def lead_on(request: HttpRequest, key: str) -> HttpResponse:
    """To an article that was found; that it was opened is counted."""
    if not is_key(key):
        return missing(request, key)
    if request.method == "GET":
        help_search_log.note_opened(key, preferred()[0], day=clock.now().date())
    return _private(HttpResponseRedirect(reverse("help_article", args=[key])))


def _asking(request: HttpRequest, viewer: Viewer) -> Asking:
    country = request.GET.get("country", "").upper()
    return Asking(preferred(), country if is_country(country) else "", for_shop=viewer.role is Role.SELLER)


def _written(policy: Policy) -> Callable[[str, str], str]:
    return lambda text, language: fill(text, language, policy, settings.AMIABIL_MARKETPLACE)


def _shown(typed: str, most: int = LETTERS_SHOWN) -> str:
    return " ".join(readable(typed)[:most].split())


def _article(hit: Hit) -> FoundArticle:
    other = hit.language != preferred()[0]
    return FoundArticle(
        url=_address(hit),
        title=hit.title,
        summary=hit.summary,
        extract=hit.extract,
        section=str(SECTIONS[hit.section]),
        for_sellers=hit.readers is Readers.SELLERS,
        language=hit.language if other else "",
        language_name=get_language_info(hit.language)["name_translated"] if other else "",
    )


def _address(hit: Hit) -> str:
    return reverse("help_search_to", args=[hit.key])


def _private(response: HttpResponse) -> HttpResponse:
    """What somebody looks for is nobody else's: no cache on the way keeps it."""
    patch_cache_control(response, private=True, no_store=True)
    return response
