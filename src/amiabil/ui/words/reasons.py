"""How does a buyer say what is wrong? The reasons in words, grouped as people think of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amiabil.domain.terms import Reason


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Reasons that belong together for a buyer."""

    title: str
    reasons: tuple[Reason, ...]


def name(reason: Reason) -> str:
    """The reason as a short statement: "it arrived damaged"."""
    return _names(get_language())[reason][0]


def hint(reason: Reason) -> str:
    """When this is the right reason; empty when the name says it."""
    return _names(get_language())[reason][1]


def groups(*, voluntary: bool = False) -> tuple[ReasonGroup, ...]:
    """The reasons the form offers about an order, in the order it asks them.

    ``voluntary``: the shop takes goods back beyond the law.
    """
    mind = (Reason.WD_STATUTORY, Reason.WD_VOLUNTARY) if voluntary else (Reason.WD_STATUTORY,)
    return (
        ReasonGroup(_("It has not arrived"), _NOT_ARRIVED),
        ReasonGroup(_("It arrived, and something is wrong"), _NOT_AGREED),
        ReasonGroup(_("I have changed my mind"), mind),
        ReasonGroup(_("Something is wrong with the payment"), _PAYMENT),
    )


_NOT_ARRIVED = (
    Reason.NR_IN_TRANSIT_LATE,
    Reason.NR_DELIVERED_NOT_RECEIVED,
    Reason.NR_LOST,
    Reason.NR_RETURNED_TO_SENDER,
    Reason.NR_CUSTOMS,
    Reason.NR_WRONG_ADDRESS,
)
_NOT_AGREED = (
    Reason.NC_DAMAGED,
    Reason.NC_DEFECTIVE,
    Reason.NC_NOT_AS_DESCRIBED,
    Reason.NC_WRONG_ITEM,
    Reason.NC_WRONG_VARIANT,
    Reason.NC_MISSING_PARTS,
    Reason.NC_SHORT_QUANTITY,
    Reason.NC_COUNTERFEIT,
    Reason.NC_UNSAFE,
)
_PAYMENT = (
    Reason.FN_REFUND_MISSING,
    Reason.FN_OVERCHARGED,
    Reason.FN_DUPLICATE,
    Reason.UNAUTHORISED,
)


@lru_cache(maxsize=16)
def _names(_language: str | None) -> dict[Reason, tuple[str, str]]:
    return {**_not_received(), **_not_as_agreed(), **_others()}


def _not_received() -> dict[Reason, tuple[str, str]]:
    return {
        Reason.NR_IN_TRANSIT_LATE: (
            _("It is late"),
            _("The last day of the estimate has passed and the parcel is still on its way."),
        ),
        Reason.NR_DELIVERED_NOT_RECEIVED: (
            _("Tracking says delivered, but I do not have it"),
            _("We ask the carrier for the proof of delivery ourselves."),
        ),
        Reason.NR_LOST: (_("The carrier has lost it"), _("The carrier says so, or tracking has stopped.")),
        Reason.NR_RETURNED_TO_SENDER: (_("It went back to the seller"), ""),
        Reason.NR_CUSTOMS: (_("It is held at customs"), ""),
        Reason.NR_WRONG_ADDRESS: (_("It was sent to another address"), ""),
    }


def _not_as_agreed() -> dict[Reason, tuple[str, str]]:
    return {
        Reason.NC_DAMAGED: (_("It arrived damaged"), _("Broken, dented, torn or wet when you opened it.")),
        Reason.NC_DEFECTIVE: (
            _("It does not work"),
            _("It does not start, stops, or does not do what it should."),
        ),
        Reason.NC_NOT_AS_DESCRIBED: (
            _("It is not as described"),
            _("Material, size, condition or function differ from the listing."),
        ),
        Reason.NC_WRONG_ITEM: (_("It is another product"), ""),
        Reason.NC_WRONG_VARIANT: (_("It is the wrong colour, size or model"), ""),
        Reason.NC_MISSING_PARTS: (_("Parts are missing"), ""),
        Reason.NC_SHORT_QUANTITY: (_("There are fewer pieces than I bought"), ""),
        Reason.NC_COUNTERFEIT: (
            _("It is a fake"),
            _("You never have to send a suspected fake back to the seller."),
        ),
        Reason.NC_UNSAFE: (_("It is dangerous"), _("It burns, shocks, breaks sharply or can hurt somebody.")),
    }


def _others() -> dict[Reason, tuple[str, str]]:
    return {
        Reason.WD_STATUTORY: (
            _("I withdraw from the purchase"),
            _(
                "The right the law gives after an online purchase: no reason is needed, and nobody has to agree."
            ),
        ),
        Reason.WD_VOLUNTARY: (
            _("I return it under the shop's own rules"),
            _("The shop takes goods back beyond the law."),
        ),
        Reason.FN_REFUND_MISSING: (_("A promised refund has not come"), ""),
        Reason.FN_OVERCHARGED: (_("I was charged too much"), ""),
        Reason.FN_DUPLICATE: (_("I was charged twice"), ""),
        Reason.UNAUTHORISED: (_("I did not make this payment"), ""),
        Reason.SE_RETURN_MISSING: (_("The return has not arrived"), ""),
        Reason.SE_RETURN_WRONG_ITEM: (_("Another product came back"), ""),
        Reason.SE_RETURN_DAMAGED: (_("The return came back damaged"), ""),
        Reason.SE_EMPTY_BOX: (_("The returned box was empty"), ""),
    }
