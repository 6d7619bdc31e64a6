"""Who works for the marketplace, in which roles, and are they still let in?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Conflict, Invalid, NotFound
from amiabil.foundation.text import fold
from amiabil.records.models import StaffMember, StaffRole
from amiabil.records.new_id import new_id


class UsernameTaken(Conflict):
    """Somebody of the staff has this ``username``; case does not tell two apart."""

    code = "username_taken"


class WeakPassword(Invalid):
    """The password is too short, too common or too close to the person's name; ``why`` lists the rules broken."""

    code = "weak_password"


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who is to join the staff. ``pseudonym`` is what parties read; empty: their name.

    ``teams`` are keys of the set-up of assistance.
    """

    username: str
    email: str
    name: str
    roles: frozenset[Role]
    pseudonym: str = ""
    language: str = "ro"
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the staff as a list shows them."""

    id: UUID
    username: str
    name: str
    pseudonym: str
    email: str
    roles: frozenset[Role]
    is_active: bool
    last_entry_at: datetime | None


def viewer_from(user: AbstractBaseUser | AnonymousUser, role: Role) -> Viewer:
    """The viewer that a signed-in member of the staff is while working in this role."""
    assert isinstance(user, StaffMember)  # noqa: S101 - AUTH_USER_MODEL; callers have asked held_roles
    return Viewer(
        role=role,
        person_id=user.id,
        ref=f"staff:{user.username}",
        name=user.pseudonym or user.name,
        language=user.language,
        zone=user.zone or None,
    )


def held_roles(user: AbstractBaseUser | AnonymousUser) -> frozenset[Role]:
    """The roles of whoever is signed in; empty for nobody. No statement: they came with the session."""
    return frozenset(Role(role) for role in getattr(user, "held", ()))


def new_notices(user: AbstractBaseUser | AnonymousUser) -> int:
    """How many notices wait for whoever is signed in; 0 for nobody. No statement: they came with the session."""
    return int(getattr(user, "new_notices", 0))


def has_second_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether an authenticator application or a passkey is set up. No statement, as for ``held_roles``."""
    return bool(getattr(user, "second_factor", False))


def add(viewer: Viewer, new: NewMember, password: str | None) -> UUID:
    """Take somebody into the staff; without a password they cannot sign in until one is set.

    Call it inside a transaction. Raises ``UsernameTaken``, ``WeakPassword`` and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_STAFF)
    if StaffMember.objects.filter(username__iexact=new.username).exists():
        raise UsernameTaken(username=new.username)
    _check_password(password, StaffMember(username=new.username, email=new.email, name=new.name))
    member = StaffMember.objects.create_user(
        new.username, id=new_id(), email=new.email, name=new.name, password=password
    )
    StaffMember.objects.filter(id=member.id).update(pseudonym=new.pseudonym, language=new.language)
    StaffRole.objects.bulk_create(StaffRole(member=member, role=role.value) for role in sorted(new.roles))
    return member.id


def set_roles(viewer: Viewer, username: str, roles: Iterable[Role]) -> None:
    """Let a member hold exactly these roles from the next request on.

    Call it inside a transaction. Raises ``NotFound`` and what ``demand`` raises for ``MANAGE_STAFF``.
    """
    demand(viewer, Act.MANAGE_STAFF)
    member = _member(username)
    StaffRole.objects.filter(member=member).delete()
    StaffRole.objects.bulk_create(StaffRole(member=member, role=role.value) for role in sorted(set(roles)))


def set_password(viewer: Viewer, username: str, password: str) -> None:
    """Give a member a new password; every session of theirs ends.

    Raises ``NotFound``, ``WeakPassword`` and what ``demand`` raises for ``MANAGE_STAFF``.
    """
    demand(viewer, Act.MANAGE_STAFF)
    member = _member(username)
    _check_password(password, member)
    member.set_password(password)
    member.save(update_fields=["password"])
    _end_sessions(member.id)


def set_active(viewer: Viewer, username: str, *, active: bool) -> None:
    """Shut somebody out at once, ending every session, or let them sign in again.

    Raises ``NotFound`` and what ``demand`` raises for ``MANAGE_STAFF``.
    """
    demand(viewer, Act.MANAGE_STAFF)
    member = _member(username)
    member.is_active = active
    member.save(update_fields=["is_active"])
    if not active:
        _end_sessions(member.id)


def members(viewer: Viewer) -> list[Member]:
    """Everybody who works or worked here, by user name; two statements. Raises what ``demand`` raises."""
    demand(viewer, Act.MANAGE_STAFF)
    return [
        Member(
            id=row.id,
            username=row.username,
            name=row.name,
            pseudonym=row.pseudonym,
            email=row.email,
            roles=frozenset(Role(held.role) for held in row.roles.all()),
            is_active=row.is_active,
            last_entry_at=row.last_login,
        )
        for row in StaffMember.objects.prefetch_related("roles").order_by("username")
    ]


@dataclass(frozen=True, slots=True)
class Answering:
    """A member of the staff who answers requests."""

    username: str
    name: str


def answering(viewer: Viewer) -> tuple[Answering, ...]:
    """Who can be given a request, by name. One statement. Raises what ``demand`` raises for ``WORK_TICKET``."""
    demand(viewer, Act.WORK_TICKET)
    found = StaffMember.objects.filter(is_active=True, roles__role=Role.AGENT.value).order_by(
        "name", "username"
    )
    return tuple(Answering(one.username, one.name) for one in found.only("username", "name"))


MOST_SEARCHED = 2000
"""Members of the staff among whom a name is looked for: names are folded here, never in SQL."""


def colleagues(viewer: Viewer, typed: str, *, limit: int = 8) -> tuple[Answering, ...]:
    """Who can be named in a note: whose user name or a word of whose name begins so, without case and diacritics.

    One statement. Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    found = StaffMember.objects.filter(is_active=True).order_by("name", "username")
    wanted = fold(typed)
    named = (
        Answering(one.username, one.name)
        for one in found.only("username", "name")[:MOST_SEARCHED]
        if one.id != viewer.person_id
        and any(word.startswith(wanted) for word in (fold(one.username), *fold(one.name).split()))
    )
    return tuple(islice(named, limit))


def _member(username: str) -> StaffMember:
    member = StaffMember.objects.filter(username__iexact=username).first()
    if member is None:
        raise NotFound(username=username)
    return member


def _check_password(password: str | None, member: StaffMember) -> None:
    if password is None:
        return
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise WeakPassword(field="/password", why=[str(e.code) for e in error.error_list]) from None


def _end_sessions(member_id: UUID) -> None:
    """Django's sessions name their owner only inside; there are as many as people at work, so all are read."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(member_id):
            session.delete()
