"""Who administers an insolvent seller, and where is a claim filed? What the marketplace has told of the proceeding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amiabil.domain.access import Act, Viewer, demand
from amiabil.records import sql
from amiabil.records.case_files import CaseFile
from amiabil.records.case_load import LoadedCase


@dataclass(frozen=True, slots=True)
class Proceeding:
    """An insolvency as it is known; what nobody has told is empty, ``claims_until`` (a day, included) None.

    ``administrator`` is a name: the one that was told, else those of the administrators who have signed in, which is
    what ``named_by_sign_in`` says. ``country`` is the shop's.
    """

    administrator: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    court: str = ""
    court_ref: str = ""
    claims_until: date | None = None
    country: str = ""
    named_by_sign_in: bool = False


_OF_SHOP = """
SELECT s.insolvency, s.country,
       COALESCE((SELECT string_agg(p.name, ', ' ORDER BY p.name, p.id)
                   FROM shop_member m JOIN customer p ON p.id = m.customer_id
                  WHERE m.shop_id = s.id AND m.administrator AND p.name <> ''), '') AS signed_in
  FROM shop s WHERE s.id = %(shop)s
"""


def of_case(viewer: Viewer, case: CaseFile | LoadedCase) -> Proceeding:
    """The insolvency of the seller of a case that was read for this viewer. One statement."""
    found = sql.row(_OF_SHOP, {"shop": case.shop_id})
    if found is None:
        return Proceeding()
    told: dict[str, Any] = found.insolvency
    until = told.get("claims_until")
    return Proceeding(
        **{
            **told,
            "administrator": told.get("administrator") or found.signed_in,
            "claims_until": date.fromisoformat(until) if until else None,
            "country": found.country,
            "named_by_sign_in": bool(found.signed_in) and not told.get("administrator"),
        }
    )


def tell(viewer: Viewer, shop_ref: str, facts: Mapping[str, str]) -> None:
    """Keep what is told of the proceeding, by the names of ``Proceeding``; what is left out stays as it was.

    Raises what ``demand`` raises for ``OVERSEE``.
    """
    demand(viewer, Act.OVERSEE)
    if facts:
        sql.run(
            "UPDATE shop SET insolvency = insolvency || %(facts)s::jsonb WHERE ref = %(ref)s",
            {"facts": sql.jsonb(dict(facts)), "ref": shop_ref},
        )
