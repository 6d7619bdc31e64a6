"""What does the register of proceedings outside say of one? The body, the days, and how it ended.

Staff fill it in from the papers of the body; nothing of it decides anything here. Source: disputes.md 6, L16 and L18.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, unique

from amiabil.domain.reports.report import FIRST_DAY, BadDay
from amiabil.domain.written import clean
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import FieldRequired

NAME_MAX, REF_MAX = 120, 64
"""Letters of what a body is called, and of its reference."""


@unique
class Body(StrEnum):
    """Before whom it was brought."""

    SAL = "sal"
    DSA = "dsa"
    COURT = "court"
    OTHER = "other"


@unique
class Ending(StrEnum):
    """How it ended, as seen by whoever brought it. ``REFUSED``: the body did not take it up."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


ASKS_SOMETHING = frozenset({Ending.UPHELD, Ending.PARTLY, Ending.SETTLED})
"""Endings after which something is to be carried out."""


@dataclass(frozen=True, slots=True)
class Proceeding:
    """An entry of the register. ``ended_on`` and ``outcome`` are None while it runs.

    ``implemented`` says whether what came out has been carried out; None where nothing has to be, or nobody knows yet.
    """

    body: Body
    body_name: str
    opened_on: date
    their_ref: str = ""
    ended_on: date | None = None
    outcome: Ending | None = None
    implemented: bool | None = None


def checked(given: Proceeding, *, today: date) -> Proceeding:
    """The entry with clean texts. Raises ``InvalidFields`` with everything that is wrong; no day may be to come."""
    problems: list[Invalid] = []
    texts: dict[str, str] = {}
    for name, most, required in (("body_name", NAME_MAX, True), ("their_ref", REF_MAX, False)):
        try:
            texts[name] = clean(getattr(given, name), field=f"/{name}", most=most, required=required)
        except Invalid as refusal:
            problems.append(refusal)
    if not FIRST_DAY <= given.opened_on <= today:
        problems.append(BadDay.of("/opened_on", FIRST_DAY, today))
    elif given.ended_on is not None and not given.opened_on <= given.ended_on <= today:
        problems.append(BadDay.of("/ended_on", given.opened_on, today))
    if given.outcome is None and given.ended_on is not None:
        problems.append(FieldRequired(field="/outcome"))
    if given.outcome is not None and given.ended_on is None:
        problems.append(FieldRequired(field="/ended_on"))
    if problems:
        raise InvalidFields(tuple(problems))
    done = given.implemented if given.outcome in ASKS_SOMETHING else None
    return replace(given, implemented=done, body_name=texts["body_name"], their_ref=texts["their_ref"])
