"""What is the seller to get, and has the payments service paid it?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation
from amiabil.records.models.orders import Order
from amiabil.records.models.people import Shop


class Payout(models.Model):
    """One instruction to pay a seller, made by a trigger from its ``ledger_entry`` (``payout_key``), so that none is
    lost and none is made twice.

    ``kind`` is ``release`` (out of the hold) or ``fund`` (the guarantee fund makes him whole). ``state``: ``intended``,
    ``sent`` (an attempt may be under way), ``failed`` (again at ``next_at``), ``stuck`` (a person must see to it),
    ``confirmed``, or ``by_hold`` where the payments service pays out by itself as holds fall.
    """

    key = models.CharField(max_length=80, primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10)
    tries = models.PositiveIntegerField(default=0)
    cause = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    intended_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payout"
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payout_of_something")]
        indexes = [
            models.Index(
                fields=["state", "intended_at"],
                name="payout_open",
                condition=Q(state__in=["intended", "sent", "failed", "stuck"]),
            ),
        ]
