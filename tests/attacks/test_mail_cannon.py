"""Nobody is written to by a machine in somebody else's name: what a mail sets off by itself (lessons S27, M14-M20)."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from pytest_django import Settings

from amiabil.actions.support_rules import save_rules
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.jobs import requests
from amiabil.records import clock, tickets
from amiabil.records.models import Message
from amiabil.records.outbox import publish
from amiabil.records.tickets import TicketFile
from tests.desks.test_ticket_tools import saved
from tests.factories import make_staff, make_world
from tests.gateways.mail_servers import Mailbox
from tests.jobs.test_mail_both_ways import send, wrote
from tests.mails import HELP, PROVEN, answer_to, came, mail, open_door

__all__ = ["open_door"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("open_door", "mails_at_once"),
]

RULES = """
format: amiabil-rules/1
rules:
  - id: hello
    name: {en: Hello}
    on: [opened, customer_wrote]
    then: {reply: way}
  - id: done
    name: {en: Done at once}
    on: [opened]
    then: {set: {status: solved}}
"""


@pytest.fixture(autouse=True)
def raluca(settings: Settings) -> Viewer:
    settings.AMIABIL_MAIL_REPLY = HELP
    make_world()
    saved(texts={"en": "Hello", "ro": "Salut"})
    save_rules(make_staff("olga", Role.OPERATOR), RULES, note="", seen=0, at=clock.now())
    return make_staff("raluca", Role.AGENT)


def ruled() -> int:
    return sum(requests.follow_up(news) for news in requests.followed_by(publish(100)))


def request(raw: bytes, raluca: Viewer) -> TicketFile:
    return tickets.file_of(raluca, came(raw).reference)


def by_rule(file: TicketFile) -> int:
    return Message.objects.filter(case_id=file.case_id, author_ref="rule:hello").count()


def test_no_rule_writes_to_an_address_that_nobody_has_shown_to_be_the_authors(
    raluca: Viewer, box: Mailbox
) -> None:
    file = request(mail("Cumpără acum", subject="Reclamă"), raluca)
    assert ruled() == 1, "the one that sets a status"
    assert send(box, file.case_id) == []
    told = came(mail("Și acum", to=answer_to(file)))
    assert told.reference == file.reference
    ruled()
    assert by_rule(file) == 1, "it stands on the page"
    assert send(box, file.case_id) == []
    wrote(file, raluca, "Bună ziua.")
    assert len(send(box, file.case_id)) == 1, "somebody has looked"
    came(mail("Mulțumesc", to=answer_to(file)))
    ruled()
    assert len(send(box, file.case_id)) == by_rule(file) - 1 == 1


def test_no_rule_answers_a_machine(raluca: Viewer, box: Mailbox) -> None:
    raw = mail("Discul e plin", PROVEN, "Auto-Submitted: auto-generated", author="cron@example.ro")
    file = request(raw, raluca)
    ruled()
    assert by_rule(file) == 0


def test_what_a_rule_answers_says_that_no_person_wrote_it(raluca: Viewer, box: Mailbox) -> None:
    file = request(mail("Unde e?", PROVEN), raluca)
    assert ruled() == 2
    mails: list[EmailMessage] = send(box, file.case_id)
    assert mails and all(one["Auto-Submitted"] == "auto-generated" for one in mails)
    wrote(file, raluca, "La curier.")
    assert [one["Auto-Submitted"] for one in send(box, file.case_id)] == [None]
