"""A person who asked to be erased is told what becomes of it; the mail is tried until it is through."""

from __future__ import annotations

import logging

from django.conf import settings

from amiabil.actions.erasures import Outlook, outlook
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.gateways.mail import BadHeader, Letter, MailDeferred, Mailer, MailRefused, message_id
from amiabil.jobs import wires
from amiabil.jobs.notices import AGAIN_AFTER, LEASE
from amiabil.records import clock, erasures
from amiabil.ui import erasure

MOST = 100
"""Letters of one round; the next one follows soon."""

log = logging.getLogger(__name__)


def tell(mailer: Mailer) -> int:
    """Try the letters whose time has come; how many went out."""
    sent = 0
    for _ in range(MOST):
        letter = erasures.claim_letter(lease=LEASE)
        if letter is None:
            break
        sent += _try(letter, mailer)
    return sent


def _try(letter: erasures.Letter, mailer: Mailer) -> bool:
    try:
        mailer.send(_written(letter))
    except MailDeferred as error:
        again = AGAIN_AFTER[letter.tries - 1] if letter.tries <= len(AGAIN_AFTER) else None
        log.warning("the letter about erasure %s is tried again: %s", letter.request.id, error)
        erasures.mark_not_told(letter, again_in=again)
        return False
    except (MailRefused, BadHeader) as error:
        log.warning("the letter about erasure %s is refused: %s", letter.request.id, type(error).__name__)
        erasures.mark_not_told(letter, again_in=None)
        return False
    erasures.mark_told(letter)
    return True


def _written(letter: erasures.Letter) -> Letter:
    person = Viewer(role=Role.BUYER, person_id=letter.request.customer_id)
    known: Outlook = outlook(person)
    written = erasure.write(letter, known, now=clock.now())
    return Letter(
        id=message_id(f"e-{letter.request.id}-{letter.request.state}", wires.sender().host),
        to=letter.address,
        to_name="",
        subject=written.subject,
        text=written.text,
        html=written.html,
        language=letter.language or settings.LANGUAGE_CODE,
        at=clock.now(),
    )
