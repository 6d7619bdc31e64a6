"""The contact directory for programs: public, the same doors as the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from amiabil.records import clock
from amiabil.records.models import ContactWait
from tests.channels.api.shapes import faults, schema_of_answer
from tests.contact_world import calls_back

pytestmark = pytest.mark.django_db

URL = "/api/v1/contact-options"


def test_the_doors_of_a_country_without_a_key(client: Client) -> None:
    calls_back()
    told = client.get(f"{URL}?country=RO&language=ro").json()
    assert faults(told, schema_of_answer("GET", "/contact-options", 200)) == []
    assert (told["country"], told["telephone"]) == ("RO", False)
    assert [door["means"] for door in told["doors"]] == [
        "chat",
        "call_back",
        "form",
        "dispute",
        "authority",
        "authority",
    ]
    assert told["page"].endswith("/ro/help/contact-us?country=RO")
    assert client.get(URL).json()["country"] == "RO"


def test_only_what_serves_the_topic_is_told(client: Client) -> None:
    told = client.get(f"{URL}?country=RO&topic=account").json()
    assert "dispute" not in [door["means"] for door in told["doors"]]


def form(client: Client) -> dict[str, Any]:
    """The written form as it is told."""
    found: list[dict[str, Any]] = client.get(URL).json()["doors"]
    return next(one for one in found if one["means"] == "form")


def test_a_wait_is_told_once_enough_was_measured(client: Client) -> None:
    wait = ContactWait.objects.create(
        means="form", counted=4, median_seconds=60, nine_tenths_seconds=90, measured_at=clock.now()
    )
    assert form(client)["first_answer"] is None
    wait.counted = 5
    wait.save()
    assert form(client)["first_answer"]["median_seconds"] == 60


@pytest.mark.parametrize(
    "query", ["country=ro", "country=ROU", "topic=weather", "country=%00", "topic=" + "x" * 9000]
)
def test_what_is_not_known_is_a_problem_not_a_failure(client: Client, query: str) -> None:
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
