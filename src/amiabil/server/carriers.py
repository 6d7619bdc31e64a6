"""How is the list of carriers in the environment read?"""

from __future__ import annotations

from amiabil.domain.orders.carriers import read_carriers
from amiabil.server.mail_variables import Row


def read_carrier_list(text: str) -> str:
    """The list as it is; raises ``ValueError`` that names the entry which is not safe."""
    read_carriers(text)
    return text


CARRIERS: Row = (
    "AMIABIL_CARRIERS",
    "Where parcels are followed: `Carrier=https://…{tracking}` with `;` between, by `https` alone.",
    read_carrier_list,
    "none: numbers are shown without a link",
    False,
)
"""The row of the table of settings."""
