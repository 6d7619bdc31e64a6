"""What comes through a door of fraud is read before the rest, with and without an account; nothing else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from amiabil.actions.contacts import confirm_address
from amiabil.domain.support.terms import Priority
from amiabil.records import clock
from amiabil.records.models import AddressCheck, Ticket
from amiabil.ui import public_forms
from tests.channels.portal.visitor import signed_in
from tests.desks.reading import hidden
from tests.factories import make_buyer

pytestmark = pytest.mark.django_db

SAID = {"subject": "Somebody is in my account", "text": "Orders I did not make."}
AS_FRAUD = pytest.mark.parametrize(("query", "soon"), [("?fraud=1", Priority.HIGH), ("", Priority.NORMAL)])


@AS_FRAUD
def test_from_an_account(query: str, soon: Priority) -> None:
    answer = signed_in(make_buyer(language="en")).post(f"/en/tickets/new/account{query}", SAID)
    assert answer.status_code == 302
    assert Ticket.objects.get().priority == soon


@AS_FRAUD
def test_without_an_account_once_the_address_is_theirs(
    query: str, soon: Priority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_forms, "LEAST", timedelta())
    visitor, form = Client(), f"/en/request/account{query}"
    page = visitor.get(form)
    names = {name: hidden(page, name) for name in ("key", "shown")}
    assert visitor.post(form, {**SAID, **names, "email": "ana@mail.example"}).status_code == 200
    assert confirm_address(AddressCheck.objects.get().id, at=clock.now()) is not None
    assert Ticket.objects.get().priority == soon
