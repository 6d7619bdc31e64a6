"""Which mails came in, and what became of each? The bytes lie with the files; here is what was made of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value


class IncomingMail(models.Model):
    """A mail as it was taken in, before anybody read it, and what became of it.

    ``account`` is the door it came by; the same bytes are taken in once by each. ``kind`` says what the bytes are: a
    mail, or the request of a mail service. ``state`` is one of ``domain.mail.intake.State``; ``why`` names the rule by
    which it was put where it is, ``cause`` why it waits for a person, and ``reason`` what that person wrote.
    ``own_id`` is its Message-ID without brackets, empty where answers cannot name it.
    ``case_id`` and ``message_id`` are what it became, ``meant`` the reference it may mean without belonging there.
    ``author`` is in
    small letters, for counting. ``report`` is what a mail server says of an earlier mail of ours, ``about`` its id.
    ``rest`` is what came along with the new text: earlier mails and the signature.
    """

    id = models.UUIDField(primary_key=True)
    account = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    hash = models.BinaryField(max_length=32)
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    sender = models.CharField(max_length=320, blank=True)
    recipients = ArrayField(models.CharField(max_length=320), default=list)
    state = models.CharField(max_length=12)
    why = models.CharField(max_length=60, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    tries = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    author = models.CharField(max_length=320, blank=True)
    author_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    standing = models.CharField(max_length=12, blank=True)
    standing_reason = models.CharField(max_length=40, blank=True)
    verdicts = models.JSONField(default=list)
    flaws = ArrayField(models.CharField(max_length=40), default=list)
    rest = models.TextField(blank=True)
    left_out = models.JSONField(default=list)
    about = models.CharField(max_length=998, blank=True)
    report = models.JSONField(null=True)
    meant = models.CharField(max_length=12, blank=True)
    case_id = models.UUIDField(null=True)
    message_id = models.UUIDField(null=True)
    seen_by = models.CharField(max_length=80, blank=True)
    own_id = models.CharField(max_length=250, blank=True, db_default=Value(""))
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "incoming_mail"
        constraints = [models.UniqueConstraint(fields=["account", "hash"], name="incoming_mail_once")]
        indexes = [
            models.Index(
                fields=["received_at", "id"], name="incoming_mail_to_read", condition=Q(state="waiting")
            ),
            models.Index(fields=["state", "-received_at", "-id"], name="incoming_mail_by_state"),
            models.Index(fields=["-received_at", "-id"], name="incoming_mail_newest"),
            models.Index(fields=["author", "received_at"], name="incoming_mail_of_author"),
            models.Index(
                fields=["case_id"], name="incoming_mail_of_case", condition=Q(case_id__isnull=False)
            ),
            models.Index(
                fields=["message_id"], name="incoming_mail_of_msg", condition=Q(message_id__isnull=False)
            ),
            models.Index(
                fields=["received_at"],
                name="incoming_mail_of_unknown",
                condition=Q(why="new") & ~Q(standing="proven"),
            ),
            models.Index(fields=["meant"], name="incoming_mail_meant", condition=~Q(meant="")),
        ]


class MailCursor(models.Model):
    """How far a folder of a mailbox has been fetched: everything up to ``last_uid`` is taken in.

    A mailbox that counts anew (another ``validity``) is read from its beginning; what is known is known by its bytes.
    ``problem`` is what went wrong the last time, empty when nothing did; ``reached_at`` is when it last answered.
    """

    account = models.CharField(primary_key=True, max_length=120)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    waiting = models.BigIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "mail_cursor"
