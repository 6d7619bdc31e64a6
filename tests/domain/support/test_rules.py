"""Rules over requests: which acts, what it does, and that they never run in circles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes.model import Event
from amiabil.domain.support import acts, rules
from amiabil.domain.support.rules import (
    MOST_A_DAY,
    MOST_DEPTH,
    MOST_REPLIES_A_DAY,
    Facts,
    On,
    Rule,
    Run,
    Since,
    Spent,
    Then,
    Wait,
    When,
)
from amiabil.domain.support.rules_file import EMPTY, known_rules, read_rules
from amiabil.domain.support.setting import Setting, changes_of
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.ticket import Request, Ticket
from amiabil.domain.terms import Channel, Role
from amiabil.foundation.documents import DocumentError
from tests.domain.support.world import ANA, RALUCA, at, by, setup, shipped

OPENED = at("23T08:00")


def ticket(**more: Any) -> Ticket:
    made = acts.open_ticket(Request("refund"), by=by(ANA, "23T08:00"), setup=setup()).ticket
    return replace(made, **more)


def facts(**more: Any) -> Facts:
    seen = {"subject": "Where is my MONEY?", "channel": "web", "language": "ro", "side": Role.BUYER}
    seen |= {name: more.pop(name) for name in list(more) if name in seen}
    return Facts(ticket(**more), **seen)  # type: ignore[arg-type]


def rule(id: str = "one", **more: Any) -> Rule:
    given = {"on": (On.OPENED,), "then": Then(set=Setting(priority=Priority.HIGH)), **more}
    return Rule(id, {"en": id}, **given)


# ---- conditions ------------------------------------------------------------------------------


CONDITIONS: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"topic": ("refund", "account")}, True),
    ({"topic": ("account",)}, False),
    ({"status": (TicketStatus.NEW,)}, True),
    ({"status": (TicketStatus.OPEN,)}, False),
    ({"priority": (Priority.HIGH,)}, False),
    ({"team": ("payments",)}, True),
    ({"channel": (Channel.EMAIL,)}, False),
    ({"language": ("ro",)}, True),
    ({"language": ("en",)}, False),
    ({"tags": ("VIP", "late")}, True),
    ({"tags": ("late",)}, False),
    ({"without_tags": ("vip",)}, False),
    ({"subject_has": ("money",)}, True),
    ({"subject_has": ("parcel",)}, False),
    ({"fields": {"amount": ("5",)}}, True),
    ({"fields": {"amount": ("6",)}}, False),
    ({"fields": {"other": ("",)}}, True),
    ({"assigned": False}, True),
    ({"assigned": True}, False),
    ({"order": True}, False),
    ({"from_seller": False}, True),
    ({"from_seller": True}, False),
    ({"rating": ("bad",)}, False),
    ({"topic": ("refund",), "order": True}, False),
]


def test_every_condition() -> None:
    seen = facts(tags=("vip",), fields={"amount": "5"})
    assert [(when, rules.fits(When(**when), seen)) for when, _ in CONDITIONS] == CONDITIONS


def test_the_first_rule_that_fits_acts_and_each_once() -> None:
    known = (rule("off", enabled=False), rule("other", on=(On.SOLVED,)), rule("a"), rule("b"))
    run = Run(frozenset({On.OPENED}))
    first = rules.next_rule(known, facts(), run, Spent())
    assert first is not None and first.id == "a"
    second = rules.next_rule(known, facts(), run.after(first, ()), Spent())
    assert second is not None and second.id == "b"
    assert rules.next_rule(known, facts(), run.after(first, ()).after(second, ()), Spent()) is None


def test_a_day_has_room_for_so_many_acts_and_fewer_replies() -> None:
    run, replying = Run(frozenset({On.OPENED})), rule(then=Then(reply="hello"))
    assert rules.next_rule([rule()], facts(), run, Spent(MOST_A_DAY - 1)) is not None
    assert rules.next_rule([rule()], facts(), run, Spent(MOST_A_DAY)) is None
    assert rules.next_rule([replying], facts(), run, Spent(5, MOST_REPLIES_A_DAY - 1)) is not None
    assert rules.next_rule([replying], facts(), run, Spent(5, MOST_REPLIES_A_DAY)) is None


def test_what_an_event_is_to_rules() -> None:
    posted = Event("message", OPENED, ANA, 1, {"audience": "buyer_and_platform"})
    assert rules.on_of(posted) is On.CUSTOMER_WROTE
    assert rules.on_of(replace(posted, actor=RALUCA)) is On.STAFF_REPLIED
    assert rules.on_of(replace(posted, actor=RALUCA, data={"audience": "staff"})) is None
    assert rules.on_of(replace(posted, kind="reminded")) is None
    assert rules.is_of_rule(rule().actor.ref) and not rules.is_of_rule(RALUCA.ref)


# ---- time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "counts_from"),
    [(Since.OPENED, OPENED), (Since.STATUS, at("23T09:00")), (Since.ASKED, at("23T10:00"))],
)
def test_time_counts_from_what_the_rule_says_to_the_second(since: Since, counts_from: Any) -> None:
    waits = rule(on=(), after=Wait(5, since))
    seen = facts(status_at=at("23T09:00"), asked_at=at("23T10:00"))
    due = counts_from + timedelta(hours=5)
    assert rules.due_rules([waits], seen, at=due) == ((waits, counts_from),)
    assert rules.due_rules([waits], seen, at=due - timedelta(microseconds=1)) == ()


def test_time_does_nothing_where_nothing_waits() -> None:
    waits = rule(on=(), after=Wait(1, Since.ASKED))
    late = at("29T08:00")
    assert rules.due_rules([waits], facts(asked_at=None), at=late) == ()
    assert rules.due_rules([waits], facts(status=TicketStatus.SOLVED), at=late) == ()
    assert rules.due_rules([replace(waits, enabled=False)], facts(), at=late) == ()
    assert rules.due_rules([rule()], facts(), at=late) == ()


# ---- what it does ----------------------------------------------------------------------------


def test_only_what_differs_is_changed() -> None:
    setting = Setting(
        priority=Priority.NORMAL, team="care", add_tags=("Late ",), remove_tags=("vip",), assignee="nobody"
    )
    found = changes_of(setting, ticket(tags=("vip", "x")), setup=setup())
    assert found == {"team": "care", "tags": ("late", "x")}
    assert changes_of(Setting(assignee="me"), ticket(), setup=setup(), me="staff:r") == {
        "assignee": "staff:r"
    }
    named = changes_of(Setting(status_name="with_carrier"), ticket(), setup=shipped())
    assert named == {"status": TicketStatus.WAITING_FOR_THIRD_PARTY, "status_name": "with_carrier"}


def test_fields_of_other_topics_are_left_out() -> None:
    given = Setting(fields={"bank_reference": "B1", "shop": "Casa"})
    assert changes_of(given, ticket(), setup=shipped()) == {"fields": {"bank_reference": "B1"}}


def test_a_rule_acts_under_its_own_name_and_escalates_one_step() -> None:
    step = rules.step_of(rule(then=Then(escalate=True)), ticket(), at=OPENED, setup=setup())
    assert (step.ticket.priority, step.events[0].actor.ref) == (Priority.HIGH, "rule:one")
    top = rules.step_of(
        rule(then=Then(escalate=True)), ticket(priority=Priority.URGENT), at=OPENED, setup=setup()
    )
    assert top.events == ()
    same = rules.step_of(rule(), ticket(priority=Priority.HIGH), at=OPENED, setup=setup())
    assert same.events == ()


# ---- circles ---------------------------------------------------------------------------------

_SETTINGS = st.builds(
    Setting,
    status=st.sampled_from([None, TicketStatus.OPEN, TicketStatus.SOLVED, TicketStatus.WAITING_FOR_CUSTOMER]),
    priority=st.sampled_from([None, *Priority]),
    team=st.sampled_from(["", "care", "payments"]),
    add_tags=st.sampled_from([(), ("a",), ("b",)]),
    remove_tags=st.sampled_from([(), ("a",), ("b",)]),
)
_RULES = st.lists(
    st.builds(
        lambda on, setting, tags, note: (on, setting, tags, note),
        st.sets(st.sampled_from(On), min_size=1),
        _SETTINGS,
        st.sampled_from([(), ("a",), ("b",)]),
        st.sampled_from(["", "seen"]),
    ),
    max_size=8,
)


@given(_RULES, st.sets(st.sampled_from(On), min_size=1))
def test_no_set_of_rules_runs_in_circles(shapes: list[Any], happened: set[On]) -> None:
    """Whatever they do to one another: each acts once in a run, in a chain no longer than the longest allowed."""
    known = [
        rule(f"r{n}", on=tuple(on), when=When(tags=tags), then=Then(set=setting, note=note))
        for n, (on, setting, tags, note) in enumerate(shapes)
    ]
    seen, run, spent, fired = facts(), Run(frozenset(happened)), Spent(), []
    while (found := rules.next_rule(known, seen, run, spent)) is not None:
        step = rules.step_of(found, seen.ticket, at=OPENED, setup=setup())
        assert all(rules.is_of_rule(event.actor.ref) for event in step.events), "these begin no other run"
        fired.append(found.id)
        run, spent = run.after(found, step.events), Spent(spent.acts + 1)
        seen = replace(seen, ticket=step.ticket)
        assert len(fired) == len(set(fired)) <= min(len(known), MOST_A_DAY)
        assert run.depth <= MOST_DEPTH


def test_a_chain_ends_at_its_longest() -> None:
    told = [
        Event(kind, OPENED, RALUCA, 1, {}) for kind in ("changed", "solved", "reopened", "rated", "opened")
    ]
    run, depths = Run(frozenset()), []
    for n, event in enumerate(told):
        run = run.after(rule(f"r{n}"), [event])
        depths.append(len(run.happened))
    assert depths == [1, 2, 3, 3, 3]


# ---- the document ----------------------------------------------------------------------------

RULE = """
format: amiabil-rules/1
rules:
  - id: late_money
    name: {en: Money that is late, ro: Bani întârziați}
    on: [opened, customer_wrote]
    when: {topic: [refund], fields: {}}
    then: {set: {team: payments, add_tags: [money]}, note: Look at the ledger first}
