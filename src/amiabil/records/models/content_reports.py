"""Which requests report something illegal, and what was decided? Beside each its ticket, with every word of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation
from amiabil.records.models.people import Customer


class ContentReport(models.Model):
    """A report under DSA art. 16; ``target_key`` is the same for reports of the same thing (a hash, no words).

    ``place`` is where the thing stands. ``measure`` is the reference of the measure a decision has led to, empty for
    none. ``decided_by`` and ``reviewed_by`` name members of the staff.
    """

    case = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, primary_key=True, related_name="report"
    )
    target = models.CharField(max_length=10)
    place = models.TextField(blank=True)
    target_key = models.CharField(max_length=64)
    category = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    outcome = models.CharField(max_length=12, blank=True, default="")
    automated = models.BooleanField(null=True)
    measure = models.CharField(max_length=64, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True, default="")
    complained_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        db_table = "content_report"
        indexes = [
            models.Index(
                fields=["made_at", "case"],
                name="report_to_decide",
                condition=Q(state__in=["open", "complained"]),
            ),
            models.Index(fields=["target_key"], name="report_of_target"),
            models.Index(fields=["state", "made_at", "case"], name="report_by_state"),
        ]


class TrustedFlagger(models.Model):
    """Who has the status of a trusted flagger (DSA art. 22): an account, or a verified address."""

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True)
    address = models.CharField(max_length=320, blank=True, default="")
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "trusted_flagger"
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="trusted_once", condition=Q(customer__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["address"], name="trusted_address_once", condition=~Q(address="")
            ),
        ]
