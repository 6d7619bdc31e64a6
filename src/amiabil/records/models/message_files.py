"""Which files came with which message?"""

from __future__ import annotations

from django.db import models

from amiabil.records.models.cases import Conversation, Message
from amiabil.records.models.files import StoredFile


class MessageFile(models.Model):
    """A file that was sent with a message of a request; who may read the message may fetch it."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    place = models.SmallIntegerField()

    class Meta:
        db_table = "message_file"
