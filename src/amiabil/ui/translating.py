"""How does a reader get translations beside messages? By one wish for a conversation; the worker makes them.

Offered only where the installation has a translator. What was made stands below the original, labelled as a program's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from amiabil.domain.access import Viewer, writable_audiences
from amiabil.records import clock, translations
from amiabil.records.timeline import Moment
from amiabil.records.translations import Beside, State, Translations
from amiabil.ui.addresses import reverse
from amiabil.ui.facts import Message, Thread, Translating, Translation
from amiabil.ui.facts.thread import Entry
from amiabil.ui.places import language_name
from amiabil.ui.reader import Reader

QUEUE = "translation"
TRANSLATE = "translate_conversation"

PATIENCE = timedelta(minutes=2)
"""So long a page asks again by itself for what is not there; then its reader decides."""


def lock_of(case_id: UUID) -> str:
    """Two jobs about one conversation never run at once."""
    return f"translation:{case_id}"


def order(case_id: UUID) -> None:
    """Ask the worker for the translations of a conversation; once, however often it is asked for."""
    name = lock_of(case_id)
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(TRANSLATE, queue=QUEUE, lock=name, queueing_lock=name).defer(case_id=str(case_id))


def beside(
    entries: Sequence[Entry], moments: Iterable[Moment], case_id: UUID, reader: Reader
) -> tuple[tuple[Entry, ...], Translating | None]:
    """The entries with what was made for the reader's side and language, and what the page says of it.

    None where no translator is configured, nothing was said, or its reader writes nothing and has no account. One
    statement, none without a translator. ``moments`` are those the entries tell of.
    """
    said = {
        str(one.message.id): one
        for one in moments
        if one.message is not None and not one.message.erased and one.message.text.strip()
    }
    if not settings.AMIABIL_TRANSLATION or not said or not _may_wish(reader.viewer):
        return tuple(entries), None
    language = reader.language
    found = translations.beside(reader.viewer, case_id, language, [UUID(one) for one in said])
    shown = tuple(_with(entry, found, language) for entry in entries)
    return shown, _told(found, said, case_id, reader)


def into(thread: Thread, moments: Iterable[Moment], case_id: UUID, reader: Reader) -> Thread:
    """The history with what ``beside`` gives."""
    entries, translating = beside(thread.entries, moments, case_id, reader)
    return replace(thread, entries=entries, translating=translating)


def _may_wish(viewer: Viewer) -> bool:
    return bool(writable_audiences(viewer)) and (viewer.is_staff or viewer.person_id is not None)


def _with(entry: Entry, found: Translations, language: str) -> Entry:
    if not isinstance(entry, Message) or not found.beside:
        return entry
    name = _id(entry)
    made = found.beside.get(name) if name else None
    if made is None or made.state is not State.MADE:
        return entry
    return replace(entry, translation=Translation(_label(made, language), made.text, language))


def _id(entry: Message) -> UUID | None:
    try:
        return UUID(entry.id)
    except ValueError:
        return None


def _label(made: Beside, language: str) -> str:
    if made.source:
        return _("Translated by a program from: %(language)s") % {
            "language": language_name(made.source, language)
        }
    return _("Translated by a program")


def _told(found: Translations, said: dict[str, Moment], case_id: UUID, reader: Reader) -> Translating:
    staff = reader.viewer.is_staff
    url = reverse("desk_translation" if staff else "translation", args=[case_id])
    named = language_name(reader.language, reader.language)
    wished_at = found.wished_at
    if wished_at is None:
        return Translating(url, wished=False, language=named)
    waits = [one for name, one in said.items() if UUID(name) not in found.beside]
    failed = sum(one.state is State.FAILED for one in found.beside.values())
    if waits:
        fresh = clock.now() - max([wished_at, *(one.at for one in waits)]) < PATIENCE
        return Translating(url, True, named, _waiting(len(waits), fresh=fresh), fresh, not fresh)
    return Translating(url, True, named, _failed(failed) if failed else "", again=bool(failed))


def _waiting(count: int, *, fresh: bool) -> str:
    if fresh:
        told = ngettext(
            "%(count)s message is being translated.", "%(count)s messages are being translated.", count
        )
    else:
        told = ngettext(
            "%(count)s message is not translated: the service did not answer.",
            "%(count)s messages are not translated: the service did not answer.",
            count,
        )
    return told % {"count": count}


def _failed(count: int) -> str:
    told = ngettext(
        "%(count)s message could not be translated faithfully; read the original.",
        "%(count)s messages could not be translated faithfully; read the originals.",
        count,
    )
    return told % {"count": count}
