"""Which bus does an address mean?"""

from __future__ import annotations

import hashlib

from amiabil.gateways.bus.messages import Bus
from amiabil.gateways.bus.postgresql import PostgresBus


def namespace(secret: str) -> str:
    """The name under which one installation speaks, so that two on one server do not hear each other."""
    return "amiabil_" + hashlib.sha256(b"amiabil:bus:" + secret.encode()).hexdigest()[:16]


def open_bus(url: str, *, name: str) -> Bus:
    """The bus at a ``redis://`` or ``postgresql://`` address; connects only when used.

    Raises ``ValueError`` for another scheme.
    """
    scheme = url.partition(":")[0]
    if scheme in {"redis", "rediss"}:
        from amiabil.gateways.bus.redis import RedisBus  # 6 MB that a process on one node never uses

        return RedisBus(url, name)
    if scheme in {"postgres", "postgresql"}:
        return PostgresBus(url, name)
    raise ValueError(f"no bus speaks {scheme}")
