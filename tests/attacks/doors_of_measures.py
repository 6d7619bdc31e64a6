"""The doors of measures of the platform and of complaints about them; see ``doors``."""

from __future__ import annotations

from tests.attacks.callers import BUYERS, CUSTOMERS, Caller
from tests.attacks.door import API, DESK, PORTAL, Door

MEASURES = (
    Door("GET", "<lang>/measures/", PORTAL, CUSTOMERS),
    # The measure of the matrix is against the shop: its buyers know of none.
    Door(
        "GET",
        "<lang>/measures/<reference>",
        PORTAL,
        frozenset({Caller.SELLER, Caller.BARE_MEMBER}),
        about="measure",
        hidden=BUYERS,
    ),
    *(
        Door(
            method,
            "<lang>/measures/<reference>/complaint",
            PORTAL,
            frozenset({Caller.SELLER}),
            about="measure",
            hidden=BUYERS,
            data={"text": "It is not so"},
        )
        for method in ("GET", "POST")
    ),
    Door("GET", "desk/reviewer/complaints/", DESK, frozenset({Caller.REVIEWER})),
    *(
        Door(
            method,
            "desk/reviewer/complaints/<reference>",
            DESK,
            frozenset({Caller.REVIEWER}),
            about="complaint to decide",
        )
        for method in ("GET", "POST")
    ),
    Door("GET", "desk/supervisor/complaints/", DESK, frozenset({Caller.SUPERVISOR, Caller.OPERATOR})),
    Door(
        "GET",
        "desk/supervisor/complaints/<reference>",
        DESK,
        frozenset({Caller.SUPERVISOR, Caller.OPERATOR}),
        about="complaint to decide",
    ),
    Door("GET", "desk/audit/complaints/", DESK, frozenset({Caller.AUDITOR})),
    Door(
        "GET",
        "desk/audit/complaints/<reference>",
        DESK,
        frozenset({Caller.AUDITOR}),
        about="complaint to decide",
    ),
    Door("GET", "desk/operator/measures/", DESK, frozenset({Caller.OPERATOR})),
    *(
        Door(method, "desk/operator/measures/new", DESK, frozenset({Caller.OPERATOR}))
        for method in ("GET", "POST")
    ),
    *(
        Door(
            method, "desk/operator/measures/<reference>", DESK, frozenset({Caller.OPERATOR}), about="measure"
        )
        for method in ("GET", "POST")
    ),
)

_KEY = frozenset({Caller.KEY})
_REPORT = {
    "ref": "M-2",
    "kind": "content",
    "against": "seller",
    "person": "shop-own",
    "title": "Listing",
    "statement": {
        "what": "Hidden",
        "scope": "Romania",
        "facts": "No licence",
        "ground": "4.2",
        "redress": "Complain",
        "automated": False,
    },
}

API_MEASURES = (
    Door("GET", "api/v1/measures", API, _KEY, scope="cases:read"),
    Door("POST", "api/v1/measures", API, _KEY, scope="measures:write", data=_REPORT),
    Door("GET", "api/v1/measures/<ref>", API, _KEY, about="measure", scope="cases:read"),
    Door(
        "POST",
        "api/v1/measures/<ref>/complaint",
        API,
        _KEY,
        about="measure",
        scope="cases:write",
        data={"text": "It is not so"},
    ),
    Door(
        "POST",
        "api/v1/measures/<ref>/reversal",
        API,
        _KEY,
        about="measure",
        scope="measures:write",
        data={"state": "lifted"},
    ),
)
