"""What are the stories called that come with the product? A story of one's own keeps the title it was given."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Mapping[str, Promise] = {
    "chargeback.yaml": _("A chargeback suspends, and the buyer wins it"),
    "conformity.yaml": _("The legal guarantee: repair first, then everything"),
    "decision-final.yaml": _("Nobody appeals: the decision is final at the end of the window"),
    "default-set-aside.yaml": _("A default is set aside, and the fund pays the difference"),
    "dominating-offer.yaml": _("An offer that dominates settles when its life ends"),
    "ds-01-plain.yaml": _("Plain case, seller accepts in time"),
    "ds-02-silent.yaml": _("Seller silent, small amount"),
    "ds-10a-match.yaml": _("Both propose the same without having seen each other"),
    "goods-promised.yaml": _("A promise of a replacement is broken and pays out by itself"),
    "late-evidence.yaml": _("Late evidence: admitted with a reply, or listed as not admitted"),
    "mediation-silent.yaml": _("Nobody decides: nobody loses by it"),
    "recommendation.yaml": _("A recommendation both accept"),
    "return-inspected.yaml": _("A return goes back, is inspected in silence, and is refunded"),
    "return-not-sent.yaml": _("The buyer does not send the goods back"),
    "withdrawal.yaml": _("A withdrawal from the contract, refunded on proof of dispatch"),
}
"""The titles by the names of the files; in English they are those of the files."""


def title_of(name: str, written: str) -> str:
    """The title of a story in the language of whoever looks; ``written`` is the one in its file."""
    known = TITLES.get(name)
    return str(known) if known is not None else written
