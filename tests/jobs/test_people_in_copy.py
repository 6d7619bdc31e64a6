"""Who is in copy of a mail: let in by the customer's own proven mail, answered too, and never the customer."""

from __future__ import annotations

from uuid import UUID

import pytest
from pytest_django import Settings

from amiabil.actions import in_copy as actions
from amiabil.actions.in_copy import NotInCopy
from amiabil.actions.ticket_merges import MergeOf, merge, unmerge
from amiabil.actions.tickets import Written, change, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import TicketStatus
from amiabil.records import clock, in_copy, tickets
from amiabil.records.models import Contact, Customer, Message, Notice, PersonInCopy, ReadMark, StaffMember
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.factories import make_buyer
from tests.gateways.mail_servers import Mailbox
from tests.jobs.test_mail_both_ways import reply, send, wrote
from tests.mails import FORGED, HELP, PROVEN, came, mail, open_door

__all__ = ["open_door"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("open_door", "mails_at_once"),
]

ION = "Ion Dinu <ion@firma.example>"


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    settings.AMIABIL_MAIL_REPLY = HELP


def begun(raluca: Viewer, *fields: str, copies: str = ION) -> TicketFile:
    told = came(mail("Unde este coletul?", *(fields or (PROVEN,)), f"Cc: {copies}"))
    return tickets.file_of(raluca, told.reference)


def addresses(raluca: Viewer, file: TicketFile) -> list[str]:
    return [one.address for one in in_copy.of_case(raluca, file.case_id)]


def authors(file: TicketFile) -> list[str]:
    found = Message.objects.filter(case_id=file.case_id).order_by("version")
    return [one.author_name for one in found]


def test_a_proven_mail_brings_in_whom_it_names_but_us_its_author_and_colleagues(raluca: Viewer) -> None:
    StaffMember.objects.filter(username="raluca").update(email="raluca@iarmaroc.example")
    many = f"{ION}, ION@firma.example, {HELP}, Ana <ana@example.ro>, raluca@iarmaroc.example, no address"
    assert addresses(raluca, begun(raluca, copies=many)) == ["ion@firma.example"]


@pytest.mark.parametrize("proof", ["X-Nothing: x", FORGED])
def test_a_mail_nobody_vouches_for_brings_in_nobody(raluca: Viewer, proof: str) -> None:
    assert addresses(raluca, begun(raluca, proof)) == []


def test_a_circular_brings_in_ten_at_most(raluca: Viewer) -> None:
    many = ", ".join(f"p{n}@firma.example" for n in range(40))
    assert len(addresses(raluca, begun(raluca, copies=many))) == in_copy.MOST


def test_an_answer_goes_to_them_too_without_the_page_and_the_question_of_rating(
    raluca: Viewer, box: Mailbox
) -> None:
    file = begun(raluca)
    assert [one["To"].addresses[0].addr_spec for one in send(box, file.case_id)] == ["ana@example.ro"], (
        "no receipt"
    )
    write(
        raluca,
        file.reference,
        Written(new_id(), "Gata.", clock.now(), changes={"status": TicketStatus.SOLVED}),
    )
    answers = {one["To"].addresses[0].addr_spec: one for one in send(box, file.case_id)}
    assert set(answers) == {"ana@example.ro", "ion@firma.example"}
    body = answers["ion@firma.example"].get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Gata." in text and "Ana Pop" in text
    assert "/ratings/" not in text and "/with-link/" not in text and "/tickets/" not in text
    assert answers["ion@firma.example"]["Reply-To"] != answers["ana@example.ro"]["Reply-To"]


def test_a_note_and_what_time_does_go_to_nobody_in_copy(raluca: Viewer, box: Mailbox) -> None:
    file = begun(raluca)
    write(raluca, file.reference, Written(new_id(), "Doar pentru noi", clock.now(), note=True))
    change(raluca, file.reference, {"status": TicketStatus.SOLVED}, at=clock.now())
    send(box, file.case_id)
    assert not Notice.objects.filter(person_kind="copied").exists()


