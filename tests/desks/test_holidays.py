"""The page on which an operator proposes a holiday and another one confirms it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.models import HolidayDay
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

PAGE = "/desk/operator/holidays/"
DAY = {"calendar": "RO", "day": "2026-11-16", "what": "holiday", "reason": "Government decision 7/2026"}


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.fromisoformat("2026-11-10T08:00:00+00:00")
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def olga() -> Client:
    return browser(make_staff("olga", Role.OPERATOR))


@pytest.fixture
def ovidiu() -> Client:
    return browser(make_staff("ovidiu", Role.OPERATOR))


def test_one_proposes_and_another_confirms(olga: Client, ovidiu: Client) -> None:
    proposed = olga.post(PAGE, DAY)
    assert (proposed.status_code, proposed["Location"]) == (302, PAGE)
    (known,) = HolidayDay.objects.all()
    assert (known.calendar, known.day, known.works, known.state) == (
        "RO",
        date(2026, 11, 16),
        False,
        "proposed",
    )
    own = olga.get(PAGE)
    assert "Government decision 7/2026" in main(own)
    assert 'value="withdraw"' in own.content.decode()
    assert 'value="confirm"' not in own.content.decode()
    assert 'value="confirm"' in ovidiu.get(PAGE).content.decode()
    done = ovidiu.post(f"{PAGE}{known.id}", {"do": "confirm"})
    assert (done.status_code, done["Location"]) == (302, PAGE)
    known.refresh_from_db()
    assert (known.state, known.decided_by) == ("confirmed", "staff:ovidiu")
    assert 'value="withdraw"' not in ovidiu.get(PAGE).content.decode()


def test_who_proposed_a_day_cannot_confirm_it(olga: Client) -> None:
    olga.post(PAGE, DAY)
    known = HolidayDay.objects.get()
    refused = olga.post(f"{PAGE}{known.id}", {"do": "confirm"})
    assert refused.status_code == 409
    known.refresh_from_db()
    assert known.state == "proposed"


def test_a_proposed_day_is_taken_back(olga: Client) -> None:
    olga.post(PAGE, DAY)
    known = HolidayDay.objects.get()
    olga.post(f"{PAGE}{known.id}", {"do": "withdraw"})
    known.refresh_from_db()
    assert known.state == "withdrawn"
    assert olga.post(f"{PAGE}{known.id}", {"do": "withdraw"}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2026-11-09"},
        {"day": "soon"},
        {"calendar": "XX"},
        {"what": ""},
        {"reason": ""},
        {"day": "2026-11-30"},
    ],
)
def test_what_is_wrong_is_told_and_what_was_written_stays(olga: Client, wrong: dict[str, str]) -> None:
    told = olga.post(PAGE, {**DAY, **wrong})
    page = told.content.decode()
    assert told.status_code == 422
    assert "form-error" in page
    assert ("Government decision 7/2026" in page) == ("reason" not in wrong)
    assert not HolidayDay.objects.exists()


def test_an_unknown_day_and_an_unknown_answer_are_not_there(olga: Client) -> None:
    olga.post(PAGE, DAY)
    known = HolidayDay.objects.get()
    assert olga.post(f"{PAGE}{known.id}", {"do": "eat"}).status_code == 404
    assert olga.post(f"{PAGE}019f0000-0000-7000-8000-000000000000", {"do": "confirm"}).status_code == 404
