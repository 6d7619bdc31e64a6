"""Who do you want to be? The page of the demonstration that plays the marketplace's own sign-in."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.staff import note_own
from amiabil.demo.tickets import can_sign, ticket_for
from amiabil.domain.terms import Role, ShopRight
from amiabil.foundation.errors import NotFound
from amiabil.records import clock
from amiabil.records.cast import Cast, Colleague, Player, cast, member_to_play
from amiabil.ui.facts import Person
from amiabil.ui.frames import role_name
from amiabil.ui.next_page import safe_next

_STAFF_BACKEND = "amiabil.records.staff_backend.StaffBackend"
_LONGEST_REFERENCE = 64


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The people of the demonstration as cards, each a form."""
    people = cast()
    facts = {
        "buyers": [(Person.of(one.name or one.subject, Role.BUYER), one) for one in people.buyers],
        "members": [(Person.of(one.shop_name or one.name, Role.SELLER), one) for one in people.members],
        "staff": [_colleague(one) for one in people.staff],
        "next": safe_next(request.GET.get("next")) or "",
        "can_sign": can_sign(),
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "payments_url": settings.AMIABIL_PAYMENTS_URL,
        "shop_url": next(reversed(settings.AMIABIL_CHAT_ORIGINS), ""),
    }
    return render(request, "demo/sign_in_as.html", facts)


@never_cache
@require_POST
def as_customer(request: HttpRequest) -> HttpResponse:
    """Sign the token of the chosen person and let the browser bring it to the entrance."""
    player = _player(request, cast())
    facts = {
        "token": ticket_for(player, at=clock.unshifted()),
        "next": safe_next(request.POST.get("next")) or "",
        "name": player.name or player.subject,
    }
    return render(request, "demo/bring_token.html", facts)


@never_cache
@require_POST
def as_staff(request: HttpRequest) -> HttpResponseBase:
    """Sign the chosen member of the staff in, as allauth would after password and second factor."""
    member = member_to_play(request.POST.get("username", ""))
    login(request, member, backend=_STAFF_BACKEND)
    note_own(member.username, "sign_in")
    response = HttpResponseRedirect(safe_next(request.POST.get("next")) or "/desk/")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _colleague(one: Colleague) -> tuple[Person, Colleague, str]:
    roles = ", ".join(str(role_name(role)) for role in one.roles)
    return Person.of(one.name, one.roles[0] if one.roles else None), one, roles


def _player(request: HttpRequest, people: Cast) -> Player:
    """The person chosen; a buyer nobody knows yet may come too, as in a real shop. Raises ``NotFound``."""
    subject, shop_ref = request.POST.get("subject", "").strip(), request.POST.get("shop", "").strip()
    for player in (*people.buyers, *people.members):
        if (player.subject, player.shop_ref) == (subject, shop_ref):
            return player
    if not subject or len(subject) > _LONGEST_REFERENCE or not subject.isprintable():
        raise NotFound
    return Player(
        subject=subject,
        name="",
        language="",
        zone="",
        email="",
        open=0,
        waiting=0,
        shop_ref=shop_ref[:_LONGEST_REFERENCE],
        rights=frozenset(ShopRight) if shop_ref else frozenset(),
    )
