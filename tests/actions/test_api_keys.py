"""Keys of the marketplace's systems: shown once, kept hashed, bounded by scopes, gone at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from amiabil.actions import api_keys
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import api_keys as records
from amiabil.records import clock
from amiabil.records.api_keys import KeyNameTaken
from amiabil.records.models import ApiKey, AuditEntry

pytestmark = pytest.mark.django_db

ORDERS = frozenset({"orders:write"})


def viewer_of(key: str) -> Viewer | None:
    return records.viewer_of(key, at=clock.unshifted())


def test_a_key_is_recognised_by_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    key = api_keys.create(COMMAND_LINE, "shop", ORDERS | {"cases:read"})
    assert key.startswith("amk_") and len(key) == 44
    with django_assert_num_queries(1):
        viewer = viewer_of(key)
    assert viewer is not None
    assert (viewer.ref, viewer.role, viewer.scopes) == ("key:shop", Role.OPERATOR, ORDERS | {"cases:read"})


def test_a_key_for_orders_has_no_role_in_cases() -> None:
    viewer = viewer_of(api_keys.create(COMMAND_LINE, "shop", ORDERS))
    assert viewer is not None
    assert viewer.role is None and not viewer.is_staff


def test_the_table_does_not_hold_it() -> None:
    key = api_keys.create(COMMAND_LINE, "shop", ORDERS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT k::text FROM api_key k")
        (row,) = cursor.fetchone()
    assert key not in row and key[:8] in row


@pytest.mark.parametrize("key", ["", "amk_", "amk_" + "a" * 40, "é", "\x00", "key:shop"])
def test_an_invented_key_is_nobody(key: str) -> None:
    api_keys.create(COMMAND_LINE, "shop", ORDERS)
    assert viewer_of(key) is None


def test_the_last_use_is_noted_every_five_minutes() -> None:
    key, now = api_keys.create(COMMAND_LINE, "shop", ORDERS), clock.unshifted()
    for minutes, noted in ((0, 0), (4, 0), (6, 6)):
        records.viewer_of(key, at=now + timedelta(minutes=minutes))
        assert ApiKey.objects.get().used_at == now + timedelta(minutes=noted)


def test_a_rotated_key_leaves_the_old_one_worthless() -> None:
    old = api_keys.create(COMMAND_LINE, "shop", ORDERS)
    new = api_keys.rotate(COMMAND_LINE, "shop")
    assert viewer_of(old) is None
    viewer = viewer_of(new)
    assert viewer is not None and viewer.scopes == ORDERS


def test_a_revoked_key_is_gone_for_ever() -> None:
    key = api_keys.create(COMMAND_LINE, "shop", ORDERS)
    api_keys.revoke(COMMAND_LINE, "shop")
    assert viewer_of(key) is None
    for act in (api_keys.rotate, api_keys.revoke):
        with pytest.raises(NotFound):
            act(COMMAND_LINE, "shop")
    with pytest.raises(KeyNameTaken):
        api_keys.create(COMMAND_LINE, "shop", ORDERS)
    (listed,) = records.listed(COMMAND_LINE).items
    assert (listed.name, listed.prefix, listed.revoked_at is not None) == ("shop", key[:8], True)


@pytest.mark.parametrize(
    ("name", "scopes", "code"),
    [
        ("", ORDERS, "bad_key_name"),
        ("x" * 61, ORDERS, "bad_key_name"),
        ("a\nb", ORDERS, "bad_key_name"),
        ("shop", frozenset(), "unknown_scope"),
        ("shop", frozenset({"everything"}), "unknown_scope"),
    ],
)
def test_what_is_no_key(name: str, scopes: frozenset[str], code: str) -> None:
    with pytest.raises((api_keys.BadKeyName, api_keys.UnknownScope)) as refused:
        api_keys.create(COMMAND_LINE, name, scopes)
    assert refused.value.code == code
    assert not ApiKey.objects.exists()


def test_only_an_administrator_or_their_key_makes_keys() -> None:
    boss = viewer_of(api_keys.create(COMMAND_LINE, "boss", frozenset({"admin"})))
    assert boss is not None
    api_keys.create(boss, "made by a key", ORDERS)
    for viewer in (
        Viewer(role=Role.OPERATOR),
        Viewer(role=None),
        viewer_of(api_keys.rotate(boss, "made by a key")),
    ):
        assert viewer is not None
        with pytest.raises(Forbidden):
            api_keys.create(viewer, "another", ORDERS)


def test_what_is_done_about_keys_is_written_down() -> None:
    api_keys.create(COMMAND_LINE, "shop", ORDERS)
    api_keys.rotate(COMMAND_LINE, "shop")
    api_keys.revoke(COMMAND_LINE, "shop")
    assert list(AuditEntry.objects.order_by("id").values_list("action", "subject", "facts")) == [
        ("key.create", "key:shop", {"scopes": ["orders:write"]}),
        ("key.rotate", "key:shop", {}),
        ("key.revoke", "key:shop", {}),
    ]
