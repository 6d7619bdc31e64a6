"""Where is the money: holds, refunds with their life at the payment service, and what each unit has cost.

Minor units; the currency is the order's. The check on ``unit_money`` is the never-pay-twice rule (disputes.md 3.9, 1).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from amiabil.records.models.cases import Conversation
from amiabil.records.models.orders import Order
from amiabil.records.models.people import Shop


class UnitMoney(models.Model):
    """What one unit cost and what has gone back for it; the database refuses more than was paid."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    line_ref = models.CharField(max_length=64)
    unit = models.PositiveIntegerField()
    paid = models.BigIntegerField()
    refunded = models.BigIntegerField(default=0)
    external = models.BigIntegerField(default=0)

    class Meta:
        db_table = "unit_money"
        constraints = [
            models.UniqueConstraint(fields=["order", "line_ref", "unit"], name="unit_money_once"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, external__gte=0, paid__gte=F("refunded") + F("external")),
                name="never_pay_twice",
            ),
        ]


class OrderMoney(models.Model):
    """What was paid for an order and what has gone back, counted by triggers on ``refund`` and ``ledger_entry``.

    A second set of books that the application cannot write: it refuses what would pay twice, whoever asks.
    """

    order = models.OneToOneField(Order, on_delete=models.PROTECT, primary_key=True)
    paid = models.BigIntegerField()
    refunded = models.BigIntegerField(default=0)
    external = models.BigIntegerField(default=0)

    class Meta:
        db_table = "order_money"
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded__gte=0, external__gte=0, paid__gte=F("refunded") + F("external")),
                name="never_pay_more_than_paid",
            ),
        ]


class FundUse(models.Model):
    """What the guarantee fund has paid, or is about to pay, for a seller in all his cases, by currency."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    paid = models.BigIntegerField(default=0)

    class Meta:
        db_table = "fund_use"
        constraints = [
            models.UniqueConstraint(fields=["shop", "currency"], name="fund_use_once"),
            models.CheckConstraint(condition=Q(paid__gte=0), name="fund_use_not_negative"),
        ]


class Hold(models.Model):
    """What is held for a case now."""

    case = models.OneToOneField(Conversation, on_delete=models.PROTECT, primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "hold"
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="hold_not_negative")]


class ExternalProceeding(models.Model):
    """A chargeback somebody outside has reported for an order; ``outside`` is what was booked for units in no case, as
    [line, unit, minor units]. ``won_by`` is empty while it is open."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    ref = models.CharField(max_length=64)
    amount = models.BigIntegerField()
    lines = models.JSONField(default=list)
    outside = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    won_by = models.CharField(max_length=8, blank=True)
    reported_by = models.CharField(max_length=80)

    class Meta:
        db_table = "external_proceeding"
        constraints = [models.UniqueConstraint(fields=["order", "ref"], name="proceeding_once")]


class LedgerEntry(models.Model):
    """One movement, append-only: hold, release, refund_instructed, refund_confirmed, refund_failed, external_debit,
    external_undone, fund_paid (to the seller), and in the seller's settlement currency seller_debit, seller_credit.

    Without a case it is about units that are in none. ``from_hold`` and ``from_fund`` say where a refund's money comes
    from; what is in neither, the seller is charged. ``rate`` and ``rate_day``: the exchange rate of what the seller is
    charged in another currency, and the day it is of.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    version = models.IntegerField()
    kind = models.CharField(max_length=24)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    refund_key = models.CharField(max_length=60, blank=True)
    attempt = models.PositiveIntegerField(default=0, db_default=0)
    from_hold = models.BigIntegerField(null=True)
    from_fund = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=16, blank=True, default="", db_default="")
    rate = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    rate_day = models.DateField(null=True)
    payout_key = models.CharField(max_length=80, blank=True, default="", db_default="")
    shares = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_entry"
        indexes = [models.Index(fields=["case", "at"], name="ledger_of_case")]


class Refund(models.Model):
    """A refund from intention to confirmation; ``state`` is intended, sent, confirmed or failed."""

    key = models.CharField(max_length=60, primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10)
    tries = models.PositiveIntegerField(default=0)
    cause = models.CharField(max_length=200, blank=True)
    intended_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "refund"
        indexes = [
            models.Index(
                fields=["state", "intended_at"],
                name="refund_open",
                condition=Q(state__in=["intended", "sent"]),
            )
        ]
