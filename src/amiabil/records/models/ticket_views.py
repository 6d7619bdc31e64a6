"""How do the staff keep their lists of requests, and what have they changed in many at once?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amiabil.records.models.cases import Conversation
from amiabil.records.models.people import StaffMember


class SavedView(models.Model):
    """A list with a name: ``words`` are those of ``domain.support.views``, ``columns`` what it shows besides the title.

    ``shared_with`` is empty for the owner's alone, ``all``, or the key of a team.
    """

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(StaffMember, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    words = models.JSONField()
    columns = ArrayField(models.CharField(max_length=20))
    shared_with = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"


class ViewOrder(models.Model):
    """In which order somebody has put their lists: keys of shipped queues and ids of saved views."""

    person = models.OneToOneField(StaffMember, on_delete=models.CASCADE, primary_key=True)
    keys = ArrayField(models.CharField(max_length=40))

    class Meta:
        db_table = "view_order"


class TicketBulk(models.Model):
    """Something done to many requests at once; the client names it by ``id``, so a repeat is the same."""

    id = models.UUIDField(primary_key=True)
    actor = models.ForeignKey(StaffMember, on_delete=models.PROTECT)
    at = models.DateTimeField()
    answered = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_bulk"


class TicketBulkRow(models.Model):
    """What became of one of them: the code of a refusal or nothing, the fields before and after, what undoing did.

    ``kept`` names the fields that somebody has changed since, which undoing left as they are.
    """

    bulk = models.ForeignKey(TicketBulk, on_delete=models.CASCADE)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    refusal = models.CharField(max_length=40, blank=True)
    before = models.JSONField()
    after = models.JSONField()
    undone = models.CharField(max_length=40, blank=True)
    kept = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        db_table = "ticket_bulk_row"
        constraints = [models.UniqueConstraint(fields=["bulk", "case"], name="bulk_once")]
