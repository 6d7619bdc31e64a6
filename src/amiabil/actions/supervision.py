"""A supervisor lets something be tried again that did not go through."""

from __future__ import annotations

from django.db import transaction

from amiabil.domain.access import Viewer
from amiabil.records import audit, clock
from amiabil.records.staff_queues import send_again


def send_mail_again(viewer: Viewer, delivery_id: int) -> None:
    """Let a mail that failed or was given up be tried now; one that went out meanwhile is not there any more.

    The mail has one name for every attempt, so a mail server knows a repeat. Raises ``NotFound`` and what ``demand``
    raises for ``OVERSEE``.
    """
    with transaction.atomic():
        reference = send_again(viewer, delivery_id)
        audit.note(viewer, "mail.again", reference, at=clock.now(), facts={"delivery": delivery_id})
