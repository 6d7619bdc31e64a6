"""Who may follow which case live: the channels of a token and the answer of a poll, for the four readers."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.foundation.grants import MOST_CHANNELS, person_channel, read_stream
from amiabil.gateways.bus import Line, Revocation, namespace, open_bus
from amiabil.records import clock, messages
from amiabil.records.models import Conversation
from amiabil.server.bus import as_url
from amiabil.ui import live
from tests.factories import World, make_buyer, make_member, make_shop, make_staff, make_world
from tests.records.test_messages import conversation, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Conversation:
    return conversation(world)


def channels(viewer: Viewer, case: Conversation, settings: Settings) -> set[str]:
    answer = live.token_answer(viewer, [case.id])
    assert answer["Cache-Control"] == "no-store"
    told = json.loads(answer.content)
    assert told["url"] == f"{settings.AMIABIL_PUSH_URL}/stream/v1"
    grant = read_stream(told["token"], key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    assert grant.person == viewer.person_id
    return set(grant.channels) - {person_channel(grant.person)}


def test_each_side_hears_its_own_side(world: World, case: Conversation, settings: Settings) -> None:
    assert channels(world.buyer, case, settings) == {f"case:{case.id}:buyer"}
    assert channels(world.seller, case, settings) == {f"case:{case.id}:seller"}
    assert channels(make_staff("dan", Role.MEDIATOR), case, settings) == {f"case:{case.id}:staff"}


def test_outsiders_and_nobody_hear_nothing(world: World, case: Conversation) -> None:
    strangers = [NOBODY, make_buyer("ion"), make_member(make_shop("alta"))]
    for stranger in strangers:
        for answer in (live.token_answer, live.poll_answer):
            with pytest.raises(NotFound):
                answer(stranger, [case.id])
            with pytest.raises(NotFound):
                answer(stranger, [uuid4()])


def test_foreign_cases_beside_own_ones_are_left_out(
    world: World, case: Conversation, settings: Settings
) -> None:
    other = conversation(make_world("4102"), "D-0000-0001")
    answer = live.token_answer(world.buyer, [other.id, case.id])
    grant = read_stream(
        json.loads(answer.content)["token"], key=settings.SECRET_KEY.encode(), now=clock.unshifted()
    )
    assert not any(str(other.id) in channel for channel in grant.channels)


def test_the_token_expires_in_a_minute(world: World, case: Conversation, settings: Settings) -> None:
    token = json.loads(live.token_answer(world.buyer, [case.id]).content)["token"]
    with pytest.raises(ValueError, match="expired"):
        read_stream(token, key=settings.SECRET_KEY.encode(), now=clock.unshifted() + timedelta(seconds=61))


def test_a_poll_changes_with_the_case_and_only_then(world: World, case: Conversation) -> None:
    def polled() -> str:
        value: str = json.loads(live.poll_answer(world.buyer, [case.id]).content)["version"]
        return value

    before = polled()
    assert polled() == before == live.version({case.id: 1})
    messages.post(world.seller, case.reference, said())
    assert polled() != before


def test_either_answer_is_one_statement(
    world: World, case: Conversation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [case.id, *(uuid4() for _ in range(2 * MOST_CHANNELS))]
    for answer in (live.token_answer, live.poll_answer):
        with django_assert_num_queries(1):
            answer(world.buyer, many)


def test_a_list_without_cases_still_hears_its_own_notices(world: World, settings: Settings) -> None:
    told = json.loads(live.token_answer(world.buyer, []).content)
    grant = read_stream(told["token"], key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    assert grant.channels == (person_channel(grant.person),)


def test_closing_streams_is_said_on_the_bus(world: World, settings: Settings) -> None:
    address = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    settings.AMIABIL_BUS_URL = as_url({**address, "OPTIONS": {}})
    person = uuid4()

    async def listen() -> None:
        bus = open_bus(settings.AMIABIL_BUS_URL, name=namespace(settings.SECRET_KEY))
        heard = bus.subscribe()
        async with asyncio.timeout(10):
            assert await anext(heard) is Line.UP
            await asyncio.to_thread(live.close_streams, person)
            assert await anext(heard) == [Revocation(person)]
        await heard.aclose()

    asyncio.run(listen())


def test_without_the_bus_nobody_is_kept_from_signing_out(settings: Settings) -> None:
    settings.AMIABIL_BUS_URL = "redis://127.0.0.1:9/0"
    live.close_streams(uuid4())
