"""What do the scans of an order's parcels say about each line?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from amiabil.domain.orders.model import Line, Parcel, Scan
from amiabil.domain.terms import CarrierStatus, Direction


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a line has come; ``status`` None: no carrier has said anything."""

    delivered_at: datetime | None = None
    status: CarrierStatus | None = None
    status_at: datetime | None = None


NOTHING_KNOWN = Delivery()


def merged(known: Sequence[Parcel], sent: Sequence[Parcel], *, pieces: dict[str, int]) -> tuple[Parcel, ...]:
    """The parcels that are known after some were sent: what is told replaces, what is not told stays.

    A parcel once known never goes, nor does a scan. One without contents holds ``pieces``: everything ordered.
    """
    parcels = {parcel.ref: parcel for parcel in known}
    for parcel in sent:
        before = parcels.get(parcel.ref)
        parcels[parcel.ref] = parcel if before is None else _told(before, parcel)
    return tuple(p if p.contents else replace(p, contents=pieces) for p in parcels.values())


def _told(before: Parcel, sent: Parcel) -> Parcel:
    scans = {(scan.at, scan.status): scan for scan in (*sent.events, *before.events)}
    return Parcel(
        ref=before.ref,
        carrier=sent.carrier or before.carrier,
        tracking=sent.tracking or before.tracking,
        contents=sent.contents or before.contents,
        weight_grams=sent.weight_grams or before.weight_grams,
        shipped_at=sent.shipped_at or before.shipped_at,
        events=tuple(sorted(scans.values(), key=_place)),
        direction=max(before.direction, sent.direction, key=lambda one: one is Direction.RETURN),
    )


def delivery_of(line_ref: str, quantity: int, parcels: Iterable[Parcel]) -> Delivery:
    """Whether a line of this many pieces has arrived, by the parcels that went out with it.

    It is delivered when parcels with all its pieces are, at the latest of their delivery scans. The status is
    the newest of a parcel that has not arrived, for that is the one to worry about, else of those that have.
    """
    arrived, latest, scans = 0, None, []
    for parcel in parcels:
        count = parcel.contents.get(line_ref, 0)
        if not count or not parcel.events or parcel.direction is Direction.RETURN:
            continue
        scans.append(max(parcel.events, key=_place))
        delivered = [scan.at for scan in parcel.events if scan.status is CarrierStatus.DELIVERED]
        if delivered:
            arrived += count
            latest = max(delivered) if latest is None else max(latest, *delivered)
    if not scans:
        return NOTHING_KNOWN
    last = max(scans, key=lambda scan: (scan.status is not CarrierStatus.DELIVERED, *_place(scan)))
    if last.status is CarrierStatus.DELIVERED and arrived < quantity:
        return Delivery(None, CarrierStatus.IN_TRANSIT, last.at)
    return Delivery(latest if arrived >= quantity else None, last.status, last.at)


def delivery_in(line: Line, parcels: Iterable[Parcel]) -> Delivery:
    """How far a line has come by its parcels; an instant told for the line itself outweighs their scans."""
    seen = delivery_of(line.ref, line.quantity, parcels)
    return seen if line.delivered_at is None else replace(seen, delivered_at=line.delivered_at)


@dataclass(frozen=True, slots=True)
class News:
    """What carriers say now that was not known before, of the goods of these ``lines`` or of their way back."""

    direction: Direction
    status: CarrierStatus
    lines: frozenset[str]


def news_of_lines(
    before: Mapping[str, Delivery], after: Mapping[str, Delivery], *, at: datetime
) -> tuple[News, ...]:
    """What is new of lines, by their references; one that is delivered says nothing more.

    A delivery that is told for an instant after ``at`` has not come yet.
    """
    found: dict[CarrierStatus, set[str]] = {}
    for ref, now in after.items():
        known = before.get(ref, NOTHING_KNOWN)
        if known.delivered_at is not None:
            continue
        status = CarrierStatus.DELIVERED if now.delivered_at is not None else now.status
        if (
            status is None
            or status is known.status
            or (now.delivered_at is not None and now.delivered_at > at)
        ):
            continue
        found.setdefault(status, set()).add(ref)
    return tuple(News(Direction.OUTBOUND, status, frozenset(refs)) for status, refs in found.items())


def news_of_returns(before: Iterable[Parcel], after: Iterable[Parcel]) -> tuple[News, ...]:
    """What is new of parcels that go back: the newest scan of each, unless it was known or nothing was seen."""
    known = {(parcel.ref, _last(parcel)) for parcel in before if parcel.direction is Direction.RETURN}
    return tuple(
        News(Direction.RETURN, last.status, frozenset(parcel.contents))
        for parcel in after
        if parcel.direction is Direction.RETURN
        and (last := _last(parcel)) is not None
        and (parcel.ref, last) not in known
    )


def _last(parcel: Parcel) -> Scan | None:
    return max(parcel.events, key=_place, default=None)


def _place(scan: Scan) -> tuple[datetime, str]:
    return scan.at, scan.status.value
