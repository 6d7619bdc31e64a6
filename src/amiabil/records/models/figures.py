"""What was measured over many cases, kept so that no page has to count."""

from __future__ import annotations

from django.db import models


class StageTime(models.Model):
    """How long a stage took in the cases of a lane that ended within a year: how many, the middle, nine in ten."""

    lane = models.CharField(max_length=24)
    state = models.CharField(max_length=24)
    cases = models.PositiveIntegerField()
    median_seconds = models.BigIntegerField()
    p90_seconds = models.BigIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        db_table = "stage_time"
        constraints = [models.UniqueConstraint(fields=["lane", "state"], name="stage_time_once")]
