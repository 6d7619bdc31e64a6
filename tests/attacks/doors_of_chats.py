"""The doors of chats; see ``doors``. The page is everybody's: without a chat of one's own nothing is behind it."""

from __future__ import annotations

from tests.attacks.callers import Caller
from tests.attacks.door import DESK, PUBLIC, Door

_ANSWERS = frozenset({Caller.AGENT})
_OVERSEES = frozenset({Caller.SUPERVISOR, Caller.OPERATOR})
_PAGE, _DESK = "<lang>/help/chat", "desk/agent/chats/"
_NOTHING = frozenset({404})

_JSON = "chat/v1/chats"

CHATS = (
    Door("GET", "widget/v1.js", PUBLIC),
    Door("GET", "widget/v1/words/<language>.json", PUBLIC, about="words", status=frozenset({200})),
    Door("GET", "chat/v1/now", PUBLIC),
    Door("GET", "chat/v1/mine", PUBLIC),
    Door("POST", "chat/v1/pass", PUBLIC, json=True, status=frozenset({422})),
    Door("POST", "chat/v1/pass/end", PUBLIC, json=True, status=frozenset({200, 422})),
    Door("POST", _JSON, PUBLIC, json=True, status=frozenset({403, 422})),
    *(
        Door("GET", f"{_JSON}/<reference>{part}", PUBLIC, about="no chat", status=frozenset({401, 404}))
        for part in ("", "/events", "/transcript", "/token", "/typing")
    ),
    *(
        Door(
            "POST",
            f"{_JSON}/<reference>/{act}",
            PUBLIC,
            about="no chat",
            json=True,
            status=frozenset({401, 403, 404}),
        )
        for act in ("messages", "person", "confirm", "end", "rating", "address", "uploads", "mail", "take")
    ),
    Door(
        "PUT",
        f"{_JSON}/<reference>/uploads/<upload>",
        PUBLIC,
        about="no file of a chat",
        json=True,
        status=frozenset({401, 403, 404}),
    ),
    Door(
        "GET",
        f"{_JSON}/<reference>/files/<file>/<form>",
        PUBLIC,
        about="no file of a chat",
        status=frozenset({401, 404}),
    ),
    Door("GET", f"{_PAGE}/files/<file_id>/<form>", PUBLIC, about="no file of a chat", status=_NOTHING),
    Door("GET", _PAGE, PUBLIC),
    Door("POST", _PAGE, PUBLIC),
    *(
        Door("POST", f"{_PAGE}/{act}", PUBLIC)
        for act in ("message", "person", "confirm", "end", "address", "rating", "mail", "take", "drop")
    ),
    *(
        Door("GET", f"{_PAGE}/{part}", PUBLIC, status=_NOTHING)
        for part in ("transcript", "token", "version", "typing")
    ),
    *(Door("GET", f"{_DESK}{part}", DESK, _ANSWERS) for part in ("", "stream", "version")),
    *(Door("GET", f"desk/supervisor/chats/{part}", DESK, _OVERSEES) for part in ("", "stream", "version")),
    Door("GET", "desk/supervisor/chats/<reference>", DESK, _OVERSEES, about="chat"),
    *(Door("POST", f"{_DESK}{act}", DESK, _ANSWERS) for act in ("shift", "next")),
    *(
        Door("GET", f"{_DESK}<reference>{part}", DESK, _ANSWERS, about="chat")
        for part in ("", "/stream", "/version", "/typing", "/suggestion")
    ),
    *(
        Door("POST", f"{_DESK}<reference>/{act}", DESK, _ANSWERS, about="chat")
        for act in ("messages", "accept", "transfer", "request", "end", "assistant", "insert")
    ),
)
