"""How does a customer whom the marketplace vouches for get in, and out again?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amiabil.domain.access import Viewer, WrongRole
from amiabil.domain.sign_in import TokenUsed, Vouched
from amiabil.domain.terms import PARTIES, Role
from amiabil.records import clock, people, sessions
from amiabil.records.sessions import Owner


@dataclass(frozen=True, slots=True)
class Entry:
    """An opened session: the secret for the cookie (or the pass), when it ends at the latest, and who has entered.

    ``language`` is empty when nobody has said one.
    """

    token: str
    ends_at: datetime
    role: Role
    language: str


@transaction.atomic
def enter(vouched: Vouched, *, previous: str | None) -> Entry:
    """Open a session for whom the marketplace vouches, and end the one this browser had (``previous``, its cookie).

    The customer, and for a seller the shop and the membership, become what the token says. Raises ``TokenUsed``
    when the token has opened a session before, also when two requests bring it at one time, and ``ShopNotInsolvent``
    for the administrator of a shop nobody has reported as insolvent.
    """
    return _open(vouched, secrets.token_urlsafe(32), previous=previous)


@transaction.atomic
def give_pass(vouched: Vouched, *, previous: str | None) -> Entry:
    """A pass to the chats of whom the marketplace vouches for, and to nothing else; the one before ends.

    It is for a page of the marketplace, where our cookie is not sent: a script there that reads it can see no order
    and take no step in a dispute. Raises ``TokenUsed``, and ``WrongRole`` for whoever has no chats.
    """
    if vouched.role not in PARTIES:
        raise WrongRole(*sorted(PARTIES))
    return _open(vouched, sessions.FOR_CHATS + secrets.token_urlsafe(32), previous=previous)


def _open(vouched: Vouched, token: str, *, previous: str | None) -> Entry:
    at = clock.unshifted()
    if not sessions.use_token(vouched.issuer, vouched.jti, expires_at=vouched.expires_at):
        raise TokenUsed
    known = people.remember(vouched, at=at)
    shop_id = people.join_shop(vouched, known.customer_id, at=at) if vouched.shop else None
    if previous:
        sessions.revoke(previous, at=at)
    ends_at = sessions.open_session(Owner(known.customer_id, vouched.role, shop_id), token, at=at)
    sessions.forget_old(at=at)
    return Entry(token=token, ends_at=ends_at, role=vouched.role, language=known.language)


def leave(token: str) -> None:
    """End the session of this cookie at once; one that has ended is no refusal."""
    sessions.revoke(token, at=clock.unshifted())


def leave_everywhere(viewer: Viewer) -> int:
    """End every session of this customer at once; how many there were. Nobody has none."""
    if viewer.person_id is None or viewer.is_staff:
        return 0
    return sessions.revoke_all(viewer.person_id, at=clock.unshifted())
