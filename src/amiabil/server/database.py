"""How does Django reach PostgreSQL: which address, which role, which pool?"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from amiabil.server.config import Config
from amiabil.server.embedded import location

PREPARE_AFTER = 2
"""A statement is prepared from its third use in a connection: one-off statements then cost the server nothing."""

WAIT_FOR_CONNECTION = 10.0
"""Seconds a request waits for a free connection before it fails; longer than any healthy queue."""


def address_of(url: str) -> dict[str, Any]:
    """Django's entry for an address ``postgresql://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def embedded_address(config: Config, role: str) -> dict[str, Any]:
    """Django's entry for the embedded server, as one of its two roles."""
    place = location.find(config.home)
    user = location.runner(place)
    options = {"requirepeer": user.pw_name} if user is not None else {}
    return {
        "NAME": location.DATABASE,
        "USER": role,
        "PASSWORD": "",
        "HOST": str(place.sockets),
        "PORT": str(location.PORT),
        "OPTIONS": options,
    }


def _entry(address: dict[str, Any], *, pool: int | None) -> dict[str, Any]:
    options: dict[str, Any] = {
        "server_side_binding": True,
        "prepare_threshold": PREPARE_AFTER,
        "application_name": "amiabil",
        "connect_timeout": 5,
        **address["OPTIONS"],
    }
    if pool is not None:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": WAIT_FOR_CONNECTION}
    return {
        "ENGINE": "amiabil.server.postgresql",
        **address,
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }


def for_requests(config: Config) -> dict[str, Any]:
    """The pooled connection of web: the application's role."""
    if config.database_url is None:
        return _entry(embedded_address(config, location.APPLICATION), pool=config.database_pool)
    return _entry(address_of(config.database_url), pool=config.database_pool)


def for_jobs(config: Config) -> dict[str, Any]:
    """Relay and worker: the application's role, past a transaction pooler, because they hold session locks."""
    if config.database_direct_url is None:
        return for_requests(config)
    return _entry(address_of(config.database_direct_url), pool=config.database_pool)


def for_owner(config: Config) -> dict[str, Any]:
    """Migrations: the role that owns the tables, one connection."""
    if config.database_url is None:
        return _entry(embedded_address(config, location.OWNER), pool=None)
    url = config.database_owner_url or config.database_direct_url or config.database_url
    return _entry(address_of(url), pool=None)
