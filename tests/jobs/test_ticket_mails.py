"""What a customer is told about their request: the receipt, the answer with its words, the reminder, the end."""

from __future__ import annotations

import re
from email.message import EmailMessage
from uuid import UUID

import pytest
from django.db import transaction

from amiabil.actions.files import Announced
from amiabil.actions.tickets import Asked, Written, change, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.ticket import Changes
from amiabil.domain.terms import Channel
from amiabil.jobs import notices, wires
from amiabil.jobs.deadlines import sweep
from amiabil.records import clock
from amiabil.records.files import TICKET
from amiabil.records.models import Customer, Delivery, Event, Notice
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui.intake import FormFile, keep_form_file
from amiabil.ui.tickets import enclosing
from tests.desks.reading import links
from tests.desks.stories import browser
from tests.factories import World, later, make_world
from tests.gateways.mail_servers import Mailbox

SOLVED: Changes = {"status": TicketStatus.SOLVED}

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.usefixtures("mails_at_once")]


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.buyer.person_id).update(language="en")
    return made


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(days=2))


def asked(world: World) -> TicketFile:
    return open_ticket(
        world.buyer, Asked(new_id(), "account", "Cannot sign in", "It says locked.", later(days=2))
    )


def tell(case_id: UUID) -> int:
    """Tell the last step of a request, twice, and send what waits; how many mails there were."""
    version = Event.objects.filter(case_id=case_id).order_by("-version").values_list("version")[0][0]
    with transaction.atomic():
        waiting = notices.tell(case_id, version)
    with transaction.atomic():
        assert notices.tell(case_id, version) == []
    mailer = wires.mailer()
    assert mailer is not None
    for delivery in waiting:
        notices.send(delivery, mailer)
    return len(waiting)


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def test_the_receipt_says_who_answers_by_when(world: World, box: Mailbox) -> None:
    file = asked(world)
    assert tell(file.case_id) == 1
    for kind in ("plain", "html"):
        said = text(box.mails[0], kind)
        for words in (
            "Your request has been received",
            "10 October 2026, 12:14",
            f"/en/tickets/{file.reference}",
        ):
            assert words in said
    assert "It says locked." not in text(box.mails[0])


