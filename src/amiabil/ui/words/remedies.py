"""What can be asked for, offered and given, in words?"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from amiabil.domain.terms import Remedy


def name(remedy: Remedy) -> str:
    """The remedy as a choice: "money back, and you keep the goods"."""
    return str(_NAMES[remedy])


def hint(remedy: Remedy) -> str:
    """What the remedy means for the buyer and the goods."""
    return str(_HINTS[remedy])


def prolongs(remedy: Remedy, months: int) -> str:
    """What choosing this remedy does to the legal guarantee: a buyer is told before the choice. Empty for nothing."""
    if remedy is not Remedy.REPAIR or not months:
        return ""
    return ngettext(
        "After a repair your legal guarantee lasts %(count)s month longer.",
        "After a repair your legal guarantee lasts %(count)s months longer.",
        months,
    ) % {"count": months}


def offer_hint(remedy: Remedy) -> str:
    """What the remedy means, told to the seller who offers it."""
    return str(_OFFER_HINTS[remedy])


def request(remedy: Remedy, amount: str) -> str:
    """A request or an offer in one line: "245,00 lei, the goods are kept". ``amount`` may be empty."""
    if remedy in {Remedy.REPLACEMENT, Remedy.REPAIR, Remedy.RESEND} or not amount:
        return name(remedy)
    facts = {"amount": amount}
    return str(_REQUESTS[remedy]) % facts


_NAMES: Mapping[Remedy, Promise] = {
    Remedy.REFUND_KEEP: _("Money back"),
    Remedy.PRICE_REDUCTION: _("A lower price"),
    Remedy.RETURN_REFUND: _("Money back for a return"),
    Remedy.REPLACEMENT: _("A replacement"),
    Remedy.REPAIR: _("A repair"),
    Remedy.RESEND: _("Sending it again"),
}

_HINTS: Mapping[Remedy, Promise] = {
    Remedy.REFUND_KEEP: _("All or part of what you paid; you send nothing back."),
    Remedy.PRICE_REDUCTION: _("You keep it and get part of its price back; delivery is not counted."),
    Remedy.RETURN_REFUND: _("You send it back and get what you paid."),
    Remedy.REPLACEMENT: _(
        "The seller sends the same product, without the fault. The seller pays for everything, the way back too."
    ),
    Remedy.REPAIR: _("The seller repairs it. The seller pays for everything, the ways of the parcel too."),
    Remedy.RESEND: _("The seller sends the parcel, or what is missing, once more and pays for it."),
}

_OFFER_HINTS: Mapping[Remedy, Promise] = {
    Remedy.REFUND_KEEP: _("All or part of what the buyer paid; nothing is sent back."),
    Remedy.PRICE_REDUCTION: _("The buyer keeps it and gets part of its price back; delivery is not counted."),
    Remedy.RETURN_REFUND: _("The buyer sends it back and gets what they paid."),
    Remedy.REPLACEMENT: _("You send the same product, without the fault."),
    Remedy.REPAIR: _("You repair it at your own cost."),
    Remedy.RESEND: _("You send the parcel, or what is missing, once more."),
}

_REQUESTS: Mapping[Remedy, Promise] = {
    Remedy.REFUND_KEEP: _("%(amount)s, nothing is sent back"),
    Remedy.PRICE_REDUCTION: _("%(amount)s off the price"),
    Remedy.RETURN_REFUND: _("%(amount)s after the return"),
}
