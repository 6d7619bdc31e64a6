"""The doors of reports of something illegal, and of people without an account; see ``doors``."""

from __future__ import annotations

from tests.attacks.callers import SELLERS, Caller
from tests.attacks.door import DESK, PORTAL, PUBLIC, Door

_TAKEN = frozenset({200, 302, 422})
_GONE = frozenset({404})
_AGENT = frozenset({Caller.AGENT})
_REVIEWER = frozenset({Caller.REVIEWER})

CONTENT_REPORTS = (
    *(Door(method, "<lang>/report/", PUBLIC, status=_TAKEN) for method in ("GET", "POST")),
    Door("GET", "<lang>/request/", PUBLIC, status=_TAKEN),
    *(
        Door(method, "<lang>/request/<topic>", PUBLIC, about="topic", status=_TAKEN)
        for method in ("GET", "POST")
    ),
    *(Door(method, "<lang>/with-link/", PUBLIC, status=_TAKEN) for method in ("GET", "POST")),
    Door("GET", "<lang>/mailbox/<token>/", PUBLIC, about="invented", status=_GONE),
    *(
        Door("POST", f"<lang>/mailbox/<token>/{what}", PUBLIC, about="invented", status=_GONE)
        for what in ("links", "copy", "erasure")
    ),
    Door("GET", "<lang>/with-link/<token>/", PUBLIC, about="invented", status=_GONE),
    *(
        Door("POST", f"<lang>/with-link/<token>/{what}", PUBLIC, about="invented", status=_GONE)
        for what in ("messages", "complaint", "account")
    ),
    *(
        Door(method, "<lang>/address/<token>", PUBLIC, about="invented", status=_GONE)
        for method in ("GET", "POST")
    ),
    Door(
        "POST",
        "<lang>/tickets/<reference>/complaint",
        PORTAL,
        frozenset({Caller.BUYER}),
        about="report",
        hidden=SELLERS,
        data={"complaint": "Look again."},
    ),
    Door("GET", "desk/agent/reports/", DESK, _AGENT),
    *(
        Door(method, "desk/agent/reports/<reference>", DESK, _AGENT, about="report")
        for method in ("GET", "POST")
    ),
    Door("POST", "desk/agent/reports/<reference>/trusted", DESK, _AGENT, about="report"),
    Door("GET", "desk/reviewer/reports/", DESK, _REVIEWER),
    *(
        Door(method, "desk/reviewer/reports/<reference>", DESK, _REVIEWER, about="report")
        for method in ("GET", "POST")
    ),
)
