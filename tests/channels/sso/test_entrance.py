"""Coming in from the marketplace: where one lands, in which language, and what a form that came too late keeps."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from amiabil.records import clock
from amiabil.records.models import Customer, CustomerSession, Shop
from tests import marketplace as shop
from tests.factories import make_shop

pytestmark = pytest.mark.django_db

WRITTEN = {"language": "en", "zone": "Europe/Bucharest <b>", "note": "Abajurul e crăpat\nde tot"}


@pytest.fixture(autouse=True)
def trusted(settings: Settings) -> None:
    settings.AMIABIL_JWT_ISSUER = shop.ISSUER
    settings.AMIABIL_JWT_KEY = shop.SECRET
    settings.AMIABIL_JWT_JWKS_URL = None
    settings.AMIABIL_SIGN_IN_URL = "https://shop.example/help?from=amiabil"


@pytest.mark.parametrize(
    ("changes", "lands"),
    [
        ({}, "/ro/orders/"),
        ({"locale": "en-GB"}, "/en/orders/"),
        ({"locale": "fr"}, "/ro/orders/"),
        ({"role": "seller", "shop": "s-1"}, "/ro/seller/"),
        ({"role": "seller", "shop": "s-1", "locale": "en"}, "/en/seller/"),
    ],
)
def test_where_one_lands(changes: dict[str, Any], lands: str) -> None:
    answer = Client().post("/sso", {"token": shop.token(**changes)})
    assert (answer.status_code, answer["Location"]) == (303, lands)
    assert answer["Cache-Control"].startswith("max-age=0")


def test_an_administrator_comes_in_once_the_shop_is_known_to_be_insolvent() -> None:
    made = make_shop("s-1")
    coming = {"role": "administrator", "shop": "s-1", "locale": "en", "sub": "practitioner-7"}
    early = Client().post("/sso", {"token": shop.token(**coming)})
    assert (early.status_code, early.context["refusal"].code) == (409, "shop_not_insolvent")
    unknown = Client().post("/sso", {"token": shop.token(**coming | {"shop": "s-2"})})
    assert unknown.context["refusal"].code == "shop_not_insolvent"
    without = Client().post("/sso", {"token": shop.token(**coming | {"shop": None})})
    assert without.context["refusal"].facts == {"reason": "claim", "claim": "shop"}
    assert not Customer.objects.exists() and not Shop.objects.filter(ref="s-2").exists()

    Shop.objects.filter(id=made.id).update(insolvent_at=clock.unshifted())
    given = {"shop_rights": ["manage"], "settle_limit": {"RON": "1.00"}}
    browser = Client()
    answer = browser.post("/sso", {"token": shop.token(**coming | given)})
    assert (answer.status_code, answer["Location"]) == (303, "/en/seller/")
    assert made.members.get().administrator and made.members.get().rights == []
    assert "Administrator of Lumina SRL" in browser.get("/en/seller/").content.decode()


def test_the_last_token_says_whether_somebody_is_administrator_or_member() -> None:
    made = make_shop("s-1", insolvent_at=clock.unshifted())
    first, second = Client(), Client()
    first.post("/sso", {"token": shop.token(role="administrator", shop="s-1")})
    assert first.get("/ro/seller/").status_code == 200
    second.post("/sso", {"token": shop.token(role="seller", shop="s-1")})
    assert not made.members.get().administrator
    assert (first.get("/ro/seller/").status_code, second.get("/ro/seller/").status_code) == (401, 200)


def test_the_token_s_language_is_kept_for_the_pages_without_one() -> None:
    answer = Client().post("/sso", {"token": shop.token(locale="en")})
    assert answer.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert (
        django_settings.LANGUAGE_COOKIE_NAME
        not in Client().post("/sso", {"token": shop.token(sub="other", locale="xx")}).cookies
    )


def test_who_is_in_already_goes_on() -> None:
    browser = shop.signed_in()
    assert browser.get("/sso?next=/ro/disputes/")["Location"] == "/ro/disputes/"
    assert browser.get("/sso?next=//evil.example")["Location"] == "/"


def test_the_entrance_says_where_to_sign_in_and_comes_back() -> None:
    answer = Client().get("/sso?next=/ro/orders/4101/dispute")
    assert answer.status_code == 200
    assert (
        'href="https://shop.example/help?from=amiabil&amp;next=%2Fro%2Forders%2F4101%2Fdispute"'
        in answer.content.decode()
    )


def test_without_an_address_of_the_marketplace_it_says_so_plainly(settings: Settings) -> None:
    settings.AMIABIL_SIGN_IN_URL = None
    answer = Client(headers={"accept-language": "en"}).get("/ro/orders/")
    assert answer.status_code == 401
    assert "btn-primary" not in answer.content.decode()


def test_a_page_for_customers_is_not_shown_to_nobody_nor_kept_by_caches() -> None:
    answer = Client().get("/ro/orders/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Session realm="marketplace"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert "next=%2Fro%2Forders%2F" in answer.content.decode()


def test_a_form_that_came_too_late_keeps_every_word_and_can_be_sent_again() -> None:
    answer = Client().post(
        "/ro/settings/", WRITTEN, headers={"referer": "http://testserver/ro/settings/?a=b"}
    )
    text = answer.content.decode()
    assert answer.status_code == 401
    for name, value in WRITTEN.items():
        kept = value.replace("<", "&lt;").replace(">", "&gt;")
        assert f'<input type="hidden" name="{name}" value="{kept}">' in text
    assert 'action="/ro/settings/"' in text
    assert "next=%2Fro%2Fsettings%2F%3Fa%3Db" in text
    assert not Customer.objects.exists()


def test_after_coming_in_again_the_kept_form_goes_through() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.post("/sso", {"token": shop.token()})
    form = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/ro/settings/").content.decode()
    )
    assert form is not None
    CustomerSession.objects.all().delete()
    sent = {"language": "en", "zone": "Europe/London", "csrfmiddlewaretoken": form[1]}
    late = browser.post("/ro/settings/", sent)
    assert late.status_code == 401
    again = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', late.content.decode())
    assert again is not None

    browser.post("/sso", {"token": shop.token()})  # in the other tab
    answer = browser.post("/ro/settings/", {**sent, "csrfmiddlewaretoken": again[1]})
    assert answer.status_code == 302
    customer = Customer.objects.get()
    assert (customer.language, customer.zone) == ("en", "Europe/London")


def test_the_address_of_another_site_is_no_page_to_go_back_to() -> None:
    answer = Client().post("/ro/settings/", WRITTEN, headers={"referer": "https://evil.example/ro/settings/"})
    assert "evil" not in answer.content.decode()


def test_a_part_of_a_page_makes_the_whole_page_ask() -> None:
    answer = Client().get("/ro/orders/", headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (401, "true")


def test_a_buyer_is_told_that_the_page_is_for_sellers(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seller = shop.signed_in(role="seller", shop="s-1")
    with django_assert_num_queries(1):
        assert seller.get("/ro/orders/").status_code == 403
