"""Doors of the reports and of the register of proceedings outside; how a row is read is told in ``doors``."""

from __future__ import annotations

from tests.attacks.callers import Caller
from tests.attacks.door import API, DESK, Door

_WHO = frozenset({Caller.SUPERVISOR, Caller.OPERATOR})
_KEY = frozenset({Caller.KEY})
_SAYS = {"body": "sal", "body_name": "SAL", "opened_on": "2026-10-05"}

REPORTS = (
    Door("GET", "desk/supervisor/reports/", DESK, _WHO),
    Door("GET", "desk/supervisor/reports/sellers", DESK, _WHO),
    Door("GET", "desk/supervisor/reports/transparency", DESK, _WHO),
    Door("GET", "desk/supervisor/reports/requests", DESK, _WHO),
    Door("GET", "desk/supervisor/reports/chats", DESK, _WHO),
    Door("GET", "desk/supervisor/register/", DESK, _WHO),
    Door("GET", "desk/supervisor/register/new", DESK, _WHO),
    Door("POST", "desk/supervisor/register/new", DESK, _WHO, data={"case": "D-1", **_SAYS}),
    Door("GET", "desk/supervisor/register/<entry>", DESK, _WHO, about="proceeding outside"),
    Door("POST", "desk/supervisor/register/<entry>", DESK, _WHO, about="proceeding outside", data=_SAYS),
)

API_FIGURES = (
    *(
        Door("GET", f"api/v1/reports/{name}", API, _KEY, scope="reports:read", status=frozenset({422}))
        for name in ("disputes", "sellers", "requests", "chats", "transparency")
    ),
    Door("GET", "api/v1/out-of-court", API, _KEY, scope="reports:read"),
    Door("POST", "api/v1/out-of-court", API, _KEY, scope="register:write", data={"case": "D-1", **_SAYS}),
    Door(
        "POST",
        "api/v1/out-of-court/<entry>",
        API,
        _KEY,
        about="proceeding outside",
        scope="register:write",
        data={"expected_version": 1, **_SAYS},
    ),
)
