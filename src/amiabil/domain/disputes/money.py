"""What is a unit worth, what can still be refunded for it, and who bears it? Source: disputes.md 3.11."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from amiabil.domain.disputes.arguments import Ask, Propose
from amiabil.domain.disputes.errors import ExceedsRefundable
from amiabil.domain.disputes.model import (
    CaseOfOrder,
    Dispute,
    Rates,
    Surroundings,
    UnitAccount,
    UnitElsewhere,
)
from amiabil.domain.disputes.order import WITHDRAWAL_INFO_MISSING, OrderFacts
from amiabil.domain.disputes.parts import Recoup, Terms
from amiabil.domain.terms import Lane, Reason, Remedy, ReturnCost
from amiabil.foundation.kept import Kept
from amiabil.foundation.money import (
    BadAmount,
    Money,
    convert,
    parse_percent,
    percentage,
    split,
    total,
    within,
)
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import local_day

GOODS = frozenset({Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.RESEND})
"""Remedies that promise goods and have no amount."""

KEEPS_GOODS = frozenset({Remedy.REFUND_KEEP, Remedy.PRICE_REDUCTION})
"""Remedies of money that let the buyer keep what he has."""

NOT_RECEIVED = frozenset(reason for reason in Reason if reason.startswith("nr_"))
"""Reasons of goods that did not come."""


def order_units(order: OrderFacts) -> tuple[UnitAccount, ...]:
    """Every unit of the order with its net price and shipping shares, nothing held or paid yet."""
    return _UNITS.of(order, _order_units)


_UNITS: Kept[tuple[UnitAccount, ...]] = Kept()


def _order_units(order: OrderFacts) -> tuple[UnitAccount, ...]:
    zero = Money.zero(order.currency)
    prices = [line.unit_price * line.quantity for line in order.lines]
    discounts = split(order.discount, [price.minor for price in prices])
    nets = [price - discount for price, discount in zip(prices, discounts, strict=True)]
    weights = [net.minor for net in nets]
    paid = split(order.shipping, weights)
    # By largest remainder a line's share of the smaller sum can be the larger one (docs/decisions/0032).
    cheaper = within(split(min(order.shipping, order.shipping_standard), weights), paid)
    shares = zip(nets, paid, cheaper, strict=True)
    units = []
    for line, (net, shipping, standard) in zip(order.lines, shares, strict=True):
        even = [1] * line.quantity
        parts = zip(split(net, even), split(shipping, even), split(standard, even), strict=True)
        for number, (unit_net, unit_shipping, unit_standard) in enumerate(parts, start=1):
            units.append(
                UnitAccount(
                    line=line.ref,
                    number=number,
                    net=unit_net,
                    shipping=unit_shipping,
                    standard=unit_standard,
                    before=zero,
                    platform=unit_net + unit_shipping,
                    held=zero,
                    pending=zero,
                    refunded=zero,
                    debited=zero,
                    released=zero,
                )
            )
    return tuple(units)


def with_other_cases(
    units: Iterable[UnitAccount], order: OrderFacts, others: Iterable[CaseOfOrder], *, at: datetime
) -> tuple[UnitAccount, ...]:
    """The order's units after what other cases refunded, released or hold, and what was paid out by ``at``."""
    seen: dict[tuple[str, int], list[UnitElsewhere]] = {}
    for case in others:
        for unit in case.units:
            seen.setdefault((unit.line, unit.number), []).append(unit)
    paid_out = {line.ref for line in order.lines if line.paid_out_at is not None and line.paid_out_at <= at}
    if not (seen or paid_out):
        return tuple(units)
    return tuple(
        _after(unit, seen.get((unit.line, unit.number), []), unit.line in paid_out) for unit in units
    )


def _after(unit: UnitAccount, elsewhere: Sequence[UnitElsewhere], paid_out: bool) -> UnitAccount:
    zero = Money.zero(unit.net.currency)
    before = total((other.refunded + other.debited for other in elsewhere), zero.currency)
    gone = total((o.released + o.from_platform + o.held for o in elsewhere), zero.currency)
    left = zero if paid_out else max(unit.net + unit.shipping - gone, zero)
    if (unit.before, unit.platform) == (before, left):
        return unit
    return replace(unit, before=before, platform=left)


