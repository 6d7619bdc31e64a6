"""Who else is in copy of a request? People their customer named in a mail, or an agent let in."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from amiabil.records.models.cases import Conversation


class PersonInCopy(models.Model):
    """An address that reads the answers of a request by mail and may answer them; no account is found by it.

    Who was removed stays known, so that the next mail does not bring them in again; the row goes with the request.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    address = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "person_in_copy"
        constraints = [models.UniqueConstraint("case", Lower("address"), name="in_copy_once_of_a_request")]