def test_their_reply_comes_into_the_request_as_their_own_words(raluca: Viewer, box: Mailbox) -> None:
    file = begun(raluca)
    wrote(file, raluca, "E la curier.")
    answer = next(
        one for one in send(box, file.case_id) if one["To"].addresses[0].addr_spec == "ion@firma.example"
    )
    contact = Contact.objects.get()
    marks = list(ReadMark.objects.filter(person_id=contact.id).values_list("seq"))
    told = came(reply(answer, "Eu sunt acasă până la 17.", author=ION))
    assert (told.reference, told.why) == (file.reference, "signed_name")
    assert (authors(file)[0], authors(file)[-1]) == ("Ana Pop", "Ion Dinu")
    said = Message.objects.filter(case_id=file.case_id).latest("version")
    assert said.author_ref.startswith("copied:")
    assert list(ReadMark.objects.filter(person_id=contact.id).values_list("seq")) == marks
    assert tickets.file_of(raluca, file.reference).ticket.status is TicketStatus.OPEN
    page = main(browser(raluca).get(f"/desk/agent/tickets/{file.reference}"))
    assert "Ion Dinu" in page and "In copy" in page and "named by the customer" in page


def test_a_proven_reply_by_the_number_alone_joins_and_a_strangers_does_not(raluca: Viewer) -> None:
    file = begun(raluca)
    joined = came(mail("Și eu aștept.", PROVEN, author=ION, subject=f"Re: {file.reference}"))
    assert joined.reference == file.reference
    for proof, author in ((PROVEN, "eva@evil.example"), ("X-Nothing: x", ION), (FORGED, ION)):
        other = came(mail("Lasă-mă înăuntru.", proof, author=author, subject=f"Re: {file.reference}"))
        assert other.reference != file.reference


def test_their_mail_confirms_nobodys_mailbox_and_names_nobody_in_copy(raluca: Viewer) -> None:
    file = begun(raluca)
    Contact.objects.update(verified_at=None)
    came(mail("Eu.", PROVEN, "Cc: eva@evil.example", author=ION, subject=f"Re: {file.reference}"))
    assert Contact.objects.get().verified_at is None
    assert addresses(raluca, file) == ["ion@firma.example"]


def test_after_the_end_they_begin_a_request_of_their_own(raluca: Viewer) -> None:
    file = begun(raluca)
    change(raluca, file.reference, {"status": TicketStatus.CLOSED}, at=clock.now())
    told = came(mail("Încă ceva.", PROVEN, author=ION, subject=f"Re: {file.reference}"))
    own = tickets.file_of(raluca, told.reference)
    assert own.contact is not None and own.contact.address == "ion@firma.example"
    assert told.reference != file.reference


def taken_out(raluca: Viewer, file: TicketFile) -> None:
    (person,) = PersonInCopy.objects.filter(case_id=file.case_id)
    assert actions.remove(raluca, file.reference, person.id, at=clock.now())


def test_who_was_taken_out_is_a_stranger_and_no_mail_brings_them_back(raluca: Viewer) -> None:
    file = begun(raluca)
    taken_out(raluca, file)
    came(mail("Mai întreb.", PROVEN, f"Cc: {ION}", subject=f"Re: {file.reference}"))
    assert addresses(raluca, file) == []
    assert came(mail("Eu.", PROVEN, author=ION, subject=f"Re: {file.reference}")).reference != file.reference
    actions.add(raluca, file.reference, "ion@firma.example", at=clock.now())
    assert addresses(raluca, file) == ["ion@firma.example"]


def test_an_agent_adds_and_takes_out_at_the_desk(raluca: Viewer) -> None:
    file, desk = begun(raluca, copies="x@firma.example"), browser(raluca)
    here = f"/desk/agent/tickets/{file.reference}"
    page = main(desk.post(f"{here}/copy", {"address": "mama@example.ro"}, follow=True))
    assert "mama@example.ro" in page and "added by our team" in page
    person = PersonInCopy.objects.get(address="mama@example.ro")
    for _ in range(2):
        desk.post(f"{here}/copy/remove", {"person": str(person.id)})
    assert addresses(raluca, file) == ["x@firma.example"]
    for wrong in ("no address", "ana@example.ro", "x@firma.example"):
        desk.post(f"{here}/copy", {"address": wrong})
    assert addresses(raluca, file) == ["x@firma.example"]
    with pytest.raises(NotInCopy):
        actions.add(raluca, file.reference, "ana@example.ro", at=clock.now())
    assert desk.post(f"{here}/copy/remove", {"person": str(UUID(int=1))}).status_code == 302
    assert desk.post(f"{here}/copy/remove", {"person": "x"}).status_code == 404


