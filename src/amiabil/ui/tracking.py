"""Where does a page lead to follow a parcel? To the carrier, where the operator has said where that is."""

from __future__ import annotations

from django.conf import settings

from amiabil.domain.orders.carriers import read_carriers, tracking_url, url_in


def of_parcel(carrier: str, tracking: str) -> str:
    """The carrier's page of a parcel; empty where it is not known."""
    return tracking_url(read_carriers(settings.AMIABIL_CARRIERS), carrier, tracking)


def in_words(text: str) -> str:
    """The same for a carrier and a number in somebody's words."""
    return url_in(read_carriers(settings.AMIABIL_CARRIERS), text)
