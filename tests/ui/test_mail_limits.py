"""Who writes too much, or under names of others, waits for a person, and holds up nobody else."""

from __future__ import annotations

import pytest

from amiabil.domain.access import Viewer
from amiabil.domain.mail.intake import Cause, State
from amiabil.domain.terms import Role
from amiabil.records.models import Customer, Message, ShopMember
from amiabil.ui import mail_intake
from tests.factories import World, make_staff, make_world
from tests.mails import FORGED, PROVEN, RELAY, answer_to, came, mail, open_door
from tests.ui.test_mail_intake import asked, author

__all__ = ["open_door"]

CHECKED = f"Authentication-Results: {RELAY}; spf=none"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_door")]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def test_who_writes_too_much_waits_and_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_intake, "MOST_AN_HOUR", 3)
    states = [came(mail(f"Nr {number}")).cause for number in range(5)]
    assert states == ["", "", "", Cause.TOO_MANY, Cause.TOO_MANY]
    assert came(mail("Eu", author="ion@example.ro")).state is State.FILED


def test_forged_mails_hold_up_no_mail_of_the_person_they_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_intake, "MOST_AN_HOUR", 2)
    causes = [came(mail(f"Fals {number}", FORGED)).cause for number in range(3)]
    assert causes == ["", "", Cause.TOO_MANY]
    assert came(mail("Eu sunt", PROVEN)).state is State.FILED


def test_invented_senders_are_stopped_together_and_who_is_known_goes_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_intake, "UNKNOWN_AN_HOUR", 2)
    file = asked(world.buyer)
    causes = [came(mail(f"Nr {n}", CHECKED, author=f"nimeni{n}@nicaieri.example")).cause for n in range(3)]
    assert causes == ["", "", Cause.UNKNOWN]
    assert came(mail("Proba", PROVEN, author="ion@example.ro")).state is State.FILED
    assert came(mail("Arhiva", author="eva@example.ro")).state is State.FILED, "nobody looked: no flood"
    answer = came(mail("Da", author=author(world.buyer), to=answer_to(file)))
    assert (answer.state, answer.reference) == (State.FILED, file.reference)


def test_a_member_without_the_right_is_told_apart_from_a_defect(world: World, raluca: Viewer) -> None:
    file = asked(world.seller)
    ShopMember.objects.filter(customer_id=world.seller.person_id).update(rights=[])
    Customer.objects.filter(id=world.seller.person_id).update(email="luca@shop.example")
    told = came(mail("Da", PROVEN, author="luca@shop.example", subject=f"Re: {file.reference}"))
    assert (told.state, told.cause, told.meant) == (State.HELD, Cause.NO_RIGHT, file.reference)
    assert Message.objects.filter(case_id=file.case_id).count() == 1
