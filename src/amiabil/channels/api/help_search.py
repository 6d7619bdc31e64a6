"""Searching the public articles of the help centre, for a shop's own pages and programs."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from amiabil.actions.help_search import Wanted, find
from amiabil.actions.policies import rules_at
from amiabil.channels.api.case_documents import Document
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.help_articles import demand_scope
from amiabil.channels.api.pages import page_of
from amiabil.channels.api.schemas import TEXT, many, shape, words
from amiabil.domain.helpcentre.article import LANGUAGES, Readers, Section
from amiabil.domain.search import Piece
from amiabil.foundation.fields import NotAChoice, Schema
from amiabil.records import clock
from amiabil.records.help_search import Asking, Hit
from amiabil.ui.help_articles import article_address, fill

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["help"])

_PIECES = many(shape(text=TEXT, found={"type": "boolean"}))

SCHEMAS: dict[str, Schema] = {
    "FoundArticle": shape(
        key=TEXT,
        language={
            **TEXT,
            "description": "The language it can be read in: the one asked for where it is there.",
        },
        title=TEXT,
        summary=TEXT,
        extract={
            **_PIECES,
            "description": "In pieces, of which some are what was looked for. Nothing is markup.",
        },
        section=words(Section),
        audience=words(Readers),
        path={**TEXT, "description": "Where it is read, below the address of the installation."},
        score={"type": "number", "description": "From 0 to 1; only good for comparing within one answer."},
    )
}


@router.get(
    "/help/search",
    operation_id="searchHelp",
    summary="Search the help centre",
    openapi_extra=described(
        {HTTPStatus.OK: ("Published articles, the best answer first.", listed(ref("FoundArticle")))}
    ),
)
def search_help(
    request: HttpRequest, q: str = "", language: str = "", limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Needs `content:read` or `content:write`. Words of every language of the help centre are understood."""
    demand_scope(request)
    first = language or settings.LANGUAGE_CODE
    if first not in LANGUAGES:
        raise NotAChoice(field="/language", choices=list(LANGUAGES))
    now = clock.now()
    policy = rules_at(now).general()

    def written(text: str, code: str) -> str:
        return fill(text, code, policy, settings.AMIABIL_MARKETPLACE)

    asking = Asking(tuple(dict.fromkeys((first, *LANGUAGES))))
    return page_of(find(q, asking, Wanted(limit, after, written), at=now), _document)


def _document(hit: Hit) -> Document:
    return {
        "key": hit.key,
        "language": hit.language,
        "title": _plain(hit.title),
        "summary": _plain(hit.summary),
        "extract": [{"text": piece.text, "found": piece.found} for piece in hit.extract],
        "section": hit.section.value,
        "audience": hit.readers.value,
        "path": article_address(hit.key, hit.language),
        "score": hit.score,
    }


def _plain(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)
