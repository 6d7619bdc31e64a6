"""Who is the seller, as the buyer of a dispute may know it?

Source: Regulation (EU) 2022/2065, art. 30 (7); Directive 2011/83, art. 6a (disputes.md L12, L13).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Row


def rows(seen: Seen) -> tuple[Row, ...]:
    """Name, what kind of seller, and what the marketplace has told of a trader; a line each."""
    file, known = seen.file, seen.file.shop_identity
    kind = _("trader") if seen.dispute.order.trader else _("private person: consumer rights do not apply")
    register = " · ".join(str(known[name]) for name in ("register", "register_number") if known.get(name))
    found = (
        (_("Shop"), file.shop_name),
        (_("Kind of seller"), kind),
        (_("Company"), known.get("legal_name", "")),
        (_("Address"), known.get("address", "") or file.shop_town),
        (_("E-mail"), known.get("email", "")),
        (_("Telephone"), known.get("phone", "")),
        (_("Trade register"), register),
        (_("Tax number"), known.get("vat_number", "")),
    )
    return tuple(Row(term, str(value)) for term, value in found if value)
