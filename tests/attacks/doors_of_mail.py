"""The doors of mail that comes in: its desk, and where mail services post it."""

from __future__ import annotations

from tests.attacks.callers import Caller
from tests.attacks.door import DESK, PUBLIC, Door

_AGENT = frozenset({Caller.AGENT})
_NO_SERVICE = frozenset({404})
_MAIL = "desk/agent/mail/<mail_id>"

MAILS = (
    Door("POST", "mail/in/<service>", PUBLIC, about="mail service", status=_NO_SERVICE),
    Door("POST", "mail/in/<service>/<secret>", PUBLIC, about="mail service", status=_NO_SERVICE),
    Door("GET", "desk/agent/mail/", DESK, _AGENT),
    *(Door("GET", f"{_MAIL}{path}", DESK, _AGENT, about="mail that came") for path in ("", "/raw")),
    Door("POST", f"{_MAIL}/again", DESK, _AGENT, about="mail that came"),
    Door("POST", f"{_MAIL}/file", DESK, _AGENT, about="mail that came", data={"do": "new"}),
    Door("POST", f"{_MAIL}/discard", DESK, _AGENT, about="mail that came", data={"reason": "spam"}),
)
