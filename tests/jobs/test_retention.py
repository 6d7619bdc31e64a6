"""What nothing keeps any more is erased: texts, names, files; what remains still proves that it happened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from amiabil.actions.retention import erase_case
from amiabil.actions.verify import verify
from amiabil.jobs import retention as job
from amiabil.jobs.retention import Purged, purge
from amiabil.records import retention
from amiabil.records.models import (
    Conversation,
    Customer,
    Dispute,
    Event,
    EvidenceItem,
    ExternalProceeding,
    LegalHold,
    Message,
    Order,
    OutOfCourt,
    StoredFile,
)
from amiabil.records.new_id import new_id
from amiabil.ui.intake import hash_of
from tests.cases_with_files import folder, stored
from tests.erasing import CLOSED, OVER, WORD, OldCase, ended_case, where
from tests.factories import PAID, make_world

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def case(folder: Path) -> OldCase:
    return ended_case()


def purged(at: object = OVER) -> Purged:
    return purge(at, machine=CLOSED)  # type: ignore[arg-type]  # an instant


def broken(case: OldCase) -> list[object]:
    return [one.broken for one in verify(case.reference, hash_of=hash_of)]


def test_no_word_of_a_case_is_left_in_any_table(case: OldCase, folder: Path) -> None:
    before = where(WORD)
    assert {
        "message.text",
        "event_text.text",
        "evidence_item.title",
        "stored_file.name",
        "dispute_draft.body",
        "upload.name",
        "parcel.tracking",
        "parcel_event.place",
        "parcel_event.text",
        "message.author_name",
        "delivery.address",
    } <= before
    assert stored(folder)
    assert purged() == Purged(cases=1, files=1)
    # The person is still a customer of the marketplace; their name stands in no case any more.
    assert where(WORD) <= {"customer.name", "customer.email"}
    assert stored(folder) == set()


def test_the_rows_stay_with_hash_and_reason_and_the_record_holds(case: OldCase) -> None:
    hashes = set(StoredFile.objects.values_list("sha256", flat=True))
    counts = {model: model.objects.count() for model in (Message, StoredFile, Dispute)}
    purged()
    assert {model: model.objects.count() for model in counts} == counts
    assert set(StoredFile.objects.values_list("sha256", flat=True)) == hashes
    assert set(StoredFile.objects.values_list("erased_why", flat=True)) == {"retention:after_close_years"}
    last = Event.objects.filter(case_id=case.case_id).order_by("version", "place").last()
    assert last is not None
    assert (last.type, last.data["rule"]) == ("conversation.erased", "after_close_years")
    assert broken(case) == [None]


def test_a_text_that_comes_back_breaks_the_record(case: OldCase) -> None:
    purged()
    Message.objects.update(text="Nu a spus asta")
    assert broken(case) != [None]


def test_nothing_goes_before_its_last_day_is_over(case: OldCase) -> None:
    assert purged(OVER - MOMENT) == Purged()
    assert purged(OVER).cases == 1


def test_running_again_changes_nothing(case: OldCase) -> None:
    purged()
    version = Conversation.objects.get(id=case.case_id).version
    assert purged(OVER + timedelta(days=300)) == Purged()
    assert Conversation.objects.get(id=case.case_id).version == version


def test_an_open_case_beside_it_keeps_it(case: OldCase) -> None:
    other = make_world("4102")
    Dispute.objects.filter(case_id=ended_case("4103").case_id).update(order_id=case.order_id, closed_at=None)
    assert other.order_id != case.order_id
    assert purged() == Purged()


@pytest.mark.parametrize(("closed", "due"), [(None, None), (CLOSED, timedelta(days=540))])
def test_a_contested_payment_keeps_it_longer(case: OldCase, closed: object, due: timedelta | None) -> None:
    ExternalProceeding.objects.create(
        id=new_id(),
        order_id=case.order_id,
        ref="cb-1",
        amount=100,
        opened_at=CLOSED,
        closed_at=closed,
        won_by="seller" if closed else "",
        reported_by="key:bank",
    )
    assert purged(OVER + timedelta(days=539)) == Purged()
    assert purged(OVER + timedelta(days=541)).cases == (1 if due else 0)


def test_a_proceeding_of_a_body_outside_keeps_it_and_its_end_counts(case: OldCase) -> None:
    heard = OutOfCourt.objects.create(
        id=new_id(),
        case_id=case.case_id,
        body="adr",
        body_name="ANPC SAL",
        opened_on=CLOSED.date(),
        recorded_by="staff:olga",
        created_at=CLOSED,
        changed_at=CLOSED,
    )
    assert purged() == Purged()
    OutOfCourt.objects.filter(id=heard.id).update(ended_on=CLOSED.date() + timedelta(days=90))
    assert purged(OVER + timedelta(days=89)) == Purged()
    assert purged(OVER + timedelta(days=91)).cases == 1


def test_a_legal_hold_stops_it_until_it_is_lifted(case: OldCase) -> None:
    hold = LegalHold.objects.create(
        id=new_id(), case_id=case.case_id, reason=WORD, set_by="staff:olga", set_at=CLOSED
    )
    assert purged() == Purged()
    LegalHold.objects.filter(id=hold.id).update(lifted_at=CLOSED, lifted_by="staff:olga")
    assert purged().cases == 1
    assert "legal_hold.reason" not in where(WORD)


def test_a_run_cut_off_in_the_middle_goes_on_where_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second case ends before its bytes are removed: its row says so, and the next run takes the third."""
    cases = [ended_case(ref) for ref in ("4101", "4102", "4103")]
    done: list[object] = []

    def killed(kept: object) -> None:
        done.append(kept)
        if len(done) == 2:
            raise SystemExit(1)
        real(kept)  # type: ignore[arg-type]  # files

    real = job.remove_kept
    with monkeypatch.context() as cut:
        cut.setattr(job, "remove_kept", killed)
        with pytest.raises(SystemExit):
            purged()
    assert Conversation.objects.filter(erased_at=None).count() == 1
    assert purged() == Purged(cases=1, files=1)
    assert [broken(case) for case in cases] == [[None]] * 3


