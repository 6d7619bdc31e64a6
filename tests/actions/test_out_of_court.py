"""The register of proceedings outside: what may be written, by whom, and what it adds up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amiabil.actions.out_of_court import UnknownCase, Writing, change_proceeding, record_proceeding
from amiabil.domain.access import Viewer
from amiabil.domain.out_of_court import Body, Ending, Proceeding
from amiabil.domain.reports.report import Asked
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden, InvalidFields
from amiabil.records import out_of_court
from amiabil.records.models import AuditEntry, OutOfCourt
from amiabil.records.new_id import new_id
from amiabil.records.out_of_court import EntryMovedOn, Known
from tests.actions.cases import opened
from tests.factories import OPENED, later, make_staff, make_world
from tests.measures_world import recorded

pytestmark = pytest.mark.django_db

ZONE = "Europe/Bucharest"
TODAY = OPENED.date()
RUNNING = Proceeding(Body.SAL, "SAL, ANPC", date(2026, 10, 5), "SAL 12/2026")
ENDED = replace(RUNNING, ended_on=date(2026, 10, 6), outcome=Ending.PARTLY, implemented=True)
YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def sofia() -> Viewer:
    return make_staff("sofia", Role.SUPERVISOR)


def record(viewer: Viewer, reference: str, given: Proceeding = RUNNING, entry: UUID | None = None) -> Known:
    return record_proceeding(viewer, reference, Writing(entry or new_id(), given), at=OPENED, zone=ZONE)


def change(viewer: Viewer, known: Known, to: Proceeding) -> Known:
    return change_proceeding(viewer, Writing(known.id, to, known.version), at=later(hours=1), zone=ZONE)


def test_an_entry_is_kept_about_a_dispute_or_a_measure(sofia: Viewer) -> None:
    world = make_world()
    for reference, kind in ((opened(world), "dispute"), (recorded(world).reference, "measure")):
        known = record(sofia, reference)
        assert (known.case_reference, known.case_kind, known.proceeding) == (reference, kind, RUNNING)
        assert known.recorded_by == "staff:sofia"
    assert AuditEntry.objects.filter(action="out_of_court.record").count() == 2


def test_sent_twice_it_is_one_entry_and_one_line_of_the_log(sofia: Viewer) -> None:
    reference, entry = opened(make_world()), new_id()
    first = record(sofia, reference, entry=entry)
    assert record(sofia, reference, entry=entry) == first
    assert OutOfCourt.objects.count() == AuditEntry.objects.count() == 1


def test_the_end_is_written_down_once(sofia: Viewer) -> None:
    known = record(sofia, opened(make_world()))
    after = change(sofia, known, ENDED)
    assert (after.proceeding, after.version) == (ENDED, 2)
    assert change(sofia, after, ENDED) == after
    note = AuditEntry.objects.get(action="out_of_court.change")
    assert note.facts["outcome"] == "partly"
    with pytest.raises(EntryMovedOn):
        change(sofia, known, RUNNING)
    assert OutOfCourt.objects.get().outcome == "partly"


def test_what_asks_for_nothing_is_never_carried_out(sofia: Viewer) -> None:
    known = record(sofia, opened(make_world()), replace(ENDED, outcome=Ending.REJECTED))
    assert known.proceeding.implemented is None


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"body_name": " "}, {"/body_name": "text_missing"}),
        (
            {"body_name": "x" * 121, "their_ref": "y" * 65},
            {"/body_name": "text_too_long", "/their_ref": "text_too_long"},
        ),
        ({"opened_on": TODAY + timedelta(days=1)}, {"/opened_on": "bad_day"}),
        ({"opened_on": date(1999, 1, 1)}, {"/opened_on": "bad_day"}),
        ({"ended_on": date(2026, 10, 4), "outcome": Ending.SETTLED}, {"/ended_on": "bad_day"}),
        ({"ended_on": TODAY + timedelta(days=1), "outcome": Ending.SETTLED}, {"/ended_on": "bad_day"}),
        ({"ended_on": TODAY}, {"/outcome": "required"}),
        ({"outcome": Ending.SETTLED}, {"/ended_on": "required"}),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_nothing_is_kept(
    sofia: Viewer, wrong: dict[str, Any], fields: dict[str, str]
) -> None:
    with pytest.raises(InvalidFields) as refused:
        record(sofia, opened(make_world()), replace(RUNNING, **wrong))
    assert {one.field: one.code for one in refused.value.errors} == fields
    assert not OutOfCourt.objects.exists()
    assert not AuditEntry.objects.exists()


def test_only_those_who_keep_the_register_write_in_it(sofia: Viewer) -> None:
    world = make_world()
    reference = opened(world)
    known = record(sofia, reference)
    reads = Viewer(role=None, ref="key:bi", scopes=frozenset({"reports:read"}))
    for viewer in (world.buyer, world.seller, make_staff("ada", Role.AGENT), reads):
        with pytest.raises(Forbidden):
            record(viewer, reference)
        with pytest.raises(Forbidden):
            change(viewer, known, ENDED)
    assert out_of_court.entry(reads, known.id) == known
    for unknown in ("D-0000-0000", "D-7K3M-92QF", "nothing"):
        with pytest.raises(UnknownCase):
            record(sofia, unknown)
    assert OutOfCourt.objects.get().version == 1


def test_the_register_is_listed_page_by_page_the_latest_first(sofia: Viewer) -> None:
    reference = opened(make_world())
    days = [date(2026, 10, day) for day in (1, 3, 2)]
    for day in days:
        record(sofia, reference, replace(RUNNING, opened_on=day))
    record(sofia, reference, replace(ENDED, opened_on=date(2026, 10, 4)))
    with CaptureQueriesContext(connection) as sent:
        first = out_of_court.entries(sofia, limit=3)
    assert len(sent) == 1
    rest = out_of_court.entries(sofia, limit=3, after=first.next)
    listed = [one.proceeding.opened_on.day for one in (*first.items, *rest.items)]
    assert (listed, rest.next) == ([4, 3, 2, 1], None)
    running = out_of_court.entries(sofia, running=True)
    assert [one.proceeding.opened_on.day for one in running.items] == [3, 2, 1]


def test_the_totals_are_those_of_the_period(sofia: Viewer) -> None:
    reference = opened(make_world())
    record(sofia, reference)
    for ended, ending in ((date(2026, 10, 6), Ending.PARTLY), (date(2026, 10, 7), Ending.REJECTED)):
        record(sofia, reference, replace(RUNNING, body=Body.DSA, ended_on=ended, outcome=ending))
    with CaptureQueriesContext(connection) as sent:
        found = out_of_court.totals(sofia, YEAR)
    assert len(sent) == 1
    assert (found.begun, found.running) == ({"sal": 1, "dsa": 2}, 1)
    assert found.ended == {("dsa", "partly"): 1, ("dsa", "rejected"): 1}
    assert (found.median, found.implemented, found.owed) == (timedelta(days=1.5), 0, 1)
    before = out_of_court.totals(sofia, Asked(date(2026, 10, 5), date(2026, 10, 5)))
    assert (before.running, before.ended, before.median) == (3, {}, None)
