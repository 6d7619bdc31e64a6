"""A dispute is opened once, on the order as it stands, and holds its units and money."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import OperationalError, connection, transaction

from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.domain.disputes.arguments import BadArguments
from amiabil.domain.disputes.errors import EvidenceMissing, UnitsInDispute
from amiabil.domain.disputes.model import Step
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.case_load import load
from amiabil.records.case_save import Opening, OrderMovedOn, open_case
from amiabil.records.models import Dispute, Event, EventText, EvidenceItem, HeldUnit, Hold, Outbox, UnitMoney
from amiabil.records.new_id import new_id
from tests.actions.cases import ask, opened, photos, row
from tests.factories import OPENED, PARCEL, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_opening_holds_units_and_money_and_tells(world) -> None:
    reference = opened(world)
    saved = row(reference)
    assert (saved.state, saved.turn, saved.held, saved.asked) == ("awaiting_seller", "seller", 26989, 26989)
    assert saved.due_at.isoformat() == "2026-10-12T21:00:00+00:00"
    assert saved.case.version == 1
    assert HeldUnit.objects.filter(case_id=saved.case_id).count() == 1
    assert Hold.objects.get(case_id=saved.case_id).amount == 26989
    assert UnitMoney.objects.get().paid == 26989
    assert list(EvidenceItem.objects.order_by("label").values_list("label", flat=True)) == [
        "photo_item-1",
        "photo_parcel-1",
    ]
    assert Event.objects.get(type="dispute.submit").case_id == saved.case_id
    assert Outbox.objects.count() == Event.objects.count()


def test_the_same_opening_twice_is_one_case(world) -> None:
    request = OpeningRequest(ask(), new_id(), OPENED, photos())
    first = open_dispute(world.buyer, world.order_ref, request)
    again = open_dispute(world.buyer, world.order_ref, request)
    assert (again.reference, again.repeated) == (first.reference, True)
    assert Dispute.objects.count() == 1


def test_a_unit_is_in_one_case_only(world) -> None:
    reference = opened(world)
    with pytest.raises(UnitsInDispute) as refused:
        opened(world)
    assert refused.value.facts["cases"] == [reference]
    assert Dispute.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_changes_the_order_while_it_is_disputed(world) -> None:
    """Else an order put at the same instant could lose a line that a case is just taking."""

    def changes_it() -> str:
        try:
            with transaction.atomic():
                sql.row(
                    'SELECT 1 FROM "order" WHERE ref = %(ref)s FOR UPDATE NOWAIT', {"ref": world.order_ref}
                )
            return "changed"
        except OperationalError:
            return "waits"
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            opened(world)
            assert elsewhere.submit(changes_it).result() == "waits"
        assert elsewhere.submit(changes_it).result() == "changed"


def test_a_dispute_is_not_opened_on_an_order_that_has_changed_since(world) -> None:
    opened(world)
    case = load(world.buyer, Dispute.objects.get().case.reference)
    opening = Opening(
        case_id=new_id(),
        reference="D-1111-1111",
        subject="",
        order_id=case.order_id,
        order_digest=bytes(32),
        buyer_id=case.buyer_id,
        shop_id=case.shop_id,
        start=case.chain,
        pinned=case.pinned,
    )
    with pytest.raises(OrderMovedOn):
        open_case(opening, Step(case.dispute), received_at=OPENED)
    assert Dispute.objects.count() == 1


def test_another_buyers_order_is_not_there(world) -> None:
    stranger = make_world("4999")
    with pytest.raises(NotFound):
        open_dispute(stranger.buyer, world.order_ref, OpeningRequest(ask(), new_id(), OPENED, photos()))
    assert Event.objects.count() == 0


def test_only_the_questions_of_the_reason_are_answered(world) -> None:
    for key in ("text", "x" * 41):
        with pytest.raises(BadArguments):
            opened(world, replace(ask(), answers={key: "ceva"}))
    assert not Dispute.objects.exists()


def test_opening_is_pinned_at_its_statements(world, django_assert_num_queries) -> None:
    """Order, repeat, rules, other cases, chargebacks, suspension, save, evidence; two more are the test's savepoint."""
    with django_assert_num_queries(10):
        opened(world)


def test_whoever_opens_must_answer_what_the_reason_asks(world) -> None:
    for answers in (None, {}, {"noticed_on": "2026-10-06"}):
        with pytest.raises(EvidenceMissing) as refused:
            opened(world, replace(ask(), answers=answers))
        assert refused.value.facts["missing"] == ["parcel_condition"]
    assert not Dispute.objects.exists()


def test_what_happened_is_the_text_wherever_it_was_answered(world) -> None:
    opened(world, replace(ask(), text="", answers={**PARCEL, "what_happened": "  A fost spartă. "}))
    told = dict(EventText.objects.values_list("name", "text"))
    assert told == {"text": "A fost spartă.", "parcel_condition": "damaged"}
