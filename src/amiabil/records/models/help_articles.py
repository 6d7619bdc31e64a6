"""What does the help centre say? Every version of every article, old addresses, and a count of what became public."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class HelpArticleVersion(models.Model):
    """One version of an article in one language.

    ``state`` is ``draft``, ``review``, ``scheduled``, ``published``, ``replaced``, ``archived``, ``withdrawn`` or
    ``offered`` (it came with the product after somebody here had written their own). ``authors`` are all who wrote in
    it, ``revision`` counts the changes of a draft, ``shipped_digest`` is empty unless it came with the product.
    """

    id = models.UUIDField(primary_key=True)
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    number = models.IntegerField()
    state = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    folded_title = models.TextField(db_default="")
    summary = models.CharField(max_length=160)
    readers = models.CharField(max_length=12)
    topic = models.CharField(max_length=80)
    section = models.CharField(max_length=20)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    review_by = models.DateField(null=True)
    sources = models.JSONField(default=list)
    related = ArrayField(models.CharField(max_length=80), default=list)
    body = models.TextField()
    asked_as = models.JSONField(default=list)
    not_this = models.JSONField(default=list)
    edition = models.IntegerField(default=1)
    note = models.CharField(max_length=300, blank=True)
    authors = ArrayField(models.CharField(max_length=80))
    revision = models.IntegerField(default=1)
    shipped_digest = models.CharField(max_length=64, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    publish_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "help_article_version"
        constraints = [
            models.UniqueConstraint(fields=["key", "language", "number"], name="help_article_version_once"),
            models.UniqueConstraint(
                fields=["key", "language"],
                condition=Q(state__in=["draft", "review", "scheduled"]),
                name="one_open_version_of_an_article",
            ),
            models.UniqueConstraint(
                fields=["key", "language"], condition=Q(state="published"), name="one_published_version"
            ),
        ]
        indexes = [
            models.Index(
                fields=["section", "key"], name="help_articles_of_section", condition=Q(state="published")
            ),
            models.Index(fields=["publish_at"], name="help_articles_due", condition=Q(state="scheduled")),
        ]


class HelpMoved(models.Model):
    """An address an article had before, and the key it has now."""

    old_key = models.CharField(max_length=80, primary_key=True)
    key = models.CharField(max_length=80, db_index=True)

    class Meta:
        db_table = "help_moved"


class HelpCount(models.Model):
    """One row: how often what is public has changed. Who keeps an index of it compares this number."""

    id = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        db_table = "help_count"
