"""The doors of requests for help; see ``doors``. The request of the matrix is the buyer's: no shop knows of it."""

from __future__ import annotations

from tests.attacks.callers import BUYERS, CUSTOMERS, SELLERS, Caller
from tests.attacks.door import API, DESK, PORTAL, PUBLIC, Door
from tests.attacks.doors_of_articles import ARTICLES

_ASKING = BUYERS | {Caller.SELLER, Caller.OTHER_SELLER}
_AGENT = frozenset({Caller.AGENT})
_OVERSEERS = frozenset({Caller.SUPERVISOR, Caller.OPERATOR})
_OWN = frozenset({Caller.BUYER})
_SETS_UP = frozenset({Caller.OPERATOR, Caller.ADMIN})
_DOCUMENT = "desk/admin/help/<kind>"

SET_UP = (
    Door("GET", "desk/admin/help/", DESK, _SETS_UP),
    Door("GET", "desk/admin/contact/", DESK, _SETS_UP),
    *(
        Door("GET", f"{_DOCUMENT}/{page}", DESK, _SETS_UP, about="document of assistance")
        for page in ("", "text", "<number>", "<old>/to/<new>")
    ),
    Door("POST", f"{_DOCUMENT}/text", DESK, _SETS_UP, about="document of assistance"),
    Door("GET", "desk/admin/help/rules/log", DESK, _SETS_UP),
    Door("GET", "desk/admin/help/rules/one/<key>", DESK, _SETS_UP, about="rule"),
    Door(
        "POST",
        "desk/admin/help/rules/one/<key>/turn",
        DESK,
        _SETS_UP,
        about="rule",
        data={"turn": "off", "seen": "1"},
    ),
    Door("GET", "desk/admin/help/replies/", DESK, _SETS_UP),
    Door("GET", "desk/admin/help/teams/", DESK, _SETS_UP),
    *(
        Door(method, "desk/admin/help/teams/<username>", DESK, _SETS_UP, about="somebody of a team")
        for method in ("GET", "POST")
    ),
    Door("GET", "desk/admin/help/replies/new", DESK, _SETS_UP),
    Door("POST", "desk/admin/help/replies/new", DESK, _SETS_UP),
    *(
        Door(method, "desk/admin/help/replies/<id>", DESK, _SETS_UP, about="saved reply")
        for method in ("GET", "POST")
    ),
)

TOOLS = (
    *(
        Door(method, "ratings/<token>", PUBLIC, about="invented", status=frozenset({404}))
        for method in ("GET", "POST")
    ),
    Door(
        "POST",
        "<lang>/tickets/<reference>/rating",
        PORTAL,
        _OWN,
        about="ticket",
        hidden=SELLERS,
        data={"rating": "good"},
    ),
    Door("GET", "desk/agent/replies/", DESK, _AGENT),
    Door("GET", "desk/agent/replies/new", DESK, _AGENT),
    Door("POST", "desk/agent/replies/new", DESK, _AGENT),
    *(
        Door(method, "desk/agent/replies/<id>", DESK, _AGENT, about="saved reply of the agent")
        for method in ("GET", "POST")
    ),
    Door("GET", "desk/agent/notices/", DESK, _AGENT | {Caller.SUPERVISOR}),
    Door("POST", "desk/agent/notices/", DESK, _AGENT | {Caller.SUPERVISOR}),
    *(
        Door("POST", f"desk/agent/tickets/<reference>/{path}", DESK, _AGENT, about="ticket", data=data)
        for path, data in (
            ("insert", {"reply_name": "hello"}),
            ("beside", {"do": "follow"}),
            ("draft", {"text": "Hello"}),
        )
    ),
)

