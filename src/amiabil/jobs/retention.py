"""What is no longer kept goes, once a day: closed cases after their years, and what was kept for repeats only.

Safe to run twice, at once or after being killed in the middle: each case is a transaction of its own, and what was not
reached is found by the next run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amiabil.actions import mailboxes
from amiabil.actions.erasures import carry_out, forget_idle, idle_before, look_again
from amiabil.actions.retention import erase_case
from amiabil.records import (
    data_copies,
    drafts,
    erasures,
    help_readings,
    idempotency,
    mail_upkeep,
    retention,
    sessions,
)
from amiabil.ui.intake import remove_kept

BATCH = 200
"""Cases looked at together; their rows are not held meanwhile."""

DRAFT_AFTER = timedelta(days=365)
"""A draft nobody has touched for so long is given up: what was meant can be begun anew."""


DISCARDED_MAIL_AFTER = timedelta(days=90)
"""A mail somebody put aside can be taken up again for so long."""

HELD_MAIL_AFTER = timedelta(days=365)
"""A mail that waited for a person so long waits for nobody; so do reports about mails of ours."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many cases were erased, files removed with them, people made pseudonyms, and how much else went."""

    cases: int = 0
    files: int = 0
    people: int = 0
    drafts: int = 0
    answers: int = 0
    sessions: int = 0
    mails: int = 0


def purge(now: datetime, *, machine: datetime) -> Purged:
    """Erase what is due; ``now`` is ``clock.now()``, ``machine`` is ``clock.unshifted()``."""
    cases, files = _purge_cases(now)
    people = _forget_people(now, machine)
    remove_kept(data_copies.end_old(at=now))
    help_readings.forget_old(today=now.date())
    return Purged(
        cases,
        files,
        people,
        drafts=_all(lambda: drafts.forget_old(before=now - DRAFT_AFTER)),
        answers=_all(lambda: idempotency.forget_old(at=machine)),
        sessions=_all(lambda: sessions.forget_ended(at=machine)),
        mails=_all(lambda: _forget_mails(now, machine)),
    )


def _purge_cases(now: datetime) -> tuple[int, int]:
    cases, files, after = 0, 0, UUID(int=0)
    while batch := retention.candidates(at=now, after=after, limit=BATCH):
        for case_id in batch:
            erased = erase_case(case_id, at=now)
            if erased is not None:
                remove_kept(erased.bytes)
                cases, files = cases + 1, files + len(erased.bytes)
        after = batch[-1]
    return cases, files


def _forget_people(now: datetime, machine: datetime) -> int:
    """Carry out the requests nothing stands against any more; the others are told when their day has changed."""
    people, after = 0, UUID(int=0)
    while free := erasures.free(after=after, limit=BATCH):
        for request_id in free:
            gone = carry_out(request_id, at=now)
            if gone is not None:
                remove_kept(gone)
                people += 1
        after = free[-1]
    people += _forget_idle(now) + _forget_contacts(now, machine)
    after = UUID(int=0)
    while waiting := erasures.waiting(after=after, limit=BATCH):
        for request in waiting:
            look_again(request)
        after = waiting[-1].id
    return people


def _forget_contacts(now: datetime, machine: datetime) -> int:
    """People without an account who wished it, where their request has ended meanwhile."""
    people = 0
    while True:
        count, gone = mailboxes.carry_out(at=now, machine=machine)
        if not count:
            return people
        remove_kept(gone)
        people += count


def _forget_idle(now: datetime) -> int:
    """People of whom no case is left and nothing was heard for as long as cases are kept (docs/decisions/0047)."""
    people, after, before = 0, UUID(int=0), idle_before(now)
    while idle := erasures.idle(before=before, after=after, limit=BATCH):
        for customer_id in idle:
            gone = forget_idle(customer_id, before=before, at=now)
            if gone is not None:
                remove_kept(gone)
                people += 1
        after = idle[-1]
    return people


def _forget_mails(now: datetime, machine: datetime) -> int:
    """``machine`` is the clock that mails are dated by."""
    gone = mail_upkeep.forget_old(
        discarded_before=machine - DISCARDED_MAIL_AFTER, held_before=machine - HELD_MAIL_AFTER, at=now
    )
    remove_kept(gone)
    return len(gone)


def _all(forget: Callable[[], int]) -> int:
    """Do it batch by batch until a batch finds nothing; how many there were."""
    gone = 0
    while found := forget():
        gone += found
    return gone
