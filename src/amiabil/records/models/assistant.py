"""Where does the virtual assistant stand in a chat, what has it done there, and what waits to be agreed to?"""

from __future__ import annotations

from django.db import models

from amiabil.records.models.cases import Conversation


class AssistantTalk(models.Model):
    """How far the assistant is in a chat: ``body`` is ``domain.assistant.conversation.Talk``, ``answered`` the last
    version of the chat it has answered."""

    case = models.OneToOneField(Conversation, on_delete=models.PROTECT, primary_key=True, related_name="talk")
    answered = models.IntegerField()
    body = models.JSONField()

    class Meta:
        db_table = "assistant_talk"


class AssistantTurn(models.Model):
    """One answer of the assistant, for evaluation and audit: how it was come to, never what was said.

    ``scores`` are the candidates with their scores, ``sources`` the articles with the versions that were read.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    version = models.IntegerField()
    at = models.DateTimeField()
    decision = models.CharField(max_length=20)
    flow = models.CharField(max_length=40, blank=True)
    tools = models.JSONField()
    sure = models.FloatField(null=True)
    scores = models.JSONField()
    sources = models.JSONField()
    reason = models.CharField(max_length=20, blank=True)
    hidden = models.JSONField()
    language = models.CharField(max_length=12)
    milliseconds = models.IntegerField()

    class Meta:
        db_table = "assistant_turn"
        indexes = [models.Index(fields=["at"], name="assistant_turns_by_time")]
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="one_turn_a_version")]


class AssistantWish(models.Model):
    """An act the assistant has prepared and only the person of the chat can set off, by ``expires_at``.

    ``outcome`` is the reference of what was made, set with ``done_at``.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Conversation, on_delete=models.PROTECT)
    reader_id = models.UUIDField()
    tool = models.CharField(max_length=40)
    arguments = models.JSONField()
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "assistant_wish"
        indexes = [models.Index(fields=["case"], name="assistant_wish_of_case")]


class AssistantPulse(models.Model):
    """The last sign of life of the process that answers: one row."""

    id = models.SmallIntegerField(primary_key=True)
    at = models.DateTimeField()
    started_at = models.DateTimeField()
    memory = models.BigIntegerField()

    class Meta:
        db_table = "assistant_pulse"


class ModelBudget(models.Model):
    """Tokens a language model read and wrote on a day."""

    day = models.DateField(primary_key=True)
    tokens = models.BigIntegerField()

    class Meta:
        db_table = "model_budget"
