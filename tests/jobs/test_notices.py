"""From an event to a mail in somebody's box: who gets it, what stands in it, what happens when it does not arrive."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import Settings

from amiabil.actions.joining import join_cases
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import outlook
from amiabil.domain.terms import Command, Role
from amiabil.gateways.mail import SmtpMailer
from amiabil.jobs import notices, wires
from amiabil.records import clock, deliveries
from amiabil.records.case_load import load
from amiabil.records.models import Customer, Delivery, Event, Notice, Shop, ShopMember
from amiabil.records.notices import mark_read
from amiabil.records.notices import notices as notices_of
from amiabil.records.staff_queues import waiting_mails
from tests.actions import test_joining as joining_cases
from tests.factories import World, later, make_member, make_staff, make_world
from tests.gateways.mail_servers import Mailbox
from tests.jobs.cases import opened, step

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.usefixtures("mails_at_once")]

OWNER = "lumina@example.org"


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.seller.person_id).update(email=OWNER, name="Luca Marin")
    Customer.objects.filter(id=made.buyer.person_id).update(zone="Europe/London", language="en")
    return made


def tell(world: World, reference: str) -> list[int]:
    """Tell the last step of a case and send what waits; the deliveries."""
    case = load(world.buyer, reference)
    version = max(Event.objects.filter(case_id=case.case_id).values_list("version", flat=True))
    with transaction.atomic():
        waiting = notices.tell(case.case_id, version)
    for delivery_id in waiting:
        send(delivery_id)
    return waiting


def send(delivery_id: int) -> None:
    mailer = wires.mailer()
    assert mailer is not None
    notices.send(delivery_id, mailer)


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def to(box: Mailbox, address: str) -> EmailMessage:
    (found,) = [mail for mail in box.mails if mail["To"].addresses[0].addr_spec == address]
    return found


def buyers(world: World) -> str:
    return Customer.objects.get(id=world.buyer.person_id).email


def test_the_opening_reaches_both_sides_in_their_own_words(world: World, box: Mailbox) -> None:
    reference = opened(world)
    tell(world, reference)
    assert len(box.mails) == 2
    sellers, own = to(box, OWNER), to(box, buyers(world))
    assert sellers["Content-Language"] == "ro" and own["Content-Language"] == "en"
    assert "Răspunde până luni, 12 octombrie" in sellers["Subject"]
    assert own["Subject"].endswith("Next step by Monday, 12 October")
    assert "luni, 12 octombrie 2026, 23:59, ora României" in text(sellers)
    assert "Monday, 12 October 2026, 23:59, Bucharest time (21:59 where you are)" in text(own)
    for mail, path in ((sellers, f"/ro/seller/disputes/{reference}"), (own, f"/en/disputes/{reference}")):
        assert f"http://localhost:8000{path}" in text(mail) and f"http://localhost:8000{path}" in text(
            mail, "html"
        )
        assert reference in text(mail) and "4101" in text(mail)
        assert mail["References"] == own["References"]


def test_the_four_parts_are_there_and_nothing_decides(world: World, box: Mailbox) -> None:
    reference = opened(world)
    tell(world, reference)
    own = text(to(box, buyers(world)))
    assert "You opened the dispute: arrived damaged" in own, "what happened"
    assert "We are waiting for the seller's answer" in own, "who acts next"
    assert "Until: Monday, 12 October 2026" in own, "until when"
    assert "If the seller does not act:" in own, "what happens otherwise"
    html = text(to(box, OWNER), "html")
    assert "<form" not in html and html.count("<a ") == 3
    assert "/ro/settings/#mails" in html


def test_an_offer_is_told_with_both_amounts(world: World, box: Mailbox) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="100")
    tell(world, reference)
    (mail,) = box.mails
    assert mail["To"].addresses[0].addr_spec == buyers(world)
    assert mail["Subject"].startswith("The seller proposed")
    assert "The seller's offer: 100.00\N{NO-BREAK SPACE}lei" in text(mail)
    assert "You asked for: 269.89\N{NO-BREAK SPACE}lei" in text(mail)


def test_telling_twice_tells_once(world: World, box: Mailbox) -> None:
    reference = opened(world)
    first = tell(world, reference)
    assert tell(world, reference) == []
    for delivery_id in first:
        send(delivery_id)
    assert len(box.mails) == 2 and Notice.objects.count() == 2


def test_a_title_cannot_add_a_header_or_a_tag(box: Mailbox) -> None:
    title = "Lamp\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>"
    world = make_world("9", lines=({"ref": "L1", "title": title, "unit_price": 24990},))
    Customer.objects.filter(id=world.seller.person_id).update(email=OWNER, name="Evil\r\nBcc: x@example.org")
    tell(world, opened(world))
    for mail in box.mails:
        assert mail["Bcc"] is None and len(mail["To"].addresses) == 1
        assert "<script>" not in text(mail, "html") and "&lt;script&gt;" in text(mail, "html")
    assert to(box, OWNER)["To"].addresses[0].display_name == "Evil Bcc: x@example.org"


def test_each_member_of_the_shop_is_told_and_nobody_else(world: World, box: Mailbox) -> None:
    second = make_member(Shop.objects.get(id=world.shop_id), "second")
    Customer.objects.filter(id=second.person_id).update(email="second@example.org")
    other = make_world("5")
    tell(world, opened(world))
    got = {mail["To"].addresses[0].addr_spec for mail in box.mails}
    assert got == {OWNER, "second@example.org", buyers(world)}
    assert notices_of(other.seller).items == () and notices_of(other.buyer).items == ()


def test_a_shop_nobody_of_which_signed_in_is_told_at_its_own_address(world: World, box: Mailbox) -> None:
    ShopMember.objects.all().delete()
    Shop.objects.update(identity={"email": "shop@example.org"})
    tell(world, opened(world))
    assert to(box, "shop@example.org")["To"].addresses[0].display_name == "Lumina SRL"


def test_what_one_side_whispers_to_the_platform_the_other_is_not_told(world: World, box: Mailbox) -> None:
    reference = opened(world)
    case = load(world.buyer, reference)
    Event.objects.filter(case_id=case.case_id).update(
        type="message.posted", sides=["buyer", "staff"], data={}
    )
    tell(world, reference)
    assert box.mails == [] and Notice.objects.count() == 0


# ---- mails that do not get through -------------------------------------------------------------------


def test_a_mail_that_is_deferred_waits_longer_each_time_and_is_given_up(world: World, box: Mailbox) -> None:
    box.rcpt = "450 try later"
    (delivery_id, *_) = tell(world, opened(world))
    waits = []
    for _ in range(len(notices.AGAIN_AFTER) + 1):
        delivery = Delivery.objects.get(id=delivery_id)
        if delivery.state != "failed":
            break
        assert "try later" in delivery.last_error and delivery.next_try_at is not None
        waits.append(delivery.next_try_at - clock.unshifted())
        asked = box.asked
        send(delivery_id)
        assert box.asked == asked, "not before its time"
        Delivery.objects.filter(id=delivery_id).update(next_try_at=clock.unshifted() - timedelta(seconds=1))
        send(delivery_id)
    assert Delivery.objects.get(id=delivery_id).state == "given_up"
    assert len(waits) == len(notices.AGAIN_AFTER)
    assert all(one < other + timedelta(seconds=5) for one, other in pairwise(waits))


def test_what_waited_goes_out_once_the_server_is_back(world: World, box: Mailbox) -> None:
    box.data = "452 disk full"
    waiting = tell(world, opened(world))
    box.data = ""
    assert deliveries.due(10) == []
    Delivery.objects.update(next_try_at=clock.unshifted() - timedelta(seconds=1))
    assert sorted(deliveries.due(10)) == sorted(waiting)
    for delivery_id in deliveries.due(10):
        send(delivery_id)
    assert len(box.mails) == 2 and deliveries.due(10) == []
    ids = set(Delivery.objects.values_list("message_id", flat=True))
    assert {mail["Message-ID"] for mail in box.mails} == ids


def test_two_workers_do_not_send_one_mail(world: World, box: Mailbox) -> None:
    reference = opened(world)
    case = load(world.buyer, reference)
    (delivery_id, *_) = notices.tell(case.case_id, 1)
    assert deliveries.claim(delivery_id, lease=notices.LEASE) is not None
    send(delivery_id)
    assert box.mails == []


def test_a_seller_who_cannot_be_told_is_not_silent(
    world: World, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(hours=1))
    box.rcpt = "550 no such user"
    reference = opened(world)
    tell(world, reference)
    dispute = load(world.buyer, reference).dispute
    assert dispute.notice_bounced == {Role.BUYER, Role.SELLER}
    assert Delivery.objects.filter(state="given_up").count() == 2
    assert outlook.turn(dispute).silence is outlook.Silence.GOES_TO_MEDIATION


def test_one_member_reached_is_the_shop_reached(world: World, box: Mailbox) -> None:
    second = make_member(Shop.objects.get(id=world.shop_id), "second")
    Customer.objects.filter(id=second.person_id).update(email="broken address@")
    reference = opened(world)
    tell(world, reference)
    assert load(world.buyer, reference).dispute.notice_bounced == frozenset()
    lost = Delivery.objects.get(state="given_up")
    assert lost.last_error == "BadHeader: address"


def test_a_shop_without_any_address_is_not_silent_either(world: World, box: Mailbox) -> None:
    Customer.objects.filter(id=world.seller.person_id).update(email="")
    reference = opened(world)
    tell(world, reference)
    assert load(world.buyer, reference).dispute.notice_bounced == {Role.SELLER}
    assert notices_of(world.seller).items[0].key == "dispute.submit", "the page tells it all the same"


def test_without_a_mail_server_mails_wait(world: World, settings: Settings) -> None:
    settings.AMIABIL_MAIL_URL = None
    case = load(world.buyer, opened(world))
    notices.tell(case.case_id, 1)
    assert wires.mailer() is None
    assert set(Delivery.objects.values_list("state", "tries")) == {("waiting", 0)}


# ---- the page of notices, and the desk -------------------------------------------------------------------


def test_a_person_reads_their_own_notices_newest_first(world: World, box: Mailbox) -> None:
    reference = opened(world)
    tell(world, reference)
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_so", text="Nu e așa")
    tell(world, reference)
    mine = notices_of(world.buyer).items
    assert [one.key for one in mine] == ["dispute.reject_request", "dispute.submit"]
    assert {one.reference for one in mine} == {reference} and all(one.read_at is None for one in mine)
    assert mark_read(world.buyer, at=clock.now()) == 2
    assert mark_read(world.buyer, at=clock.now()) == 0
    assert all(one.read_at is not None for one in notices_of(world.buyer).items)
    assert notices_of(world.seller).items[0].read_at is None


def test_notices_come_in_pages(world: World, box: Mailbox) -> None:
    reference = opened(world)
    tell(world, reference)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="10")
    tell(world, reference)
    first = notices_of(world.buyer, limit=1)
    second = notices_of(world.buyer, limit=1, after=first.next)
    assert [one.key for one in (*first.items, *second.items)] == ["dispute.propose", "dispute.submit"]
    assert second.next is None


def test_who_has_left_the_shop_reads_no_more_of_it(world: World, box: Mailbox) -> None:
    tell(world, opened(world))
    assert len(notices_of(world.seller).items) == 1
    gone = Viewer(role=Role.SELLER, person_id=world.seller.person_id, shop_id=UUID(int=7))
    assert notices_of(gone).items == ()
    assert mark_read(gone, at=clock.now()) == 0


def test_the_desk_sees_mails_that_are_stuck(world: World, box: Mailbox) -> None:
    box.rcpt = "450 greylisted"
    tell(world, opened(world))
    found = waiting_mails(make_staff("carmen", Role.SUPERVISOR)).items
    assert [mail.state for mail in found] == ["failed", "failed"]
    assert all("greylisted" in mail.cause for mail in found)


def test_the_sender_is_ours(world: World, box: Mailbox) -> None:
    tell(world, opened(world))
    assert {mail["From"].addresses[0].addr_spec for mail in box.mails} == {wires.sender().address}
    assert isinstance(wires.mailer(), SmtpMailer)


def test_joined_cases_are_told_in_one_mail_that_leads_on(box: Mailbox) -> None:
    lamps = make_world("4711", lines=({"ref": "L1", "title": "Lamp", "unit_price": 20000, "quantity": 2},))
    first, second = joining_cases.pair(lamps)
    join_cases(make_staff("ada", Role.AGENT), first, joining_cases.request(second))
    tell(lamps, second)
    tell(lamps, first)
    mails = [mail for mail in box.mails if "buyer-4711@" in mail["To"].addresses[0].addr_spec]
    assert len(mails) == 1
    assert first in text(mails[0])
    assert f"/disputes/{first}" in text(mails[0])
    assert "SAL" not in text(mails[0]), "it has not ended: it goes on"
