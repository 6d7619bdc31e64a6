"""Who has switched off a kind of mails gets none of it, and everything else; one press ends it."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings as configured
from django.test import Client

from amiabil.actions.messages import Written, post_message
from amiabil.domain.access import Viewer
from amiabil.domain.notices import Topic
from amiabil.domain.terms import Audience, Command
from amiabil.foundation.grants import MailsGrant, UploadGrant, mails_token, upload_token
from amiabil.records import clock
from amiabil.records.models import Customer, Delivery, Notice
from amiabil.records.new_id import new_id
from amiabil.records.people import choose_mails
from tests.factories import World, later
from tests.gateways.mail_servers import Mailbox
from tests.jobs.cases import opened, step
from tests.jobs.test_notices import OWNER, buyers, send, tell, text, world

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("mails_at_once"),
]
__all__ = ["world"]

KEY = configured.SECRET_KEY.encode()


def write(world: World, reference: str, by: Viewer | None = None) -> list[int]:
    """Somebody, the seller unless said otherwise, writes to everybody; what was told of it."""
    post_message(
        by or world.seller, reference, Written(new_id(), "Bună ziua", Audience.EVERYONE, later(days=1))
    )
    return tell(world, reference)


def addresses(box: Mailbox) -> list[str]:
    return [mail["To"].addresses[0].addr_spec for mail in box.mails]


def off(viewer: Viewer) -> list[str]:
    return Customer.objects.get(id=viewer.person_id).mails_off


def ended_at(mail: EmailMessage) -> str:
    """The path that ends mails like this one."""
    return str(mail["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost:8000")


def test_what_is_switched_off_stands_on_the_page_of_notices_only(world: World, box: Mailbox) -> None:
    reference = opened(world)
    choose_mails(world.buyer, {Topic.MESSAGES})
    assert write(world, reference) == []
    assert addresses(box) == []
    assert Notice.objects.filter(person_id=world.buyer.person_id, key="message.posted").count() == 1
    write(world, reference, world.buyer)
    assert addresses(box) == [OWNER], "the seller has switched off nothing"
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="100")
    tell(world, reference)
    assert addresses(box) == [OWNER, buyers(world)], "an offer waits for an answer"


def test_what_is_needed_comes_whatever_stands_in_the_table(world: World, box: Mailbox) -> None:
    choose_mails(world.buyer, set(Topic))
    choose_mails(world.seller, set(Topic))
    reference = opened(world)
    tell(world, reference)
    assert sorted(addresses(box)) == sorted([OWNER, buyers(world)])
    for mail in box.mails:
        assert mail["List-Unsubscribe"] is None
        assert mail["List-Unsubscribe-Post"] is None
        assert "/mails/" not in text(mail) + text(mail, "html")


def test_one_press_in_the_mail_program_ends_mails_like_it(world: World, box: Mailbox) -> None:
    reference = opened(world)
    write(world, reference)
    (mail,) = box.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ended_at(mail) in text(mail) and ended_at(mail) in text(mail, "html")
    answer = Client(enforce_csrf_checks=True).post(ended_at(mail), {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, off(world.buyer), off(world.seller)) == (200, ["messages"], [])
    assert "These e-mails have ended" in answer.content.decode(), "in the language of the reader"
    assert Client().post(ended_at(mail)).status_code == 200, "again is no fault"
    assert write(world, reference) == []


def test_opening_the_address_changes_nothing_and_its_button_does(world: World, box: Mailbox) -> None:
    write(world, opened(world))
    path = ended_at(box.mails[0])
    page = Client().get(path)
    assert page.status_code == 200 and off(world.buyer) == []
    assert '<form method="post">' in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
    Client(enforce_csrf_checks=True).post(path, {"end": "1"})
    assert off(world.buyer) == ["messages"]


def test_ending_one_kind_keeps_what_was_chosen_before(world: World, box: Mailbox) -> None:
    choose_mails(world.buyer, {Topic.OWN_STEPS})
    write(world, opened(world))
    Client().post(ended_at(box.mails[0]))
    assert off(world.buyer) == ["messages", "own_steps"]


def test_a_mail_that_waited_is_not_sent_to_who_has_ended_it(world: World, box: Mailbox) -> None:
    reference = opened(world)
    box.rcpt = "451 4.3.0 later"
    waiting = write(world, reference)
    choose_mails(world.buyer, {Topic.MESSAGES})
    box.rcpt = ""
    Delivery.objects.update(next_try_at=clock.unshifted() - timedelta(minutes=1))
    for delivery_id in waiting:
        send(delivery_id)
    assert Delivery.objects.get(id=waiting[0]).state == "dropped"
    assert addresses(box) == []


def token(
    world: World, *, key: bytes = KEY, ago: timedelta = timedelta(), topics: tuple[str, ...] = ("messages",)
) -> str:
    assert world.buyer.person_id is not None
    grant = MailsGrant(world.buyer.person_id, frozenset(topics), "ro")
    return mails_token(grant, key=key, now=clock.unshifted() - ago)


def test_only_a_signed_address_ends_anything(world: World) -> None:
    good = token(world)
    payload, _, signature = good.partition(".")
    upload = upload_token(UploadGrant(new_id(), new_id(), 5, 5, 1), key=KEY, now=clock.unshifted())
    wrong = [
        token(world, key=b"another key of 16 bytes"),
        token(world, ago=timedelta(days=180)),
        payload,
        f"{payload}.",
        f"{payload}A.{signature}",
        upload,
        "x" * 9000,
    ]
    for one in wrong:
        for call in (Client().get, Client().post):
            assert call(f"/mails/{one}").status_code == 404, one
    assert off(world.buyer) == []
    assert Client().get(f"/mails/{token(world, ago=timedelta(days=179))}").status_code == 200


def test_an_address_of_another_version_ends_only_what_there_is(world: World) -> None:
    assert (
        Client().post(f"/mails/{token(world, topics=('everything', 'refunds', 'decisions'))}").status_code
        == 200
    )
    assert off(world.buyer) == ["refunds"]


def test_an_address_of_somebody_who_is_gone_is_not_found(world: World) -> None:
    grant = MailsGrant(new_id(), frozenset({"messages"}), "ro")
    assert Client().post(f"/mails/{mails_token(grant, key=KEY, now=clock.unshifted())}").status_code == 404
