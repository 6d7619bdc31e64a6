"""A contact directory: what is wrong with one is told with its line."""

from __future__ import annotations

import pytest

from amiabil.domain.contact.directory import Directory, Means
from amiabil.domain.contact.directory_file import kept_directory, read_directory
from amiabil.domain.contact.packaged import shipped_text
from amiabil.domain.policy.installed import calendars
from amiabil.foundation.documents import DocumentError

TOPICS = frozenset({"order", "delivery", "refund", "return", "other"})
DOOR = "{{key: x, means: {}}}"


def read(text: str) -> Directory:
    return read_directory(text, topics=TOPICS, calendars=calendars())


def document(*doors: str, hours: str = "") -> str:
    lines = "".join(f"      - {door}\n" for door in doors)
    return f"format: amiabil-contact/1\n{hours}everywhere: []\ncountries:\n  - code: DE\n    doors:\n{lines}"


def test_what_ships_is_right_and_has_no_telephone() -> None:
    shipped = read(shipped_text())
    assert {door.means for door in shipped.doors("RO")} == set(Means) - {
        Means.PHONE,
        Means.CALL_BACK,
        Means.POST,
    }
    assert [door.means for door in shipped.doors("FR")] == [
        Means.CHAT,
        Means.FORM,
        Means.EMAIL,
        Means.DISPUTE,
    ]


def test_a_number_is_kept_so_that_everybody_can_dial_it() -> None:
    (door,) = read(document('{key: p, means: phone, number: "030 23125 014"}')).countries[0].doors
    assert door.number == "+493023125014"


@pytest.mark.parametrize(
    ("door", "said"),
    [
        ('{key: p, means: phone, number: "12"}', "'12' is not a telephone number"),
        ('{key: p, means: phone, number: "call me"}', "'call me' is not a telephone number"),
        ("{key: p, means: phone}", "'number' is missing"),
        ("{key: p, means: call_back}", "'slots' is missing"),
        ("{key: p, means: post}", "'address' is missing"),
        ("{key: p, means: authority, names: {en: A}}", "'url' is missing"),
        ('{key: p, means: authority, url: "https://a.example"}', "'names' is missing"),
        (
            '{key: p, means: authority, names: {en: A}, url: "javascript:1"}',
            "an address that begins with https:// is expected here",
        ),
        ('{key: p, means: form, number: "+493023125014"}', "'number' does not belong to a door of this kind"),
        ("{key: p, means: form, hours: never}", "'never' is not one of: always, staff"),
        ("{key: p, means: form, topics: [weather]}", None),
        ("{key: p, means: call_back, slots: {minutes: 1}}", "a number from 5 to 120 is expected here"),
        ("{key: p, means: call_back, slots: {capacity: 0}}", "a number from 1 to 50 is expected here"),
        ("{key: p, means: smoke}", None),
        ("{key: P P, means: form}", None),
    ],
)
def test_a_wrong_door_is_told_with_its_line(door: str, said: str | None) -> None:
    with pytest.raises(DocumentError) as wrong:
        read(document("{key: good, means: form}", door))
    assert wrong.value.line == 7
    assert said is None or wrong.value.text == said


def test_a_key_stands_once_in_the_whole_document() -> None:
    twice = document("{key: a, means: form}") + "  - {code: AT, doors: [{key: a, means: form}]}\n"
    with pytest.raises(DocumentError, match="'a' is there twice"):
        read(twice)


@pytest.mark.parametrize("code", ["de", "DEU", "1A"])
def test_a_country_has_two_capital_letters(code: str) -> None:
    with pytest.raises(DocumentError, match="is not a country"):
        read(document("{key: a, means: form}").replace("code: DE", f"code: {code}"))


def test_what_was_kept_is_read_though_its_topic_is_gone() -> None:
    text = document("{key: a, means: form, topics: [weather]}")
    (door,) = kept_directory(text, calendars=calendars()).countries[0].doors
    assert door.serves("weather") and not door.serves("order")


def test_hours_of_its_own_are_checked_like_those_of_assistance() -> None:
    hours = "hours:\n  berlin: {zone: Europe/Berlin, calendar: XX, week: {}}\n"
    with pytest.raises(DocumentError, match="'XX' is not one of"):
        read(document("{key: a, means: form, hours: berlin}", hours=hours))