def brought_up_to_date(dispute: Dispute, around: Surroundings) -> Dispute:
    """The case with what other cases have meanwhile refunded or had debited for its units; the same one when nothing
    is new. A closed case can still pay, so a unit in two cases one after the other may lose worth at any time."""
    spent = around.elsewhere
    if spent is None:
        if not around.others:
            return dispute
        units = [unit for case in around.others for unit in case.units]
        zero = Money.zero(dispute.currency)
        spent = {}
        for other in units:
            key = (other.line, other.number)
            spent[key] = spent.get(key, zero) + other.refunded + other.debited
    zero = Money.zero(dispute.currency)
    before = [spent.get((unit.line, unit.number), zero) for unit in dispute.units]
    if all(unit.before == now for unit, now in zip(dispute.units, before, strict=True)):
        return dispute
    units_now = (replace(unit, before=now) for unit, now in zip(dispute.units, before, strict=True))
    return replace(dispute, units=tuple(units_now))


def elsewhere(dispute: Dispute, key: str) -> CaseOfOrder:
    """What another case of the same order must know of this one."""
    taken, reserved = _drawn(dispute), promised(dispute)
    units = tuple(
        UnitElsewhere(
            line=unit.line,
            number=unit.number,
            refunded=unit.refunded + unit.pending,
            debited=unit.debited,
            released=unit.released,
            from_platform=taken[index],
            held=unit.held - reserved[index],
        )
        for index, unit in enumerate(dispute.units)
    )
    is_open = any(external.won_by is None for external in dispute.externals)
    return CaseOfOrder(key, dispute.is_open, units, is_open)


def _drawn(dispute: Dispute) -> list[Money]:
    taken = [Money.zero(dispute.currency)] * len(dispute.units)
    sources = [refund.from_hold for refund in dispute.refunds]
    sources += [external.from_hold for external in dispute.externals]
    for source in sources:
        taken = [has + part for has, part in zip(taken, source, strict=True)]
    return taken


def promised(dispute: Dispute) -> list[Money]:
    """What of each unit's hold belongs to refunds that are instructed and not confirmed."""
    reserved = [Money.zero(dispute.currency)] * len(dispute.units)
    for refund in dispute.refunds:
        if refund.status != "confirmed":
            reserved = [has + part for has, part in zip(reserved, refund.from_hold, strict=True)]
    return reserved


def free_by_unit(dispute: Dispute) -> list[Money]:
    """What is held for each unit and not promised to a refund under way."""
    return [unit.held - part for unit, part in zip(dispute.units, promised(dispute), strict=True)]


Worth = Callable[[UnitAccount], Money]


def worth_of(dispute: Dispute, remedy: Remedy) -> Worth:
    """What one unit is worth under a remedy: net, with the shipping share the policy gives back."""
    rules = dispute.policy.money.shipping_refund
    if dispute.lane is Lane.STATUTORY_WITHDRAWAL:
        if rules.statutory_withdrawal == "none":
            return _net
        paid = dispute.policy.lanes.statutory_withdrawal.outbound_shipping == "paid"
        return _full if paid else lambda unit: unit.net + unit.standard
    if remedy is Remedy.PRICE_REDUCTION:
        share: str = rules.price_reduction
    elif dispute.reason in NOT_RECEIVED:
        everything = len(dispute.units) == sum(line.quantity for line in dispute.order.lines)
        share = rules.not_received_all if everything else rules.not_received_part
    else:
        share = rules.non_conformity_full_unit_refund
    return _net if share == "none" else _full


def _net(unit: UnitAccount) -> Money:
    return unit.net


def _full(unit: UnitAccount) -> Money:
    return unit.net + unit.shipping


def refundable_by_unit(dispute: Dispute, remedy: Remedy) -> list[Money]:
    """What can still be refunded for each unit of the case under a remedy; never below nothing."""
    worth, zero = worth_of(dispute, remedy), Money.zero(dispute.currency)
    spent = [unit.before + unit.refunded + unit.pending + unit.debited for unit in dispute.units]
    return [max(worth(unit) - gone, zero) for unit, gone in zip(dispute.units, spent, strict=True)]


