"""The final letter of a case: what it ended with, in sums and reasons, and which ways are open outside.

Source: disputes.md 6, L22; no page leads to the closed European platform (L21).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amiabil.domain.disputes.eligibility import rights_of, sight_of
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Outcome, Role, State
from amiabil.foundation.money import total
from amiabil.foundation.working_time import Span, Unit, deadline
from amiabil.records.insolvencies import Proceeding
from amiabil.ui import formats
from amiabil.ui.case import insolvency, statement
from amiabil.ui.case.seen import Seen
from amiabil.ui.case.statement import Statement
from amiabil.ui.facts import Link, Row
from amiabil.ui.reader import Reader
from amiabil.ui.rights import prolonged_text
from amiabil.ui.words import names, remedies

SAL_URL = "https://anpc.ro/ce-este-sal/"
"""Where the Romanian consumer authority explains how to reach it. Source: OG 38/2015; ANPC Order 449/2022."""

ONE_YEAR = Span(1, Unit.YEARS)
"""How long after the first complaint the authority still hears a case (OG 38/2015)."""


@dataclass(frozen=True, slots=True)
class Route:
    """A way outside: its name, how and until when, and where."""

    title: str
    texts: tuple[str, ...]
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class FinalLetter:
    """The letter for one reader. ``grounds`` is None where nobody had to decide."""

    title: str
    rows: tuple[Row, ...]
    grounds: Statement | None
    routes: tuple[Route, ...]


def is_final(dispute: Dispute) -> bool:
    """Whether the case has ended (and not gone on in another) or its decision can no longer be appealed inside."""
    decided = dispute.decision is not None and dispute.decision.final_at is not None
    return (dispute.state is State.CLOSED and dispute.merged_into is None) or decided


def of_case(seen: Seen) -> FinalLetter | None:
    """The letter of a case that is final; None before."""
    dispute, reader = seen.dispute, seen.reader
    if not is_final(dispute):
        return None
    return FinalLetter(
        title=ended_with(dispute),
        rows=tuple(summary(seen)),
        grounds=statement.of_case(seen),
        routes=routes(dispute, reader, insolvency.of(seen)),
    )


def ended_with(dispute: Dispute) -> str:
    """What the case ended with, in one line."""
    return str(names.OUTCOMES[dispute.outcome]) if dispute.outcome is not None else _("The decision is final")


def summary(seen: Seen) -> list[Row]:
    """What the case is about and what came of it, a line each; before the end, as far as it has come."""
    dispute, reader = seen.dispute, seen.reader
    rows = [
        Row(_("Dispute"), seen.file.reference),
        Row(_("Order"), seen.file.order_ref),
        Row(_("Shop"), seen.file.shop_name),
        Row(_("About"), f"{seen.file.subject}: {names.REASONS[dispute.reason]}"),
        Row(_("First complaint"), _instant(dispute.opened_at, reader)),
    ]
    if dispute.closed_at is not None:
        rows.append(Row(_("Ended"), _instant(dispute.closed_at, reader)))
    asked = dispute.request.terms
    amount = reader.money(asked.amount) if asked.amount is not None else ""
    rows.append(Row(_("Asked for"), remedies.request(asked.remedy, amount)))
    agreed = dispute.settlement.terms if dispute.settlement is not None else None
    if agreed is not None:
        amount = reader.money(agreed.amount) if agreed.amount is not None else ""
        rows.append(Row(_agreed(dispute), remedies.request(agreed.remedy, amount)))
    if dispute.decision is not None:
        rows.append(
            Row(_("Decided amount for the buyer"), reader.money(dispute.decision.amount), strong=True)
        )
    paid = [one.amount for one in dispute.refunds if one.status == "confirmed"]
    rows.append(Row(_("Paid back"), reader.money(total(paid, dispute.currency)), strong=True))
    rows.extend(insolvency.unpaid_row(dispute, reader))
    rows.extend(_prolonged(dispute, reader))
    return rows


def _prolonged(dispute: Dispute, reader: Reader) -> list[Row]:
    """Until when the legal guarantee lasts after a repair, a row for each line that was repaired."""
    mine = {unit.line for unit in dispute.units}
    titles = {line.ref: line.title or line.ref for line in dispute.order.lines}
    known = [one for one in rights_of(sight_of(dispute, reader.now)).lines if one.line in mine]
    until = _("until %(day)s")  # Babel sees no call inside an f-string
    return [
        Row(
            _("Legal guarantee, %(product)s") % {"product": titles[one.line]},
            f"{until % {'day': reader.last_day(one.guarantee.closes)}}. {prolonged_text(one.prolonged)}",
        )
        for one in known
        if one.prolonged and one.guarantee.closes is not None
    ]


def _agreed(dispute: Dispute) -> str:
    """What the terms in force rest on: silence is no agreement."""
    silent = dispute.settlement is not None and dispute.settlement.outcome is Outcome.DEFAULT_SELLER_SILENT
    return _("Counts as accepted") if silent else _("Agreed")


def routes(dispute: Dispute, reader: Reader, proceeding: Proceeding | None) -> tuple[Route, ...]:
    """The ways outside this marketplace, by the policy the case is pinned to; ``proceeding`` of an insolvent seller."""
    named = any(texts.sal_link == "shown" for texts in dispute.policy.legal_texts.values())
    shown = named and statement.has_sal(dispute)
    court = _(
        "What was decided or agreed here takes nobody's right to go to court. Keep this letter:"
        " it shows what was tried."
    )
    unpaid = proceeding is not None and dispute.unpaid
    return (
        *((Route(*insolvency.route(proceeding, reader)),) if proceeding is not None and unpaid else ()),
        *((_sal(dispute, reader),) if shown else ()),
        Route(_("A court"), (court,)),
    )


def _sal(dispute: Dispute, reader: Reader) -> Route:
    link = Link(_("How to reach SAL at ANPC"), SAL_URL)
    title = _("Alternative dispute resolution (SAL) at ANPC")
    if reader.viewer.role is not Role.BUYER:
        text = _(
            "The buyer can apply there within one year of the first complaint. You will then be asked for your view."
        )
        return Route(title, (text,), link)
    ends = deadline(dispute.opened_at, ONE_YEAR, dispute.place)
    times = {"first": _instant(dispute.opened_at, reader), "last": reader.last_day(ends)}
    texts = (
        _(
            "It is free. The condition is that you first tried to solve it with the seller; this letter shows it."
        ),
        _(
            "Your first complaint was received on %(first)s. You can apply within one year of it: until %(last)s."
        )
        % times,
        _(
            "It is not possible while a court or another such body has the same case, or after it has decided it."
        ),
        _("If ANPC refuses the case, it says why within 21 days. A result usually comes within 90 days."),
    )
    return Route(title, texts, link)


def _instant(at: datetime, reader: Reader) -> str:
    return formats.long(at, reader.language, zone=reader.case_zone)
