"""The mails of the demonstration as pages. What stands in a mail is shown in a frame that may do nothing."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from amiabil.demo import mails
from amiabil.records import clock
from amiabil.ui import formats
from amiabil.ui.facts import Link, Moment, Pager
from amiabil.ui.frames import HOME_ZONE

PAGE = 50

_BODY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail carries its styles in itself, and its links open beside it; nothing else in it may do anything."""


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Every mail that was sent, to whomever, the newest first."""
    before = request.GET.get("before", "")
    found = mails.latest(limit=PAGE + 1, before=before)
    shown = found[:PAGE]
    here = reverse("demo_mails")
    older = f"{here}?before={shown[-1].name}" if len(found) > PAGE else ""
    facts = {
        "mails": [(mail, _caught_at(mail)) for mail in shown],
        "pager": Pager(here if before else "", older),
    }
    return render(request, "demo/mails.html", facts)


@never_cache
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # it says that views take nothing but the request
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its heads, and its body in a frame. Raises ``NotFound``."""
    found = mails.caught(name)
    crumbs = (Link(_("Mails of the demonstration"), reverse("demo_mails")), Link(found.to, ""))
    return render(request, "demo/mail.html", {"mail": found, "at": _caught_at(found), "crumbs": crumbs})


@never_cache
@require_safe
@xframe_options_sameorigin
def body(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail for the frame, from an origin of its own. Raises ``NotFound``."""
    html = mails.caught(name).html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": _BODY_POLICY})


@never_cache
@require_safe
def source(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as it came over the wire. Raises ``NotFound``."""
    found = mails.caught(name).source.decode("utf-8", "replace")
    return HttpResponse(found, content_type="text/plain; charset=utf-8")


def _caught_at(found: mails.CaughtMail) -> Moment:
    return formats.moment(found.caught_at, get_language() or "en", zone=HOME_ZONE, now=clock.unshifted())
