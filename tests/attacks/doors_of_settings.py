"""The doors of what a customer decides about themselves and their shop."""

from __future__ import annotations

from tests.attacks.callers import CUSTOMERS, MEDIATORS, Caller
from tests.attacks.door import DESK, PORTAL, PUBLIC, Door

_SIDES = frozenset({Caller.BUYER, Caller.SELLER, Caller.BARE_MEMBER})
_DESKS = MEDIATORS | {Caller.AGENT, Caller.REVIEWER, Caller.SUPERVISOR}

SETTINGS = (
    Door("POST", "translation/<case_id>", PORTAL, _SIDES, about="conversation"),
    Door("POST", "desk/translation/<case_id>", DESK, _DESKS, about="conversation"),
    Door("GET", "<lang>/settings/", PORTAL, CUSTOMERS),
    Door("POST", "<lang>/settings/", PORTAL, CUSTOMERS, data={"language": "ro", "zone": ""}),
    Door("POST", "<lang>/settings/mails", PORTAL, CUSTOMERS, data={"mails": "messages"}),
    *(
        Door(method, "mails/<token>", PUBLIC, about="invented", status=frozenset({404}))
        for method in ("GET", "POST")
    ),
    Door("POST", "<lang>/settings/calendar", PORTAL, CUSTOMERS, data={"do": "make"}),
    Door("GET", "calendar/<token>.ics", PUBLIC, about="invented", status=frozenset({404})),
    Door(
        "POST",
        "<lang>/settings/returns",
        PORTAL,
        frozenset({Caller.SELLER, Caller.OTHER_SELLER}),
        data={"text": "Str. Fabricii 4"},
    ),
)
