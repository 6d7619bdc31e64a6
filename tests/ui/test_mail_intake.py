"""A mail becomes a request, a message, a note or something a person looks at; once, whole, and by its own author."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from amiabil.actions import mail_filing
from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.mail.intake import Cause, State
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Audience, Channel, Role
from amiabil.foundation.errors import NotFound
from amiabil.gateways.files import StorageFull
from amiabil.records import clock, files, mail_in, message_files, tickets
from amiabil.records.models import (
    Conversation,
    Customer,
    Delivery,
    IncomingMail,
    Message,
    Notice,
    StaffMember,
    Ticket,
)
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui import mail_intake
from amiabil.ui.mail_intake import Arrived
from tests.factories import OPENED, World, make_staff, make_world
from tests.mails import FORGED, HELP, PROVEN, answer_to, came, mail, open_door, with_files

__all__ = ["open_door"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_door")]

HOUR = timedelta(hours=1)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def raluca() -> Viewer:
    made = make_staff("raluca", Role.AGENT)
    StaffMember.objects.filter(username="raluca").update(email="raluca@iarmaroc.example")
    return made


def asked(viewer: Viewer) -> TicketFile:
    return open_ticket(
        viewer, Asked(new_id(), "account", "Cannot sign in", "It says locked.", clock.now() - HOUR)
    )


def author(viewer: Viewer) -> str:
    return Customer.objects.get(id=viewer.person_id).email


def ticket_of(reference: str) -> TicketFile:
    return tickets.file_of(make_staff(f"s{new_id().hex}", Role.AGENT), reference)


# ---- a request of somebody new -----------------------------------------------------------------


def test_a_mail_of_somebody_new_is_a_request_of_theirs() -> None:
    told = came(mail("Unde este coletul meu? Nu am primit nimic.\n\n-- \nAna"))
    file = ticket_of(told.reference)
    assert (told.state, told.why) == (State.FILED, "new")
    assert (file.subject, file.channel, file.person_name) == ("Coletul", Channel.EMAIL, "Ana Pop")
    message = Message.objects.get(case_id=file.case_id)
    assert (message.text, message.language) == ("Unde este coletul meu? Nu am primit nimic.", "ro")
    assert told.rest.strip() == "--\nAna" or told.rest.strip() == "-- \nAna"
    assert file.contact is not None
    assert (file.contact.address, file.contact.verified_at) == ("ana@example.ro", None)
    (checked,) = verify(file.reference)
    assert checked.broken is None


def test_a_proven_mail_shows_that_the_mailbox_is_theirs_also_later() -> None:
    proven = ticket_of(came(mail("Doi", PROVEN)).reference)
    assert proven.contact is not None
    assert proven.contact.verified_at is not None
    first = ticket_of(came(mail("Unu")).reference)
    assert came(mail("Trei", PROVEN, subject=first.reference)).reference == first.reference
    seen = ticket_of(first.reference).contact
    assert seen is not None
    assert seen.verified_at is not None


def test_a_proven_mail_acts_as_the_known_customer_and_an_unproven_one_never(world: World) -> None:
    proven = came(mail("Unu", PROVEN, author=author(world.buyer)))
    unproven = came(mail("Doi", author=author(world.buyer)))
    forged = came(mail("Trei", FORGED, author=author(world.buyer)))
    assert ticket_of(proven.reference).customer_id == world.buyer.person_id
    assert ticket_of(unproven.reference).customer_id != world.buyer.person_id
    assert ticket_of(forged.reference).customer_id != world.buyer.person_id
    assert [one.standing for one in (proven, unproven, forged)] == ["proven", "unproven", "forged"]
    assert [one.subject for one in tickets.my_tickets(world.buyer).items] == ["Coletul"]


def test_two_customers_with_one_address_are_not_guessed_between(world: World) -> None:
    address = author(world.buyer)
    Customer.objects.create(
        id=new_id(), issuer="demo", subject="twin", email=address, email_verified=True, created_at=OPENED
    )
    told = came(mail("Unu", PROVEN, author=address))
    assert ticket_of(told.reference).contact is not None


def test_the_same_bytes_by_one_door_are_one_mail_and_by_two_doors_two() -> None:
    raw = mail("Unu")
    assert came(raw).id == came(raw).id
    assert came(raw, account="other").reference != came(raw).reference
    assert Conversation.objects.filter(kind="ticket").count() == 2


def test_a_reused_message_id_hides_no_second_mail() -> None:
    one, other = (
        came(mail("Unu", "Message-ID: <a@b.example>")),
        came(mail("Doi", "Message-ID: <a@b.example>")),
    )
    assert one.reference != other.reference


def test_filing_again_at_any_time_changes_nothing() -> None:
    told = came(mail("Unu"))
    mail_intake.process(told.id)
    IncomingMail.objects.update(state="waiting", case_id=None, message_id=None)  # as after a crash in between
    mail_intake.process(told.id)
    assert Message.objects.count() == Conversation.objects.count() == 1
    assert IncomingMail.objects.get().case_id is not None


# ---- answers ----------------------------------------------------------------------------------


def test_an_answer_by_the_signed_address_joins_without_any_proof(world: World) -> None:
    file = asked(world.buyer)
    told = came(mail("Firefox.", author=author(world.buyer), to=answer_to(file)))
    assert (told.reference, told.why) == (file.reference, "signed_name")
    said = Message.objects.filter(case_id=file.case_id).latest("version")
    assert (said.text, said.author_role, said.audience) == ("Firefox.", "buyer", Audience.BUYER_AND_PLATFORM)


def test_an_answer_to_something_solved_opens_it_again(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    write(
        raluca,
        file.reference,
        Written(new_id(), "Done", clock.now(), changes={"status": TicketStatus.SOLVED}),
    )
    came(mail("Nu merge", author=author(world.buyer), to=answer_to(file)))
    assert ticket_of(file.reference).ticket.status is TicketStatus.OPEN


def test_an_answer_to_something_closed_is_a_new_request_linked_to_it(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    write(
        raluca,
        file.reference,
        Written(new_id(), "Done", clock.now(), changes={"status": TicketStatus.CLOSED}),
    )
    told = came(mail("Iar", author=author(world.buyer), to=answer_to(file)))
    assert (told.state, told.meant, told.why) == (State.FILED, file.reference, "ticket_closed")
    assert told.reference != file.reference
    assert ticket_of(told.reference).customer_id == world.buyer.person_id


def test_an_absence_note_stands_there_and_wakes_nothing(world: World, raluca: Viewer) -> None:
    file = asked(world.buyer)
    write(
        raluca,
        file.reference,
        Written(new_id(), "Done", clock.now(), changes={"status": TicketStatus.SOLVED}),
    )
    away = mail("Plecat", "Auto-Submitted: auto-replied", author=author(world.buyer), to=answer_to(file))
    assert came(away).reference == file.reference
    assert ticket_of(file.reference).ticket.status is TicketStatus.SOLVED
    assert Message.objects.filter(case_id=file.case_id, text="Plecat").exists()


def test_a_member_of_a_shop_answers_for_the_shop(world: World) -> None:
    file = asked(world.seller)
    Customer.objects.filter(id=world.seller.person_id).update(email="luca@shop.example")
    told = came(mail("Da", PROVEN, author="luca@shop.example", subject=f"Re: {file.reference}"))
    assert (told.reference, told.why) == (file.reference, "number_in_subject")
    said = Message.objects.filter(case_id=file.case_id).latest("version")
    assert (said.author_role, said.audience) == ("seller", Audience.SELLER_AND_PLATFORM)


# ---- strangers, staff, machines ------------------------------------------------------------------


def test_a_stranger_who_knows_the_number_opens_one_of_their_own(world: World) -> None:
    file = asked(world.buyer)
    told = came(mail("Sunt Ana", PROVEN, author="eva@evil.example", subject=f"Re: {file.reference}"))
    assert told.reference != file.reference
    assert (told.meant, told.why) == (file.reference, "number_in_subject_from_stranger")
    assert Message.objects.filter(case_id=file.case_id).count() == 1


def test_a_stranger_with_a_signed_address_opens_one_of_their_own(world: World) -> None:
    file = asked(world.buyer)
    told = came(mail("Sunt Ana", PROVEN, author="eva@evil.example", to=answer_to(file)))
    assert (told.reference != file.reference, told.meant) == (True, file.reference)


def test_what_was_merged_is_joined_where_it_went_on(world: World) -> None:
    file, on = asked(world.buyer), asked(world.buyer)
    row = Ticket.objects.get(case_id=file.case_id)
    row.body["merged_into"] = on.reference
    row.save()
    assert came(mail("Da", author=author(world.buyer), to=answer_to(file))).reference == on.reference


@pytest.mark.parametrize(
    ("fields", "cause"), [((), Cause.STAFF_NOT_PROVEN), ((FORGED,), Cause.STAFF_NOT_PROVEN)]
)
def test_a_forged_mail_of_an_agent_is_never_an_agents(
    world: World, raluca: Viewer, fields: tuple[str, ...], cause: Cause
) -> None:
    file = asked(world.buyer)
    told = came(mail("Banii vin azi", *fields, author="raluca@iarmaroc.example", to=answer_to(file)))
    assert (told.state, told.cause) == (State.HELD, cause)
    assert Message.objects.count() == 1


def test_a_proven_mail_of_an_agent_is_a_note_and_never_speaks_to_the_customer(
    world: World, raluca: Viewer
) -> None:
    file = asked(world.buyer)
    told = came(mail("Am sunat", PROVEN, author="raluca@iarmaroc.example", subject=file.reference))
    said = Message.objects.filter(case_id=file.case_id).latest("version")
    assert (told.why, said.audience, said.author_ref) == ("staff", Audience.STAFF, "staff:raluca")
    assert came(mail("Bună", PROVEN, author="raluca@iarmaroc.example")).cause == Cause.STAFF


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (mail("Plecat", "Auto-Submitted: auto-replied", subject="Out of office: x"), Cause.OUT_OF_OFFICE),
        (mail("Oferte", "List-Unsubscribe: <https://x.example>"), Cause.BULK),
        (mail("x", author=f"Noi <{HELP}>"), Cause.LOOP),
        (mail("x", "X-Loop: " + HELP), Cause.LOOP),
        (b"Subject: x\r\n\r\nnobody", Cause.NO_AUTHOR),
        (b"\xff\xfe\x00 no head at all", Cause.NOT_A_MAIL),
        (b"", Cause.NO_AUTHOR),
        (mail("", subject=""), Cause.EMPTY),
        (
            mail("failed", "X-Failed-Recipients: b@x.example", author="mailer-daemon@x.example"),
            Cause.REPORT,
        ),
    ],
)
def test_what_is_nobodys_request_waits_with_its_cause(raw: bytes, cause: Cause) -> None:
    told = came(raw)
    assert (told.state, told.cause) == (State.HELD, cause)
    assert not Conversation.objects.exists()


def test_two_machines_that_are_away_come_to_an_end(world: World) -> None:
    file = asked(world.buyer)
    away = ("Auto-Submitted: auto-replied", f"In-Reply-To: <{file.reference}@iarmaroc.example>")
    for number in range(3):
        told = came(mail(f"Plecat {number}", *away, author=author(world.buyer), subject="Out of office"))
        assert told.state is State.HELD
    assert not Notice.objects.filter(key="message.posted").exists()


# ---- files ------------------------------------------------------------------------------------


def test_files_of_a_mail_are_files_of_its_message_and_what_is_not_taken_is_named(world: World) -> None:
    file = asked(world.buyer)
    raw = with_files(
        "Poza",
        ("poză.png", "application/pdf", PNG),
        ("virus.exe", "image/png", b"MZ" + bytes(100)),
        author=author(world.buyer),
        to=answer_to(file),
    )
    told = came(raw)
    assert told.files == ("poză.png",)
    assert told.left_out == (("virus.exe", "type_not_allowed"),)
    ids = list(Message.objects.filter(case_id=file.case_id).values_list("id", flat=True))
    (kept,) = message_files.of_messages(world.buyer, ids).values()
    assert (kept[0].media_type, kept[0].variants) == ("image/png", ("original", "view", "thumb"))
    assert files.file_for(world.buyer, kept[0].id).file.name == "poză.png"
    with pytest.raises(NotFound):
        files.file_for(world.seller, kept[0].id)


def test_one_bad_mail_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    read = mail_intake.read_letter

    def broken(raw: bytes, **more: object) -> object:
        if b"poison" in raw:
            raise RuntimeError("a defect of ours")
        return read(raw, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(mail_intake, "read_letter", broken)
    mail_intake.take([Arrived("lmtp", mail(text)) for text in ("Unu", "poison", "Doi")])
    assert mail_intake.file_next(10) == 3
    assert sorted(IncomingMail.objects.values_list("state", "cause")) == [
        ("filed", ""),
        ("filed", ""),
        ("held", "failed"),
    ]


def test_a_mail_that_ends_the_worker_each_time_is_put_aside_and_the_next_is_filed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = mail_intake.read_letter

    def deadly(raw: bytes, **more: object) -> object:
        if b"poison" in raw:
            raise SystemExit(137)
        return read(raw, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(mail_intake, "read_letter", deadly)
    (bad,) = mail_intake.take([Arrived("lmtp", mail("poison"))])
    mail_intake.take([Arrived("lmtp", mail("Unu"))])
    for _ in range(mail_intake.MOST_TRIES):
        with pytest.raises(SystemExit):
            mail_intake.file_next(10)
    assert mail_intake.file_next(10) == 2
    assert list(Message.objects.values_list("text", flat=True)) == ["Unu"]
    assert IncomingMail.objects.values_list("state", "cause").get(id=bad) == ("held", "failed")
    monkeypatch.setattr(mail_intake, "read_letter", read)
    mail_filing.read_again(make_staff("raluca", Role.AGENT), bad)
    assert mail_intake.process(bad).state is State.FILED  # type: ignore[union-attr]


def test_a_full_disk_is_no_doing_of_the_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> object:
        raise StorageFull

    (id,) = mail_intake.take([Arrived("lmtp", mail("Unu"))])
    with monkeypatch.context() as patched:
        patched.setattr(mail_intake, "keep_files", full)
        for _ in range(mail_intake.MOST_TRIES + 2):
            with pytest.raises(StorageFull):
                mail_intake.process(id)
    assert mail_intake.process(id).state is State.FILED  # type: ignore[union-attr]


def test_a_mail_is_read_and_filed_in_few_statements(django_assert_max_num_queries: object) -> None:
    (id,) = mail_intake.take([Arrived("lmtp", mail("Unu"))])
    came(mail("Nu contează", author="ion@example.ro"))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        mail_intake.process(id)


# ---- receipts ---------------------------------------------------------------------------------


def test_only_a_proven_author_gets_a_receipt() -> None:
    from amiabil.jobs import notices

    for raw, told in ((mail("Unu"), 0), (mail("Doi", FORGED), 0), (mail("Trei", PROVEN), 1)):
        case: UUID | None = mail_in.mail(came(raw).id).became.case_id  # type: ignore[union-attr]
        assert case is not None
        assert len(notices.tell(case, 1)) == told
    assert Delivery.objects.count() == 1
