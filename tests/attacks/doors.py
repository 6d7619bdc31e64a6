"""Every door of the program, and who may go through: one row each. A door without a row fails the build.

How to add a row
----------------
``Door(method, route, area, ...)``: the route as ``tests/attacks/routes.py`` prints it (``<lang>/`` for the language,
``<ref>`` for a place, whatever its kind). One row for each method that the door answers; every other method must
answer 405.

``area``      PUBLIC: everybody. PORTAL: customers (401 for others). DESK: staff (sent to sign in otherwise).
              API: keys (401 for others).
``open_to``   The callers who are answered: any status below 400, and for what changes something also 400, 409, 415
              or 422, since the matrix sends a request that is allowed but empty. Left out for PUBLIC.
``about``     The kind of object the route names, a key of ``OBJECTS`` in ``tests/attacks/objects.py``; None when it
              names none. Customers of the right role who have nothing to do with it are told 404, with the same body
              and the same number of statements as for an object that does not exist.
``hidden``    More callers who are told 404 like that.
``in_place``  Callers who see the object but may not do this: refused on its page (403 or 422), without any event.
``scope``     The scope that opens an API door.
``data``      What is sent: as a form, or as JSON where ``json`` says so, as it always does to the API.
``status``    The statuses that count as answered, where the rule above is not right for this door.

Everybody else of the area (a buyer at the seller's page, an agent at the mediator's desk, a key without the scope)
is told 403.
"""

from __future__ import annotations

from tests.attacks.callers import BUYERS, CUSTOMERS, EVERYBODY, MEDIATORS, SELLERS, STAFF, Caller
from tests.attacks.door import API, DESK, PORTAL, PUBLIC, Door
from tests.attacks.doors_of_api import API_CASES, API_DOORS, API_KEYS, API_REPORTS
from tests.attacks.doors_of_chats import CHATS
from tests.attacks.doors_of_contact import CONTACT
from tests.attacks.doors_of_content_reports import CONTENT_REPORTS
from tests.attacks.doors_of_help import PUBLIC_HELP
from tests.attacks.doors_of_mail import MAILS
from tests.attacks.doors_of_measures import API_MEASURES, MEASURES
from tests.attacks.doors_of_reports import API_FIGURES, REPORTS
from tests.attacks.doors_of_retention import API_PEOPLE, COMPLAINANTS, RETENTION
from tests.attacks.doors_of_settings import SETTINGS
from tests.attacks.doors_of_tickets import API_TICKETS, TICKETS

__all__ = ["API", "DESK", "DOORS", "PORTAL", "PUBLIC", "Door"]

ENTRANCES = (
    Door("GET", "", PUBLIC),
    Door("GET", "<lang>/", PUBLIC),
    Door("GET", "health/live", PUBLIC),
    Door("GET", "health/ready", PUBLIC, status=frozenset({200, 503})),
    Door("GET", "metrics", PUBLIC),
    Door("GET", "seals.txt", PUBLIC),
    Door("GET", "sso", PUBLIC),
    Door("POST", "sso", PUBLIC, status=frozenset({422})),
    Door("POST", "sso/leave", PUBLIC),
)

ACCOUNT = (
    Door("GET", "desk/", DESK, STAFF),
    Door("POST", "desk/account/role/", DESK, STAFF, data={"role": "admin"}),
    Door("GET", "desk/account/login/", PUBLIC),
    Door("POST", "desk/account/login/", PUBLIC),
    Door("GET", "desk/account/logout/", PUBLIC),
    Door("POST", "desk/account/logout/", PUBLIC),
    Door("GET", "desk/account/closed/", PUBLIC),
    Door("GET", "desk/account/again/", DESK, STAFF),
    Door("POST", "desk/account/again/", DESK, STAFF),
    Door("GET", "desk/account/password/", DESK, STAFF),
    Door("POST", "desk/account/password/", DESK, STAFF),
)

SECOND_FACTOR = tuple(
    Door(method, f"desk/account/second-factor/{path}", area, EVERYBODY if area is PUBLIC else STAFF)
    for path, area in (
        ("", DESK),
        ("authenticate/", PUBLIC),
        ("reauthenticate/", DESK),
        ("app/on/", DESK),
        ("app/off/", DESK),
        ("codes/", DESK),
        ("codes/new/", DESK),
        ("codes/file/", DESK),
        ("passkeys/", DESK),
        ("passkeys/new/", DESK),
        ("passkeys/enter/", PUBLIC),
        ("passkeys/again/", DESK),
    )
    for method in ("GET", "POST")
    if method == "GET" or path not in {"", "codes/", "codes/file/", "passkeys/"}
)

