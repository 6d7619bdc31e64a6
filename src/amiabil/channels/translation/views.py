"""A reader wishes to read a conversation in their language too, or no more."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import clock, translations
from amiabil.ui import translating
from amiabil.ui.next_page import safe_next
from amiabil.ui.viewer import for_customer, for_staff

_STAFF = (Role.AGENT, Role.MEDIATOR, Role.REVIEWER, Role.SUPERVISOR)


@require_POST
@for_customer
def wish(request: HttpRequest, viewer: Viewer, case_id: UUID) -> HttpResponse:
    """A buyer or a member of a shop asks."""
    return _wish(request, viewer, case_id)


@require_POST
@for_staff(*_STAFF)
def desk_wish(request: HttpRequest, viewer: Viewer, case_id: UUID) -> HttpResponse:
    """A member of the staff asks."""
    return _wish(request, viewer, case_id)


def _wish(request: HttpRequest, viewer: Viewer, case_id: UUID) -> HttpResponse:
    """Keep the wish, order what is missing, and go back to the page. Raises ``NotFound``."""
    if not settings.AMIABIL_TRANSLATION:
        raise NotFound
    if "stop" in request.POST:
        translations.stop(viewer, case_id, viewer.language)
    else:
        translations.wish(viewer, case_id, viewer.language, at=clock.now())
        translating.order(case_id)
    return HttpResponseRedirect(safe_next(request.POST.get("next")) or "/")
