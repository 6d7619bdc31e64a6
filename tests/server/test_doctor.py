"""What ``amiabil doctor`` says about an installation whose database answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from amiabil.actions.policy_versions import load_shipped
from amiabil.records import clock
from amiabil.records.models import PolicyVersion
from amiabil.server import doctor
from amiabil.server.config import load
from amiabil.server.doctor import Verdict

pytestmark = pytest.mark.django_db


def findings() -> list[tuple[Verdict, str]]:
    connection.ensure_connection()
    return [(one.verdict, one.text) for one in doctor._policies(connection.connection)]


def test_the_published_policies_that_can_be_read_are_well() -> None:
    load_shipped(at=clock.now())
    assert findings() == [(Verdict.OK, "Every published version can be read.")]


def test_a_published_policy_that_cannot_be_read_is_named() -> None:
    load_shipped(at=clock.now())
    broken = PolicyVersion.objects.filter(state="published").first()
    assert broken is not None
    PolicyVersion.objects.filter(id=broken.id).update(
        text="policy: {id: old}\nwords_of_an_older_release: 1\n"
    )
    ((verdict, text),) = findings()
    assert verdict is Verdict.FAILS
    assert text.startswith(f"{broken.policy_id}@{broken.version} is published and cannot be read: ")


def test_keys_of_sign_in_that_cannot_be_used_are_told(settings: Settings, tmp_path: Path) -> None:
    named = {"AMIABIL_HOME": str(tmp_path), "AMIABIL_JWT_ISSUER": "shop", "AMIABIL_JWT_KEY": "k" * 40}
    settings.AMIABIL_JWT_KEY = "k" * 40
    assert [one.verdict for one in doctor._sign_in(load(named))] == [Verdict.OK]
    settings.AMIABIL_JWT_KEY = "short"
    ((finding),) = doctor._sign_in(load(named))
    assert finding.verdict is Verdict.FAILS
    assert finding.text == "No customer can come in: a shared key needs 32 bytes."
