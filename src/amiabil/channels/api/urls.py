"""Which address leads to which operation? All below ``/api/``, whatever is asked, and always as problems."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from amiabil.channels.api.app import api, description, problems_only
from amiabil.foundation.errors import NotFound
from amiabil.ui.problem_documents import problem


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API; public, as the documentation is."""
    return HttpResponse(description(), content_type="application/json")


@csrf_exempt
def nowhere(request: HttpRequest, **rest: str) -> HttpResponse:
    """Everything below ``/api/`` that is no operation."""
    return problem(request, NotFound())


def _operations() -> list[URLPattern]:
    found, _, _ = api.urls
    operations = [one for one in found if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in operations:
        one.callback = problems_only(one.callback)
    return operations


urlpatterns = [
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", include((_operations(), "api"))),
    re_path(r"^api/(?P<rest>.*)$", nowhere),
]
