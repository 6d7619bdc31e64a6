"""How a customer says what they think of a solution: the choices in a mail, the form on a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from amiabil.domain.support.rating import may_rate, rate_until
from amiabil.domain.support.terms import Rating
from amiabil.domain.terms import Role
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.grants import RatingGrant, rating_token
from amiabil.records import clock
from amiabil.ui.addresses import reverse
from amiabil.ui.facts import Choice, Field, Link, Option
from amiabil.ui.letters import whole
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.words.tickets import RATINGS


@dataclass(frozen=True, slots=True)
class RatingForm:
    """The form: the question with its answers, a comment, and until when it can be changed; ``given``: it was."""

    url: str
    choice: Choice
    comment: Field
    until: str
    given: bool


def form(seen: Seen, *, url: str, chosen: str = "", comment: str = "", error: str = "") -> RatingForm | None:
    """The form for whoever asked, with what they chose before; None where the solution cannot be rated."""
    ticket, reader = seen.file.ticket, seen.reader
    until = rate_until(ticket)
    if until is None or not may_rate(ticket, reader.now):
        return None
    options = tuple(
        Option(one.value, str(RATINGS[one]), selected=one.value == (chosen or ticket.rating))
        for one in Rating
    )
    return RatingForm(
        url=url,
        choice=Choice("rating", _("How was it solved?"), options, error=error, required=True),
        comment=Field(
            "comment",
            _("Tell us in your own words"),
            kind="textarea",
            value=comment,
            optional=_("optional"),
            max_length=REASON_MAX,
            rows=3,
        ),
        until=_("You can change it until %(date)s.") % {"date": reader.last_day(until)},
        given=bool(ticket.rating),
    )


def ask() -> str:
    """The question a mail asks."""
    return _("How was it solved?")


def links(seen: Seen) -> tuple[Link, ...]:
    """One address for each answer, for a mail; they show the page with the answer chosen and rate nothing.

    Empty for a shop, whose mails several people read: it rates on the page of the request.
    """
    file, reader = seen.file, seen.reader
    if file.side is not Role.BUYER or not may_rate(file.ticket, reader.now):
        return ()
    grant = RatingGrant(file.case_id, reader.language)
    token = rating_token(grant, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    address = whole(reverse("rating", args=[token]))
    return tuple(Link(str(RATINGS[one]), f"{address}?rating={one.value}") for one in Rating)
