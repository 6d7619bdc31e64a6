"""Whose complaints end without anything in them, and what has a person done about it?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation
from amiabil.records.models.people import Customer, Shop


class Complainant(models.Model):
    """How the complaints of a buyer or of a shop ended within a year; ``id`` is that of the row of whom it is about.

    Kept as cases end (``records/complainants``), never counted by a page; ``domain/unfounded`` says what the words
    mean.
    """

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True)
    filed = models.IntegerField()
    upheld = models.IntegerField()
    unfounded = models.IntegerField()
    last_filed_at = models.DateTimeField(null=True)
    last_ended_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "complainant"
        indexes = [
            models.Index(
                fields=["-last_ended_at", "-id"], name="complainant_by_end", condition=Q(unfounded__gt=0)
            )
        ]


class ComplainantStep(models.Model):
    """What a member of the staff did about a complainant, a row of ``Complainant``: ``kind`` as in ``StepKind``.

    A warning and a suspension are measures (``case``), which carry their reasons and whether they hold; ``reason`` is
    that of having found nothing to say. ``until`` is the exclusive end of a suspension.
    """

    id = models.UUIDField(primary_key=True)
    complainant = models.ForeignKey(Complainant, on_delete=models.CASCADE)
    kind = models.CharField(max_length=12)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "complainant_step"
