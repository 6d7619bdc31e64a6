"""Who has asked for help, about what, and who answers? A conversation with its request beside it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation, PolicySnapshot
from amiabil.records.models.orders import Order
from amiabil.records.models.people import Customer, Shop, StaffMember


class Ticket(models.Model):
    """A request for help: the whole aggregate in ``body``, and what is sorted and searched beside it.

    It is the customer's or the shop's, never both; ``policy`` says how long it is kept. ``due_at`` is until when the
    staff have promised the next thing, ``wake_at`` the next instant at which time alone acts. ``staff_rank`` sorts
    queues (its own turn first, by what is promised), ``customer_rank`` the list of whoever asked (records/ranks.py).
    """

    case = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, primary_key=True, related_name="ticket"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True)
    assignee = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True)
    policy = models.ForeignKey(PolicySnapshot, on_delete=models.PROTECT)
    status = models.CharField(max_length=24)
    priority = models.CharField(max_length=8)
    type = models.CharField(max_length=12)
    topic = models.CharField(max_length=40)
    team = models.CharField(max_length=40, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list)
    channel = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    staff_rank = models.BigIntegerField()
    customer_rank = models.BigIntegerField()
    body = models.JSONField()

    class Meta:
        db_table = "ticket"
        indexes = [
            models.Index(fields=["customer", "customer_rank", "case"], name="ticket_of_customer"),
            models.Index(fields=["shop", "customer_rank", "case"], name="ticket_of_shop"),
            models.Index(fields=["staff_rank", "case"], name="ticket_of_staff"),
            models.Index(fields=["assignee", "staff_rank", "case"], name="ticket_of_assignee"),
            models.Index(fields=["team", "staff_rank", "case"], name="ticket_of_team"),
            models.Index(fields=["status", "staff_rank", "case"], name="ticket_of_status"),
            models.Index(fields=["opened_at", "case"], name="ticket_by_age"),
            GinIndex(fields=["tags"], name="ticket_of_tag"),
            models.Index(fields=["order"], name="ticket_of_order", condition=Q(order__isnull=False)),
            models.Index(
                fields=["wake_at", "case"], name="ticket_to_wake", condition=Q(wake_at__isnull=False)
            ),
        ]


class SupportSetup(models.Model):
    """A version of how customer assistance is set up, as its document was saved; the newest counts."""

    version = models.IntegerField(primary_key=True)
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    saved_by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "support_setup"
