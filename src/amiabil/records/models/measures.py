"""What has the platform done to somebody, and what did they say to it? Each measure is a ticket of its own."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation, PolicySnapshot


class PlatformMeasure(models.Model):
    """A measure of the platform against a buyer or a shop: those of its conversation, which has only the one.

    ``ref`` is the marketplace's own reference, ``person`` the reference of whom it is against. Its statement of reasons
    is the texts of the first event. It can be complained about until ``complain_until``, by the policy it is pinned to;
    ``wake_at`` is when that end is reminded of, None when there is nothing to remind of.
    """

    case = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, primary_key=True, related_name="measure"
    )
    ref = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12)
    against = models.CharField(max_length=8)
    person = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    automated = models.BooleanField()
    decided_by = ArrayField(models.CharField(max_length=80), default=list)
    policy = models.ForeignKey(PolicySnapshot, on_delete=models.PROTECT)
    noticed_at = models.DateTimeField()
    complain_until = models.DateTimeField()
    wake_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "platform_measure"
        indexes = [
            models.Index(fields=["created_at", "case"], name="measure_by_age"),
            models.Index(
                fields=["wake_at", "case"], name="measure_to_wake", condition=Q(wake_at__isnull=False)
            ),
        ]


class PlatformComplaint(models.Model):
    """The complaint about a measure: the whole aggregate in ``body``, and what is sorted and searched beside it.

    ``due_at`` is until when whoever has the turn acts (the decision, or the answer to a question), None once it is
    decided; ``wake_at`` the instant at which its timer acts.
    """

    case = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, primary_key=True, related_name="complaint"
    )
    state = models.CharField(max_length=24)
    outcome = models.CharField(max_length=32, blank=True)
    breached = models.BooleanField(default=False)
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    body = models.JSONField()

    class Meta:
        db_table = "platform_complaint"
        indexes = [
            models.Index(
                fields=["due_at", "case"], name="complaint_to_hear", condition=Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["wake_at", "case"], name="complaint_to_wake", condition=Q(wake_at__isnull=False)
            ),
            models.Index(fields=["state", "filed_at", "case"], name="complaint_by_state"),
        ]