PASSKEYS = tuple(
    Door(
        method,
        f"desk/account/second-factor/passkeys/<pk>/{path}/",
        DESK,
        frozenset({Caller.AGENT}),
        about="passkey",
        hidden=STAFF - {Caller.AGENT},
    )
    for path in ("name", "remove")
    for method in ("GET", "POST")
)

LOOK = (
    Door("POST", "look/theme", PUBLIC, data={"theme": "dark"}),
    Door("POST", "look/language", PUBLIC, data={"language": "en"}),
)

PARTIES = frozenset({Caller.BUYER, Caller.SELLER, Caller.BARE_MEMBER})

FILES = (
    Door("GET", "files/<file_id>/<form>", PORTAL, PARTIES, about="file"),
    Door("GET", "desk/files/<file_id>/<form>", DESK, STAFF, about="file"),
    Door("GET", "files/signed/<token>", PUBLIC, about="invented", status=frozenset({404})),
    Door(
        "POST",
        "<lang>/uploads/<purpose>/<owner_id>",
        PORTAL,
        frozenset({Caller.BUYER, Caller.SELLER}),
        about="upload owner",
        data={"name": "lamp.jpg", "size": 10, "evidence_kind": "photo_item"},
        json=True,
    ),
    *(
        Door(
            "POST",
            f"<lang>/uploads/<upload_id>/{act}",
            PORTAL,
            frozenset({Caller.BUYER}),
            about="upload",
            hidden=CUSTOMERS - {Caller.BUYER},
        )
        for act in ("renew", "finish", "discard")
    ),
)

_OWNER = frozenset({Caller.BUYER})

BUYERS_PAGES = (
    Door("GET", "<lang>/orders/", PORTAL, BUYERS),
    Door("GET", "<lang>/orders/<ref>", PORTAL, _OWNER, about="order"),
    Door("GET", "<lang>/orders/<ref>/withdraw", PORTAL, _OWNER, about="order"),
    Door("POST", "<lang>/orders/<ref>/withdraw", PORTAL, _OWNER, about="order"),
    Door("GET", "<lang>/orders/<ref>/dispute", PORTAL, _OWNER, about="order"),
    Door("POST", "<lang>/orders/<ref>/dispute", PORTAL, _OWNER, about="order"),
    # Takes away one's own draft and goes back to the list, whether there was one or not.
    Door("POST", "<lang>/orders/<ref>/dispute/discard", PORTAL, BUYERS, about="new order"),
    Door("GET", "<lang>/disputes/", PORTAL, BUYERS),
    Door("GET", "<lang>/disputes/<reference>", PORTAL, _OWNER, about="dispute"),
    Door("GET", "<lang>/disputes/<reference>/withdrawal", PORTAL, _OWNER, about="withdrawal"),
    Door("GET", "<lang>/disputes/<reference>/do/<command>", PORTAL, _OWNER, about="dispute"),
    Door("POST", "<lang>/disputes/<reference>/do/<command>", PORTAL, _OWNER, about="dispute"),
    Door(
        "POST",
        "<lang>/disputes/<reference>/messages",
        PORTAL,
        _OWNER,
        about="dispute",
        data={"text": "Hello"},
    ),
    Door(
        "POST",
        "<lang>/disputes/<reference>/messages/tone",
        PORTAL,
        _OWNER,
        about="dispute",
        data={"text": "Hello"},
    ),
    Door("GET", "<lang>/disputes/<reference>/stream", PORTAL, _OWNER, about="dispute"),
    Door("GET", "<lang>/disputes/<reference>/version", PORTAL, _OWNER, about="dispute"),
    Door("GET", "<lang>/notices/", PORTAL, CUSTOMERS),
    *SETTINGS,
    Door("GET", "<lang>/cases/<reference>/letter", PORTAL, PARTIES, about="dispute"),
    Door("GET", "<lang>/cases/<reference>/dossier.zip", PORTAL, PARTIES, about="dispute"),
    Door(
        "GET",
        "<lang>/cases/<reference>/deadline-<timer>.ics",
        PORTAL,
        PARTIES,
        about="deadline",
    ),
)

_SHOP = frozenset({Caller.SELLER, Caller.BARE_MEMBER})
_ANSWERS = frozenset({Caller.SELLER})

