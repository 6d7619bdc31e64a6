"""What the help centre says, for programs: the list of its articles, and one of them."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions.policies import rules_at
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.case_documents import Document, instant
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.pages import page_of
from amiabil.channels.api.schemas import AT, COUNT, TEXT, many, shape, words
from amiabil.domain.access import ScopeMissing
from amiabil.domain.helpcentre.article import LANGUAGES, Readers, Section
from amiabil.domain.policy.model import Policy
from amiabil.foundation.errors import NotFound
from amiabil.foundation.fields import NotAChoice, Schema
from amiabil.records import clock
from amiabil.records import help_articles as records
from amiabil.records.help_articles import Head, Moved, PublishedArticle
from amiabil.records.paging import bounded
from amiabil.ui.help_articles import article_address, fill, render

router = Router(tags=["help"])

_HEAD: dict[str, Schema] = {
    "key": TEXT,
    "language": {
        **TEXT,
        "description": "The one it could be had in: the one that was asked for, where there is one.",
    },
    "title": TEXT,
    "summary": TEXT,
    "section": words(Section),
    "topic": TEXT,
    "audience": words(Readers),
    "countries": {**many(TEXT), "description": "Empty where it holds everywhere."},
    "published_at": AT,
    "url": TEXT,
}

SCHEMAS: dict[str, Schema] = {
    "ListedArticle": shape(**_HEAD),
    "Article": shape(
        **_HEAD,
        version=COUNT,
        languages={**many(TEXT), "description": "All it can be read in."},
        html={**TEXT, "description": "Safe to show; its numbers are those of the policy in force now."},
        sources=many(TEXT),
        related={**many(TEXT), "description": "Keys of articles."},
    ),
}


@router.get(
    "/help/articles",
    operation_id="listArticles",
    summary="List the articles of the help centre",
    openapi_extra=described(
        {HTTPStatus.OK: ("Published articles by key, each once.", listed(ref("ListedArticle")))}
    ),
)
def list_articles(
    request: HttpRequest,
    language: str | None = None,
    section: str | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> HttpResponse:
    """In `language` (`ro`, `en`), and where it is missing in another one."""
    demand_scope(request)
    spoken, shelf = _languages(language), _section(section)
    found = records.heads(spoken, section=shelf, after=after, limit=bounded(limit))
    policy = _policy()
    return page_of(found, lambda head: _head(head, policy))


@router.get(
    "/help/articles/{key}",
    operation_id="getArticle",
    summary="Read an article of the help centre",
    openapi_extra=described(
        {HTTPStatus.OK: ("The published article.", ref("Article"))}, refusals=(HTTPStatus.NOT_FOUND,)
    ),
)
def get_article(request: HttpRequest, key: str, language: str | None = None) -> HttpResponse:
    """In `language`, else in another one. A key it had before gives the article too, under its `key` of now."""
    demand_scope(request)
    spoken = _languages(language)
    found = records.published(key, spoken)
    if isinstance(found, Moved) and found.key is not None:
        found = records.published(found.key, spoken)
    if not isinstance(found, PublishedArticle):
        raise NotFound
    return JsonResponse(_article(found))


def demand_scope(request: HttpRequest) -> None:
    """Whether the key may read what the help centre says. Raises ``ScopeMissing``."""
    if not caller(request).scopes & {"content:read", "content:write"}:
        raise ScopeMissing("content:read", "content:write")


def _languages(asked: str | None) -> tuple[str, ...]:
    first = asked or settings.LANGUAGE_CODE
    if asked is not None and asked not in LANGUAGES:
        raise NotAChoice(field="/language", choices=list(LANGUAGES))
    return (first, *(one for one in LANGUAGES if one != first))


def _section(asked: str | None) -> Section | None:
    if asked is None:
        return None
    found = next((one for one in Section if one.value == asked), None)
    if found is None:
        raise NotAChoice(field="/section", choices=[one.value for one in Section])
    return found


def _policy() -> Policy:
    return rules_at(clock.now()).general()


def _head(head: Head, policy: Policy) -> Document:
    marketplace = settings.AMIABIL_MARKETPLACE
    return {
        "key": head.key,
        "language": head.language,
        "title": fill(head.title, head.language, policy, marketplace),
        "summary": fill(head.summary, head.language, policy, marketplace),
        "section": head.section.value,
        "topic": head.topic,
        "audience": head.readers.value,
        "countries": list(head.countries),
        "published_at": instant(head.published_at),
        "url": f"{settings.AMIABIL_BASE_URL}{article_address(head.key, head.language)}",
    }


def _article(found: PublishedArticle) -> Document:
    one, policy = found.article, _policy()
    head = Head(
        key=one.key,
        language=one.language,
        title=one.title,
        summary=one.summary,
        section=one.section,
        topic=one.topic,
        readers=one.readers,
        countries=one.countries,
        published_at=found.published_at,
    )
    return {
        **_head(head, policy),
        "version": found.number,
        "languages": list(found.languages),
        "html": render(one.body, one.language, policy, settings.AMIABIL_MARKETPLACE),
        "sources": list(one.sources),
        "related": [related.key for related in found.related],
    }
