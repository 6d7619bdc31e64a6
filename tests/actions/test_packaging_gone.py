"""Packaging that is gone: the dispute is filed, silence grants nothing, both sides read why."""

from __future__ import annotations

from html import unescape

import pytest

from amiabil.actions.handed_in import HandedIn
from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.errors import EvidenceMissing
from amiabil.domain.disputes.outlook import Silence
from amiabil.domain.terms import Command
from amiabil.domain.written import TextMissing
from amiabil.records import clock
from amiabil.records.case_load import load
from amiabil.records.new_id import new_id
from tests.actions.cases import ask, opened, step
from tests.channels.portal.visitor import signed_in
from tests.factories import OPENED, World, later, make_world

pytestmark = pytest.mark.django_db

WHY = "The box went with the rubbish"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=1))
    return make_world()


def filed(world: World, *items: HandedIn) -> str:
    return open_dispute(
        world.buyer, world.order_ref, OpeningRequest(ask(), new_id(), OPENED, items)
    ).reference


def gone(kind: str, text: str = WHY) -> HandedIn:
    return HandedIn(new_id(), kind, text=text, gone=True)


def test_it_can_be_filed_and_silence_leads_to_a_mediator(world: World) -> None:
    reference = filed(world, HandedIn(new_id(), "photo_item"), gone("photo_parcel"))
    dispute = load(world.buyer, reference).dispute
    assert [item.gone for item in dispute.evidence] == [False, True]
    assert engine.turn(dispute).silence is Silence.GOES_TO_MEDIATION


def test_where_all_is_shown_silence_grants_the_request(world: World) -> None:
    dispute = load(world.buyer, opened(world)).dispute
    assert engine.turn(dispute).silence is Silence.REQUEST_GRANTED


def test_what_is_broken_is_still_there_and_has_to_be_shown(world: World) -> None:
    with pytest.raises(EvidenceMissing) as refused:
        filed(world, gone("photo_item"), gone("photo_parcel"))
    assert refused.value.facts["missing"] == ["photo_item"]


def test_why_it_is_gone_has_to_be_said(world: World) -> None:
    with pytest.raises(TextMissing):
        filed(world, HandedIn(new_id(), "photo_item"), gone("photo_parcel", " "))


def test_both_sides_read_that_it_is_gone_and_why(world: World) -> None:
    reference = filed(world, HandedIn(new_id(), "photo_item"), gone("photo_parcel"))
    for viewer, room, said in (
        (world.buyer, "", "You say that you no longer have"),
        (world.seller, "seller/", "The buyer says that the packaging"),
    ):
        page = unescape(signed_in(viewer).get(f"/en/{room}disputes/{reference}").content.decode())
        assert said in page and WHY in page and "No longer exists" in page


def add(world: World, reference: str, kind: str, text: str = WHY) -> int:
    given = {"kind": kind, "text": text, "gone": "1"}
    address = f"/en/disputes/{reference}/do/add_evidence"
    status: int = signed_in(world.buyer).post(address, given).status_code
    return status


def read(viewer: Viewer, reference: str, room: str = "") -> str:
    return unescape(signed_in(viewer).get(f"/en/{room}disputes/{reference}").content.decode())


def test_it_can_still_be_said_after_the_opening(world: World) -> None:
    reference = opened(world)
    step(world.buyer, reference, Command.CONVERT, later(days=1), reason="nc_missing_parts")
    assert add(world, reference, "photo_weight_label", " ") == 422
    assert add(world, reference, "photo_item") in {409, 422}, "what is broken has to be shown"
    assert add(world, reference, "photo_weight_label") == 302
    item = load(world.buyer, reference).dispute.evidence[-1]
    assert (item.kind, item.gone) == ("photo_weight_label", True)
    for viewer, room, said in (
        (world.buyer, "", "You wrote that it no longer exists"),
        (world.seller, "seller/", "The buyer wrote that it no longer exists"),
    ):
        page = read(viewer, reference, room)
        assert said in page and WHY in page and "Packaging that can no longer be shown" in page


def test_a_case_that_shows_everything_says_nothing_of_it(world: World) -> None:
    reference = opened(world)
    assert add(world, reference, "photo_parcel") == 302
    assert "Packaging that can no longer be shown" not in read(world.buyer, reference)
    assert engine.turn(load(world.buyer, reference).dispute).silence is Silence.REQUEST_GRANTED


def test_only_a_buyer_is_asked_for_it(world: World) -> None:
    reference = opened(world)
    for viewer, room, asked in ((world.buyer, "", True), (world.seller, "seller/", False)):
        form = signed_in(viewer).get(f"/en/{room}disputes/{reference}/do/add_evidence").content.decode()
        assert ('name="gone"' in form) is asked