"""


def read(text: str) -> tuple[Rule, ...]:
    return read_rules(text, setup=setup(), replies={"hello"})


def test_a_document_is_read_in_its_order() -> None:
    (found,) = read(RULE)
    assert (found.id, found.on, found.when.topic) == (
        "late_money",
        (On.OPENED, On.CUSTOMER_WROTE),
        ("refund",),
    )
    assert found.then.set.add_tags == ("money",)
    assert known_rules(RULE) == (found,)
    assert read(EMPTY) == ()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("on: [opened, customer_wrote]", "on: []", 4),
        ("on: [opened, customer_wrote]", "on: [opened]\n    after: {hours: 2}", 4),
        ("on: [opened, customer_wrote]", "after: {hours: 0}", 6),
        ("on: [opened, customer_wrote]", "on: [weather]", 6),
        ("id: late_money", "id: Late", 4),
        ("[refund]", "[weather]", 7),
        ("team: payments", "team: weather", 8),
        ("team: payments", "assignee: me", 8),
        ("note: Look at the ledger first", "reply: goodbye", 8),
        ("note: Look at the ledger first", "note: a, reply: hello", 8),
        ("{set: {team: payments, add_tags: [money]}, note: Look at the ledger first}", "{}", 8),
        ("fields: {}", "fields: {colour: [red]}", 7),
    ],
)
def test_what_is_wrong_stands_with_its_line(old: str, new: str, line: int) -> None:
    assert old in RULE
    with pytest.raises(DocumentError) as refused:
        read(RULE.replace(old, new))
    assert refused.value.line == line


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(DocumentError, match="twice"):
        read(RULE + RULE.partition("rules:\n")[2])
