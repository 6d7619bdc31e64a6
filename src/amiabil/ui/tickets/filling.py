"""What stands in the blanks of a saved reply for this customer? Names, the order, and its deadlines as dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import setup_of
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.eligibility import Right, rights_of
from amiabil.domain.support.replies import OF_ORDER, Filled, SavedReply, blanks, fill
from amiabil.domain.support.ticket import due_at
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import clock
from amiabil.records.order_sheets import order_sheet
from amiabil.records.tickets import TicketFile
from amiabil.ui.reader import Reader


def filled(file: TicketFile, reply: SavedReply, *, agent: str = "") -> Filled:
    """A saved reply as the customer of this request would read it, in their language.

    ``agent`` is the name customers read under it. Two statements where the reply names
    deadlines of the order, none else.
    """
    text, language = reply.text_for(file.person_language)
    setup = setup_of(file.setup_version, file.holidays)
    viewer = Viewer(role=file.side, language=language, zone=file.person_zone or None)
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    with override(language):
        return fill(text, _values(file, reader, agent, set(blanks(text))))


def for_rules(file: TicketFile, reply: SavedReply) -> Filled:
    """The same, sent by a rule: no person signs it, the marketplace does."""
    return filled(file, reply, agent=settings.AMIABIL_MARKETPLACE)


def _values(file: TicketFile, reader: Reader, agent: str, wanted: set[str]) -> Mapping[str, str]:
    due = due_at(file.ticket)
    values = {
        "customer_name": file.person_name,
        "agent_name": agent,
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "reference": file.reference,
        "subject": file.subject,
        "order": file.order_ref,
        "today": reader.day(reader.now),
        "answer_until": reader.moment(due).text if due is not None and due > reader.now else "",
    }
    return {**values, **_dates(file, reader)} if wanted & OF_ORDER and file.order_ref else values


def _dates(file: TicketFile, reader: Reader) -> dict[str, str]:
    """The last days of the order's rights that can still be used; what is over or unknown has none."""
    asker = replace(reader.viewer, role=file.side, person_id=file.customer_id, shop_id=file.shop_id)
    if file.side is not Role.BUYER:
        return {}
    try:
        sheet = order_sheet(asker, file.order_ref)
    except NotFound:
        return {}
    rules = rules_at(reader.now)
    pinned = rules.for_order(sheet.facts)
    reader = replace(reader, case_zone=pinned.policy.zone)
    known = rights_of(rules.sight(sheet.facts, reader.now))
    return {
        "withdraw_until": _last_day([known.withdrawal], reader),
        "dispute_until": _last_day([line.dispute for line in known.lines], reader),
        "guarantee_until": _last_day([line.guarantee for line in known.lines], reader),
    }


def _last_day(rights: list[Right], reader: Reader) -> str:
    """The first of the ends: a date promised for every line."""
    ends: list[datetime] = [
        one.closes for one in rights if one.closes is not None and one.is_open(reader.now)
    ]
    return reader.last_day(min(ends)) if ends and len(ends) == len(rights) else ""
