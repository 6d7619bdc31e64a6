"""A reader of the help centre says whether an article helped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from amiabil.domain.helpcentre.feedback import kept_words
from amiabil.records import help_readings
from amiabil.records.help_readings import Answer


@transaction.atomic
def answer_article(answer: Answer, *, at: datetime) -> None:
    """Keep an answer without names and numbers; the same reader's next one of this day takes its place."""
    help_readings.keep_answer(replace(answer, words=kept_words(answer.words)), at=at)
