"""Which address leads to which room? Source: the table "Addresses" of the conventions."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amiabil.channels.helpcentre import urls as help_urls
from amiabil.channels.portal import urls as portal_urls
from amiabil.server import health


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """``/`` leads to the help centre in the reader's language, ``/ro/`` and ``/en/`` in that one."""
    return HttpResponseRedirect(f"/{get_language()}/help/")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("seals.txt", health.seals, name="seals"),
    path("", include("amiabil.ui.urls")),
    path("", include("amiabil.channels.sso.urls")),
    path("", include("amiabil.channels.api.urls")),
    path("", include("amiabil.channels.chat.door_urls")),
    path("", include("amiabil.channels.files.urls")),
    path("", include("amiabil.channels.translation.urls")),
    path("", include("amiabil.channels.email.urls")),
    path("", include(portal_urls.public)),
    path("", include(help_urls.machines_read)),
    path("", include("amiabil.desks.account.urls")),
    *i18n_patterns(
        path("", start, name="start_in_language"),
        path("", include("amiabil.channels.chat.urls")),
        path("", include("amiabil.channels.contact.urls")),
        path("", include("amiabil.channels.helpcentre.urls")),
        path("", include("amiabil.channels.portal.urls")),
        path("", include("amiabil.channels.files.upload_urls")),
        path("", include("amiabil.desks.seller.urls")),
    ),
    path("", include("amiabil.desks.agent.urls")),
    path("", include("amiabil.desks.mediator.urls")),
    path("", include("amiabil.desks.reviewer.urls")),
    path("", include("amiabil.desks.operator.urls")),
    path("", include("amiabil.desks.supervisor.urls")),
    path("", include("amiabil.desks.reports.urls")),
    path("", include("amiabil.desks.admin.urls")),
    path("", include("amiabil.desks.policies.urls")),
    path("", include("amiabil.desks.assistance.urls")),
    path("", include("amiabil.desks.articles.urls")),
    path("", include("amiabil.desks.help_search.urls")),
    path("", include("amiabil.desks.learning.urls")),
    path("", include("amiabil.desks.audit.urls")),
]
if settings.AMIABIL_DEMO:
    urlpatterns.append(path("", include("amiabil.demo.urls")))
urlpatterns.append(path("", include(help_urls.unknown_languages)))

handler400 = "amiabil.server.refused.bad_request"
handler403 = "amiabil.server.refused.forbidden"
handler404 = "amiabil.server.refused.not_found"
handler500 = "amiabil.server.refused.failed"
