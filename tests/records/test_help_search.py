"""What people type finds the article that answers it: in both languages, with and without diacritics, with errors."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.help_articles_shipped import load_shipped
from amiabil.domain.helpcentre.article import Phrases
from amiabil.domain.helpcentre.search_words import read_question
from amiabil.records import clock
from amiabil.records.help_article_columns import columns_of
from amiabil.records.help_changes import count_change
from amiabil.records.help_search import Asking, scored, search
from amiabil.records.help_search_index import renew
from amiabil.records.help_search_stems import stem_of
from amiabil.records.models import (
    HelpArticleVersion,
    HelpSearchEntry,
    HelpSearchWeight,
    HelpSearchWhole,
    HelpSearchWord,
)
from amiabil.records.new_id import new_id
from tests.help_samples import publish_samples, sample

pytestmark = pytest.mark.django_db

QUESTIONS = Path(__file__).parent.parent / "data" / "help_search"
FIRST, AMONG_THREE = 0.9, 0.97


def questions(language: str) -> list[tuple[str, list[str]]]:
    lines = (QUESTIONS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("|") for line in lines if "|" in line]
    return [(asked.strip(), keys.split()) for asked, keys in pairs]


@pytest.mark.parametrize("language", ["ro", "en"])
def test_what_people_type_finds_the_right_article(language: str) -> None:
    load_shipped(at=clock.now())
    asking = Asking((language, "en" if language == "ro" else "ro"))
    asked = questions(language)
    missed, far = [], []
    for typed, keys in asked:
        found = [one.key for one in scored(read_question(typed), asking)[:3]]
        if found[:1] != [key for key in keys if key in found[:1]]:
            missed.append((typed, found))
        if not set(found) & set(keys):
            far.append((typed, found))
    assert len(asked) >= 90
    assert 1 - len(missed) / len(asked) >= FIRST, missed
    assert 1 - len(far) / len(asked) >= AMONG_THREE, far


# ---- what is public ------------------------------------------------------------------------


def found(typed: str, *languages: str, **more: str) -> list[str]:
    return [one.key for one in search(read_question(typed), Asking(languages or ("en", "ro"), **more)).items]


def test_what_becomes_public_is_found_at_once_and_what_is_taken_away_is_not() -> None:
    assert found("refund") == []
    publish_samples(clock.now())
    assert found("refund")[0] == "refund-not-received"
    HelpArticleVersion.objects.filter(key="refund-not-received").update(state="archived")
    assert "refund-not-received" not in found("refund"), "even before the index knows"
    count_change()
    assert not HelpSearchEntry.objects.filter(key="refund-not-received").exists()
    left = set(HelpSearchEntry.objects.values_list("id", flat=True))
    assert set(HelpSearchWeight.objects.values_list("entry", flat=True)) == left
    assert not HelpSearchWord.objects.filter(entries=0).exists()
    counted = Counter(HelpSearchEntry.objects.values_list("language", flat=True))
    assert dict(HelpSearchWhole.objects.values_list("language", "entries")) == counted != {}


def test_nothing_is_left_of_the_index_when_nothing_is_public() -> None:
    publish_samples(clock.now())
    HelpArticleVersion.objects.update(state="archived")
    count_change()
    for table in (HelpSearchEntry, HelpSearchWeight, HelpSearchWord):
        assert not table.objects.exists()


def test_a_newer_version_is_found_by_its_words_alone() -> None:
    publish_samples(clock.now())
    version = HelpArticleVersion.objects.get(key="refund-not-received", language="en")
    version.state = "replaced"
    version.save()
    newer = replace(sample(), title="Zebras arrive", body="Zebras.\n", phrases=Phrases(("zebras",)))
    HelpArticleVersion.objects.create(
        **{
            **columns_of(newer),
            "id": new_id(),
            "number": 2,
            "state": "published",
            "authors": ["staff:x"],
            "created_at": clock.now(),
            "changed_at": clock.now(),
        }
    )
    count_change()
    assert found("zebra") == ["refund-not-received"]
    assert HelpSearchWord.objects.get(language="en", written="zebras").entries == 1


def test_how_many_articles_have_a_word_stays_right_whatever_comes_and_goes() -> None:
    publish_samples(clock.now())
    HelpArticleVersion.objects.filter(key="refund-not-received").update(state="archived")
    count_change()
    _agree()
    stem = stem_of("en")
    known = HelpSearchWord.objects.filter(language="en").order_by("written")
    word = next(one for one in known if stem(f"{one.stem}ings") == one.stem)
    spelled = replace(sample(), body=f"{word.stem}ings\n")
    kept = {"id": new_id(), "state": "published", "authors": ["staff:x"]}
    when = {"created_at": clock.now(), "changed_at": clock.now()}
    HelpArticleVersion.objects.create(**{**columns_of(spelled), **kept, **when, "number": 2})
    count_change()
    assert HelpSearchWord.objects.get(language="en", written=f"{word.stem}ings").entries > 1
    _agree()
    HelpSearchEntry.objects.update(rules=0)
    HelpSearchWord.objects.filter(stem=word.stem).update(stem="another")
    renew()
    _agree()


def _agree() -> None:
    """Each word's count is what counting its stem's weights gives."""
    counted = Counter(HelpSearchWeight.objects.values_list("language", "stem"))
    words = HelpSearchWord.objects.values_list("language", "stem", "written", "entries")
    assert [one for one in words if counted[one[0], one[1]] != one[3]] == []
    assert {(language, stem) for language, stem, *_ in words} == set(counted)


def test_what_has_not_changed_is_not_read_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publish_samples(clock.now())
    with django_assert_num_queries(2):
        assert renew() == 0


def test_entries_read_by_older_rules_are_made_anew() -> None:
    publish_samples(clock.now())
    HelpSearchEntry.objects.update(rules=0)
    assert renew() == HelpSearchEntry.objects.count() > 0
    assert found("refund")[0] == "refund-not-received"


# ---- who asks ------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["rambursare", "refund"])
def test_an_article_is_found_by_the_words_of_either_language_and_shown_in_the_readers(typed: str) -> None:
    publish_samples(clock.now())
    hits = {hit.key: hit for hit in search(read_question(typed), Asking(("ro", "en"))).items}
    assert hits["refund-not-received"].language == "ro"


def test_an_article_of_another_country_is_left_out() -> None:
    publish_samples(clock.now())
    HelpSearchEntry.objects.update(countries=["DE"])
    assert found("refund") == found("refund", country="DE") != []
    assert found("refund", country="RO") == []


def test_a_search_costs_four_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publish_samples(clock.now())
    with django_assert_num_queries(4):
        assert found("when does my refund arrive") != []
    with django_assert_num_queries(0):
        assert found("") == []


def test_pages_have_every_article_once() -> None:
    load_shipped(at=clock.now())
    whole = [hit.key for hit in search(read_question("banii înapoi"), Asking(("ro", "en")), limit=60).items]
    pages, after = [], None
    while True:
        part = search(read_question("banii înapoi"), Asking(("ro", "en")), limit=7, after=after)
        pages += [hit.key for hit in part.items]
        after = part.next
        if after is None:
            break
    assert pages == whole
    assert len(set(whole)) == len(whole) > 14


def test_what_was_looked_for_is_marked_as_it_is_written() -> None:
    load_shipped(at=clock.now())
    hit = search(read_question("telefonul"), Asking(("ro", "en"))).items[0]
    marked = [piece.text for piece in (*hit.title, *hit.summary, *hit.extract) if piece.found]
    assert marked
    assert all(word.lower().startswith(("telefon", "contact", "sun", "apel")) for word in marked), marked


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60)
    | st.sampled_from(["\ud800", "\0", "a" * 10_000, "%_\\'\"", "<b>x</b>", "電話", "🙂"])
)
def test_anything_can_be_typed(typed: str) -> None:
    for language in ("ro", "en"):
        hits = search(read_question(typed), Asking((language,))).items
        assert all(0 < hit.score <= 1.01 for hit in hits)
