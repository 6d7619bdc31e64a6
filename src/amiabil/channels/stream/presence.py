"""Who else is looking at this, or writing? Told to whoever hears the same channel, and kept nowhere."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

from amiabil.channels.stream.answers import Refused
from amiabil.foundation.grants import PresenceGrant
from amiabil.gateways.bus import Bus, BusAway, Presence

DOING = frozenset({"viewing", "writing", "gone"})
"""What somebody can be said to be doing."""

MOST_A_MINUTE = 240
"""Signs of one person: one each 20 seconds from every open window, and those of typing in several chats at once."""

_MINUTE = 60.0


@dataclass(slots=True)
class Presences:
    """Takes signs of presence in and puts them on the bus."""

    bus: Bus
    _counted: dict[UUID, int] = field(default_factory=dict)
    _since: float = 0.0
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tell(self, grant: PresenceGrant, doing: str) -> None:
        """Tell what the person does now. Raises ``Refused`` for an unknown word, too many signs, or a bus away."""
        if doing not in DOING:
            raise Refused(HTTPStatus.NOT_FOUND, "not_found")
        self._count(grant.person)
        told = {"person": str(grant.person), "name": grant.name, "doing": doing, "channel": grant.channel}
        said = Presence(grant.channel, told)
        try:
            async with self._one_at_a_time:
                await asyncio.to_thread(self.bus.publish, [said])
        except BusAway:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "busy", wait=20) from None

    def _count(self, person: UUID) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._since > _MINUTE:
            self._since, self._counted = now, {}
        self._counted[person] = self._counted.get(person, 0) + 1
        if self._counted[person] > MOST_A_MINUTE:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too_many_at_once", wait=60)