SELLERS_PAGES = (
    Door("GET", "<lang>/seller/", PORTAL, SELLERS | {Caller.ADMINISTRATOR}),
    Door("GET", "<lang>/seller/orders/", PORTAL, SELLERS | {Caller.ADMINISTRATOR}),
    Door("GET", "<lang>/seller/disputes/<reference>", PORTAL, _SHOP, about="dispute to answer"),
    Door(
        "GET", "<lang>/seller/disputes/<reference>/do/<command>", PORTAL, _ANSWERS, about="dispute to answer"
    ),
    Door(
        "POST",
        "<lang>/seller/disputes/<reference>/do/<command>",
        PORTAL,
        _ANSWERS,
        about="dispute to answer",
        in_place=frozenset({Caller.BARE_MEMBER}),
        data={"reason": "not_damaged", "text": "Packed well"},
    ),
    Door(
        "POST",
        "<lang>/seller/disputes/<reference>/messages",
        PORTAL,
        _ANSWERS,
        about="dispute to answer",
        data={"text": "Hello"},
    ),
    Door(
        "POST",
        "<lang>/seller/disputes/<reference>/messages/tone",
        PORTAL,
        _SHOP,
        about="dispute to answer",
        data={"text": "Hello"},
    ),
    Door("GET", "<lang>/seller/disputes/<reference>/stream", PORTAL, _SHOP, about="dispute to answer"),
    Door("GET", "<lang>/seller/disputes/<reference>/version", PORTAL, _SHOP, about="dispute to answer"),
)

_ADMINS = frozenset({Caller.ADMIN, Caller.OPERATOR})

ADMINS_PAGES = (
    Door("GET", "desk/admin/", DESK, _ADMINS),
    Door("GET", "desk/admin/orders/import", DESK, _ADMINS),
    Door("POST", "desk/admin/orders/import", DESK, _ADMINS),
    Door("GET", "desk/admin/orders/import/<run>", DESK, _ADMINS, about="import"),
    Door("POST", "desk/admin/orders/import/<run>/now", DESK, _ADMINS, about="import"),
    Door("GET", "desk/admin/orders/import/<run>/problems.csv", DESK, _ADMINS, about="import"),
)

_OPERATORS = frozenset({Caller.OPERATOR})
_POLICY = "desk/policies/<policy>/<number>/"

POLICY_PAGES = (
    Door("GET", "desk/policies/", DESK, _OPERATORS),
    Door("GET", "desk/policies/compare", DESK, _OPERATORS),
    *(Door("GET", f"{_POLICY}{page}", DESK, _OPERATORS, about="policy") for page in ("", "text", "try")),
    *(
        Door("POST", f"{_POLICY}{step}", DESK, _OPERATORS, about="policy")
        for step in ("text", "draft", "plan", "publish", "withdraw")
    ),
)

_HEARS = frozenset({Caller.MEDIATOR})

MEDIATORS_PAGES = (
    Door("GET", "desk/mediator/", DESK, MEDIATORS),
    Door("GET", "desk/mediator/ended/", DESK, MEDIATORS),
    Door("GET", "desk/mediator/cases/<reference>", DESK, MEDIATORS, about="dispute to decide"),
    Door("GET", "desk/mediator/cases/<reference>/do/<command>", DESK, MEDIATORS, about="dispute to decide"),
    Door(
        "POST",
        "desk/mediator/cases/<reference>/do/<command>",
        DESK,
        _HEARS,
        about="dispute to decide",
        in_place=frozenset({Caller.OTHER_MEDIATOR}),
    ),
    # Whoever comes second is led back to the list of those that are free.
    Door(
        "POST",
        "desk/mediator/cases/<reference>/take",
        DESK,
        MEDIATORS,
        about="dispute to decide",
        data={"independent": "1"},
    ),
    Door("POST", "desk/mediator/cases/<reference>/back", DESK, _HEARS, about="dispute to decide"),
    Door(
        "POST",
        "desk/mediator/cases/<reference>/messages",
        DESK,
        _HEARS,
        about="dispute to decide",
        data={"text": "Hello"},
    ),
    Door("GET", "desk/mediator/cases/<reference>/stream", DESK, MEDIATORS, about="dispute to decide"),
    Door("GET", "desk/mediator/cases/<reference>/version", DESK, MEDIATORS, about="dispute to decide"),
)


