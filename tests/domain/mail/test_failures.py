"""What servers say when a mail does not arrive, and what it means for the address."""

from __future__ import annotations

from amiabil.domain.mail.failures import CLOSING, Cause, cause_of

SAID = """
550 5.1.1 <ion@example.ro>: Recipient address rejected: User unknown | address_unknown
550 no such user                                                     | address_unknown
554 5.1.2 Host unknown                                               | address_unknown
550 Utilizator inexistent                                            | address_unknown
550 5.2.1 The account is disabled                                    | mailbox_closed
452 4.2.2 Mailbox full                                               | mailbox_full
552 quota exceeded for this mailbox, storage full                    | mailbox_full
552 5.3.4 Message size exceeds fixed limit                           | too_large
550 message too large                                                | too_large
550 5.7.1 Message rejected due to content                            | suspected
554 looks like spam                                                  | suspected
550 5.7.8 Authentication credentials invalid                         | our_account
TimeoutError: timed out                                              | unreachable
ConnectionRefusedError: [Errno 111] Connection refused               | unreachable
451 4.4.1 no answer from host                                        | unreachable
250 2.1.0 fine, then 550 5.1.1 nobody                                | address_unknown
450 try later                                                        | other
"""


def test_what_a_server_says_has_a_cause() -> None:
    rows = [line.partition("|") for line in SAID.strip().splitlines()]
    expected = {said.strip(): Cause(cause.strip()) for said, _, cause in rows}
    assert {said: cause_of(said) for said in expected} == expected


def test_a_reports_status_counts_before_its_words() -> None:
    assert cause_of("mailbox full", status="5.1.1") is Cause.ADDRESS_UNKNOWN


def test_only_an_address_that_is_gone_is_closed() -> None:
    assert {cause.value for cause in CLOSING} == {"address_unknown", "mailbox_closed"}
