"""Who is talking with us now, who answers, and who is there to answer?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation, PolicySnapshot
from amiabil.records.models.people import Customer, Shop, StaffMember


class Chat(models.Model):
    """A chat: the whole aggregate in ``body``, and what is sorted and searched beside it.

    It is a customer's, a shop's (then ``customer`` is the member who writes) or, without both, a visitor's: the contact
    of its conversation, who is known by ``secret_hash`` (SHA-256 of 32 random bytes). ``policy`` says how long it is
    kept. ``asked_at`` is since when it is in the queue, ``joined_at`` when a person last came into it and ``waited``
    how many seconds that took; ``wake_at`` is the next instant at which time alone acts. ``mailed_at`` is when somebody
    asked for what was said by mail, ``mail_try_at`` when its mail is tried next, after ``mail_tries`` tries.
    """

    case = models.OneToOneField(Conversation, on_delete=models.PROTECT, primary_key=True, related_name="chat")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True)
    agent = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True)
    policy = models.ForeignKey(PolicySnapshot, on_delete=models.PROTECT)
    secret_hash = models.BinaryField(max_length=32, null=True, unique=True)
    state = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    waited = models.IntegerField(null=True)
    wake_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    mail_try_at = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    body = models.JSONField()

    class Meta:
        db_table = "chat"
        indexes = [
            models.Index(fields=["asked_at", "case"], name="chat_in_line", condition=Q(state="waiting")),
            models.Index(fields=["agent", "case"], name="chat_of_agent", condition=Q(state="with_agent")),
            models.Index(fields=["customer", "-started_at"], name="chat_of_customer"),
            models.Index(fields=["joined_at"], name="chat_joined", condition=Q(joined_at__isnull=False)),
            models.Index(fields=["wake_at", "case"], name="chat_to_wake", condition=Q(wake_at__isnull=False)),
            models.Index(fields=["mail_try_at"], name="chat_to_mail", condition=Q(mail_try_at__isnull=False)),
        ]


class Shift(models.Model):
    """Whether somebody of the staff takes chats now: ``on``, ``away`` or ``off``, how many at once, and which.

    Empty ``languages`` are all of them; the teams stand with the staff. Who closed every page of the desk is not there,
    whatever it says.
    """

    member = models.OneToOneField(StaffMember, on_delete=models.CASCADE, primary_key=True)
    state = models.CharField(max_length=8)
    capacity = models.PositiveSmallIntegerField(default=3)
    languages = ArrayField(models.CharField(max_length=12), default=list)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "shift"
