"""How is it said where the goods go back to, who says so, and what follows where nobody has?"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amiabil.domain.disputes.return_address import AddressFrom, ReturnAddress
from amiabil.domain.terms import Role

_WHO: Mapping[AddressFrom, Promise] = {
    AddressFrom.LABEL: _("{address} (given by the seller with the label)"),
    AddressFrom.CASE: _("{address} (given by the seller for this return)"),
    AddressFrom.SHOP: _("{address} (the shop's address for returns)"),
    AddressFrom.TRADER: _("{address} (the seller's registered address; no other was given for returns)"),
}


def told(address: ReturnAddress | None, role: Role | None, *, by_law: bool) -> str:
    """Where the goods go and who says so, in one line for this side; ``by_law``: the buyer has withdrawn."""
    if address is not None:
        return str(_WHO[address.given_by]).format(address=address.line)
    if role is Role.SELLER:
        return gettext("You have given no address yet. The buyer cannot send the goods before you do.")
    if role is not Role.BUYER:
        return gettext("The seller has given no address yet.")
    if by_law:
        return gettext(
            "The seller has given no address yet. Ask for it in the dispute; you get a mail as soon as it is there."
            " Your withdrawal stays valid meanwhile, even if the time to send passes."
        )
    return gettext(
        "The seller has given no address yet. Ask for it in the dispute; you get a mail as soon as it is there."
    )
