"""Which calendars follow a person's deadlines, and what were they told?"""

from __future__ import annotations

from django.db import models

from amiabil.records.models.people import Customer


class CalendarFeed(models.Model):
    """A secret address under which one person's deadlines can be read; revoking it deletes the row."""

    id = models.UUIDField(primary_key=True)
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="calendar_feed")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calendar_feed"


class CalendarEntry(models.Model):
    """What a feed last said of one deadline; ``cancelled_at`` is set when it ended, and the entry goes later.

    ``sequence`` grows with every change that a calendar must follow.
    """

    feed = models.ForeignKey(CalendarFeed, on_delete=models.CASCADE, related_name="entries")
    case_id = models.UUIDField()
    timer = models.CharField(max_length=32)
    role = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    sequence = models.IntegerField(default=0)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calendar_entry"
        constraints = [
            models.UniqueConstraint(fields=["feed", "case_id", "timer", "role"], name="calendar_entry_once")
        ]
