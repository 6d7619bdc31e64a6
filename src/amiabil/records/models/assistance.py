"""What do the staff keep beside a request? Saved replies, rules and what they did, drafts, lists, time, followers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation
from amiabil.records.models.people import StaffMember


class SupportRules(models.Model):
    """A version of the rules over requests, as its document was saved; the newest counts."""

    version = models.IntegerField(primary_key=True)
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    saved_by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "support_rules"


class RuleRun(models.Model):
    """A rule acted on a request, or was refused: once for each cause (an event, or an instant that has passed)."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    rule = models.CharField(max_length=40)
    version = models.IntegerField()
    cause = models.CharField(max_length=80)
    at = models.DateTimeField()
    did = models.JSONField(default=dict)
    refused = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "rule_run"
        constraints = [
            models.UniqueConstraint(fields=["case", "rule", "cause"], name="rule_acts_once_for_a_cause")
        ]
        indexes = [
            models.Index(fields=["case", "at"], name="rule_run_of_case"),
            models.Index(fields=["rule", "-id"], name="rule_run_of_rule"),
        ]


class SavedReply(models.Model):
    """An answer kept for many requests: everybody's when ``owner`` is null, else that member's own."""

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(StaffMember, on_delete=models.CASCADE, null=True)
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    texts = models.JSONField()
    setting = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    saved_by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "saved_reply"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(owner__isnull=True), name="shared_reply_has_its_key"
            ),
            models.UniqueConstraint(fields=["owner", "key"], name="own_reply_has_its_key"),
        ]


class TicketDraft(models.Model):
    """What a member of the staff has written so far into a request and not sent."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    person = models.ForeignKey(StaffMember, on_delete=models.CASCADE)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "ticket_draft"
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_draft_each")]
        indexes = [models.Index(fields=["changed_at"], name="ticket_draft_by_age")]


class TicketCheck(models.Model):
    """A line of the checklist of a request; ``done_at`` is null until somebody ticks it."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    text = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    place = models.IntegerField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "ticket_check"
        indexes = [models.Index(fields=["case", "added_at", "place"], name="ticket_check_of_case")]


class TicketTime(models.Model):
    """Minutes somebody has worked on a request, as they say."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT)
    minutes = models.IntegerField()
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "ticket_time"
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 1440)), name="minutes_of_one_day_at_most")
        ]
        indexes = [models.Index(fields=["case", "at"], name="ticket_time_of_case")]


class TicketFollower(models.Model):
    """A member of the staff who wants to hear what happens to a request."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    person = models.ForeignKey(StaffMember, on_delete=models.CASCADE)

    class Meta:
        db_table = "ticket_follower"
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="follows_once")]


class StaffNotice(models.Model):
    """What a member of the staff is told of: ``kind`` says why, ``cause`` names the event or message it is about."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(StaffMember, on_delete=models.CASCADE)
    case = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    kind = models.CharField(max_length=24)
    cause = models.UUIDField()
    by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_notice"
        constraints = [
            models.UniqueConstraint(fields=["person", "cause"], name="staff_are_told_once_of_a_cause")
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="staff_notice_of_person"),
            models.Index(fields=["person"], name="staff_notice_new", condition=Q(read_at__isnull=True)),
        ]


class TicketRating(models.Model):
    """What the customer said of a solution in their own words; how they rated it stands in the request."""

    case = models.OneToOneField(Conversation, on_delete=models.CASCADE, primary_key=True)
    comment = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "ticket_rating"
