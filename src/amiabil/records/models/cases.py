"""What is a case: a conversation with a gapless version, and for a dispute its procedure beside it.

Every row carries ``case_id``; no foreign key leaves a case except to its order and its people.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amiabil.records.models.contacts import Contact
from amiabil.records.models.orders import Order
from amiabil.records.models.people import Customer, Shop, StaffMember


class Conversation(models.Model):
    """The head of a case.

    ``contact`` stands on the buyer's side where nobody has signed in; never beside a buyer or a shop.
    ``version`` counts changes without a gap; ``place`` is that of the last event under this version.
    ``buyer_seq``, ``seller_seq`` and ``staff_seq`` count the
    messages each side may read, so that unread is a subtraction. ``chain_head`` is the last link of the
    event chain (32 bytes, zeros before the first event). Once the case is erased, ``erased_by`` is the rule of
    ``domain.retention`` that ended its keeping. ``asked_at`` is since when a party (``asked_by``) waits for a word of
    the marketplace in a dispute, null when the staff have written since.
    """

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=300, blank=True)
    buyer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, null=True)
    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, null=True)
    version = models.IntegerField()
    place = models.SmallIntegerField(default=0)
    buyer_seq = models.IntegerField(default=0)
    seller_seq = models.IntegerField(default=0)
    staff_seq = models.IntegerField(default=0)
    chain_head = models.BinaryField(max_length=32)
    closed_to_messages = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=40, blank=True, default="", db_default="")
    asked_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=8, blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "conversation"
        indexes = [
            models.Index(fields=["asked_at"], name="conversation_asked", condition=Q(asked_at__isnull=False)),
        ]


class PolicySnapshot(models.Model):
    """A resolved policy as pinned by cases, stored once by the SHA-256 of its document."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    policy_id = models.CharField(max_length=60)
    version = models.IntegerField()
    document = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "policy_snapshot"


class Dispute(models.Model):
    """The procedure of a dispute: the whole aggregate in ``body``, and what is sorted and searched beside it.

    ``wake_at`` is the next instant at which a timer or reminder acts, ``due_at`` the one shown to people,
    ``turn`` the role that must act. ``buyer_rank``, ``seller_rank`` and ``staff_rank`` sort each side's
    list: its own turn first by due time, then what waits, then what ended, newest first (records/ranks.py).
    """

    case = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, primary_key=True, related_name="dispute"
    )
    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    buyer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT)
    mediator = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True)
    lane = models.CharField(max_length=24)
    reason = models.CharField(max_length=32)
    state = models.CharField(max_length=24)
    outcome = models.CharField(max_length=32, blank=True)
    turn = models.CharField(max_length=20, blank=True)
    flags = ArrayField(models.CharField(max_length=24), default=list)
    currency = models.CharField(max_length=3)
    asked = models.BigIntegerField(null=True)
    held = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    buyer_rank = models.BigIntegerField()
    seller_rank = models.BigIntegerField()
    staff_rank = models.BigIntegerField()
    policy = models.ForeignKey(PolicySnapshot, on_delete=models.PROTECT)
    body = models.JSONField()

    class Meta:
        db_table = "dispute"
        indexes = [
            models.Index(fields=["buyer", "buyer_rank", "case"], name="dispute_of_buyer"),
            models.Index(fields=["shop", "seller_rank", "case"], name="dispute_of_shop"),
            models.Index(fields=["state", "staff_rank", "case"], name="dispute_of_staff"),
            models.Index(fields=["mediator", "staff_rank", "case"], name="dispute_of_mediator"),
            models.Index(fields=["order"], name="dispute_of_order"),
            models.Index(fields=["due_at", "case"], name="dispute_to_review", condition=Q(turn="reviewer")),
            models.Index(
                fields=["wake_at", "case"], name="dispute_to_wake", condition=Q(wake_at__isnull=False)
            ),
        ]


class HeldUnit(models.Model):
    """A unit of an order line that an open case holds; the constraint lets no second case hold it."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT)
    line_ref = models.CharField(max_length=64)
    unit = models.PositiveIntegerField()
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)

    class Meta:
        db_table = "held_unit"
        constraints = [models.UniqueConstraint(fields=["order", "line_ref", "unit"], name="unit_in_one_case")]


class Message(models.Model):
    """One message; the client names it by ``id``, so a repeat is the same message. ``version`` is its place."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    version = models.IntegerField()
    author_role = models.CharField(max_length=20)
    author_ref = models.CharField(max_length=80)
    author_name = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=24)
    text = models.TextField()
    salt = models.BinaryField(max_length=16, null=True)
    language = models.CharField(max_length=12, blank=True)
    cards = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    received_at = models.DateTimeField()
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message"
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="message_place")]


class EvidenceItem(models.Model):
    """One item of evidence; append-only, a correction is a new item that ``supersedes``.

    ``salt`` covers title and text, ``file_salt`` what is proved of the file; each goes with what it covers. ``status``
    follows the procedure.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    salt = models.BinaryField(max_length=16, null=True)
    file_salt = models.BinaryField(max_length=16, null=True)
    owner_role = models.CharField(max_length=20)
    owner_ref = models.CharField(max_length=80)
    status = models.CharField(max_length=20)
    confidential = models.BooleanField(default=False)
    edited_media = models.BooleanField(default=False)
    file_id = models.UUIDField(null=True)
    supersedes_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "evidence_item"
        indexes = [
            models.Index(fields=["file_id"], name="evidence_of_file", condition=Q(file_id__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "label"], name="evidence_label")]


class DisputeDraft(models.Model):
    """What a buyer has filled in so far of one dispute; never extends a filing window."""

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    body = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    case_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "dispute_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "order"],
                name="one_open_draft_an_order",
                condition=Q(case_id__isnull=True),
            )
        ]


class ReadMark(models.Model):
    """How far a person has read a case, as that side's message counter."""

    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    person_id = models.UUIDField()
    seq = models.IntegerField()

    class Meta:
        db_table = "read_mark"
        constraints = [models.UniqueConstraint(fields=["person_id", "case"], name="read_mark_once")]
