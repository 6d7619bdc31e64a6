"""What does an item of evidence show, and what does a good one look like?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amiabil.domain.disputes.parts import EvidenceItem
from amiabil.domain.terms import EvidenceKind


def name(kind: EvidenceKind) -> str:
    """The kind as a title: "Photo of the product"."""
    return str(_KINDS[kind][0])


def called(items: Sequence[EvidenceItem], label: str) -> str:
    """One of these items by what it shows; several that show the same are counted as they came.

    Raises ``KeyError`` for a label none of them has.
    """
    kind = {item.label: item.kind for item in items}[label]
    alike = [item.label for item in items if item.kind is kind]
    if len(alike) == 1:
        return name(kind)
    return gettext("%(name)s, number %(number)s") % {"name": name(kind), "number": alike.index(label) + 1}


def good(kind: EvidenceKind) -> str:
    """What a good one shows, in one sentence."""
    return str(_KINDS[kind][1])


_KINDS: Mapping[EvidenceKind, tuple[Promise, Promise]] = {
    EvidenceKind.PHOTO_ITEM: (
        _("Photo of the product"),
        _("The fault close up, and the whole product in daylight."),
    ),
    EvidenceKind.PHOTO_PARCEL: (
        _("Photo of the parcel with its label"),
        _("The whole box, with the label readable."),
    ),
    EvidenceKind.PHOTO_CONTENT: (
        _("Photo of everything in the parcel"),
        _("All pieces side by side, with the packaging."),
    ),
    EvidenceKind.PHOTO_WEIGHT_LABEL: (
        _("Photo of the weight on the label"),
        _("The label of the parcel, with the weight readable."),
    ),
    EvidenceKind.PHOTO_UNBOXING: (
        _("Photos of the unpacking"),
        _("Closed parcel, open parcel, contents: one photo each."),
    ),
    EvidenceKind.VIDEO_DEFECT: (
        _("Film of the fault"),
        _("Switch it on, show what it does, up to a minute."),
    ),
    EvidenceKind.PACKING_PHOTO: (
        _("Photo of the packing"),
        _("How the product was packed before it was sent."),
    ),
    EvidenceKind.DEFECT_DESCRIPTION: (
        _("Description of the fault"),
        _("What you do, what happens, and how often."),
    ),
    EvidenceKind.MEASUREMENT: (_("A measurement"), _("What you measured, with the figure and the unit.")),
    EvidenceKind.LISTING_PASSAGE: (
        _("The words of the listing that do not hold"),
        _("Copy the sentence, or name the photo of the listing."),
    ),
    EvidenceKind.ADDRESS_CHECK: (
        _("Where it was looked for, and who was asked"),
        _("Who was at home, whom you asked, where parcels are left."),
    ),
    EvidenceKind.PROOF_OF_DISPATCH: (
        _("Proof of dispatch"),
        _("The carrier's receipt, with date and number."),
    ),
    EvidenceKind.DELIVERY_PROOF: (
        _("Proof of delivery"),
        _("Signature, code or photo from the carrier, with the address."),
    ),
    EvidenceKind.SUPPLY_CHAIN_INVOICE: (
        _("Invoice of the supplier"),
        _("It shows from whom you bought the product."),
    ),
    EvidenceKind.DOCUMENT: (_("Document"), _("A paper that matters here, readable as a whole.")),
    EvidenceKind.OTHER: (_("Something else"), _("Anything that helps to see what happened.")),
}
