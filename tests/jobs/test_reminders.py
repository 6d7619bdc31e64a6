"""Reminders and the news of one minute: who gets them, what stands in them, and what is never sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from amiabil.actions.disputes import bring_up_to
from amiabil.domain.disputes import deadlines
from amiabil.domain.terms import Command, Role, Timer
from amiabil.jobs import dispatch, notices
from amiabil.records import clock, deliveries
from amiabil.records.case_load import load
from amiabil.records.models import Customer, Delivery, Notice
from tests.factories import OPENED, World, later, make_world
from tests.gateways.mail_servers import Mailbox
from tests.jobs.cases import opened, published, step
from tests.jobs.test_notices import OWNER, buyers, send, text

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture
def world() -> World:
    made = make_world()
    Customer.objects.filter(id=made.seller.person_id).update(email=OWNER, name="Luca Marin")
    Customer.objects.filter(id=made.buyer.person_id).update(zone="Europe/London", language="en")
    return made


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """The time it is; put another in its place to move on."""
    moment = [OPENED]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    yield moment


def told(world: World, reference: str) -> list[int]:
    """Tell what the relay would publish now; the mails that wait."""
    steps = dispatch.steps(published())
    return [one for step in steps for one in notices.tell(step.case_id, step.version, first=step.id)]


def quiet(world: World, reference: str) -> None:
    """What was told so far is out of the way."""
    told(world, reference)
    Delivery.objects.update(state="sent", sent_at=clock.unshifted() - timedelta(hours=1))


def due_now() -> None:
    Delivery.objects.filter(state="waiting").update(next_try_at=clock.unshifted() - timedelta(seconds=1))


def reminded(world: World, at: list[datetime], reference: str) -> list[int]:
    """Half of the seller's time has passed; the mails that wait."""
    case = load(world.buyer, reference).dispute
    at[0] = case.timers[Timer.SELLER_FIRST_ANSWER].reminders[0] + timedelta(minutes=1)
    bring_up_to(world.buyer, reference, at=at[0])
    waiting = told(world, reference)
    due_now()
    return waiting


def test_at_half_time_the_one_who_must_act_is_told_everything(
    world: World, box: Mailbox, at: list[datetime]
) -> None:
    reference = opened(world)
    quiet(world, reference)
    for one in reminded(world, at, reference):
        send(one)
    (mail,) = box.mails
    assert mail["To"].addresses[0].addr_spec == OWNER, "the buyer waits, and is not reminded of it"
    own = deadlines.find(load(world.buyer, reference).dispute, Role.SELLER, Timer.SELLER_FIRST_ANSWER)
    assert own is not None
    assert mail["Subject"].startswith("Nu uita: primul răspuns al vânzătorului.")
    said = text(mail)
    assert "luni, 12 octombrie 2026, 23:59, ora României" in said, "until when"
    assert "Dacă nu faci nimic" in said, "what happens otherwise"
    assert f"/ro/seller/disputes/{reference}" in said, "one press away"


def test_who_has_acted_in_the_meantime_is_not_reminded(
    world: World, box: Mailbox, at: list[datetime]
) -> None:
    reference = opened(world)
    quiet(world, reference)
    waiting = reminded(world, at, reference)
    step(world.seller, reference, Command.REJECT_REQUEST, days=3, reason="not_so", text="Nu e așa")
    for one in waiting:
        send(one)
    assert box.mails == []
    assert set(Delivery.objects.filter(id__in=waiting).values_list("state", flat=True)) == {"dropped"}


def test_a_reminder_told_late_is_not_kept_either(world: World, at: list[datetime]) -> None:
    reference = opened(world)
    quiet(world, reference)
    before = Notice.objects.count()
    case = load(world.buyer, reference).dispute
    at[0] = case.timers[Timer.SELLER_FIRST_ANSWER].reminders[0] + timedelta(minutes=1)
    bring_up_to(world.buyer, reference, at=at[0])
    step(world.seller, reference, Command.REJECT_REQUEST, days=3, reason="not_so", text="Nu e așa")
    told(world, reference)
    keys = Notice.objects.order_by("created_at").values_list("key", flat=True)[before:]
    assert "dispute.reminder" not in set(keys)


# ---- what happens in one minute --------------------------------------------------------------------------


def test_the_news_of_one_minute_are_one_mail(world: World, box: Mailbox, at: list[datetime]) -> None:
    reference = opened(world)
    quiet(world, reference)
    at[0] = later(days=1)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="100")
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="120")
    first, second = told(world, reference)
    send(first)
    assert box.mails == [], "it waits for what comes with it"
    due_now()
    send(second)
    send(first)
    (mail,) = box.mails
    assert mail["To"].addresses[0].addr_spec == buyers(world)
    assert "120.00" in mail["Subject"] and "120.00" in text(mail)
    assert "In the same minute:\n- " in text(mail) and "100.00" in text(mail)
    assert "<li" in text(mail, "html")
    assert set(Delivery.objects.filter(id__in=[first, second]).values_list("state", flat=True)) == {"sent"}


def test_what_comes_a_minute_later_is_a_mail_of_its_own(
    world: World, box: Mailbox, at: list[datetime]
) -> None:
    reference = opened(world)
    quiet(world, reference)
    at[0] = later(days=1)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="100")
    told(world, reference)
    at[0] = later(days=1) + timedelta(minutes=2)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="120")
    told(world, reference)
    due_now()
    for one in Delivery.objects.filter(state="waiting").values_list("id", flat=True):
        send(one)
    assert len(box.mails) == 2


def test_after_a_mail_the_next_about_the_case_waits_until_the_minute_is_over(
    world: World, box: Mailbox, at: list[datetime]
) -> None:
    reference = opened(world)
    quiet(world, reference)
    at[0] = later(days=1)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="100")
    (first,) = told(world, reference)
    due_now()
    send(first)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="120")
    (second,) = told(world, reference)
    sent, waits = Delivery.objects.get(id=first).sent_at, Delivery.objects.get(id=second).next_try_at
    assert sent is not None and waits == sent + deliveries.APART


def test_a_failed_digest_is_tried_again_whole(world: World, box: Mailbox, at: list[datetime]) -> None:
    box.data = "452 disk full"
    reference = opened(world)
    quiet(world, reference)
    at[0] = later(days=1)
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="100")
    step(world.seller, reference, Command.PROPOSE, remedy="refund_keep", amount="120")
    both = told(world, reference)
    due_now()
    send(both[0])
    assert set(Delivery.objects.filter(id__in=both).values_list("state", "tries")) == {("failed", 1)}
    box.data = ""
    Delivery.objects.filter(state="failed").update(next_try_at=clock.unshifted() - timedelta(seconds=1))
    for one in both:
        send(one)
    (mail,) = box.mails
    assert "100.00" in text(mail) and "120.00" in text(mail)
    assert Delivery.objects.filter(id__in=both, state="sent").count() == 2
