"""The desk of mails that came in: listed, read without anything from elsewhere, filed, put aside, read again."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.actions.tickets import Asked, open_ticket
from amiabil.domain.access import Viewer
from amiabil.domain.mail.intake import State
from amiabil.domain.terms import Audience, Role
from amiabil.records import clock, mail_desk
from amiabil.records.models import AuditEntry, Customer, IncomingMail, Message
from amiabil.records.new_id import new_id
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.factories import World, make_staff, make_world
from tests.mails import FORGED, PROVEN, came, mail, open_door, with_files

__all__ = ["open_door"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_door")]

AWAY = mail("Plecat", "Auto-Submitted: auto-replied", subject="Out of office: concediu")


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


@pytest.fixture
def desk(raluca: Viewer) -> Client:
    return browser(raluca)


def test_what_waits_stands_first_with_its_cause_and_leads_to_its_page(desk: Client) -> None:
    held, filed = came(AWAY), came(mail("Unde e?", subject="Coletul"))
    page = main(desk.get("/desk/agent/mail/"))
    assert "concediu" in page
    assert "nu răspunde" in page or "answers nothing" in page
    assert "Coletul" not in page
    assert "Coletul" in main(desk.get("/desk/agent/mail/?view=filed"))
    everything = desk.get("/desk/agent/mail/?view=all&author=ana@example.ro").content.decode()
    assert str(held.id) in everything
    assert str(filed.id) in everything


def test_the_page_of_a_mail_shows_nothing_that_acts_or_is_fetched(desk: Client) -> None:
    html = (
        '<p onclick="x()">Salut <b>tu</b></p><script>alert(1)</script><img src="https://spy.example/1.gif">'
        '<a href="javascript:alert(2)">x</a><form action="https://evil.example">'
        '<button formaction="//e">b</button></form>'
        '<style>@import "https://spy.example/a.css"</style><meta http-equiv="refresh" content="0;url=//e">'
    )
    told = came(mail(html, "Content-Type: text/html; charset=utf-8", PROVEN))
    page = desk.get(f"/desk/agent/mail/{told.id}").content.decode()
    assert "&lt;b&gt;tu&lt;/b&gt;" in page
    assert 'sandbox=""' in page
    frame = page.split("srcdoc=")[1].split(" title=")[0]
    for word in (
        "script",
        "onclick",
        "spy.example",
        "javascript:",
        "formaction",
        "form",
        "refresh",
        "@import",
        "img",
    ):
        assert word not in frame, word


def test_a_mail_that_waits_becomes_a_request_of_its_author(desk: Client) -> None:
    told = came(AWAY)
    for _click in range(2):
        desk.post(f"/desk/agent/mail/{told.id}/file", {"do": "new"})
    after = came(AWAY)
    assert (after.state, after.why, after.seen_by) == (State.FILED, "by_hand", "staff:raluca")
    assert Message.objects.filter(text="Plecat").count() == 1
    assert AuditEntry.objects.filter(action="mail.file").count() == 1


def test_a_strangers_mail_is_a_note_of_the_request_it_is_filed_into(
    desk: Client, world: World, raluca: Viewer
) -> None:
    file = open_ticket(world.buyer, Asked(new_id(), "account", "Cannot sign in", "Locked.", clock.now()))
    told = came(AWAY)
    assert desk.post(f"/desk/agent/mail/{told.id}/file", {"do": "into", "into": "nothing"}).status_code == 422
    desk.post(f"/desk/agent/mail/{told.id}/file", {"do": "into", "into": file.reference.lower()})
    said = Message.objects.filter(case_id=file.case_id).latest("version")
    assert (said.audience, said.author_ref) == (Audience.STAFF, raluca.ref)
    assert said.text.startswith("ana@example.ro")
    page = desk.get(f"/desk/agent/tickets/{file.reference}").content.decode()
    assert f"/desk/agent/mail/{told.id}" in page


def test_a_forged_mail_is_never_its_persons_message_whoever_files_it(
    desk: Client, world: World, raluca: Viewer
) -> None:
    file = open_ticket(world.buyer, Asked(new_id(), "account", "Cannot sign in", "Locked.", clock.now()))
    address = Customer.objects.get(id=world.buyer.person_id).email
    away = ("Auto-Submitted: auto-replied", "Content-Type: text/plain")
    for vouched in (FORGED, PROVEN):
        told = came(mail("Banii in RO99", *away, vouched, author=address, subject="Out of office"))
        assert told.state is State.HELD
        desk.post(f"/desk/agent/mail/{told.id}/file", {"do": "into", "into": file.reference})
    forged, proven = Message.objects.filter(case_id=file.case_id).order_by("version")[1:]
    assert (forged.audience, forged.author_ref) == (Audience.STAFF, raluca.ref)
    assert (proven.audience, proven.author_ref) == (Audience.BUYER_AND_PLATFORM, world.buyer.ref)


def test_a_mail_is_put_aside_with_a_reason_and_taken_up_again(desk: Client) -> None:
    told = came(AWAY)
    desk.post(f"/desk/agent/mail/{told.id}/discard", {"reason": " "})
    assert came(AWAY).state is State.HELD
    desk.post(f"/desk/agent/mail/{told.id}/discard", {"reason": "reclamă"})
    (row,) = IncomingMail.objects.values_list("state", "reason")
    assert row == ("discarded", "reclamă")
    assert came(AWAY).state is State.HELD


def test_reading_again_after_a_mended_defect_files_it(desk: Client, raluca: Viewer) -> None:
    from amiabil.records import mail_in
    from amiabil.ui import mail_intake

    (id,) = mail_intake.take([mail_intake.Arrived("lmtp", mail("Unu"))])
    mail_in.hold(id, "failed")
    desk.post(f"/desk/agent/mail/{id}/again")
    assert mail_desk.told(raluca, id).state is State.FILED


def test_a_message_shows_what_came_along_and_what_stayed_in_the_mail(desk: Client) -> None:
    raw = with_files("Uite\r\n\r\nOn Mon, 2 Nov 2026 a wrote:\r\n> Vechi", ("a.exe", "x/y", b"MZ" + bytes(9)))
    told = came(raw)
    page = desk.get(f"/desk/agent/tickets/{told.reference}").content.decode()
    for words in ("Vechi", "a.exe", f"/desk/agent/mail/{told.id}"):
        assert words in page


def test_the_whole_mail_is_fetched_and_never_shown(desk: Client) -> None:
    told = came(mail("<script>alert(1)</script>"))
    answer = desk.get(f"/desk/agent/mail/{told.id}/raw")
    assert answer.content == mail("<script>alert(1)</script>")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
