"""Which requests are answered as one, and which have to do with each other?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least

from amiabil.records.models.cases import Conversation


class TicketMerge(models.Model):
    """A merge of ``source`` into ``into``, of the same customer; ``kept`` is how both stood, for its undoing.

    Nothing in it was written by anybody. ``undone_at`` is None while it holds.
    """

    id = models.UUIDField(primary_key=True)
    source = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="merges_taken_in")
    kept = models.JSONField()
    merged_by = models.CharField(max_length=80)
    merged_at = models.DateTimeField()
    undone_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at__isnull=True), name="request_goes_on_in_one"
            )
        ]


class TicketLink(models.Model):
    """A link between two conversations, one of them a request; once for each two.

    ``kind`` is ``related``, or ``child``: ``source`` is a part of ``target``. Nothing in it was written by anybody. It
    goes when one of the two is erased.
    """

    id = models.UUIDField(primary_key=True)
    source = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "ticket_link"
        constraints = [
            models.UniqueConstraint(
                Least("source", "target"), Greatest("source", "target"), name="two_are_linked_once"
            ),
            models.UniqueConstraint(
                fields=["source"], condition=Q(kind="child"), name="request_is_part_of_one"
            ),
        ]
