"""What is done with a group of questions: measured, confirmed, put aside, taken back."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions import learning as actions
from amiabil.desks.learning import facts, pages
from amiabil.domain.access import Viewer
from amiabil.domain.learning.questions import MOST_PHRASES, Change, GroupSettled, WouldBeWorse
from amiabil.foundation.errors import AmiabilError
from amiabil.records import clock
from amiabil.records import learning as records
from amiabil.records.learning import Group
from amiabil.ui.learning import group_questions, measure_change
from amiabil.ui.viewer import for_staff


@require_POST
@for_staff(*facts.WHO)
def again(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Have the questions put together now."""
    actions.ask_grouping(viewer, at=clock.now())
    group_questions()
    flash.success(request, _("The questions are being put together. It takes about a minute."))
    return _see(reverse("learning:list"))


@require_POST
@for_staff(*facts.WHO)
def try_it(request: HttpRequest, viewer: Viewer, group: UUID) -> HttpResponseBase:
    """Have it measured what the change that was chosen would do. Raises ``NotFound``."""
    one = records.group(viewer, group)
    given = request.POST
    change = Change.OUTSIDE if given.get("do") == "outside" else Change.PHRASES
    key = given.get("other", "").strip()[:80] or given.get("article", "")[:80]
    wanted = actions.Wanted(change, key, given.get("language", ""), _ids(given.getlist("question")))
    try:
        trial = actions.ask_trial(viewer, group, wanted, at=clock.now())
    except AmiabilError as refusal:
        return pages.shown(request, viewer, one, refusal)
    measure_change(trial)
    return _see(reverse("learning:trial", args=[group, trial]))


def _ids(given: list[str]) -> tuple[UUID, ...]:
    found = []
    for text in given[: MOST_PHRASES * 5]:
        with suppress(ValueError):
            found.append(UUID(text))
    return tuple(found)


@require_POST
@for_staff(*facts.WHO)
def confirm(request: HttpRequest, viewer: Viewer, group: UUID, trial: UUID) -> HttpResponseBase:
    """Make the change that was measured; one that makes it worse only when that was read. Raises ``NotFound``."""
    one = records.group(viewer, group)
    found = records.trial(viewer, group, trial)
    try:
        if found.measured is not None and found.measured.drops and request.POST.get("worse") != "yes":
            raise WouldBeWorse
        made = actions.confirm(viewer, one, trial, at=clock.now())
    except AmiabilError as refusal:
        return pages.tried(request, viewer, one, trial, refusal)
    if made is None:
        flash.success(request, _("From now on the assistant takes such questions for none of ours."))
    elif made.state.value == "draft":
        flash.success(
            request, _("They stand in the draft of the article now. Whoever writes it goes on with it.")
        )
    else:
        flash.success(
            request, _("They stand in a new version of the article. A second person has to make it public.")
        )
    return _see(reverse("learning:group", args=[group]))


@require_POST
@for_staff(*facts.WHO)
def dismiss(request: HttpRequest, viewer: Viewer, group: UUID) -> HttpResponseBase:
    """Put a group aside as it was seen. Raises ``NotFound``."""
    one = records.group(viewer, group)
    try:
        _demand_seen(request, one)
        actions.dismiss(viewer, one, at=clock.now())
    except AmiabilError as refusal:
        return pages.shown(request, viewer, one, refusal)
    flash.success(request, _("Put aside. Questions like these do not come back here."))
    return _see(reverse("learning:list"))


@require_POST
@for_staff(*facts.WHO)
def undo(request: HttpRequest, viewer: Viewer, group: UUID) -> HttpResponseBase:
    """Take back what was done with a group as it was seen. Raises ``NotFound``."""
    one = records.group(viewer, group)
    try:
        _demand_seen(request, one)
        made = actions.undo(viewer, one, at=clock.now())
    except AmiabilError as refusal:
        return pages.shown(request, viewer, one, refusal)
    if made is not None and made.state.value == "review":
        flash.success(request, _("Taken back. A second person has to make the article without them public."))
    else:
        flash.success(request, _("Taken back. The group waits to be looked at again."))
    return _see(reverse("learning:group", args=[group]))


def _demand_seen(request: HttpRequest, one: Group) -> None:
    if request.POST.get("revision") != str(one.revision):
        raise GroupSettled(state=one.state.value)


def _see(address: str) -> HttpResponseBase:
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
