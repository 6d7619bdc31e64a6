"""The page that says how somebody is reached: by country, honestly, and with the right door first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amiabil.actions.contact_directory import contacts_now, save_directory
from amiabil.domain.contact.packaged import shipped_text
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.contact_directory import measure
from amiabil.records.models import ContactWait
from tests.contact_world import calls_back
from tests.desks.reading import links, main
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

PAGE = "/en/help/contact-us"
PHONE = """
  - code: AT
    doors:
      - {key: at_phone, means: phone, hours: always, number: "+49 30 23125 014", cost: {en: Local rate}}
"""


def with_phone() -> None:
    save_directory(make_staff("olga", Role.OPERATOR), shipped_text() + PHONE, note="", seen=0, at=clock.now())


def test_a_country_without_a_line_says_so_and_names_what_there_is(client: Client) -> None:
    page = client.get(f"{PAGE}?country=RO")
    for said in ("There is no telephone support for Romania", "are not ours", "ANPC", "not measured yet"):
        assert said in main(page)
    assert "/en/request/" in " ".join(links(page))


def test_a_country_with_a_line_has_its_number_to_press(client: Client) -> None:
    with_phone()
    page = client.get(f"{PAGE}?country=AT")
    assert "There is a telephone line for Austria" in main(page)
    assert "+49 30 23125014" in main(page).replace("\N{NO-BREAK SPACE}", " ") and "Local rate" in main(page)
    assert "tel:+493023125014" in page.content.decode()
    assert "are not ours" not in main(page)


def test_a_number_is_there_for_whoever_speaks_another_language(client: Client) -> None:
    text = shipped_text() + PHONE.replace("means: phone,", "means: phone, languages: [de],")
    save_directory(make_staff("olga", Role.OPERATOR), text, note="", seen=0, at=clock.now())
    page = client.get(f"{PAGE}?country=AT")
    assert "It is answered in: German." in main(page)
    assert "Somebody answers it now" not in main(page), "nobody there understands the reader"
    assert "tel:+493023125014" in page.content.decode()
    assert "are not ours" not in main(page)


@pytest.mark.parametrize("country", ["", "XX", "ZZZ", "<b>", "ș", "a" * 5000, "001"])
def test_no_country_at_all_still_has_a_way_on(client: Client, country: str) -> None:
    page = client.get(PAGE, {"country": country, "about": country, "order": country, "urgent": country})
    assert page.status_code == 200
    assert "/en/request/" in " ".join(links(page))


def test_a_country_nobody_named_has_the_doors_of_every_country(client: Client) -> None:
    page = client.get(f"{PAGE}?country=FR")
    assert "There is no telephone support for France" in main(page)
    assert "Write to us" in main(page)


def test_mail_is_named_only_where_it_works_and_chat_leads_to_the_page(
    client: Client, settings: object
) -> None:
    assert "mailto:" not in client.get(PAGE).content.decode()
    settings.AMIABIL_MAIL_REPLY = "help@iarmaroc.example"  # type: ignore[attr-defined]  # the fixture's own type is loose
    assert "mailto:" not in client.get(PAGE).content.decode(), "nobody would read it"
    settings.AMIABIL_MAIL_IN_SERVICES = {"example": "key"}  # type: ignore[attr-defined]  # as above
    page = client.get(PAGE)
    assert "mailto:help@iarmaroc.example" in page.content.decode()
    assert "Chat with a person" in main(page)
    assert "/en/help/chat" in links(page)


def test_a_wait_is_named_only_once_enough_were_measured(client: Client) -> None:
    now = clock.now()
    wait = ContactWait.objects.create(
        means="form", counted=4, median_seconds=5 * 3600, nine_tenths_seconds=19 * 3600, measured_at=now
    )
    assert "5 hours" not in main(client.get(PAGE)).replace("\N{NO-BREAK SPACE}", " ")
    wait.counted = 5
    wait.save()
    said = main(client.get(PAGE)).replace("\N{NO-BREAK SPACE}", " ")
    assert "5 hours" in said and "9 of 10 within 19 hours" in said and "Fastest now" in said


def test_three_answers_lead_to_a_door_and_a_person_takes_one(client: Client) -> None:
    first = client.get(PAGE)
    person = next(link for link in links(first) if "about=person" in link)
    asked = client.get(person.partition("#")[0])
    assert "The right door for this" in main(asked)
    assert "A dispute about an order" not in main(asked)
    urgent = client.get(f"{PAGE}?about=account&urgent=later")
    assert "/en/request/account" in " ".join(links(urgent))
    assert "The right door for this" in main(urgent)


def test_a_change_shows_at_once(client: Client) -> None:
    assert "Austria" not in main(client.get(PAGE))
    with_phone()
    assert "Austria" in main(client.get(PAGE))
    assert contacts_now().directory.knows("AT")


def test_what_is_not_there_any_more_is_not_measured_any_more() -> None:
    now = datetime.now(UTC)
    ContactWait.objects.create(
        means="form", counted=9, median_seconds=1, nine_tenths_seconds=2, measured_at=now - timedelta(days=9)
    )
    assert measure(at=now) == 0
    assert ContactWait.objects.count() == 0


def test_a_call_back_tells_its_first_free_time(client: Client) -> None:
    calls_back()
    assert "first free time" in main(client.get(f"{PAGE}?country=RO"))


def test_the_page_costs_six_statements_at_most(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    calls_back()
    client.get(PAGE)
    with django_assert_max_num_queries(6):
        client.get(f"{PAGE}?country=RO")
