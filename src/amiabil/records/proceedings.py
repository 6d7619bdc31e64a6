"""Which proceedings outside (chargebacks) does an order have, and what of them lies in no case?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.chain import instant
from amiabil.domain.disputes.model import CaseOfOrder, UnitElsewhere
from amiabil.foundation.errors import NotFound
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.new_id import new_id

Unit = tuple[str, int]


@dataclass(frozen=True, slots=True)
class OrderOfProceeding:
    """The order as a proceeding needs it; ``cases`` are its disputes by reference, open ones first, then the oldest."""

    id: UUID
    ref: str
    currency: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proceeding:
    """A proceeding as it is known. ``lines`` are those it is about; ``outside`` is what was booked for units that are
    in no case. ``won_by`` is None while it is open."""

    ref: str
    amount: Money
    lines: tuple[str, ...]
    outside: Mapping[Unit, Money]
    opened_at: datetime
    closed_at: datetime | None
    won_by: str | None


def lock_order(viewer: Viewer, ref: str) -> OrderOfProceeding:
    """The order, locked against new disputes and other reports until the end of the transaction.

    Raises ``NotFound``, and what ``demand`` raises for ``REPORT_PROCEEDING``.
    """
    demand(viewer, Act.REPORT_PROCEEDING)
    found = sql.row(
        'SELECT id, ref, currency FROM "order" WHERE ref = %(ref)s FOR NO KEY UPDATE', {"ref": ref}
    )
    if found is None:
        raise NotFound()
    cases = sql.rows(
        "SELECT c.reference FROM dispute d JOIN conversation c ON c.id = d.case_id WHERE d.order_id = %(order)s"
        " ORDER BY d.state = 'closed', d.opened_at, c.id",
        {"order": found.id},
    )
    return OrderOfProceeding(found.id, found.ref, found.currency, tuple(one.reference for one in cases))


def proceeding(viewer: Viewer, order: OrderOfProceeding, ref: str) -> Proceeding | None:
    """One proceeding of an order that was locked before; None when nobody has reported it."""
    found = sql.row(f"{_SELECT} AND p.ref = %(ref)s", {"order": order.id, "ref": ref})
    return _proceeding(found) if found else None


_SELECT = """
SELECT p.ref, p.amount, o.currency, p.lines, p.outside, p.opened_at, p.closed_at, p.won_by
  FROM external_proceeding p JOIN "order" o ON o.id = p.order_id WHERE p.order_id = %(order)s
