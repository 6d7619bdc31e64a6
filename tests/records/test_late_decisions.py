"""A decision that is late stays before the supervisor until somebody decides, whatever new time the duty was given."""

from __future__ import annotations

from datetime import datetime

import pytest

from amiabil.actions.disputes import bring_up_to
from amiabil.channels.api import case_documents
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.terms import Command, Role
from amiabil.foundation.codec import instant_text
from amiabil.records import clock
from amiabil.records.case_files import case_file
from amiabil.records.case_load import load
from amiabil.records.models import Dispute
from amiabil.records.staff_lists import LateCase, late_cases
from amiabil.records.staff_queues import load_of_mediators
from amiabil.ui import letters
from amiabil.ui.reader import Reader
from tests.actions.cases import opened, row, step
from tests.channels.portal.visitor import signed_in
from tests.desks.reading import main
from tests.factories import World, later, make_staff, make_world

DECISION = {
    "remedy": "refund_keep",
    "amount": "100.00",
    "rule": "ro-default@3",
    "grounds": "A third is broken.",
}


def heard() -> tuple[World, str, Viewer]:
    """A case in mediation, with nothing more to hand in, that a mediator has."""
    world, mira = make_world(), make_staff("mira", Role.MEDIATOR)
    reference = opened(world)
    step(world.seller, reference, Command.REJECT_REQUEST, later(hours=1), reason="not_so", text="No.")
    step(world.buyer, reference, Command.ESCALATE, later(hours=2))
    for party in (world.buyer, world.seller):
        step(party, reference, Command.WAIVE_EVIDENCE, later(hours=3))
    Dispute.objects.filter(pk=row(reference).pk).update(mediator_id=mira.person_id)
    return world, reference, mira


def passed(reference: str, at: datetime) -> None:
    """The sweep has fired what fell due."""
    bring_up_to(Viewer(role=Role.SYSTEM, ref="system"), reference, at=at)


def late(supervisor: Viewer, at: datetime) -> list[tuple[str, str]]:
    return [(one.reference, one.why) for one in _late(supervisor, at)]


def _late(supervisor: Viewer, at: datetime) -> tuple[LateCase, ...]:
    return late_cases(supervisor, now=at).items


@pytest.mark.django_db
def test_a_late_decision_stays_late_after_its_time_has_run_out() -> None:
    _world, reference, _mira = heard()
    carmen = make_staff("carmen", Role.SUPERVISOR)
    due = row(reference).due_at
    assert due is not None and late(carmen, later(days=2)) == []
    for day in (14, 45, 60):
        passed(reference, later(days=day))
        assert late(carmen, later(days=day)) == [(reference, "decision_late")], f"day {day}"
    assert _late(carmen, later(days=60))[0].since == due, "since the first time it was missed"
    (load,) = load_of_mediators(carmen, now=later(days=60))
    assert (load.to_decide, load.late) == (1, 1)


@pytest.mark.django_db
def test_a_late_decision_about_an_appeal_stays_late_and_ends_with_it() -> None:
    world, reference, mira = heard()
    carmen, radu = make_staff("carmen", Role.SUPERVISOR), make_staff("radu", Role.REVIEWER)
    step(mira, reference, Command.DECIDE, later(hours=4), **DECISION)
    step(
        world.buyer,
        reference,
        Command.APPEAL,
        later(hours=5),
        ground="fact_error",
        ask="200.00",
        text="All of it.",
    )
    passed(reference, later(days=16))
    first = _late(carmen, later(days=20))
    passed(reference, later(days=40))
    second = _late(carmen, later(days=40))
    assert [one.reference for one in (*first, *second)] == [reference, reference]
    assert first[0].since == second[0].since
    decided = {"amount": "150.00", "remedy": "refund_keep", "grounds": "More than a third is broken."}
    step(radu, reference, Command.DECIDE_APPEAL, later(days=41), **decided)
    assert (reference, "decision_late") not in late(carmen, later(days=41))


@pytest.mark.django_db
def test_the_parties_read_since_when_it_is_late_and_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    world, reference, mira = heard()
    due = row(reference).due_at
    assert due is not None
    said = page_of(world.buyer, reference, monkeypatch, later(days=2))
    assert "A mediator is deciding" in said and "The decision is late" not in said
    for day in (14, 45):
        passed(reference, later(days=day))
        for party in (world.buyer, world.seller):
            said = page_of(party, reference, monkeypatch, later(days=day))
            assert "The decision is late" in said
            assert "It was due by Wednesday, 14 October 2026, 23:59. A supervisor has the case" in said, day
            assert "Meanwhile: it stays with the supervisor" in said
    text = mail_of(world.buyer, reference)
    assert "Decizia întârzie" in text and "miercuri, 14 octombrie 2026, 23:59" in text
    told = case_documents.whole(case_file(world.buyer, reference), (), (), at=later(days=45))
    assert told["late_since"] == {"first_decision": "2026-10-14T21:00:00Z"}
    assert told["must_act"]["otherwise"] == "stays_with_supervisor"
    assert "Your turn" not in said and mira.name not in text

    step(mira, reference, Command.DECIDE, later(days=46), **DECISION)
    decided = case_documents.whole(case_file(world.buyer, reference), (), (), at=later(days=46))
    assert decided["late_since"] == {}
    assert "A supervisor has the case" not in page_of(world.buyer, reference, monkeypatch, later(days=46))


@pytest.mark.django_db
def test_a_late_appeal_keeps_the_first_end_it_missed() -> None:
    world, reference, mira = heard()
    step(mira, reference, Command.DECIDE, later(hours=4), **DECISION)
    ask = {"ground": "fact_error", "ask": "200.00", "text": "All of it."}
    step(world.buyer, reference, Command.APPEAL, later(hours=5), **ask)
    step(world.seller, reference, Command.WAIVE_APPEAL, later(hours=6))
    due = row(reference).due_at
    for day in (16, 40):
        passed(reference, later(days=day))
        turn = engine.turn(load(world.buyer, reference).dispute)
        assert turn.facts["late_since"] == instant_text(due), day
        assert turn.due_at is not None and turn.due_at > later(days=day)


def page_of(viewer: Viewer, reference: str, monkeypatch: pytest.MonkeyPatch, at: datetime) -> str:
    monkeypatch.setattr(clock, "now", lambda: at)
    door = "seller/disputes" if viewer.role is Role.SELLER else "disputes"
    return main(signed_in(viewer).get(f"/en/{door}/{reference}"))


def mail_of(viewer: Viewer, reference: str) -> str:
    reader = Reader.of(viewer, now=clock.now(), case_zone="Europe/Bucharest")
    told = letters.Notice("dispute.expired", {"timer": "first_decision"}, reference, "Lamp", "Ana")
    return letters.write(told, load(viewer, reference).dispute, reader).text
