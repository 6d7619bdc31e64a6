"""A case that could not be told of its seller's insolvency is told when it goes on."""

from __future__ import annotations

import pytest

from amiabil.actions.disputes import bring_up_to, confirm_refund
from amiabil.actions.proceedings import seller_insolvent
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command, Role, State
from amiabil.records.case_load import load
from amiabil.records.models import Refund, Shop
from tests.actions.cases import opened, step
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def operator() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


def report(world: World, operator: Viewer, *, days: int) -> None:
    seller_insolvent(operator, Shop.objects.get(id=world.shop_id).ref, at=later(days=days))


def test_a_withdrawn_case_keeps_nobody_from_reporting_and_hears_of_it_when_it_goes_on(
    world: World, operator: Viewer
) -> None:
    reference = opened(world)
    step(world.buyer, reference, Command.WITHDRAW, later(days=1))
    report(world, operator, days=2)
    assert not load(world.buyer, reference).dispute.insolvent
    taken = step(world.buyer, reference, Command.UNDO_WITHDRAW, later(days=2, hours=1))
    assert [event.kind for event in taken.events][-1] == "record_insolvency"
    after = load(world.buyer, reference).dispute
    assert after.insolvent and after.state is State.IN_MEDIATION
    assert after.version == taken.dispute.version


def test_a_case_that_is_taken_up_again_hears_of_it(world: World, operator: Viewer) -> None:
    reference = opened(world)
    step(world.buyer, reference, Command.WITHDRAW, later(days=1))
    bring_up_to(world.buyer, reference, at=later(days=4))
    report(world, operator, days=5)
    step(world.buyer, reference, Command.REOPEN, later(days=6), ground="new_defect")
    assert load(world.buyer, reference).dispute.insolvent


def test_a_default_that_is_set_aside_hears_of_it(world: World, operator: Viewer) -> None:
    reference, radu = opened(world), make_staff("radu", Role.REVIEWER)
    bring_up_to(world.buyer, reference, at=later(days=8))
    confirm_refund(Refund.objects.get().key, at=later(days=8, hours=1))
    step(world.seller, reference, Command.SET_ASIDE_DEFAULT, later(days=9), excuse="In hospital")
    report(world, operator, days=10)
    step(radu, reference, Command.GRANT_SET_ASIDE, later(days=11), text="It was so")
    assert load(world.buyer, reference).dispute.insolvent
