"""The doors of the articles' desk; see ``doors``."""

from __future__ import annotations

from tests.attacks.callers import Caller
from tests.attacks.door import API, DESK, Door

_WRITES = frozenset({Caller.OPERATOR, Caller.ADMIN})
_KEYS = frozenset({Caller.KEY, Caller.BARE_KEY})
"""The key that stands for one without a scope has `content:read`, and these need no more."""
_HOME = "desk/admin/articles/"
_ONE = f"{_HOME}<key>/<language>/<number>/"

_GROUP = "desk/admin/learning/<group>/"

LEARNING = (
    Door("GET", "desk/admin/learning/", DESK, _WRITES),
    Door("POST", "desk/admin/learning/again", DESK, _WRITES),
    Door("GET", _GROUP, DESK, _WRITES, about="unanswered questions"),
    *(
        Door("POST", f"{_GROUP}{step}", DESK, _WRITES, about="unanswered questions", data={"revision": "1"})
        for step in ("try", "dismiss", "undo", "trials/<trial>/confirm")
    ),
    Door("GET", f"{_GROUP}trials/<trial>/", DESK, _WRITES, about="unanswered questions"),
)

ARTICLES = (
    *LEARNING,
    Door("GET", _HOME, DESK, _WRITES),
    *(Door(method, f"{_HOME}new", DESK, _WRITES) for method in ("GET", "POST")),
    Door("POST", f"{_HOME}preview", DESK, _WRITES),
    Door("GET", f"{_HOME}<key>/<language>/", DESK, _WRITES, about="article"),
    Door("GET", _ONE, DESK, _WRITES, about="article"),
    *(Door(method, f"{_ONE}write", DESK, _WRITES, about="article") for method in ("GET", "POST")),
    Door("GET", f"{_ONE}against/<old>", DESK, _WRITES, about="article"),
    Door("GET", "api/v1/help/search", API, _KEYS, scope="content:read"),
    Door("GET", "api/v1/help/articles", API, _KEYS, scope="content:read"),
    Door("GET", "api/v1/help/articles/<key>", API, _KEYS, about="public article", scope="content:read"),
    Door("POST", f"{_ONE}<step>", DESK, _WRITES, about="article", data={"revision": "1"}),
    *(
        Door("GET", f"desk/admin/help-search/{page}", DESK, _WRITES | {Caller.SUPERVISOR})
        for page in ("", "articles", "words")
    ),
    Door("GET", "desk/admin/help-search/synonyms/", DESK, _WRITES),
    Door(
        "POST",
        "desk/admin/help-search/synonyms/",
        DESK,
        _WRITES,
        data={"words": "bob, bub"},
    ),
    Door(
        "POST",
        "desk/admin/help-search/synonyms/<group>/away",
        DESK,
        _WRITES,
        about="own synonyms",
    ),
)
