"""A claim about a return speaks of money alone: the goods are back, and nobody is told to send or to label them."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from amiabil.actions.disputes import bring_up_to
from amiabil.actions.mediation import take_case
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command, Role
from amiabil.records import clock
from tests.actions.cases import step
from tests.actions.test_claims import refused_goods, returned
from tests.channels.portal.visitor import signed_in
from tests.desks.stories import browser
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=9, hours=1))
    return make_world()


@pytest.fixture
def claim(world: World) -> str:
    return refused_goods(world, returned(world))


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return (
        unescape(answer.content.decode())
        .partition("<main")[2]
        .partition("</main>")[0]
        .replace("\N{NO-BREAK SPACE}", " ")
    )


def parties(world: World, claim: str) -> tuple[tuple[Client, str], ...]:
    buyers, sellers = signed_in(world.buyer), signed_in(world.seller)
    return (buyers, f"/en/disputes/{claim}"), (sellers, f"/en/seller/disputes/{claim}")


def test_the_case_says_that_the_goods_are_back(world: World, claim: str) -> None:
    for client, path in parties(world, claim):
        page = read(client, path)
        assert "have come back to the seller" in page
        assert "are sent back" not in page and "label for the return" not in page


def test_accepting_ends_the_claim_and_pays_from_the_dispute(world: World, claim: str) -> None:
    _, (seller, path) = parties(world, claim)
    for page in (read(seller, path), read(seller, f"{path}/do/accept")):
        assert "The claim ends" in page and "kept for the dispute about the order" in page
        assert "No money is kept" not in page and "working days" not in page


def test_only_money_is_proposed(world: World, claim: str) -> None:
    for client, path in parties(world, claim):
        page = read(client, f"{path}/do/propose")
        assert page.count('name="remedy"') == 1 and 'value="refund_keep"' in page
        assert 'name="return_cost"' not in page
    answer = signed_in(world.seller).post(
        f"/en/seller/disputes/{claim}/do/propose", {"remedy": "refund_keep", "amount": "100"}
    )
    assert answer.status_code == 302


@pytest.fixture
def mediator(world: World, claim: str, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """Hears the claim, which both sides have nothing to add to."""
    found = make_staff("mia", Role.MEDIATOR)
    for party in (world.buyer, world.seller):
        step(party, claim, Command.WAIVE_EVIDENCE, later(days=10))
    monkeypatch.setattr(clock, "now", lambda: later(days=10, hours=1))
    bring_up_to(found, claim, at=later(days=10, hours=1))
    take_case(found, claim)
    return found


def test_the_sheet_asks_a_mediator_for_a_sum_and_no_return(claim: str, mediator: Viewer) -> None:
    page = read(browser(mediator), f"/desk/mediator/cases/{claim}")
    assert 'name="amount"' in page and page.count('name="remedy"') == 1
    assert 'name="return_cost"' not in page and 'name="return_instruction"' not in page


def test_who_got_everything_is_not_told_to_appeal(world: World, claim: str, mediator: Viewer) -> None:
    whole = {"remedy": "refund_keep", "amount": "269.89", "grounds": "All.", "rule": "ro-default@3"}
    step(mediator, claim, Command.DECIDE, later(days=10, hours=1), **whole)
    (buyers, sellers) = [read(client, path) for client, path in parties(world, claim)]
    assert "You can appeal with a reason" not in buyers and "You can say that you accept it" in buyers
    assert "You can appeal with a reason" in sellers


def test_the_decision_tells_when_the_money_comes(world: World, claim: str, mediator: Viewer) -> None:
    terms = {"remedy": "refund_keep", "amount": "120.00", "grounds": "A half.", "rule": "ro-default@3"}
    step(mediator, claim, Command.DECIDE, later(days=10, hours=1), **terms)
    for client, path in parties(world, claim):
        page = read(client, path)
        assert "within 48 hours of the decision being final" in page
        assert "after the goods have come back" not in page
        assert "reclamatiisal.anpc.ro" not in page, (
            "the first complaint is that of the dispute about the order"
        )


FORM = {
    "finding_1": "The shade is whole.",
    "finding_1_result": "proven",
    "finding_1_evidence": ["photo_unboxing-1"],
    "rule": "ro-default@3",
    "legal_rules": ["policy"],
    "automated": "none",
    "remedy": "refund_keep",
    "amount": "120.00",
    "grounds": "A half.",
}


def test_the_mediator_sees_the_decision_before_giving_it(world: World, claim: str, mediator: Viewer) -> None:
    desk, path = browser(mediator), f"/desk/mediator/cases/{claim}"
    shown = desk.post(f"{path}/do/decide", FORM)
    assert shown.status_code == 200, shown.content.decode()
    page = unescape(shown.content.decode())
    assert "For the buyer, in the dispute about the order" in page
    assert "Kept until the decision is final" not in page, "the money is kept in the other dispute"


def test_what_was_decided_stays_on_the_page_and_nothing_is_offered_that_cannot_be(
    world: World, claim: str, mediator: Viewer
) -> None:
    terms = {"remedy": "refund_keep", "amount": "120.00", "grounds": "A half.", "rule": "ro-default@3"}
    step(mediator, claim, Command.DECIDE, later(days=10, hours=1), **terms)
    for party in (world.buyer, world.seller):
        step(party, claim, Command.WAIVE_APPEAL, later(days=10, hours=1))
    for client, path in parties(world, claim):
        page = read(client, path)
        ended = page.partition('id="way-closed"')[2]
        assert "in the dispute about the order" in ended and "120.00" in ended
        assert "Paid to the buyer" not in ended and "taken up again" not in ended
        assert "is carried out in the dispute about the order" in page
