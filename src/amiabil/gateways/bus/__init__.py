"""How do live events reach the push processes? A bus that may lose a message but never hides that it did.

``open_bus`` gives the PostgreSQL bus (one node) or the Redis bus (several). What is sent is not stored: the
numbers of the events and the marks tell a listener when it missed something, and pages can always fetch.
"""

from amiabil.gateways.bus.messages import Bus, BusAway, Line, LiveEvent, Mark, Presence, Revocation, Said
from amiabil.gateways.bus.opening import namespace, open_bus
from amiabil.gateways.bus.wake import WakeListener, wake_relay

__all__ = [
    "Bus",
    "BusAway",
    "Line",
    "LiveEvent",
    "Mark",
    "Presence",
    "Revocation",
    "Said",
    "WakeListener",
    "namespace",
    "open_bus",
    "wake_relay",
]
