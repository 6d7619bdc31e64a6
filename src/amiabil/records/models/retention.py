"""What is kept on purpose, who has asked to be erased, and which copies of their data did people ask for?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation
from amiabil.records.models.people import Customer


class LegalHold(models.Model):
    """A case that must not be erased until the hold is lifted; the reasons go when the case is erased."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    reason = models.CharField(max_length=500, blank=True)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=80, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "legal_hold"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="one_legal_hold_a_case", condition=Q(lifted_at__isnull=True)
            )
        ]


class ErasureRequest(models.Model):
    """A person's wish to be erased; ``state`` is ``waiting``, ``done`` or ``taken_back``.

    ``kept_until`` is the day last told to them, None while none can be named. ``told`` is the state they were last
    mailed about; ``address`` and ``language`` are for that mail alone and go with it.
    """

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    state = models.CharField(max_length=12)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    kept_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=12, blank=True)
    address = models.CharField(max_length=320, blank=True)
    language = models.CharField(max_length=12, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "erasure_request"
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="one_open_erasure_request", condition=Q(state="waiting")
            )
        ]
        indexes = [
            models.Index(fields=["state", "-asked_at", "-id"], name="erasure_by_state"),
            models.Index(
                fields=["next_try_at"], name="erasure_to_tell", condition=Q(next_try_at__isnull=False)
            ),
        ]


class DataCopy(models.Model):
    """A copy of everything held about a person; ``state`` is ``asked``, ``ready`` or ``gone``.

    The bytes are the stored file of the same id.
    """

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    state = models.CharField(max_length=8)
    role = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "data_copy"
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="one_data_copy_at_once", condition=Q(state="asked")
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="data_copy_by_state")]
