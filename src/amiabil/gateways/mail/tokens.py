"""How do we get a token for a mailbox without a password? By a refresh token, which some servers replace each time."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import httpx

from amiabil.gateways.mail.imap import MailboxUnreachable

SECONDS = 15.0
EARLY = 120.0
"""Seconds before its end at which a token is no longer used: a fetch may take as long."""


@dataclass(slots=True)
class RefreshedTokens:
    """Tokens from an address such as ``https://login…/token?client_id=…&client_secret=…&refresh_token=…&scope=…``.

    ``folder`` keeps the newest refresh token where the server gives new ones; a changed setting begins anew.
    """

    url: str
    folder: Path
    transport: httpx.BaseTransport | None = None
    _token: str = field(default="", init=False)
    _until: float = field(default=0.0, init=False)

    def __call__(self) -> str:
        """A token that can be used now. Raises ``MailboxUnreachable``."""
        if time.monotonic() < self._until:
            return self._token
        parts = urlsplit(self.url)
        form = {name: values[0] for name, values in parse_qs(parts.query).items()}
        form |= {"grant_type": "refresh_token", "refresh_token": self._newest(form["refresh_token"])}
        try:
            with httpx.Client(timeout=SECONDS, transport=self.transport) as client:
                answer = client.post(urlunsplit(parts._replace(query="")), data=form)
            told = answer.json()
            token = told["access_token"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            raise MailboxUnreachable("the server gives us no token for the mailbox") from None
        self._token = str(token)
        self._until = time.monotonic() + max(float(told.get("expires_in", 0)) - EARLY, 0.0)
        if told.get("refresh_token"):
            self._keep(str(told["refresh_token"]))
        return self._token

    @property
    def _path(self) -> Path:
        return self.folder / f"mail_token_{hashlib.sha256(self.url.encode()).hexdigest()[:16]}"

    def _newest(self, given: str) -> str:
        return self._path.read_text("utf-8").strip() if self._path.exists() else given

    def _keep(self, token: str) -> None:
        draft = self._path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(token, "utf-8")
        draft.replace(self._path)
