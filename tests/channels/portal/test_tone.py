"""A hint on tone: for its writer alone, once, and never in the way."""

from __future__ import annotations

from html import unescape

import pytest

from amiabil.records import clock
from amiabil.records.models import Event, Message
from amiabil.records.new_id import new_id
from tests.channels.portal.visitor import signed_in
from tests.factories import World, later, make_world
from tests.jobs.cases import opened

pytestmark = pytest.mark.django_db

HARSH = "Bună ziua. Sunteți niște hoți, coletul a ajuns gol."


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(hours=1))


@pytest.fixture
def world() -> World:
    return make_world()


def test_the_page_comes_back_once_with_the_hint_and_the_text_kept(world: World) -> None:
    reference, client, name = opened(world), signed_in(world.buyer), str(new_id())
    address = f"/ro/disputes/{reference}/messages"
    before = Event.objects.count()
    sent = {"text": HARSH, "message_id": name, "audience": "buyer_and_platform"}
    answer = client.post(address, sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200 and "<mark>Sunteți niște hoți</mark>" in page
    assert f">{HARSH}</textarea>" in page and name in page
    assert '<option value="buyer_and_platform" selected' in page
    assert Event.objects.count() == before and Message.objects.count() == 0, "nothing is kept"
    assert client.post(address, {**sent, "anyway": "1"}).status_code == 302
    assert Message.objects.get().text == HARSH


def test_after_the_hint_whatever_stands_there_is_sent(world: World) -> None:
    reference, client = opened(world), signed_in(world.seller)
    sent = {"text": "Sunteți niște mincinoși", "hinted": "1", "message_id": str(new_id())}
    assert client.post(f"/ro/seller/disputes/{reference}/messages", sent).status_code == 302
    assert Message.objects.count() == 1


def test_a_calm_message_goes_at_once(world: World) -> None:
    reference, client = opened(world), signed_in(world.buyer)
    sent = {"text": "Produsul e mort, nu pornește.", "message_id": str(new_id())}
    assert client.post(f"/ro/disputes/{reference}/messages", sent).status_code == 302


def test_a_script_may_ask_before(world: World) -> None:
    reference, client = opened(world), signed_in(world.buyer)
    address = f"/en/disputes/{reference}/messages/tone"
    assert client.post(address, {"text": "Where is my parcel?"}).status_code == 204
    answer = client.post(address, {"text": "<b>You are thieves</b>"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "<mark>You are thieves</mark>" in page and "&lt;b&gt;" in page
    assert 'name="anyway"' in page and "Only you see this" in page
    assert Message.objects.count() == 0


def test_somebody_elses_case_is_not_found(world: World) -> None:
    reference = opened(world)
    other = signed_in(make_world("5").buyer)
    assert other.post(f"/ro/disputes/{reference}/messages", {"text": HARSH}).status_code == 404
    assert other.post(f"/ro/disputes/{reference}/messages/tone", {"text": HARSH}).status_code == 404
