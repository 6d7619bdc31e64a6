"""How articles do is read by who runs help: counts, shares of many only, reasons, contacts, what is old, and words."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records import help_article_figures as records
from amiabil.records.help_article_figures import Asked, Order
from amiabil.records.help_search_log import Since
from amiabil.records.models import HelpAnswer, HelpArticleVersion, HelpReading
from amiabil.records.new_id import new_id
from tests.desks.reading import leads, links, main
from tests.desks.stories import browser
from tests.factories import make_staff
from tests.help_samples import publish_samples

pytestmark = pytest.mark.django_db

HOME = "/desk/admin/help-search/articles"
WORDS = "/desk/admin/help-search/words"
REFUND = "refund-not-received"


@pytest.fixture
def sue() -> Viewer:
    return make_staff("sue", Role.SUPERVISOR)


@pytest.fixture
def desk(sue: Viewer) -> Client:
    publish_samples(clock.now())
    return browser(sue)


def counted(key: str, language: str = "en", *, days_ago: int = 0, **counts: int) -> None:
    HelpReading.objects.create(
        key=key, language=language, day=clock.now().date() - timedelta(days=days_ago), **counts
    )


def answered(reason: str = "", words: str = "", *, key: str = REFUND, days_ago: int = 0) -> None:
    HelpAnswer.objects.create(
        id=new_id(),
        key=key,
        language="en",
        number=1,
        helpful=False,
        reason=reason,
        words=words,
        day=clock.now().date() - timedelta(days=days_ago),
    )


def review_by(key: str, day: date | None, language: str = "en") -> None:
    HelpArticleVersion.objects.filter(state="published").exclude(key=key, language=language).update(
        review_by=None
    )
    HelpArticleVersion.objects.filter(key=key, language=language).update(review_by=day)


def rows(client: Client, **asked: str) -> str:
    answer = client.get(HOME, asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).split("<tbody>")[1].split("</tbody>")[0]


def asked(order: Order = Order.READ, days: int = 30) -> Asked:
    today = clock.now().date()
    return Asked(Since(today - timedelta(days=days)), order, today + timedelta(days=30))


def test_reads_answers_and_contacts_of_the_chosen_days_are_added_up(desk: Client) -> None:
    counted(REFUND, reads=1500, helped=3, failed=1, contacts=2)
    counted(REFUND, days_ago=3, reads=500, helped=30, failed=6, contacts=5)
    counted(REFUND, days_ago=40, reads=9000)
    counted("dispute-status", reads=7, helped=4, failed=3, contacts=1)
    words = main(desk.get(HOME))
    assert "2,000 82% (33 of 40) 7" in words
    assert "7 4 of 7 1" in words, "of few answers no share is told"
    assert "11,000" in main(desk.get(HOME, {"days": "90"}))


def test_an_article_nobody_read_is_told_and_one_that_is_gone_too(desk: Client) -> None:
    counted("gone", reads=3)
    told = rows(desk)
    assert told.index("gone") < told.index("When your refund arrives")
    assert "taken away" in told.split("</tr>")[0]


def test_why_it_did_not_help(desk: Client) -> None:
    for reason in ("unclear", "unclear", "not_fair", ""):
        answered(reason)
    answered("another_matter", days_ago=40)
    counted(REFUND, failed=4)
    assert "I do not understand what to do: 2 · I understand it, but I do not find it fair: 1" in rows(desk)
    assert "something else" not in rows(desk)


@pytest.mark.parametrize(("order", "kept"), [("failed", "failed"), ("contacts", "contacts")])
def test_what_comes_first_can_be_chosen(desk: Client, order: str, kept: str) -> None:
    counted(REFUND, reads=90, **{kept: 1})
    counted("dispute-status", reads=1, **{kept: 5})
    told = rows(desk, order=order)
    assert told.count("<tr>") == 2
    assert told.index("/dispute-status") < told.index(f"/{REFUND}")


def test_what_is_old_comes_by_how_long_ago_its_day_was(desk: Client) -> None:
    today = clock.now().date()
    review_by(REFUND, today - timedelta(days=3))
    assert "to be read again by" in rows(desk, order="old")
    review_by(REFUND, today + timedelta(days=31))
    assert "No article is like that" in main(desk.get(HOME, {"order": "old"}))
    HelpArticleVersion.objects.filter(key=REFUND, language="ro").update(edition=2)
    told = rows(desk, order="old")
    assert told.count("<tr>") == 1 and "behind another language" in told and f"/en/help/{REFUND}" in told


def test_as_a_table_for_spreadsheets_without_formulas(desk: Client) -> None:
    HelpArticleVersion.objects.filter(key=REFUND, language="en").update(title="=HYPERLINK(1)")
    counted(REFUND, reads=4, helped=1, failed=2, contacts=1)
    answered("unclear")
    answer = desk.get(HOME, {"as": "csv", "language": "en"})
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {line["language"] for line in lines} == {"en"}
    first = lines[0]
    assert first["title"] == "'=HYPERLINK(1)"
    assert [first[name] for name in ("key", "reads", "helped", "failed", "contacts", "unclear", "stale")] == [
        *(REFUND, "4", "1", "2", "1", "1", "no")
    ]


@pytest.mark.parametrize("order", Order)
def test_every_article_is_on_one_page_by_one_statement_each(
    sue: Viewer, order: Order, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    soon = clock.now().date() - timedelta(days=1)
    publish_samples(clock.now())
    HelpArticleVersion.objects.update(review_by=soon)
    public = set(HelpArticleVersion.objects.filter(state="published").values_list("key", "language"))
    for key, language in public:
        counted(key, language, reads=2, failed=1, contacts=1)
    seen, after = [], None
    while True:
        with django_assert_num_queries(1):
            part = records.figures(sue, asked(order), limit=1, after=after)
        seen += [(one.key, one.language) for one in part.items]
        after = part.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) and set(seen) == public


def test_words_are_read_the_newest_first_and_of_one_article_alone(desk: Client, sue: Viewer) -> None:
    answered("unclear", "Which day <b>is</b> it?", days_ago=1)
    answered("", "And the costs?")
    answered("", "Long ago", days_ago=40)
    answered("unclear", "")
    answered("", "Another one", key="dispute-status")
    told = main(desk.get(WORDS))
    assert told.index("Another one") < told.index("And the costs?") < told.index("Which day")
    assert "version 1 · I do not understand what to do" in told and "Long ago" not in told
    assert b"&lt;b&gt;is" in desk.get(WORDS).content
    one = main(desk.get(WORDS, {"article": REFUND}))
    assert "And the costs?" in one and "Another one" not in one
    first = records.words(sue, asked().since, limit=2)
    rest = records.words(sue, asked().since, limit=2, after=first.next)
    assert [len(first.items), len(rest.items), rest.next] == [2, 1, None]


@pytest.mark.parametrize("page", [HOME, WORDS])
@pytest.mark.parametrize(
    "query", ["?days=x&language=x&order=x", "?after=x", "?article=%00", "?as=json", "?article=zz"]
)
def test_an_odd_or_empty_list_has_a_page(desk: Client, page: str, query: str) -> None:
    assert desk.get(page + query).status_code == (422 if "after" in query else 200)


def test_the_reports_on_help_lead_to_one_another_and_keep_the_days(desk: Client) -> None:
    pages = {"/desk/admin/help-search/", HOME, WORDS}
    for page in pages:
        found = links(desk.get(page, {"days": "90", "language": "en"}))
        assert {one.partition("?")[0] for one in found if "days=90&language=en" in one} >= pages
    assert HOME in leads(desk.get("/desk/supervisor/reports/"))


def test_who_writes_articles_is_led_to_the_desk_and_others_to_what_readers_see(desk: Client) -> None:
    assert f'href="/en/help/{REFUND}"' in rows(desk)
    operator = browser(make_staff("olga", Role.OPERATOR))
    assert f'href="/desk/admin/articles/{REFUND}/en/"' in rows(operator)
    assert browser(make_staff("mira2", Role.MEDIATOR)).get(HOME).status_code == 403
