"""What does an article say? Its page, the pages of the sections, and where one goes on when there is no such page."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus

from babel import Locale
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.channels.helpcentre import reads
from amiabil.channels.helpcentre.facts import ArticleFact, Card, Question
from amiabil.channels.helpcentre.kept import current_policy, public_page
from amiabil.channels.helpcentre.start import article_link, often_read, section_link
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import KEY_MAX, Article, is_key
from amiabil.domain.helpcentre.feedback import Way
from amiabil.domain.helpcentre.links import ProductPage
from amiabil.domain.policy.model import Policy
from amiabil.foundation.kept import Kept
from amiabil.records.help_articles import Head, Moved, PublishedArticle, published
from amiabil.ui import formats
from amiabil.ui.addresses import in_language, path_of
from amiabil.ui.facts import Link, Moment
from amiabil.ui.frames import HOME_ZONE, doors, portal_frame
from amiabil.ui.help_articles import fill
from amiabil.ui.help_articles import render as rendered
from amiabil.ui.public_addresses import Seo, crumbs_data, preferred, seo, whole
from amiabil.ui.viewer import customer_of

LONG = 3
"""An article with so many headings begins with a list of them."""

_BODIES: Kept[tuple[SafeString, tuple[str, ...]]] = Kept(512)
"""Texts made with the numbers of a policy; a version of an article never changes once it is published."""

UNDER_EACH = (Way.PERSON, Way.WRITE, Way.REPORT)
"""The ways under an article, in the order of the doors of every page."""

IN_TEXTS = {
    ProductPage.CONTACT: Way.PERSON,
    ProductPage.CHAT: Way.CHAT,
    ProductPage.REQUEST: Way.WRITE,
    ProductPage.NEW_TICKET: Way.REQUEST,
    ProductPage.PROBLEMS: Way.REPORT,
}
"""Pages that a text names where people are reached."""

_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)


@require_safe
def article(request: HttpRequest, key: str) -> HttpResponse:
    """An article, or the way on where there is none; a key written another way leads to the right address."""
    plain = key.strip("/").lower().replace("_", "-").replace(" ", "-")[: KEY_MAX + 1]
    if plain != key and is_key(plain) and published(plain, preferred()) is not None:
        return HttpResponsePermanentRedirect(path_of("help_article", plain))
    if not is_key(key):
        return missing(request, key)
    response = _article(request, key)
    if request.method == "GET" and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        reads.note(key, preferred()[0])
    return response


@public_page
def _article(request: HttpRequest, key: str) -> HttpResponse:
    found = published(key, preferred())
    if found is None:
        return missing(request, key)
    if isinstance(found, Moved):
        if found.key is None:
            return missing(request, key, gone=True)
        return HttpResponsePermanentRedirect(path_of("help_article", found.key))
    viewer, policy = customer_of(request), current_policy()
    frame = portal_frame(request, viewer, "help")
    fact = article_fact(found, policy)
    section = section_link(found.article.section)
    facts = {
        "frame": replace(frame, doors=ways_out(key)),
        "article": fact,
        "crumbs": (Link(_("Help"), path_of("help")), replace(section, icon=""), Link(fact.title, "")),
        "section": section,
        "answers": (Question("yes", _("Yes")), Question("no", _("No"))),
        "answer_url": path_of("help_answer", key),
        "seo": _seo(found, fact, section),
    }
    return render(request, "helpcentre/article.html", facts)


def ways_out(key: str) -> tuple[Link, ...]:
    """The ways to people from an article: by an address that counts which article did not do."""
    return tuple(
        replace(door, url=path_of("help_way", key, way.value))
        for door, way in zip(doors(), UNDER_EACH, strict=True)
    )


def article_fact(found: PublishedArticle, policy: Policy) -> ArticleFact:
    """An article as its page shows it, with the numbers of the policy in force."""
    told, here = found.article, preferred()[0]
    html, headings = _BODIES.of(policy, lambda policy: _body(told, here, policy), beside=(found.id, here))
    return ArticleFact(
        key=told.key,
        title=_filled(told.title, told.language, policy),
        summary=_filled(told.summary, told.language, policy),
        html=html,
        contents=tuple(Link(text, f"#part-{number}") for number, text in enumerate(headings, 1))
        if len(headings) >= LONG
        else (),
        updated=Moment(
            formats.iso(found.published_at, HOME_ZONE),
            formats.day(found.published_at, here, zone=HOME_ZONE),
        ),
        language=told.language,
        other=_other(told.language, here),
        countries=_countries(told.countries, here),
        sources=told.sources,
        related=tuple(card(one, policy) for one in found.related),
    )


def card(head: Head, policy: Policy) -> Card:
    """An article in a list."""
    here = preferred()[0]
    return Card(
        article_link(head.key, head.language, head.title, policy),
        _filled(head.summary, head.language, policy),
        _countries(head.countries, here),
    )


def missing(request: HttpRequest, key: str, *, gone: bool = False) -> HttpResponse:
    """No such page: what was looked for goes into the search, and the ways to people are where they always are."""
    viewer = customer_of(request)
    words = " ".join(re.findall(r"[^\W_]+", key))[:120]
    facts = {
        "frame": portal_frame(request, viewer, "help"),
        "gone": gone,
        "words": words,
        "find_url": path_of("help") + "search",
        "read": often_read(current_policy()),
        "seo": Seo(index=False),
    }
    status = HTTPStatus.GONE if gone else HTTPStatus.NOT_FOUND
    return render(request, "helpcentre/missing.html", facts, status=status)


def _body(told: Article, here: str, policy: Policy) -> tuple[SafeString, tuple[str, ...]]:
    """The text with a name for each heading, and the headings. Links lead to pages in the language of the page, those
    to people by the address that counts which article did not do."""
    language = told.language

    def counted(page: ProductPage) -> str | None:
        way = IN_TEXTS.get(page)
        return path_of("help_way", told.key, way.value) if way is not None else None

    html = rendered(told.body, language, policy, settings.AMIABIL_MARKETPLACE, way=counted)
    if language != here:
        html = html.replace(f'href="/{language}/', f'href="/{here}/')
    headings: list[str] = []

    def named(found: re.Match[str]) -> str:
        headings.append(strip_tags(found[1]))
        return f'<h2 id="part-{len(headings)}" tabindex="-1">{found[1]}</h2>'

    return mark_safe(_HEADING.sub(named, html)), tuple(headings)  # noqa: S308  (made safe by ``render``)


def _filled(text: str, language: str, policy: Policy) -> str:
    return fill(text, language, policy, settings.AMIABIL_MARKETPLACE)


def _other(language: str, here: str) -> str:
    if language == here:
        return ""
    name = get_language_info(language)["name_translated"]
    return _("This article is not there in your language yet; you read it in %(language)s.") % {
        "language": name
    }


def _countries(codes: tuple[str, ...], here: str) -> str:
    names = Locale.parse(here).territories
    if not codes:
        return ""
    return _("Holds for %(countries)s") % {"countries": ", ".join(names.get(code, code) for code in codes)}


def _seo(found: PublishedArticle, fact: ArticleFact, section: Link) -> Seo:
    told = found.article
    path = in_language(told.language, "help_article", told.key)
    return seo(
        "help_article",
        told.key,
        description=fact.summary,
        languages=found.languages,
        shown=told.language,
        data=[
            crumbs_data([(_("Help"), path_of("help")), (section.text, section.url), (fact.title, path)]),
            {
                "@type": "Article",
                "headline": fact.title,
                "description": fact.summary,
                "inLanguage": told.language,
                "dateModified": found.published_at.isoformat(timespec="seconds"),
                "mainEntityOfPage": whole(path),
                "publisher": {"@type": "Organization", "name": settings.AMIABIL_MARKETPLACE},
            },
        ],
    )


def frame_of(request: HttpRequest, viewer: Viewer, key: str) -> object:
    """The frame of a page that belongs to an article."""
    return replace(portal_frame(request, viewer, "help"), doors=ways_out(key))
