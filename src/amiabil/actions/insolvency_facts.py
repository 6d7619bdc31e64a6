"""An operator writes down what is known of the proceeding of an insolvent seller: who administers, where one claims."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from amiabil.actions.disputes import subject_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.errors import NotInThisState
from amiabil.domain.mail.addresses import read_address
from amiabil.domain.terms import Command
from amiabil.domain.written import LINE_MAX, REASON_MAX, TextTooLong, clean
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import BadFormat
from amiabil.records import audit, insolvencies
from amiabil.records.case_load import load

LONGEST: Mapping[str, int] = {
    "administrator": LINE_MAX,
    "address": REASON_MAX,
    "email": LINE_MAX,
    "phone": LINE_MAX,
    "court": LINE_MAX,
    "court_ref": LINE_MAX,
    "claims_until": 10,
}
"""The facts of a proceeding and how long each may be; ``claims_until`` is a day as YYYY-MM-DD."""


def tell_facts(viewer: Viewer, reference: str, given: Mapping[str, str], *, at: datetime) -> None:
    """Keep what is known of the proceeding against the seller of a dispute; both sides read it in all of them.

    An empty field takes back what was said. Raises ``NotFound``, ``NotInThisState`` for a dispute that knows of no
    insolvency, ``InvalidFields`` with all that is wrong, and what ``demand`` raises for ``OVERSEE``.
    """
    case = load(viewer, reference)
    demand(viewer, Act.OVERSEE, subject_of(case))
    if not case.dispute.insolvent:
        raise NotInThisState(case.dispute.state, Command.RECORD_INSOLVENCY)
    facts = _checked(given)
    with transaction.atomic():
        insolvencies.tell(viewer, case.dispute.order.seller_ref, facts)
        noted = ", ".join(name for name, value in facts.items() if value)
        audit.note(viewer, "case.insolvency_facts", reference, at=at, facts={"told": noted})


def _checked(given: Mapping[str, str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    problems: list[Invalid] = []
    for name, most in LONGEST.items():
        try:
            facts[name] = clean(given.get(name, ""), field=f"/{name}", most=most, required=False)
        except TextTooLong as refusal:
            problems.append(refusal)
    if facts.get("email") and read_address(facts["email"]) is None:
        problems.append(BadFormat(field="/email", expected="email"))
    if facts.get("claims_until"):
        try:
            date.fromisoformat(facts["claims_until"])
        except ValueError:
            problems.append(BadFormat(field="/claims_until", expected="date"))
    if problems:
        raise InvalidFields(tuple(problems))
    return facts
