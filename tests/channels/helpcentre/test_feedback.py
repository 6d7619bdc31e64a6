"""Readers say whether an article helped: once a day each, without a name, with the ways to people beside it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from amiabil.actions import help_articles
from amiabil.channels.helpcentre import feedback, reads
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.feedback import WORDS_MAX, kept_words
from amiabil.records import clock, help_readings
from amiabil.records.models import HelpAnswer, HelpReading
from tests.help_samples import in_review, sample

HERE = "/en/help/refund-not-received"
ANSWER = f"{HERE}/answer"


def counts() -> tuple[int, int, int, int]:
    found = HelpReading.objects.filter(key="refund-not-received", language="en").first()
    return (found.reads, found.helped, found.failed, found.contacts) if found else (0, 0, 0, 0)


def test_a_yes_is_counted_once_however_often_it_is_pressed(reader: Client) -> None:
    for _press in range(3):
        answer = reader.post(ANSWER, {"helpful": "yes"})
        assert (answer.status_code, answer["Location"]) == (302, f"{ANSWER}?kept=yes")
    assert counts() == (0, 1, 0, 0)
    assert "Thank you" in reader.get(answer["Location"]).content.decode()


def test_who_thinks_again_is_counted_as_they_think_now(reader: Client) -> None:
    reader.post(ANSWER, {"helpful": "yes"})
    reader.post(ANSWER, {"helpful": "no"})
    assert counts() == (0, 0, 1, 0)
    said = {"helpful": "no", "reason": "unclear", "words": "Which day? Call 0722 123 456 or ion@example.org"}
    answer = reader.post(ANSWER, said)
    assert answer["Location"] == f"{ANSWER}?kept=all"
    kept = HelpAnswer.objects.get()
    assert (kept.reason, kept.words, kept.helpful) == ("unclear", "Which day? Call … or …", False)
    assert counts() == (0, 0, 1, 0)


def test_another_browser_is_another_reader(reader: Client) -> None:
    for browser in ("one", "two"):
        reader.post(ANSWER, {"helpful": "yes"}, headers={"User-Agent": browser})
    assert counts() == (0, 2, 0, 0)


def test_after_a_no_one_can_say_why_and_reach_people(reader: Client) -> None:
    html = reader.get(reader.post(ANSWER, {"helpful": "no"})["Location"]).content.decode()
    assert html.count('name="reason"') == 4 and 'name="words"' in html
    assert f'maxlength="{WORDS_MAX}"' in html
    assert f'href="{HERE}/to/person"' in html


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        ({}, {}),
        ({"helpful": "maybe"}, {}),
        ({"helpful": "yes"}, {"Sec-Fetch-Site": "cross-site"}),
        ({"helpful": "\0"}, {}),
    ],
)
def test_what_is_no_answer_of_ours_changes_nothing(
    reader: Client, sent: dict[str, str], headers: dict[str, str]
) -> None:
    answer = reader.post(ANSWER, sent, headers=headers)
    assert answer.status_code == 422
    assert 'name="helpful" value="yes"' in answer.content.decode()
    assert counts() == (0, 0, 0, 0)


def test_words_are_bounded_and_a_strange_reason_is_none(reader: Client) -> None:
    reader.post(ANSWER, {"helpful": "no", "reason": "'; --", "words": "ș\0\n" * 5000})
    kept = HelpAnswer.objects.get()
    assert len(kept.words) <= WORDS_MAX and "\0" not in kept.words and kept.reason == ""


def test_a_program_is_stopped(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        feedback, "OF_NETWORK", feedback.rates.Limit("help-answer", 2, feedback.OF_NETWORK.each)
    )
    statuses = [
        reader.post(ANSWER, {"helpful": "yes"}, headers={"User-Agent": str(n)}).status_code for n in range(3)
    ]
    assert statuses == [302, 302, 429]
    assert counts() == (0, 2, 0, 0)


def test_nothing_tells_who_answered_and_a_day_later_nothing_tells_repeats(reader: Client) -> None:
    reader.post(ANSWER, {"helpful": "no", "words": "Hm"}, headers={"User-Agent": "Lynx"})
    row = HelpAnswer.objects.values().get()
    assert not any("127.0.0" in str(value) or "Lynx" in str(value) for value in row.values())
    assert len(bytes(row["once"])) == 32
    today = clock.now().date()
    help_readings.forget_old(today=today)
    assert HelpAnswer.objects.get().once is not None, "today a repeat is still a repeat"
    help_readings.forget_old(today=today + (help_readings.WORDS_FOR / 180))
    assert HelpAnswer.objects.get().once is None
    assert HelpAnswer.objects.get().words == "Hm"
    help_readings.forget_old(today=today + help_readings.WORDS_FOR * 2)
    assert HelpAnswer.objects.get().words == ""


@pytest.mark.parametrize(
    ("way", "leads"),
    [
        ("person", "/en/help/contact-us"),
        ("write", "/en/request/"),
        ("report", "/en/help/disputes-and-reports"),
    ],
)
def test_a_way_to_people_is_counted_for_the_article(reader: Client, way: str, leads: str) -> None:
    answer = reader.get(f"{HERE}/to/{way}")
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (302, leads, "no-store")
    reader.head(f"{HERE}/to/{way}")
    assert counts() == (0, 0, 0, 1)


def test_links_to_people_in_a_text_are_counted_too(
    two_operators: tuple[Viewer, Viewer], reader: Client
) -> None:
    olga, radu = two_operators
    named = ("contact", "chat", "request", "new-ticket", "rights", "problems")
    words = ", ".join(f"[{one}](page:{one})" for one in named)
    told = sample("refund-not-received", body=f"{words}.\n\n## A\n\nText.", edition=2)
    help_articles.publish(radu, in_review(olga, told))
    html = reader.get(HERE).content.decode().split('class="help-text"')[1].split("</div>")[0]
    links = re.findall('href="([^"]+)"', html)
    counted = [one for one in links if one.startswith(f"{HERE}/to/")]
    assert [one.rpartition("/")[2] for one in counted] == ["person", "chat", "write", "request", "report"]
    assert "/en/rights/" in links
    for one in counted:
        assert reader.get(one).status_code == 302
    assert counts()[3] == len(counted)


def test_reads_are_brought_in_portions_and_show_on_the_start(reader: Client) -> None:
    for _look in range(3):
        reader.get(HERE)
    reader.head(HERE)
    reader.get("/en/help/nobody")
    assert counts() == (0, 0, 0, 0)
    reads.bring()
    reads.bring()
    assert counts() == (3, 0, 0, 0)
    html = reader.get("/en/help/").content.decode()
    assert "When your refund arrives" in html.split('aria-labelledby="read"')[1].split("</section>")[0]


def test_many_reads_are_brought_without_being_asked(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "MOST", 2)
    reader.get(HERE)
    reader.get(HERE)
    assert counts() == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Nothing here works", "Nothing here works"),
        ("my card 4111 1111 1111 1111!", "my card …!"),
        ("RO49AAAA1B31007593840000", "…"),
        ("see https://evil.example/x and www.evil.example", "see … and …"),
        ("case D-4H8P-6TXC of 2026", "case … of 2026"),
        ("I waited 14 days, 30 lei", "I waited 14 days, 30 lei"),
        (" \n\t ", ""),
        ("a\u202eb", "ab"),
    ],
)
def test_words_are_kept_without_addresses_and_numbers(words: str, kept: str) -> None:
    assert kept_words(words).replace(" ", "") == kept.replace(" ", "")