TICKETS = (
    Door("GET", "<lang>/search", PORTAL, CUSTOMERS),
    Door("GET", "desk/agent/search", DESK, _AGENT),
    Door("GET", "desk/agent/search.json", DESK, _AGENT),
    Door("GET", "desk/agent/colleagues.json", DESK, _AGENT),
    *SET_UP,
    *ARTICLES,
    *TOOLS,
    Door("GET", "<lang>/tickets/", PORTAL, BUYERS | SELLERS),
    Door("GET", "<lang>/tickets/new", PORTAL, _ASKING),
    *(
        Door(method, "<lang>/tickets/new/<topic>", PORTAL, _ASKING, about="topic")
        for method in ("GET", "POST")
    ),
    *(
        Door("GET", f"<lang>/tickets/<reference>{path}", PORTAL, _OWN, about="ticket", hidden=SELLERS)
        for path in ("", "/stream", "/version", "/request.pdf", "/request.zip")
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
    Door(
        "POST",
        "desk/uploads/<purpose>/<owner_id>",
        DESK,
        _AGENT | {Caller.SUPERVISOR},
        about="files for a ticket",
        data={"name": "lamp.jpg", "size": 10},
        json=True,
    ),
    *(
        Door(
            "POST",
            f"desk/uploads/<upload_id>/{act}",
            DESK,
            _AGENT,
            about="upload of an agent",
            hidden=frozenset({Caller.SUPERVISOR}),
        )
        for act in ("renew", "finish", "discard")
    ),
    *(
        Door("GET", f"desk/agent/{path}", DESK, _AGENT)
        for path in ("tickets/", "tickets/stream", "tickets/version", "find")
    ),
    Door("GET", "desk/agent/people/<side>/<id>", DESK, _AGENT, about="somebody who asks"),
    Door("GET", "desk/agent/tickets/table", DESK, _AGENT),
    Door(
        "POST",
        "desk/agent/tickets/<reference>/copy/remove",
        DESK,
        _AGENT,
        about="ticket",
        data={"person": "00000000-0000-4000-8000-000000000001"},
    ),
    Door("POST", "desk/agent/tickets/together", DESK, _AGENT, data={"set_priority": "high", "all": "1"}),
    Door("GET", "desk/agent/tickets/together/<bulk_id>", DESK, _AGENT, about="bulk"),
    Door("POST", "desk/agent/tickets/together/<bulk_id>/undo", DESK, _AGENT, about="bulk"),
    Door("POST", "desk/agent/tickets/lists", DESK, _AGENT, data={"name": "Late ones"}),
    Door("POST", "desk/agent/tickets/lists/order", DESK, _AGENT, data={"key": ["mine", "open"]}),
    Door("POST", "desk/agent/tickets/lists/<view_id>/remove", DESK, _AGENT, about="view"),
    *(
        Door("GET", f"desk/agent/tickets/<reference>{path}", DESK, _AGENT, about="ticket")
        for path in ("", "/stream", "/version", "/presence", "/request.pdf", "/request.zip")
    ),
    Door(
        "POST",
        "desk/agent/tickets/<reference>/messages",
        DESK,
        _AGENT,
        about="ticket",
        data={"text": "Hello"},
    ),
    Door("GET", "desk/agent/tickets/<reference>/merge", DESK, _AGENT, about="ticket"),
    *(
        Door("POST", f"desk/agent/tickets/<reference>/{act}", DESK, _AGENT, about="ticket")
        for act in ("merge", "unmerge", "dispute", "link", "unlink", "copy")
    ),
    Door(
        "POST",
        "desk/agent/tickets/<reference>/messages/<message_id>/mail",
        DESK,
        _AGENT,
        about="mail of a ticket",
    ),
    Door("GET", "desk/agent/tickets/<reference>/ask", DESK, _AGENT, about="ticket"),
    Door("GET", "desk/agent/tickets/<reference>/split", DESK, _AGENT, about="ticket"),
    Door(
        "POST",
        "desk/agent/tickets/<reference>/split",
        DESK,
        _AGENT,
        about="ticket",
        data={"subject": "Parcel", "topic": "other", "text": "On its own", "picked": "none"},
    ),
    Door(
        "POST",
        "desk/agent/tickets/<reference>/ask",
        DESK,
        _AGENT,
        about="ticket",
        data={"address": "carrier@example.org", "subject": "Parcel", "text": "Where is it?"},
    ),
    Door(
        "POST",
        "desk/agent/tickets/<reference>/change",
        DESK,
        _AGENT,
        about="ticket",
        data={"priority": "high"},
    ),
    *(
        Door("GET", f"desk/supervisor/{path}", DESK, _OVERSEERS)
        for path in ("requests/", "requests/stream", "requests/version", "sampling/")
    ),
    Door("GET", "desk/supervisor/requests/<reference>", DESK, _OVERSEERS, about="ticket"),
    Door(
        "POST",
        "desk/supervisor/requests/<reference>/marks",
        DESK,
        _OVERSEERS,
        about="ticket",
        data={"helpful": "2", "correct": "2", "kind": "1"},
    ),
    Door(
        "POST",
        "desk/supervisor/requests/<reference>/assignee",
        DESK,
        frozenset({Caller.SUPERVISOR}),
        about="ticket",
        data={"assignee": "staff:raluca"},
    ),
)

_KEY = frozenset({Caller.KEY})
_READ, _WRITE = "tickets:read", "tickets:write"

API_TICKETS = (
    Door("GET", "api/v1/tickets", API, _KEY, scope=_READ),
    Door(
        "POST",
        "api/v1/tickets",
        API,
        _KEY,
        scope=_WRITE,
        data={"as": "buyer", "person": "nobody-here", "topic": "account", "subject": "a", "text": "b"},
    ),
    *(
        Door("GET", f"api/v1/tickets/<reference>{path}", API, _KEY, about="ticket", scope=_READ)
        for path in ("", "/events", "/files", "/links", "/copies")
    ),
    Door(
        "GET",
        "api/v1/tickets/<reference>/files/<file>/<form>",
        API,
        _KEY,
        about="file of a ticket",
        scope=_READ,
    ),
    *(
        Door(
            "POST",
            f"api/v1/tickets/<reference>/{act}",
            API,
            _KEY,
            about="ticket",
            scope=_WRITE,
            data=data,
        )
        for act, data in (
            ("messages", {"as": "buyer", "text": "Hello"}),
            ("changes", {"priority": "high"}),
            ("uploads", {"as": "buyer", "size": 10}),
            ("merge", {"into": "T-0000-0000"}),
            ("unmerge", {}),
            ("split", {"subject": "a", "text": "b"}),
            ("link", {"other": "T-0000-0000"}),
            ("unlink", {"other": "T-0000-0000"}),
            ("copy", {"address": "ion@firma.example"}),
            ("uncopy", {"person": "00000000-0000-4000-8000-000000000001"}),
        )
    ),
    Door(
        "PUT",
        "api/v1/tickets/<reference>/uploads/<upload>",
        API,
        _KEY,
        about="upload for a ticket",
        scope=_WRITE,
        data={"as": "buyer"},
    ),
)
