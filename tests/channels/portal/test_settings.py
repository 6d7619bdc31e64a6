"""The page of settings: what comes by mail is chosen there without any script, and what always comes is said."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from amiabil.domain.access import Viewer
from amiabil.domain.notices import CHOICES, Topic
from amiabil.domain.terms import Role
from amiabil.records.models import Customer
from amiabil.ui.words.mails import ALWAYS, TOPICS
from tests.channels.portal.visitor import signed_in
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def boxes(client: Client) -> dict[str, bool]:
    """The boxes of the page, and which are ticked."""
    page = client.get("/en/settings/").content.decode()
    found = re.findall(r'<input type="checkbox" name="mails" value="(\w+)"([^>]*)>', page)
    return {value: " checked" in rest for value, rest in found}


def off(viewer: Viewer) -> list[str]:
    return Customer.objects.get(id=viewer.person_id).mails_off


@pytest.mark.parametrize("role", [Role.BUYER, Role.SELLER])
def test_each_side_chooses_among_what_it_hears_of(world: World, role: Role) -> None:
    viewer = world.buyer if role is Role.BUYER else world.seller
    client = signed_in(viewer)
    assert boxes(client) == {topic.value: True for topic in CHOICES[role]}
    answer = client.post("/en/settings/mails", {"mails": ["own_steps"]})
    assert answer["Location"].endswith("/settings/#mails")
    assert boxes(client) == {topic.value: topic is Topic.OWN_STEPS for topic in CHOICES[role]}
    assert "Your choice is kept." in client.get("/en/settings/").content.decode() or off(viewer)
    client.post("/en/settings/mails", {"mails": [topic.value for topic in CHOICES[role]]})
    assert off(viewer) == []


def test_no_box_ticked_is_a_choice_too_and_what_always_comes_is_said(world: World) -> None:
    client = signed_in(world.buyer)
    client.post("/en/settings/mails", {})
    assert off(world.buyer) == sorted(topic.value for topic in Topic)
    page = client.get("/en/settings/").content.decode()
    for line in ALWAYS:
        assert str(line) in page


def test_what_is_not_offered_is_refused_and_changes_nothing(world: World) -> None:
    client = signed_in(world.seller)
    for wrong in ("refunds", "reminders", "", "messages\x00"):
        page = client.post("/en/settings/mails", {"mails": ["messages", wrong]}, follow=True)
        assert "Choose among the e-mails that are shown." in page.content.decode(), wrong
    assert off(world.seller) == []


def test_a_choice_on_one_side_leaves_the_other_side_alone(world: World) -> None:
    """Whoever buys and sells has one choice; the page of a shop shows a part of it."""
    Customer.objects.filter(id=world.seller.person_id).update(mails_off=["refunds"])
    signed_in(world.seller).post("/en/settings/mails", {"mails": ["messages"]})
    assert off(world.seller) == ["on_the_way", "own_steps", "refunds"]


def test_every_topic_is_told_in_words() -> None:
    assert set(TOPICS) == set(Topic)
