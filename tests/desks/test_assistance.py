"""The documents that steer assistance: mistakes beside their line, a preview, versions, two of them side by side."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.actions.support_setup import current_setup
from amiabil.desks.assistance.comparing import pairs
from amiabil.domain.support.packaged import shipped_text
from amiabil.domain.terms import Role
from amiabil.records.models import AuditEntry, SupportSetup
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser
from tests.factories import make_staff

SETUP = "/desk/admin/help/setup/"
FASTER = shipped_text().replace("first_reply_minutes: 720", "first_reply_minutes: 300")


@pytest.fixture
def olga(db: None) -> Client:
    return browser(make_staff("olga", Role.OPERATOR))


def test_what_ships_is_shown_with_what_it_means(olga: Client) -> None:
    page = olga.get(SETUP)
    for words in ("Delivery", "asks for an order", "every other request", "12 hours", "it is as it ships"):
        assert words in main(page)
    assert f"{SETUP}text" in links(page)


def test_checking_shows_what_a_text_means_and_saves_nothing(olga: Client) -> None:
    page = olga.post(f"{SETUP}text", {"text": FASTER, "seen": "0", "do": "check"})
    assert (page.status_code, SupportSetup.objects.count()) == (200, 0)
    assert "5 hours" in main(page).replace("\N{NO-BREAK SPACE}", " ")


def test_a_mistake_stands_beside_its_line_and_nothing_typed_is_lost(olga: Client) -> None:
    wrong = FASTER.replace("team: trust", "team: nobody", 1)
    line = 1 + wrong[: wrong.index("team: nobody")].count("\n")
    for do in ("check", "save"):
        page = olga.post(f"{SETUP}text", {"text": wrong, "seen": "0", "do": do, "note": "try"})
        assert page.status_code == 422
        assert f"{line} team: nobody" in main(page)
        assert "“nobody” is not possible here" in main(page)
        assert wrong.splitlines()[5] in page.content.decode()
    assert SupportSetup.objects.count() == 0


def test_a_saved_version_counts_is_written_down_and_can_be_compared(olga: Client) -> None:
    typed = {"text": FASTER, "note": "answer faster", "do": "save"}
    seen = hidden(olga.get(f"{SETUP}text"), "seen")
    assert olga.post(f"{SETUP}text", {**typed, "seen": seen})["Location"] == SETUP
    assert current_setup().levels[-1].first_reply_minutes == 300
    assert AuditEntry.objects.get(action="support.setup").subject == "1"
    page = olga.get(SETUP)
    assert "answer faster" in main(page)
    assert {f"{SETUP}1", f"{SETUP}0/to/1"} <= links(page)
    side_by_side = main(olga.get(f"{SETUP}0/to/1"))
    assert "first_reply_minutes: 300" in side_by_side and "first_reply_minutes: 720" in side_by_side
    assert "format: amiabil-support/1" not in side_by_side
    assert "first_reply_minutes: 300" in main(olga.get(f"{SETUP}1"))


def test_who_saves_second_is_told(olga: Client) -> None:
    typed = {"text": FASTER, "seen": "0", "do": "save"}
    olga.post(f"{SETUP}text", typed)
    page = olga.post(f"{SETUP}text", typed)
    assert page.status_code == 422
    assert "Somebody else has saved version 1" in main(page)
    assert SupportSetup.objects.count() == 1


def test_an_old_version_can_be_begun_from(olga: Client) -> None:
    olga.post(f"{SETUP}text", {"text": FASTER, "seen": "0", "do": "save"})
    page = olga.get(f"{SETUP}text?from=0")
    assert "first_reply_minutes: 720" in page.content.decode().partition("<textarea")[2]
    assert hidden(page, "seen") == "1"
    assert olga.get(f"{SETUP}text?from=9").status_code == 404


def test_the_gaps_of_translations_are_named(olga: Client) -> None:
    half = FASTER.replace("labels: {en: Payments, ro: Plăți}", "labels: {en: Payments}")
    page = olga.post(f"{SETUP}text", {"text": half, "seen": "0", "do": "check"})
    assert "teams.payments (ro)" in main(page)


@pytest.mark.django_db
def test_an_administrator_sets_it_up_too_and_an_agent_does_not() -> None:
    assert browser(make_staff("ada", Role.ADMIN)).get(SETUP).status_code == 200
    assert browser(make_staff("raluca", Role.AGENT)).get(SETUP).status_code == 403


def test_a_comparison_leaves_out_what_is_far_from_every_difference() -> None:
    old = "\n".join("abcdefghij")
    assert pairs(old, old) == []
    found = pairs(old, old.replace("e", "E"))
    assert [(one.kind, one.old, one.new) for one in found] == [
        ("same", "c", "c"),
        ("same", "d", "d"),
        ("changed", "e", "E"),
        ("same", "f", "f"),
        ("same", "g", "g"),
    ]
    added = next(one for one in pairs("a", "a\nb") if one.kind == "added")
    assert (added.new, added.new_number, added.old_number) == ("b", 2, 0)
