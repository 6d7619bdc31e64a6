"""Which disputes tell of something dangerous, and which request for help is about the danger?"""

from __future__ import annotations

from django.db import models

from amiabil.records.models.cases import Conversation


class SafetyRequest(models.Model):
    """The safety request beside a dispute: one for a dispute, whatever is told again. Nothing in it was written."""

    case = models.OneToOneField(Conversation, on_delete=models.PROTECT, primary_key=True, related_name="+")
    ticket = models.OneToOneField(Conversation, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "safety_request"
