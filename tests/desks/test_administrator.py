"""The insolvency administrator of a shop: reads its disputes, acts in them for it, and takes over nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.actions.disputes import bring_up_to
from amiabil.actions.messages import Written, post_message
from amiabil.actions.proceedings import OpenedOutside, opened_outside, seller_insolvent
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.errors import NotYours
from amiabil.domain.terms import Audience, Command, Role
from amiabil.foundation.errors import NotFound
from amiabil.records import deliveries
from amiabil.records.case_files import case_file
from amiabil.records.models import Conversation, Customer, Dispute, Event, Message, Shop
from amiabil.records.new_id import new_id
from amiabil.records.search import kinds_for
from tests.channels.portal.test_calendar import address, values
from tests.desks.reading import links, main
from tests.desks.stories import browser, in_mediation, opened, step
from tests.desks.test_seller import another
from tests.factories import World, later, make_administrator, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


def insolvent(world: World, operator: Viewer) -> Viewer:
    """The shop is reported as insolvent; its administrator."""
    shop = Shop.objects.get(id=world.shop_id)
    seller_insolvent(operator, shop.ref, at=later(days=2, hours=3))
    return make_administrator(shop)


def said(viewer: Viewer, reference: str, audience: Audience) -> None:
    written = Written(new_id(), "I act for the estate", audience, later(days=3))
    post_message(viewer, reference, written)


def test_the_shop_s_disputes_are_shown_under_an_honest_name(world: World, operator: Viewer) -> None:
    reference = opened(world)
    desk = browser(insolvent(world, operator))
    page = desk.get("/en/seller/")
    assert reference in main(page)
    whole = page.content.decode()
    assert f"Administrator of {Shop.objects.get().name}" in whole and "Vera Ionescu" in whole
    assert "/en/measures/" not in links(page) and "/en/tickets/" not in links(page)
    assert desk.get("/en/seller/orders/").status_code == 200


def test_an_administrator_acts_as_the_seller_could_and_is_named(world: World, operator: Viewer) -> None:
    reference = in_mediation(world)
    desk = browser(insolvent(world, operator))
    act = f"/en/seller/disputes/{reference}/do/propose"
    assert act in links(desk.get(f"/en/seller/disputes/{reference}"))
    sent = {"remedy": "refund_keep", "amount": "100.00", "text": "From the estate"}
    assert desk.post(act, sent).status_code == 302
    made = Event.objects.get(type="dispute.propose")
    assert (made.actor_role, made.actor_ref) == ("administrator", "lichidator")
    assert case_file(world.buyer, reference).dispute.proposal_of(Role.SELLER).terms.amount.text() == "100.00"
    heard = main(browser(world.buyer).get(f"/en/disputes/{reference}"))
    assert "100.00" in heard


def test_writing_reaches_both_sides_or_the_platform_alone(world: World, operator: Viewer) -> None:
    reference = opened(world)
    administrator = insolvent(world, operator)
    said(administrator, reference, Audience.EVERYONE)
    said(administrator, reference, Audience.SELLER_AND_PLATFORM)
    assert {one.author_role for one in Message.objects.all()} == {"administrator"}
    page = main(browser(world.buyer).get(f"/en/disputes/{reference}"))
    assert page.count("I act for the estate") == 1
    assert "Vera Ionescu" in page and "insolvency administrator" in page
    assert main(browser(world.seller).get(f"/en/seller/disputes/{reference}")).count("I act for") == 2


def test_a_case_that_knows_of_no_insolvency_is_only_read(world: World, operator: Viewer) -> None:
    reference = opened(world)
    opened_outside(operator, OpenedOutside(world.order_ref, "CB-1", "10.00"), at=later(days=1))
    administrator = insolvent(world, operator)
    page = browser(administrator).get(f"/en/seller/disputes/{reference}")
    assert "A proceeding at the bank has stopped it" in main(page)
    assert 'name="text"' not in page.content.decode()
    assert not [one for one in links(page) if "/do/" in one]
    with pytest.raises(NotYours):
        said(administrator, reference, Audience.EVERYONE)
    with pytest.raises(NotYours):
        step(administrator, reference, Command.PROPOSE, later(days=3), remedy="refund_keep", amount="1.00")
    assert not Message.objects.exists()


def test_a_case_that_was_over_before_says_so(world: World, operator: Viewer) -> None:
    reference = opened(world)
    step(world.buyer, reference, Command.WITHDRAW, later(hours=1))
    bring_up_to(world.buyer, reference, at=later(days=2, hours=2))
    page = browser(insolvent(world, operator)).get(f"/en/seller/disputes/{reference}")
    assert "It had ended before the seller became insolvent." in main(page)


def test_another_shop_s_cases_are_not_there(world: World, operator: Viewer) -> None:
    elsewhere = make_world("9301")
    reference = opened(elsewhere)
    administrator = insolvent(world, operator)
    desk = browser(administrator)
    assert reference not in main(desk.get("/en/seller/"))
    assert desk.get(f"/en/seller/disputes/{reference}").status_code == 404
    with pytest.raises(NotFound):
        said(administrator, reference, Audience.EVERYONE)


def test_what_is_between_the_shop_and_the_platform_stays_theirs(world: World, operator: Viewer) -> None:
    administrator = insolvent(world, operator)
    desk = browser(administrator)
    for path in ("tickets/", "tickets/new", "measures/"):
        assert desk.get(f"/en/{path}").status_code == 403, path
    assert kinds_for(administrator) == ("dispute",)


def test_the_door_shuts_with_the_insolvency_and_never_opens_before(world: World, operator: Viewer) -> None:
    administrator = insolvent(world, operator)
    desk = browser(administrator)
    assert desk.get("/en/seller/").status_code == 200
    Shop.objects.update(insolvent_at=None)
    assert desk.get("/en/seller/").status_code == 401


def test_notices_and_mails_come_about_disputes_and_nothing_else(world: World, operator: Viewer) -> None:
    reference = opened(world)
    administrator = insolvent(world, operator)
    Customer.objects.filter(id=administrator.person_id).update(email="vera@example.org")
    case = Conversation.objects.get(reference=reference)

    def told() -> set[str]:
        return {one.email for one in deliveries.recipients(case.id) if one.role is Role.SELLER}

    shop_itself = Shop.objects.get().identity.get("email", "")
    assert told() == {"vera@example.org", "", shop_itself}
    Conversation.objects.filter(id=case.id).update(kind="ticket")
    assert "vera@example.org" not in told()


def test_deadlines_are_in_the_administrator_s_calendar(world: World, operator: Viewer) -> None:
    reference = in_mediation(world)
    desk = browser(insolvent(world, operator))
    feed = Client().get(address(desk))
    assert any(reference in text for text in values(feed, "DESCRIPTION"))


def test_the_file_of_a_case_can_be_taken_along(world: World, operator: Viewer) -> None:
    reference = opened(world)
    desk = browser(insolvent(world, operator))
    taken = desk.get(f"/en/cases/{reference}/dossier.zip")
    assert b"".join(taken.streaming_content).startswith(b"PK")
    assert reference in main(desk.get(f"/en/search?q={reference}"))


def test_whoever_records_it_on_one_case_records_it_for_all_of_the_seller(
    world: World, operator: Viewer
) -> None:
    first, second = opened(world), opened(another(world, "4102"))
    step(operator, first, Command.RECORD_INSOLVENCY, later(days=2))
    assert [one.state for one in Dispute.objects.all()] == ["in_mediation"] * 2
    assert Shop.objects.get().insolvent_at == later(days=2)
    assert opened(another(world, "4103"), at=later(days=3)) and Dispute.objects.count() == 3
    assert set(Dispute.objects.values_list("state", flat=True)) == {"in_mediation"}
    assert second in main(browser(make_administrator(Shop.objects.get())).get("/en/seller/"))
