"""The demonstration's own sign-in: real tokens through the real entrance, and nothing of it elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from amiabil.actions import staff
from amiabil.demo import urls as demo_urls
from amiabil.domain.access import COMMAND_LINE
from amiabil.domain.terms import Role
from amiabil.records import cast, clock, sessions
from amiabil.records.models import Customer, ShopMember
from amiabil.records.staff import NewMember
from amiabil.ui.viewer import CUSTOMER_COOKIE
from tests import marketplace as shop
from tests.attacks.routes import plain
from tests.factories import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings: Settings) -> None:
    settings.AMIABIL_DEMO = True
    settings.AMIABIL_JWT_ISSUER = "demo"
    settings.AMIABIL_JWT_KEY = shop.SECRET
    settings.AMIABIL_JWT_JWKS_URL = None
    settings.ROOT_URLCONF = "tests.demo.urls_with_demo"


def hidden_fields(answer: Any) -> dict[str, str]:
    """What the form that goes on by itself carries."""
    form = re.search(r"<form[^>]*data-autosubmit>.*?</form>", answer.content.decode(), re.S)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0]))


def come_in(**chosen: str) -> tuple[Client, Any]:
    """Choose somebody and let the browser carry the token."""
    browser = Client()
    brought = hidden_fields(browser.post("/demo/customer", chosen))
    return browser, browser.post("/sso", brought)


@pytest.mark.parametrize("route", [plain(str(one.pattern)) for one in demo_urls.urlpatterns])
def test_outside_the_demonstration_its_addresses_are_not_there(settings: Settings, route: str) -> None:
    assert settings.AMIABIL_DEMO is False
    path = "/" + re.sub(r"<\w+>", "x", route)
    assert [Client().get(path).status_code, Client().post(path).status_code] == [404, 404]


def test_outside_the_demonstration_nobody_is_listed_or_played() -> None:
    with pytest.raises(RuntimeError):
        cast.cast()
    with pytest.raises(RuntimeError):
        cast.member_to_play("raluca")


@pytest.mark.usefixtures("demonstration")
def test_a_buyer_comes_in_by_a_real_token() -> None:
    world = make_world()
    browser, answer = come_in(subject=world.buyer.ref, shop="", next="/ro/disputes/")
    assert (answer.status_code, answer["Location"]) == (303, "/ro/disputes/")
    viewer = sessions.viewer_of(browser.cookies[CUSTOMER_COOKIE].value, at=clock.unshifted())
    assert viewer is not None
    assert (viewer.role, viewer.person_id) == (Role.BUYER, world.buyer.person_id)


@pytest.mark.usefixtures("demonstration")
def test_a_token_names_the_zone_its_person_lives_in() -> None:
    world = make_world()
    Customer.objects.filter(id=world.buyer.person_id).update(zone="Europe/London")
    browser, _answer = come_in(subject=world.buyer.ref, shop="")
    viewer = sessions.viewer_of(browser.cookies[CUSTOMER_COOKIE].value, at=clock.unshifted())
    assert viewer is not None and viewer.zone == "Europe/London"


@pytest.mark.usefixtures("demonstration")
def test_a_member_comes_in_for_their_shop_with_their_rights() -> None:
    world = make_world()
    ShopMember.objects.update(rights=["answer"])
    browser, answer = come_in(subject=world.seller.ref, shop="shop-4101")
    assert answer["Location"] == "/ro/seller/"
    viewer = sessions.viewer_of(browser.cookies[CUSTOMER_COOKIE].value, at=clock.unshifted())
    assert viewer is not None
    assert (viewer.shop_id, viewer.rights) == (world.shop_id, {"answer"})


@pytest.mark.usefixtures("demonstration")
def test_the_buyer_of_an_order_that_came_by_the_api_can_be_played() -> None:
    _, answer = come_in(subject="b-777")
    assert answer.status_code == 303
    assert Customer.objects.filter(issuer="demo", subject="b-777").exists()


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("subject", ["", " ", "x" * 65, "a\nb"])
def test_who_cannot_be_played(subject: str) -> None:
    assert Client().post("/demo/customer", {"subject": subject}).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_somebody_of_the_staff_works_at_once() -> None:
    new = NewMember("raluca", "", "Raluca Pop", frozenset({Role.MEDIATOR}))
    staff.add(COMMAND_LINE, new, password=None)
    browser = Client()
    answer = browser.post("/demo/staff", {"username": "raluca"})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    assert browser.get("/desk/")["Location"] == "/desk/mediator/"
    assert Client().post("/demo/staff", {"username": "nobody"}).status_code == 404
    staff.deactivate(COMMAND_LINE, "raluca")
    assert Client().post("/demo/staff", {"username": "raluca"}).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_the_page_names_everybody_and_costs_three_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3):
        make_world(f"41{number:02}")
    staff.add(COMMAND_LINE, NewMember("raluca", "", "Raluca Pop", frozenset({Role.AGENT})), password=None)
    with django_assert_num_queries(3):
        answer = Client().get("/demo/?next=/en/orders/")
    text = answer.content.decode()
    for name in ("buyer-4100", "member-4102", "raluca", "/en/orders/"):
        assert f'value="{name}"' in text


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", ["ro", "en"])
def test_the_page_speaks_both_languages(language: str) -> None:
    answer = Client(headers={"accept-language": language}).get("/demo/")
    assert f'lang="{language}"' in answer.content.decode()
    assert ("Cine vrei să fii?" in answer.content.decode()) == (language == "ro")


@pytest.mark.usefixtures("demonstration")
def test_with_a_public_key_the_page_says_why_nobody_can_be_signed_for(settings: Settings) -> None:
    settings.AMIABIL_JWT_KEY = shop.pem(shop.rsa_key())
    answer = Client().get("/demo/")
    assert answer.status_code == 200
    assert 'action="/demo/customer"' not in answer.content.decode()


@pytest.mark.usefixtures("demonstration")
def test_the_page_leads_nowhere_else() -> None:
    assert 'name="next" value="//evil' not in Client().get("/demo/?next=//evil.example").content.decode()
    brought = hidden_fields(Client().post("/demo/customer", {"subject": "x", "next": "https://evil.example"}))
    assert brought["next"] == ""
    staff.add(COMMAND_LINE, NewMember("raluca", "", "Raluca", frozenset({Role.AGENT})), password=None)
    answer = Client().post("/demo/staff", {"username": "raluca", "next": "//evil.example"})
    assert answer["Location"] == "/desk/"


@pytest.mark.usefixtures("demonstration")
def test_moving_the_clock_signs_nobody_out() -> None:
    browser, _ = come_in(subject="ana")
    clock.set_ahead(30 * 86_400_000)
    assert sessions.viewer_of(browser.cookies[CUSTOMER_COOKIE].value, at=clock.unshifted()) is not None
    assert come_in(subject="ana")[1].status_code == 303