def customer() -> None:
    make_buyer()
    Customer.objects.update(email="ana@example.ro")


def second(raluca: Viewer, copies: str) -> TicketFile:
    """Another request of the same customer; only with an account two are one person's."""
    return tickets.file_of(raluca, came(mail("Și factura?", PROVEN, f"Cc: {copies}")).reference)


def merged(raluca: Viewer, source: TicketFile, into: TicketFile) -> None:
    merge(raluca, MergeOf(source.reference, into.reference, clock.now()))


def test_a_merge_takes_them_along_and_their_answers_to_old_mails_too(raluca: Viewer, box: Mailbox) -> None:
    customer()
    first, other = begun(raluca), second(raluca, "eva@firma.example, ION@firma.example")
    desk = browser(raluca)
    last = second(raluca, "eva@firma.example")
    wrote(first, raluca, "E la curier.")
    answer = next(one for one in send(box, first.case_id) if "ion@" in one["To"].addresses[0].addr_spec)
    page = main(desk.get(f"/desk/agent/tickets/{first.reference}/merge", {"into": last.reference}))
    assert "ion@firma.example: gets the answers" in page
    merged(raluca, first, last)
    assert addresses(raluca, last) == ["eva@firma.example", "ion@firma.example"]
    assert "came with a request" in main(desk.get(f"/desk/agent/tickets/{last.reference}"))
    told = came(reply(answer, "Eu sunt acasă.", author=ION))
    assert (told.reference, authors(last)[-1]) == (last.reference, "Ion Dinu")
    merged(raluca, last, other)
    assert addresses(raluca, other) == ["eva@firma.example", "ION@firma.example"], "each once"
    unmerge(raluca, first.reference, at=clock.now())
    assert addresses(raluca, first) == ["ion@firma.example"]
    assert addresses(raluca, last) == ["eva@firma.example"]
    assert addresses(raluca, other) == ["eva@firma.example", "ION@firma.example"], "was there before"


def test_who_comes_along_twice_leaves_with_the_first_merge_taken_back(raluca: Viewer) -> None:
    customer()
    first, middle, last = begun(raluca), second(raluca, "a@x.example"), second(raluca, "b@x.example")
    merged(raluca, first, middle)
    merged(raluca, middle, last)
    assert sorted(addresses(raluca, last)) == ["a@x.example", "b@x.example", "ion@firma.example"]
    unmerge(raluca, first.reference, at=clock.now())
    assert addresses(raluca, last) == ["b@x.example", "a@x.example"]
    merged(raluca, first, last)
    assert addresses(raluca, last)[-1] == "ion@firma.example"


def test_who_was_taken_out_comes_back_by_no_merge_and_no_undoing(raluca: Viewer) -> None:
    customer()
    first, other = begun(raluca), second(raluca, ION)
    taken_out(raluca, other)
    merged(raluca, first, other)
    assert addresses(raluca, other) == []
    unmerge(raluca, first.reference, at=clock.now())
    last = second(raluca, "b@x.example")
    merged(raluca, first, last)
    came_along = PersonInCopy.objects.get(case_id=last.case_id, address="ion@firma.example")
    assert actions.remove(raluca, last.reference, came_along.id, at=clock.now())
    unmerge(raluca, first.reference, at=clock.now())
    assert addresses(raluca, first) == []
    assert addresses(raluca, last) == ["b@x.example"]


def test_ten_at_most_come_along(raluca: Viewer) -> None:
    customer()
    first = begun(raluca, copies=", ".join(f"p{n}@firma.example" for n in range(6)))
    other = second(raluca, ", ".join(f"q{n}@firma.example" for n in range(6)))
    merged(raluca, first, other)
    assert len(addresses(raluca, other)) == in_copy.MOST
