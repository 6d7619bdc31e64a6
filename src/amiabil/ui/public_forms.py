"""How is a form that everybody may send kept from floods and programs? Without anything that spies on people.

A field no person sees must stay empty, a form is shown for a moment before anybody can have filled it in, and what one
network, and one address, sends is counted. Nobody solves riddles for us.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from amiabil.foundation.errors import Conflict
from amiabil.foundation.grants import form_age, form_token
from amiabil.foundation.signed import BadToken
from amiabil.records import clock, rates

TRAP = "website"
"""The field no person sees; programs fill in everything."""

STAMP = "shown"
"""The hidden field that says when the form was shown."""

LEAST = timedelta(seconds=3)
"""Nobody reads and fills in such a form faster."""

OF_NETWORK = rates.Limit("public-form", 10, timedelta(hours=1))
"""From one network: an office, a household, a mobile operator's door."""

OF_CHATS = rates.Limit("public-chat", 60, timedelta(hours=1))
"""Chats of visitors of one network: more than forms, because a mobile operator shows thousands of people as one."""

OF_ADDRESS = rates.Limit("public-address", 5, timedelta(days=1))
"""Naming one address, whoever sends the form."""

OF_TARGET = rates.Limit("public-target", 30, timedelta(hours=1))
"""About one thing: the thirty-first report of an hour says nothing new."""


class FormNotTaken(Conflict):
    """The form came faster than anybody writes, long after it was shown, or with what only programs fill in."""

    code = "form_not_taken"


def stamp() -> str:
    """What the hidden field holds in a form shown now."""
    made: str = form_token(key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    return made


def network_of(request: HttpRequest) -> str:
    """The network a form comes from: what one household or office has; the address itself where it is none."""
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(text)
    except ValueError:
        return str(text)
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


def admit(
    request: HttpRequest, *, address: str = "", target: str = "", limit: rates.Limit = OF_NETWORK
) -> None:
    """Let a form through that a person has sent, at a pace of people; call it outside a transaction.

    ``limit`` is how many such forms one network may send.

    Raises ``FormNotTaken`` and ``RateLimited``.
    """
    now = clock.unshifted()
    try:
        age = form_age(request.POST.get(STAMP, ""), key=settings.SECRET_KEY.encode(), now=now)
    except BadToken:
        raise FormNotTaken() from None
    if request.POST.get(TRAP) or age < LEAST:
        raise FormNotTaken()
    rates.count(network_of(request), limit, at=now)
    count_address(address)
    if target:
        rates.count(target, OF_TARGET, at=now)


def count_address(address: str) -> None:
    """Count a mail somebody wants at an address, whoever they are; none for an empty one. Raises ``RateLimited``."""
    if address.strip():
        rates.count(address.strip().lower(), OF_ADDRESS, at=clock.unshifted())
