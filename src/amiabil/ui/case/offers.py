"""Both proposals side by side, on one scale where they are of one kind, and what each answer does."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from amiabil.domain.disputes import money
from amiabil.domain.disputes.negotiation import meant
from amiabil.domain.disputes.parts import Proposal
from amiabil.domain.terms import Remedy, ReturnCost, Role
from amiabil.foundation.money import Money
from amiabil.ui import facts
from amiabil.ui.case.acts import answers
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import OfferColumn, Person, Row
from amiabil.ui.scale import Movement, draw
from amiabil.ui.withdrawals import is_withdrawal
from amiabil.ui.words import names, remedies

_KEPT = frozenset({Remedy.REFUND_KEEP, Remedy.PRICE_REDUCTION})


def shown(seen: Seen) -> facts.Offers | None:
    """The two proposals; None for a withdrawal, which asks nobody, and once the case is out of the parties' hands."""
    dispute = seen.dispute
    if (
        is_withdrawal(dispute)
        or dispute.settlement is not None
        or dispute.decision is not None
        or not dispute.is_open
    ):
        return None
    buyer, seller = dispute.proposal_of(Role.BUYER), dispute.proposal_of(Role.SELLER)
    most = money.claimable(dispute)
    return facts.Offers(
        title=_("The two proposals") if seller else _("The request"),
        of_text=_("of %(most)s that can be refunded") % {"most": seen.reader.money(most)},
        columns=(_column(seen, Role.SELLER, seller), _column(seen, Role.BUYER, buyer)),
        scale=_scale(seen, buyer, seller, most),
        answers=answers(seen),
    )


def _column(seen: Seen, side: Role, proposal: Proposal | None) -> OfferColumn:
    mine = seen.role is side
    name = (seen.file.buyer_name if side is Role.BUYER else seen.file.shop_name) or str(names.ROLES[side])
    heading = {
        (Role.BUYER, True): _("You asked for"),
        (Role.BUYER, False): _("%(name)s asks for") % {"name": name},
        (Role.SELLER, True): _("You propose"),
        (Role.SELLER, False): _("%(name)s proposes") % {"name": name},
    }[side, mine]
    person = Person.of(name, side)
    if proposal is None:
        return OfferColumn(person, heading, empty=_("No offer yet"))
    amount = proposal.terms.amount
    return OfferColumn(
        person,
        heading,
        sum=seen.reader.money(amount) if amount is not None else remedies.name(proposal.terms.remedy),
        rows=_rows(seen, proposal),
    )


def _rows(seen: Seen, proposal: Proposal) -> tuple[Row, ...]:
    remedy = meant(seen.dispute, proposal.terms.remedy)
    back = remedy is Remedy.RETURN_REFUND
    pays = Role.BUYER if proposal.terms.return_cost is ReturnCost.BUYER else Role.SELLER
    others = _("the buyer pays") if pays is Role.BUYER else _("the seller pays")
    payer = _("you pay") if pays is seen.role else others
    rows = [
        Row(_("Kind"), remedies.name(remedy)),
        Row(_("Goods"), _("are sent back") if back else _kept(seen)),
        Row(_("Return"), payer if back else _("not needed")),
    ]
    if proposal.life is not None and proposal.life.due_at is not None:
        rows.append(
            Row(_("Valid"), _("until %(day)s") % {"day": seen.reader.deadline(proposal.life.due_at).short})
        )
    else:
        rows.append(Row(_("Sent"), seen.reader.moment(proposal.made_at).text))
    return tuple(rows)


def _kept(seen: Seen) -> str:
    """Where the goods are when nothing is sent back."""
    if seen.dispute.contested is not None:
        return _("have come back to the seller")
    return _("stay with you") if seen.role is Role.BUYER else _("stay with the buyer")


def _scale(seen: Seen, buyer: Proposal | None, seller: Proposal | None, most: Money) -> facts.Scale | None:
    offered = [one.terms for one in (buyer, seller) if one is not None]
    kinds = {meant(seen.dispute, terms.remedy) for terms in offered}
    if not most or not kinds <= _KEPT or any(terms.amount is None for terms in offered):
        return None
    label = _("Scale from 0 to %(most)s: %(offers)s") % {
        "most": seen.reader.money(most),
        "offers": "; ".join(
            f"{column.heading}: {column.sum or names.within(column.empty)}"
            for column in (_column(seen, Role.SELLER, seller), _column(seen, Role.BUYER, buyer))
        ),
    }
    return draw(
        Movement(Role.SELLER, _movement(seen, Role.SELLER, seller)),
        Movement(Role.BUYER, _movement(seen, Role.BUYER, buyer)),
        most,
        language=seen.reader.language,
        label=label,
    )


def _movement(seen: Seen, side: Role, now: Proposal | None) -> Sequence[Money]:
    """The amounts of a side, oldest first, from the part of the history that is on the page."""
    kinds = {"dispute.propose", "dispute.submit"} if side is Role.BUYER else {"dispute.propose"}
    past = [
        found
        for moment in reversed(seen.moments.items)
        if moment.type in kinds and (moment.data.get("by") or moment.actor_role) == side
        if (found := _amount(moment.data)) is not None
    ]
    current = [now.terms.amount] if now is not None and now.terms.amount is not None else []
    return [*(amount for amount in past if amount not in current), *current]


def _amount(data: dict[str, object]) -> Money | None:
    terms = data.get("terms")
    fact = terms.get("amount") if isinstance(terms, dict) else None
    if not isinstance(fact, dict):
        return None
    return Money.parse(str(fact["amount"]), str(fact["currency"]))
