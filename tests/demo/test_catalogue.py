"""The catalogue fits together: every reference leads somewhere, nothing in it can be mistaken for somebody real."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from amiabil.demo import catalogue, orders, pictures
from amiabil.domain.terms import Role, ShopRight


def test_every_product_has_a_shop_a_picture_and_words_in_both_languages() -> None:
    assert len(catalogue.products()) >= 40
    for product in catalogue.products().values():
        assert product.shop in catalogue.shops(), product.key
        assert product.drawing in pictures.names(), product.key
        assert set(product.title) == set(product.text) == set(catalogue.LANGUAGES), product.key
        assert all(len(title) <= 80 for title in product.title.values()), product.key
        assert product.price.minor > 0


def test_every_drawing_is_sold_and_every_shop_sells() -> None:
    assert {product.drawing for product in catalogue.products().values()} == set(pictures.names())
    assert all(catalogue.sold_by(shop) for shop in catalogue.shops())


def test_romanian_is_written_with_commas_below() -> None:
    text = " ".join(one.title["ro"] + one.text["ro"] for one in catalogue.products().values())
    assert not re.search("[şţŞŢ]", text)
    assert "ș" in text and "ț" in text


def test_references_and_addresses_are_unique_and_nobodys() -> None:
    members = [member for shop in catalogue.shops().values() for member in shop.members]
    refs = [*catalogue.buyers(), *(member.ref for member in members)]
    emails = [one.email for one in catalogue.buyers().values()]
    emails += [shop.email for shop in catalogue.shops().values()]
    emails += [one.email for one in catalogue.staff().values()]
    assert not [ref for ref, count in Counter(refs).items() if count > 1]
    assert not [email for email, count in Counter(emails).items() if count > 1]
    assert all(email.endswith(".example") for email in emails)
    taxes = [shop.identity["tax"] for shop in catalogue.shops().values() if shop.trader]
    assert all("000000" in tax for tax in taxes)


def test_every_shop_can_settle_and_there_are_private_sellers() -> None:
    for shop in catalogue.shops().values():
        assert any(ShopRight.MANAGE in member.rights for member in shop.members), shop.ref
    private = [shop for shop in catalogue.shops().values() if not shop.trader]
    assert len(private) == 2
    assert catalogue.shops()["wiener-kleinmoebel"].settles_in == "EUR"


def test_there_is_somebody_in_every_staff_role() -> None:
    held = {role for member in catalogue.staff().values() for role in member.roles}
    roles = {
        Role.AGENT,
        Role.MEDIATOR,
        Role.REVIEWER,
        Role.SUPERVISOR,
        Role.OPERATOR,
        Role.ADMIN,
        Role.AUDITOR,
    }
    assert held == roles
    assert all(not {Role.MEDIATOR, Role.REVIEWER} <= member.roles for member in catalogue.staff().values())


def test_photos_know_where_every_town_is() -> None:
    towns = {one.town for one in [*catalogue.buyers().values(), *catalogue.shops().values()]}
    assert towns <= set(catalogue.TOWNS)


@pytest.mark.parametrize("category", ["perishable", "personalised", "sealed_hygiene_unsealed"])
def test_goods_without_a_right_of_withdrawal_are_sold_too(category: str) -> None:
    assert any(product.category == category for product in catalogue.products().values())


def test_one_shop_takes_back_more_than_the_law_and_its_orders_say_so() -> None:
    at = datetime(2026, 10, 5, 10, tzinfo=UTC)
    documents = orders.plan(at, dict.fromkeys(catalogue.products(), uuid4())).documents
    told = {document["seller"]["ref"]: document["seller"]["voluntary_returns"] for document in documents}
    own = {ref: returns for ref, returns in told.items() if returns is not None}
    assert own == {"fir-si-fus": {"days": 60, "payer": "seller", "excluded_categories": ["personalised"]}}
