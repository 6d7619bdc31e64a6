"""Somebody keeps an answer for many requests, or drops it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.replies import NAME_LETTERS, SavedReply, demand_known
from amiabil.domain.support.ticket import MOST_TAGS, TAG_LETTERS, BadTags
from amiabil.domain.written import MESSAGE_MAX, TextMissing, clean
from amiabil.foundation.errors import AmiabilError, Invalid, InvalidFields
from amiabil.foundation.fields import BadFormat
from amiabil.records import audit
from amiabil.records import saved_replies as records
from amiabil.records.saved_replies import KeptReply

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def save_reply(viewer: Viewer, kept: KeptReply, *, at: datetime) -> None:
    """Keep a reply: a new one with version 0, else over the version that was read; everybody's is in the audit log.

    Raises ``InvalidFields``, ``ReplyMovedOn``, ``ReplyKeyTaken``, ``TooManyReplies`` and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_SUPPORT if kept.shared else Act.WORK_TICKET)
    checked = replace(kept, reply=_checked(kept.reply))
    with transaction.atomic():
        records.save(viewer, checked, at=at)
        if kept.shared:
            audit.note(viewer, "support.reply", checked.reply.key, at=at, facts={"version": kept.version + 1})


def drop_reply(viewer: Viewer, kept: KeptReply, *, at: datetime) -> None:
    """Drop a reply; rules that name it are refused from then on. Raises ``ReplyMovedOn`` and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_SUPPORT if kept.shared else Act.WORK_TICKET)
    with transaction.atomic():
        records.drop(viewer, kept)
        if kept.shared:
            audit.note(viewer, "support.reply_dropped", kept.reply.key, at=at, facts={})


def _checked(reply: SavedReply) -> SavedReply:
    problems: list[Invalid] = []
    texts: dict[str, str] = {}
    name = reply.name
    try:
        name = clean(reply.name, field="/name", most=NAME_LETTERS)
    except Invalid as problem:
        problems.append(problem)
    if not problems and not _KEY.fullmatch(reply.key):
        problems.append(BadFormat(field="/key_word", expected="word"))
    for language, text in reply.texts.items():
        try:
            texts[language] = clean(text, field=f"/text_{language}", most=MESSAGE_MAX)
            demand_known(text, field=f"/text_{language}")
        except Invalid as problem:
            problems.append(problem)
    if not reply.texts:
        problems.append(TextMissing(field="/text_en"))
    tags = (*reply.setting.add_tags, *reply.setting.remove_tags)
    if len(tags) > MOST_TAGS or any(len(tag) > TAG_LETTERS for tag in tags):
        problems.append(BadTags(field="/add_tags", most=MOST_TAGS, letters=TAG_LETTERS))
    if problems:
        refusal: AmiabilError = InvalidFields(tuple(problems))
        raise refusal
    return replace(reply, name=name, texts=texts)
