"""When could nobody act, and which days did the operator declare holidays?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ServicePulse(models.Model):
    """When the web application was last seen alive, by the database's clock; a table of one row, empty before that."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        db_table = "service_pulse"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_service_pulse")]


class ServiceOutage(models.Model):
    """A time in which nobody could act; ``known_at`` is when that was known, its end where the service noticed.

    ``reached`` is the last case that was looked at, ``settled_at`` when all were. ``declared_by`` is empty for one the
    service noticed itself.
    """

    id = models.UUIDField(primary_key=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    known_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    declared_by = models.CharField(max_length=80, blank=True)
    reached = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "service_outage"
        constraints = [
            models.UniqueConstraint(fields=["started_at", "ended_at"], name="service_outage_once"),
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="service_outage_lasted"),
        ]
        indexes = [models.Index(fields=["-ended_at", "-id"], name="service_outage_by_age")]


class HolidayDay(models.Model):
    """A day that the operator declares a holiday of a calendar, or (``works``) a holiday taken back.

    ``state`` is ``proposed``, ``confirmed`` or ``withdrawn``; of a day the last that was confirmed holds. ``told_at``
    is when the open cases were told.
    """

    id = models.UUIDField(primary_key=True)
    calendar = models.CharField(max_length=20)
    day = models.DateField()
    works = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "holiday_day"
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"], condition=Q(state="proposed"), name="holiday_proposed_once"
            )
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="holiday_by_day")]
