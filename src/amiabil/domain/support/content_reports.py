"""What is a report of something illegal, who has to say what in it, and how is it decided?

A notice in the sense of DSA art. 16: of a seller, a listing, a review or a product, with a reason, the exact place and
an explanation. Its words travel in the request beside it. Source: support.md 6, DSA art. 16, 17, 20 and 22.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from urllib.parse import urlsplit

from amiabil.domain.disputes.errors import ConflictOfInterest
from amiabil.domain.mail.addresses import read_address
from amiabil.domain.written import MESSAGE_MAX, TextMissing, TextTooLong, clean
from amiabil.foundation.errors import Conflict, Invalid, InvalidFields
from amiabil.foundation.fields import BadFormat, FieldRequired, NotAChoice

PLACE_MAX = 1000
"""Letters of where it stands: the longest address browsers agree on is longer, but nobody types one."""

NAME_MAX = 120

COMPLAINT_WITHIN = timedelta(days=184)
"""How long a reporter can complain about a decision: six months, which are never longer than this (DSA art. 20)."""


@unique
class Target(StrEnum):
    """What is reported."""

    LISTING = "listing"
    PRODUCT = "product"
    SELLER = "seller"
    REVIEW = "review"


@unique
class Outcome(StrEnum):
    """What a decision about a report does."""

    ACTED = "acted"
    NOT_ACTED = "not_acted"


@unique
class ReportState(StrEnum):
    """Where a report stands; a decision is final once a complaint about it has been answered."""

    OPEN = "open"
    DECIDED = "decided"
    COMPLAINED = "complained"
    REVIEWED = "reviewed"


class ReportDecided(Conflict):
    """The report is decided, or no longer waits for what was wanted."""

    code = "report_decided"


class ComplaintClosed(Conflict):
    """There is nothing, or nothing any more, to complain about in this report."""

    code = "report_complaint_closed"


@dataclass(frozen=True, slots=True)
class Category:
    """A reason one can choose. ``nameless``: whoever reports need not say who they are."""

    key: str
    labels: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as it is made; all texts as typed.

    ``place`` is the exact location: an address, or the number of the listing. ``name`` and ``address`` are the
    reporter's, unread where somebody signed in reports.
    """

    target: str
    place: str
    category: str
    text: str
    good_faith: bool
    name: str = ""
    address: str = ""


def checked(given: Reported, known: tuple[Category, ...], *, signed_in: bool) -> Reported:
    """The report with clean texts. Raises ``InvalidFields`` with everything that is missing or wrong."""
    problems: list[Invalid] = []
    if given.target not in set(Target):
        problems.append(NotAChoice(field="/target"))
    category = next((one for one in known if one.key == given.category), None)
    if category is None:
        problems.append(NotAChoice(field="/category"))
    place = _clean(given.place, "place", PLACE_MAX, problems)
    text = _clean(given.text, "text", MESSAGE_MAX, problems)
    if not given.good_faith:
        problems.append(FieldRequired(field="/good_faith"))
    name, address = "", ""
    if not signed_in:
        name, address = _who(given, problems, needed=category is None or not category.nameless)
    if problems:
        raise InvalidFields(tuple(problems))
    return Reported(given.target, " ".join(place.split()), given.category, text, True, name, address)


def _who(given: Reported, problems: list[Invalid], *, needed: bool) -> tuple[str, str]:
    typed = given.address.strip()
    address = read_address(typed) if typed else ""
    if address is None:
        problems.append(BadFormat(field="/email", expected="email"))
    if needed and not typed:
        problems.append(FieldRequired(field="/email"))
    if not given.name.strip():
        if needed:
            problems.append(FieldRequired(field="/name"))
        return "", address or ""
    return " ".join(_clean(given.name, "name", NAME_MAX, problems).split()), address or ""


def _clean(text: str, name: str, most: int, problems: list[Invalid]) -> str:
    try:
        return clean(text, field=f"/{name}", most=most)
    except (TextMissing, TextTooLong) as refusal:
        found: Invalid = refusal
        problems.append(found)
        return ""


def target_key(target: str, place: str) -> str:
    """What reports of the same thing have in common: the place without what differs from visit to visit, hashed."""
    words = " ".join(place.split()).casefold()
    if "://" in words:
        try:
            parts = urlsplit(words)
            words = f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
        except ValueError:
            pass
    return hashlib.sha256(f"{target}\n{words}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a report stands. ``decided_by`` and ``reviewed_by`` name members of the staff, empty while there is none."""

    state: ReportState
    outcome: Outcome | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    complained_at: datetime | None = None
    reviewed_by: str = ""

    @property
    def complain_until(self) -> datetime | None:
        """The exclusive end of the time to complain; None where nothing can be complained about (any more)."""
        if self.state is not ReportState.DECIDED or self.decided_at is None:
            return None
        return self.decided_at + COMPLAINT_WITHIN


def demand_open(standing: Standing) -> None:
    """Raises ``ReportDecided`` for a report that is decided."""
    if standing.state is not ReportState.OPEN:
        raise ReportDecided(state=standing.state.value)


def demand_review(standing: Standing, *, by: str) -> None:
    """Raises ``ReportDecided`` without a complaint that waits, ``ConflictOfInterest`` for who decided the report."""
    if standing.state is not ReportState.COMPLAINED:
        raise ReportDecided(state=standing.state.value)
    if standing.decided_by == by:
        raise ConflictOfInterest()


def demand_complaint(standing: Standing, *, at: datetime) -> None:
    """Raises ``ComplaintClosed`` unless the report is decided and its six months are not over."""
    until = standing.complain_until
    if until is None or at >= until:
        raise ComplaintClosed()
