"""Every way a buyer can begin: which remedies are offered, what is locked until when, and where a closed way leads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from amiabil.domain.terms import Reason
from amiabil.records import clock
from amiabil.records.models import Dispute, DisputeDraft, Shop
from amiabil.ui.words import reasons
from tests.channels.portal.visitor import signed_in
from tests.factories import OPENED, World, make_world

pytestmark = pytest.mark.django_db

AFTER_PROTECTION = datetime(2026, 11, 20, 10, tzinfo=UTC)
"""Delivered on 5 October: the protection ended on 4 November, the legal guarantee lasts until October 2028."""

TOLD = {
    "steps_to_see_defect": "It does not start.",
    "what_happened": "It does not start.",
    "difference": "colour",
    "parcel_condition": "intact",
    "what_is_missing": "The cable",
    "received_count": "1",
    "address_is_right": "yes",
    "asked_household": "yes",
    "asked_neighbours": "yes",
    "somebody_hurt": "no",
}


@pytest.fixture(autouse=True)
def at_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: OPENED)


def buyer_of(**order: Any) -> tuple[World, Client]:
    world = make_world(**order)
    return world, signed_in(world.buyer)


def send(client: Client, step: str, **fields: str):
    draft = DisputeDraft.objects.order_by("created_at").first()
    hidden = {"draft": str(draft.id)} if draft else {}
    return client.post("/en/orders/4101/dispute", {"step": step, **hidden, **fields})


def wanting(client: Client, reason: str) -> str:
    """The page that asks what is wanted, after choosing the lamp and this reason."""
    send(client, "what", **{"units-L1": "1"})
    assert send(client, "why", reason=reason, **TOLD).status_code == 302
    return client.get("/en/orders/4101/dispute", {"step": "want"}).content.decode()


def remedies_in(page: str) -> set[str]:
    names = ("refund_keep", "return_refund", "price_reduction", "replacement", "repair", "resend")
    return {name for name in names if f'name="remedy" value="{name}"' in page}


ALL = {"refund_keep", "return_refund", "price_reduction", "replacement", "repair"}


@pytest.mark.parametrize(
    ("reason", "offered"),
    [
        ("nc_damaged", ALL),
        ("nc_defective", ALL),
        ("nc_missing_parts", {"refund_keep", "return_refund", "price_reduction", "replacement", "resend"}),
        ("nc_counterfeit", {"refund_keep"}),
        ("nr_delivered_not_received", {"refund_keep", "resend"}),
    ],
)
def test_every_remedy_the_policy_allows_is_offered(reason, offered) -> None:
    _, client = buyer_of()
    assert remedies_in(wanting(client, reason)) == offered


def test_who_pays_and_how_much_is_said() -> None:
    _, client = buyer_of()
    page = wanting(client, "nc_defective")
    assert "The seller pays for sending it back." in page
    assert "At most 269.89" in page
    assert "At most 249.90" in page, "a lower price counts no delivery"


@pytest.mark.parametrize(
    ("remedy", "amount", "kept"),
    [
        ("return_refund", "", ("return_refund", 26989)),
        ("price_reduction", "80", ("price_reduction", 8000)),
        ("repair", "80", ("repair", None)),
        ("replacement", "", ("replacement", None)),
    ],
)
def test_every_remedy_can_be_asked_for(remedy, amount, kept) -> None:
    _, client = buyer_of()
    wanting(client, "nc_defective")
    assert send(client, "want", remedy=remedy, amount=amount).status_code == 302
    assert send(client, "show", **{"shown-defect_description": "Dead"}).status_code == 302
    assert client.get("/en/orders/4101/dispute", {"step": "send"}).status_code == 200
    assert send(client, "send").status_code == 302
    saved = Dispute.objects.get()
    assert (saved.body["request"]["terms"]["remedy"], saved.asked) == kept


def test_a_lower_price_is_bounded_by_the_price_without_delivery() -> None:
    _, client = buyer_of()
    wanting(client, "nc_defective")
    assert send(client, "want", remedy="price_reduction", amount="255").status_code == 422
    assert send(client, "want", remedy="refund_keep", amount="255").status_code == 302


def test_after_the_protection_the_legal_guarantee_goes_on(monkeypatch) -> None:
    _, client = buyer_of()
    monkeypatch.setattr(clock, "now", lambda: AFTER_PROTECTION)
    page = wanting(client, "nc_defective")
    assert remedies_in(page) == {"replacement", "repair"}
    assert "The marketplace&#x27;s protection ended on Wednesday, 4 November." in page
    assert "the legal guarantee holds until 5 October 2028" in page
    assert "Possible later" in page
    assert page.count("from Sunday, 6 December, if the seller has not") == 3
    assert send(client, "want", remedy="refund_keep").status_code == 422
    assert send(client, "want", remedy="repair").status_code == 302
    send(client, "show", **{"shown-defect_description": "Dead"})
    check = client.get("/en/orders/4101/dispute", {"step": "send"}).content.decode()
    assert "to repair or replace it" in check
    assert send(client, "send").status_code == 302
    assert Dispute.objects.get().lane == "statutory_conformity"


def test_a_fake_has_no_repair_to_wait_for(monkeypatch) -> None:
    _, client = buyer_of()
    monkeypatch.setattr(clock, "now", lambda: AFTER_PROTECTION)
    assert remedies_in(wanting(client, "nc_counterfeit")) == {"refund_keep"}


def test_a_withdrawal_leads_to_its_own_two_steps() -> None:
    _, client = buyer_of()
    send(client, "what", **{"units-L1": "1"})
    assert send(client, "why", reason="wd_statutory", picked="1")["Location"].endswith(
        "/orders/4101/withdraw"
    )


def test_a_payment_somebody_else_made_leads_to_the_payment_service() -> None:
    _, client = buyer_of()
    send(client, "what", **{"units-L1": "1"})
    answer = send(client, "why", reason="unauthorised", picked="1")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Your bank or payment service" in page
    assert "/en/help/contact-us" in page


def test_a_dangerous_thing_is_put_away_first() -> None:
    _, client = buyer_of()
    send(client, "what", **{"units-L1": "1"})
    answer = send(client, "why", reason="nc_unsafe", picked="1")
    assert "Safety first" in client.get(answer["Location"]).content.decode()


def test_the_shops_own_rules_are_offered_where_there_are_some() -> None:
    world, client = buyer_of()
    send(client, "what", **{"units-L1": "1"})
    assert "wd_voluntary" not in client.get("/en/orders/4101/dispute?step=why&pick=1").content.decode()
    own = {"voluntary_returns": {"days": 40, "payer": "buyer"}}
    Shop.objects.filter(id=world.shop_id).update(identity=own)
    assert "wd_voluntary" in client.get("/en/orders/4101/dispute?step=why&pick=1").content.decode()
    assert "reason=wd_voluntary" in client.get("/en/orders/4101").content.decode()
    page = wanting(client, "wd_voluntary")
    assert remedies_in(page) == {"return_refund"}
    assert "You pay for sending it back." in page
    send(client, "want", remedy="return_refund")
    send(client, "show")
    assert send(client, "send").status_code == 302
    assert Dispute.objects.get().body["request"]["terms"]["return_cost"] == "buyer"


def test_an_order_of_nothing_but_what_the_shop_takes_not_back_has_its_page() -> None:
    lamp = {"ref": "L1", "title": "Lamp", "unit_price": 24990, "category": "lighting"}
    world, client = buyer_of(lines=(lamp,))
    own = {"voluntary_returns": {"days": 40, "payer": "buyer", "excluded_categories": ["lighting"]}}
    Shop.objects.filter(id=world.shop_id).update(identity=own)
    answer = client.get("/en/orders/4101")
    assert answer.status_code == 200 and "Return it to the shop" not in answer.content.decode()


@pytest.mark.parametrize(
    ("order", "reason", "said"),
    [
        (
            {"lines": ({"ref": "L1", "title": "Lamp", "unit_price": 24990, "delivered_at": None},)},
            "nc_damaged",
            "not reported yet",
        ),
        ({"estimated_to": date(2026, 10, 20)}, "nr_in_transit_late", "begins on Wednesday, 21 October"),
        ({"estimated_to": date(2026, 7, 1)}, "nr_in_transit_late", "ended on"),
    ],
)
def test_a_closed_way_tells_the_fact_and_leads_on(order, reason, said) -> None:
    _, client = buyer_of(**order)
    send(client, "what", **{"units-L1": "1"})
    answer = send(client, "why", reason=reason, picked="1")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert said in page
    assert "What you can do instead" in page
    assert "/orders/4101/withdraw" in page, "the right without a reason is open meanwhile"
    assert not Dispute.objects.exists()


def test_every_reason_a_buyer_can_file_is_in_the_form() -> None:
    shown = {one for group in reasons.groups(voluntary=True) for one in group.reasons}
    assert shown == {one for one in Reason if not one.startswith("se_")}


@pytest.mark.parametrize("reason", [one for one in Reason if one.startswith("fn_")])
def test_a_matter_of_money_offers_money(reason, monkeypatch) -> None:
    _, client = buyer_of()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 12, 10, tzinfo=UTC))
    assert remedies_in(wanting(client, reason.value)) == {"refund_keep"}


def test_a_wrong_charge_can_be_reported_the_day_after_the_payment(monkeypatch) -> None:
    _, client = buyer_of()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 2, 10, tzinfo=UTC))
    assert remedies_in(wanting(client, "fn_duplicate")) == {"refund_keep"}


def test_a_draft_whose_reason_is_closed_comes_back_to_the_reasons() -> None:
    _, client = buyer_of()
    send(client, "what", **{"units-L1": "1"})
    send(client, "why", reason="unauthorised", picked="1")
    page = client.get("/en/orders/4101/dispute").content.decode()
    assert "What you can do instead" in page
    assert 'value="nc_damaged"' in page
