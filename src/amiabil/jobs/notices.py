"""How does somebody hear of a step? A notice for their page, and a mail that is tried until it is through."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from amiabil.actions import mails, telling
from amiabil.actions.support_setup import current_setup
from amiabil.domain import notices
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import deadlines
from amiabil.domain.disputes.measures import deadlines as of_measure
from amiabil.domain.mail import thread_index
from amiabil.domain.mail.failures import Cause, cause_of
from amiabil.domain.notices import Happened
from amiabil.domain.terms import Role, State, Timer
from amiabil.gateways.mail import BadHeader, Letter, MailDeferred, Mailer, MailRefused, message_id
from amiabil.jobs import wires
from amiabil.records import clock, deliveries, insolvencies, mail_sent, measures, tickets, timeline
from amiabil.records.case_load import LoadedCase, load_by_id
from amiabil.records.deliveries import Claimed, ToldOf
from amiabil.records.insolvencies import Proceeding
from amiabil.records.mail_sent import MailThread
from amiabil.records.measures import Ticket
from amiabil.records.return_addresses import address_of_case
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

RECEIPT, MOST_RECEIPTS, RECEIPTS_WITHIN = "ticket.opened", 5, timedelta(hours=1)
"""The news that anybody can cause in somebody else's name, and how many mails of it one person gets: whoever makes a
hundred requests fills no mailbox by them (lessons S27). The requests themselves are all there."""

MAIL_BATCH = 200

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
    names = telling.MailNames(deliveries.reference_of(case_id), wires.reply_keys(), wires.sender().host)
    made = telling.notices_of(case_id, told, everybody, at=clock.now(), names=names)
    waiting = deliveries.tell(made, gather=GATHER)
    if case is None:
        return waiting
    for one in told:
        reachable = any(new.address for new in made if new.recipient.role is one.role)
        if one.event.type == mails.FIRST_NEWS and one.role is Role.SELLER and not reachable:
            mails.nobody_told(case.reference, Role.SELLER)
    return waiting


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
        deliveries.mark_failed(claimed, "the case is gone", cause=Cause.OTHER, again_in=None)
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
        if telling.is_wanted(one.topics, claimed.mails_off)
        and _still_counts(one, claimed.role, case)
        and not _is_too_much(one, claimed)
    )
    if len(kept) == len(claimed.told):
        return claimed
    deliveries.mark_dropped([one.delivery for one in claimed.told if one not in kept])
    return replace(claimed, told=kept) if kept else None


def _is_too_much(told: ToldOf, claimed: Claimed) -> bool:
    """Whether this receipt would be one too many for its reader."""
    if told.key != RECEIPT:
        return False
    sent = deliveries.receipts_lately(claimed.address, key=RECEIPT, within=RECEIPTS_WITHIN)
    return sent >= MOST_RECEIPTS


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
    if claimed.is_closed:
        deliveries.mark_failed(claimed, "", cause=Cause.ADDRESS_CLOSED, again_in=None)
        _given_up(claimed, case)
        return
    try:
        mailer.send(_letter(claimed, case))
    except MailDeferred as error:
        again = AGAIN_AFTER[claimed.tries - 1] if claimed.tries <= len(AGAIN_AFTER) else None
        log.warning("mail %s is tried again: %s", claimed.message_id, error)
        deliveries.mark_failed(claimed, str(error), cause=cause_of(str(error)), again_in=again)
        if again is None:
            _given_up(claimed, case)
    except (MailRefused, BadHeader) as error:
        log.warning("mail %s is refused: %s", claimed.message_id, error)
        cause = Cause.UNWRITABLE if isinstance(error, BadHeader) else cause_of(str(error))
        deliveries.mark_failed(claimed, f"{type(error).__name__}: {error}", cause=cause, again_in=None)
        _given_up(claimed, case)
    else:
        deliveries.mark_sent(claimed)


def _proceeding(case: Subject) -> Proceeding | None:
    insolvent = isinstance(case, LoadedCase) and case.dispute.insolvent
    return insolvencies.of_case(_WORKER, case) if isinstance(case, LoadedCase) and insolvent else None


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
    reply_to = wires.reply_to(claimed.reply_name) if _takes_answers(case) else ""
    told = letters.Notice(
        first.key,
        first.facts,
        case.reference,
        case.subject,
        claimed.name,
        tuple(letters.Also(one.key, one.facts, one.created_at) for one in others),
        stop=_stop(claimed),
        answerable=bool(reply_to),
        has_account=claimed.has_account,
        is_in_copy=claimed.is_in_copy,
        proceeding=_proceeding(case),
    )
    if isinstance(case, LoadedCase):
        if case.dispute.state is State.RETURN_SHIPMENT_DUE:
            told = replace(told, send_to=address_of_case(_WORKER, case.case_id))
        written = letters.write(told, case.dispute, reader)
    elif isinstance(case, TicketFile):
        written = ticket_letters.write(told, for_letter(case, reader))
    else:
        said = timeline.first_of(_WORKER, case.case_id, measures.SAID_ONCE)
        asked = timeline.last_of(_WORKER, case.case_id, measures.ASKED)
        said |= {asked.type: asked} if asked is not None else {}
        written = measure_letters.write(told, case, said, reader)
    root = message_id(case.reference, wires.sender().host)
    thread = mail_sent.thread_of(claimed.case_id, claimed.person_id, claimed.address, before=claimed.id)
    return Letter(
        id=claimed.message_id,
        to=claimed.address,
        to_name=letters.one_line(claimed.name) if written.names_reader else "",
        subject=written.subject,
        text=written.text,
        html=written.html,
        language=language,
        at=claimed.told[-1].created_at,
        thread=(root, *thread.ids),
        thread_index=_thread_index(claimed.case_id, thread, at=claimed.told[-1].created_at),
        reply_to=reply_to,
        returns_to=reply_to,
        unsubscribe_url=told.stop,
        written=written.by_person,
        files=written.files,
    )


def _thread_index(case_id: UUID, thread: MailThread, *, at: datetime) -> str:
    first = thread_index.begun(case_id, thread.began_at)
    return thread_index.answered(first, begun_at=thread.began_at, at=at) if thread.ids else first


def _takes_answers(case: Subject) -> bool:
    """Whether what somebody answers to a mail about it is read: a measure has a way of its own, on its page."""
    return isinstance(case, (LoadedCase, TicketFile))


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
    for one in claimed.told:
        if one.key == mails.FIRST_NEWS:
            mails.first_news_lost(case.reference, one.event_id, claimed.role)
