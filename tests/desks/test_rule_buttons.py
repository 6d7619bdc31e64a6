"""Rules by buttons: switched, moved, tried and their log read, one by one, without touching the text."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.actions.support_rules import save_rules
from amiabil.domain.access import Viewer
from amiabil.domain.support.rules import On
from amiabil.domain.support.rules_file import known_rules
from amiabil.domain.terms import Role
from amiabil.records.models import AuditEntry, RuleRun, SupportRules
from tests.desks.reading import links, main
from tests.desks.stories import browser
from tests.desks.test_ticket_rules import RULES, ran, ruled
from tests.desks.test_ticket_tools import asked
from tests.factories import World, later, make_staff

pytestmark = pytest.mark.django_db

HOME = "/desk/admin/help/rules/"


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture
def desk(olga: Viewer) -> Client:
    ruled(olga)
    return browser(olga)


def press(desk: Client, key: str, turn: str, seen: int = 1, **more: str) -> str:
    answer = desk.post(f"{HOME}one/{key}/turn", {"turn": turn, "seen": str(seen), **more}, follow=True)
    assert answer.status_code == 200
    return main(answer)


def newest() -> SupportRules:
    found = SupportRules.objects.order_by("-version").first()
    assert found is not None
    return found


def test_a_button_makes_a_version_that_counts_and_says_what_it_did(world: World, desk: Client) -> None:
    assert f"{HOME}one/late/turn" in links(desk.get(HOME))
    press(desk, "late", "off")
    saved = newest()
    assert (saved.version, saved.note, saved.saved_by) == (2, "“Late parcels” switched off", "staff:olga")
    assert [one.enabled for one in known_rules(saved.text)] == [False, True, True, True]
    assert AuditEntry.objects.filter(action="support.rules", subject="2").exists()
    file = asked(world)
    assert ran(file, On.OPENED) == 0
    press(desk, "late", "on", seen=2)
    assert ran(file, On.OPENED) == 2


def test_order_is_changed_from_the_list_and_from_the_page_of_a_rule(desk: Client) -> None:
    assert "2. Late parcels" in press(desk, "late", "down")
    page = press(desk, "late", "down", seen=2, back="rule")
    assert "Rule 3 of 4" in page and "one place down" in page
    assert [one.id for one in known_rules(newest().text)] == ["chain", "hello", "late", "old"]


def test_a_stale_page_changes_nothing(desk: Client) -> None:
    press(desk, "late", "off")
    assert "saved" in press(desk, "chain", "off", seen=1)
    assert newest().version == 2


@pytest.mark.parametrize(
    ("key", "given"), [("gone", {"turn": "off", "seen": "1"}), ("late", {"turn": "away", "seen": "1"})]
)
def test_what_is_not_there_is_not_found(desk: Client, key: str, given: dict[str, str]) -> None:
    assert desk.post(f"{HOME}one/{key}/turn", given).status_code == 404
    assert newest().version == 1


def test_a_rule_has_its_own_trial_and_its_own_log(world: World, desk: Client, olga: Viewer) -> None:
    file = asked(world)
    ran(file, On.OPENED)
    assert {one.rule for one in RuleRun.objects.all()} == {"late", "chain"}
    page = main(desk.get(f"{HOME}one/chain"))
    assert "chain (1)" in page and "late (1)" not in page
    assert "on: [changed]" in page and "What it would do now" in page
    save_rules(
        olga, RULES.replace("- id: late", "- id: late\n    enabled: false"), note="", seen=1, at=later()
    )
    page = main(desk.get(f"{HOME}one/late"))
    assert "switched off" in page and "wrote a note" in page, "one that is off is tried as if it were on"


def test_before_any_version_there_is_no_rule(olga: Viewer) -> None:
    assert browser(olga).get(f"{HOME}one/late").status_code == 404
