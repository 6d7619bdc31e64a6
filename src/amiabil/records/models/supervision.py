"""What supervisors need of the agents' work: who is at the desk, and what was found in requests read afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation
from amiabil.records.models.people import StaffMember


class DeskPresence(models.Model):
    """When somebody of the staff was last seen at a live page of a desk."""

    member = models.OneToOneField(StaffMember, on_delete=models.CASCADE, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "desk_presence"


class QualityReview(models.Model):
    """What a supervisor found in a solved request: three marks from 0 to 2, once for each reader.

    ``answered`` is the member of the staff who had it then; ``comment`` goes with the texts of the request.
    """

    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    reviewer = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    answered = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    helpful = models.SmallIntegerField()
    correct = models.SmallIntegerField()
    kind = models.SmallIntegerField()
    comment = models.CharField(max_length=1000, blank=True)
    reviewed_at = models.DateTimeField()

    class Meta:
        db_table = "quality_review"
        constraints = [
            models.UniqueConstraint(fields=["case", "reviewer"], name="quality_review_once"),
            models.CheckConstraint(
                condition=Q(helpful__range=(0, 2), correct__range=(0, 2), kind__range=(0, 2)),
                name="quality_review_marks",
            ),
        ]
        indexes = [models.Index(fields=["answered", "reviewed_at"], name="quality_review_answered")]
