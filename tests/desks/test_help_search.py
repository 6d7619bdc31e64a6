"""What people look for is read in pages, and words that mean the same are added and taken away."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from amiabil.actions.help_search import SynonymsWrong, add_synonyms
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.search_log import KEPT_DAYS
from amiabil.domain.helpcentre.search_words import read_question
from amiabil.domain.terms import Role
from amiabil.jobs.requests import forget_old
from amiabil.records import clock, help_synonyms
from amiabil.records import help_search_log as records
from amiabil.records.help_search import Asking, search
from amiabil.records.help_search_log import Since
from amiabil.records.models import AuditEntry, HelpSearchDay, HelpSearchUse, HelpSynonym
from amiabil.records.new_id import new_id
from amiabil.records.ticket_work import TooMuchKept
from tests.desks.stories import browser
from tests.factories import make_staff
from tests.help_samples import publish_samples

pytestmark = pytest.mark.django_db

HOME = "/desk/admin/help-search/"


@pytest.fixture
def olga() -> Viewer:
    return make_staff("olga", Role.OPERATOR)


def searched(query: str, times: int, nothing: int, *, days_ago: int = 0, language: str = "ro") -> None:
    day = clock.now().date() - timedelta(days=days_ago)
    HelpSearchDay.objects.create(day=day, language=language, query=query, times=times, nothing=nothing)


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# ---- searches ------------------------------------------------------------------------------


def test_what_nobody_found_comes_first_with_the_most_often_missed(olga: Viewer) -> None:
    searched("banii inapoi", 50, 0)
    searched("zebra", 3, 3)
    searched("zebra", 4, 2, days_ago=3)
    searched("girafa", 9, 4)
    searched("old", 90, 90, days_ago=40)
    client = browser(olga)
    html = read(client, HOME)
    assert html.index("zebra") < html.index("girafa")
    assert "banii inapoi" not in html and "old" not in html.split("<tbody>")[1]
    most = read(client, f"{HOME}?show=most&days=90")
    rows = most.split("<tbody>")[1]
    assert rows.index("old") < rows.index("banii inapoi") < rows.index("girafa") < rows.index("zebra")
    assert 'href="/ro/help/search?q=banii%20inapoi"' in rows


def test_searches_of_one_language_alone(olga: Viewer) -> None:
    searched("zebra", 1, 1, language="en")
    searched("girafa", 1, 1)
    rows = read(browser(olga), f"{HOME}?language=en").split("<tbody>")[1]
    assert "zebra" in rows and "girafa" not in rows


def test_what_was_opened_most(olga: Viewer) -> None:
    publish_samples(clock.now())
    for key, times in (("refund-not-received", 2), ("dispute-status", 5), ("gone", 1)):
        HelpSearchUse.objects.create(day=clock.now().date(), key=key, language="en", times=times)
    rows = read(browser(olga), f"{HOME}?show=opened").split("<tbody>")[1]
    assert rows.index("/dispute-status/") < rows.index("When your refund arrives") < rows.index("/gone/")


@pytest.mark.parametrize("query", ["?days=x&show=x&language=x", "?after=x", ""])
def test_an_odd_or_empty_list_has_a_page(olga: Viewer, query: str) -> None:
    assert browser(olga).get(HOME + query).status_code in {200, 422}


@pytest.mark.parametrize("missed", [True, False])
def test_every_search_is_on_one_page(olga: Viewer, missed: bool) -> None:
    for number in range(25):
        searched(f"zebra {number}", number % 4 + 1, number % 3, language="ro" if number % 2 else "en")
    since, seen, after = Since(clock.now().date()), [], None
    while True:
        part = records.searches(olga, since, missed=missed, limit=4, after=after)
        seen += [(one.query, one.language) for one in part.items]
        after = part.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == (25 if not missed else sum(1 for n in range(25) if n % 3))


def test_days_are_forgotten_after_more_than_a_year() -> None:
    searched("old", 1, 0, days_ago=KEPT_DAYS + 1)
    searched("kept", 1, 0, days_ago=KEPT_DAYS - 1)
    assert forget_old(clock.now())["searches"] == 1
    assert HelpSearchDay.objects.get().query == "kept"


# ---- words that mean the same --------------------------------------------------------------


def test_added_words_are_found_at_once_and_taken_away_words_are_not(olga: Viewer) -> None:
    publish_samples(clock.now())
    client, asked = browser(olga), read_question("zebra")
    assert search(asked, Asking(("en", "ro"))).items == ()
    answer = client.post(f"{HOME}synonyms/", {"language": "en", "words": "zebra, refund\nmoney back"})
    assert (answer.status_code, answer["Location"]) == (303, f"{HOME}synonyms/?language=en")
    assert search(asked, Asking(("en", "ro"))).items[0].key == "refund-not-received"
    group = HelpSynonym.objects.get()
    assert "zebra · refund · money back" in read(client, f"{HOME}synonyms/?language=en")
    for status in (303, 404):
        assert client.post(f"{HOME}synonyms/{group.id}/away", {"language": "en"}).status_code == status
    assert search(asked, Asking(("en", "ro"))).items == ()
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["synonyms.add", "synonyms.take_away"]


@pytest.mark.parametrize(
    "words", ["", "one", "one, ONE", "?!, one", ", ".join(f"w{n}" for n in range(17)), "a, " + "b " * 7]
)
def test_words_that_are_no_group_are_refused_and_stay_in_the_form(olga: Viewer, words: str) -> None:
    answer = browser(olga).post(f"{HOME}synonyms/", {"language": "en", "words": words})
    assert answer.status_code == 422
    assert 'class="form-error"' in answer.content.decode()
    assert not HelpSynonym.objects.exists()


def test_the_same_group_again_is_one(olga: Viewer) -> None:
    first = add_synonyms(olga, "en", "zebra, horse", at=clock.now())
    assert add_synonyms(olga, "en", "Horse, ZEBRA", at=clock.now()).id == first.id
    assert AuditEntry.objects.count() == 1


def test_there_is_an_end_to_groups(olga: Viewer) -> None:
    HelpSynonym.objects.bulk_create(
        HelpSynonym(id=new_id(), language="en", words=[f"a{n}", f"b{n}"], added_by="x", added_at=clock.now())
        for n in range(help_synonyms.MOST)
    )
    with pytest.raises(TooMuchKept):
        add_synonyms(olga, "en", "zebra, horse", at=clock.now())
    add_synonyms(olga, "ro", "zebră, cal", at=clock.now())
    with pytest.raises(SynonymsWrong):
        add_synonyms(olga, "en", "zebra", at=clock.now())
    page = browser(olga).get(f"{HOME}synonyms/?language=en").content.decode()
    assert page.count("/away") == 50
    assert 'rel="next"' in page
