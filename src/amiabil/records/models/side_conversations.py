"""Whom did the staff ask about a request, beside it?"""

from __future__ import annotations

from django.db import models

from amiabil.records.models.cases import Conversation


class SideConversation(models.Model):
    """A request of the staff to a shop or to an address, about a request of a customer, who knows nothing of it.

    ``case`` is a request of its own, whose asker is the one who is asked; ``parent`` is the request it is about.
    """

    case = models.OneToOneField(Conversation, on_delete=models.PROTECT, primary_key=True, related_name="+")
    parent = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "side_conversation"
