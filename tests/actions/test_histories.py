"""A case made by people's acts is told again by the same engine: the same result, and no person in it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from amiabil.actions.disputes import confirm_refund
from amiabil.actions.histories import histories
from amiabil.actions.joining import join_cases
from amiabil.domain.access import Viewer
from amiabil.domain.policy import PolicyFile, installed_policy, read_policy
from amiabil.domain.scenario.replay import FORMAT, compare, history_of, read_history, retell
from amiabil.domain.terms import Command, Role
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.errors import Forbidden
from amiabil.records.models import Refund
from amiabil.server.cli import main
from tests.actions.cases import opened, row, step
from tests.actions.test_daily_rates import DAY, paid, put, settled
from tests.actions.test_joining import TWO_LAMPS, pair, request
from tests.factories import OPENED, World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


def agreed() -> tuple[World, str]:
    """A case the parties settled by an offer, paid and closed."""
    world = make_world()
    reference = opened(world)
    step(
        world.seller,
        reference,
        Command.REJECT_REQUEST,
        later(days=1),
        reason="packed_well",
        text="Nu este vina mea",
    )
    step(world.seller, reference, Command.PROPOSE, later(days=2), remedy="refund_keep", amount="100.00")
    step(world.buyer, reference, Command.MESSAGE, later(days=2, hours=1), text="Sunt Ana, 0722 000 000")
    step(world.buyer, reference, Command.ACCEPT, later(days=3), proposal="seller")
    confirm_refund(Refund.objects.get().key, at=later(days=3, hours=1))
    return world, reference


def told(olga: Viewer) -> dict:  # type: ignore[type-arg]  # a document
    (one,) = histories(olga, since=OPENED)
    assert one is not None
    return one


def test_a_case_of_the_pages_is_told_again_with_the_same_result(olga: Viewer) -> None:
    _, reference = agreed()
    stored = row(reference)
    history = history_of(json.loads(json.dumps(told(olga))))
    again = retell(history)
    assert again.impossible == ()
    result = again.cases[reference]
    assert (
        (result["state"], result["outcome"])
        == (stored.state, stored.outcome)
        == ("closed", "settled_by_agreement")
    )
    assert result == {**history.recorded[reference], "days_to_close": 3}
    (same,) = compare(history, installed_policy("ro-default"))
    assert (same.differs, same.impossible, same.reproduced) == ({}, (), True)


def test_joined_cases_are_told_again_as_one(olga: Viewer) -> None:
    world = make_world(lines=TWO_LAMPS, shipping=0)
    first, second = pair(world)
    join_cases(make_staff("ada", Role.AGENT), first, request(second))
    step(world.seller, first, Command.ACCEPT_REQUEST, later(days=2))
    confirm_refund(Refund.objects.get().key, at=later(days=2, hours=1))
    history = history_of(json.loads(json.dumps(told(olga))))
    again = retell(history)
    assert again.impossible == ()
    assert again.cases[second]["outcome"] == row(second).outcome == "merged_duplicate"
    assert again.cases[first]["refunded"] == history.recorded[first]["refunded"] == "400.00"
    assert all(one.reproduced for one in compare(history, installed_policy("ro-default")))


def test_what_is_no_longer_possible_is_named(olga: Viewer) -> None:
    _, reference = agreed()
    quick = read_policy(
        "policy: {id: quick, version: 1, effective_from: 2026-09-01, extends: ro-default@3}\n"
        "timers: {seller_first_answer: {days: 0, roll: false, require_delivered_notice: false}}\n",
        name="quick.yaml",
        find=installed_policy,
    )
    (found,) = compare(history_of(told(olga)), quick)
    assert found.differs["outcome"] == ["settled_by_agreement", "default_seller_silent"]
    assert found.differs["refunded"] == ["100.00", "269.89"]
    assert [one.command for one in found.impossible][:2] == [Command.REJECT_REQUEST, Command.PROPOSE]
    assert {one.case for one in found.impossible} == {reference}


def test_a_window_that_closed_leaves_no_case(olga: Viewer) -> None:
    agreed()
    short = read_policy(
        "policy: {id: short, version: 1, effective_from: 2026-09-01, extends: ro-default@3}\n"
        "remedies: {allowed: {other: [repair]}}\n",
        name="short.yaml",
        find=installed_policy,
    )
    (found,) = compare(history_of(told(olga)), short)
    assert found.other == {}
    assert found.impossible[0].command is Command.SUBMIT


def test_no_person_is_in_an_export(olga: Viewer) -> None:
    world, _ = agreed()
    text = json.dumps(told(olga), ensure_ascii=False)
    for known in (
        "Abajurul",
        "vina mea",
        "Ana",
        "0722",
        world.buyer.ref,
        world.seller.ref,
        world.order_ref,
        "Lumina",
    ):
        assert known not in text, known


def test_only_what_was_closed_since_the_day(olga: Viewer) -> None:
    agreed()
    assert list(histories(olga, since=later(days=3))) != []
    assert list(histories(olga, since=later(days=3, hours=1) + timedelta(seconds=1))) == []
    opened(make_world("2"))
    assert len(list(histories(olga, since=OPENED))) == 1


def test_other_roles_get_none() -> None:
    with pytest.raises(Forbidden):
        list(histories(make_staff("ana", Role.AGENT), since=OPENED))


def test_the_command_compares_an_export(
    olga: Viewer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, reference = agreed()
    export = tmp_path / "export.jsonl"
    export.write_text(json.dumps(told(olga)) + "\n", "utf-8")
    assert main(["simulate", "--policy", "aliexpress-like", "--against", str(export)]) == 0
    assert capsys.readouterr().out.startswith(f"{reference}: nothing differs")
    assert main(["simulate", "--policy", "aliexpress-like", "--against", str(export), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"case": reference, "differs": {}, "no_longer_possible": [], "reproduced": True}
    assert main(["simulate", "--against", str(export)]) == 2


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", f'{{"format": "{FORMAT}"}}', f'{{"format": "{FORMAT}", "cases": [1]}}']
)
def test_a_broken_export_is_told_with_its_line(line: str) -> None:
    with pytest.raises(DocumentError) as broken:
        read_history(line, "export.jsonl", 7)
    assert (broken.value.line, broken.value.name) == (7, "export.jsonl")


# --- rates of days -------------------------------------------------------------------------------------------

ORDER_RATE = (
    "policy: {id: paid, version: 1, effective_from: 2026-09-01, extends: ro-default@3}\n"
    "money: {seller_recoup_rate: order_rate}\n"
)
DAY_RATE = ORDER_RATE.replace("id: paid", "id: day").replace("order_rate", "decision_rate")


def under(text: str) -> PolicyFile:
    return read_policy(text, name="other.yaml", find=installed_policy)


def charged_in_euros(monkeypatch: pytest.MonkeyPatch) -> str:
    """A case settled at 100 lei, whose seller was charged 20 euros at the rate of 5 of an earlier day."""
    put("5.0000", day=DAY)
    world, reference = settled(monkeypatch)
    paid(world, reference)
    return reference


def test_the_rates_of_the_days_go_with_the_case(olga: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = charged_in_euros(monkeypatch)
    document = json.loads(json.dumps(told(olga)))
    assert document["rates"] == {"RON/EUR": {DAY.isoformat(): "5"}}
    history = history_of(document)
    assert history.recorded[reference]["seller_debit"] == "20.00"
    (same,) = compare(history, under(DAY_RATE))
    assert (same.differs, same.reproduced) == ({}, True)
    (other,) = compare(history, under(ORDER_RATE))
    assert other.reproduced
    assert other.differs == {"seller_debit": ["20.00", "25.00"]}


def test_a_rate_corrected_later_does_not_change_what_was_decided(
    olga: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    charged_in_euros(monkeypatch)
    put("8.0000", day=DAY, at=later(days=5))
    (same,) = compare(history_of(told(olga)), under(DAY_RATE))
    assert (same.differs, same.reproduced) == ({}, True)


def test_where_no_rate_was_known_the_orders_own_counts_again(
    olga: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, reference = settled(monkeypatch)
    paid(world, reference)
    put("5.0000", day=DAY, at=later(days=5))
    history = history_of(told(olga))
    assert history.recorded[reference]["seller_debit"] == "25.00"
    (same,) = compare(history, under(DAY_RATE))
    assert (same.differs, same.reproduced) == ({}, True)


def test_a_seller_in_the_orders_currency_needs_no_rates(olga: Viewer) -> None:
    put("5.0000", day=DAY)
    agreed()
    document = told(olga)
    assert "rates" not in document
    assert "seller_debit" not in document["cases"][0]["result"]


def test_an_export_without_rates_is_read_and_a_broken_one_refused(
    olga: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    charged_in_euros(monkeypatch)
    document = json.loads(json.dumps(told(olga)))
    old = {name: value for name, value in document.items() if name != "rates"}
    assert read_history(json.dumps(old), "x", 1).rates == {}
    for wrong in (
        [],
        {"RON": {}},
        {"RON/EUR": []},
        {"RON/EUR": {"yesterday": "5"}},
        {"RON/EUR": {"2026-10-01": "NaN"}},
        {"RON/EUR": {"2026-10-01": "-5"}},
        {"RON/EUR": {"2026-10-01": "five"}},
        {"RON/EUR": {"2026-10-01": None}},
    ):
        with pytest.raises(DocumentError):
            read_history(json.dumps({**document, "rates": wrong}), "x", 1)
