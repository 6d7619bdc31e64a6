"""What does a case show of the safety request beside it? One card, for the buyer and the staff."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from amiabil.domain.terms import Role
from amiabil.ui.case.card import Card
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Link, Row


def cards(seen: Seen) -> Iterator[Card]:
    """The card of a case about something dangerous; nothing for any other, or for the seller."""
    reference = seen.file.safety
    if not reference:
        return
    own = _(
        "Our safety team looks at the product itself: whether it has to be taken off sale, and who must be warned. You"
        " can add to it there. Until then do not use it. Your money is decided here, as in any dispute."
    )
    others = _(
        "The safety team looks at the product itself, whatever comes out of this dispute. What matters for it belongs"
        " there."
    )
    address = seen.door.request_page(reference)
    yield Card(
        "safety",
        _("A safety request runs beside this dispute"),
        note=own if seen.role is Role.BUYER else others,
        rows=() if address else (Row(_("Request"), reference),),
        links=(Link(_("Go to {reference}").format(reference=reference), address, "arrow-right"),)
        if address
        else (),
    )
