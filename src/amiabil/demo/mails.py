"""Which mails has the demonstration's mail server kept, and what stands in them?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path
from typing import cast

from django.conf import settings

from amiabil.demo.mail_catcher import FOLDER
from amiabil.foundation.errors import NotFound

NAME = re.compile(r"\d{13}-[0-9a-f]{8}")

_read_message = partial(message_from_bytes, policy=SMTP)


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """A mail as it was received. ``to`` is whom the envelope named; ``html`` is empty when there is none."""

    name: str
    caught_at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str
    source: bytes


def _folder() -> Path:
    return Path(settings.AMIABIL_HOME) / FOLDER


def latest(*, limit: int, before: str = "") -> list[CaughtMail]:
    """The newest mails, or those older than the one named ``before``."""
    names = sorted((path.stem for path in _folder().glob("[!.]*.eml")), reverse=True)
    return [caught(name) for name in names if not before or name < before][:limit]


def caught(name: str) -> CaughtMail:
    """One mail. Raises ``NotFound``; a name that is no name of ours is never looked for."""
    path = _folder() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound
    source = path.read_bytes()
    message = cast(EmailMessage, _read_message(source))
    return CaughtMail(
        name=name,
        caught_at=datetime.fromtimestamp(int(name[:13]) / 1000, UTC),
        sender=str(message["From"] or ""),
        to=", ".join(str(one) for one in message.get_all("Delivered-To", [])),
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        source=source,
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    content = part.get_content() if part is not None else ""
    return content if isinstance(content, str) else ""
