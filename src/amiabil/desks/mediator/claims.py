"""What does each side say and show? The claim of the buyer beside the answer of the seller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.terms import Role
from amiabil.records import timeline
from amiabil.records.timeline import Moment
from amiabil.ui.case import evidence, forms
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import EvidenceTile, Person, Row
from amiabil.ui.words import names, questions, remedies


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the file. ``wants`` is its request or offer in one line; ``words`` what it wrote, empty for nothing.

    ``rows`` are its answers to the questions of the form, or the reason it chose.
    """

    person: Person
    role: str
    wants: str
    words: str
    silent: str
    rows: tuple[Row, ...]
    tiles: tuple[EvidenceTile, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim: what it is about, what the buyer answered to its questions, and both sides."""

    title: str
    about: str
    sides: tuple[Side, Side]


def claim(seen: Seen) -> Claim:
    """Both sides of the case. No statement, but one for a case whose beginning is beyond the page of its history."""
    told = tuple(_beginnings(seen))
    return Claim(
        title=str(names.REASONS[seen.dispute.reason]),
        about=_about(seen),
        sides=(
            _buyer(seen, _first(told, "dispute.submit")),
            _seller(seen, _first(told, "dispute.reject_request")),
        ),
    )


def _first(told: Iterable[Moment], kind: str) -> Moment | None:
    return next((moment for moment in told if moment.type == kind), None)


def _about(seen: Seen) -> str:
    count = len(seen.dispute.units)
    # A claim about a return has no units of its own.
    pieces = ngettext("%(count)s piece in dispute", "%(count)s pieces in dispute", count) % {"count": count}
    opened = _("opened on %(day)s") % {"day": seen.reader.day(seen.dispute.opened_at)}
    policy = _("policy %(policy)s") % {"policy": seen.dispute.policy.name}
    return " · ".join((*((pieces,) if count else ()), opened, policy))


def _tiles(seen: Seen, role: Role) -> tuple[EvidenceTile, ...]:
    owners = {str(item.id): item.owner_role for item in seen.evidence}
    return tuple(tile for tile in evidence.shown(seen).items if owners[tile.id] == role)


def _buyer(seen: Seen, moment: Moment | None) -> Side:
    texts = moment.texts if moment is not None else {}
    return Side(
        person=Person.of(seen.file.buyer_name or str(names.ROLES[Role.BUYER]), Role.BUYER),
        role=str(names.ROLES[Role.BUYER]),
        wants=_wants(seen, Role.BUYER),
        words=texts.get("text", ""),
        silent=_("Has written nothing with the request."),
        rows=tuple(row for key, value in sorted(texts.items()) if (row := _answered(key, value)) is not None),
        tiles=_tiles(seen, Role.BUYER),
    )


def _answered(key: str, value: str) -> Row | None:
    """An answer of the form with its question; None for a text that answers none."""
    try:
        question = questions.label(key)
    except KeyError:
        return None
    try:
        return Row(question, questions.choice(value))
    except KeyError:
        return Row(question, value)


def _seller(seen: Seen, moment: Moment | None) -> Side:
    reason = str(moment.data.get("reason", "")) if moment is not None else ""
    # A code that another system gave has no words of ours; what it wrote beside stands below.
    known = forms.refusal_name(reason) if reason in forms.REFUSALS else ""
    refused = seen.dispute.rejected_at is not None
    return Side(
        person=Person.of(seen.file.shop_name, Role.SELLER),
        role=str(names.ROLES[Role.SELLER]),
        wants=_wants(seen, Role.SELLER),
        words=moment.texts.get("text", "") if moment is not None else "",
        silent=_("Has refused without further words.")
        if refused
        else _("Has not answered the request in words."),
        rows=(Row(_("Refuses because"), known),) if known else (),
        tiles=_tiles(seen, Role.SELLER),
    )


def _beginnings(seen: Seen) -> Iterable[Moment]:
    """The history with the events that opened and answered the case, wherever they stand in it."""
    if seen.moments.next is None:
        return seen.moments.items
    return timeline.moments_since(seen.reader.viewer, seen.file.case_id, 0, limit=100)


def _wants(seen: Seen, side: Role) -> str:
    proposal = seen.dispute.proposal_of(side)
    if proposal is None:
        return _("Offers nothing")
    amount = proposal.terms.amount
    asked = remedies.request(proposal.terms.remedy, seen.reader.money(amount) if amount else "")
    terms = {"terms": names.within(asked)}
    return _("Asks: %(terms)s") % terms if side is Role.BUYER else _("Offers: %(terms)s") % terms
