"""Objects of mail that comes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from amiabil.records.new_id import new_id
from amiabil.ui import mail_intake
from tests.attacks.callers import World
from tests.attacks.objects_at_hand import Named


def mail_service(world: World) -> Named:
    """A mail service that nobody has set up."""
    return Named({"service": "mailgun", "secret": "a" * 20}, {"service": "nobody", "secret": "b" * 20})


def mail_that_came(world: World) -> Named:
    """A mail that waits for a person: an absence note that answers nothing of ours."""
    raw = b"From: eva@example.ro\r\nSubject: Out of office: x\r\nAuto-Submitted: auto-replied\r\n\r\nAway"
    (mail_id,) = mail_intake.take([mail_intake.Arrived("lmtp", raw)])
    mail_intake.process(mail_id)
    return Named({"mail_id": str(mail_id)}, {"mail_id": str(new_id())})


OF_MAIL: Mapping[str, Callable[[World], Named]] = {
    "mail service": mail_service,
    "mail that came": mail_that_came,
}
