"""Did an article help, and where did its reader go? Counted without knowing who it was."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.help_readers import answer_article
from amiabil.actions.policies import rules_at
from amiabil.channels.helpcentre.articles import article_fact, frame_of, missing
from amiabil.domain.helpcentre.article import is_key
from amiabil.domain.helpcentre.feedback import WORDS_MAX, Way, reason_of, way_of
from amiabil.records import clock, help_readings, rates
from amiabil.records.help_articles import PublishedArticle, published
from amiabil.records.help_readings import Answer
from amiabil.ui.facts import Choice, Field, Link, Option
from amiabil.ui.public_addresses import Seo, preferred
from amiabil.ui.public_forms import network_of
from amiabil.ui.viewer import customer_of
from amiabil.ui.words.help_centre import REASONS

OF_NETWORK = rates.Limit("help-answer", 60, timedelta(hours=1))
"""Answers from one network: an office reads a lot, a program more."""

_DOORS = {
    Way.PERSON: "contact",
    Way.WRITE: "ask_topics",
    Way.REPORT: "problems",
    Way.CHAT: "chat",
    Way.REQUEST: "ticket_topics",
}


@csrf_exempt  # says whether a text helped; a token would put a cookie on every public page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what a reader says, then thank them; after a no there is room to say why, and the ways to people."""
    found = published(key, preferred()) if is_key(key) else None
    if not isinstance(found, PublishedArticle):
        return missing(request, key)
    if request.method != "POST":
        return _page(request, found, request.GET.get("kept", ""))
    said = request.POST.get("helpful", "")
    if said not in {"yes", "no"} or not _from_here(request):
        return _page(request, found, "", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    rates.count(network_of(request), OF_NETWORK, at=clock.unshifted())
    told = found.article
    reason = reason_of(request.POST.get("reason", "")) if said == "no" else None
    answer_article(
        Answer(
            told.key,
            told.language,
            found.number,
            said == "yes",
            reason,
            request.POST.get("words", "") if said == "no" else "",
            _once(request, told.key),
        ),
        at=clock.now(),
    )
    whole = "all" if reason or request.POST.get("words", "").strip() else said
    return HttpResponseRedirect(reverse("help_answer", args=[key], query={"kept": whole}))


@require_safe
def way(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """On to people, counted for the article that did not do."""
    chosen = way_of(name)
    if chosen is None or not is_key(key):
        return missing(request, key)
    if request.method == "GET":
        found = published(key, preferred())
        if isinstance(found, PublishedArticle):
            help_readings.add_contact(key, found.article.language, at=clock.now())
    response = HttpResponseRedirect(reverse(_DOORS[chosen]))
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(
    request: HttpRequest, found: PublishedArticle, kept: str, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    fact = article_fact(found, rules_at(clock.now()).general())
    key = found.article.key
    back = reverse("help_article", args=[key])
    facts = {
        "frame": frame_of(request, customer_of(request), key),
        "article": fact,
        "kept": kept if kept in {"yes", "no", "all"} else "",
        "back": back,
        "crumbs": (Link(_("Help"), reverse("help")), Link(fact.title, back)),
        "reason": Choice(
            "reason",
            _("What was missing?"),
            tuple(Option(one.value, str(text)) for one, text in REASONS.items()),
        ),
        "words": Field(
            "words",
            _("Tell us more"),
            kind="textarea",
            optional=_("optional"),
            hint=_("Please no names, addresses or numbers: nobody can answer here."),
            max_length=WORDS_MAX,
            rows=3,
        ),
        "seo": Seo(index=False),
    }
    response = render(request, "helpcentre/answer.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _from_here(request: HttpRequest) -> bool:
    """Whether the form is ours; browsers say where it comes from, and what says nothing is let in."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def _once(request: HttpRequest, key: str) -> bytes:
    """The same for one browser of one network, one article and one day; nobody can be read out of it.

    Its key is of that day only, and the table forgets it on the next.
    """
    day = clock.now().date().isoformat()
    told = "\0".join((day, key, network_of(request), request.headers.get("User-Agent", "")[:400]))
    secret = hmac.digest(settings.SECRET_KEY.encode(), f"help-answer {day}".encode(), hashlib.sha256)
    return hmac.digest(secret, told.encode(), hashlib.sha256)
