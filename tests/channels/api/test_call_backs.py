"""Systems of the marketplace book, move, cancel and make call-backs: once, at free times, as described."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from amiabil.domain.terms import Role
from amiabil.records.models import AuditEntry, CallBack, Message, Ticket
from tests.channels.api.client import Answer, Program, make_key
from tests.channels.api.shapes import faults, schema_of_answer
from tests.contact_world import NUMBER, calls_back, free
from tests.factories import World, make_world
from tests.measures_world import trust_issuer

pytestmark = pytest.mark.django_db

TIMES = "/contact-options/ro_call/times"


@pytest.fixture
def world(settings: Settings) -> World:
    calls_back()
    trust_issuer(settings)
    return make_world()


@pytest.fixture
def crm(world: World) -> Program:
    return Program(make_key("tickets:write", name="crm"))


def books(crm: Program, at: datetime | str, key: str = "1", **more: Any) -> Answer:
    given = {
        "as": "buyer",
        "person": "buyer-4101",
        "door": "ro_call",
        "starts_at": at if isinstance(at, str) else at.isoformat(),
        "number": NUMBER,
        "topic": "account",
        "text": "I cannot get in.",
    }
    return crm.post("/call-backs", {**given, **more}, Idempotency_Key=key)


def does(crm: Program, call: Answer, what: str, key: str = "d", **body: Any) -> Answer:
    return crm.post(f"/call-backs/{call.json['reference']}/{what}", body, Idempotency_Key=key)


# ---- free times ----------------------------------------------------------------------------


def test_free_times_are_read_without_a_key_page_by_page(world: World) -> None:
    nobody = Program(None)
    told = nobody.get(f"{TIMES}?limit=3").json
    assert faults(told, schema_of_answer("GET", "/contact-options/{door}/times", 200)) == []
    seen, after = [], ""
    while after is not None:
        part = nobody.get(f"{TIMES}?limit=100{after and f'&after={after}'}").json
        seen += [one["starts_at"] for one in part["items"]]
        after = part["next"]
    assert [datetime.fromisoformat(one) for one in seen] == list(free())
    assert told["items"] == nobody.get(TIMES).json["items"][:3]


@pytest.mark.parametrize("door", ["form", "nobody", "x" * 3000, "ro_call%2F.."])
def test_a_door_nobody_calls_back_through_has_no_times(world: World, door: str) -> None:
    assert Program(None).get(f"/contact-options/{door}/times").status == 404


def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    assert Program(None).get(f"{TIMES}?after=WzFd").code == "bad_cursor"


# ---- booking -------------------------------------------------------------------------------


def test_a_call_is_booked_once_however_often_it_is_sent(crm: Program, world: World) -> None:
    at = free()[4]
    answer = books(crm, at)
    assert (answer.status, answer.json["state"], answer.json["number"]) == (201, "booked", NUMBER)
    assert faults(answer.json, schema_of_answer("POST", "/call-backs", 201)) == []
    assert books(crm, at).json == answer.json
    assert books(crm, free()[9]).code == "key_reused"
    assert (CallBack.objects.count(), Ticket.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert AuditEntry.objects.filter(action="ticket.call_booked", actor_ref="key:crm").count() == 1
    assert answer.json["starts_at"] not in [one["starts_at"] for one in crm.get(TIMES).json["items"]]
    assert "/call-backs/" in answer.json["page"]


def test_the_request_is_named_in_the_language_of_its_person(crm: Program, world: World) -> None:
    reference = books(crm, free()[0]).json["reference"]
    told = crm.get(f"/tickets/{reference}").json
    assert told["subject"].startswith(("Apel", "Call-back:"))
    assert told["side"] == "buyer"


def test_a_shop_is_called_back_too(crm: Program, world: World) -> None:
    answer = books(crm, free()[0], **{"as": "seller", "person": "shop-4101"})
    assert crm.get(f"/tickets/{answer.json['reference']}").json["side"] == "seller"


@pytest.mark.parametrize(
    ("given", "status", "pointer"),
    [
        ({"starts_at": "2020-01-01T00:00:00Z"}, 409, None),
        ({"starts_at": "soon"}, 422, "/starts_at"),
        ({"number": "112"}, 422, "/number"),
        ({"number": "x" * 5000}, 422, "/number"),
        ({"person": "nobody"}, 422, "/person"),
        ({"door": "form"}, 422, "/door"),
        ({"topic": "weather"}, 422, "/topic"),
        ({"text": " "}, 422, None),
        ({"country": "Romania"}, 422, "/country"),
        ({"zone": "Europe/Nowhere"}, 422, "/zone"),
        ({"order": "not-theirs", "topic": "delivery"}, 404, None),
        ({"as": "agent"}, 422, "/as"),
        ({"minutes": 5}, 422, "/minutes"),
    ],
)
def test_what_cannot_be_booked_is_refused_and_leaves_nothing(
    crm: Program, world: World, given: dict[str, Any], status: int, pointer: str | None
) -> None:
    answer = books(crm, free()[0], **given)
    assert answer.status == status
    assert pointer is None or pointer in [where for where, _ in answer.errors()]
    assert not Ticket.objects.exists() and not CallBack.objects.exists()


def test_a_number_as_it_is_dialled_is_read_in_its_country(crm: Program, world: World) -> None:
    assert books(crm, free()[0], number="0264 555 010", country="RO").json["number"] == NUMBER


def test_a_taken_time_and_too_many_calls_are_refused(crm: Program, world: World) -> None:
    times = free()
    books(crm, times[0])
    assert books(crm, times[0], "2", number="+40264555011").code == "slot_taken"
    books(crm, times[1], "3")
    assert books(crm, times[2], "4").code == "too_many_calls"
    assert CallBack.objects.count() == 2


# ---- afterwards ----------------------------------------------------------------------------


def test_a_call_is_moved_cancelled_and_each_only_once(crm: Program, world: World) -> None:
    times = free()
    call = books(crm, times[0])
    moved = does(crm, call, "move", "m", starts_at=times[5].isoformat())
    assert datetime.fromisoformat(moved.json["starts_at"]) == times[5]
    assert faults(moved.json, schema_of_answer("POST", "/call-backs/{reference}/move", 200)) == []
    assert does(crm, call, "move", "m", starts_at=times[5].isoformat()).json == moved.json
    assert CallBack.objects.get().sequence == 1
    assert does(crm, call, "move", "n", starts_at="2020-01-01T00:00:00Z").code == "slot_taken"
    assert does(crm, call, "cancel", "c").json["state"] == "cancelled"
    assert does(crm, call, "cancel", "another key").json["state"] == "cancelled"
    assert CallBack.objects.get().sequence == 2, "cancelled again, nothing happens"
    assert times[5] in free()
    assert does(crm, call, "move", "o", starts_at=times[6].isoformat()).code == "call_over"
    assert does(crm, call, "outcome", reached=True, text="We spoke.").code == "call_over"


def test_what_came_of_a_call_is_an_answer_in_its_request(crm: Program, world: World) -> None:
    call = books(crm, free()[0])
    assert does(crm, call, "outcome", "a", reached=True).status == 422
    done = does(crm, call, "outcome", "b", reached=True, text="Your account is open again.")
    assert (done.json["state"], done.json["tries"]) == ("done", 1)
    assert does(crm, call, "outcome", "b", reached=True, text="Your account is open again.").json == done.json
    said = Message.objects.order_by("id").last()
    assert said is not None and said.text == "Your account is open again."
    assert (said.author_role, said.author_ref) == (Role.AGENT.value, "key:crm")
    assert Message.objects.count() == 2


def test_nobody_answers_and_two_systems_do_not_count_it_twice(crm: Program, world: World) -> None:
    call = books(crm, free()[0])
    assert does(crm, call, "outcome", "a", reached=False, tries=0).json["state"] == "booked"
    assert does(crm, call, "outcome", "b", reached=False, tries=0).code == "call_over"
    assert does(crm, call, "outcome", "c", reached=False, tries=1).json["tries"] == 2
    assert does(crm, call, "outcome", "d", reached=False, tries=2).json["state"] == "missed"


def test_calls_are_listed_to_be_made_first(crm: Program, world: World) -> None:
    times = free()
    late, soon = books(crm, times[7]), books(crm, times[1], "2")
    told = Program(make_key("tickets:read", name="wall")).get("/call-backs").json
    assert faults(told, schema_of_answer("GET", "/call-backs", 200)) == []
    assert [one["reference"] for one in told["items"]] == [soon.json["reference"], late.json["reference"]]
    assert "page" not in told["items"][0], "what moves a call is for who booked it"
    does(crm, soon, "cancel")
    over = crm.get("/call-backs?over=true").json["items"]
    assert [one["reference"] for one in over] == [soon.json["reference"]]
    assert crm.get(f"/call-backs/{late.json['reference']}").json["state"] == "booked"


def test_who_may_only_read_books_nothing(world: World) -> None:
    reader = Program(make_key("tickets:read", name="reader"))
    assert books(reader, free()[0]).status == 403
    assert Program(None).get("/call-backs").status == 401
    assert reader.get("/call-backs/T-0000-0000").status == 404
    assert not CallBack.objects.exists()
