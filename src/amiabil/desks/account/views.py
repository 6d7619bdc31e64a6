"""Which desk does a member of the staff work at, and in which of their roles?"""

from __future__ import annotations

from http import HTTPStatus

from allauth.account import views as account
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amiabil.domain.access import DESKS, Viewer
from amiabil.domain.terms import STAFF_ROLES, Role
from amiabil.records import staff
from amiabil.ui.viewer import CHOSEN_ROLE, for_staff, staff_entrance
from amiabil.ui.words import names

_ANY_ROLE = tuple(dict.fromkeys(role for roles in DESKS.values() for role in roles))


def desk_of(role: Role) -> str | None:
    """The address of the desk at which this role works; None for a role without one."""
    return next((f"/desk/{name}/" for name, roles in DESKS.items() if role in roles), None)


@require_safe
def start(request: HttpRequest) -> HttpResponseBase:
    """``/desk/`` leads to the desk of the role somebody chose last, else of their first that has one, or says none."""
    elsewhere = staff_entrance(request)
    if elsewhere is not None:
        return elsewhere
    held = [role for role in _ANY_ROLE if role in staff.held_roles(request.user)]
    held.sort(key=lambda role: role != request.session.get(CHOSEN_ROLE))
    desk = next((address for role in held if (address := desk_of(role))), None)
    if desk is None:
        return render(request, "account/no_desk.html", {"roles": [names.ROLES[role] for role in held]})
    return HttpResponseRedirect(desk)


@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponseBase:
    """Somebody's own password; who was given none comes in by other ways and has nothing to change."""
    if not (request.user.is_authenticated and request.user.has_usable_password()):
        return HttpResponseRedirect(reverse("mfa_index"))
    response: HttpResponseBase = account.password_change(request)
    return response


@require_POST
@for_staff(*_ANY_ROLE)
def switch_role(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Work in another of one's roles from now on; what is not one of them changes nothing."""
    wanted = request.POST.get("role", "")
    if wanted in STAFF_ROLES and Role(wanted) in staff.held_roles(request.user):
        request.session[CHOSEN_ROLE] = wanted
    response = HttpResponseRedirect("/desk/")
    response.status_code = HTTPStatus.SEE_OTHER
    return response
