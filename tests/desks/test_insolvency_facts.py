"""The proceeding of an insolvent seller, written down on the operator's desk: kept, read by both, in the audit log."""

from __future__ import annotations

from html import unescape

import pytest

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command, Role
from amiabil.records.models import AuditEntry, Shop
from tests.actions.cases import opened, step
from tests.channels.portal.visitor import signed_in
from tests.desks.reading import hidden, main
from tests.desks.stories import browser
from tests.factories import World, later, make_administrator, make_staff

pytestmark = pytest.mark.django_db

FACTS = {
    "administrator": "Casa de Insolvență Lex",
    "court": "Tribunalul Cluj",
    "court_ref": "123/1285/2026",
    "claims_until": "2026-12-20",
    "email": "lex@example.org",
}


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


def address(reference: str) -> str:
    return f"/desk/operator/cases/{reference}/insolvency"


def test_it_is_read_by_both_sides_and_stands_in_the_audit_log(world: World, olga: Viewer) -> None:
    reference = opened(world)
    step(olga, reference, Command.RECORD_INSOLVENCY, later(days=1))
    desk = browser(olga)
    assert address(reference) in desk.get(f"/desk/operator/cases/{reference}").content.decode()
    assert desk.post(address(reference), FACTS).status_code == 302
    for viewer, room in ((world.buyer, ""), (world.seller, "seller/")):
        page = unescape(signed_in(viewer).get(f"/en/{room}disputes/{reference}").content.decode())
        assert "Casa de Insolvență Lex" in page and "123/1285/2026" in page
    (entry,) = AuditEntry.objects.filter(action="case.insolvency_facts")
    assert "court_ref" in str(entry.facts) and "Lex" not in str(entry.facts)


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(world: World, olga: Viewer) -> None:
    reference = opened(world)
    step(olga, reference, Command.RECORD_INSOLVENCY, later(days=1))
    answer = browser(olga).post(address(reference), FACTS | {"email": "nobody", "claims_until": "soon"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="error-email"' in page and 'id="error-claims_until"' in page
    assert "Casa de Insolven" in page, "what was typed is still there"
    assert not AuditEntry.objects.filter(action="case.insolvency_facts").exists()


def test_a_solvent_seller_has_no_proceeding(world: World, olga: Viewer) -> None:
    reference = opened(world)
    desk = browser(olga)
    assert desk.get(address(reference)).status_code == 302
    assert desk.post(address(reference), FACTS).status_code == 422
    assert not AuditEntry.objects.filter(action="case.insolvency_facts").exists()


def test_the_name_of_who_signed_in_is_shown_and_not_kept_by_saving(world: World, olga: Viewer) -> None:
    reference = opened(world)
    step(olga, reference, Command.RECORD_INSOLVENCY, later(days=1))
    shop = Shop.objects.get(id=world.shop_id)
    make_administrator(shop)
    desk = browser(olga)
    form = desk.get(address(reference))
    assert hidden(form, "administrator") == "" and "Vera Ionescu" in main(form)
    nothing_typed = dict.fromkeys(FACTS, "") | {"administrator": hidden(form, "administrator")}
    assert desk.post(address(reference), nothing_typed).status_code == 302
    shop.refresh_from_db()
    assert not shop.insolvency.get("administrator")
    desk.post(address(reference), FACTS)
    told = desk.get(address(reference))
    assert hidden(told, "administrator") == FACTS["administrator"] and "Vera Ionescu" not in main(told)
