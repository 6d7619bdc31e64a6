"""Which notices come by mail as well? Chosen on the page of settings, or ended with one press from a mail.

A page opened from a mail changes nothing by itself: mail programs and filters open every address there is. Only a
``POST`` does, from the page's button or, without any page, from the mail program (RFC 8058).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from amiabil.actions import people
from amiabil.domain.access import Viewer
from amiabil.domain.notices import CHOICES, Topic
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.grants import MailsGrant, read_mails
from amiabil.foundation.signed import BadToken
from amiabil.records import clock
from amiabil.records.people import own_settings
from amiabil.ui.facts import Choice, Option
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_customer
from amiabil.ui.words import mails as words


def choice(viewer: Viewer) -> Choice:
    """The mails of this side that can be switched off, those that come ticked."""
    off = own_settings(viewer).mails_off
    offered = CHOICES.get(viewer.side, ()) if viewer.side else ()
    return Choice(
        "mails",
        _("These come by e-mail as well"),
        tuple(_option(topic, selected=topic not in off) for topic in offered),
        hint=_("On the page of notices you read everything, whatever you choose here."),
        several=True,
    )


def _option(topic: Topic, *, selected: bool) -> Option:
    name, about = words.TOPICS[topic]
    return Option(topic.value, str(name), hint=str(about), selected=selected)


@require_POST
@for_customer
def choose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep the boxes that are ticked, and go back to them."""
    try:
        people.choose_mails(viewer, request.POST.getlist("mails"))
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("Your choice is kept."))
    return HttpResponseRedirect(f"{reverse('settings')}#mails")


@csrf_exempt  # the address is the right, and mail programs hold no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether mails like the one this address stood in shall end, and end them when it is sent."""
    grant = _grant(token)
    done = request.method == "POST"
    if done and not people.end_mails(grant):
        raise Http404
    known = grant.language in dict(settings.LANGUAGES)
    with override(grant.language if known else settings.LANGUAGE_CODE):
        facts = {
            "done": done,
            "topics": [str(words.TOPICS[topic][0]) for topic in Topic if topic.value in grant.topics],
            "settings_url": f"{reverse('settings')}#mails",
        }
        answer = render(request, "portal/mails_end.html", facts)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _grant(token: str) -> MailsGrant:
    try:
        return read_mails(token, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    except BadToken:
        raise Http404 from None
