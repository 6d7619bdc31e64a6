"""Words that mean the same here: those that were added, and those that come with the product."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amiabil.actions import help_search as actions
from amiabil.desks.assistance.frame import frame
from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.helpcentre.packaged import shipped_synonyms
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError
from amiabil.records import clock
from amiabil.records import help_synonyms as records
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import Field, Link
from amiabil.ui.paging import address, pager
from amiabil.ui.viewer import for_staff

WHO = (Role.OPERATOR, Role.ADMIN)
SIZE = 50
LETTERS_MAX = 2_000


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*WHO)
def groups(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The groups of a language, the newest first, and a form for another one."""
    given = request.POST if request.method == "POST" else request.GET
    language = given["language"] if given.get("language") in LANGUAGES else LANGUAGES[0]
    if request.method != "POST":
        return _shown(request, viewer, language, errors={})
    typed = request.POST.get("words", "")
    try:
        actions.add_synonyms(viewer, language, typed, at=clock.now())
    except AmiabilError as refusal:
        return _shown(request, viewer, language, errors=errors_by_field(refusal, home_reader(viewer)))
    flash.success(request, _("From now on these words mean the same in the search of help."))
    return _back(language)


@require_POST
@for_staff(*WHO)
def away(request: HttpRequest, viewer: Viewer, group: UUID) -> HttpResponse:
    """Take a group away. Raises ``NotFound`` where it is gone."""
    actions.take_away_synonyms(viewer, group, at=clock.now())
    flash.success(request, _("These words do not stand for one another any more."))
    language = request.POST.get("language", "")
    return _back(language if language in LANGUAGES else LANGUAGES[0])


def _back(language: str) -> HttpResponse:
    response = HttpResponseRedirect(address(reverse("help_search:synonyms"), language=language))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _shown(request: HttpRequest, viewer: Viewer, language: str, *, errors: Mapping[str, str]) -> HttpResponse:
    home = reverse("help_search:synonyms")
    found = records.groups(viewer, language, limit=SIZE, after=request.GET.get("after"))
    facts = {
        "frame": frame(request, viewer, "synonyms"),
        "home": home,
        "language": language,
        "filters": [
            Link(
                str(get_language_info(code)["name_translated"]),
                address(home, language=code),
                current=code == language,
            )
            for code in LANGUAGES
        ],
        "field": Field(
            "words",
            _("Words or short phrases that mean the same"),
            value=request.POST.get("words", "")[:LETTERS_MAX],
            hint=_(
                "With commas between them, as: parcel, package, box. Two to sixteen, each of at most six words."
            ),
            error=errors.get("words", ""),
            required=True,
            max_length=LETTERS_MAX,
        ),
        "own": [
            (" · ".join(one.words), one.added_by, reverse("help_search:synonyms_away", args=[one.id]))
            for one in found.items
        ],
        "shipped": [" · ".join(words) for words in shipped_synonyms(language)],
        "pager": pager(request, found, home, language=language),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "help_search/synonyms.html", facts, status=status)
