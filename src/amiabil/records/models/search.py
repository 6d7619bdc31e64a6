"""What can be found by its words: one row for each message, and for each case what it is called by."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """The words of a message, or of the head of a case; kept by triggers on the tables they come from.

    ``entry`` is the message, or the case where it stands for its head. ``audience`` is whom the words are for, and no
    entry is read without asking for it. ``words`` are stems without diacritics and, with a sign no word begins with,
    marks of whose case it is and when it was said (records/search.py).
    """

    pk = models.CompositePrimaryKey("entry", "audience")
    entry = models.UUIDField()
    audience = models.CharField(max_length=24)
    case_id = models.UUIDField()
    at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        db_table = "search_entry"
        indexes = [
            models.Index(fields=["case_id", "at"], name="search_of_case"),
            GinIndex(fields=["words"], name="search_words", gin_pending_list_limit=512),
        ]
