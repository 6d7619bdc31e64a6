"""The doors of people's own data, of requests for erasure and of legal holds; see ``doors``."""

from __future__ import annotations

from tests.attacks.callers import CUSTOMERS, Caller
from tests.attacks.door import API, DESK, PORTAL, Door

RETENTION = (
    Door("POST", "<lang>/settings/data", PORTAL, CUSTOMERS),
    Door(
        "GET",
        "<lang>/settings/data/<copy_id>.zip",
        PORTAL,
        frozenset({Caller.BUYER}),
        about="copy of data",
        hidden=CUSTOMERS - {Caller.BUYER},
    ),
    Door("GET", "<lang>/settings/erasure", PORTAL, CUSTOMERS),
    # Without the box nothing is erased: the matrix asks and is told to tick it.
    Door("POST", "<lang>/settings/erasure", PORTAL, CUSTOMERS, data={"do": "ask"}),
    Door("GET", "desk/supervisor/erasures/", DESK, frozenset({Caller.SUPERVISOR, Caller.OPERATOR})),
    *(
        Door(
            method,
            "desk/operator/cases/<reference>/hold",
            DESK,
            frozenset({Caller.OPERATOR}),
            about="dispute",
            data={"do": "set", "reason": "A lawsuit"} if method == "POST" else {},
        )
        for method in ("GET", "POST")
    ),
    *(
        Door(
            method,
            "desk/operator/cases/<reference>/insolvency",
            DESK,
            frozenset({Caller.OPERATOR}),
            about="dispute",
            data={"court": "Tribunalul Cluj"} if method == "POST" else {},
        )
        for method in ("GET", "POST")
    ),
)

COMPLAINANTS = (
    Door("GET", "desk/supervisor/complainants/", DESK, frozenset({Caller.SUPERVISOR})),
    Door(
        "GET",
        "desk/supervisor/complainants/<person>",
        DESK,
        frozenset({Caller.SUPERVISOR}),
        about="complainant",
    ),
    *(
        Door(
            method,
            "desk/supervisor/complainants/<person>/<do>",
            DESK,
            frozenset({Caller.SUPERVISOR}),
            about="complainant",
            data={"reason": "All four parcels were lost"} if method == "POST" else {},
        )
        for method in ("GET", "POST")
    ),
)

_KEY = frozenset({Caller.KEY})

API_PEOPLE = (
    Door("GET", "api/v1/people/<subject>/data", API, _KEY, about="person", scope="people:write"),
    *(
        Door(
            "POST",
            f"api/v1/people/<subject>/{what}",
            API,
            _KEY,
            about="person",
            scope="people:write",
            data=data,
        )
        for what, data in (
            ("erasure", {"confirmed": True}),
            ("erasure/taken-back", {}),
            ("copy", {}),
        )
    ),
    Door(
        "GET",
        "api/v1/people/<subject>/copy/<copy_id>",
        API,
        _KEY,
        about="person's copy",
        scope="people:write",
    ),
)
