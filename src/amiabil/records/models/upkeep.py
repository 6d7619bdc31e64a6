"""What keeps the house in order: answers kept for repeats, rate windows, the audit log, the demonstration's clock."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class IdempotencyRecord(models.Model):
    """The first answer to a caller's key; ``status`` 0 while it is still running. Kept for 7 days."""

    caller = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    body_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "idempotency_record"
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_once")]


class RateWindow(models.Model):
    """How often somebody did something in one window of time."""

    subject = models.CharField(max_length=160)
    window = models.BigIntegerField()
    count = models.IntegerField()

    class Meta:
        db_table = "rate_window"
        constraints = [models.UniqueConstraint(fields=["subject", "window"], name="rate_window_once")]


class AuditEntry(models.Model):
    """What a member of staff or a key changed or, for an auditor, looked at; append-only."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_role = models.CharField(max_length=20)
    actor_ref = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"


class DemoClock(models.Model):
    """How far the demonstration's clock is ahead, in milliseconds; a table of one row, empty elsewhere."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    ahead_ms = models.BigIntegerField(default=0)

    class Meta:
        db_table = "demo_clock"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_demo_clock")]
