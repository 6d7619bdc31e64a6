"""The shop's pages: what waits first, what silence costs, and what a member without a right reads."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amiabil.domain.terms import Command, ShopRight
from amiabil.records.models import Dispute, Shop
from tests.desks.reading import links, main
from tests.desks.stories import REFUSAL, browser, in_mediation, opened, refused, step
from tests.factories import World, later, make_buyer, make_member, make_order, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(world: World) -> Client:
    return browser(world.seller)


def another(world: World, ref: str) -> World:
    """A further order of the same shop, by another buyer."""
    buyer = make_buyer(f"buyer-{ref}", name="Radu Ene")
    order = make_order(buyer, Shop.objects.get(id=world.shop_id), ref)
    return World(buyer, world.seller, order.ref, order.id, world.shop_id)


def test_an_empty_list_says_where_disputes_come_from(shop: Client) -> None:
    text = main(shop.get("/en/seller/"))
    assert "No dispute waits for you" in text
    assert "When a buyer opens a dispute on an order of the shop" in text


def test_a_dispute_to_answer_says_until_when_and_what_silence_costs(world: World, shop: Client) -> None:
    reference = opened(world)
    answer = shop.get("/en/seller/")
    text = main(answer)
    assert "1 dispute waits for you The nearest: until Mon 12 Oct, 23:59." in text
    assert "269.89 lei, nothing is sent back" in text
    assert "You pay 269.89\N{NO-BREAK SPACE}lei, automatically." in answer.content.decode()
    assert f"/en/seller/disputes/{reference}" in links(answer)


def test_above_the_limit_silence_leads_to_a_mediator(world: World, shop: Client) -> None:
    order = make_order(
        world.buyer,
        Shop.objects.get(id=world.shop_id),
        "4177",
        lines=({"ref": "L1", "title": "Chandelier", "unit_price": 90000},),
    )
    opened(World(world.buyer, world.seller, order.ref, order.id, world.shop_id), amount="900.00")
    assert "A mediator takes over the case. Nothing is paid before the decision." in main(
        shop.get("/en/seller/")
    )


def test_what_waits_and_what_ended_stand_apart(world: World, shop: Client) -> None:
    second = another(world, "4102")
    opened(world)
    ended = opened(second)
    step(second.seller, ended, Command.ACCEPT_REQUEST, later(days=1), amount="269.89")
    in_mediation(another(world, "4103"))
    text = main(shop.get("/en/seller/"))
    assert text.index("It is your turn") < text.index("You wait for others")
    assert "The payment service's turn" in text
    assert "4102" not in main(shop.get("/en/seller/?show=to_answer"))
    assert "Lamp" in main(shop.get("/en/seller/?show=waiting"))
    assert "No dispute of the shop is in this part." in main(shop.get("/en/seller/?show=ended"))


def test_another_shop_sees_nothing_of_it(world: World) -> None:
    reference = opened(world)
    stranger = browser(make_world("4999").seller)
    assert reference not in stranger.get("/en/seller/").content.decode()
    assert stranger.get(f"/en/seller/disputes/{reference}").status_code == 404
    assert "There is no dispute with the reference" in main(
        stranger.get(f"/en/seller/?reference={reference}")
    )


@pytest.mark.parametrize("written", [str, str.lower, lambda text: text.replace("-", " ")])
def test_a_reference_is_found_however_it_is_typed(world: World, shop: Client, written) -> None:
    reference = opened(world)
    answer = shop.get("/en/seller/", {"reference": written(reference)})
    assert (answer.status_code, answer["Location"]) == (302, f"/en/seller/disputes/{reference}")


def test_what_is_no_reference_is_told_beside_the_field(shop: Client) -> None:
    answer = shop.get("/en/seller/?reference=D-1")
    assert "A reference looks like D-7K3M-92QF" in main(answer)
    assert 'value="D-1"' in answer.content.decode()


def test_the_list_goes_on_page_by_page(world: World, shop: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amiabil.desks.seller.disputes.SIZE", 2)
    references = {opened(world)} | {opened(another(world, f"42{n:02}")) for n in range(4)}
    seen, address = set(), "/en/seller/"
    for _ in range(3):
        answer = shop.get(address)
        seen |= {link.rpartition("/")[2] for link in links(answer) if "/disputes/D-" in link}
        address = next((link for link in links(answer) if "after=" in link), "")
    assert seen == references
    assert address == ""


def test_a_cursor_of_somebody_else_is_refused(shop: Client) -> None:
    assert shop.get("/en/seller/?after=nonsense").status_code == 422


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_list_costs_the_same_at_any_length(
    world: World, shop: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        opened(another(world, f"43{number:02}"))
    shop.get("/en/seller/")
    with django_assert_num_queries(4 if count else 3):  # session, list, outlooks, figures of the frame
        shop.get("/en/seller/")


def test_a_case_costs_six_statements(
    world: World, shop: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reference = in_mediation(world)
    shop.get("/en/seller/")
    with django_assert_max_num_queries(6):
        answer = shop.get(f"/en/seller/disputes/{reference}")
    assert answer.status_code == 200


def test_a_case_can_be_heard_live(world: World, shop: Client) -> None:
    reference = opened(world)
    page = shop.get(f"/en/seller/disputes/{reference}").content.decode()
    assert f'data-stream-token-url="/en/seller/disputes/{reference}/stream"' in page
    assert f'data-poll-url="/en/seller/disputes/{reference}/version"' in page
    version = shop.get(f"/en/seller/disputes/{reference}/version").json()["version"]
    assert f'data-version="{version}"' in page
    assert {"token", "url"} <= shop.get(f"/en/seller/disputes/{reference}/stream").json().keys()


def test_the_shop_makes_an_offer_on_the_page(world: World, shop: Client) -> None:
    reference = opened(world)
    asked = shop.get(f"/en/seller/disputes/{reference}/do/propose")
    assert "What do you propose?" in main(asked)
    sent = shop.post(
        f"/en/seller/disputes/{reference}/do/propose",
        {"remedy": "refund_keep", "amount": "150,00", "version": "1"},
    )
    assert (sent.status_code, sent["Location"]) == (302, f"/en/seller/disputes/{reference}")
    assert Dispute.objects.get(case__reference=reference).turn == "buyer"
    assert "you offer 150.00 lei" in main(shop.get("/en/seller/"))


@pytest.mark.parametrize("act", ["propose", "voluntary_refund"])
def test_an_empty_amount_is_asked_for_and_never_means_everything(
    world: World, shop: Client, act: str
) -> None:
    reference = opened(world)
    sent = shop.post(
        f"/en/seller/disputes/{reference}/do/{act}", {"remedy": "refund_keep", "amount": "", "version": "1"}
    )
    assert sent.status_code == 422
    assert "#field-amount" in links(sent)
    assert Dispute.objects.get(case__reference=reference).state == "awaiting_seller"


def test_a_member_who_may_not_settle_reads_why(world: World) -> None:
    reference = opened(world)
    answerer = browser(
        make_member(Shop.objects.get(id=world.shop_id), "member-answer", rights=[ShopRight.ANSWER])
    )
    page = answerer.get(f"/en/seller/disputes/{reference}")
    assert "you need the right “accept and offer money”" in main(page)
    assert not any(link.endswith(("/do/accept_request", "/do/propose")) for link in links(page))
    assert any(link.endswith("/do/reject_request") for link in links(page))
    assert answerer.get(f"/en/seller/disputes/{reference}/do/propose").status_code == 403
    tried = answerer.post(f"/en/seller/disputes/{reference}/do/accept_request", {"amount": "269.89"})
    assert tried.status_code == 403
    assert Dispute.objects.get(case__reference=reference).state == "awaiting_seller"


def test_a_member_who_may_only_read_has_no_box_to_write_in(world: World) -> None:
    reference = opened(world)
    reader = browser(make_member(Shop.objects.get(id=world.shop_id), "member-bare", rights=[]))
    page = reader.get(f"/en/seller/disputes/{reference}")
    assert "To answer it you need the right “answer disputes”" in main(page)
    assert "composer" not in page.content.decode()
    written = reader.post(f"/en/seller/disputes/{reference}/messages", {"text": "Bună ziua"})
    assert written.status_code == 403


def test_the_seller_reads_their_own_refusal(world: World, shop: Client) -> None:
    reference = refused(world)
    assert REFUSAL in main(shop.get(f"/en/seller/disputes/{reference}"))


def test_orders_show_their_disputes(world: World, shop: Client) -> None:
    reference = opened(world)
    quiet = another(world, "4105")
    answer = shop.get("/en/seller/orders/")
    text = main(answer)
    assert "Ana Pop" in text and "Radu Ene" in text and quiet.order_ref in text
    assert "In dispute: your turn" in text
    assert f"/en/seller/disputes/{reference}" in links(answer)
    only = main(shop.get("/en/seller/orders/?show=in_dispute"))
    assert "Radu Ene" not in only and "Ana Pop" in only
    assert "Everything that was sold has arrived." in main(shop.get("/en/seller/orders/?show=on_the_way"))


@pytest.mark.parametrize("count", [1, 3])
def test_orders_cost_the_same_at_any_length(
    world: World, shop: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        another(world, f"44{number:02}")
    shop.get("/en/seller/orders/")
    with django_assert_num_queries(4):  # session, orders, counts, figures of the frame
        shop.get("/en/seller/orders/")


def test_the_list_speaks_romanian(world: World, shop: Client) -> None:
    opened(world)
    text = main(shop.get("/ro/seller/"))
    assert "1 dispută te așteaptă" in text
    assert "Plătești 269,89 lei, automat." in text
