"""Until when can a dispute be opened? The assistant answers the dates, and nothing that was not asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from amiabil.actions import chats
from amiabil.actions.assistant_flows import named_order
from amiabil.actions.chats import First
from amiabil.domain.access import Viewer
from amiabil.records import clock
from amiabil.records.models import AssistantTurn, Message
from amiabil.ui.assistant.turning import take_turn
from tests.factories import make_buyer, make_order, make_shop

pytestmark = pytest.mark.django_db

ASKED = {"ro": "până când pot deschide o dispută?", "en": "until when can I open a dispute?"}


@pytest.fixture(autouse=True)
def _there(settings: Any) -> None:
    settings.AMIABIL_ASSISTANT = True


def buyer(language: str, *, paid: int, delivered: int | None) -> Viewer:
    """Somebody with one order, paid and delivered so many days ago."""
    ana, at = replace(make_buyer("ana", language=language), language=language), clock.now()
    line: dict[str, Any] = {"ref": "L1", "title": "Lampă", "unit_price": 24990}
    line["delivered_at"] = None if delivered is None else at - timedelta(days=delivered)
    expected = (at - timedelta(days=paid - 4)).date()
    make_order(
        ana,
        make_shop(),
        "100234",
        lines=(line,),
        paid_at=at - timedelta(days=paid),
        estimated_from=expected,
        estimated_to=expected,
    )
    return ana


def answer(viewer: Viewer) -> str:
    file = chats.begin(viewer, First(uuid4(), ASKED[viewer.language], clock.now())).file
    take_turn(file.case_id)
    assert AssistantTurn.objects.get().flow == "until_when"
    return Message.objects.filter(case=file.case_id).latest("version").text


def test_of_a_parcel_on_its_way_it_tells_from_when() -> None:
    told = answer(buyer("ro", paid=1, delivered=None))
    assert "Dacă nu ajunge comanda 100234, poți deschide o dispută începând cu" in told
    assert "pe drum" not in told


def test_of_one_that_came_it_tells_the_end_and_that_of_the_withdrawal() -> None:
    told = answer(buyer("en", paid=8, delivered=3))
    assert "For order 100234 you can open a dispute until" in told
    assert "You can withdraw from the purchase without a reason until" in told
    assert "delivered" not in told


def test_when_all_is_over_it_says_so() -> None:
    told = answer(buyer("en", paid=2000, delivered=1990))
    assert "For order 100234 no dispute can be opened now." in told
    assert "withdraw" not in told


def test_without_an_order_it_is_a_question_about_the_rules() -> None:
    ana = replace(make_buyer("ana", language="en"), language="en")
    file = chats.begin(ana, First(uuid4(), ASKED["en"], clock.now())).file
    take_turn(file.case_id)
    assert AssistantTurn.objects.get().flow != "until_when"


def test_an_order_is_known_by_its_number_however_old_it_is() -> None:
    ana, shop = make_buyer("ana"), make_shop()
    make_order(ana, shop, "AB-7", paid_at=clock.now() - timedelta(days=90))
    for place in range(12):
        make_order(ana, shop, f"2000{place:02}", paid_at=clock.now() - timedelta(days=place))
    make_order(make_buyer("dan"), shop, "CD-8")
    assert named_order(ana, "unde e comanda AB-7?") == "AB-7"
    assert named_order(ana, "unde e comanda CD-8?") == ""
