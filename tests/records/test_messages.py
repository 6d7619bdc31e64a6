"""A message gets into a case once, for the right readers, under the next version, and into the chain."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from amiabil.domain.access import Viewer
from amiabil.domain.chain import first_break, first_head
from amiabil.domain.terms import Audience, Role
from amiabil.foundation.errors import NotFound
from amiabil.records import chains, messages, timeline
from amiabil.records.messages import ConversationClosed, MessageIdUsed, NewMessage
from amiabil.records.models import Conversation, Event, Message, Outbox, ReadMark
from amiabil.records.new_id import new_id
from tests.factories import OPENED, World, make_staff, make_world

pytestmark = pytest.mark.django_db


def conversation(world: World, reference: str = "D-0000-0000") -> Conversation:
    case_id = new_id()
    return Conversation.objects.create(
        id=case_id,
        reference=reference,
        kind="dispute",
        buyer_id=world.buyer.person_id,
        shop_id=world.shop_id,
        version=1,
        chain_head=first_head(case_id),
        created_at=OPENED,
        changed_at=OPENED,
    )


def said(
    text: str = "Bună ziua", audience: Audience = Audience.EVERYONE, id: UUID | None = None
) -> NewMessage:
    return NewMessage(id or new_id(), new_id(), os.urandom(16), text, audience, OPENED)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Conversation:
    return conversation(world)


def test_posting_is_one_statement(world, case, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        posted = messages.post(world.buyer, case.reference, said())
    assert (posted.version, posted.repeated) == (2, False)
    assert Outbox.objects.filter(case_id=case.id).count() == 1


def test_versions_have_no_gap_and_the_chain_holds(world, case) -> None:
    agent = make_staff("raluca", Role.AGENT)
    for author in (world.buyer, world.seller, agent, world.buyer):
        messages.post(author, case.reference, said(f"de la {author.ref}"))
    assert list(Message.objects.order_by("version").values_list("version", flat=True)) == [2, 3, 4, 5]
    (checked,) = chains.check(case.reference)
    assert (checked.events, checked.broken) == (4, None)


def test_sending_again_posts_once(world, case) -> None:
    message = said()
    first = messages.post(world.buyer, case.reference, message)
    again = messages.post(world.buyer, case.reference, message)
    assert (again.version, again.repeated) == (first.version, True)
    assert Message.objects.count() == Event.objects.count() == Outbox.objects.count() == 1


def test_an_id_names_one_message_of_one_author(world, case) -> None:
    message = said()
    messages.post(world.buyer, case.reference, message)
    with pytest.raises(MessageIdUsed):
        messages.post(world.seller, case.reference, message)


def test_other_words_under_a_used_id_are_not_taken_for_a_repeat(world, case) -> None:
    """A page out of the browser's history would otherwise swallow what was written on it the second time."""
    message = said()
    messages.post(world.buyer, case.reference, message)
    for other in (replace(message, text="Încă ceva"), replace(message, audience=Audience.BUYER_AND_PLATFORM)):
        with pytest.raises(MessageIdUsed):
            messages.post(world.buyer, case.reference, other)


def test_an_id_of_another_case_is_not_taken_for_a_repeat(world, case) -> None:
    message = said()
    messages.post(world.buyer, case.reference, message)
    other = conversation(world, "D-1111-1111")
    with pytest.raises(MessageIdUsed):
        messages.post(world.buyer, other.reference, message)


@pytest.mark.parametrize(
    ("audience", "counters"),
    [
        (Audience.EVERYONE, (1, 1, 1)),
        (Audience.BUYER_AND_PLATFORM, (1, 0, 1)),
        (Audience.SELLER_AND_PLATFORM, (0, 1, 1)),
        (Audience.STAFF, (0, 0, 1)),
    ],
)
def test_each_side_counts_and_reads_only_its_own(world, case, audience, counters) -> None:
    agent = make_staff("raluca", Role.AGENT)
    messages.post(agent, case.reference, said("notă", audience))
    case.refresh_from_db()
    assert (case.buyer_seq, case.seller_seq, case.staff_seq) == counters
    for viewer, count in zip((world.buyer, world.seller, agent), counters, strict=True):
        assert len(timeline.moments(viewer, case.id).items) == count


def test_an_outsider_learns_nothing_and_changes_nothing(world, case) -> None:
    other = make_world("4999")
    for outsider in (other.buyer, other.seller, Viewer(role=None)):
        with pytest.raises(NotFound):
            messages.post(outsider, case.reference, said())
    assert Message.objects.count() == Event.objects.count() == Outbox.objects.count() == 0


def test_a_closed_conversation_takes_no_message(world, case) -> None:
    Conversation.objects.filter(id=case.id).update(closed_to_messages=True)
    with pytest.raises(ConversationClosed):
        messages.post(world.buyer, case.reference, said())
    case.refresh_from_db()
    assert case.version == 1


def test_who_writes_has_read(world, case) -> None:
    messages.post(world.seller, case.reference, said())
    messages.post(world.buyer, case.reference, said())
    assert ReadMark.objects.get(person_id=world.buyer.person_id).seq == 2
    assert ReadMark.objects.get(person_id=world.seller.person_id).seq == 1


def test_history_is_read_in_pages_newest_first_and_since_a_version(world, case) -> None:
    for number in range(5):
        messages.post(world.buyer, case.reference, said(str(number)))
    first = timeline.moments(world.buyer, case.id, limit=2)
    second = timeline.moments(world.buyer, case.id, limit=2, after=first.next)
    texts = [moment.message.text for page in (first, second) for moment in page.items if moment.message]
    assert texts == ["4", "3", "2", "1"]
    missed = timeline.moments_since(world.buyer, case.id, 4)
    assert [moment.version for moment in missed] == [5, 6]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE message SET text = 'altceva' WHERE version = 3", "text"),
        ("UPDATE event SET actor_ref = 'altcineva' WHERE version = 3", "content"),
        ("UPDATE event SET digest = decode(repeat('00', 32), 'hex') WHERE version = 3", "content"),
        ("UPDATE event SET link = decode(repeat('00', 32), 'hex') WHERE version = 3", "link"),
        ("DELETE FROM event WHERE version = 3", "link"),
        ("DELETE FROM event WHERE version = 4", "head"),
    ],
)
def test_a_changed_record_shows(world, case, statement, what) -> None:
    for number in range(3):
        messages.post(world.buyer, case.reference, said(str(number)))
    with connection.cursor() as cursor:
        cursor.execute(statement)
    (checked,) = chains.check(case.reference)
    assert checked.broken is not None
    assert checked.broken.what == what


def test_a_case_that_goes_on_while_it_is_checked_is_whole(world, case) -> None:
    other = conversation(world, "D-1111-1111")
    for one in (case, other):
        messages.post(world.buyer, one.reference, said())
    checks = chains.check()
    first = next(checks)
    messages.post(world.buyer, other.reference, said("între timp"))
    assert [first.broken, next(checks).broken] == [None, None]


def test_an_erased_text_leaves_a_chain_that_holds(world, case) -> None:
    messages.post(world.buyer, case.reference, said("adresa mea"))
    Message.objects.update(text="", salt=None, erased_at=OPENED + timedelta(days=1))
    (checked,) = chains.check(case.reference)
    assert checked.broken is None
    (moment,) = timeline.moments(world.seller, case.id).items
    assert moment.message is not None
    assert (moment.message.text, moment.message.erased) == ("", True)


def test_a_chain_starts_from_its_case() -> None:
    assert first_break(UUID(int=1), [], head=first_head(UUID(int=2))) is not None
