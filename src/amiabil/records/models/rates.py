"""Exchange rates by day, as the marketplace has given them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class DailyRate(models.Model):
    """Units of ``base`` per one of ``per`` on a day; what a case has once used it keeps, whatever changes here."""

    day = models.DateField()
    base = models.CharField(max_length=3)
    per = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "daily_rate"
        constraints = [
            models.UniqueConstraint(fields=["base", "per", "day"], name="daily_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="daily_rate_above_nothing"),
        ]
