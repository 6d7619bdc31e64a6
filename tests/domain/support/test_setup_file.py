"""What a set-up of customer assistance may say, and where it is wrong."""

from __future__ import annotations

import pytest

from amiabil.domain.policy.installed import calendar
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.setup_file import read_setup
from amiabil.domain.support.terms import FieldKind, LevelClock, Priority
from amiabil.foundation.documents import DocumentError
from tests.domain.support.world import TEXT, setup, shipped

TOPICS = [
    "order",
    "delivery",
    "payment",
    "refund",
    "return",
    "seller",
    "account",
    "technical",
    "privacy",
    "safety",
    "other",
]


def test_the_shipped_topics_are_those_of_the_specification() -> None:
    assert [topic.key for topic in shipped().topics] == TOPICS


@pytest.mark.parametrize("language", ["en", "ro"])
def test_the_shipped_set_up_is_complete_in_both_languages(language: str) -> None:
    whole = shipped()
    texts = [labels for topic in whole.topics for labels in (topic.labels, topic.hints)]
    texts += [team.labels for team in whole.teams]
    texts += [name.labels for name in whole.status_names]
    for topic in whole.topics:
        for field in topic.fields:
            texts += [field.labels, *field.choices.values(), *([field.hints] if field.hints else [])]
    assert all(labels.get(language, "").strip() for labels in texts)


def test_the_first_level_that_fits_counts() -> None:
    urgent = setup().target(LevelClock.FIRST_REPLY, priority=Priority.URGENT, topic="account")
    usual = setup().target(LevelClock.FIRST_REPLY, priority=Priority.LOW, topic="refund")
    assert urgent is not None
    assert usual is not None
    assert (urgent.level, usual.level) == ("urgent", "usual")
    assert setup().target(LevelClock.SOLUTION, priority=Priority.LOW, topic="account") is None


def test_a_topic_that_is_gone_is_the_last_one() -> None:
    assert setup().topic("gone").key == "other"


def changed(before: str, after: str) -> str:
    assert before in TEXT
    return TEXT.replace(before, after, 1)


WRONG = [
    (changed("zone: Europe/Bucharest\nteams", "zone: Mars/Olympus\nteams"), "zone", "not a time zone"),
    (changed("team: payments", "team: nobody"), "topics[0].team", "not one of: care, payments"),
    (
        changed("hours: office, first_reply_minutes: null", "hours: night, first_reply_minutes: null"),
        "levels[1].hours",
        "not one of",
    ),
    (
        changed('mon: ["09:00-17:00"]', 'mon: ["17:00-09:00"]'),
        "hours.office.week.mon[0]",
        "ends after it begins",
    ),
    (changed('mon: ["09:00-17:00"]', 'mon: ["9-17"]'), "hours.office.week.mon[0]", "09:00-17:30"),
    (changed('mon: ["09:00-17:00"]', 'mon: ["09:00-12:00", "11:00-17:00"]'), "hours.office.week", "overlap"),
    (changed("calendar: RO", "calendar: XX"), "hours.office.calendar", "not one of: RO"),
    (changed("key: account,", "key: refund,"), "topics[1]", "there twice"),
    (changed("key: account,", "key: Account 1,"), "topics[1]", "not a key"),
    (changed("{key: other,", "{key: misc,"), "topics", "there must be a topic 'other'"),
    (changed("topic: [account]", "topic: [acount]"), "levels[1].when.topic", "not one of"),
    (changed("team: care, order: never", "team: care, order: sometimes"), "topics[1].order", "not one of"),
    (
        changed("remind_after_days: 3", "remind_after_days: -3"),
        "silence.remind_after_days",
        "a number from 0",
    ),
]


@pytest.mark.parametrize(
    ("text", "key", "says"), WRONG, ids=[f"{key}-{n}" for n, (_, key, _) in enumerate(WRONG)]
)
def test_what_is_wrong_is_told_with_its_place(text: str, key: str, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as refusal:
        read_setup(text, calendars={"RO": calendar("RO")})
    assert refusal.value.key == key
    assert refusal.value.line > 0


FIELD = "team: care, order: never, fields: [{key: mood, kind: choice, labels: {en: Mood}, choices: {good: {en: Good}}}]"


def with_field(text: str) -> Setup:
    return read_setup(changed("team: care, order: never", text), calendars={"RO": calendar("RO")})


def test_a_field_of_choices_has_some() -> None:
    assert with_field(FIELD).topic("account").fields[0].kind is FieldKind.CHOICE
    with pytest.raises(DocumentError, match="choices"):
        with_field(FIELD.replace("kind: choice", "kind: text"))


def test_nothing_for_the_staff_is_required_of_a_customer() -> None:
    field = FIELD.replace("labels: {en: Mood},", "labels: {en: Mood}, staff: true,")
    assert with_field(field).topic("account").asked_fields() == ()
    with pytest.raises(DocumentError, match="for the staff"):
        with_field(field.replace("staff: true,", "staff: true, required: true,"))
