"""A lost link, a copy and an erasure for people without an account: by their mailbox alone, and nothing is told on."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from amiabil.actions import tickets
from amiabil.actions.legal_holds import hold_case
from amiabil.actions.tickets import Written
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.jobs import mailboxes as jobs
from amiabil.jobs import wires
from amiabil.jobs.retention import purge
from amiabil.records import clock
from amiabil.records.models import (
    AuditEntry,
    Contact,
    Delivery,
    MailboxLink,
    Message,
    Notice,
    SearchEntry,
)
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui import public_forms
from amiabil.ui.tickets.links import page_of
from tests.actions.test_contacts import asked, somebody
from tests.desks.reading import hidden, links, main
from tests.factories import World, make_staff, make_world
from tests.gateways.mail_servers import Mailbox, running

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

ASK = "/en/with-link/"
ANA = "ana@mail.example"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_forms, "LEAST", timedelta())


@pytest.fixture
def box(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    with running(box) as where:
        settings.AMIABIL_MAIL_URL = f"smtp://{where}"
        yield box


def ask(address: str, client: Client | None = None) -> Any:
    client = client or Client()
    page = client.get(ASK)
    given = {"key": hidden(page, "key"), "shown": hidden(page, "shown"), "email": address}
    return client.post(ASK, given)


def link_in(box: Mailbox) -> str:
    """The path of the link in the one mail that came."""
    jobs.write(wires.mailer())
    (mail,) = box.mails
    found = re.search(r"https?://[^/\s]+(/en/mailbox/\S+/)", str(mail.get_body(("plain",)).get_content()))  # type: ignore[union-attr]
    assert found is not None
    return found[1]


def opened(box: Mailbox) -> str:
    assert ask(ANA).status_code == 200
    return link_in(box)


def solved(file: TicketFile) -> TicketFile:
    raluca = make_staff("raluca", Role.AGENT)
    return tickets.change(raluca, file.reference, {"status": TicketStatus.SOLVED}, at=clock.now())


def test_the_answer_is_the_same_for_every_address_and_a_mail_goes_only_where_something_is(
    world: World, box: Mailbox
) -> None:
    asked(somebody())
    asked(somebody(address="unshown@mail.example", verified_at=None))
    known, others = ask(ANA), [ask("nobody@mail.example"), ask("unshown@mail.example")]
    for one, address in zip(others, ("nobody@mail.example", "unshown@mail.example"), strict=True):
        assert main(one).replace(address, ANA) == main(known)
    link_in(box)
    assert [one["To"] for one in box.mails] == [ANA]
    assert MailboxLink.objects.count() == 1, "nothing is kept of an address nothing is known by"


def test_the_link_opens_every_request_of_the_mailbox_and_of_no_other(world: World, box: Mailbox) -> None:
    first, second = asked(somebody()), asked(somebody(address="Ana@Mail.example"), subject="Second")
    other = asked(somebody(address="ion@mail.example"))
    page = Client().get(opened(box))
    text = main(page)
    assert first.reference in text and second.reference in text and other.reference not in text
    (own,) = [one for one in links(page) if "with-link/" in one and one != ASK][:1]
    assert Client().get(own).status_code == 200
    assert page["Cache-Control"] == "no-store" and page["X-Robots-Tag"] == "noindex"


def test_no_word_of_whoever_asked_is_in_the_mail_and_pace_is_kept(world: World, box: Mailbox) -> None:
    asked(somebody(name="Win at evil.example"), subject="evil.example")
    opened(box)
    assert "evil" not in box.mails[0].as_string()
    answers = [ask(ANA).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 422], "a sixth of a day goes nowhere"


def test_old_links_are_dead_when_it_is_asked_for(
    world: World, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = somebody()
    asked(ana)
    with translation.override("en"):
        old, here = page_of(ana.id), opened(box)
    assert Client().get(old).status_code == 200
    now = clock.unshifted() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "unshifted", lambda: now)
    page = Client().post(f"{here}links", follow=True)
    (new,) = [one for one in links(page) if "with-link/" in one and one != ASK]
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    over = main(Client().get(old))
    assert "This link opens nothing any more" in over and "Send me a new link" in over
    assert Client().post(f"{old}messages", {"text": "x"}).status_code == 404
    assert AuditEntry.objects.filter(action="mailbox.links_ended").exists()


def test_a_copy_holds_everything_said_and_nothing_of_others(world: World, box: Mailbox) -> None:
    file = asked(somebody())
    raluca = make_staff("raluca", Role.AGENT)
    tickets.write(raluca, file.reference, Written(new_id(), "A secret of the staff", clock.now(), note=True))
    asked(somebody(address="ion@mail.example"), text="Somebody else's")
    answer = Client().post(f"{opened(box)}copy")
    whole = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    person = json.loads(whole.read("person.json"))
    assert (person["address"], person["requests"][0]["name"]) == (ANA, "Ana")
    said = whole.read(f"requests/{file.reference}.json").decode()
    assert "It says locked." in said
    text = "".join(whole.read(name).decode() for name in whole.namelist())
    assert "secret of the staff" not in text and "Somebody else" not in text


def erase(path: str, **given: str) -> Any:
    return Client().post(f"{path}erasure", {"do": "ask", "confirmed": "1", **given}, follow=True)


def test_what_has_ended_names_nobody_any_more(world: World, box: Mailbox) -> None:
    ana = somebody()
    file = asked(ana)
    solved(file)
    asked(somebody(address="ion@mail.example"))
    page = erase(opened(box))
    assert "Your data have been erased" in page.content.decode()
    row = Contact.objects.get(id=ana.id)
    assert (row.address, row.name, row.verified_at) == ("", "", None)
    assert Contact.objects.filter(address="ion@mail.example", name="Ana").count() == 1
    assert set(Message.objects.filter(case_id=file.case_id).values_list("author_name", flat=True)) == {""}
    assert not Notice.objects.filter(person_id=ana.id).exists()
    assert not Delivery.objects.filter(address=ANA).exists()
    assert not SearchEntry.objects.filter(case_id=file.case_id, words__contains="ana").exists()
    assert Message.objects.get(case_id=file.case_id).text == "It says locked.", "its words wait for their day"
    assert Client().get(page_of(ana.id)).status_code in {200, 404}


def test_what_goes_on_is_erased_when_it_ends_and_can_be_taken_back(world: World, box: Mailbox) -> None:
    ana = somebody()
    file = asked(ana)
    here = opened(box)
    page = erase(here)
    assert "still waits for its end" in page.content.decode() and "Erased when it ends" in main(page)
    purge(clock.now(), machine=clock.unshifted())
    assert Contact.objects.get(id=ana.id).address == ANA
    Client().post(f"{here}erasure", {"do": "take_back"})
    solved(file)
    purge(clock.now(), machine=clock.unshifted())
    assert Contact.objects.get(id=ana.id).address == ANA
    Contact.objects.update(erase_wished_at=clock.now())
    purge(clock.now(), machine=clock.unshifted())
    assert Contact.objects.get(id=ana.id).address == ""


def test_a_legal_hold_keeps_who_it_was(world: World, box: Mailbox) -> None:
    ana = somebody()
    file = solved(asked(ana))
    hold_case(make_staff("radu", Role.OPERATOR), file.reference, "Court", at=clock.now())
    erase(opened(box))
    assert Contact.objects.get(id=ana.id).address == ANA


def test_a_stray_click_erases_nothing(world: World, box: Mailbox) -> None:
    ana = somebody()
    solved(asked(ana))
    answer = erase(opened(box), confirmed="")
    assert answer.status_code == 422
    assert Contact.objects.get(id=ana.id).address == ANA


@pytest.mark.parametrize("what", ["", "links", "copy", "erasure"])
def test_an_invented_link_opens_nothing(what: str) -> None:
    method = Client().post if what else Client().get
    assert method(f"/en/mailbox/x.y/{what}").status_code == 404


def test_a_link_is_over_after_a_day(world: World, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(somebody())
    here = opened(box)
    later = clock.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert Client().get(here).status_code == 404
    jobs.write(None)
    assert not MailboxLink.objects.exists()
