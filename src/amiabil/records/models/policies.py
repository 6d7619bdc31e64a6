"""What did the marketplace decide about its procedure, and when? Every version of every policy."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PolicyVersion(models.Model):
    """One version of a policy: its text as YAML, and how far it has come.

    ``state`` is ``draft``, ``scheduled``, ``published`` or ``withdrawn``; ``effective_at`` the start of its first day,
    given when it is scheduled. ``authors`` are all who wrote in it. ``revision`` counts the changes of a draft.
    """

    id = models.UUIDField(primary_key=True)
    policy_id = models.CharField(max_length=60)
    version = models.IntegerField()
    state = models.CharField(max_length=12)
    text = models.TextField()
    revision = models.IntegerField(default=1)
    authors = ArrayField(models.CharField(max_length=80))
    effective_at = models.DateTimeField(null=True)
    scheduled_by = models.CharField(max_length=80, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "policy_version"
        constraints = [models.UniqueConstraint(fields=["policy_id", "version"], name="policy_version_once")]
        indexes = [models.Index(fields=["policy_id", "state", "effective_at"], name="policy_in_force")]
