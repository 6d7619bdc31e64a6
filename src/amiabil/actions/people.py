"""What does a customer decide about how they are addressed?"""

from __future__ import annotations

from zoneinfo import available_timezones

from django.conf import settings

from amiabil.domain.access import Viewer
from amiabil.domain.orders.format import EMAIL
from amiabil.foundation.errors import Invalid
from amiabil.records import people


class UnknownLanguage(Invalid):
    """Not a language the product speaks."""

    code = "unknown_language"


class UnknownZone(Invalid):
    """Not a zone of the time zone database."""

    code = "unknown_zone"


def update_settings(viewer: Viewer, *, language: str, zone: str) -> None:
    """Keep a customer's own language and zone; empty gives the word back to the marketplace's tokens.

    Raises ``UnknownLanguage``, ``UnknownZone``, and ``NotFound`` for anybody who is no customer.
    """
    if language and language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(field="/language", language=language[:20])
    if zone and zone not in available_timezones():
        raise UnknownZone(field="/zone", zone=zone[:64])
    people.choose(viewer, language=language, zone=zone)


def keep_address(viewer: Viewer, email: str) -> None:
    """Keep where a customer wants to be written to, as long as nobody has said it; a later token has the last word.

    Raises the refusals of an e-mail address, and ``NotFound`` for anybody who is no customer.
    """
    problems: list[Invalid] = []
    read = EMAIL.read(email, "/email", problems)
    if problems or read is None:
        raise problems[0]
    people.keep_address(viewer, read)
