"""Which payments to sellers are on their way, how far, and which need a person? (reliability.md R2)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.ledger import NOBODY_AT_IT
from amiabil.records.models import Payout
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page


class PayoutSettled(Conflict):
    """Nobody has to see to this payout any more: it is paid, or it is tried again."""

    code = "payout_settled"


@dataclass(frozen=True, slots=True)
class PayoutOrder:
    """A payout to be executed. ``state`` is ``intended``, ``failed`` (its next attempt is due) or ``sent`` (one may be
    under way); ``kind`` is ``release`` or ``fund``."""

    key: str
    case_reference: str
    order_ref: str
    shop_ref: str
    kind: str
    amount: Money
    state: str
    tries: int


@dataclass(frozen=True, slots=True)
class KnownPayout:
    """A payout as people and systems read it; ``cause`` is the payments service's code, empty without a failure."""

    key: str
    case_reference: str
    order_ref: str
    shop_ref: str
    kind: str
    amount: Money
    state: str
    tries: int
    cause: str
    reference: str
    intended_at: datetime
    next_at: datetime | None
    ended_at: datetime | None


def payout_to_execute(key: str, *, at: datetime) -> PayoutOrder | None:
    """The payout of this key, or None when there is nothing to do about it now."""
    found = sql.row(
        """
        SELECT p.key, c.reference, o.ref AS order_ref, s.ref AS shop_ref, p.kind, p.amount, p.currency, p.state, p.tries
          FROM payout p JOIN conversation c ON c.id = p.case_id JOIN "order" o ON o.id = p.order_id
          JOIN shop s ON s.id = p.shop_id
         WHERE p.key = %(key)s AND (p.state IN ('intended', 'sent') OR (p.state = 'failed' AND p.next_at <= %(at)s))
        """,
        {"key": key, "at": at},
    )
    if found is None:
        return None
    return PayoutOrder(
        key=found.key,
        case_reference=found.reference,
        order_ref=found.order_ref,
        shop_ref=found.shop_ref,
        kind=found.kind,
        amount=Money(found.amount, found.currency),
        state=found.state,
        tries=found.tries,
    )


def mark_sent(key: str, *, at: datetime) -> bool:
    """Record that an attempt starts now; False when somebody else has started it or it is over."""
    return bool(
        sql.run(
            "UPDATE payout SET state = 'sent', sent_at = %(at)s, next_at = NULL, tries = tries + 1"
            " WHERE key = %(key)s AND (state = 'intended' OR (state = 'failed' AND next_at <= %(at)s))",
            {"key": key, "at": at},
        )
    )


_UNSETTLED = f"""
SELECT r.key FROM payout r
 WHERE ((r.state IN ('intended', 'sent') AND COALESCE(r.sent_at, r.intended_at) < %(sent)s)
        OR (r.state = 'failed' AND r.next_at <= %(at)s)) AND {NOBODY_AT_IT}
 ORDER BY random() LIMIT %(limit)s
"""


def unsettled_payouts(*, at: datetime, sent_before: datetime, locked_as: str, limit: int = 100) -> list[str]:
    """Keys of payouts whose attempt has no answer for too long, or whose next attempt is due; as ``unsettled_refunds``
    not those somebody is about to ask about, and of more than ``limit`` any."""
    found = sql.rows(_UNSETTLED, {"at": at, "sent": sent_before, "locked_as": locked_as, "limit": limit})
    return [one.key for one in found]


_ENDED = """
WITH ended AS (
  UPDATE payout SET state = 'confirmed', cause = '', reference = %(reference)s, ended_at = %(at)s, next_at = NULL
   WHERE key = %(key)s AND state = ANY(%(from)s)
  RETURNING key, case_id, order_id, amount, currency, tries, kind
), booked AS (
  INSERT INTO ledger_entry (id, case_id, order_id, version, kind, amount, currency, refund_key, attempt, purpose,
                            shares, at)
  SELECT %(id)s, e.case_id, e.order_id, c.version, 'payout_confirmed', e.amount, e.currency, e.key, e.tries, e.kind,
         '[]', %(at)s
    FROM ended e JOIN conversation c ON c.id = e.case_id
)
SELECT count(*) AS ended FROM ended
"""


