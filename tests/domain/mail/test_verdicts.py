"""What kind of mail it is, each kind by a reason with a name; people's mails are nothing but mails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail import Became, Judgement, Ours, Report, judge, read_letter
from tests.domain.mail.samples import container, mail, part, plain, whole

OURS = Ours(
    frozenset({"ajutor@iarmaroc.example"}),
    frozenset({"iarmaroc.example"}),
    frozenset({"mx.iarmaroc.example"}),
)


def judged(raw: bytes) -> Judgement:
    return judge(read_letter(raw), OURS)


def found(raw: bytes) -> set[str]:
    return {f"{one.verdict.value}:{one.reason}" for one in judged(raw).findings}


TABLE = [
    ("Auto-Submitted: auto-replied", "automatic:auto_submitted"),
    ("Auto-Submitted: auto-generated; x=y", "automatic:auto_submitted"),
    ("Auto-Submitted: no", ""),
    ("X-Autoreply: yes", "automatic:x_autoreply"),
    ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "automatic:x_auto_response_suppress"),
    ("X-Auto-Response-Suppress: DR", ""),
    ("Precedence: auto_reply", "automatic:precedence"),
    ("Precedence: bulk", "bulk:precedence"),
    ("Precedence: list", "list:precedence"),
    ("Precedence: first-class", ""),
    ("List-Id: <ana.example>", "list:list_id"),
    ("List-Unsubscribe: <https://x.example>", "bulk:list_unsubscribe"),
    ("Return-Path: <>", "automatic:null_sender"),
    ("Return-Path: <ana@example.ro>", ""),
    ("Subject: Răspuns automat: Comanda", "out_of_office:subject"),
    ("Subject: Re: Automatic reply: order", "out_of_office:subject"),
    ("Subject: Abwesenheitsnotiz: Bestellung", "out_of_office:subject"),
    ("Subject: Nu am primit răspuns automat", ""),
    ("Subject: Sunt în concediu, nu pot ridica coletul", ""),
    ("Subject: Undelivered parcel", ""),
    ("X-Loop: ajutor@iarmaroc.example", "loop:own_loop_mark"),
    ("X-Loop: alt@example.ro", ""),
    ("Message-ID: <n-1@iarmaroc.example>", "loop:own_message_id"),
    ("Message-ID: <n-1@gmail.example>", ""),
    ("References: <n-1@iarmaroc.example>", ""),
    ("From: ajutor@iarmaroc.example", "loop:own_address"),
    ("From: Ajutor <AJUTOR+t7k3m@iarmaroc.example>", "loop:own_address"),
    ("From: =?utf-8?q??=", "no_author:no_author"),
    ("From: ana@example.ro, ion@example.ro", "no_author:several_authors"),
]


def test_fields_and_what_they_mean() -> None:
    meant = {field: found(mail(field, body="text")) for field, _ in TABLE}
    assert meant == {field: {meaning} if meaning else set() for field, meaning in TABLE}


def test_a_machine_that_answers_us_is_a_loop_and_a_person_is_not() -> None:
    ours = "In-Reply-To: <n-1@iarmaroc.example>"
    assert "loop:machine_answers_ours" in found(mail(ours, "Auto-Submitted: auto-generated", body="x"))
    assert found(mail(ours, body="x")) == set()
    away = found(mail(ours, "Auto-Submitted: auto-replied", "Subject: Out of office: x", body="x"))
    assert away == {"out_of_office:subject", "automatic:auto_submitted"}


def test_a_mail_that_went_in_circles_is_a_loop() -> None:
    assert found(mail(*["Received: from a by b"] * 61, body="x")) == {"loop:too_many_hops"}


def test_the_forged_are_told() -> None:
    line = "Authentication-Results: mx.iarmaroc.example; dmarc=fail header.from=example.ro"
    assert found(mail(line, body="x")) == {"forged:dmarc_failed"}
    assert not judged(mail(line, body="x")).may_act_as_author


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (mail(), {"empty:nothing"}),
        (mail("Subject: sunați-mă"), {"empty:subject_only"}),
        (mail(body=" \r\n \r\n"), {"empty:nothing"}),
        (mail("Subject: x", "Content-Type: image/png", body="png"), set()),
        (mail(body="-----BEGIN PGP MESSAGE-----\r\nxx"), {"encrypted:pgp_in_text"}),
        (
            mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", body="x"),
            {"encrypted:smime"},
        ),
        (
            mail("Content-Type: application/pkcs7-mime; smime-type=signed-data", body="x"),
            {"encrypted:smime_signed_inside"},
        ),
        (
            whole("encrypted", part("Version: 1", "Content-Type: application/pgp-encrypted")),
            {"encrypted:pgp"},
        ),
    ],
)
def test_what_cannot_be_read_is_told(raw: bytes, expected: set[str]) -> None:
    assert found(raw) == expected


def test_who_counts_as_author() -> None:
    several = "From: ana@example.ro, ion@example.ro"
    assert (
        judged(mail(several, "Sender: ion@example.ro", body="x")).author
        == read_letter(mail("From: ion@example.ro")).people.authors[0]
    )
    assert judged(mail(several, "Sender: eva@example.ro", body="x")).author is None
    replied = judged(mail("Reply-To: eva@example.ro", body="x"))
    assert replied.author is not None
    assert replied.author.address == "ana@example.ro"


@pytest.mark.parametrize(
    ("field", "may"),
    [("Subject: x", True), ("Auto-Submitted: auto-replied", False), ("Return-Path: <>", False),
     ("Precedence: bulk", False), ("From: nobody", False), ("List-Id: <x>", False)],
)  # fmt: skip
def test_machines_get_no_automatic_answer(field: str, may: bool) -> None:
    assert judged(mail(field, body="text")).may_be_answered_automatically is may


def test_only_a_proven_person_may_act() -> None:
    proven = "Authentication-Results: mx.iarmaroc.example; dmarc=pass header.from=example.ro"
    assert judged(mail(proven, body="x")).may_act_as_author
    assert not judged(mail(body="x")).may_act_as_author
    assert not judged(mail(proven, "Auto-Submitted: auto-replied", body="x")).may_act_as_author


def status(*groups: str, kind: str = "delivery-status") -> bytes:
    return part("\r\n\r\n".join(("Reporting-MTA: dns; mx.example", *groups)), f"Content-Type: message/{kind}")


RETURNED = part(
    mail("Message-ID: <n-7@iarmaroc.example>", "From: ajutor@iarmaroc.example"),
    "Content-Type: message/rfc822",
)
FAILED = (
    "Final-Recipient: rfc822; ana@example.ro\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 no such\r\n user here"
)
LATE = "Final-Recipient: rfc822; ion@example.ro\r\nAction: delayed\r\nStatus: 4.4.1"
DONE = "Final-Recipient: rfc822; eva@example.ro\r\nAction: delivered\r\nStatus: 2.0.0"
MACHINE = ("From: MAILER-DAEMON@mx.example",)


def report(raw: bytes) -> Report:
    told = judged(raw).report
    assert told is not None
    return told


def test_a_delivery_report_names_the_mail_the_person_and_the_cause() -> None:
    raw = whole(
        "report",
        plain("Sorry"),
        status(DONE, FAILED, LATE),
        RETURNED,
        fields=MACHINE,
        more="; report-type=delivery-status",
    )
    assert report(raw) == Report(
        Became.FAILED,
        "n-7@iarmaroc.example",
        ("ana@example.ro",),
        "5.1.1",
        "smtp; 550 5.1.1 no such user here",
        "delivery_status",
    )
    assert found(raw) == {"bounce:delivery_status"}
    assert not judged(raw).may_be_answered_automatically


@pytest.mark.parametrize(
    ("group", "became"), [(LATE, Became.DELAYED), (DONE, Became.DELIVERED), (FAILED, Became.FAILED)]
)
def test_the_worst_of_a_delivery_report_counts(group: str, became: Became) -> None:
    assert report(whole("report", plain("x"), status(DONE, group), fields=MACHINE)).became is became


def test_only_headers_sent_back_are_enough() -> None:
    sent_back = part("Message-ID: <n-8@iarmaroc.example>\r\nTo: x", "Content-Type: text/rfc822-headers")
    assert (
        report(whole("report", plain("x"), status(FAILED), sent_back, fields=MACHINE)).about
        == "n-8@iarmaroc.example"
    )


def test_a_receipt_of_reading() -> None:
    told = part(
        "Final-Recipient: rfc822;ana@example.ro\r\nOriginal-Message-ID: <n-9@iarmaroc.example>\r\n"
        "Disposition: manual; displayed",
        "Content-Type: message/disposition-notification",
    )
    raw = whole("report", plain("Citit"), told)
    assert (report(raw).became, report(raw).about) == (Became.READ, "n-9@iarmaroc.example")
    assert found(raw) == {"delivery_receipt:disposition_notification"}


def test_a_complaint_of_a_reader() -> None:
    told = part(
        "Feedback-Type: abuse\r\nOriginal-Rcpt-To: ana@example.ro", "Content-Type: message/feedback-report"
    )
    raw = whole("report", plain("x"), told, RETURNED)
    assert (report(raw).became, report(raw).about) == (Became.COMPLAINED, "n-7@iarmaroc.example")
    assert found(raw) == {"complaint:feedback_report"}


QMAIL = (
    "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message.\r\n\r\n"
    "<ana@example.ro>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy.\r\n\r\n"
    "Message-ID: <n-3@iarmaroc.example>\r\n"
)


@pytest.mark.parametrize(
    ("raw", "became", "reason"),
    [
        (
            mail("From: MAILER-DAEMON@mx.example", "Subject: failure notice", body=QMAIL),
            Became.FAILED,
            "words_of_a_machine",
        ),
        (
            mail("Return-Path: <>", "From: system@mx.example", "Subject: Mail delivery failed", body=QMAIL),
            Became.FAILED,
            "words_without_sender",
        ),
        (mail("X-Failed-Recipients: ana@example.ro", body=QMAIL), Became.FAILED, "x_failed_recipients"),
        (
            mail("From: postmaster@x.example", "Subject: Nelivrat: Comanda", body=QMAIL),
            Became.FAILED,
            "words_of_a_machine",
        ),
        (
            mail("From: postmaster@x.example", "Subject: Delivery Status Notification (Delay)", body=QMAIL),
            Became.DELAYED,
            "words_of_a_machine",
        ),
    ],
)
def test_bounces_that_follow_no_standard(raw: bytes, became: Became, reason: str) -> None:
    told = report(raw)
    assert (told.became, told.reason) == (became, reason)
    assert (told.about, told.recipients) == ("n-3@iarmaroc.example", ("ana@example.ro",))


def test_a_person_who_writes_about_a_failure_is_no_bounce() -> None:
    assert (
        judged(
            mail("Subject: Delivery failed", body="Undeliverable parcel, returned mail, failure notice")
        ).report
        is None
    )


_LINES = st.sampled_from(
    [
        "Final-Recipient: rfc822;", "Action:", "Action: failed", "Status: 5", "\r\n", "Diagnostic-Code:", ":", "a",
        "Original-Message-ID: <",
        "Feedback-Type:",
    ]
)  # fmt: skip


@given(
    st.lists(_LINES, max_size=12),
    st.sampled_from(["delivery-status", "disposition-notification", "feedback-report"]),
)
def test_any_report_can_be_read(lines: list[str], kind: str) -> None:
    raw = whole(
        "report", container("mixed", part("\r\n".join(lines), f"Content-Type: message/{kind}"), boundary="b2")
    )
    assert judged(raw).report is not None
