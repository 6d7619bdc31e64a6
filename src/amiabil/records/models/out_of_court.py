"""What was brought before somebody outside: the register of proceedings that are not ours to decide."""

from __future__ import annotations

from django.db import models

from amiabil.records.models.cases import Conversation


class OutOfCourt(models.Model):
    """A proceeding outside about a case, as the staff took it down; days as the body's papers have them.

    ``body`` is the kind of the body, ``body_name`` what it is called, ``their_ref`` its reference. ``outcome`` is empty
    and ``ended_on`` None while it runs. ``implemented`` says whether what was decided has been carried out.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    body = models.CharField(max_length=8)
    body_name = models.CharField(max_length=120)
    their_ref = models.CharField(max_length=64, blank=True)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    implemented = models.BooleanField(null=True)
    version = models.IntegerField(default=1)
    recorded_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "out_of_court"
        indexes = [
            models.Index(fields=["-opened_on", "-id"], name="out_of_court_by_age"),
            models.Index(
                fields=["ended_on"], name="out_of_court_ended", condition=models.Q(ended_on__isnull=False)
            ),
        ]
