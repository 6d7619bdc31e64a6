"""What did a buyer declare when they withdrew, and when did it reach us? For the page that is kept and for the mail.

Source: Directive 2011/83 art. 11a(4) (in force since 19 June 2026): an acknowledgement on a durable medium with the
content of the withdrawal and the date and time at which it was sent. disputes.md L3, L5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.disputes.settling import nothing_to_send
from amiabil.domain.terms import Lane, ReturnCost, Timer
from amiabil.ui import formats
from amiabil.ui.facts import Row
from amiabil.ui.reader import Reader


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A withdrawal as it was received: the declaration, its facts, and what follows from it."""

    declared: str
    rows: tuple[Row, ...]
    follows: tuple[Row, ...]


def is_withdrawal(dispute: Dispute) -> bool:
    """Whether the case is a statutory withdrawal."""
    return dispute.lane is Lane.STATUTORY_WITHDRAWAL


def goods(dispute: Dispute) -> str:
    """What the withdrawal is about: "Lamp (1 piece); Bulb (2 pieces)"."""
    counts: dict[str, int] = {}
    for unit in dispute.units:
        counts[unit.line] = counts.get(unit.line, 0) + 1
    lines: list[LineFacts] = [line for line in dispute.order.lines if line.ref in counts]
    return "; ".join(f"{line.title or line.ref} ({pieces(counts[line.ref])})" for line in lines)


def pieces(count: int) -> str:
    """ "2 pieces"."""
    return ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": count}


def payer_text(cost: ReturnCost | None) -> str:
    """Who pays for sending the goods back."""
    if cost is ReturnCost.SELLER:
        return _("The seller pays for sending it back.")
    return _("You pay for sending it back.")


def acknowledgement(
    dispute: Dispute, reference: str, reader: Reader, *, name: str, send_to: str = ""
) -> Acknowledgement:
    """The acknowledgement for this reader; ``name`` is the buyer's, ``send_to`` says where the goods go."""
    terms = dispute.request.terms
    received = _instant(dispute.request.made_at, reader)
    rows = [
        Row(_("Withdrawal"), reference),
        Row(_("Order"), dispute.order.ref),
        Row(_("Withdrawn from"), goods(dispute), strong=True),
        Row(_("Buyer"), name),
        Row(_("Received on"), received, strong=True),
    ]
    declared = _("I withdraw from the contract for: %(goods)s.") % {"goods": goods(dispute)}
    follows = []
    due = engine.due(dispute)
    unsent = nothing_to_send(dispute)
    if unsent:
        nothing = _(
            "Nothing, as nothing has reached you. If the parcel still comes, refuse it or send it back."
        )
        follows.append(Row(_("To be sent back"), nothing, strong=True))
    elif Timer.RETURN_SHIP in due:
        follows.append(Row(_("Send the goods by"), _until(due[Timer.RETURN_SHIP], reader), strong=True))
    if send_to and not unsent:
        follows.append(Row(_("Send the goods to"), send_to, strong=True))
    if not unsent:
        follows.append(Row(_("Cost of sending back"), payer_text(terms.return_cost)))
    if terms.amount is not None:
        follows.append(Row(_("You get back"), reader.money(terms.amount), strong=True))
    if Timer.STATUTORY_WITHDRAWAL in due:
        until = _until(due[Timer.STATUTORY_WITHDRAWAL], reader)
        once_sent = _("%(until)s, once you have sent the goods or shown that you sent them") % {
            "until": until
        }
        follows.append(Row(_("Paid back by"), until if unsent else once_sent))
    return Acknowledgement(declared, tuple(row for row in rows if row.value), tuple(follows))


def _until(due_at: datetime, reader: Reader) -> str:
    return reader.deadline(due_at).long


def _instant(at: datetime, reader: Reader) -> str:
    """Date, time and zone of an instant that has passed."""
    return f"{formats.long(at, reader.language, zone=reader.zone)}, {formats.zone_name(reader.zone, reader.language)}"
