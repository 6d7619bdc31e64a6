"""Rules over requests at work: tried before they count, once for a cause, logged, and bounded."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amiabil.actions.support_rules import run_rules, run_time_rules, save_rules
from amiabil.domain.access import Viewer
from amiabil.domain.support.rules import MOST_REPLIES_A_DAY, On
from amiabil.domain.support.terms import Priority
from amiabil.domain.terms import Role
from amiabil.jobs import requests
from amiabil.records import clock
from amiabil.records.models import Message, RuleRun, SavedReply, StaffNotice
from amiabil.records.outbox import publish
from amiabil.records.tickets import TicketFile
from amiabil.ui.tickets.filling import for_rules
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.desks.test_ticket_tools import asked, now_of, page_of, saved
from tests.factories import World, later, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


@pytest.fixture
def desk(raluca: Viewer) -> Client:
    return browser(raluca)


RULES = """
format: amiabil-rules/1
rules:
  - id: late
    name: {en: Late parcels, ro: Colete întârziate}
    on: [opened, customer_wrote]
    when: {topic: [delivery]}
    then: {set: {priority: high, add_tags: [parcel]}, note: Ask the courier}
  - id: chain
    name: {en: High ones escalate}
    on: [changed]
    when: {priority: [high]}
    then: {escalate: true}
  - id: hello
    name: {en: Hello}
    on: [customer_wrote]
    then: {reply: way}
  - id: old
    name: {en: Old ones}
    after: {hours: 20, since: opened}
    when: {without_tags: [old]}
    then: {set: {add_tags: [old]}}
"""


def ruled(olga: Viewer) -> None:
    saved()
    save_rules(olga, RULES, note="", seen=0, at=later(days=1))


def ran(file: TicketFile, *happened: On, cause: str = "e1") -> int:
    return run_rules(file.case_id, frozenset(happened), cause, for_rules)


def test_rules_act_in_their_order_once_for_a_cause_and_are_logged(
    world: World, olga: Viewer, raluca: Viewer
) -> None:
    ruled(olga)
    file = asked(world)
    assert ran(file, On.OPENED) == 2
    now = now_of(raluca, file).ticket
    assert (now.priority, now.tags) == (Priority.URGENT, ("parcel",)), (
        "the second rule saw what the first one did"
    )
    assert Message.objects.get(text="Ask the courier").author_ref == "rule:late"
    assert [one.rule for one in RuleRun.objects.order_by("at", "id")] == ["late", "chain"]
    assert ran(file, On.OPENED) == 0
    page = main(browser(raluca).get(page_of(file)))
    assert "What rules have done" in page and "tags: parcel; priority: High; wrote a note" in page
    log = main(browser(olga).get("/desk/admin/help/rules/log"))
    assert "late (1)" in log and file.reference in log


def test_a_rule_answers_twice_a_day_at_most_and_keeps_no_promise(world: World, olga: Viewer) -> None:
    ruled(olga)
    file = asked(world, topic="account", order_ref="")
    ran(file, On.CUSTOMER_WROTE)
    refused = RuleRun.objects.get()
    assert (refused.refused, refused.did["names"]) == ("blank_left", ["order"])
    SavedReply.objects.update(texts={"en": "Hello {{customer_name}}"})
    for n in range(4):
        ran(file, On.CUSTOMER_WROTE, cause=f"n{n}")
    answers = Message.objects.filter(case_id=file.case_id, author_ref="rule:hello")
    assert answers.count() == MOST_REPLIES_A_DAY
    assert answers.first().text == "Hello Ana Pop"
    now = now_of(world.buyer, file).ticket
    assert now.first_replied_at is None and now.asked_at is not None and now.assignee == ""


def test_time_rules_act_once_when_their_time_has_passed(
    world: World, olga: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled(olga)
    file = asked(world)
    monkeypatch.setattr(clock, "now", lambda: later(days=2, hours=19))
    assert run_time_rules(for_rules) == 0
    monkeypatch.setattr(clock, "now", lambda: later(days=2, hours=20))
    assert (run_time_rules(for_rules), run_time_rules(for_rules)) == (1, 0)
    assert now_of(olga, file).ticket.tags == ("old",)


def test_rules_are_tried_before_they_count(world: World, olga: Viewer) -> None:
    saved()
    file = asked(world)
    own = browser(olga)
    page = own.post("/desk/admin/help/rules/text", {"text": RULES, "seen": "0", "do": "check"})
    text = main(page)
    assert "Late parcels late a request comes in, the customer writes 1 open request" in text
    assert file.reference in text and "priority: High; tags: parcel; wrote a note" in text
    assert now_of(olga, file).ticket.priority is Priority.NORMAL
    assert (RuleRun.objects.count(), Message.objects.filter(case_id=file.case_id).count()) == (0, 1)
    wrong = own.post(
        "/desk/admin/help/rules/text", {"text": RULES.replace("reply: way", "reply: gone"), "do": "save"}
    )
    assert wrong.status_code == 422 and "“gone” is not possible here; possible: way." in main(wrong)


def test_what_stands_beside_a_request_costs_one_statement(world: World, olga: Viewer, desk: Client) -> None:
    """However many there are of everything."""
    ruled(olga)
    file = asked(world)
    desk.get(page_of(file))
    with CaptureQueriesContext(connection) as before:
        desk.get(page_of(file))
    assert sum("ticket_check" in one["sql"] for one in before.captured_queries) == 1
    ran(file, On.OPENED)
    for n in range(4):
        saved(key=f"k{n}", name=f"Name {n}")
        desk.post(f"{page_of(file)}/beside", {"do": "add_time", "key": str(uuid4()), "minutes": "5"})
    desk.post(f"{page_of(file)}/beside", {"do": "checklist"})
    desk.get(page_of(file))
    with CaptureQueriesContext(connection) as after:
        desk.get(page_of(file))
    for shown in (before, after):
        assert sum("ticket_time" in one["sql"] for one in shown.captured_queries) == 1
        assert sum("saved_reply" in one["sql"] for one in shown.captured_queries) == 1


def test_news_reaches_rules_and_followers_and_what_a_rule_did_begins_no_run(
    world: World, olga: Viewer, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(days=2))
    file = asked(world)
    assert requests.followed_by(publish(100)) == [], "neither rules nor followers: no job"
    ruled(olga)
    desk.post(f"{page_of(file)}/beside", {"do": "follow"})
    second = asked(world)
    (news,) = requests.followed_by(publish(100))
    assert (news["case_id"], news["happened"]) == (str(second.case_id), ["customer_wrote", "opened"])
    assert requests.follow_up(news) == 3, "a rule signs with the name of the marketplace"
    assert requests.follow_up(news) == 0
    assert requests.followed_by(publish(100)) == [], "these were the rules themselves"
    desk.post(f"{page_of(file)}/change", {"priority": "low"})
    (mine,) = requests.followed_by(publish(100))
    requests.follow_up(mine)
    assert StaffNotice.objects.filter(kind="followed").count() == 0, "nobody is told of their own acts"
    ioan = make_staff("ioan", Role.AGENT)
    browser(ioan).post(f"{page_of(file)}/change", {"priority": "urgent"})
    (his,) = requests.followed_by(publish(100))
    for _ in range(2):
        requests.follow_up(his)
    assert StaffNotice.objects.filter(kind="followed").count() == 1