def refundable(dispute: Dispute, remedy: Remedy = Remedy.REFUND_KEEP) -> Money:
    """The most that can still be refunded for the units of the case under a remedy; in a claim what is at stake."""
    if dispute.contested is not None:
        return dispute.contested.at_stake
    return total(refundable_by_unit(dispute, remedy), dispute.currency)


def claimable(dispute: Dispute, remedy: Remedy = Remedy.REFUND_KEEP) -> Money:
    """The most that can be asked, offered or decided: what a default paid stays so after it was set aside (C21)."""
    return refundable(dispute, remedy) + (dispute.default_paid or Money.zero(dispute.currency))


def net_of(dispute: Dispute) -> Money:
    """The net price of the case's units (in a claim of its parent's): what a percentage is of."""
    if dispute.contested is not None:
        return dispute.contested.net
    return total((unit.net for unit in dispute.units), dispute.currency)


def sum_of(dispute: Dispute, part: Callable[[UnitAccount], Money]) -> Money:
    """The sum of one account over the units of the case."""
    return total((part(unit) for unit in dispute.units), dispute.currency)


def held(dispute: Dispute) -> Money:
    """What is held now for the case."""
    return sum_of(dispute, lambda unit: unit.held)


def refunded(dispute: Dispute) -> Money:
    """What the buyer has got in this case, confirmed."""
    return sum_of(dispute, lambda unit: unit.refunded)


def pending(dispute: Dispute) -> Money:
    """What is instructed and not yet confirmed."""
    return sum_of(dispute, lambda unit: unit.pending)


def debited(dispute: Dispute) -> Money:
    """What an external proceeding took back for the buyer."""
    return sum_of(dispute, lambda unit: unit.debited)


def asked_amount(
    dispute: Dispute, remedy: Remedy, *, amount: str | None, percent: str | None, most: Money | None = None
) -> Money | None:
    """The amount somebody names for a remedy, None for goods; without any, all that is refundable.

    Raises ``BadAmount`` for what is no amount, or a remedy of goods that names one, then ``ExceedsRefundable``.
    """
    if remedy in GOODS:
        if amount is not None or percent is not None:
            raise BadAmount(amount=amount, percent=percent, remedy=remedy.value)
        return None
    limit = claimable(dispute, remedy) if most is None else most
    if amount is not None and percent is not None:
        raise BadAmount(amount=amount, percent=percent)
    if amount is not None:
        value = Money.parse(amount, dispute.currency)
    elif percent is not None:
        value = percentage(net_of(dispute), _percent(dispute, percent))
    else:
        return limit
    if value > limit:
        raise ExceedsRefundable(limit)
    return value


def _percent(dispute: Dispute, text: str) -> Decimal:
    value = parse_percent(text)
    steps = dispute.policy.remedies.partial_refund_steps_percent
    if steps and value % steps:
        raise BadAmount(percent=text, step=str(steps))
    return value


def terms_of(dispute: Dispute, asked: Ask | Propose) -> Terms:
    """The terms a request or proposal names.

    Without a word on the cost of a return, a request takes what the policy says for its reason, a proposal the
    seller's cost.
    """
    amount = asked_amount(dispute, asked.remedy, amount=asked.amount, percent=asked.percent)
    cost = asked.return_cost
    if asked.remedy is Remedy.RETURN_REFUND and cost is None:
        seller = dispute.policy.remedies.return_shipping_payer.seller_fault
        cost = return_payer(dispute) if isinstance(asked, Ask) else ReturnCost(seller)
    if asked.remedy is not Remedy.RETURN_REFUND:
        cost = None
    return Terms(asked.remedy, amount, cost, asked.perform_by if isinstance(asked, Propose) else None)


def return_payer(dispute: Dispute) -> ReturnCost:
    """Who pays for sending goods back when nobody says otherwise: by the reason, for a voluntary return by the shop."""
    payers = dispute.policy.remedies.return_shipping_payer
    if dispute.reason is Reason.WD_STATUTORY:
        return withdrawal_payer(dispute)
    if dispute.reason is not Reason.WD_VOLUNTARY:
        return ReturnCost(payers.seller_fault)
    own = dispute.order.voluntary_returns
    if payers.wd_voluntary == "per_seller_policy":
        return own.payer if own is not None else ReturnCost.BUYER
    return ReturnCost(payers.wd_voluntary)


