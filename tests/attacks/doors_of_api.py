"""The doors of the API; see ``doors``."""

from __future__ import annotations

from tests.attacks.callers import Caller
from tests.attacks.door import API, PUBLIC, Door
from tests.domain.orders.documents import small

_KEY = frozenset({Caller.KEY})

API_DOORS = (
    Door("GET", "api/v1/openapi.json", PUBLIC),
    Door("GET", "api/v1/orders", API, _KEY, scope="cases:read"),
    Door("PUT", "api/v1/orders", API, _KEY, scope="orders:write", data=[small("4102")]),
    Door("GET", "api/v1/search", API, _KEY, scope="tickets:read"),
    Door("GET", "api/v1/rates", API, _KEY, scope="orders:write"),
    Door(
        "PUT",
        "api/v1/rates/<day>",
        API,
        _KEY,
        about="day",
        scope="orders:write",
        data={"rates": {"RON/EUR": "5.0900"}},
    ),
    Door(
        "PUT",
        "api/v1/sellers/<seller>/return-address",
        API,
        _KEY,
        about="seller",
        scope="orders:write",
        data={"text": "Depozit, Str. Fabricii 4, Cluj-Napoca"},
    ),
    Door("GET", "api/v1/orders/<ref>", API, _KEY, about="order", scope="cases:read"),
    Door(
        "PUT", "api/v1/orders/<ref>", API, _KEY, about="new order", scope="orders:write", data=small("4102")
    ),
    Door(
        "POST",
        "api/v1/orders/<ref>/shipments",
        API,
        _KEY,
        about="order",
        scope="orders:write",
        data={"parcels": [{"ref": "P9", "events": []}]},
    ),
    *(
        Door(method, "api/<rest>", PUBLIC, about="invented", status=frozenset({404}))
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    ),
)

COMMANDS = (
    *(
        "accept",
        "accept_recommendation",
        "accept_request",
        "add_evidence",
        "answer_info",
        "appeal",
        "challenge",
    ),
    *("convert", "decline", "decline_recommendation", "escalate", "extend", "external_closed"),
    *("external_opened", "inspect", "perform", "perform_confirmed", "propose", "provide_label"),
    "give_return_address",
    *("record_insolvency", "record_return_shipment", "refund_confirmed", "refund_failed", "reject_request"),
    *("reopen", "scan", "set_aside_default", "undo_withdraw", "voluntary_refund", "waive_appeal"),
    *("waive_evidence", "waive_return", "withdraw"),
)

_BARE_KEY = frozenset({Caller.BARE_KEY})
"""A key that reads no cases is told of a case what it is told of a missing one."""

API_CASES = (
    Door("GET", "api/v1/changes", API, _KEY, scope="cases:read"),
    Door("GET", "api/v1/procedure", API, _KEY, scope="cases:read"),
    Door("GET", "api/v1/disputes", API, _KEY, scope="cases:read"),
    *(
        Door("POST", route, API, _KEY, hidden=_BARE_KEY, scope="cases:write", data={"order": "4101"})
        for route in ("api/v1/disputes", "api/v1/disputes/preview")
    ),
    *(
        Door("GET", route, API, _KEY, about="dispute", hidden=_BARE_KEY, scope="cases:read")
        for route in (
            "api/v1/disputes/<reference>",
            "api/v1/disputes/<reference>/events",
            "api/v1/disputes/<reference>/evidence",
        )
    ),
    Door(
        "GET",
        "api/v1/disputes/<reference>/evidence/<item>/<form>",
        API,
        _KEY,
        about="file of a dispute",
        hidden=_BARE_KEY,
        scope="cases:read",
    ),
    *(
        Door(
            "POST",
            f"api/v1/disputes/<reference>/{act}",
            API,
            _KEY,
            about="dispute",
            hidden=_BARE_KEY,
            scope="cases:write",
        )
        for act in ("messages", "uploads", "evidence", "merge", *COMMANDS)
    ),
    Door(
        "PUT",
        "api/v1/disputes/<reference>/uploads/<upload>",
        API,
        _KEY,
        about="upload for a dispute",
        hidden=_BARE_KEY,
        scope="cases:write",
        data={"as": "buyer"},
    ),
)

API_KEYS = (
    Door("GET", "api/v1/staff/teams", API, _KEY, scope="admin"),
    Door(
        "POST",
        "api/v1/staff/<username>/teams",
        API,
        _KEY,
        scope="admin",
        about="somebody of a team",
        data={"teams": ["care"]},
    ),
    Door("GET", "api/v1/api-keys", API, _KEY, scope="admin"),
    Door("POST", "api/v1/api-keys", API, _KEY, scope="admin", data={"name": "new", "scopes": ["cases:read"]}),
)

API_REPORTS = (
    *(
        Door("POST", f"api/v1/{report}", API, _KEY, scope=scope)
        for report, scope in (
            ("proceedings", "payments:write"),
            ("proceedings/close", "payments:write"),
            ("insolvencies", "cases:write"),
            ("scans", "carriers:write"),
            ("bounces", "notices:write"),
        )
    ),
    Door("GET", "api/v1/payouts", API, _KEY, scope="payments:write"),
    *(
        Door(
            "POST",
            f"api/v1/payouts/<key>/{act}",
            API,
            _KEY,
            about="payout that failed",
            scope="payments:write",
            data=data,
        )
        for act, data in (("again", {}), ("by-hand", {"reference": "OP 17"}))
    ),
)
