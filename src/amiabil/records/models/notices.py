"""Who has been told what, and has it arrived?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower


class Notice(models.Model):
    """One notice to one person about one event, as the portal shows it; ``facts`` fill its sentence."""

    id = models.UUIDField(primary_key=True)
    event_id = models.UUIDField()
    case_id = models.UUIDField()
    person_kind = models.CharField(max_length=10)
    person_id = models.UUIDField()
    role = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"
        constraints = [models.UniqueConstraint(fields=["event_id", "person_id", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["person_id", "-created_at"], name="notice_of_person"),
            models.Index(fields=["case_id", "person_id"], name="notice_of_case"),
        ]


class Delivery(models.Model):
    """The way of a notice over one channel; ``state`` is waiting, sent, failed, given_up, bounced or dropped.

    ``topics`` are those somebody may have switched off; empty when everybody gets it. ``message_id`` is the id the mail
    goes out under, with its brackets, ``reply_name`` the name in the address its answers come to, empty where none is
    asked for. ``cause`` and ``failed_at`` tell why the last try failed, or the mail came back, and when; ``lifted_at``
    when somebody said that the address may be written to all the same.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=320, blank=True)
    state = models.CharField(max_length=10)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    topics = ArrayField(models.CharField(max_length=20), default=list, db_default=Value("{}"))
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reply_name = models.CharField(max_length=40, blank=True, db_default=Value(""))
    cause = models.CharField(max_length=20, blank=True, db_default=Value(""))
    failed_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery"
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]
        indexes = [
            models.Index(fields=["message_id"], name="delivery_by_message_id"),
            models.Index(fields=["reply_name"], name="delivery_by_reply_name", condition=~Q(reply_name="")),
            models.Index(Lower("address"), "sent_at", name="delivery_by_address"),
        ]
