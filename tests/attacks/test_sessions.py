"""Sessions that must end, cookies that must be worth nothing, and ways on that must not lead away (S14-S17, S29)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from amiabil.actions import sign_in
from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.terms import Role, ShopRight
from amiabil.records import clock, sessions
from amiabil.records.models import Customer, CustomerSession, ShopMember, UsedToken
from amiabil.ui.next_page import safe_next
from amiabil.ui.viewer import CUSTOMER_COOKIE
from tests import marketplace as shop

pytestmark = pytest.mark.django_db


def cookie_of(browser: Client) -> str:
    return browser.cookies[CUSTOMER_COOKIE].value


def viewer_of(browser: Client, *, after: timedelta = timedelta(0)) -> Viewer | None:
    return sessions.viewer_of(cookie_of(browser), at=clock.unshifted() + after)


def test_the_cookie_is_as_promised(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    cookie = shop.signed_in().cookies[CUSTOMER_COOKIE]
    assert len(cookie.value) >= 43, "32 random bytes"
    assert cookie["httponly"] and cookie["secure"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert cookie["max-age"] == 7 * 24 * 3600


def test_the_table_holds_no_cookie() -> None:
    value = cookie_of(shop.signed_in())
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM customer_session s")
        assert all(value not in row for (row,) in cursor.fetchall())


def test_a_session_is_read_by_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    browser = shop.signed_in(
        role="seller", shop="s-1", shop_rights=["answer"], settle_limit={"RON": "500.00"}
    )
    with django_assert_num_queries(1):
        viewer = viewer_of(browser)
    assert viewer is not None
    assert (viewer.role, viewer.ref, viewer.name) == (Role.SELLER, "b-1001", "Ioana Mureșan")
    assert viewer.rights == {ShopRight.ANSWER}
    assert viewer.settle_limit == {"RON": 50_000}
    assert viewer.zone == "Europe/Bucharest"


def test_a_reader_writes_only_every_five_minutes() -> None:
    browser = shop.signed_in()
    before = CustomerSession.objects.get().seen_at
    viewer_of(browser, after=timedelta(minutes=4))
    assert CustomerSession.objects.get().seen_at == before
    viewer_of(browser, after=timedelta(minutes=6))
    assert CustomerSession.objects.get().seen_at > before + timedelta(minutes=5)


def test_twelve_idle_hours_end_it() -> None:
    browser = shop.signed_in()
    assert viewer_of(browser, after=timedelta(hours=11, minutes=59)) is not None
    CustomerSession.objects.update(seen_at=clock.unshifted() - timedelta(hours=12))
    assert viewer_of(browser) is None


def test_seven_days_end_the_busiest() -> None:
    browser = shop.signed_in()
    CustomerSession.objects.update(seen_at=clock.unshifted() + timedelta(days=7))
    assert viewer_of(browser, after=timedelta(days=7, seconds=-5)) is not None
    assert viewer_of(browser, after=timedelta(days=7)) is None


@pytest.mark.parametrize("value", ["", "x", "é", "'; DROP TABLE customer_session; --", "\x00", "a" * 5000])
def test_an_invented_cookie_is_nobody(value: str) -> None:
    shop.signed_in()
    assert sessions.viewer_of(value, at=clock.unshifted()) is None


def test_a_planted_cookie_is_not_taken_over() -> None:
    browser = Client()
    browser.cookies[CUSTOMER_COOKIE] = "planted-by-somebody-else"
    browser.post("/sso", {"token": shop.token()})
    assert cookie_of(browser) != "planted-by-somebody-else"
    assert sessions.viewer_of("planted-by-somebody-else", at=clock.unshifted()) is None


def test_coming_in_again_ends_the_session_before() -> None:
    browser = shop.signed_in()
    first = cookie_of(browser)
    browser.post("/sso", {"token": shop.token(sub="b-2002")})
    assert sessions.viewer_of(first, at=clock.unshifted()) is None
    viewer = viewer_of(browser)
    assert viewer is not None and viewer.ref == "b-2002"


def test_going_out_ends_it_at_once_and_everywhere_when_asked() -> None:
    here, there, third = (shop.signed_in() for _ in range(3))
    kept = cookie_of(here)
    assert here.post("/sso/leave").status_code == 303
    assert sessions.viewer_of(kept, at=clock.unshifted()) is None
    assert viewer_of(there) is not None
    there.post("/sso/leave", {"everywhere": "1"})
    assert viewer_of(third) is None


def test_only_a_form_of_ours_signs_out() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.post("/sso", {"token": shop.token()})
    assert browser.post("/sso/leave").status_code == 403
    assert viewer_of(browser) is not None


def test_a_member_whom_the_shop_lost_is_out_at_once() -> None:
    browser = shop.signed_in(role="seller", shop="s-1")
    ShopMember.objects.all().delete()
    assert viewer_of(browser) is None


def test_rights_are_those_of_the_moment() -> None:
    browser = shop.signed_in(role="seller", shop="s-1")
    ShopMember.objects.update(rights=["answer"])
    viewer = viewer_of(browser)
    assert viewer is not None and viewer.rights == {ShopRight.ANSWER}


def test_people_are_never_matched_by_mail_or_name(settings: Settings) -> None:
    shop.signed_in(sub="one", email="same@example.org", name="Same")
    shop.signed_in(sub="two", email="same@example.org", name="Same")
    settings.AMIABIL_JWT_ISSUER = "https://other.example"
    shop.signed_in(sub="one", iss="https://other.example", email="same@example.org")
    assert Customer.objects.count() == 3


AWAY = [
    "//evil.example",
    "///evil.example",
    "https://evil.example/",
    "HTTPS:evil.example",
    "http:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/a\r\nSet-Cookie: x=y",
    "evil.example",
    " //evil.example",
    "/" + "a" * 3000,
    "",
]


@pytest.mark.parametrize("way", AWAY)
def test_next_never_leads_away(way: str) -> None:
    assert safe_next(way) is None
    answer = Client().post("/sso", {"token": shop.token(), "next": way})
    assert (answer.status_code, answer["Location"]) == (303, "/ro/orders/")


def test_next_leads_on() -> None:
    answer = Client().post("/sso", {"token": shop.token(), "next": "/en/disputes/D-7K3M-92QF?a=b#c"})
    assert answer["Location"] == "/en/disputes/D-7K3M-92QF?a=b#c"


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_token_at_once() -> None:
    token, answers = shop.token(), []

    def send() -> None:
        try:
            answers.append(Client().post("/sso", {"token": token}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409, 409, 409, 409, 409]
    assert CustomerSession.objects.count() == 1


def test_what_nobody_needs_any_more_is_forgotten() -> None:
    shop.signed_in(sub="old")
    CustomerSession.objects.update(ends_at=clock.unshifted() - timedelta(days=31))
    sessions.use_token(shop.ISSUER, "long ago", expires_at=clock.unshifted() - timedelta(hours=1))
    shop.signed_in(sub="new")
    assert CustomerSession.objects.count() == 1
    assert not UsedToken.objects.filter(jti="long ago").exists()


def test_nobody_leaves_everywhere() -> None:
    assert sign_in.leave_everywhere(NOBODY) == 0
