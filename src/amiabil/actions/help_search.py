"""Searching the help centre: counted without who asked; and own words for the same, kept by the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.helpcentre.search_log import as_kept
from amiabil.domain.helpcentre.search_words import read_question
from amiabil.domain.helpcentre.synonyms import Group, wrong_with
from amiabil.foundation.errors import Invalid, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.foundation.text import fold
from amiabil.records import audit, help_search, help_search_log, help_synonyms
from amiabil.records.help_search import Asking, Hit, Written, as_written
from amiabil.records.help_synonyms import OwnGroup
from amiabil.records.paging import Page
from amiabil.records.ticket_work import TooMuchKept


class SynonymsWrong(Invalid):
    """These words are no group: two to sixteen different words or short phrases."""

    code = "synonyms_wrong"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the results, and how values of the policy are written in them."""

    limit: int | None = None
    after: str | None = None
    written: Written = as_written


def find(typed: str, asking: Asking, wanted: Wanted, *, at: datetime) -> Page[Hit]:
    """What answers what was typed. The first page is counted. Raises ``BadCursor``.

    Five statements for a first page, four for a later one, at most one where nothing was asked.
    """
    found = help_search.search(
        read_question(typed), asking, written=wanted.written, limit=wanted.limit, after=wanted.after
    )
    if not wanted.after and (kept := as_kept(typed)):
        help_search_log.note(kept, asking.languages[0], found=bool(found.items), day=at.date())
    return found


@transaction.atomic
def add_synonyms(viewer: Viewer, language: str, text: str, *, at: datetime) -> OwnGroup:
    """Keep a group of words for the same, given with commas or line breaks between them. Again changes nothing.

    Raises ``SynonymsWrong``, ``TooMuchKept``, ``NotAChoice`` for the language, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    if language not in LANGUAGES:
        raise NotAChoice(field="/language")
    words = _group(text)
    if wrong_with(words):
        raise SynonymsWrong(field="/words")
    here = help_synonyms.all_of(viewer, language)
    same = next((one for one in here if {*map(fold, one.words)} == {*map(fold, words)}), None)
    if same is not None:
        return same
    if len(here) >= help_synonyms.MOST:
        raise TooMuchKept(most=help_synonyms.MOST)
    audit.note(viewer, "synonyms.add", f"synonyms:{language}", at=at, facts={"words": ", ".join(words)})
    return help_synonyms.add(viewer, language, words, at=at)


@transaction.atomic
def take_away_synonyms(viewer: Viewer, group: UUID, *, at: datetime) -> None:
    """Take a group away. Raises ``NotFound`` where it is gone, and what ``demand`` raises for ``MANAGE_ARTICLES``."""
    words = help_synonyms.take_away(viewer, group)
    if words is None:
        raise NotFound
    audit.note(viewer, "synonyms.take_away", f"synonyms:{group}", at=at, facts={"words": ", ".join(words)})


def _group(text: str) -> Group:
    pieces = (" ".join(piece.split()) for line in text[:2_000].splitlines() for piece in line.split(","))
    return tuple(piece for piece in pieces if piece)
