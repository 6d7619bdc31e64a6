"""A person asks to be erased: what nothing keeps goes at once, the rest by itself when its last period ends.

Source: disputes.md L24 (GDPR articles 12, 17, 18), decision 0036.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amiabil.actions.policies import rules_at
from amiabil.domain.access import Viewer
from amiabil.domain.retention import ErasureDone, last_of
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Invalid, NotFound
from amiabil.records import audit, erasures, retention
from amiabil.records.erasures import Held, Request
from amiabil.records.file_upkeep import KeptBytes
from amiabil.records.retention import KeptCase


class NotConfirmed(Invalid):
    """Nobody is erased by a stray click: the box that says it was read must be ticked (GDPR article 12)."""

    code = "erasure_not_confirmed"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an erasure would do now: ``cases`` stay until their day, ``until`` is the last of them, None unknown."""

    cases: tuple[KeptCase, ...]
    until: datetime | None
    held: Held


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a request, and the bytes that are now nobody's."""

    request: Request
    bytes: tuple[KeptBytes, ...] = ()


def outlook(viewer: Viewer) -> Outlook:
    """What is kept of the customer who asks, until when and by which rule. Two statements. Raises ``NotFound``."""
    cases = tuple(retention.own_cases(viewer))
    return Outlook(cases, last_of(one.kept for one in cases), erasures.held(viewer))


@transaction.atomic
def ask_erasure(viewer: Viewer, *, confirmed: bool, at: datetime, by: Viewer | None = None) -> Asked:
    """Keep the customer's wish to be erased, and carry it out at once where nothing keeps anything.

    A second wish is the first. ``by`` is the system of the marketplace that passes it on. Raises ``NotConfirmed``,
    and ``NotFound`` for anybody who is no customer or is one no more.
    """
    if not confirmed:
        raise NotConfirmed(field="/confirmed", rule="GDPR 12(2), 17(1)")
    if not erasures.lock_person(viewer):
        raise NotFound
    waiting = erasures.last_request(viewer)
    if waiting is not None and waiting.state == erasures.WAITING:
        return Asked(waiting)
    found = outlook(viewer)
    actor = by or viewer
    made = erasures.ask(viewer, at=at, by=actor.ref, until=found.until)
    audit.note(actor, "person.erasure_asked", str(viewer.person_id), at=at, facts={"cases": len(found.cases)})
    if found.cases or viewer.person_id is None:
        return Asked(made)
    gone = erasures.forget_person(viewer.person_id, at=at)
    done = Request(made.id, made.customer_id, erasures.DONE, made.asked_by, at, kept_until=None, ended_at=at)
    return Asked(done, tuple(gone))


@transaction.atomic
def take_back_erasure(viewer: Viewer, *, at: datetime, by: Viewer | None = None) -> None:
    """Stay after all; what was removed at once does not come back. Doing it twice is doing it once.

    Raises ``ErasureDone`` when it was carried out meanwhile, and ``NotFound`` for anybody who is no customer.
    """
    if erasures.take_back(viewer, at=at):
        audit.note(by or viewer, "person.erasure_taken_back", str(viewer.person_id), at=at, facts={})
        return
    last = erasures.last_request(viewer)
    if last is not None and last.state == erasures.DONE:
        raise ErasureDone(rule="GDPR 17")


@transaction.atomic
def carry_out(request_id: UUID, *, at: datetime) -> tuple[KeptBytes, ...] | None:
    """Make the person of a request a pseudonym, if no case of theirs is left; None when one is."""
    person = erasures.lock_free(request_id)
    if person is None:
        return None
    return tuple(erasures.forget_person(person, at=at))


@transaction.atomic
def forget_idle(customer_id: UUID, *, before: datetime, at: datetime) -> tuple[KeptBytes, ...] | None:
    """Make somebody a pseudonym of whom nothing has been heard since then and no case is left; None when one is."""
    if not erasures.lock_idle(customer_id, before=before):
        return None
    return tuple(erasures.forget_person(customer_id, at=at))


def idle_before(at: datetime) -> datetime:
    """Since when nothing may have been heard of somebody who is forgotten: a year more than closed cases are kept.

    One statement.
    """
    return at - timedelta(days=366 * (rules_at(at).general().retention.after_close_years + 1))


def look_again(request: Request) -> bool:
    """Whether the day of a request that waits has changed, as when a case ends or a hold is lifted; it is then told."""
    viewer = Viewer(role=Role.BUYER, person_id=request.customer_id)
    until = last_of(one.kept for one in retention.own_cases(viewer))
    if until == request.kept_until:
        return False
    erasures.move(request.id, until=until)
    return True
