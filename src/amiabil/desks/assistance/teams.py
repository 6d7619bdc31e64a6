"""Who belongs to which teams? Their queues come first for whoever belongs to them, and their supervisors are told."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.staff import set_teams
from amiabil.actions.support_setup import current_setup
from amiabil.desks.assistance.documents import WHO
from amiabil.desks.assistance.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.support.setup import Setup
from amiabil.records import staff_teams
from amiabil.records.staff_teams import IN_TEAMS, TeamMember
from amiabil.ui.facts import Choice, Empty, Option
from amiabil.ui.paging import pager
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import names
from amiabil.ui.words import tickets as words

SIZE = 50


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody of the staff as a row; ``gone`` are teams the set-up no longer has."""

    name: str
    username: str
    url: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    gone: tuple[str, ...]


@require_safe
@for_staff(*WHO)
def teams(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Everybody who answers or watches over requests, with their teams."""
    found, setup = (
        staff_teams.members(viewer, limit=SIZE, after=request.GET.get("after")),
        current_setup(),
    )
    page = {
        "frame": frame(request, viewer, "teams"),
        "rows": [_line(one, setup, viewer.language) for one in found.items],
        "without": _without_members(found.items, setup, viewer.language) if not request.GET else (),
        "empty": Empty(
            _("Nobody answers requests yet"),
            _("Agents and supervisors stand here once somebody is taken into the staff."),
            "users",
        ),
        "pager": pager(request, found, reverse("assistance:teams")),
    }
    return render(request, "assistance/teams.html", page)


def _without_members(members: tuple[TeamMember, ...], setup: Setup, language: str) -> tuple[str, ...]:
    """Teams nobody on the first page belongs to; empty where there are more pages than one could read."""
    if len(members) == SIZE:
        return ()
    held = {key for one in members for key in one.teams}
    return tuple(words.label(team.labels, language) for team in setup.teams if team.key not in held)


def _line(one: TeamMember, setup: Setup, language: str) -> MemberLine:
    known = {team.key: words.label(team.labels, language) for team in setup.teams}
    return MemberLine(
        name=one.name,
        username=one.username,
        url=reverse("assistance:team_member", args=[one.username]),
        roles=tuple(str(names.ROLES[role]) for role in IN_TEAMS if role in one.roles),
        teams=tuple(text for key, text in known.items() if key in one.teams),
        gone=tuple(sorted(one.teams - known.keys())),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*WHO)
def team_member(request: HttpRequest, viewer: Viewer, username: str) -> HttpResponseBase:
    """The teams of one of them, to be ticked. Raises ``NotFound``."""
    one, setup = staff_teams.member(viewer, username), current_setup()
    if request.method == "POST":
        known = {team.key for team in setup.teams}
        set_teams(viewer, one.username, known.intersection(request.POST.getlist("team")))
        flash.success(request, _("The teams of %(name)s are kept.") % {"name": one.name})
        return HttpResponseRedirect(reverse("assistance:teams"))
    page = {
        "frame": frame(request, viewer, "teams"),
        "member": _line(one, setup, viewer.language),
        "choice": Choice(
            "team",
            _("Teams"),
            tuple(
                Option(team.key, words.label(team.labels, viewer.language), selected=team.key in one.teams)
                for team in setup.teams
            ),
            several=True,
        ),
        "home_url": reverse("assistance:teams"),
    }
    return render(request, "assistance/team_member.html", page)
