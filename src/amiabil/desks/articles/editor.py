"""Writing an article: a new one, a draft, and what readers would see of what stands in the form."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages as flash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amiabil.actions import help_articles as actions
from amiabil.actions import learning
from amiabil.actions.help_articles import ArticleWrong
from amiabil.desks.articles import facts, form
from amiabil.desks.articles.sentences import in_words
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import BODY_MAX, LANGUAGES, TITLE_MAX, Article, Phrases
from amiabil.domain.helpcentre.life import State
from amiabil.domain.learning.questions import MOST_PHRASES, as_phrases
from amiabil.foundation.errors import AmiabilError
from amiabil.records import clock
from amiabil.records import help_article_versions as records
from amiabil.records import learning as records_of_learning
from amiabil.records.help_article_versions import Version
from amiabil.ui.facts import Notice
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*facts.WHO)
def new(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """A new article, or the first text of one in a language it is missing in."""
    if request.method != "POST":
        return _form(request, viewer, _begun(request, viewer), None)
    typed = form.read(request.POST, form.EMPTY)
    if request.POST.get("do") == "preview":
        return _form(request, viewer, typed, None)
    try:
        made = _made(request, viewer, typed)
        return _kept(request, viewer, made)
    except AmiabilError as refusal:
        return _form(request, viewer, typed, None, refusal=refusal)


@transaction.atomic
def _made(request: HttpRequest, viewer: Viewer, typed: Article) -> Version:
    """A draft, and the group of unanswered questions it was begun from is settled with it."""
    made = actions.draft(viewer, typed, note=request.POST.get("note", ""))
    if group := _group(request):
        learning.begun(viewer, group, made, at=clock.now())
    return made


def _group(request: HttpRequest) -> UUID | None:
    """The group of unanswered questions the article is begun from."""
    try:
        return UUID((request.POST or request.GET).get("group", ""))
    except ValueError:
        return None


def _from_questions(viewer: Viewer, group: UUID, language: str) -> Article:
    """What an article begins with that answers these questions: the first as its title, all as ways to ask."""
    found = records_of_learning.examples(viewer, group, language=language, limit=MOST_PHRASES)
    texts = as_phrases([one.text for one in found.items])
    title = texts[0][:TITLE_MAX] if texts else ""
    return replace(form.EMPTY, language=language, title=title, phrases=Phrases(asked_as=texts))


def _begun(request: HttpRequest, viewer: Viewer) -> Article:
    """What a new article begins with: all but the words of the same article in another language, when it is named."""
    group = _group(request)
    if group is not None:
        given = request.GET.get("language", "")
        return _from_questions(viewer, group, given if given in LANGUAGES else LANGUAGES[0])
    key, language = request.GET.get("key", ""), request.GET.get("language", "")
    language = language if language in LANGUAGES else LANGUAGES[0]
    for other in LANGUAGES:
        there = records.in_states(viewer, key, other, [State.PUBLISHED]) if other != language else None
        if there is not None:
            bare = replace(there.article, phrases=form.EMPTY.phrases)
            return replace(bare, language=language)
    return replace(form.EMPTY, key=key[:80], language=language)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*facts.WHO)
def write(request: HttpRequest, viewer: Viewer, key: str, language: str, number: int) -> HttpResponseBase:
    """The text of a draft to be changed. Raises ``NotFound``."""
    one = actions.found(viewer, key, language, number)
    if one.state is not State.DRAFT:
        return HttpResponseRedirect(facts.address(one))
    if request.method != "POST":
        return _form(request, viewer, one.article, one)
    typed = form.read(request.POST, one.article)
    if request.POST.get("do") == "preview":
        return _form(request, viewer, typed, one)
    try:
        if request.POST.get("revision") != str(one.revision):
            raise records.ArticleMovedOn
        return _kept(request, viewer, actions.write(viewer, one, typed, note=request.POST.get("note", "")))
    except AmiabilError as refusal:
        return _form(request, viewer, typed, one, refusal=refusal)


def _kept(request: HttpRequest, viewer: Viewer, draft: Version) -> HttpResponseBase:
    """Where one goes after saving: to the version, which a second person has when that was asked for."""
    if request.POST.get("do") == "submit":
        try:
            actions.submit(viewer, draft)
        except AmiabilError as refusal:
            flash.error(request, describe(refusal, viewer.language, viewer.zone).text)
            return _see(facts.address(draft, "write"))
        flash.success(request, _("Saved. Now a second person has to read it and make it public."))
    else:
        flash.success(request, _("Saved as a draft."))
    return _see(facts.address(draft))


@require_POST
@for_staff(*facts.WHO)
def preview(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """What readers would see of what stands in the form, and what is wrong with it; nothing is kept."""
    return render(request, "articles/_preview.html", _preview(form.read(request.POST, form.EMPTY), viewer))


def _preview(article: Article, viewer: Viewer) -> dict[str, object]:
    short = replace(article, body=article.body[:BODY_MAX])
    return {"article": facts.rendered(short), "problems": facts.problems(short, viewer)}


def _form(
    request: HttpRequest,
    viewer: Viewer,
    article: Article,
    version: Version | None,
    *,
    refusal: AmiabilError | None = None,
) -> HttpResponse:
    told = _told(refusal, viewer) if refusal else ""
    errors = {_field_of(refusal): told} if isinstance(refusal, ArticleWrong) else {}
    page = {
        "frame": facts.frame(request, viewer),
        "home": reverse("articles:list"),
        "back": facts.address(version) if version else reverse("articles:list"),
        "name": version.article.title if version else _("New article"),
        "language": article.language,
        "language_name": facts.language_name(article.language),
        "revision": version.revision if version else 0,
        "preview_url": reverse("articles:preview"),
        "notice": Notice(told, tone="bad") if refusal else None,
        "heads": form.heads(article, errors, new=version is None),
        "body": form.body(article, errors),
        "phrases": form.phrases(article, errors),
        "about": form.about(article, errors),
        "group": str(_group(request) or "") if version is None else "",
        "note": form.note(request.POST.get("note", version.note if version else "")),
        **(_preview(article, viewer) if article.body.strip() else {"article": None, "problems": []}),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return render(request, "articles/write.html", page, status=status)


def _told(refusal: AmiabilError, viewer: Viewer) -> str:
    if isinstance(refusal, ArticleWrong):
        return in_words(str(refusal.facts["text"]))
    return describe(refusal, viewer.language, viewer.zone).text


def _field_of(refusal: ArticleWrong) -> str:
    """The field of the form a refusal is about: ``asked_as`` for its third line as well."""
    return (refusal.field or "").strip("/").partition(".")[0].partition("[")[0]


def _see(address: str) -> HttpResponseBase:
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
