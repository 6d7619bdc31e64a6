"""The door of the widget: a visitor with a secret, a customer with a session, and nobody else; cut at random."""

from __future__ import annotations

import json
import random
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from amiabil.actions import chat_desk
from amiabil.actions import chats as acts
from amiabil.actions.chats import Said
from amiabil.domain.access import Viewer
from amiabil.domain.support.cards import ChoiceCard
from amiabil.records import chats as records
from amiabil.records import clock, shifts
from amiabil.records.models import AddressCheck, Chat, Message
from amiabil.records.shifts import ShiftState
from tests.channels.portal.visitor import signed_in
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db

DOOR = "/chat/v1/chats"
HERE = "http://testserver"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def on_shift(raluca: Viewer) -> Viewer:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    return raluca


class Widget:
    """A widget that holds the secret of its chat."""

    def __init__(self, client: Client | None = None, **headers: str) -> None:
        self.client, self.headers = client or Client(), {"Accept-Language": "en", **headers}
        self.reference = ""

    def start(self, text: str = "Where is it?", **more: Any) -> dict[str, Any]:
        answer = self.post(DOOR, {"key": str(uuid4()), "text": text, **more})
        assert answer.status_code == 201, answer.content
        told: dict[str, Any] = answer.json()
        self.reference = told["chat"]
        if told["secret"]:
            self.headers["Authorization"] = f"Bearer {told['secret']}"
        return told

    def post(self, path: str, body: object) -> Any:
        return self.client.post(path, json.dumps(body), content_type="application/json", headers=self.headers)

    def do(self, act: str, **body: object) -> Any:
        return self.post(f"{DOOR}/{self.reference}/{act}", body)

    def see(self, part: str = "") -> Any:
        return self.client.get(f"{DOOR}/{self.reference}{part}", headers=self.headers)


def test_a_visitor_talks_through_the_door(on_shift: Viewer) -> None:
    widget = Widget()
    told = widget.start(name="Ion")
    assert (told["state"], told["wait"]["place"], told["request"]) == ("waiting", 1, None)
    file = chat_desk.accept(on_shift, widget.reference, at=clock.now())
    acts.write(on_shift, file.reference, Said(uuid4(), "At the courier.", clock.now()))
    assert widget.see().json()["agent"] == {"name": "Raluca M."}
    events = widget.see("/events").json()
    texts = [one["message"]["text"] for one in events["items"] if one["message"]]
    assert texts == ["Where is it?", "At the courier."]
    assert [one["type"] for one in events["items"]][:2] == ["chat.started", "chat.person_asked"]
    assert widget.do("messages", id=str(uuid4()), text="Thanks").status_code == 201
    assert widget.do("end").json()["ended_by"] == "customer"
    assert widget.do("rating", rating="good").json()["rating"] == "good"
    assert "At the courier." in widget.see("/transcript").content.decode()


def test_notes_of_the_staff_stay_among_them(on_shift: Viewer) -> None:
    widget = Widget()
    widget.start()
    chat_desk.accept(on_shift, widget.reference, at=clock.now())
    acts.write(on_shift, widget.reference, Said(uuid4(), "Fraud?", clock.now(), note=True))
    assert "Fraud?" not in widget.see("/events").content.decode()
    assert "Fraud?" not in widget.see("/transcript").content.decode()


def test_a_secret_opens_one_chat_and_without_it_there_is_none(on_shift: Viewer) -> None:
    mine, other = Widget(), Widget()
    mine.start()
    other.start()
    stranger = Widget(Authorization="Bearer " + "x" * 43)
    for reference, widget, status in (
        (other.reference, mine, 404),
        (mine.reference, stranger, 404),
        (mine.reference, Widget(), 401),
    ):
        widget.reference = reference
        for part in ("", "/events", "/transcript", "/token", "/typing"):
            assert widget.see(part).status_code == status
        assert widget.do("messages", id=str(uuid4()), text="Hi").status_code == status
    assert Message.objects.count() == 2


