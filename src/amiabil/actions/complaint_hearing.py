"""While a complaint about a measure is heard: evidence, the reviewer's questions and their answers, messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.actions.complaints import Sent, once, subject_of
from amiabil.actions.disputes import actor_of
from amiabil.actions.handed_in import HandedIn, Labels, entries, files_of, labelled, rows_of_items
from amiabil.actions.messages import AudienceNotYours, Written, new_message
from amiabil.domain.access import Act, Viewer, demand, may, writable_audiences
from amiabil.domain.disputes import measures
from amiabil.domain.disputes.arguments import EvidenceEntry
from amiabil.domain.disputes.complaints import Asked, is_barred
from amiabil.domain.disputes.errors import ConflictOfInterest
from amiabil.domain.disputes.measures import MeasureStep
from amiabil.domain.files import TooManyFiles
from amiabil.domain.terms import Audience, Role
from amiabil.records import audit, files, measure_save, messages
from amiabil.records import measures as records
from amiabil.records.evidence_seals import NewEvidence
from amiabil.records.measures import Ticket
from amiabil.records.messages import Posted


@dataclass(frozen=True, slots=True)
class Given:
    """What whoever complained sends while the complaint is heard: words, items of evidence, or both.

    ``key`` names the act, so that sending it again changes nothing.
    """

    text: str
    received_at: datetime
    items: Sequence[HandedIn] = ()
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as the reviewer sent it: one fact, and which proof of it is accepted."""

    fact: str
    proof: str
    received_at: datetime
    key: UUID | None = None


def ask_question(viewer: Viewer, reference: str, inquiry: Inquiry) -> Ticket:
    """Ask whoever complained; the time to answer is that of T7 in the policy the measure is pinned to.

    Raises ``NotFound``, ``Forbidden``, and the refusals of ``complaint_hearing.ask``.
    """

    def act(ticket: Ticket) -> MeasureStep:
        demand(viewer, Act.HEAR_COMPLAINT, subject_of(ticket))
        asked = Asked(inquiry.fact, inquiry.proof, ticket.pinned.policy.timers.info_request.span)
        step = measures.ask(ticket.standing, asked, by=actor_of(viewer), at=inquiry.received_at)
        audit.note(
            viewer, "complaint.request_info", reference, at=inquiry.received_at, facts={"measure": ticket.ref}
        )
        return step

    return once(viewer, reference, act, Sent(inquiry.received_at, inquiry.key, "ask"))


def answer_question(viewer: Viewer, reference: str, given: Given) -> Ticket:
    """Answer the reviewer, with what shows it.

    Raises ``NotFound``, ``RightMissing``, ``TooManyFiles``, and the refusals of ``complaint_hearing.answer``.
    """

    def act(ticket: Ticket) -> tuple[MeasureStep, Sequence[NewEvidence]]:
        listed, labels = _listed(viewer, ticket, given)
        by, at = actor_of(viewer), given.received_at
        step = measures.answer(ticket.standing, given.text, listed, by=by, at=at)
        return step, _rows(viewer, step, labels, at)

    return once(viewer, reference, act, Sent(given.received_at, given.key, "answer"))


def hand_in(viewer: Viewer, reference: str, given: Given) -> Ticket:
    """Hand in evidence until the complaint is decided.

    Raises ``NotFound``, ``RightMissing``, ``TooManyFiles``, and the refusals of ``complaint_hearing.hand_in``.
    """

    def act(ticket: Ticket) -> tuple[MeasureStep, Sequence[NewEvidence]]:
        listed, labels = _listed(viewer, ticket, given)
        by, at = actor_of(viewer), given.received_at
        step = measures.hand_in(ticket.standing, listed, given.text, by=by, at=at)
        return step, _rows(viewer, step, labels, at)

    return once(viewer, reference, act, Sent(given.received_at, given.key, "hand_in"))


def _listed(viewer: Viewer, ticket: Ticket, given: Given) -> tuple[tuple[EvidenceEntry, ...], Labels]:
    """What is handed in, as the rules list it, if the viewer may and there is room for it."""
    demand(viewer, Act.COMPLAIN, subject_of(ticket))
    there = ticket.complaint.evidence if ticket.complaint is not None else ()
    most = ticket.pinned.policy.evidence.max_files
    if len(there) + len(given.items) > most:
        raise TooManyFiles(most)
    files.demand_usable(viewer, files_of(given.items))
    labels = labelled(given.items, taken=[item.label for item in there])
    return entries(labels), labels


def _rows(viewer: Viewer, step: MeasureStep, labels: Labels, at: datetime) -> Sequence[NewEvidence]:
    listed = step.complaint.evidence if step.complaint is not None else ()
    return rows_of_items(labels, by=viewer, at=at, listed=listed)


def audiences_of(viewer: Viewer, ticket: Ticket) -> tuple[Audience, ...]:
    """Whom this viewer may address in a complaint, the usual first: the other side of an order is never there."""
    seller = ticket.measure.against is Role.SELLER
    own = Audience.SELLER_AND_PLATFORM if seller else Audience.BUYER_AND_PLATFORM
    return tuple(one for one in (own, Audience.STAFF) if one in writable_audiences(viewer))


def may_write(viewer: Viewer, ticket: Ticket) -> bool:
    """Whether this viewer may write into the complaint now: it is being heard, and they took no part in the measure."""
    complaint = ticket.complaint
    if complaint is None or complaint.ruled is not None or _is_barred(viewer, ticket):
        return False
    return bool(audiences_of(viewer, ticket)) and may(viewer, Act.WRITE_MESSAGE, subject_of(ticket))


def _is_barred(viewer: Viewer, ticket: Ticket) -> bool:
    return viewer.role is Role.REVIEWER and is_barred(ticket.measure, viewer.ref)


def write_message(viewer: Viewer, reference: str, written: Written) -> Posted:
    """Write into a complaint that is being heard; a repeat gives the first result.

    Raises ``NotFound``, ``Forbidden``, ``RightMissing``, ``AudienceNotYours``, ``ConflictOfInterest``,
    ``ConversationClosed``, ``MessageIdUsed``, ``TextMissing`` and ``TextTooLong``.
    """
    ticket = records.ticket(viewer, reference)
    demand(viewer, Act.WRITE_MESSAGE, subject_of(ticket))
    if written.audience not in audiences_of(viewer, ticket):
        raise AudienceNotYours(audience=written.audience.value)
    if _is_barred(viewer, ticket):
        raise ConflictOfInterest()
    return messages.post(viewer, ticket.reference, new_message(written), kind=measure_save.KIND)
