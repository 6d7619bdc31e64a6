"""What can be asked of whoever carries our mail, and how can it go wrong?"""

from __future__ import annotations

from typing import Protocol

from amiabil.gateways.mail.letter import Letter


class MailDeferred(Exception):
    """Not accepted now, or nobody knows: try again later with the same Message-ID. The text says why."""


class MailRefused(Exception):
    """Refused for good: this address or this mail will never be accepted. The text says why."""


class Mailer(Protocol):
    """Whoever carries our mail."""

    def send(self, letter: Letter) -> None:
        """Hand one letter over; returning means it was accepted.

        Raises ``MailDeferred``, ``MailRefused`` or ``BadHeader``.
        """