"""


def _proceeding(found: Any) -> Proceeding:
    return Proceeding(
        ref=found.ref,
        amount=Money(found.amount, found.currency),
        lines=tuple(found.lines),
        outside={(line, unit): Money(minor, found.currency) for line, unit, minor in found.outside},
        opened_at=found.opened_at,
        closed_at=found.closed_at,
        won_by=found.won_by or None,
    )


def add(
    viewer: Viewer, order: OrderOfProceeding, new: Proceeding, paid: Mapping[Unit, Money], *, at: datetime
) -> None:
    """Keep a proceeding that was opened, and book what of it lies in no case; ``paid`` is what each such unit cost."""
    sql.run(
        "INSERT INTO external_proceeding (id, order_id, ref, amount, lines, outside, opened_at, won_by, reported_by)"
        " VALUES (%(id)s, %(order)s, %(ref)s, %(amount)s, %(lines)s, %(outside)s, %(at)s, '', %(by)s)",
        {
            "id": new_id(),
            "order": order.id,
            "ref": new.ref,
            "amount": new.amount.minor,
            "lines": sql.jsonb(list(new.lines)),
            "outside": sql.jsonb([[line, unit, share.minor] for (line, unit), share in new.outside.items()]),
            "at": new.opened_at,
            "by": viewer.ref,
        },
    )
    sql.run(
        "INSERT INTO unit_money (order_id, line_ref, unit, paid, refunded, external)"
        " SELECT %(order)s, n.line, n.unit, n.paid, 0, 0"
        "   FROM jsonb_to_recordset(%(units)s::jsonb) AS n(line text, unit int, paid bigint)"
        " ON CONFLICT (order_id, line_ref, unit) DO NOTHING",
        {
            "order": order.id,
            "units": sql.jsonb(
                [{"line": line, "unit": unit, "paid": paid[line, unit].minor} for line, unit in new.outside]
            ),
        },
    )
    _book(order, new.outside, sign=1, at=at)


def close(viewer: Viewer, order: OrderOfProceeding, known: Proceeding, *, won_by: str, at: datetime) -> None:
    """Note how a proceeding ended; one the seller has won is undone for units that are in no case too."""
    sql.run(
        "UPDATE external_proceeding SET closed_at = %(at)s, won_by = %(won_by)s"
        " WHERE order_id = %(order)s AND ref = %(ref)s",
        {"at": at, "won_by": won_by, "order": order.id, "ref": known.ref},
    )
    if won_by == "seller":
        _book(order, known.outside, sign=-1, at=at)


def _book(order: OrderOfProceeding, outside: Mapping[Unit, Money], *, sign: int, at: datetime) -> None:
    amount = sum(share.minor for share in outside.values())
    if not amount:
        return
    units = [
        {"line": line, "unit": unit, "external": sign * share.minor}
        for (line, unit), share in outside.items()
    ]
    sql.run(
        "UPDATE unit_money u SET external = u.external + n.external"
        "  FROM jsonb_to_recordset(%(units)s::jsonb) AS n(line text, unit int, external bigint)"
        " WHERE u.order_id = %(order)s AND u.line_ref = n.line AND u.unit = n.unit",
        {"order": order.id, "units": sql.jsonb(units)},
    )
    sql.run(
        "INSERT INTO ledger_entry (id, order_id, version, kind, amount, currency, refund_key, purpose, shares, at)"
        " VALUES (%(id)s, %(order)s, 0, %(kind)s, %(amount)s, %(currency)s, '', '', %(shares)s, %(at)s)",
        {
            "id": new_id(),
            "order": order.id,
            "kind": "external_debit" if sign > 0 else "external_undone",
            "amount": amount,
            "currency": order.currency,
            "shares": sql.jsonb([[line, unit, share.minor] for (line, unit), share in outside.items()]),
            "at": instant(at),
        },
    )


def as_others(order_id: UUID) -> Sequence[CaseOfOrder]:
    """The proceedings of an order as a new dispute must know them, all of them: like other cases that hold no unit."""
    found = [_proceeding(one) for one in sql.rows(_SELECT, {"order": order_id})]
    return [_as_other(one) for one in found if one.won_by != "seller"]


def _as_other(one: Proceeding) -> CaseOfOrder:
    zero = Money.zero(one.amount.currency)
    shares = {**{(line, 0): zero for line in one.lines}, **one.outside}
    units = tuple(
        UnitElsewhere(
            line=line,
            number=number,
            refunded=zero,
            debited=share,
            released=zero,
            from_platform=share,
            held=zero,
        )
        for (line, number), share in shares.items()
    )
    return CaseOfOrder(f"external:{one.ref}", is_open=False, units=units, external_open=one.won_by is None)


BATCH = 100
"""Cases of a shop read at once."""


def insolvent_shop(viewer: Viewer, ref: str, *, at: datetime) -> Iterator[str]:
    """Note that a seller is insolvent; the references of his open disputes, the oldest first, read in batches.

    What is opened meanwhile knows it by itself. Raises ``NotFound``, and what ``demand`` raises for ``OVERSEE``.
    """
    demand(viewer, Act.OVERSEE)
    found = sql.row(
        "UPDATE shop SET insolvent_at = COALESCE(insolvent_at, %(at)s) WHERE ref = %(ref)s RETURNING id",
        {"at": at, "ref": ref},
    )
    if found is None:
        raise NotFound()
    return _open_of_shop(found.id)


def insolvent_in(viewer: Viewer, case_id: UUID, *, at: datetime) -> Iterator[str]:
    """As ``insolvent_shop``, for the seller of this case."""
    demand(viewer, Act.OVERSEE)
    found = sql.row(
        "UPDATE shop SET insolvent_at = COALESCE(insolvent_at, %(at)s)"
        " WHERE id = (SELECT shop_id FROM dispute WHERE case_id = %(case)s) RETURNING id",
        {"at": at, "case": case_id},
    )
    if found is None:
        raise NotFound()
    return _open_of_shop(found.id)


def seller_is_insolvent(viewer: Viewer, case_id: UUID) -> bool:
    """Whether the seller of this dispute is known to be insolvent. Raises what ``demand`` raises for ``OVERSEE``."""
    demand(viewer, Act.OVERSEE)
    found = sql.row(
        "SELECT s.insolvent_at FROM dispute d JOIN shop s ON s.id = d.shop_id WHERE d.case_id = %(case)s",
        {"case": case_id},
    )
    return found is not None and found.insolvent_at is not None


def _open_of_shop(shop_id: UUID) -> Iterator[str]:
    since, last = datetime.min.replace(tzinfo=UTC), UUID(int=0)
    while True:
        cases = sql.rows(
            "SELECT c.id, c.reference, d.opened_at FROM dispute d JOIN conversation c ON c.id = d.case_id"
            " WHERE d.shop_id = %(shop)s AND d.state <> 'closed' AND (d.opened_at, c.id) > (%(since)s, %(last)s)"
            " ORDER BY d.opened_at, c.id LIMIT %(limit)s",
            {"shop": shop_id, "since": since, "last": last, "limit": BATCH},
        )
        yield from (one.reference for one in cases)
        if len(cases) < BATCH:
            return
        since, last = cases[-1].opened_at, cases[-1].id


def open_cases_of_order(viewer: Viewer, ref: str) -> list[str]:
    """The references of an order's disputes that are not over, the oldest first.

    Raises ``NotFound``, and what ``demand`` raises for ``REPORT_SCAN``.
    """
    demand(viewer, Act.REPORT_SCAN)
    if sql.row('SELECT 1 AS found FROM "order" WHERE ref = %(ref)s', {"ref": ref}) is None:
        raise NotFound()
    return [reference for _, reference in _open_cases([ref])]


def open_cases_of_orders(viewer: Viewer, refs: Sequence[str]) -> list[tuple[str, str]]:
    """Order and reference of every dispute of these orders that is not over, the oldest first. One statement.

    Raises what ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    return _open_cases(refs)


def _open_cases(refs: Sequence[str]) -> list[tuple[str, str]]:
    cases = sql.rows(
        "SELECT o.ref, c.reference FROM dispute d JOIN conversation c ON c.id = d.case_id"
        ' JOIN "order" o ON o.id = d.order_id'
        " WHERE o.ref = ANY(%(refs)s) AND d.state <> 'closed' ORDER BY d.opened_at, c.id",
        {"refs": list(refs)},
    )
    return [(one.ref, one.reference) for one in cases]
