"""What is found in the help centre, by which words, and what people looked for."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class HelpSearchEntry(models.Model):
    """One published version as it is found; ``rules`` is how it was read (domain/helpcentre/search_entries.py).

    ``asked`` and ``not_this`` are lists of pairs: folded text and stems. ``text`` is the body as plain words.
    """

    id = models.BigAutoField(primary_key=True)
    version_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    readers = models.CharField(max_length=12)
    rules = models.IntegerField()
    asked = models.JSONField(default=list)
    not_this = models.JSONField(default=list)
    text = models.TextField()

    class Meta:
        db_table = "help_search_entry"
        indexes = [models.Index(fields=["language"], name="help_search_entries_of")]


class HelpSearchWeight(models.Model):
    """How much a stem says in an entry."""

    pk = models.CompositePrimaryKey("entry", "stem")
    entry = models.BigIntegerField()
    stem = models.CharField(max_length=32)
    language = models.CharField(max_length=12)
    weight = models.FloatField()

    class Meta:
        db_table = "help_search_weight"
        indexes = [
            models.Index(
                fields=["language", "stem"], include=["entry", "weight"], name="help_search_entries_with"
            )
        ]


class HelpSearchWord(models.Model):
    """A word as it is written in articles, its stem, in how many entries the stem is, and what is near its spelling."""

    pk = models.CompositePrimaryKey("language", "written")
    language = models.CharField(max_length=12)
    written = models.CharField(max_length=32)
    stem = models.CharField(max_length=32)
    entries = models.IntegerField(default=0)
    near = ArrayField(models.CharField(max_length=32), default=list)

    class Meta:
        db_table = "help_search_word"
        indexes = [
            models.Index(fields=["language", "stem"], name="help_search_words_of_stem"),
            models.Index(
                fields=["language", "written"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                name="help_search_words_that_begin",
            ),
            models.Index(fields=["entries"], condition=Q(entries=0), name="help_search_words_gone"),
            GinIndex(fields=["near"], name="help_search_words_near"),
        ]


class HelpSearchWhole(models.Model):
    """How many entries a language has: what tells a rare word from a usual one."""

    language = models.CharField(max_length=12, primary_key=True)
    entries = models.IntegerField()

    class Meta:
        db_table = "help_search_whole"


class HelpSynonym(models.Model):
    """A group of words that mean the same here, besides those that come with the product."""

    id = models.UUIDField(primary_key=True)
    language = models.CharField(max_length=12)
    words = ArrayField(models.CharField(max_length=60))
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "help_synonym"
        indexes = [models.Index(fields=["language", "id"], name="help_synonyms_of")]


class HelpSearchDay(models.Model):
    """How often something was looked for on a day, how often nothing was found, and how often it was opened.

    ``query`` is folded and without what looks like somebody's data; empty for all beyond what is kept of a day.
    """

    pk = models.CompositePrimaryKey("day", "language", "query")
    day = models.DateField()
    language = models.CharField(max_length=12)
    query = models.CharField(max_length=120)
    times = models.IntegerField(default=0)
    nothing = models.IntegerField(default=0)

    class Meta:
        db_table = "help_search_day"


class HelpSearchUse(models.Model):
    """How often an article was opened from the results of a search on a day."""

    pk = models.CompositePrimaryKey("day", "key", "language")
    day = models.DateField()
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    times = models.IntegerField(default=0)

    class Meta:
        db_table = "help_search_use"