def test_a_case_half_erased_is_not_erased(case: OldCase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Event and texts are one transaction."""
    monkeypatch.setattr(retention, "_ERASE", "SELECT 1 / 0")
    with pytest.raises(Exception, match="division"):
        erase_case(case.case_id, at=OVER)  # type: ignore[arg-type]  # its id
    assert Conversation.objects.get(id=case.case_id).erased_at is None
    assert broken(case) == [None]


@pytest.mark.parametrize("cases", [1, 3])
def test_each_case_costs_the_same(
    folder: Path, cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Two to find, four for requests and people, two for mails, seven for the rest; six for a case."""
    for number in range(cases):
        ended_case(f"42{number:02}")
    with django_assert_num_queries(15 + 6 * cases, connection=connection):
        purged()


def test_a_file_another_case_needs_stays_until_that_goes_too(folder: Path) -> None:
    old, other = ended_case("4101"), ended_case("4102")
    Dispute.objects.filter(case_id=other.case_id).update(closed_at=CLOSED + timedelta(days=9))
    other_item = other.file
    item = EvidenceItem.objects.get(file_id=old.file.id)
    EvidenceItem.objects.create(
        id=new_id(),
        case_id=other.case_id,
        label="document-9",
        kind="document",
        owner_role="buyer",
        owner_ref=old.buyer.ref,
        status="admitted",
        file_id=old.file.id,
        file_salt=item.file_salt,
        received_at=item.received_at,
    )
    assert purged() == Purged(cases=1, files=0)
    assert broken(old) == [None]
    assert purged(OVER + timedelta(days=9)) == Purged(cases=1, files=2)
    assert broken(old) == [None]
    assert StoredFile.objects.filter(erased_at=None).count() == 0
    assert other_item.id != old.file.id


def test_who_has_not_been_heard_of_for_years_is_forgotten() -> None:
    """The order was paid on 1 October 2026: more than four years of 366 days later nothing is left of the name."""
    world = make_world()
    Order.objects.update(paid_at=PAID, updated_at=PAID)
    person, years = world.buyer.person_id, timedelta(days=4 * 366)
    purge(PAID + years, machine=PAID + years)
    assert Customer.objects.get(id=person).erased_at is None
    after = PAID + years + MOMENT
    assert purge(after, machine=after).people == 1
    gone = Customer.objects.get(id=person)
    assert (gone.name, gone.erased_at) == ("", after)
    assert Customer.objects.get(id=world.seller.person_id).erased_at is None
    assert purge(after, machine=after).people == 0


@pytest.mark.parametrize("kept", ["order", "case"])
def test_who_has_an_order_or_a_case_is_not(kept: str, case: OldCase) -> None:
    at = OVER + timedelta(days=4 * 366)
    if kept == "order":
        Order.objects.update(updated_at=at - timedelta(days=30))
        assert erase_case(case.case_id, at=OVER) is not None
    else:
        LegalHold.objects.create(id=new_id(), case_id=case.case_id, reason="x", set_by="olga", set_at=CLOSED)
    assert purge(at, machine=at).people == 0
