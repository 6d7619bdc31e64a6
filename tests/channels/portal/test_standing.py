"""What stands beside the steps of a case is told to both sides: a breach of the law, an insolvency, a challenge."""

from __future__ import annotations

from html import unescape

import pytest

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.mediation import take_case
from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Ask, Submission, read_arguments
from amiabil.domain.disputes.errors import NotInThisState
from amiabil.domain.terms import Command, Reason, Remedy, Role
from amiabil.records import clock
from amiabil.records.new_id import new_id
from tests.actions.cases import ask, opened, step
from tests.channels.portal.visitor import signed_in
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db

LATE = 40.0
"""Days after which the marketplace's protection is over and the law's guarantee is not."""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=LATE + 17))
    return make_world()


def read(viewer: Viewer, reference: str, path: str = "") -> str:
    room = "seller/" if viewer.role is Role.SELLER else ""
    answer = signed_in(viewer).get(f"/en/{room}disputes/{reference}{path}")
    assert answer.status_code == 200
    page: str = unescape(answer.content.decode())
    return page.partition("<main")[2].replace("\N{NO-BREAK SPACE}", " ")


def repair_asked(world: World) -> str:
    defect = (HandedIn(new_id(), "defect_description", text="It does not light."),)
    answers = {"steps_to_see_defect": "I press the switch."}
    given = Submission({"L1": 1}, Reason.NC_DEFECTIVE, Ask(Remedy.REPAIR), answers=answers)
    request = OpeningRequest(given, new_id(), later(days=LATE), defect)
    return open_dispute(world.buyer, world.order_ref, request).reference


def test_a_repair_that_was_not_done_unlocks_money_and_both_are_told(world: World) -> None:
    reference = repair_asked(world)
    step(world.seller, reference, Command.ACCEPT_REQUEST, later(days=LATE + 1))
    promised = read(world.buyer, reference)
    assert "way-unlocked" not in promised
    assert "money kept goes to the seller" not in promised, "nothing is kept in this lane"
    step(world.buyer, reference, Command.MESSAGE, later(days=LATE + 17), text="It is still broken.")
    for viewer in (world.buyer, world.seller):
        page = read(viewer, reference)
        assert "The time for the repair is over" in page and "15 days" in page
        assert ("Ask for something else" in page) == (viewer is world.buyer)
    assert 'value="price_reduction"' in read(world.buyer, reference, "/do/propose")


def test_who_may_insist_on_a_replacement_is_not_offered_a_repair(world: World) -> None:
    wanted = Submission(
        {"L1": 1},
        Reason.NC_DAMAGED,
        Ask(Remedy.REPLACEMENT),
        text="Cracked",
        answers=ask().answers,
    )
    reference = opened(world, wanted)
    step(world.seller, reference, Command.MESSAGE, later(days=1), text="One moment.")
    offered = read(world.seller, reference, "/do/propose")
    assert 'value="replacement"' in offered and 'value="repair"' not in offered
    assert "noted as a breach" in read(world.seller, reference, "/do/reject_request")
    assert "the money is paid from what we keep" not in read(world.seller, reference)


def test_an_insolvency_is_told_to_both_sides(world: World) -> None:
    reference = opened(world)
    operator = make_staff("olga", Role.OPERATOR)
    record = StepRequest(
        Command.RECORD_INSOLVENCY, read_arguments(Command.RECORD_INSOLVENCY, {}), later(days=1)
    )
    take_step(operator, reference, record)
    for viewer in (world.buyer, world.seller):
        page = read(viewer, reference)
        assert "The seller is insolvent" in page and "269.89" in page.partition("way-insolvency")[2]


def test_a_challenge_is_seen_until_it_is_answered(world: World) -> None:
    reference = opened(world)
    step(world.seller, reference, Command.REJECT_REQUEST, later(days=1), reason="not_so", text="No.")
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    challenge = {"reason": "They worked for the shop."}
    assert "/do/challenge" not in read(world.buyer, reference)
    with pytest.raises(NotInThisState):
        step(world.buyer, reference, Command.CHALLENGE, later(days=3), **challenge)
    take_case(make_staff("mira", Role.MEDIATOR), reference)
    assert "/do/challenge" in read(world.seller, reference)
    step(world.buyer, reference, Command.CHALLENGE, later(days=3), **challenge)
    assert "You have asked for another mediator" in read(world.buyer, reference)
    assert "The buyer has asked for another mediator" in read(world.seller, reference)
    supervisor = make_staff("sorin", Role.SUPERVISOR)
    step(supervisor, reference, Command.ANSWER_CHALLENGE, later(days=4), granted=False, text="No link.")
    assert "way-challenge" not in read(world.buyer, reference)
