"""Which conversations are translated for whom, and what stands beside their messages?"""

from __future__ import annotations

from django.db import models

from amiabil.records.models.cases import Conversation, Message


class TranslationWish(models.Model):
    """A side of a conversation reads it in ``language`` too; the row goes when nobody of it wishes so any more."""

    case = models.ForeignKey(Conversation, on_delete=models.CASCADE, db_index=False)
    side = models.CharField(max_length=8)
    language = models.CharField(max_length=12)
    wished_at = models.DateTimeField()

    class Meta:
        db_table = "translation_wish"
        constraints = [
            models.UniqueConstraint(fields=["case", "side", "language"], name="translation_wish_once"),
        ]


class MessageTranslation(models.Model):
    """What a program made of a message: ``text`` with ``state`` made, else same (no need) or failed.

    No record of what was said: it can be made anew, belongs to no chain and goes when the message is erased.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, db_index=False)
    case = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=12, blank=True)
    made_by = models.CharField(max_length=20)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "message_translation"
        constraints = [
            models.UniqueConstraint(fields=["message", "language"], name="message_translation_once"),
        ]
