"""Requests answered as one on a real database: both or none, for the right people, and taken back without a loss."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from amiabil.actions import tickets
from amiabil.actions.retention import erase_case
from amiabil.actions.ticket_merges import MergeOf, foresee, merge, unmerge
from amiabil.actions.tickets import Asked, Written
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.support import merging
from amiabil.domain.support.merging import MergeStep, OtherRequester
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.support.ticket import TicketMerged
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import ticket_merges
from amiabil.records import tickets as records
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.contacts import Contact
from amiabil.records.models import Event, Message, TicketMerge
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.factories import World, later, make_buyer, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def asked(viewer: Viewer, hours: int = 0, **more: Any) -> TicketFile:
    given = {"topic": "account", "subject": "Cannot sign in", "text": "It says locked.", **more}
    return tickets.open_ticket(viewer, Asked(case_id=uuid4(), received_at=later(hours=hours), **given))


def wrote(viewer: Viewer, reference: str, hours: int, **more: Any) -> TicketFile:
    given = {"id": uuid4(), "text": "And?", **more}
    return tickets.write(viewer, reference, Written(received_at=later(hours=hours), **given))


def merged(viewer: Viewer, source: TicketFile, into: TicketFile, hours: int = 3) -> TicketFile:
    return merge(viewer, MergeOf(source.reference, into.reference, later(hours=hours)))


def again(viewer: Viewer, file: TicketFile) -> TicketFile:
    return records.file_of(viewer, file.reference)


def whole(*files: TicketFile) -> bool:
    return all(checked.broken is None for file in files for checked in verify(file.reference))


def types(file: TicketFile) -> list[str]:
    found = Event.objects.filter(case_id=file.case_id).order_by("version", "place")
    return list(found.values_list("type", flat=True))


def test_both_are_kept_in_one_act_with_an_event_each(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    kept = merged(raluca, first, second)
    assert kept.reference == second.reference
    assert again(world.buyer, first).ticket.merged_into == second.reference
    assert types(first)[-1] == "ticket.merged"
    assert types(second)[-1] == "ticket.took_in"
    versions = list(Event.objects.filter(case_id=first.case_id).values_list("version", flat=True))
    assert sorted(set(versions)) == [1, 2]
    assert whole(first, second)
    (joined,) = ticket_merges.joined(world.buyer, second.case_id)
    assert joined.reference == first.reference


def test_the_old_number_leads_everybody_to_the_surviving_one(world: World, raluca: Viewer) -> None:
    first, second, third = (asked(world.buyer, n) for n in range(3))
    merged(raluca, first, second)
    merged(raluca, second, third, 4)
    for viewer, hours in ((world.buyer, 5), (raluca, 6)):
        assert wrote(viewer, first.reference, hours).reference == third.reference
    assert Message.objects.filter(case_id=third.case_id).count() == 3
    assert Message.objects.filter(case_id=first.case_id).count() == 1
    with pytest.raises(TicketMerged):
        tickets.change(raluca, first.reference, {"team": ""}, at=later(hours=7))


def test_a_message_sent_again_after_the_merge_is_the_one_sent_before(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    id = uuid4()
    wrote(world.buyer, first.reference, 2, id=id)
    merged(raluca, first, second)
    wrote(world.buyer, first.reference, 2, id=id)
    assert Message.objects.filter(id=id).count() == 1
    assert Message.objects.filter(case_id=second.case_id).count() == 1


def test_nobody_is_answered_with_another_persons_words(world: World, raluca: Viewer) -> None:
    mine = asked(world.buyer)
    contact = Contact(new_id(), "ana@mail.example", "Ana", "en", later())
    guest = tickets.open_for_contact(contact, Asked(uuid4(), "account", "Locked", "Locked", later()))
    for other in (asked(make_buyer("other")), asked(world.seller), guest):
        for pair in ((mine, other), (other, mine)):
            with pytest.raises(OtherRequester):
                foresee(raluca, MergeOf(pair[0].reference, pair[1].reference, later(hours=3)))
            with pytest.raises(OtherRequester):
                merged(raluca, *pair)
    assert not TicketMerge.objects.exists()


def test_only_who_answers_requests_merges_them(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    for viewer in (
        world.buyer,
        world.seller,
        *(make_staff(f"x{r}", r) for r in (Role.MEDIATOR, Role.AUDITOR)),
    ):
        with pytest.raises((Forbidden, NotFound)):
            merged(viewer, first, second)
    merged(raluca, first, second)
    for viewer in (world.buyer, make_buyer("other"), make_staff("adm", Role.ADMIN)):
        with pytest.raises((Forbidden, NotFound)):
            unmerge(viewer, first.reference, at=later(hours=4))


def test_a_second_click_merges_and_undoes_once(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    assert merged(raluca, first, second).chain == merged(raluca, first, second).chain
    assert TicketMerge.objects.count() == 1
    back = unmerge(raluca, first.reference, at=later(hours=4))
    assert unmerge(raluca, first.reference, at=later(hours=5)).chain == back.chain


def test_who_has_seen_something_else_is_told(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    seen = (first.chain.version, second.chain.version)
    wrote(world.buyer, second.reference, 2)
    with pytest.raises(CaseMovedOn):
        merge(raluca, MergeOf(first.reference, second.reference, later(hours=3), seen))
    assert again(raluca, first).ticket.merged_into == ""


def test_whoever_comes_in_between_is_not_overwritten(
    world: World, raluca: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    decide, came = merging.merge, []

    def late(*args: Any, **kwargs: Any) -> MergeStep:
        if not came:
            came.append(1)
            wrote(world.buyer, first.reference, 2, text="Once more")
        return decide(*args, **kwargs)

    monkeypatch.setattr(merging, "merge", late)
    merged(raluca, first, second)
    assert again(raluca, first).ticket.merged_into == second.reference
    assert Message.objects.filter(case_id=first.case_id).count() == 2
    assert types(first).count("ticket.merged") == 1
    assert whole(first, second)


def test_undone_each_stands_as_before_and_keeps_its_own_messages(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    wrote(raluca, second.reference, 2, changes={"status": TicketStatus.SOLVED})
    merged(raluca, first, second)
    assert again(raluca, second).ticket.status is TicketStatus.OPEN
    wrote(world.buyer, first.reference, 4, text="Meanwhile")
    back = unmerge(raluca, first.reference, at=later(hours=5))
    assert (back.ticket.status, back.ticket.merged_into) == (TicketStatus.NEW, "")
    assert back.ticket.asked_at == first.ticket.asked_at
    stays = again(raluca, second)
    assert stays.ticket.status is TicketStatus.OPEN
    assert stays.ticket.asked_at == later(hours=4)
    assert list(Message.objects.filter(text="Meanwhile").values_list("case_id", flat=True)) == [
        second.case_id
    ]
    assert wrote(world.buyer, first.reference, 6).reference == first.reference
    assert ticket_merges.joined(raluca, second.case_id) == ()
    assert whole(first, second)
    assert merged(raluca, first, second, 7).reference == second.reference


def test_a_merged_request_is_kept_as_long_as_the_one_it_goes_on_in(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, 1)
    merged(raluca, first, second)
    over = later(days=3 * 366 + 2)
    assert erase_case(first.case_id, at=over) is None
    wrote(raluca, second.reference, 4, changes={"status": TicketStatus.CLOSED})
    assert erase_case(first.case_id, at=over) is not None
    assert whole(first, second)
