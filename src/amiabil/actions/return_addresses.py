"""Where does a shop want goods sent back, unless it says otherwise in a case? Said by the shop or the marketplace."""

from __future__ import annotations

from amiabil.domain.access import Viewer
from amiabil.domain.written import clean
from amiabil.records import return_addresses

MOST = 400
"""Letters of an address, as of a trader's registered one."""


def choose_return_address(viewer: Viewer, text: str) -> None:
    """Keep the address of the viewer's own shop; empty takes it back.

    Raises ``TextTooLong``, ``RightMissing``, and ``Forbidden`` for anybody who is no member of a shop.
    """
    return_addresses.choose_address_of_shop(viewer, _clean(text))


def put_return_address(viewer: Viewer, seller: str, text: str) -> str:
    """Keep the address of the shop of this reference, and give it back as it was kept; empty takes it back.

    Raises ``TextTooLong``, ``NotFound``, and what ``demand`` raises for ``SEND_ORDERS``.
    """
    kept = _clean(text)
    return_addresses.keep_address_of_shop(viewer, seller, kept)
    return kept


def _clean(text: str) -> str:
    return clean(text, field="/text", most=MOST, required=False)
