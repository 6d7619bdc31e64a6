"""Who of the staff belongs to which teams? A team is a key of the set-up of assistance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page

IN_TEAMS = (Role.AGENT, Role.SUPERVISOR)
"""The roles whose work teams divide: who answers, and who is told of what was missed."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody who answers requests or watches over them."""

    username: str
    name: str
    roles: frozenset[Role]
    teams: frozenset[str]


_MEMBERS = """
SELECT s.username, s.name,
       ARRAY(SELECT r.role FROM staff_role r WHERE r.member_id = s.id) AS roles,
       ARRAY(SELECT t.team FROM staff_team t WHERE t.member_id = s.id) AS teams
  FROM staff_member s
 WHERE s.is_active AND s.username > %(after)s
   AND EXISTS (SELECT 1 FROM staff_role r WHERE r.member_id = s.id AND r.role = ANY(%(roles)s))
 ORDER BY s.username LIMIT %(limit)s
"""


def members(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[TeamMember]:
    """Everybody at work who answers or watches over requests, by user name. One statement.

    Raises ``BadCursor`` and what ``demand`` raises for ``MANAGE_SUPPORT``.
    """
    demand(viewer, Act.MANAGE_SUPPORT)
    size, place = bounded(limit), decode(after, (str,)) or [""]
    given = {"after": place[0], "limit": size + 1, "roles": [role.value for role in IN_TEAMS]}
    rows = [
        TeamMember(one.username, one.name, frozenset(map(Role, one.roles)), frozenset(one.teams))
        for one in sql.rows(_MEMBERS, given)
    ]
    return page(rows, limit=size, place=lambda one: [one.username])


def member(viewer: Viewer, username: str) -> TeamMember:
    """One of them. One statement. Raises ``NotFound`` and what ``demand`` raises for ``MANAGE_SUPPORT``."""
    demand(viewer, Act.MANAGE_SUPPORT)
    found = sql.row(
        """SELECT s.username, s.name,
                  ARRAY(SELECT r.role FROM staff_role r WHERE r.member_id = s.id) AS roles,
                  ARRAY(SELECT t.team FROM staff_team t WHERE t.member_id = s.id) AS teams
             FROM staff_member s WHERE lower(s.username) = lower(%(username)s)""",
        {"username": username},
    )
    if found is None:
        raise NotFound(username=username)
    return TeamMember(found.username, found.name, frozenset(map(Role, found.roles)), frozenset(found.teams))


def put(viewer: Viewer, username: str, teams: Collection[str]) -> bool:
    """Let a member belong to exactly these teams from now on; whether that changed anything.

    Call it inside a transaction. Raises ``NotFound`` and what ``demand`` raises for ``MANAGE_SUPPORT``.
    """
    before = member(viewer, username)
    if before.teams == frozenset(teams):
        return False
    given = {"username": before.username, "teams": sorted(teams)}
    of_member = "(SELECT id FROM staff_member WHERE username = %(username)s)"
    sql.run(f"DELETE FROM staff_team WHERE member_id = {of_member} AND team <> ALL(%(teams)s)", given)
    sql.run(
        f"""INSERT INTO staff_team (member_id, team) SELECT {of_member}, unnest(%(teams)s::varchar[])
            ON CONFLICT DO NOTHING""",
        given,
    )
    return True