def _room(desk: str, callers: frozenset[Caller], *, writes: bool) -> tuple[Door, ...]:
    """The pages of a case at a desk that does not decide it."""
    at = f"desk/{desk}/cases/<reference>"
    reading = tuple(
        Door("GET", f"{at}{rest}", DESK, callers, about="dispute") for rest in ("", "/stream", "/version")
    )
    writing = Door("POST", f"{at}/messages", DESK, callers, about="dispute", data={"text": "Hello"})
    return (Door("GET", f"desk/{desk}/", DESK, callers), *reading, *((writing,) if writes else ()))


_OVERSEES = frozenset({Caller.SUPERVISOR, Caller.OPERATOR})


def _acts(desk: str, callers: frozenset[Caller], about: str) -> tuple[Door, ...]:
    """Asking and doing an act of a desk; ``about`` is a case in which it is open."""
    at = f"desk/{desk}/cases/<reference>/do/<command>"
    return tuple(Door(method, at, DESK, callers, about=about) for method in ("GET", "POST"))


STAFF_PAGES = (
    *_acts("reviewer", frozenset({Caller.REVIEWER}), "appeal to decide"),
    *_acts("operator", _OPERATORS, "dispute to record"),
    Door("GET", "desk/supervisor/cases/<reference>/do/<command>", DESK, _OVERSEES, about="dispute to record"),
    Door(
        "POST",
        "desk/supervisor/cases/<reference>/do/<command>",
        DESK,
        _OPERATORS,
        about="dispute to record",
        in_place=frozenset({Caller.SUPERVISOR}),  # sees the case; an insolvency is the operator's to record
    ),
    *(
        Door(method, "desk/agent/cases/<reference>/join", DESK, frozenset({Caller.AGENT}), about="dispute")
        for method in ("GET", "POST")
    ),
    Door("GET", "desk/operator/cases/<reference>/outside", DESK, _OPERATORS, about="dispute"),
    Door("POST", "desk/operator/cases/<reference>/outside", DESK, _OPERATORS, about="dispute"),
    Door("GET", "desk/supervisor/challenges/", DESK, _OVERSEES),
    Door("GET", "desk/supervisor/load/", DESK, _OVERSEES),
    Door("GET", "desk/operator/payouts/", DESK, _OPERATORS),
    *(
        Door(method, "desk/operator/payouts/<key>", DESK, _OPERATORS, about="payout that failed")
        for method in ("GET", "POST")
    ),
    *(Door(method, "desk/operator/holidays/", DESK, _OPERATORS) for method in ("GET", "POST")),
    Door(
        "POST",
        "desk/operator/holidays/<declared>",
        DESK,
        _OPERATORS,
        about="proposed holiday",
        data={"do": "withdraw"},
    ),
    Door("GET", "desk/supervisor/mails/", DESK, _OVERSEES),
    Door("POST", "desk/supervisor/mails/<delivery>/again", DESK, _OVERSEES, about="mail that failed"),
    Door(
        "POST",
        "desk/supervisor/cases/<reference>/mediator",
        DESK,
        _OVERSEES,
        about="dispute to decide",
        data={"mediator": ""},
    ),
)

ROOMS = (
    *_room("reviewer", frozenset({Caller.REVIEWER}), writes=True),
    *_room("operator", _OPERATORS, writes=True),
    *_room("agent", frozenset({Caller.AGENT}), writes=True),
    Door("GET", "desk/agent/cases/", DESK, frozenset({Caller.AGENT})),
    *_room("supervisor", frozenset({Caller.SUPERVISOR, Caller.OPERATOR}), writes=True),
    *_room("audit", frozenset({Caller.AUDITOR}), writes=False),
)

HELP = (*PUBLIC_HELP,)

DOORS: tuple[Door, ...] = (
    *ENTRANCES,
    *ACCOUNT,
    *SECOND_FACTOR,
    *PASSKEYS,
    *LOOK,
    *FILES,
    *BUYERS_PAGES,
    *SELLERS_PAGES,
    *RETENTION,
    *COMPLAINANTS,
    *MEASURES,
    *TICKETS,
    *CHATS,
    *MAILS,
    *API_TICKETS,
    *CONTENT_REPORTS,
    *POLICY_PAGES,
    *ADMINS_PAGES,
    *MEDIATORS_PAGES,
    *STAFF_PAGES,
    *REPORTS,
    *ROOMS,
    *HELP,
    *CONTACT,
    *API_DOORS,
    *API_CASES,
    *API_REPORTS,
    *API_KEYS,
    *API_MEASURES,
    *API_PEOPLE,
    *API_FIGURES,
)
