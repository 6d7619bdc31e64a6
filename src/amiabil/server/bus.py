"""Where does the bus of live events run, when the operator named none? In the database itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from amiabil.server import database
from amiabil.server.config import Config
from amiabil.server.embedded import location


def address(config: Config) -> str:
    """The address for ``gateways.bus.open_bus``: as set, else the database, past a pooler without LISTEN."""
    if config.bus_url is not None:
        return config.bus_url
    url = config.database_direct_url or config.database_url
    if url is not None:
        return url
    return as_url(database.embedded_address(config, location.APPLICATION))


def as_url(entry: dict[str, Any]) -> str:
    """The libpq address of a server that Django's entry names."""
    parameters = {
        "dbname": entry["NAME"],
        "user": entry["USER"],
        "password": entry["PASSWORD"],
        "host": entry["HOST"],
        "port": entry["PORT"],
        **entry["OPTIONS"],
    }
    given = {name: value for name, value in parameters.items() if value}
    return f"postgresql://?{urlencode(given, quote_via=quote)}"
