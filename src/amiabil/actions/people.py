"""What does a customer decide about how they are addressed?"""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import available_timezones

from django.conf import settings

from amiabil.domain.access import Viewer
from amiabil.domain.notices import CHOICES, Topic
from amiabil.domain.orders.format import EMAIL
from amiabil.foundation.errors import Invalid
from amiabil.foundation.grants import MailsGrant
from amiabil.records import people


class UnknownLanguage(Invalid):
    """Not a language the product speaks."""

    code = "unknown_language"


class UnknownZone(Invalid):
    """Not a zone of the time zone database."""

    code = "unknown_zone"


class UnknownTopic(Invalid):
    """There are no such mails to choose."""

    code = "unknown_topic"


def update_settings(viewer: Viewer, *, language: str, zone: str) -> None:
    """Keep a customer's own language and zone; empty gives the word back to the marketplace's tokens.

    Raises ``UnknownLanguage``, ``UnknownZone``, and ``NotFound`` for anybody who is no customer.
    """
    if language and language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(field="/language", language=language[:20])
    if zone and zone not in available_timezones():
        raise UnknownZone(field="/zone", zone=zone[:64])
    people.choose(viewer, language=language, zone=zone)


def choose_mails(viewer: Viewer, wanted: Collection[str]) -> None:
    """Keep which mails a customer gets, of those offered on the side they are here on; the others stay as they are.

    Raises ``UnknownTopic``, and ``NotFound`` for anybody who is no customer.
    """
    offered = CHOICES.get(viewer.side, ()) if viewer.side else ()
    unknown = sorted(set(wanted) - set(offered))
    if unknown:
        raise UnknownTopic(field="/mails", topic=unknown[0][:20])
    elsewhere = people.own_settings(viewer).mails_off - set(offered)
    people.choose_mails(viewer, elsewhere | {topic for topic in offered if topic not in wanted})


def end_mails(grant: MailsGrant) -> bool:
    """End the mails a signed address names, once or again; False when the person is no longer there."""
    return people.end_mails(grant.person, [topic for topic in Topic if topic.value in grant.topics])


def keep_address(viewer: Viewer, email: str) -> None:
    """Keep where a customer wants to be written to, as long as nobody has said it; a later token has the last word.

    Raises the refusals of an e-mail address, and ``NotFound`` for anybody who is no customer.
    """
    problems: list[Invalid] = []
    read = EMAIL.read(email, "/email", problems)
    if problems or read is None:
        raise problems[0]
    people.keep_address(viewer, read)
