"""What is done about the people who work here: taken in, given roles, shut out. Each change is in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from amiabil.actions.support_setup import current_setup
from amiabil.domain.access import Viewer
from amiabil.domain.terms import STAFF_ROLES, Role
from amiabil.foundation.errors import Fact, Invalid
from amiabil.records import audit, clock, staff, staff_teams
from amiabil.records.staff import NewMember


class NotAStaffRole(Invalid):
    """These ``roles`` are not roles a member of the staff may hold, or there are none; ``known`` lists those."""

    code = "not_a_staff_role"


class BadUsername(Invalid):
    """A user name is 1-64 letters, figures, dots, hyphens or underscores."""

    code = "bad_username"


class NoSuchTeam(Invalid):
    """The set-up of assistance has no such ``teams``; ``known`` lists those it has."""

    code = "no_such_team"


def add(viewer: Viewer, new: NewMember, *, password: str | None) -> UUID:
    """Take somebody into the staff; their row id.

    Without a password they cannot sign in until one is set. Raises ``BadUsername``, ``NotAStaffRole``, ``NoSuchTeam``,
    ``UsernameTaken``, ``WeakPassword`` and, without the right to manage staff, what ``demand`` raises.
    """
    _check_username(new.username)
    _check_roles(new.roles)
    _check_teams(new.teams)
    with transaction.atomic():
        member_id = staff.add(viewer, new, password)
        _note(viewer, "staff.add", new.username, {"roles": _sorted(new.roles)})
        if new.teams:
            set_teams(viewer, new.username, new.teams)
    return member_id


@transaction.atomic
def set_roles(viewer: Viewer, username: str, roles: Iterable[Role]) -> None:
    """Let somebody hold exactly these roles. Raises ``NotAStaffRole``, ``NotFound`` and what ``demand`` raises."""
    held = frozenset(roles)
    _check_roles(held)
    staff.set_roles(viewer, username, held)
    _note(viewer, "staff.roles", username, {"roles": _sorted(held)})


@transaction.atomic
def set_teams(viewer: Viewer, username: str, teams: Iterable[str]) -> None:
    """Let somebody belong to exactly these teams. Raises ``NoSuchTeam``, ``NotFound`` and what ``demand`` raises."""
    belongs = frozenset(teams)
    _check_teams(belongs)
    if staff_teams.put(viewer, username, belongs):
        _note(viewer, "staff.teams", username, {"teams": _sorted(belongs)})


@transaction.atomic
def set_password(viewer: Viewer, username: str, password: str) -> None:
    """Set somebody's password and end their sessions. Raises ``WeakPassword``, ``NotFound``, what ``demand`` raises."""
    staff.set_password(viewer, username, password)
    _note(viewer, "staff.password", username)


@transaction.atomic
def deactivate(viewer: Viewer, username: str) -> None:
    """Shut somebody out at once. Raises ``NotFound`` and what ``demand`` raises."""
    staff.set_active(viewer, username, active=False)
    _note(viewer, "staff.deactivate", username)


@transaction.atomic
def reactivate(viewer: Viewer, username: str) -> None:
    """Let somebody sign in again; old sessions stay ended. Raises ``NotFound`` and what ``demand`` raises."""
    staff.set_active(viewer, username, active=True)
    _note(viewer, "staff.reactivate", username)


def note_look(viewer: Viewer, path: str) -> None:
    """Write down that an auditor looked at this page (support.md 7: each look is logged)."""
    audit.note(viewer, "look", path, at=clock.now(), facts={})


def note_own(username: str, what: str) -> None:
    """Write down what somebody did with their own account: came in, changed the password, added a passkey."""
    viewer = Viewer(role=None, ref=f"staff:{username}")
    audit.note(viewer, f"account.{what}", viewer.ref, at=clock.now(), facts={})


def _check_username(username: str) -> None:
    plain = username.replace(".", "").replace("-", "").replace("_", "")
    if not (0 < len(username) <= 64 and plain.isascii() and plain.isalnum()):
        raise BadUsername(field="/username", username=username[:80])


def _check_roles(roles: frozenset[Role]) -> None:
    if not roles or not roles <= STAFF_ROLES:
        raise NotAStaffRole(
            field="/roles", roles=[*map(str, roles - STAFF_ROLES)], known=[*map(str, sorted(STAFF_ROLES))]
        )


def _check_teams(teams: frozenset[str]) -> None:
    known = frozenset(one.key for one in current_setup().teams) if teams else teams
    if not teams <= known:
        unknown = (one[:40] for one in teams - known)
        raise NoSuchTeam(field="/teams", teams=_sorted(unknown), known=_sorted(known))


def _sorted(words: Iterable[str]) -> list[Fact]:
    return [*sorted(map(str, words))]


def _note(
    viewer: Viewer, action: str, username: str, facts: Mapping[str, Fact] = MappingProxyType({})
) -> None:
    audit.note(viewer, action, f"staff:{username}", at=clock.now(), facts=dict(facts))