def payout_confirmed(key: str, reference: str, *, at: datetime) -> bool:
    """The seller has the money; booked once, however often it is told. False when nothing was under way."""
    return _end(key, reference, states=["sent"], at=at)


def _end(key: str, reference: str, *, states: list[str], at: datetime) -> bool:
    found = sql.row(
        _ENDED, {"key": key, "reference": reference[:100], "from": states, "at": at, "id": new_id()}
    )
    return found is not None and found.ended == 1


def payout_failed(key: str, cause: str, *, again_at: datetime | None) -> None:
    """An attempt has failed: the next one is due then; None leaves it to a person."""
    sql.run(
        "UPDATE payout SET state = %(state)s, cause = %(cause)s, next_at = %(next)s WHERE key = %(key)s"
        " AND state IN ('intended', 'sent')",
        {
            "key": key,
            "cause": cause[:200],
            "next": again_at,
            "state": "stuck" if again_at is None else "failed",
        },
    )


def left_to_holds(key: str, *, at: datetime) -> None:
    """The payments service pays this out by itself, for it knows that the hold has fallen."""
    sql.run(
        "UPDATE payout SET state = 'by_hold', ended_at = %(at)s WHERE key = %(key)s AND state = 'intended'",
        {"key": key, "at": at},
    )


# ---- what needs a person ---------------------------------------------------------------


def payouts(
    viewer: Viewer, *, state: str | None = None, after: str | None = None, limit: int | None = None
) -> Page[KnownPayout]:
    """Payouts, the newest first, of one state or of all. Raises what ``demand`` raises for ``SEE_TO_PAYOUTS``."""
    demand(viewer, Act.SEE_TO_PAYOUTS)
    size, place = bounded(limit), decode(after, [str, str])
    rows = Payout.objects.select_related("case", "order", "shop").order_by("-intended_at", "-key")
    if state is not None:
        rows = rows.filter(state=state)
    if place is not None:
        at, last = place
        rows = rows.filter(Q(intended_at__lt=at) | Q(intended_at=at, key__lt=last))
    found = [_known(row) for row in rows[: size + 1]]
    return page(found, limit=size, place=lambda one: [one.intended_at.isoformat(), one.key])


def payout(viewer: Viewer, key: str) -> KnownPayout:
    """One payout. Raises ``NotFound``, and what ``demand`` raises for ``SEE_TO_PAYOUTS``."""
    demand(viewer, Act.SEE_TO_PAYOUTS)
    found = Payout.objects.select_related("case", "order", "shop").filter(key=key).first()
    if found is None:
        raise NotFound()
    return _known(found)


def _known(row: Payout) -> KnownPayout:
    return KnownPayout(
        key=row.key,
        case_reference=row.case.reference,
        order_ref=row.order.ref,
        shop_ref=row.shop.ref,
        kind=row.kind,
        amount=Money(row.amount, row.currency),
        state=row.state,
        tries=row.tries,
        cause=row.cause,
        reference=row.reference,
        intended_at=row.intended_at,
        next_at=row.next_at,
        ended_at=row.ended_at,
    )


def try_again(viewer: Viewer, key: str, *, at: datetime) -> None:
    """Let a payout that needs a person be tried once more. Raises ``PayoutSettled`` when it needs none."""
    demand(viewer, Act.SEE_TO_PAYOUTS)
    if not sql.run(
        "UPDATE payout SET state = 'failed', next_at = %(at)s WHERE key = %(key)s AND state = 'stuck'",
        {"key": key, "at": at},
    ):
        raise PayoutSettled()


def paid_by_hand(viewer: Viewer, key: str, reference: str, *, at: datetime) -> None:
    """Somebody has paid the seller past the payments service. Raises ``PayoutSettled`` when nobody had to."""
    demand(viewer, Act.SEE_TO_PAYOUTS)
    if not _end(key, reference, states=["stuck"], at=at):
        raise PayoutSettled()
