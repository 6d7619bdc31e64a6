"""Who belongs to which teams, for the systems in which a marketplace keeps its people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from amiabil.actions import staff as actions
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.channels.api.schemas import TEXT, many, shape
from amiabil.domain.access import Viewer
from amiabil.foundation.fields import Schema, Text
from amiabil.foundation.shapes import ListOf, Member, Object
from amiabil.records import staff_teams
from amiabil.records.idempotency import Answer
from amiabil.records.staff_teams import TeamMember
from amiabil.ui.json_bodies import read

router = Router(tags=["staff"])

_TEAMS = Object(
    dict[str, Any],
    {"teams": Member(ListOf(Text(40), 100, key=str), about="Keys of the set-up: exactly these from now on.")},
)
SCHEMAS: dict[str, Schema] = {
    "TeamMember": shape(username=TEXT, name=TEXT, roles=many(TEXT), teams=many(TEXT))
}


@router.get(
    "/staff/teams",
    operation_id="listTeamMembers",
    summary="List who answers or watches over requests, with their teams",
    openapi_extra=described({HTTPStatus.OK: ("A page of them, by user name.", listed(ref("TeamMember")))}),
)
def list_members(request: HttpRequest, limit: int | None = None, after: str | None = None) -> HttpResponse:
    """Who is shut out is not listed."""
    return page_of(staff_teams.members(caller(request), limit=limit, after=after), _document)


@post(
    router,
    "/staff/{username}/teams",
    Post(
        "putTeams",
        "Set the teams somebody belongs to",
        _TEAMS.schema(),
        (HTTPStatus.OK, "With the teams of now.", ref("TeamMember")),
    ),
)
def post_teams(request: HttpRequest, viewer: Viewer, username: str) -> Answer:
    """Their queues come first from the next page on."""
    sent = read(request, _TEAMS)
    actions.set_teams(viewer, username, sent["teams"])
    return Answer(HTTPStatus.OK, _document(staff_teams.member(viewer, username)))


def _document(one: TeamMember) -> dict[str, Any]:
    return {
        "username": one.username,
        "name": one.name,
        "roles": sorted(role.value for role in one.roles),
        "teams": sorted(one.teams),
    }
