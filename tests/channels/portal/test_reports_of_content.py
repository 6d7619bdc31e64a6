"""Reports and requests on the pages, without scripts: sent by anybody, decided at the desk, contested by the link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.jobs import addresses, notices, wires
from amiabil.records import deliveries
from amiabil.records.models import AddressCheck, ContentReport, Message, PlatformMeasure, Shop, Ticket
from amiabil.ui import public_forms
from tests.desks.reading import hidden, main
from tests.desks.stories import browser
from tests.factories import World, make_staff, make_world
from tests.gateways.mail_servers import Mailbox, running

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

FORM = "/en/report/"
GIVEN = {
    "target": "listing",
    "place": "https://shop.example/l/77",
    "category": "counterfeit",
    "text": "It copies mine. CLICK http://evil.example",
    "good_faith": "yes",
    "name": "Win money at evil.example",
    "email": "ana@mail.example",
}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits here: neither a reader before a form, nor a mail for company."""
    monkeypatch.setattr(public_forms, "LEAST", timedelta())
    monkeypatch.setattr(notices, "GATHER", timedelta())
    monkeypatch.setattr(deliveries, "APART", timedelta())


@pytest.fixture
def box(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    with running(box) as where:
        settings.AMIABIL_MAIL_URL = f"smtp://{where}"
        yield box


def sent(client: Client, address: str = FORM, given: dict[str, str] = GIVEN, **more: Any) -> Any:
    """The form as a browser without scripts sends it."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, {"key": hidden(page, "key"), "shown": hidden(page, "shown"), **given, **more})


def mails(box: Mailbox) -> list[EmailMessage]:
    """What has come, after everything that waits was sent."""
    mailer = wires.mailer()
    assert mailer is not None
    addresses.ask(mailer)
    for one in deliveries.due(100):
        notices.send(one, mailer)
    return box.mails


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link(mail: EmailMessage) -> str:
    """The path of the first address in a mail."""
    found = next(word for word in body(mail).split() if "/en/" in word)
    return found[found.index("/en/") :]


def told(case_id: Any) -> None:
    """Write the notices of everything that happened, as the relay has it done."""
    for step in deliveries.steps_of(case_id):
        notices.tell(case_id, step.version, first=step.first)


def test_from_a_report_without_an_account_to_the_answer_of_a_complaint(
    world: World, raluca: Viewer, box: Mailbox
) -> None:
    anybody = Client()
    answer = sent(anybody)
    assert answer.status_code == 302
    page = anybody.get(answer["Location"])
    case_id = Ticket.objects.get().case_id
    reference = Ticket.objects.get().case.reference
    assert reference in page.content.decode()
    assert "A report" in main(page) and "An unsafe product" not in main(page), (
        "a listing was reported, no product"
    )
    told(case_id)
    (asking,) = mails(box)
    assert "evil" not in f"{asking.as_string()}{body(asking)}"
    assert anybody.get(link(asking)).status_code == 200
    assert AddressCheck.objects.get().contact.verified_at is None
    confirmed = anybody.post(link(asking))
    assert confirmed["Location"].startswith("/en/with-link/")
    told(case_id)
    receipt = mails(box)[-1]
    assert "evil" not in f"{receipt.as_string()}{body(receipt)}"
    assert anybody.get(link(receipt)).status_code == 200
    assert "An unsafe product" not in body(receipt)

    desk = browser(raluca)
    queue = desk.get("/desk/agent/reports/").content.decode()
    assert reference in queue
    here = f"/desk/agent/reports/{reference}"
    refused = desk.post(here, {"outcome": "acted"})
    assert refused.status_code == 422
    shop = Shop.objects.get(id=world.shop_id).ref
    statement = {
        "what": "Removed",
        "scope": "EU",
        "facts": "A copy",
        "ground": "Law 84",
        "redress": "Complain",
    }
    decided = {
        "key": hidden(desk.get(here), "key"),
        "outcome": "acted",
        "automated": "no",
        "reasons": "You were right.",
        "person": shop,
        "against": "seller",
        "kind": "content",
        "title": "Listing 77",
        **statement,
    }
    assert desk.post(here, decided).status_code == 302
    assert PlatformMeasure.objects.get().person == shop
    told(case_id)
    assert "You were right." in body(mails(box)[-1])

    mine = link(mails(box)[-1])
    assert "Send the complaint" in anybody.get(mine).content.decode()
    assert anybody.post(f"{mine}complaint", {"complaint": " "}).status_code == 422
    assert anybody.post(f"{mine}complaint", {"complaint": "Not enough."}).status_code == 302
    review = browser(make_staff("irina", Role.REVIEWER))
    assert reference in review.get("/desk/reviewer/reports/").content.decode()
    again = {"outcome": "acted", "automated": "no", "reasons": "It is enough."}
    assert review.post(f"/desk/reviewer/reports/{reference}", again).status_code == 302
    assert ContentReport.objects.get().state == "reviewed"
    assert "It is enough." in anybody.get(mine).content.decode()


def test_programs_and_floods_are_kept_out(monkeypatch: pytest.MonkeyPatch) -> None:
    anybody = Client()
    assert sent(anybody, website="x").status_code == 422
    assert sent(anybody, shown="never").status_code == 422
    monkeypatch.setattr(public_forms, "LEAST", timedelta(hours=1))
    assert sent(anybody).status_code == 422
    monkeypatch.setattr(public_forms, "LEAST", timedelta())
    assert not ContentReport.objects.exists()
    answers = [sent(anybody, email=f"a{number}@mail.example").status_code for number in range(11)]
    assert answers == [302] * 10 + [422]
    assert ContentReport.objects.count() == 10


def test_what_is_missing_is_said_beside_its_field(world: World) -> None:
    page = sent(Client(), given={"place": "x"}).content.decode()
    assert page.count('class="form-error"') == 6
    buyer = browser(world.buyer)
    assert 'name="email"' not in buyer.get(FORM).content.decode()
    answer = sent(buyer, email="")
    assert answer["Location"].startswith("/en/tickets/T-")
    page = sent(buyer, given={**GIVEN, "text": ""}).content.decode()
    assert "You have already reported this" in page


def test_a_request_without_an_account_begins_with_its_link(box: Mailbox) -> None:
    anybody = Client()
    given = {"subject": "Locked", "text": "I cannot get in.", "email": "ana@mail.example"}
    assert "account" in anybody.get("/en/request/").content.decode()
    assert anybody.get("/en/request/delivery").status_code == 404
    assert sent(anybody, "/en/request/account", {**given, "email": "no"}).status_code == 422
    assert sent(anybody, "/en/request/account", given).status_code == 200
    assert not Message.objects.exists()
    (asking,) = mails(box)
    answer = anybody.post(link(asking))
    page = anybody.get(answer["Location"])
    assert "I cannot get in." in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    key = hidden(page, "message_id")
    assert (
        anybody.post(f"{answer['Location']}messages", {"text": "Still not.", "message_id": key}).status_code
        == 302
    )
    assert Message.objects.count() == 2


def test_a_buyer_takes_it_into_the_account(world: World) -> None:
    buyer = browser(world.buyer)
    page = sent(Client())["Location"]
    assert "Take it into my account" in buyer.get(page).content.decode()
    assert Client().post(f"{page}account")["Location"].endswith("/tickets/")
    taken = buyer.post(f"{page}account")
    assert buyer.get(taken["Location"]).status_code == 200
    assert buyer.get(page).status_code == 404
