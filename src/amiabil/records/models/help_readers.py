"""How often is an article read, found helpful, or left for a person? Counters by day, and answers without a reader."""

from __future__ import annotations

from django.db import models


class HelpReading(models.Model):
    """What became of an article in one language on one day: read, found helpful or not, left for a way to a person."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    day = models.DateField()
    reads = models.BigIntegerField(default=0)
    helped = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    contacts = models.BigIntegerField(default=0)

    class Meta:
        db_table = "help_reading"
        constraints = [
            models.UniqueConstraint(fields=["day", "key", "language"], name="help_reading_once"),
        ]


class HelpAnswer(models.Model):
    """An answer to "was this helpful?". ``once`` tells a repeat from another answer, and is emptied after the day.

    Nobody is named: ``once`` is made of the day, and ``words`` are kept without addresses and numbers.
    """

    id = models.UUIDField(primary_key=True)
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    number = models.IntegerField()
    helpful = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=500, blank=True)
    day = models.DateField()
    once = models.BinaryField(null=True)

    class Meta:
        db_table = "help_answer"
        constraints = [models.UniqueConstraint(fields=["once"], name="help_answer_once")]
        indexes = [models.Index(fields=["key", "-id"], name="help_answers_of_article")]
