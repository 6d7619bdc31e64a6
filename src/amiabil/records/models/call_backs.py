"""Whom do we call, when, and at which number?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation


class CallBack(models.Model):
    """A call somebody has booked through a door of the contact directory; it belongs to a request.

    ``seat`` is which of the calls at once it is. ``tell`` names the mail to be sent next (at ``tell_at``, after
    ``tell_tries`` tries), ``remind_at`` when the reminder goes. ``sequence`` counts its changes, for calendars.
    ``number`` is E.164 and goes with the words of the request.
    """

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField(Conversation, on_delete=models.PROTECT, related_name="call_back")
    door = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    seat = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    zone = models.CharField(max_length=64)
    state = models.CharField(max_length=10)
    tries = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField()
    sequence = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    tell = models.CharField(max_length=10, blank=True)
    tell_at = models.DateTimeField(null=True)
    tell_tries = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "call_back"
        constraints = [
            models.UniqueConstraint(
                fields=["door", "starts_at", "seat"],
                condition=~Q(state="cancelled"),
                name="one_call_in_one_seat",
            )
        ]
        indexes = [
            models.Index(fields=["call_at", "id"], name="call_back_due", condition=Q(state="booked")),
            models.Index(fields=["tell_at"], name="call_back_to_tell", condition=Q(tell_at__isnull=False)),
            models.Index(
                fields=["remind_at"], name="call_back_to_remind", condition=Q(remind_at__isnull=False)
            ),
            models.Index(fields=["number"], name="call_back_of_number", condition=Q(state="booked")),
        ]
