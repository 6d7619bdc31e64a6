"""What became of one letter, and when is it tried again?"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from amiabil.gateways.mail import BadHeader, Letter, MailDeferred, Mailer, MailRefused
from amiabil.jobs.notices import AGAIN_AFTER

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tried:
    """Whether it went out; ``again_in`` is None when no other try follows."""

    sent: bool
    again_in: timedelta | None = None


def try_letter(letter: Letter, mailer: Mailer, *, tries: int, about: str) -> Tried:
    """Send a letter for the ``tries``-th time; ``about`` names it in the log, without anything personal."""
    try:
        mailer.send(letter)
    except MailDeferred as error:
        log.warning("%s is tried again: %s", about, error)
        return Tried(False, AGAIN_AFTER[tries - 1] if tries <= len(AGAIN_AFTER) else None)
    except (MailRefused, BadHeader) as error:
        log.warning("%s is refused: %s", about, type(error).__name__)
        return Tried(False)
    return Tried(True)
