"""Did somebody type the reference of a case or an order of their own, rather than a question?"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.foundation.ids import read_reference
from amiabil.records.case_files import case_id_of
from amiabil.records.orders import order

LETTERS_MAX = 64
"""Of a reference from outside; conventions.md, *Identifiers*."""

_TYPED_MAX = 200


@dataclass(frozen=True, slots=True)
class Own:
    """Something of the viewer's: what it is called, of which kind it is, and where it is."""

    text: str
    about: str
    url: str


def own_thing(viewer: Viewer, typed: str) -> Own | None:
    """The dispute, request or order of the viewer that this names, None for anything else or anybody else's.

    No statement for nobody and for what cannot be a reference, else one.
    """
    text = typed[:_TYPED_MAX].strip().removeprefix("#")
    if viewer.role not in {Role.BUYER, Role.SELLER} or not text:
        return None
    reference = read_reference(text)
    if reference is not None and reference[0] in "DT":
        return _case(viewer, reference)
    if viewer.role is Role.BUYER and _may_be_order(text):
        return _order(viewer, text)
    return None


def _may_be_order(text: str) -> bool:
    is_one = len(text) <= LETTERS_MAX and text.isprintable() and not any(map(str.isspace, text))
    return is_one and any(map(str.isdecimal, text))


def _case(viewer: Viewer, reference: str) -> Own | None:
    try:
        case_id_of(viewer, reference)
    except NotFound:
        return None
    if reference.startswith("T"):
        return Own(reference, _("Request"), reverse("ticket", args=[reference]))
    page = "seller:dispute" if viewer.role is Role.SELLER else "dispute"
    return Own(reference, _("Dispute"), reverse(page, args=[reference]))


def _order(viewer: Viewer, ref: str) -> Own | None:
    try:
        order(viewer, ref)
    except NotFound:
        return None
    return Own(ref, _("Your order"), reverse("order", args=[ref]))