def withdrawal_payer(dispute: Dispute) -> ReturnCost:
    """Who pays for sending goods back after a withdrawal: as the policy says, and the seller who did not tell the buyer
    of it. Source: Directive 2011/83 arts. 6(6), 14(1); L3.
    """
    if WITHDRAWAL_INFO_MISSING in dispute.order.flags:
        return ReturnCost.SELLER
    return ReturnCost(dispute.policy.remedies.return_shipping_payer.wd_statutory)


def shared(dispute: Dispute, amount: Money, remedy: Remedy) -> list[Money]:
    """An amount split over the units of the case by what is refundable for each.

    What the remedy's own limit leaves over goes by the full worth (a decided amount may use it).
    """
    weights = [part.minor for part in refundable_by_unit(dispute, remedy)]
    if sum(weights) < amount.minor:
        weights = [part.minor for part in refundable_by_unit(dispute, Remedy.REFUND_KEEP)]
    return split(amount, weights)


def drawn(available: Sequence[Money], shares: Sequence[Money]) -> list[Money]:
    """How much each unit's money gives towards its share, and, where it has too little, the others for it."""
    own = [min(has, needs) for has, needs in zip(available, shares, strict=True)]
    currency = shares[0].currency
    missing = total(shares, currency) - total(own, currency)
    for index, has in enumerate(available):
        extra = min(has - own[index], missing)
        own[index] = own[index] + extra
        missing = missing - extra
    return own


def paid_by(dispute: Dispute) -> dict[str, Money]:
    """Who bears what the buyer has got: seller (out of the hold or debited), fund, external."""
    zero = Money.zero(dispute.currency)
    confirmed = [refund for refund in dispute.refunds if refund.status == "confirmed"]
    fund = total((refund.from_fund for refund in confirmed), dispute.currency)
    got = total((refund.amount for refund in confirmed), dispute.currency)
    fund_share = min(fund + (dispute.fund_for_seller or zero), got)
    return {"seller": got - fund_share, "fund": fund_share, "external": debited(dispute)}


def paid_by_fund(dispute: Dispute) -> Money:
    """What the guarantee fund has paid, or is about to pay, in this case."""
    own = total((refund.from_fund for refund in dispute.refunds), dispute.currency)
    return own + (dispute.fund_for_seller or Money.zero(dispute.currency))


def seller_debit(dispute: Dispute) -> Money:
    """What the seller bears of the confirmed refunds, in his settlement currency, rounded once."""
    borne = paid_by(dispute)["seller"]
    currency = dispute.order.settles_in
    used = dispute.recoup.rate if dispute.recoup is not None else dispute.order.rate
    if currency is None or currency == dispute.currency or used is None:
        return borne
    return convert(borne, currency, rate=used)


def settles_elsewhere(dispute: Dispute) -> bool:
    """Whether the seller is charged in another currency, at the rate of the day of the decision or settlement."""
    other = dispute.order.settles_in not in {None, dispute.currency}
    return other and dispute.policy.money.seller_recoup_rate == "decision_rate"


def with_rate(dispute: Dispute, rates: Rates) -> Dispute:
    """The case with the rate that counts since its decision or settlement: the latest not after that day, else the
    order's (disputes.md 3.11, 7). The same case where nothing is to be fixed; a rate once fixed stays."""
    if not settles_elsewhere(dispute):
        return dispute
    source = dispute.decision or dispute.settlement
    if source is None:
        return dispute if dispute.recoup is None else replace(dispute, recoup=None)
    if dispute.recoup is not None and dispute.recoup.at == source.at:
        return dispute
    day, paid = (local_day(at, dispute.policy.zone) for at in (source.at, dispute.order.paid_at))
    known = [(since or paid, rate) for since, rate in rates if since is None or since <= day]
    if known:
        return replace(dispute, recoup=Recoup(known[-1][1], known[-1][0], "daily", source.at))
    if dispute.order.rate is None:
        return dispute
    return replace(dispute, recoup=Recoup(dispute.order.rate, paid, "order", source.at))
