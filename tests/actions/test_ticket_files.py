"""Files of requests: sent once with one message, read by whoever reads it, sealed with it and erased with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from amiabil.actions import tickets
from amiabil.actions.files import Announced, start_upload
from amiabil.actions.retention import erase_case
from amiabil.actions.tickets import Asked, Written
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.files import MESSAGE_FILES_MAX, REQUEST_LIMITS, FileTooLarge, Form, TooManyFiles
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Channel, Role
from amiabil.domain.written import TextMissing
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.jobs.files import UNUSED_AFTER, sweep
from amiabil.records import clock, files, message_files
from amiabil.records.contacts import Contact
from amiabil.records.files import CASE, TICKET
from amiabil.records.messages import ConversationClosed
from amiabil.records.models import Message, MessageFile, Shop, StoredFile
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui import intake
from amiabil.ui.intake import hash_of
from amiabil.ui.my_data.pack import pack
from amiabil.ui.tickets.record import ticket_record
from tests.cases_with_files import folder, stored, upload
from tests.factories import World, later, make_buyer, make_member, make_shop, make_staff, make_world
from tests.samples import picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


@pytest.fixture
def world(folder: Path) -> World:
    return make_world()


@pytest.fixture
def raluca(folder: Path) -> Viewer:
    return make_staff("raluca", Role.AGENT)


def put_in(viewer: Viewer, owner_id: UUID, name: str = "lamp.jpg") -> UUID:
    return upload(viewer, owner_id, purpose=TICKET, name=name).id


def asked(viewer: Viewer, *names: str, **more: Any) -> TicketFile:
    id = uuid4()
    sent = tuple(put_in(viewer, id, name) for name in names)
    given = {"topic": "account", "subject": "Cannot sign in", "text": "It says locked.", **more}
    return tickets.open_ticket(viewer, Asked(case_id=id, received_at=later(), files=sent, **given))


def answered(viewer: Viewer, file: TicketFile, *files: UUID, **more: Any) -> TicketFile:
    given = {"id": uuid4(), "text": "Look", "received_at": later(hours=1), **more}
    return tickets.write(viewer, file.reference, Written(files=files, **given))


def whole(file: TicketFile) -> bool:
    (checked,) = verify(file.reference, hash_of=hash_of)
    return checked.broken is None


def said(viewer: Viewer, file: TicketFile) -> list[str]:
    messages = Message.objects.filter(case_id=file.case_id).values_list("id", flat=True)
    found = message_files.of_messages(viewer, list(messages))
    return sorted(one.name for kept in found.values() for one in kept)


def test_files_come_with_the_request_and_with_answers(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer, "screen.jpg", "bill.jpg")
    answered(raluca, file, put_in(raluca, file.case_id, "how.jpg"), text="")
    assert said(world.buyer, file) == ["bill.jpg", "how.jpg", "screen.jpg"] == said(raluca, file)
    first = Message.objects.get(case_id=file.case_id, author_role="buyer").id
    assert [one.name for one in message_files.of_messages(world.buyer, [first])[first]] == [
        "screen.jpg",
        "bill.jpg",
    ]
    assert whole(file)


def test_a_shop_sends_files_with_its_own_request(world: World) -> None:
    file = asked(world.seller, "licence.jpg")
    assert said(world.seller, file) == ["licence.jpg"]
    assert said(make_member(Shop.objects.get(id=world.shop_id), "colleague"), file) == ["licence.jpg"]


def test_the_audience_of_the_message_decides_who_fetches(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer, "screen.jpg")
    note = put_in(raluca, file.case_id, "note.jpg")
    answered(raluca, file, note, note=True)
    own = MessageFile.objects.get(message__author_role="buyer").file_id
    assert files.file_for(world.buyer, own).forms == frozenset(Form)
    assert files.file_for(make_staff("sue", Role.SUPERVISOR), note).file.name == "note.jpg"
    strangers = [
        make_buyer("other"),
        world.seller,
        make_member(make_shop("Other"), "x"),
        make_staff("med", Role.MEDIATOR),
        make_staff("rev", Role.REVIEWER),
        make_staff("adm", Role.ADMIN),
        Viewer(role=None),
    ]
    for viewer in strangers:
        for id in (own, note):
            with pytest.raises(NotFound):
                files.file_for(viewer, id)
    with pytest.raises(NotFound):
        files.file_for(world.buyer, note)
    assert "note.jpg" not in said(world.buyer, file)


def test_the_customer_reads_of_an_answer_what_shows_no_place(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    sent = put_in(raluca, file.case_id)
    answered(raluca, file, sent)
    assert files.file_for(world.buyer, sent).forms == {Form.VIEW, Form.THUMB}


def test_before_it_is_sent_a_file_is_its_uploaders_alone(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    mine, theirs = put_in(world.buyer, file.case_id), put_in(raluca, file.case_id)
    with pytest.raises(NotFound):
        files.file_for(raluca, mine)
    with pytest.raises(NotFound):
        files.file_for(world.buyer, theirs)
    with pytest.raises(NotFound):
        answered(world.buyer, file, theirs)
    assert [one.file.id for one in files.ready_files(world.buyer, file.case_id)] == [mine]


def test_a_file_goes_with_one_message_of_its_own_request(world: World) -> None:
    file, other = asked(world.buyer), asked(world.buyer)
    sent = put_in(world.buyer, file.case_id)
    with pytest.raises(NotFound):
        answered(world.buyer, other, sent)
    answered(world.buyer, file, sent)
    with pytest.raises(NotFound):
        answered(world.buyer, file, sent)
    assert files.ready_files(world.buyer, file.case_id) == []
    evidence = StoredFile.objects.get(id=sent)
    StoredFile.objects.filter(id=sent).update(kind="evidence")
    with pytest.raises(NotFound):
        answered(world.buyer, file, evidence.id)


def test_a_second_click_sends_them_once(world: World) -> None:
    file = asked(world.buyer)
    sent, id = put_in(world.buyer, file.case_id), uuid4()
    first = answered(world.buyer, file, sent, id=id)
    assert answered(world.buyer, file, sent, id=id).chain.version == first.chain.version
    assert MessageFile.objects.filter(case_id=file.case_id).count() == 1


def test_without_a_word_there_must_be_a_file_and_not_too_many(world: World) -> None:
    file = asked(world.buyer)
    with pytest.raises(TextMissing):
        answered(world.buyer, file, text=" ")
    with pytest.raises(TooManyFiles):
        answered(world.buyer, file, *(uuid4() for _ in range(MESSAGE_FILES_MAX + 1)))
    with pytest.raises(FileTooLarge):
        start_upload(
            world.buyer, Announced(TICKET, file.case_id, "x", REQUEST_LIMITS.max_bytes + 1), at=later()
        )


def test_nobody_puts_files_into_a_request_they_do_not_write_in(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    for viewer in (make_buyer("other"), world.seller):
        with pytest.raises(NotFound):
            put_in(viewer, file.case_id)
    for role in (Role.MEDIATOR, Role.AUDITOR, Role.ADMIN):
        with pytest.raises(Forbidden):
            put_in(make_staff(f"a{role}", role), file.case_id)
    with pytest.raises(Forbidden):
        upload(raluca, file.case_id, purpose=CASE)
    with pytest.raises(NotFound):
        put_in(raluca, uuid4())
    answered(raluca, file, changes={"status": TicketStatus.CLOSED})
    with pytest.raises(ConversationClosed):
        put_in(world.buyer, file.case_id)


def test_a_changed_or_missing_file_breaks_the_record(world: World, folder: Path) -> None:
    file = asked(world.buyer, "screen.jpg")
    row = MessageFile.objects.get(case_id=file.case_id)
    kept = StoredFile.objects.get(id=row.file_id)
    StoredFile.objects.filter(id=kept.id).update(sha256=bytes(32))
    assert not whole(file)
    StoredFile.objects.filter(id=kept.id).update(sha256=kept.sha256)
    (folder / "message" / str(file.case_id) / str(kept.id) / "original").write_bytes(b"other")
    assert not whole(file)
    (checked,) = verify(file.reference)
    assert checked.broken is None
    row.delete()
    (checked,) = verify(file.reference)
    assert checked.broken is not None


def test_they_are_erased_with_the_request_and_its_record_holds(
    world: World, raluca: Viewer, folder: Path
) -> None:
    file = asked(world.buyer, "screen.jpg")
    put_in(world.buyer, file.case_id, "unsent.jpg")
    answered(raluca, file, changes={"status": TicketStatus.CLOSED})
    assert stored(folder)
    assert erase_case(file.case_id, at=later(days=3 * 366 + 2)) is not None
    assert not StoredFile.objects.filter(erased_at=None).exists()
    assert not StoredFile.objects.exclude(name="").exists()
    assert said(world.buyer, file) == []
    assert whole(file)


def test_what_was_sent_outlives_the_sweep_and_what_was_not_does_not(world: World) -> None:
    file = asked(world.buyer, "screen.jpg")
    unsent = put_in(world.buyer, file.case_id)
    assert sweep(clock.unshifted() + UNUSED_AFTER * 2).unused == 1
    assert StoredFile.objects.get(id=unsent).erased_at is not None
    assert said(world.buyer, file) == ["screen.jpg"]


def test_a_person_takes_their_files_along(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer, "screen.jpg")
    answered(raluca, file, put_in(raluca, file.case_id, "note.jpg"), note=True)
    told, inside = ticket_record(world.buyer, file.reference, folder="files")
    assert [one["name"] for message in told["messages"] for one in message.get("files", [])] == ["screen.jpg"]
    assert [one.is_original for one in inside] == [True]
    with pack(world.buyer) as made:
        content = made.read()
    assert b"screen.jpg" in content
    assert b"note" not in content


def test_bytes_from_a_mail_are_kept_like_those_of_a_form(world: World) -> None:
    file = asked(world.buyer)
    meant = Announced(TICKET, file.case_id, "from a mail.jpg", 0)
    kept = intake.keep_bytes(world.buyer, meant, picture(), at=clock.now(), channel=Channel.EMAIL)
    answered(world.buyer, file, kept.id, text="")
    assert said(world.buyer, file) == ["from a mail.jpg"]
    assert StoredFile.objects.get(id=kept.id).channel == "email"


def test_somebody_without_an_account_sends_files_into_their_own_request_alone(folder: Path) -> None:
    ana, eva = (
        Contact(new_id(), f"{name}@mail.example", name, "en", later()).viewer for name in ("ana", "eva")
    )
    contact = Contact(ana.contact_id or new_id(), "ana@mail.example", "Ana", "en", later())
    asked = Asked(uuid4(), "account", "Cannot sign in", "It says locked.", later())
    file = tickets.open_for_contact(contact, asked)
    sent = put_in(ana, file.case_id)
    answered(ana, file, sent, text="")
    assert files.file_for(ana, sent).file.name == "lamp.jpg"
    with pytest.raises(NotFound):
        files.file_for(eva, sent)
    for owner in (file.case_id, uuid4()):
        with pytest.raises(NotFound):
            put_in(eva, owner)
