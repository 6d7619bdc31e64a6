"""What a customer chose counts until they give the word back to the marketplace's tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amiabil.actions import people, sign_in
from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.sign_in import Vouched
from amiabil.domain.terms import Role, ShopRight
from amiabil.foundation.errors import NotFound
from amiabil.records import clock, sessions
from amiabil.records import people as records
from amiabil.records.models import Customer, Shop, ShopMember

pytestmark = pytest.mark.django_db


def entry(number: int = 1, **fields: Any) -> Viewer:
    """Somebody comes in; the viewer they are."""
    plain = {
        "issuer": "shop",
        "subject": "ana",
        "role": Role.BUYER,
        "language": "ro",
        "zone": "Europe/Bucharest",
    }
    vouched = Vouched(
        jti=f"{number}", expires_at=datetime.now(UTC) + timedelta(minutes=5), **{**plain, **fields}
    )
    opened = sign_in.enter(vouched, previous=None)
    viewer = sessions.viewer_of(opened.token, at=clock.unshifted())
    assert viewer is not None
    return viewer


def test_a_token_says_it_until_the_person_does() -> None:
    ana = entry(1)
    assert (ana.language, ana.zone) == ("ro", "Europe/Bucharest")
    ana = entry(2, language="en", zone="Europe/Berlin")
    assert (ana.language, ana.zone) == ("en", "Europe/Berlin")
    people.update_settings(ana, language="ro", zone="Europe/London")
    ana = entry(3, language="en", zone="Europe/Berlin")
    assert (ana.language, ana.zone) == ("ro", "Europe/London")
    people.update_settings(ana, language="", zone="")
    own = records.own_settings(ana)
    assert (own.language_chosen, own.zone_chosen, own.zone) == (False, False, "")
    ana = entry(4, language="en", zone="Europe/Berlin")
    assert (ana.language, ana.zone) == ("en", "Europe/Berlin")


def test_what_a_token_leaves_out_stays() -> None:
    entry(1, name="Ana Pop", email="ana@example.org", email_verified=True)
    entry(2, language="", zone="")
    row = Customer.objects.get()
    assert (row.name, row.email, row.email_verified, row.language) == (
        "Ana Pop",
        "ana@example.org",
        True,
        "ro",
    )
    entry(3, email="new@example.org", email_verified=False)
    row = Customer.objects.get()
    assert (row.email, row.email_verified) == ("new@example.org", False)


@pytest.mark.parametrize(
    ("language", "zone", "code"),
    [
        ("de", "", "unknown_language"),
        ("", "Europe/Nowhere", "unknown_zone"),
        ("", "../etc/passwd", "unknown_zone"),
    ],
)
def test_what_cannot_be_chosen(language: str, zone: str, code: str) -> None:
    ana = entry()
    with pytest.raises((people.UnknownLanguage, people.UnknownZone)) as refused:
        people.update_settings(ana, language=language, zone=zone)
    assert refused.value.code == code
    assert not records.own_settings(ana).language_chosen


@pytest.mark.parametrize("viewer", [NOBODY, Viewer(role=Role.AGENT, person_id=None)])
def test_only_customers_have_these_settings(viewer: Viewer) -> None:
    with pytest.raises(NotFound):
        people.update_settings(viewer, language="ro", zone="")
    with pytest.raises(NotFound):
        records.own_settings(viewer)


def test_a_member_has_exactly_the_rights_of_the_last_token() -> None:
    shop = {"role": Role.SELLER, "shop": "lumina"}
    entry(1, **shop, rights=frozenset(ShopRight), settle_limit={"RON": 100})
    member = entry(2, **shop, rights=frozenset({ShopRight.ANSWER}))
    assert (member.rights, member.settle_limit) == ({ShopRight.ANSWER}, {})
    assert Shop.objects.count() == ShopMember.objects.count() == 1


def test_one_person_may_act_for_several_shops_and_buy() -> None:
    first = entry(1, role=Role.SELLER, shop="one", rights=frozenset(ShopRight))
    second = entry(2, role=Role.SELLER, shop="two", rights=frozenset(ShopRight))
    buyer = entry(3)
    assert first.person_id == second.person_id == buyer.person_id
    assert first.shop_id != second.shop_id and buyer.shop_id is None
