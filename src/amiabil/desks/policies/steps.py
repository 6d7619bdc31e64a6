"""The steps of a version: a new draft, planned for a day, published by a second person, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_POST

from amiabil.actions import policy_versions
from amiabil.desks.policies import facts, views
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Invalid
from amiabil.records import policy_versions as records
from amiabil.records.policy_versions import Version
from amiabil.ui.viewer import for_staff

Step = Callable[[Viewer, Version], Version]


class BadDay(Invalid):
    """The day cannot be read."""

    code = "bad_day"


@require_POST
@for_staff(Role.OPERATOR)
def draft(request: HttpRequest, viewer: Viewer, policy: str, number: int) -> HttpResponseBase:
    """A new draft with the text of this version; its page is the text."""
    made = policy_versions.draft_from(viewer, records.version(viewer, policy, number))
    return _see(facts.address(made, "text"))


@require_POST
@for_staff(Role.OPERATOR)
def plan(request: HttpRequest, viewer: Viewer, policy: str, number: int) -> HttpResponseBase:
    """Plan a draft for the day of the form."""

    def step(viewer: Viewer, one: Version) -> Version:
        try:
            day = date.fromisoformat(request.POST.get("day", ""))
        except ValueError:
            raise BadDay(field="/day") from None
        return policy_versions.schedule(viewer, one, day)

    return _step(request, viewer, records.version(viewer, policy, number), step)


@require_POST
@for_staff(Role.OPERATOR)
def publish(request: HttpRequest, viewer: Viewer, policy: str, number: int) -> HttpResponseBase:
    """Let a planned version hold from its day on."""
    return _step(request, viewer, records.version(viewer, policy, number), policy_versions.publish)


@require_POST
@for_staff(Role.OPERATOR)
def withdraw(request: HttpRequest, viewer: Viewer, policy: str, number: int) -> HttpResponseBase:
    """Take back a version that does not hold yet."""
    return _step(request, viewer, records.version(viewer, policy, number), policy_versions.withdraw)


def _step(request: HttpRequest, viewer: Viewer, one: Version, step: Step) -> HttpResponseBase:
    """Take a step on the version as it was seen; a refusal is said on its page."""
    try:
        if request.POST.get("revision") != str(one.revision):
            raise records.PolicyMovedOn
        step(viewer, one)
    except AmiabilError as refusal:
        return views.shown(request, viewer, one, refusal)
    return _see(facts.address(one))


def _see(address: str) -> HttpResponseBase:
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