def test_an_answer_comes_with_its_words(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Press the link we sent.", later(days=2, hours=1)))
    assert tell(file.case_id) == 1
    said = text(box.mails[0])
    assert "Press the link we sent." in said
    assert "We wait for your answer until" in said and "Request T-" in said
    assert box.mails[0]["Auto-Submitted"] is None, "a person wrote it"
    assert "You wrote," in said and "It says locked." in said, "what it answers stands below"
    assert f"/en/tickets/{file.reference}" in links(browser(world.buyer).get("/en/notices/"))


def test_what_is_for_the_staff_alone_is_told_to_nobody(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Fraud?", later(days=2, hours=1), note=True))
    assert tell(file.case_id) == 0
    change(raluca, file.reference, {"priority": Priority.URGENT}, at=later(days=2, hours=2))
    assert tell(file.case_id) == 0
    assert not Notice.objects.exists()


def test_an_answer_after_a_note_never_carries_the_note(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Press the link.", later(days=2, hours=1)))
    version = Event.objects.filter(case_id=file.case_id).order_by("-version").values_list("version")[0][0]
    write(raluca, file.reference, Written(new_id(), "Fraud?", later(days=2, hours=2), note=True))
    with transaction.atomic():
        (delivery,) = notices.tell(file.case_id, version)
    mailer = wires.mailer()
    assert mailer is not None
    notices.send(delivery, mailer)
    assert "Press the link." in text(box.mails[0])
    assert "Fraud?" not in text(box.mails[0])


def by_mail(world: World, subject: str, text: str) -> TicketFile:
    made = Asked(new_id(), "account", subject, text, later(days=2), channel=Channel.EMAIL)
    return open_ticket(world.buyer, made)


def known_by_address(world: World) -> None:
    Customer.objects.filter(id=world.buyer.person_id).update(issuer="mail", name="Buy pills at evil.example")


def test_the_receipt_of_a_mail_says_nothing_its_author_chose(world: World, box: Mailbox) -> None:
    known_by_address(world)
    file = by_mail(world, "Win money now", "Click on evil.example")
    assert tell(file.case_id) == 1
    (mail,) = box.mails
    whole = box.envelopes[0].content
    assert isinstance(whole, bytes)
    said = f"{text(mail)} {text(mail, 'html')} {mail['Subject']} {mail['To']}"
    for word in ("Win money", "pills", "evil.example"):
        assert word not in said and word.encode() not in whole
    assert file.reference in str(mail["Subject"]) and mail["Auto-Submitted"] == "auto-generated"
    assert "/tickets/" not in said, "who has no account cannot open the page"


def test_a_hundred_requests_fill_nobodys_mailbox(world: World, box: Mailbox) -> None:
    for number in range(notices.MOST_RECEIPTS + 2):
        assert tell(by_mail(world, f"Subject {number}", "Text").case_id) == 1
    assert len(box.mails) == notices.MOST_RECEIPTS
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent", "dropped"}


@pytest.mark.parametrize(
    ("given", "sent"),
    [("Package lost", "Re: Package lost"), ("RE: Fwd: Răspuns: Colet", "Re: Colet"), ("Re:", "Re: T-")],
)
def test_an_answer_keeps_the_subject_of_the_mail_it_answers(
    world: World, raluca: Viewer, box: Mailbox, given: str, sent: str
) -> None:
    known_by_address(world)
    file = by_mail(world, given, "Where is it?\n\n" + "line\n" * 40)
    for hours in (1, 2):
        write(raluca, file.reference, Written(new_id(), "Here.\n\nRaluca", later(days=2, hours=hours)))
        assert tell(file.case_id) == 1
    assert {str(mail["Subject"])[: len(sent)] for mail in box.mails} == {sent}
    said = text(box.mails[-1])
    assert "> Where is it?" in said and said.count("> line") < 12 and "…" in said
    assert "/tickets/" not in said and "/settings" not in said


def test_an_answer_about_a_form_names_the_request_in_its_subject(
    world: World, raluca: Viewer, box: Mailbox
) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Solved <b>now</b>.", later(days=2), changes=SOLVED))
    assert tell(file.case_id) == 1
    (mail,) = box.mails
    assert mail["Subject"] == f"Cannot sign in [{file.reference}]"
    assert "Solved <b>now</b>." in text(mail) and "Solved &lt;b&gt;now" in text(mail, "html")
    assert "We think that this is solved" in text(mail)


def test_silence_is_reminded_of_and_its_end_told(
    world: World, raluca: Viewer, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Still locked?", later(days=2, hours=1)))
    for days, words in ((6, "your answer is needed"), (13, "counts as solved")):
        monkeypatch.setattr(clock, "now", lambda days=days: later(days=days))
        assert sweep() is False
        assert tell(file.case_id) == 1
        assert words in box.mails[-1]["Subject"]


def test_files_go_along_while_there_is_room(
    world: World, raluca: Viewer, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = asked(world)
    kept = [
        keep_form_file(
            raluca,
            Announced(TICKET, file.case_id, name, 3),
            FormFile(name, content, len(content)),
            at=later(days=2),
        )
        for name, content in (("Politică ș.txt", b"abc"), ("Lung.txt", b"d" * 60))
    ]
    monkeypatch.setattr(enclosing, "MOST_BYTES", 50)
    sent = Written(new_id(), "Look.", later(days=2, hours=1), files=tuple(one.id for one in kept))
    write(raluca, file.reference, sent)
    assert tell(file.case_id) == 1
    (mail,) = box.mails
    (got,) = mail.iter_attachments()
    assert (got.get_filename(), got.get_content_type()) == ("Politică ș.txt", "text/plain")
    assert "Lung.txt" in text(mail) and "it is on the page of the request" in text(mail)
    assert text(mail, "html").count("too large for a mail") == 1


def test_what_is_quoted_in_an_answer_is_set_apart(world: World, raluca: Viewer, box: Mailbox) -> None:
    file = asked(world)
    said = "Look here:\n\n> <b>old</b>\n> words\n\nAnd now?"
    write(raluca, file.reference, Written(new_id(), said, later(days=2, hours=1)))
    assert tell(file.case_id) == 1
    html, plain = text(box.mails[0], "html"), text(box.mails[0])
    assert "> <b>old</b> > words" in plain
    assert "&lt;b&gt;old&lt;/b&gt;<br>words</blockquote>" in html and "And now?</p>" in html
    assert re.search(r"You wrote, \w+, \d+ \w+ 2026, \d\d:\d\d:", plain), "a mail is read on any day"
