"""How does somebody hear of a step? A notice for their page, and a mail that is tried until it is through."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from amiabil.actions import telling
from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.support_setup import current_setup
from amiabil.domain import notices
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import deadlines
from amiabil.domain.disputes.measures import deadlines as of_measure
from amiabil.domain.disputes.reports import NoticeBounced
from amiabil.domain.notices import Happened
from amiabil.domain.terms import Command, Role, Timer
from amiabil.foundation.errors import AmiabilError
from amiabil.gateways.mail import BadHeader, Letter, MailDeferred, Mailer, MailRefused, message_id
from amiabil.jobs import wires
from amiabil.records import clock, deliveries, measures, tickets, timeline
from amiabil.records.case_load import LoadedCase, load_by_id
from amiabil.records.deliveries import Claimed, ToldOf
from amiabil.records.measures import Ticket
from amiabil.records.tickets import TicketFile
from amiabil.ui import letters
from amiabil.ui.measures import letters as measure_letters
from amiabil.ui.reader import Reader
from amiabil.ui.tickets import letters as ticket_letters
from amiabil.ui.tickets.seen import for_letter

AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
"""Between the tries of one mail; after the last, about three and a half days, it is given up."""

LEASE = timedelta(minutes=5)
"""How long a try may take before another worker takes the mail up: no conversation with a server takes longer."""

GATHER = timedelta(seconds=10)
"""How long the first mail about a case waits for what comes with it: an offer and the words that go along."""

MAIL_BATCH = 200

FIRST_NEWS = "dispute.submit"
"""The notice whose failure counts: a seller who was never told is not silent (disputes.md 3.5, T2)."""

Subject = LoadedCase | Ticket | TicketFile
"""What a mail can be about: a dispute, a measure, a request for help."""

_WORKER = Viewer(role=Role.SYSTEM, ref="system", name="")

log = logging.getLogger(__name__)


def tell(case_id: UUID, version: int, *, first: UUID | None = None) -> list[int]:
    """Write the notices of one step of a case, from its event ``first`` on, each once; the mails that now wait.

    Call it in a transaction: who waits for a mail and the job that sends it are kept together.
    """
    case = load_by_id(_WORKER, case_id)
    told = telling.told_of(case_id, case, version, first=first)
    everybody = deliveries.recipients(case_id)
    made = telling.notices_of(case_id, told, everybody, at=clock.now(), mail_id=_mail_id)
    waiting = deliveries.tell(made, gather=GATHER)
    if case is None:
        return waiting
    for one in told:
        reachable = any(new.address for new in made if new.recipient.role is one.role)
        if one.event.type == FIRST_NEWS and one.role is Role.SELLER and not reachable:
            _bounced(case.reference, Role.SELLER)
    return waiting


def _mail_id(notice_id: UUID) -> str:
    return message_id(f"n-{notice_id}", wires.sender().host)


def send(delivery_id: int, mailer: Mailer) -> None:
    """Try one mail, if it is due and nobody else is at it. What fails is tried again later, up to a limit.

    What else was told of the case in the same minute goes in the same mail; a reminder of what has been done by now is
    dropped, and so is what the reader has switched off meanwhile.
    """
    claimed = deliveries.claim(delivery_id, lease=LEASE)
    if claimed is None:
        return
    subject = _subject_of(claimed.case_id)
    if subject is None:
        deliveries.mark_failed(claimed, "the case is gone", again_in=None)
        return
    claimed = _still_needed(claimed, subject)
    if claimed is not None:
        _try(claimed, subject, mailer)


def _subject_of(case_id: UUID) -> Subject | None:
    """What a mail is about; None when it is gone."""
    return load_by_id(_WORKER, case_id) or measures.load_ticket(case_id) or tickets.of_id(_WORKER, case_id)


def _still_needed(claimed: Claimed, case: Subject) -> Claimed | None:
    """Without reminders of a deadline that is over or met and what is unwanted; None when nothing is left to tell."""
    kept = tuple(
        one
        for one in claimed.told
        if telling.is_wanted(one.topics, claimed.mails_off) and _still_counts(one, claimed.role, case)
    )
    if len(kept) == len(claimed.told):
        return claimed
    deliveries.mark_dropped([one.delivery for one in claimed.told if one not in kept])
    return replace(claimed, told=kept) if kept else None


def _still_counts(told: ToldOf, role: Role, case: Subject) -> bool:
    if told.key not in notices.REMINDERS or isinstance(case, TicketFile):
        return True
    now = clock.now()
    if isinstance(case, LoadedCase):
        own = deadlines.find(case.dispute, role, Timer(told.facts["timer"]))
        return own is not None and now < own.due_at
    running = of_measure(case.standing, at=now)
    return any(one.ending == told.facts["timer"] and now < one.due_at for one in running)


def _try(claimed: Claimed, case: Subject, mailer: Mailer) -> None:
    try:
        mailer.send(_letter(claimed, case))
    except MailDeferred as error:
        again = AGAIN_AFTER[claimed.tries - 1] if claimed.tries <= len(AGAIN_AFTER) else None
        log.warning("mail %s is tried again: %s", claimed.message_id, error)
        deliveries.mark_failed(claimed, str(error), again_in=again)
        if again is None:
            _given_up(claimed, case)
    except (MailRefused, BadHeader) as error:
        log.warning("mail %s is refused: %s", claimed.message_id, error)
        deliveries.mark_failed(claimed, f"{type(error).__name__}: {error}", again_in=None)
        _given_up(claimed, case)
    else:
        deliveries.mark_sent(claimed)


def _letter(claimed: Claimed, case: Subject) -> Letter:
    language = claimed.language or settings.LANGUAGE_CODE
    viewer = Viewer(
        role=claimed.role,
        name=claimed.name,
        language=language,
        zone=claimed.zone or None,
    )
    zone = current_setup().zone if isinstance(case, TicketFile) else case.pinned.policy.zone
    reader = Reader.of(viewer, now=clock.now(), case_zone=zone)
    first, *others = _ranked(claimed.told)
    told = letters.Notice(
        first.key,
        first.facts,
        case.reference,
        case.subject,
        claimed.name,
        tuple(letters.Also(one.key, one.facts, one.created_at) for one in others),
        stop=_stop(claimed),
    )
    if isinstance(case, LoadedCase):
        written = letters.write(told, case.dispute, reader)
    elif isinstance(case, TicketFile):
        written = ticket_letters.write(told, for_letter(case, reader))
    else:
        said = timeline.first_of(_WORKER, case.case_id, measures.SAID_ONCE)
        asked = timeline.last_of(_WORKER, case.case_id, measures.ASKED)
        said |= {asked.type: asked} if asked is not None else {}
        written = measure_letters.write(told, case, said, reader)
    return Letter(
        id=claimed.message_id,
        to=claimed.address,
        to_name=letters.one_line(claimed.name),
        subject=written.subject,
        text=written.text,
        html=written.html,
        language=language,
        at=claimed.told[-1].created_at,
        thread=message_id(case.reference, wires.sender().host),
        unsubscribe_url=told.stop,
    )


def _stop(claimed: Claimed) -> str:
    """Where the reader stops mails like this one by one press; empty when something in it always comes."""
    if claimed.reader is None or not all(one.topics for one in claimed.told):
        return ""
    topics = frozenset(topic for one in claimed.told for topic in one.topics)
    return letters.stop_address(claimed.reader, topics, claimed.language or settings.LANGUAGE_CODE)


def _ranked(told: Sequence[ToldOf]) -> list[ToldOf]:
    """The most telling first; of equals the newest. The rest keeps its order in time."""
    first = min(told, key=lambda one: (notices.weight(_kind(one)), -one.delivery))
    return [first, *(one for one in told if one is not first)]


def _kind(told: ToldOf) -> str:
    return Happened(id="", type=told.key, actor_role="", data=told.facts).kind


def _given_up(claimed: Claimed, case: Subject) -> None:
    """When nobody of a side could be told of the opening, nothing may be concluded from its silence."""
    for one in claimed.told:
        if one.key == FIRST_NEWS and deliveries.nobody_reached(one.event_id, claimed.role):
            _bounced(case.reference, claimed.role)


def _bounced(reference: str, role: Role) -> None:
    request = StepRequest(Command.NOTICE_BOUNCED, NoticeBounced(to=role), received_at=clock.now())
    try:
        with transaction.atomic():
            take_step(_WORKER, reference, request)
    except AmiabilError as refusal:
        log.info("%s no longer cares that the %s could not be told: %s", reference, role, refusal.code)
