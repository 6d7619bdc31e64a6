"""Does mail come in? The findings of the doctor about mailboxes, the listener and mails that wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amiabil.server.config import Config

LAG = 600.0
"""Seconds a mail may wait for its reader before somebody should look."""


def findings(config: Config, connection: Any) -> Iterator[tuple[str, str]]:
    """Verdict (``ok``, ``note``, ``fails``) and sentence of each; nothing before the tables are there."""
    doors = [
        f"{len(config.mail_in_url)} mailboxes" if config.mail_in_url else "",
        f"a listener at {config.mail_in_listen}" if config.mail_in_listen else "",
        f"{len(config.mail_in_services)} mail services" if config.mail_in_services else "",
    ]
    told = ", ".join(door for door in doors if door)
    if not told:
        yield "note", "No mail comes in: see docs/operate/mail.md."
    elif not config.mail_in_relays:
        yield "note", f"Mail comes in by {told}; without AMIABIL_MAIL_IN_RELAYS no author is proven."
    else:
        yield "ok", f"Mail comes in by {told}."
    if connection.execute("SELECT to_regclass('public.incoming_mail')").fetchone()[0] is not None:
        yield from _waiting(connection)


def _waiting(connection: Any) -> Iterator[tuple[str, str]]:
    for account, problem in connection.execute(
        "SELECT account, problem FROM mail_cursor WHERE problem <> '' ORDER BY account"
    ).fetchall():
        yield "fails", f"{account} is not reached: {problem}."
    held, lag = connection.execute(
        "SELECT count(*) FILTER (WHERE state = 'held' AND erased_at IS NULL),"
        " coalesce(extract(epoch FROM clock_timestamp() - min(received_at) FILTER (WHERE state = 'waiting')), 0)"
        " FROM incoming_mail WHERE state IN ('held', 'waiting')"
    ).fetchone()
    if lag > LAG:
        yield "fails", f"The oldest mail has waited {int(lag // 60)} min to be read: does the worker run?"
    if held:
        yield "note", f"{held} mails wait for a person at the agents' desk."