def test_a_session_opens_it_from_our_own_pages_alone(on_shift: Viewer, world: World) -> None:
    own = Widget(signed_in(world.buyer), Origin=HERE)
    assert own.start()["secret"] is None
    foreign = Widget(own.client, Origin="https://evil.example")
    foreign.reference = own.reference
    refused = foreign.do("messages", id=str(uuid4()), text="Hi")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_from_here")
    assert own.do("messages", id=str(uuid4()), text="Hi").status_code == 201


def test_refusals_are_problem_documents(on_shift: Viewer) -> None:
    widget = Widget()
    wrong = widget.post(DOOR, {"key": "x", "text": "", "colour": "red"})
    assert wrong.status_code == 422
    assert wrong["Content-Type"] == "application/problem+json"
    assert {one["pointer"] for one in wrong.json()["errors"]} == {"/key", "/text", "/colour"}
    widget.start()
    assert widget.see("/messages").status_code == 405
    ended = widget.do("rating", rating="good")
    assert (ended.status_code, ended.json()["code"]) == (409, "not_in_chat")
    assert widget.client.get(f"{DOOR}", headers=widget.headers).status_code == 405


def test_a_visitor_leaves_an_address_where_nobody_is(world: World) -> None:
    widget = Widget()
    assert widget.start()["wait"]["is_there"] is False
    assert widget.do("address", email="nowhere").status_code == 422
    assert widget.do("address", email="ion@example.org").json()["ended_by"] == "request"
    assert AddressCheck.objects.count() == 1


def test_who_is_there_is_told_before(on_shift: Viewer) -> None:
    assert Client().get("/chat/v1/now").json() == {
        "is_there": True,
        "seconds": None,
        "opens_at": None,
        "assistant": False,
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_line_that_is_cut_loses_and_doubles_nothing(on_shift: Viewer, seed: int) -> None:
    """Answers get lost at random, so everything is sent again; events are fetched from wherever one was."""
    chance, key = random.Random(seed), str(uuid4())
    widget = Widget()
    for _ in range(3):  # the answer to the start was lost twice
        widget.headers.pop("Authorization", None)
        widget.start(key=key)
    chat_desk.accept(on_shift, widget.reference, at=clock.now())
    seen: dict[str, str] = {}
    said, version = [], 0
    for number in range(12):
        text, id = f"customer {number}", str(uuid4())
        said.append(text)
        while widget.do("messages", id=id, text=text).status_code != 201 or chance.random() < 0.4:
            pass  # the connection was cut before the answer came: send it again
        if chance.random() < 0.5:
            said.append(f"agent {number}")
            acts.write(on_shift, widget.reference, Said(uuid4(), said[-1], clock.now()))
        if chance.random() < 0.6:
            for one in widget.see(f"/events?after={version}").json()["items"]:
                if chance.random() < 0.2:
                    break  # the stream was cut in the middle
                seen[one["id"]] = one["message"]["text"] if one["message"] else ""
                version = one["version"] if one["type"] == "message.posted" else version
    for one in widget.see(f"/events?after={version}").json()["items"]:
        seen[one["id"]] = one["message"]["text"] if one["message"] else ""
    assert [text for text in seen.values() if text] == ["Where is it?", *said]
    assert Chat.objects.count() == 1
    found = records.by_secret(widget.headers["Authorization"].removeprefix("Bearer "), at=clock.now())
    assert found is not None
    versions = list(Message.objects.order_by("version").values_list("version", flat=True))
    assert len(versions) == len(set(versions)) == len(said) + 1


def test_cards_are_told_and_one_is_pressed(on_shift: Viewer) -> None:
    widget = Widget()
    widget.start()
    file = chat_desk.accept(on_shift, widget.reference, at=clock.now())
    card = ChoiceCard("a", "This one")
    acts.write(on_shift, file.reference, Said(uuid4(), "Which?", clock.now(), cards=(card,)))
    assert widget.do("messages", id=str(uuid4()), text="This one", choice="a").status_code == 201
    said = [one["message"]["cards"] for one in widget.see("/events").json()["items"] if one["message"]]
    assert said == [[], [{"kind": "choice", "id": "a", "label": "This one"}], []]


def test_a_village_behind_one_address_can_talk_and_a_program_cannot_begin_for_ever(world: World) -> None:
    for _ in range(60):
        Widget().start()
    answer = Widget().post(DOOR, {"key": str(uuid4()), "text": "Once more?"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
