"""The doors of the contact directory and of call-backs; see ``doors``."""

from __future__ import annotations

from tests.attacks.callers import Caller
from tests.attacks.door import API, DESK, PUBLIC, Door

_TAKEN = frozenset({200, 302, 422})
_GONE = frozenset({404})
_AGENT = frozenset({Caller.AGENT})
_KEY = frozenset({Caller.KEY})
_READ, _WRITE = "tickets:read", "tickets:write"
_AT = "2026-11-12T10:00:00Z"

CONTACT = (
    Door("GET", "<lang>/help/contact-us", PUBLIC),
    *(
        Door(method, "<lang>/help/call-back/<door>", PUBLIC, about="call back door", status=_TAKEN)
        for method in ("GET", "POST")
    ),
    *(
        Door("GET", f"<lang>/call-backs/<token>{what}", PUBLIC, about="invented", status=_GONE)
        for what in ("", "/call.ics")
    ),
    *(
        Door("POST", f"<lang>/call-backs/<token>/{what}", PUBLIC, about="invented", status=_GONE)
        for what in ("move", "cancel")
    ),
    Door("GET", "api/v1/contact-options", PUBLIC),
    Door("GET", "api/v1/contact-options/<door>/times", PUBLIC, about="call back door"),
    Door("GET", "api/v1/call-backs", API, _KEY, scope=_READ),
    Door(
        "POST",
        "api/v1/call-backs",
        API,
        _KEY,
        scope=_WRITE,
        data={
            "as": "buyer",
            "person": "nobody-here",
            "door": "ro_call",
            "starts_at": _AT,
            "number": "+40264555010",
            "topic": "account",
            "text": "b",
        },
    ),
    Door("GET", "api/v1/call-backs/<reference>", API, _KEY, about="call back", scope=_READ),
    *(
        Door(
            "POST",
            f"api/v1/call-backs/<reference>/{act}",
            API,
            _KEY,
            about="call back",
            scope=_WRITE,
            data=data,
        )
        for act, data in (("move", {"starts_at": _AT}), ("cancel", {}), ("outcome", {"reached": False}))
    ),
    Door("GET", "desk/agent/callbacks/", DESK, _AGENT),
    Door("POST", "desk/agent/callbacks/<id>", DESK, _AGENT, about="call back"),
)
