"""What the parties of an insolvent seller's dispute read: who administers, what stays unpaid, where it is claimed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from amiabil.domain.disputes import money
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Role
from amiabil.records import insolvencies
from amiabil.records.insolvencies import Proceeding
from amiabil.ui import formats
from amiabil.ui.case.card import Card
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Link, Row
from amiabil.ui.reader import Reader

_BULLETIN = "https://www.bpi.ro/"
"""The Romanian insolvency bulletin. Source: Law 85/2014, art. 42."""

_REGISTERS = "https://e-justice.europa.eu/"
"""Where the insolvency registers of the EU countries are joined. Source: Regulation (EU) 2015/848, art. 25."""


def of(seen: Seen) -> Proceeding | None:
    """The proceeding of an insolvent seller, as it is known; None for others. One statement."""
    if not seen.dispute.insolvent:
        return None
    return insolvencies.of_case(seen.reader.viewer, seen.file)


def cards(seen: Seen) -> Iterator[Card]:
    """What stays unpaid and where it is claimed; while the case is open, that an administrator acts."""
    proceeding = of(seen)
    if proceeding is None:
        return
    if seen.dispute.unpaid:
        yield _unpaid(seen, proceeding)
    if seen.dispute.is_open:
        yield _standing_in(seen, () if seen.dispute.unpaid else rows(proceeding, seen.reader))


def _standing_in(seen: Seen, known: tuple[Row, ...]) -> Card:
    kept = money.held(seen.dispute)
    own = _(
        "You act in the seller's place, and a mediator hears the case. The buyer is paid from what is kept; what it"
        " does not cover the guarantee fund pays, up to its limit."
    )
    others = _(
        "The insolvency administrator acts in the seller's place, and a mediator hears the case. The buyer is paid"
        " from what is kept; what it does not cover the guarantee fund pays, up to its limit."
    )
    held = (Row(_("Kept for this dispute"), seen.reader.money(kept), strong=True),) if kept else ()
    return Card(
        "insolvency",
        _("The seller is insolvent"),
        (*held, *known),
        note=own if seen.actor is Role.ADMINISTRATOR else others,
    )


def _unpaid(seen: Seen, proceeding: Proceeding) -> Card:
    reader = seen.reader
    return Card(
        "unpaid",
        _("A part stays unpaid here"),
        (*unpaid_row(seen.dispute, reader), *rows(proceeding, reader)),
        note=" ".join(_what_to_do(reader, proceeding)),
        links=(_where(proceeding),),
    )


def unpaid_row(dispute: Dispute, reader: Reader) -> tuple[Row, ...]:
    """The sum that neither the hold nor the fund covers; none where all is covered."""
    return (Row(_("Not paid here"), reader.money(dispute.unpaid), strong=True),) if dispute.unpaid else ()


def route(proceeding: Proceeding, reader: Reader) -> tuple[str, tuple[str, ...], Link]:
    """The way outside for what stays unpaid: its name, how and until when, and where to look."""
    facts = tuple(f"{row.term}: {row.value}." for row in rows(proceeding, reader))
    return (
        _("The insolvency proceeding of the seller"),
        (*_what_to_do(reader, proceeding), *facts),
        _where(proceeding),
    )


def rows(proceeding: Proceeding, reader: Reader) -> tuple[Row, ...]:
    """What is known of the proceeding, a line each."""
    until = proceeding.claims_until
    found = (
        (_("Insolvency administrator"), proceeding.administrator),
        (_("Address"), proceeding.address),
        (_("E-mail"), proceeding.email),
        (_("Telephone"), proceeding.phone),
        (_("Court"), proceeding.court),
        (_("Number of the proceeding"), proceeding.court_ref),
        (_("Claims are taken until"), _day(until, reader) if until else ""),
    )
    return tuple(Row(term, value) for term, value in found if value)


def _what_to_do(reader: Reader, proceeding: Proceeding) -> tuple[str, ...]:
    covered = _("The money kept for this dispute and the guarantee fund do not cover it all.")
    if reader.viewer.side is not Role.BUYER:
        return (covered, _("The buyer can claim the rest in the insolvency proceeding."))
    how = _(
        "You can claim the rest in the insolvency proceeding; the final letter and the whole file prove it."
    )
    if proceeding.country == "RO":
        return (
            covered,
            how,
            _(
                "A claim is filed in writing with the registry of the court, before the last day for claims (Law"
                " 85/2014, art. 102). The proceeding and its days are in the Insolvency Bulletin."
            ),
        )
    return (covered, how, _("The proceeding is in the insolvency register of the seller's country."))


def _where(proceeding: Proceeding) -> Link:
    if proceeding.country == "RO":
        return Link(_("The Insolvency Bulletin (BPI)"), _BULLETIN, "arrow-square-out")
    return Link(_("Insolvency registers of the EU countries"), _REGISTERS, "arrow-square-out")


def _day(day: date, reader: Reader) -> str:
    noon = datetime.combine(day, time(12), UTC)
    return formats.day(noon, reader.language, zone="UTC")
