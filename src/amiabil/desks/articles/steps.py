"""The steps of a version: begun anew, given to a second person, planned, public, taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from amiabil.actions import help_articles as actions
from amiabil.actions.help_articles import ArticleTime
from amiabil.desks.articles import facts, pages
from amiabil.domain.access import Viewer
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records.help_article_versions import ArticleMovedOn, Version
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.viewer import for_staff

Done = Callable[[HttpRequest, Viewer, Version], str]
"""Takes the step; gives the address to go to."""


@require_POST
@for_staff(*facts.WHO)
def step(request: HttpRequest, viewer: Viewer, /, step: str, **place: Any) -> HttpResponseBase:
    """Take a step with the version as it was seen; a refusal is said on its page. Raises ``NotFound``."""
    one = actions.found(viewer, **place)
    if step not in _STEPS:
        raise NotFound
    done, said = _STEPS[step]
    try:
        if request.POST.get("revision") != str(one.revision):
            raise ArticleMovedOn
        address = done(request, viewer, one)
    except AmiabilError as refusal:
        return pages.shown(request, viewer, one, refusal)
    flash.success(request, str(said))
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _draft(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    return facts.address(actions.draft(viewer, one.article), "write")


def _submit(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    return facts.address(actions.submit(viewer, one))


def _send_back(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    return facts.address(actions.send_back(viewer, one, note=request.POST.get("note", "")))


def _schedule(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    try:
        local = datetime.fromisoformat(request.POST.get("publish_at", ""))
    except ValueError:
        raise ArticleTime(field="/publish_at") from None
    at = local.replace(tzinfo=ZoneInfo(viewer.zone or HOME_ZONE)) if local.tzinfo is None else local
    return facts.address(actions.schedule(viewer, one, at))


def _unschedule(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    return facts.address(actions.unschedule(viewer, one))


def _publish(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    return facts.address(actions.publish(viewer, one))


def _withdraw(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    return facts.address(actions.withdraw(viewer, one))


def _archive(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    actions.archive(viewer, one, leads_to=request.POST.get("leads_to", "").strip())
    return facts.address(one)


def _rename(request: HttpRequest, viewer: Viewer, one: Version) -> str:
    new = request.POST.get("key", "").strip()
    actions.rename(viewer, one.article.key, new)
    return reverse("articles:version", args=[new, one.article.language, one.number])


_STEPS: Mapping[str, tuple[Done, Promise | str]] = {
    "draft": (_draft, _("A new version is begun.")),
    "submit": (_submit, _("Now a second person has to read it and make it public.")),
    "send_back": (_send_back, _("It is a draft again; its authors go on with it.")),
    "schedule": (_schedule, _("Planned. It becomes public by itself.")),
    "unschedule": (_unschedule, _("The plan is taken back.")),
    "publish": (_publish, _("It is public now.")),
    "withdraw": (_withdraw, _("The version is dropped.")),
    "archive": (_archive, _("The article is taken away.")),
    "rename": (_rename, _("The article has a new address; the old one leads to it.")),
}
