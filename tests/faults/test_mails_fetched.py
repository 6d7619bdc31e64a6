"""A mailbox is fetched while the database is killed three times: every mail is filed, and none of them twice."""

from __future__ import annotations

from tests.faults.fetching import fetched_under_fire

MAILS = 300


def test_every_mail_is_filed_exactly_once_however_often_the_database_dies() -> None:
    outcome = fetched_under_fire(MAILS, kills=3, patience=120)
    assert outcome.exactly_once, outcome
