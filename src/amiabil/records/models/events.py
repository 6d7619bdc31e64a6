"""What has happened: the append-only record, its hash chain, and what is still to be told."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Event(models.Model):
    """One event of a case; never updated or deleted (the application's database role cannot).

    ``change`` is the JSON merge patch it made to the dispute's document, so that the events replay to the state.
    ``digest`` is SHA-256 of the event's canonical JSON (with the salted digests of its texts), ``link`` is
    SHA-256 of the previous link, the version and the digest. ``sides`` are those who may hear of it.
    """

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField()
    version = models.IntegerField()
    place = models.SmallIntegerField()
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_role = models.CharField(max_length=20)
    actor_ref = models.CharField(max_length=80)
    sides = ArrayField(models.CharField(max_length=8))
    data = models.JSONField()
    change = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)
    link = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "event"
        constraints = [models.UniqueConstraint(fields=["case_id", "version", "place"], name="event_place")]


class EventText(models.Model):
    """A free text of an event, apart from it so that it can be erased: the salt goes with the text."""

    event_id = models.UUIDField()
    case_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=40)
    text = models.TextField()
    salt = models.BinaryField(max_length=16)

    class Meta:
        db_table = "event_text"
        constraints = [models.UniqueConstraint(fields=["event_id", "name"], name="event_text_once")]


class Outbox(models.Model):
    """An event that has not been published yet; the row goes when it has."""

    event_id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "outbox"
        indexes = [models.Index(fields=["created_at"], name="outbox_age")]


class Published(models.Model):
    """The gapless number the relay gave an event when it published it."""

    stream_seq = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    case_id = models.UUIDField(db_index=True)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "published"


class ChainSeal(models.Model):
    """The signed line over the heads of all chains of one day, as of the event ``stream_seq`` of the stream."""

    day = models.DateField(primary_key=True)
    stream_seq = models.BigIntegerField(default=0)
    cases = models.BigIntegerField()
    heads = models.BinaryField(max_length=32)
    key = models.BinaryField(max_length=32, default=b"")
    signature = models.BinaryField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "chain_seal"
