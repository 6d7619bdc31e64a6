"""Only the word of our own relay counts, and only for the author's own host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail import Standing, read_letter
from amiabil.domain.mail.authentication import believe, read_authentication
from tests.domain.mail.samples import mail

RELAY = "mx.example.ro"

TABLE = [
    ("dmarc=pass header.from=shop.example", "proven", "dmarc_passed"),
    (
        "spf=pass smtp.mailfrom=x@shop.example; dkim=pass header.d=shop.example; dmarc=pass",
        "proven",
        "dmarc_passed",
    ),
    ("dmarc=fail (p=REJECT) header.from=shop.example", "forged", "dmarc_failed"),
    ("dmarc=fail header.from=shop.example; arc=pass", "unproven", "dmarc_failed_on_the_way"),
    ("dmarc=pass header.from=other.example", "unproven", "other_author_checked"),
    ("dmarc=none; dkim=pass header.d=shop.example", "proven", "dkim_aligned"),
    ("dkim=pass header.i=@shop.example", "proven", "dkim_aligned"),
    ("dkim=pass header.d=example", "unproven", "nothing_aligned"),
    ("dkim=pass header.d=mail.shop.example", "unproven", "nothing_aligned"),
    ("dkim=pass header.d=other.example", "unproven", "nothing_aligned"),
    ("dkim=pass header.d=shop.example; dkim=fail header.d=shop.example", "unproven", "nothing_aligned"),
    ("spf=pass smtp.mailfrom=bounce@shop.example", "proven", "spf_aligned"),
    ("spf=pass smtp.helo=shop.example", "unproven", "not_checked"),
    ("spf=softfail smtp.mailfrom=shop.example", "unproven", "nothing_aligned"),
    ("spf=fail smtp.mailfrom=shop.example", "unproven", "spf_failed"),
    (
        "spf=fail (a; dmarc=pass header.from=shop.example) smtp.mailfrom=shop.example",
        "unproven",
        "spf_failed",
    ),
    ('spf=fail reason="x; dmarc=pass" smtp.mailfrom=shop.example', "unproven", "spf_failed"),
    ("none", "unproven", "not_checked"),
]


def belief(*fields: str, author: str = "Ana <ana@shop.example>") -> tuple[str, str]:
    letter = read_letter(mail(*fields, f"From: {author}"))
    found = believe(letter.people.authors, read_authentication(letter.headers, [RELAY]))
    return found.standing.value, found.reason


@pytest.mark.parametrize(("results", "standing", "reason"), TABLE)
def test_what_our_relay_found(results: str, standing: str, reason: str) -> None:
    assert belief(f"Authentication-Results: {RELAY} 1; {results}") == (standing, reason)


def test_a_host_below_the_domain_that_signed_is_proven() -> None:
    line = f"Authentication-Results: {RELAY}; dkim=pass header.d=shop.example"
    assert belief(line, author="ana@mail.shop.example") == ("proven", "dkim_aligned")


@pytest.mark.parametrize(
    "relay", ["other.example", "mx.example.ro.attacker.example", "dmarc=pass", "", "(mx.example.ro)"]
)
def test_nobody_elses_word_counts(relay: str) -> None:
    assert belief(f"Authentication-Results: {relay}; dmarc=pass header.from=shop.example") == (
        "unproven",
        "not_checked",
    )


def test_a_line_brought_along_only_harms_whoever_brought_it() -> None:
    ours = f"Authentication-Results: {RELAY}; dmarc=fail header.from=shop.example"
    theirs = f"Authentication-Results: {RELAY}; dmarc=pass header.from=shop.example"
    assert belief(ours, theirs)[0] == Standing.FORGED
    assert belief(ours, "Received: from x by y", theirs)[0] == Standing.FORGED
    assert (
        belief(f"Authentication-Results: {RELAY}; spf=none smtp.mailfrom=x", "Received: from x", theirs)[0]
        == "unproven"
    )


def test_lines_of_several_filters_of_our_relay_count_together() -> None:
    lines = [
        f"Authentication-Results: {RELAY}; {one}"
        for one in ("spf=pass smtp.mailfrom=a@b.example", "dkim=pass header.d=shop.example")
    ]
    assert belief("Received: from x by y", *lines, "Received: from z by x") == ("proven", "dkim_aligned")


def test_two_authors_are_never_proven() -> None:
    line = f"Authentication-Results: {RELAY}; dmarc=pass"
    assert belief(line, author="ana@shop.example, ion@other.example") == ("unproven", "several_authors")
    assert belief(line, author="nobody") == ("unproven", "no_author")


@given(st.text(alphabet='mx.example.ro;=() "\\dkimspf/1', max_size=200))
def test_any_line_can_be_read(value: str) -> None:
    assert belief(f"Authentication-Results: {value}")[0] != Standing.FORGED or "fail" in value
