"""What is written into a complaint while it is heard: once, by who may, for who may read it, and kept whole."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from amiabil.actions.complaint_hearing import (
    Given,
    Inquiry,
    answer_question,
    ask_question,
    hand_in,
    write_message,
)
from amiabil.actions.complaints import wake_due_complaints
from amiabil.actions.files import Announced, start_upload
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.messages import AudienceNotYours, Written, post_message
from amiabil.actions.verify import verify
from amiabil.domain.access import RightMissing, Viewer
from amiabil.domain.disputes.complaint_hearing import NoQuestion
from amiabil.domain.disputes.errors import AlreadyDecided, ConflictOfInterest
from amiabil.domain.files import TooManyFiles
from amiabil.domain.terms import Audience, EvidenceKind, Role
from amiabil.domain.written import TextMissing, TextTooLong
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import clock, measures, timeline
from amiabil.records.evidence import evidence_of
from amiabil.records.measures import Ticket
from amiabil.records.messages import ConversationClosed, MessageIdUsed
from amiabil.records.models import (
    AuditEntry,
    Event,
    EvidenceItem,
    Message,
    PlatformComplaint,
    PlatformMeasure,
    Shop,
)
from amiabil.records.new_id import new_id
from tests.factories import World, later, make_buyer, make_member, make_shop, make_staff, make_world
from tests.measures_world import complained, decided, recorded, trust_issuer

pytestmark = pytest.mark.django_db

OURS = Audience.SELLER_AND_PLATFORM


@pytest.fixture
def world(settings: Settings) -> World:
    made = make_world()
    trust_issuer(settings)
    return made


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.REVIEWER)


def words(text: str = "The licence is of 2024", kind: EvidenceKind = EvidenceKind.DOCUMENT) -> HandedIn:
    return HandedIn(new_id(), kind.value, text=text)


def said(text: str = "Is there anything else?", audience: Audience = OURS) -> Written:
    return Written(new_id(), text, audience, later(days=2))


def inquiry(**more: object) -> Inquiry:
    given = {"fact": "Whether it covers 2026", "proof": "A copy", "received_at": later(days=2), **more}
    return Inquiry(**given)  # type: ignore[arg-type]


def whole(ticket: Ticket) -> bool:
    return [one.broken for one in verify(ticket.reference)] == [None]


def kinds(viewer: Viewer, ticket: Ticket) -> list[str]:
    return [one.type for one in reversed(timeline.moments(viewer, ticket.case_id).items)]


def test_a_complaint_is_asked_about_answered_and_decided(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    asked = ask_question(radu, ticket.reference, inquiry())
    assert asked.complaint is not None and asked.complaint.question is not None
    row = PlatformComplaint.objects.get()
    assert (row.due_at, row.wake_at < row.due_at) == (asked.complaint.question.due_at, True)
    answered = answer_question(
        world.seller, ticket.reference, Given("It does", later(days=3), (words(),), uuid4())
    )
    assert answered.complaint is not None and answered.complaint.question is None
    assert [one.label for one in evidence_of(world.seller, ticket.case_id)] == ["document-1"]
    closed = decided(radu, ticket, days=4)
    assert closed.complaint is not None and closed.complaint.ruled is not None
    assert kinds(radu, ticket) == [
        "measure.recorded",
        "complaint.submit",
        "complaint.request_info",
        "complaint.answer_info",
        "evidence.added",
        "complaint.decide",
        "complaint.measure_reversed",
    ]
    assert whole(ticket)
    assert AuditEntry.objects.filter(action="complaint.request_info").count() == 1


def test_evidence_that_was_altered_is_found_out(world: World) -> None:
    ticket = complained(world)
    hand_in(world.seller, ticket.reference, Given("", later(days=2), (words(),)))
    assert whole(ticket)
    EvidenceItem.objects.update(text="something else")
    assert not whole(ticket)


def test_a_second_click_does_nothing_more(world: World, radu: Viewer) -> None:
    ticket, key = complained(world), uuid4()
    for _ in range(2):
        ask_question(radu, ticket.reference, inquiry(key=key))
    for _ in range(2):
        answer_question(world.seller, ticket.reference, Given("It does", later(days=3), (words(),), key))
    for _ in range(2):
        hand_in(world.seller, ticket.reference, Given("", later(days=3), (words(),), key))
    hand_in(
        world.seller, ticket.reference, Given("", later(days=3), (), key)
    )  # its files are evidence already
    found = Event.objects.filter(case_id=ticket.case_id)
    counted = {kind: found.filter(type=kind).count() for kind in found.values_list("type", flat=True)}
    assert counted["complaint.request_info"] == counted["complaint.answer_info"] == 1
    assert EvidenceItem.objects.count() == 2
    message = said()
    for _ in range(2):
        write_message(world.seller, ticket.reference, message)
    assert Message.objects.count() == 1
    with pytest.raises(MessageIdUsed):
        write_message(world.seller, ticket.reference, Written(message.id, "Else", OURS, later(days=2)))


def test_foreign_people_find_nothing(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    for outsider in (world.buyer, make_buyer("other"), make_member(make_shop("another"), "else")):
        for attempt in (
            lambda who: write_message(who, ticket.reference, said()),
            lambda who: hand_in(who, ticket.reference, Given("", later(days=2), (words(),))),
            lambda who: answer_question(who, ticket.reference, Given("Hm", later(days=2))),
            lambda who: ask_question(who, ticket.reference, inquiry()),
            lambda who: start_upload(
                who, Announced("case", ticket.case_id, "a.pdf", 10, "document"), at=later(days=2)
            ),
        ):
            with pytest.raises(NotFound):
                attempt(outsider)
    assert Event.objects.filter(case_id=ticket.case_id).count() == 2


def test_roles_do_what_is_theirs(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    bare = make_member(Shop.objects.get(id=world.shop_id), "bare", rights=())
    with pytest.raises(RightMissing):
        write_message(bare, ticket.reference, said())
    with pytest.raises(RightMissing):
        hand_in(bare, ticket.reference, Given("", later(days=2), (words(),)))
    for role in (Role.MEDIATOR, Role.AUDITOR, Role.ADMIN):
        with pytest.raises(Forbidden):
            write_message(make_staff(f"one-{role}", role), ticket.reference, said())
    for role in (Role.SUPERVISOR, Role.OPERATOR, Role.MEDIATOR, Role.AUDITOR):
        with pytest.raises(Forbidden):
            ask_question(make_staff(f"two-{role}", role), ticket.reference, inquiry())
    with pytest.raises(Forbidden):
        hand_in(radu, ticket.reference, Given("", later(days=2), (words(),)))
    for role in (Role.SUPERVISOR, Role.OPERATOR):
        write_message(make_staff(f"three-{role}", role), ticket.reference, said())
    assert Message.objects.count() == 2


def test_whoever_took_part_in_the_measure_neither_asks_nor_writes_as_a_reviewer(world: World) -> None:
    ticket, olga = complained(world), make_staff("olga", Role.REVIEWER)
    assert olga.ref in ticket.measure.decided_by
    with pytest.raises(ConflictOfInterest):
        ask_question(olga, ticket.reference, inquiry())
    with pytest.raises(ConflictOfInterest):
        write_message(olga, ticket.reference, said())


def test_the_other_side_is_never_addressed_and_notes_stay_with_the_staff(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    for audience in (Audience.EVERYONE, Audience.BUYER_AND_PLATFORM):
        with pytest.raises(AudienceNotYours):
            write_message(world.seller, ticket.reference, said(audience=audience))
        with pytest.raises(AudienceNotYours):
            write_message(radu, ticket.reference, said(audience=audience))
    with pytest.raises(AudienceNotYours):
        write_message(world.seller, ticket.reference, said(audience=Audience.STAFF))
    write_message(radu, ticket.reference, said("For us alone", Audience.STAFF))
    assert "message.posted" not in kinds(world.seller, ticket)
    assert "message.posted" in kinds(radu, ticket)


def test_it_is_written_into_only_while_it_is_heard(world: World, radu: Viewer) -> None:
    ticket = recorded(world)
    with pytest.raises(ConversationClosed):
        write_message(world.seller, ticket.reference, said())
    with pytest.raises(NotFound):
        hand_in(world.seller, ticket.reference, Given("", later(days=2), (words(),)))
    ticket = complained(world, ref="M-2")
    write_message(world.seller, ticket.reference, said())
    decided(radu, ticket, days=3)
    with pytest.raises(ConversationClosed):
        write_message(world.seller, ticket.reference, said())
    with pytest.raises(AlreadyDecided):
        hand_in(world.seller, ticket.reference, Given("", later(days=4), (words(),)))
    with pytest.raises(AlreadyDecided):
        ask_question(radu, ticket.reference, inquiry(received_at=later(days=4)))


def test_the_doors_of_disputes_do_not_lead_into_a_measure(world: World) -> None:
    ticket = complained(world)
    for viewer in (world.seller, make_staff("vlad", Role.SUPERVISOR)):
        with pytest.raises(NotFound):
            post_message(viewer, ticket.reference, said())


def test_texts_and_items_are_bounded(world: World, radu: Viewer) -> None:
    ticket = complained(world)
    with pytest.raises(TextTooLong):
        write_message(world.seller, ticket.reference, said("x" * 20_001))
    with pytest.raises(TextMissing):
        write_message(world.seller, ticket.reference, said("\0\0"))
    with pytest.raises(TextTooLong):
        ask_question(radu, ticket.reference, inquiry(fact="x" * 4_001))
    with pytest.raises(NoQuestion):
        answer_question(world.seller, ticket.reference, Given("Hm", later(days=2)))
    with pytest.raises(TextMissing):
        hand_in(world.seller, ticket.reference, Given("words", later(days=2)))
    most = ticket.pinned.policy.evidence.max_files
    hand_in(world.seller, ticket.reference, Given("", later(days=2), [words(f"{n}") for n in range(most)]))
    with pytest.raises(TooManyFiles):
        hand_in(world.seller, ticket.reference, Given("", later(days=2), (words(),)))


def test_a_question_ends_in_the_sweep(world: World, radu: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = complained(world)
    due_at = ask_question(radu, ticket.reference, inquiry()).complaint.question.due_at  # type: ignore[union-attr]
    monkeypatch.setattr(clock, "now", lambda: due_at + timedelta(minutes=1))
    assert wake_due_complaints(10) == 1
    assert wake_due_complaints(10) == 0
    assert kinds(radu, ticket)[-3:] == ["complaint.reminder", "complaint.reminder", "complaint.expired"]
    after = measures.ticket(world.seller, ticket.reference)
    assert after.complaint is not None and after.complaint.due_at is not None
    assert PlatformComplaint.objects.get().wake_at == after.complaint.due_at and whole(ticket)


def test_the_months_are_reminded_of_once_and_not_after_a_complaint(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, heard = recorded(world), complained(world, ref="M-2")
    row = PlatformMeasure.objects.get(ref="M-1")
    assert row.wake_at == waits.complain_until - timedelta(days=14)
    assert PlatformMeasure.objects.get(ref="M-2").wake_at is None
    moment = row.wake_at + timedelta(minutes=1)
    PlatformComplaint.objects.update(wake_at=None)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert wake_due_complaints(10) == 1
    assert wake_due_complaints(10) == 0
    assert kinds(world.seller, waits) == ["measure.recorded", "complaint.reminder"]
    assert kinds(world.seller, heard) == ["measure.recorded", "complaint.submit"]
    assert whole(waits)
