"""Where is a parcel of this carrier followed? The operator's addresses by carrier; safe ones, or none.

Pure. An address is ``https``, its host is written out, and the number of the parcel stands in its path or query alone,
so that no number can lead anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, urlsplit

PLACE = "{tracking}"
MOST = 100
"""Carriers of one marketplace."""

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{5,39}")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@lru_cache(maxsize=8)
def read_carriers(text: str) -> Mapping[str, str]:
    """The addresses of a list ``Name=https://…{tracking}; Name=…`` by folded name. Raises ``ValueError``."""
    found: dict[str, str] = {}
    for entry in filter(None, (one.strip() for one in text.split(";"))):
        name, sign, address = (part.strip() for part in entry.partition("="))
        if not sign or not name or not is_safe(address):
            raise ValueError(f"must be Carrier=https://…{PLACE} with ; between; this is not: {entry[:80]}")
        found[_folded(name)] = address
    if len(found) > MOST:
        raise ValueError(f"must name at most {MOST} carriers")
    return found


def is_safe(address: str) -> bool:
    """Whether an address leads to a host that is written out, by ``https``, with the number behind it once."""
    if not address.isprintable() or any(sign in address for sign in " \\<>\"'") or len(address) > 500:
        return False
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    known = parts.scheme == "https" and parts.netloc == host and port is None and _HOST.fullmatch(host)
    behind = f"{parts.path}?{parts.query}#{parts.fragment}"
    return bool(known) and address.count(PLACE) == 1 and PLACE in behind


def tracking_url(carriers: Mapping[str, str], carrier: str, tracking: str) -> str:
    """Where this parcel is followed; empty for an unknown carrier, or for what is no number of a parcel."""
    address = carriers.get(_folded(carrier), "")
    number = tracking.replace(" ", "")
    if not address or not _NUMBER.fullmatch(number) or not any(sign.isdigit() for sign in number):
        return ""
    return address.replace(PLACE, quote(number, safe=""))


def url_in(carriers: Mapping[str, str], text: str) -> str:
    """The same for words somebody typed, as *GLS 12345678*: one known carrier and one number, else empty."""
    folded = f" {_folded(text)} "
    named = [name for name in carriers if f" {name} " in folded]
    numbers = [
        one
        for one in re.split(r"[\s,;:]+", text)
        if _NUMBER.fullmatch(one) and sum(sign.isdigit() for sign in one) >= 4
    ]
    if not named or len(numbers) != 1:
        return ""
    return tracking_url(carriers, max(named, key=len), numbers[0])


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[\s,;:]+", " ", name).casefold().split())
