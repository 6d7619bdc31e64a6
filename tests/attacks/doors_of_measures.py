"""The doors of measures of the platform and of complaints about them; see ``doors``."""

from __future__ import annotations

from tests.attacks.callers import BUYERS, SELLERS, Caller
from tests.attacks.door import API, DESK, PORTAL, Door

MEASURES = (
    Door("GET", "<lang>/measures/", PORTAL, BUYERS | SELLERS),
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
    *(
        Door(
            "GET",
            f"<lang>/measures/<reference>{rest}",
            PORTAL,
            frozenset({Caller.SELLER, Caller.BARE_MEMBER}),
            about="complaint that is heard",
            hidden=BUYERS,
        )
        for rest in ("/stream", "/version", "/dossier.zip")
    ),
    *(
        Door(
            method,
            f"<lang>/measures/<reference>{rest}",
            PORTAL,
            frozenset({Caller.SELLER}),
            about="complaint that is heard",
            hidden=BUYERS,
            data={"text": "Here it is", "audience": "seller_and_platform", "kind": "document"},
        )
        for method, rest in (("POST", "/messages"), ("GET", "/do/<command>"), ("POST", "/do/<command>"))
    ),
    *(
        Door("GET", f"desk/{at}/<reference>{rest}", DESK, callers, about="complaint to ask about")
        for at, callers, rests in (
            ("reviewer/complaints", frozenset({Caller.REVIEWER}), ("/stream", "/version", "/dossier.zip")),
            (
                "supervisor/complaints",
                frozenset({Caller.SUPERVISOR, Caller.OPERATOR}),
                ("/stream", "/version"),
            ),
            ("audit/complaints", frozenset({Caller.AUDITOR}), ("/stream", "/version")),
            ("agent/measures", frozenset({Caller.AGENT}), ("", "/stream", "/version")),
            ("operator/measures", frozenset({Caller.OPERATOR}), ("/stream", "/version", "/dossier.zip")),
        )
        for rest in rests
    ),
    *(
        Door(
            "POST",
            f"desk/{at}/<reference>/messages",
            DESK,
            callers,
            about="complaint to ask about",
            data={"text": "Is there more?", "audience": "staff"},
        )
        for at, callers in (
            ("reviewer/complaints", frozenset({Caller.REVIEWER})),
            ("supervisor/complaints", frozenset({Caller.SUPERVISOR, Caller.OPERATOR})),
            ("operator/measures", frozenset({Caller.OPERATOR})),
        )
    ),
    *(
        Door(
            method,
            "desk/reviewer/complaints/<reference>/do/<command>",
            DESK,
            frozenset({Caller.REVIEWER}),
            about="complaint to ask about",
            data={"fact": "Whether it holds", "proof": "A copy"},
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
    Door(
        "GET",
        "desk/agent/cases/<reference>/measures",
        DESK,
        frozenset({Caller.AGENT}),
        about="dispute",
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
    *(
        Door(
            "GET",
            f"api/v1/measures/<ref>{rest}",
            API,
            _KEY,
            about="complaint that is heard",
            scope="cases:read",
        )
        for rest in ("/events", "/evidence")
    ),
    Door(
        "GET",
        "api/v1/measures/<ref>/evidence/<item>/<form>",
        API,
        _KEY,
        about="complaint that is heard",
        scope="cases:read",
    ),
    *(
        Door(
            "POST",
            f"api/v1/measures/<ref>/{rest}",
            API,
            _KEY,
            about="complaint that is heard",
            scope="cases:write",
            data=data,
        )
        for rest, data in (
            ("messages", {"text": "Here it is", "as": "seller"}),
            ("uploads", {"kind": "document", "name": "licence.pdf", "size": 10}),
            ("evidence", {"kind": "document", "text": "It is of 2024"}),
            ("answer", {"text": "It does"}),
        )
    ),
    Door(
        "PUT",
        "api/v1/measures/<ref>/uploads/<upload>",
        API,
        _KEY,
        about="complaint that is heard",
        scope="cases:write",
    ),
)
