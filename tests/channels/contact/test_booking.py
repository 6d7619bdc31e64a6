"""A call-back from the form to the call: with an account, without one, by link, by mail, and at the agent's desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from amiabil.domain.terms import Role
from amiabil.foundation.grants import form_token
from amiabil.jobs import addresses, call_backs, wires
from amiabil.records import call_backs as records
from amiabil.records import clock
from amiabil.records.models import AddressCheck, CallBack, Customer, Message, Ticket
from amiabil.ui.call_backs import links
from tests.channels.portal.visitor import signed_in
from tests.contact_world import NUMBER, book, calls_back, free
from tests.desks.reading import hidden, main
from tests.desks.stories import browser
from tests.factories import make_buyer, make_staff
from tests.gateways.mail_servers import Mailbox, running

pytestmark = pytest.mark.django_db

FORM = "/en/help/call-back/ro_call"
SAID = {"topic": "account", "text": "I cannot get in.", "number": NUMBER}


@pytest.fixture
def box(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    with running(box) as where:
        settings.AMIABIL_MAIL_URL = f"smtp://{where}"
        yield box


def slot(place: int = 0) -> str:
    return free()[place].astimezone(UTC).isoformat()


def mails(box: Mailbox) -> list[EmailMessage]:
    mailer = wires.mailer()
    assert mailer is not None
    addresses.ask(mailer)
    call_backs.tell(mailer)
    return box.mails


def said_in(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def only_call() -> records.CallBack:
    found = records.of_id(CallBack.objects.get().id)
    assert found is not None
    return found


def test_a_buyer_books_moves_and_cancels(box: Mailbox) -> None:
    calls_back()
    ana = signed_in(make_buyer(language="en"))
    page = ana.get(FORM)
    booked = ana.post(FORM, {**SAID, "key": hidden(page, "key"), "slot": slot(4)})
    assert booked.status_code == 302
    shown = ana.get(booked["Location"])
    assert "We call you" in main(shown) and "0264 555 010" in main(shown).replace("+40 264", "0264")
    first = mails(box)[0]
    assert first["Subject"].startswith("We call you: ")
    (entry,) = [part for part in first.walk() if part.get_content_type() == "text/calendar"]
    assert "STATUS:CONFIRMED" in str(entry.get_content())
    later = slot(9)
    moved = ana.post(f"{booked['Location']}/move", {"slot": later})
    assert moved.status_code == 302
    assert only_call().starts_at.isoformat() == later
    ana.post(f"{booked['Location']}/cancel")
    assert "This call is cancelled" in main(ana.get(booked["Location"]))
    last = mails(box)[-1]
    assert last["Subject"].strip().startswith("The call is cancelled")
    assert "SEQUENCE:2" in links.entry_text(only_call()) and "STATUS:CANCELLED" in links.entry_text(
        only_call()
    )


def test_somebody_without_an_account_is_called_once_the_address_is_theirs(
    client: Client, box: Mailbox, settings: Settings
) -> None:
    calls_back()
    page = client.get(FORM)
    typed = {**SAID, "slot": slot(), "email": "mia@mail.example", "name": "Mia", "key": hidden(page, "key")}
    sent = client.post(FORM, {**typed, "shown": shown_before(settings)})
    assert "mia@mail.example" in main(sent)
    assert (CallBack.objects.count(), Ticket.objects.count()) == (0, 0)
    confirm = next(word for word in said_in(mails(box)[0]).split() if "/en/" in word)
    client.post(f"/en/{confirm.partition('/en/')[2]}")
    call = only_call()
    assert (call.name, call.address, call.number) == ("Mia", "mia@mail.example", NUMBER)
    assert AddressCheck.objects.get().body is None
    assert mails(box)[-1]["Subject"].startswith("We call you: ")


def shown_before(settings: Settings) -> str:
    """What the form holds that was shown two minutes ago: nobody types faster."""
    at = datetime.now(UTC) - timedelta(minutes=2)
    return str(form_token(key=settings.SECRET_KEY.encode(), now=at))


def test_a_time_that_was_taken_while_they_confirmed_becomes_the_next_one(
    client: Client, box: Mailbox, settings: Settings
) -> None:
    calls_back()
    at, then = free()[0], free()[1]
    page = client.get(FORM)
    typed = {**SAID, "slot": slot(), "email": "mia@mail.example", "key": hidden(page, "key")}
    client.post(FORM, {**typed, "shown": shown_before(settings)})
    book(make_buyer(), at, "+40264555019")
    confirm = next(word for word in said_in(mails(box)[0]).split() if "/en/" in word)
    client.post(f"/en/{confirm.partition('/en/')[2]}")
    assert CallBack.objects.get(number=NUMBER).starts_at == then


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": "call me"}, "Write a number we can call"),
        ({"slot": "tomorrow"}, "This time is taken or over"),
        ({"slot": "2020-01-01T00:00:00+00:00"}, "This time is taken or over"),
        ({"text": " "}, "Look at this again"),
        ({"topic": "x" * 9000, "text": ""}, "Look at this again"),
    ],
)
def test_what_is_refused_stands_beside_its_field(wrong: dict[str, str], said: str) -> None:
    calls_back()
    ana = signed_in(make_buyer(language="en"))
    page = ana.post(FORM, {**SAID, "slot": slot(), **wrong})
    assert page.status_code == 422
    assert said in main(page)
    assert (CallBack.objects.count(), Ticket.objects.count()) == (0, 0)


def test_a_number_is_read_as_in_the_country_of_its_door_when_the_address_names_none() -> None:
    calls_back()
    ana = signed_in(make_buyer(language="en"))
    assert ana.post(FORM, {**SAID, "slot": slot(), "number": "0264 555 010"}).status_code == 302
    assert CallBack.objects.get().number == "+40264555010"


def test_a_topic_that_needs_an_order_still_gets_its_call() -> None:
    calls_back()
    ana = signed_in(make_buyer(language="en"))
    assert ana.post(FORM, {**SAID, "topic": "delivery", "slot": slot()}).status_code == 302
    assert Ticket.objects.get().topic == "other"
    assert only_call().subject == "Call-back: Delivery"


@pytest.mark.parametrize("door", ["form", "nothing", "ro_anpc"])
def test_through_other_doors_nobody_is_called(client: Client, door: str) -> None:
    calls_back()
    assert client.get(f"/en/help/call-back/{door}").status_code == 404


def test_an_invented_link_opens_nothing(client: Client) -> None:
    calls_back()
    book(make_buyer(), free()[0])
    for path in ("x", "x/call.ics"):
        assert client.get(f"/en/call-backs/{path}").status_code == 404
    for act in ("move", "cancel"):
        assert client.post(f"/en/call-backs/x/{act}").status_code == 404
    assert CallBack.objects.get().state == "booked"


def test_the_reminder_goes_once_and_only_for_a_call_that_stands(box: Mailbox) -> None:
    calls_back()
    ana = make_buyer(language="en")
    call, other = book(ana, free()[8]), book(ana, free()[9], "+40264555011")
    assert len(mails(box)) == 2
    past = datetime.now(UTC) - timedelta(minutes=1)
    CallBack.objects.filter(id=call.id).update(remind_at=past)
    CallBack.objects.filter(id=other.id).update(remind_at=past, state="cancelled")
    assert mails(box)[-1]["Subject"].startswith("We call you soon: ")
    assert len(mails(box)) == 3


def test_who_takes_no_mail_is_called_without_one(box: Mailbox) -> None:
    calls_back()
    book(make_buyer(), free()[0])
    Customer.objects.update(email="")
    assert mails(box) == []
    assert CallBack.objects.get().tell_at is None


def test_the_agent_sees_what_is_due_and_says_what_came_of_it() -> None:
    calls_back()
    call = book(make_buyer(), free()[0])
    raluca = browser(make_staff("raluca", Role.AGENT))
    page = raluca.get("/desk/agent/callbacks/")
    for words in ("Ana Pop", "+40 264 555 010", "Call-back: My account", "Booked"):
        assert words in main(page)
    CallBack.objects.update(call_at=clock.now() - timedelta(minutes=1))
    assert "Call now" in main(raluca.get("/desk/agent/callbacks/"))
    here = f"/desk/agent/callbacks/{call.id}"
    assert raluca.post(here, {"do": "no_answer", "tries": "0"}).status_code == 302
    assert "tried 1 time" in main(raluca.get("/desk/agent/callbacks/"))
    typed = {"do": "reached", "key": hidden(page, "key"), "outcome": "Opened again."}
    assert raluca.post(here, typed).status_code == 302
    assert Message.objects.filter(case_id=call.case_id, text="Opened again.").count() == 1
    assert "No call waits" in main(raluca.get("/desk/agent/callbacks/"))
    assert "Called" in main(raluca.get("/desk/agent/callbacks/?show=over"))
    again: Any = raluca.post(here, {**typed, "outcome": "Twice."})
    assert again.status_code == 422 and "made or cancelled in the meantime" in main(again)


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_costs_the_same_for_any_length(count: int, django_assert_max_num_queries: Any) -> None:
    calls_back(each=5)
    times = free()
    for place in range(count):
        book(make_buyer(f"p{place}"), times[place], f"+402645550{place:02}")
    raluca = browser(make_staff("raluca", Role.AGENT))
    raluca.get("/desk/agent/callbacks/")
    with django_assert_max_num_queries(7):
        raluca.get("/desk/agent/callbacks/")
