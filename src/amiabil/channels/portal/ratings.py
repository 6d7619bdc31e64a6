"""What a customer thinks of a solution: on the page of the request, or from a mail without signing in.

An address in a mail only shows the page with the answer chosen: mail programs and filters open every address there is.
"""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from amiabil.actions.ticket_work import Rated, rate
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Rating
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.fields import FieldRequired
from amiabil.foundation.grants import RatingGrant, read_rating
from amiabil.foundation.signed import BadToken
from amiabil.records import clock, ratings
from amiabil.records.ratings import Asker
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import rating as shown
from amiabil.ui.tickets import seen
from amiabil.ui.viewer import for_buyer_or_seller


def _rated(request: HttpRequest) -> Rated:
    """What the form says. Raises ``FieldRequired`` without one of the answers."""
    given = request.POST.get("rating", "")
    if given not in set(Rating):
        raise FieldRequired(field="/rating")
    return Rated(Rating(given), request.POST.get("comment", ""), clock.now())


@require_POST
@for_buyer_or_seller
def ticket_rating(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Rate a solution on the page of the request."""
    try:
        rate(viewer, reference, _rated(request))
    except NotFound:
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language, viewer.zone).text)
    else:
        flash.success(request, _("Thank you. Your rating is kept."))
    return HttpResponseRedirect(reverse("ticket", args=[reference]))


@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the page with the answer of the address chosen; POST counts it."""
    grant = _grant(token)
    asker = ratings.asker(grant.case)
    if asker is None:
        raise Http404
    known = grant.language in dict(settings.LANGUAGES)
    with override(grant.language if known else settings.LANGUAGE_CODE):
        answer = _answer(request, replace(asker, viewer=replace(asker.viewer, language=grant.language)))
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _answer(request: HttpRequest, asker: Asker) -> HttpResponse:
    chosen, comment, error, done = request.GET.get("rating", ""), "", "", False
    if request.method == "POST":
        chosen, comment = request.POST.get("rating", ""), request.POST.get("comment", "")
        try:
            rate(asker.viewer, asker.reference, _rated(request))
            done = True
        except AmiabilError as refusal:
            error = describe(refusal, asker.viewer.language).text
    look = seen.look(asker.viewer, asker.reference)
    facts = {
        "subject": look.file.subject,
        "reference": look.file.reference,
        "rating": shown.form(look, url=request.path, chosen=chosen, comment=comment, error=error),
        "done": done,
    }
    return render(request, "portal/rating.html", facts, status=422 if error else 200)


def _grant(token: str) -> RatingGrant:
    try:
        return read_rating(token, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    except BadToken:
        raise Http404 from None
