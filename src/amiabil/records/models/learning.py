"""What people asked and the assistant could not answer, in groups for an editor, and what a change would do."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amiabil.records.models.cases import Conversation


class LearningGroup(models.Model):
    """Questions that say the same. ``state`` is ``domain.learning.questions.State``; ``articles`` are the nearest with
    scores, ``answered`` what was answered how often, ``phrases`` what an editor took over of it."""

    id = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=12)
    revision = models.IntegerField(default=1)
    times = models.IntegerField()
    signals = models.JSONField(default=dict)
    languages = models.JSONField(default=dict)
    articles = models.JSONField(default=list)
    answered = models.JSONField(default=dict)
    last_at = models.DateTimeField()
    article_key = models.CharField(max_length=80, blank=True)
    article_language = models.CharField(max_length=12, blank=True)
    version_number = models.IntegerField(null=True)
    phrases = models.JSONField(default=list)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "learning_group"
        indexes = [models.Index(fields=["times", "id"], name="learning_groups_by_times")]


class LearningQuestion(models.Model):
    """One question, without anybody's data; ``case`` is its chat, none for a search of the help centre.

    ``central`` is the one its group is called by, ``nearness`` how near it is to the others of it.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True)
    group = models.ForeignKey(LearningGroup, on_delete=models.SET_NULL, null=True)
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=160)
    at = models.DateTimeField()
    times = models.IntegerField(default=1)
    signals = ArrayField(models.CharField(max_length=12), default=list)
    answered = ArrayField(models.CharField(max_length=80), default=list)
    corrected = ArrayField(models.CharField(max_length=80), default=list)
    nearness = models.FloatField(default=0.0)

    class Meta:
        db_table = "learning_question"
        indexes = [
            models.Index(fields=["group", "-nearness"], name="learning_questions_of_group"),
            models.Index(fields=["case"], name="learning_questions_of_case"),
            models.Index(fields=["at"], name="learning_questions_by_time"),
        ]


class LearningTrial(models.Model):
    """A change that was measured before an editor confirms it; ``revision`` is that of the articles it was done with.

    ``result`` is null until then, and ``{"failed": true}`` where it could not be measured.
    """

    id = models.UUIDField(primary_key=True)
    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE)
    change = models.CharField(max_length=12)
    article_key = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=12)
    phrases = models.JSONField()
    revision = models.BigIntegerField()
    result = models.JSONField(null=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "learning_trial"
        indexes = [
            models.Index(fields=["asked_at"], name="learning_trials_open", condition=Q(result__isnull=True))
        ]


class LearningRun(models.Model):
    """One row: when questions were last asked to be grouped, and last were."""

    id = models.SmallIntegerField(primary_key=True)
    asked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    questions = models.IntegerField(default=0)
    groups = models.IntegerField(default=0)

    class Meta:
        db_table = "learning_run"
