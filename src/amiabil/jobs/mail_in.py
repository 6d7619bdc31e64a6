"""Mails are fetched from mailboxes and filed: all after where we were, some at a time, whatever happens between."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from django.conf import settings

from amiabil.domain.mail.limits import RAW_BYTES
from amiabil.gateways.mail.imap import Fetched, ImapBox, MailboxUnreachable, Tokens, account_of
from amiabil.gateways.mail.tokens import RefreshedTokens
from amiabil.records import mail_in
from amiabil.records.mail_in import HEAD, RAW, Cursor
from amiabil.ui import mail_intake
from amiabil.ui.mail_intake import Arrived

SECONDS = 45.0
"""How long one round of fetching or filing takes at most; the rest is for the next, so that others get their turn."""

BATCH = 50

_LOG = logging.getLogger(__name__)


def fetch_all() -> bool:
    """Fetch what is new in every mailbox; whether some of it is left for another round.

    A mailbox that does not answer is noted and stops no other. Raises what the database raises when it is gone.
    """
    with mail_in.alone("fetch") as mine:
        left = [_fetch(url) for url in settings.AMIABIL_MAIL_IN_URL] if mine else []
    return any(left)


def _fetch(url: str) -> bool:
    account, end = account_of(url), time.monotonic() + SECONDS
    try:
        with ImapBox(url, tokens=_tokens(), most_bytes=RAW_BYTES) as box:
            return fetch(box, account, until=end)
    except MailboxUnreachable as error:
        _LOG.warning("mailbox %s is not reached: %s", account, error)
        mail_in.not_reached(account, str(error))
        return False


def fetch(box: ImapBox, account: str, *, until: float) -> bool:
    """Take in what lies above the cursor, each batch with the cursor in one transaction; whether time ran out.

    Another *validity* means that the folder counts anew: it is read from its beginning, and what is known is known by
    its bytes. Raises ``MailboxUnreachable``.
    """
    cursor = mail_in.cursor_of(account)
    if cursor.validity != box.validity:
        cursor = Cursor(account, box.validity, 0)
    for batch in box.after(cursor.last_uid):
        cursor = _moved(cursor, box, batch)
        mail_intake.take([_arrived(account, one) for one in batch], cursor=cursor)
        if batch:
            mail_intake.wake()
        if time.monotonic() > until:
            return True
    mail_in.move(replace(cursor, last_uid=max(box.next_uid - 1, 0), waiting=0))
    return False


def _moved(cursor: Cursor, box: ImapBox, batch: Sequence[Fetched]) -> Cursor:
    last = max((one.uid for one in batch), default=cursor.last_uid)
    return replace(cursor, last_uid=last, waiting=max(box.next_uid - 1 - last, 0))


def _arrived(account: str, one: Fetched) -> Arrived:
    return Arrived(account, one.raw, RAW if one.whole else HEAD)


def _tokens() -> Tokens | None:
    url = settings.AMIABIL_MAIL_IN_OAUTH
    return _refreshed(url) if url else None


@lru_cache(maxsize=2)
def _refreshed(url: str) -> RefreshedTokens:
    return RefreshedTokens(url, settings.AMIABIL_HOME)


def file_waiting() -> bool:
    """Read and file the mails that wait; whether some are left for another round."""
    end = time.monotonic() + SECONDS
    with mail_in.alone("file") as mine:
        while mine and mail_intake.file_next(BATCH):
            if time.monotonic() > end:
                return True
    return False
