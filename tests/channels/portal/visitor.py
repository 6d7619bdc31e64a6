"""A browser without a browser: a signed-in test client for a buyer or a member of a shop."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.test import Client

from amiabil.domain.access import Viewer
from amiabil.records import clock, sessions
from amiabil.records.sessions import Owner
from amiabil.ui.viewer import CUSTOMER_COOKIE


def signed_in(viewer: Viewer) -> Client:
    """A client with this customer's session."""
    assert viewer.person_id is not None
    assert viewer.role is not None
    token = secrets.token_urlsafe(32)
    owner = Owner(viewer.person_id, viewer.role, viewer.shop_id)
    sessions.open_session(owner, token, at=clock.unshifted() - timedelta(seconds=1))
    client = Client()
    client.cookies[CUSTOMER_COOKIE] = token
    return client
