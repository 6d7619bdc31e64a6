"""The final letter: what it ended with, and the ways outside, for each side in its language; no dead platform."""

from __future__ import annotations

from datetime import datetime
from html import unescape

import pytest

from amiabil.domain.terms import Command, Role
from amiabil.records import clock
from amiabil.records.case_load import load
from amiabil.ui import letters
from amiabil.ui.reader import Reader
from tests.channels.portal.visitor import signed_in
from tests.factories import World, later, make_world
from tests.jobs.cases import opened, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    moment = [later(hours=1)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def world() -> World:
    return make_world()


def ended(world: World, at: list[datetime]) -> str:
    """A case that the buyer has withdrawn, after its cooling-off."""
    from amiabil.actions.disputes import bring_up_to

    reference = opened(world)
    step(world.buyer, reference, Command.WITHDRAW)
    at[0] = later(days=4)
    bring_up_to(world.buyer, reference, at=at[0])
    return reference


def test_before_the_end_there_is_none(world: World) -> None:
    reference = opened(world)
    answer = signed_in(world.buyer).get(f"/ro/cases/{reference}/letter")
    assert answer.headers["Location"] == f"/ro/disputes/{reference}"


def test_the_buyer_reads_the_routes_with_their_dates(world: World, at: list[datetime]) -> None:
    reference = ended(world, at)
    page = unescape(signed_in(world.buyer).get(f"/ro/cases/{reference}/letter").content.decode())
    assert reference in page and "miercuri, 7 octombrie 2026" in page, "first complaint"
    assert "7 octombrie 2027" in page, "one year"
    assert "https://anpc.ro/ce-este-sal/" in page and "instanț" in page
    for dead in ("ec.europa.eu", "odr", "ODR", "SOL"):
        assert dead not in page.replace("SOLU", "").replace("data-", "")
    assert (
        f"/ro/cases/{reference}/letter"
        in signed_in(world.buyer).get(f"/ro/disputes/{reference}").content.decode()
    )


def test_sal_is_offered_to_consumers_only(at: list[datetime]) -> None:
    company = make_world("4102", consumer=False)
    page = unescape(signed_in(company.buyer).get(f"/ro/cases/{ended(company, at)}/letter").content.decode())
    assert "anpc.ro" not in page and "SAL" not in page and "instanț" in page


def test_the_seller_reads_their_own_and_strangers_none(world: World, at: list[datetime]) -> None:
    reference = ended(world, at)
    page = unescape(signed_in(world.seller).get(f"/en/cases/{reference}/letter").content.decode())
    assert "You will then be asked for your view" in page and "Ways outside this marketplace" in page
    assert signed_in(make_world("6").buyer).get(f"/ro/cases/{reference}/letter").status_code == 404


def test_the_closing_mail_names_the_routes_and_leads_to_the_letter(world: World, at: list[datetime]) -> None:
    reference = ended(world, at)
    dispute = load(world.buyer, reference).dispute
    for viewer in (world.buyer, world.seller):
        reader = Reader.of(viewer, now=clock.now(), case_zone="Europe/Bucharest")
        told = letters.Notice("dispute.closed", {"outcome": "withdrawn_by_buyer"}, reference, "Lamp", "A")
        text = letters.write(told, dispute, reader).text
        assert f"/ro/cases/{reference}/letter" in text and "ANPC" in text
        assert ("7 octombrie 2027" in text) == (viewer.role is Role.BUYER)
