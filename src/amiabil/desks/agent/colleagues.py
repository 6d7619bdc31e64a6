"""Whom can a note name? The list that opens after ``@`` while an agent writes one."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import staff
from amiabil.ui.viewer import for_staff

MOST_TYPED = 150
"""Letters of a user name: nobody's begins with more."""


@require_safe
@for_staff(Role.AGENT)
def suggest(request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """The colleagues whose names begin so: ``items`` with user and name, and what is ``said`` of how many they are."""
    found = staff.colleagues(viewer, request.GET.get("q", "")[:MOST_TYPED])
    said = (
        ngettext("%(count)s colleague", "%(count)s colleagues", len(found)) % {"count": len(found)}
        if found
        else _("Nobody is called so.")
    )
    return JsonResponse({"items": [{"user": one.username, "name": one.name} for one in found], "said": said})
