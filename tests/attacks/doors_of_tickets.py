"""The doors of requests for help; see ``doors``. The request of the matrix is the buyer's: no shop knows of it."""

from __future__ import annotations

from tests.attacks.callers import BUYERS, CUSTOMERS, SELLERS, Caller
from tests.attacks.door import DESK, PORTAL, Door

_ASKING = BUYERS | {Caller.SELLER, Caller.OTHER_SELLER}
_AGENT = frozenset({Caller.AGENT})
_OWN = frozenset({Caller.BUYER})

TICKETS = (
    Door("GET", "<lang>/tickets/", PORTAL, CUSTOMERS),
    Door("GET", "<lang>/tickets/new", PORTAL, _ASKING),
    *(
        Door(method, "<lang>/tickets/new/<topic>", PORTAL, _ASKING, about="topic")
        for method in ("GET", "POST")
    ),
    *(
        Door("GET", f"<lang>/tickets/<reference>{path}", PORTAL, _OWN, about="ticket", hidden=SELLERS)
        for path in ("", "/stream", "/version")
    ),
    Door(
        "POST",
        "<lang>/tickets/<reference>/messages",
        PORTAL,
        _OWN,
        about="ticket",
        hidden=SELLERS,
        data={"text": "Are you there?"},
    ),
    Door("GET", "desk/agent/tickets/", DESK, _AGENT),
    *(
        Door("GET", f"desk/agent/tickets/<reference>{path}", DESK, _AGENT, about="ticket")
        for path in ("", "/stream", "/version")
    ),
    Door(
        "POST",
        "desk/agent/tickets/<reference>/messages",
        DESK,
        _AGENT,
        about="ticket",
        data={"text": "Hello"},
    ),
    Door(
        "POST",
        "desk/agent/tickets/<reference>/change",
        DESK,
        _AGENT,
        about="ticket",
        data={"priority": "high"},
    ),
)
