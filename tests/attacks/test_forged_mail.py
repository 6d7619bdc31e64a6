"""Nobody gets into a conversation by a forged mail, whatever it brings along (S4, S5): every combination.

The rule stands here a second time, in other words than in the product.
"""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from amiabil.domain.mail import Ours, judge, read_letter
from amiabil.domain.mail.reply_address import name_in_message_id, reply_address, reply_name
from amiabil.domain.mail.threads import Candidate, Step, clues_of, place
from amiabil.foundation.ids import reference

KEYS = (b"k" * 32,)
ANA, ION = UUID(int=1), UUID(int=2)
CASE, OTHER = reference("D", randomness=b"12345"), reference("D", randomness=b"67890")
OURS = Ours(
    frozenset({"ajutor@iarmaroc.example"}), frozenset({"iarmaroc.example"}), frozenset({"mx.example"})
)
CANDIDATES = (
    Candidate(
        CASE,
        {ANA: frozenset({"ana@example.ro"}), ION: frozenset({"ion@shop.example"})},
        {"n-1@iarmaroc.example": ANA},
    ),
    Candidate(OTHER, {ION: frozenset({"ion@shop.example"})}),
)
NAME = reply_name(CASE, ANA, keys=KEYS)
FORGED = NAME[:-1] + ("0" if NAME[-1] != "0" else "2")

BRINGS = {
    "nothing": "X: y",
    "signed name in the address": f"To: {reply_address('ajutor@iarmaroc.example', NAME)}",
    "signed name in an id": f"In-Reply-To: <{name_in_message_id(NAME, '1')}@iarmaroc.example>",
    "a signature made up": f"To: {reply_address('ajutor@iarmaroc.example', FORGED)}",
    "a signature of another conversation": f"To: ajutor+{OTHER.replace('-', '').lower()}{NAME[9:]}@iarmaroc.example",
    "a signature under another key": f"To: ajutor+{reply_name(CASE, ANA, keys=[b'x' * 32])}@iarmaroc.example",
    "no signature": f"To: ajutor+{NAME[:9]}@iarmaroc.example",
    "an id we sent to Ana": "References: <n-1@iarmaroc.example>",
    "an id made up": "References: <n-2@iarmaroc.example>",
    "the id all notices of the case share": f"References: <{CASE}@iarmaroc.example>",
    "the number in the subject": f"Subject: Re: {CASE}",
}
VOUCHES = {
    "proven": "Authentication-Results: mx.example; dmarc=pass",
    "failed": "Authentication-Results: mx.example; dmarc=fail",
    "nothing aligned": "Authentication-Results: mx.example; dkim=pass header.d=evil.example; spf=fail smtp.mailfrom=x",
    "not checked": "X: y",
    "vouched for by a stranger": "Authentication-Results: evil.example; dmarc=pass",
}
AUTHORS = {
    "Ana": "ana@example.ro",
    "Ion": "ion@shop.example",
    "a stranger": "eva@example.ro",
    "a stranger called Ana": '"ana@example.ro" <eva@example.ro>',
    "a host that only looks like Ana's": "ana@examp1e.ro",
    "Ana and a stranger": "ana@example.ro, eva@example.ro",
    "ourselves": "ajutor@iarmaroc.example",
}

WRITTEN_TO_ANA = {"signed name in the address", "signed name in an id", "an id we sent to Ana"}
LEADS_THERE = WRITTEN_TO_ANA | {"the number in the subject"}


def may_join(brings: str, vouched: str, author: str) -> bool:
    if author not in {"Ana", "Ion"} or brings not in LEADS_THERE or vouched == "failed":
        return False
    return vouched == "proven" or (author == "Ana" and brings in WRITTEN_TO_ANA)


@pytest.mark.parametrize(("brings", "vouched", "author"), list(product(BRINGS, VOUCHES, AUTHORS)))
def test_who_joins(brings: str, vouched: str, author: str) -> None:
    raw = f"{VOUCHES[vouched]}\r\nFrom: {AUTHORS[author]}\r\n{BRINGS[brings]}\r\n\r\nDa."
    letter = read_letter(raw.encode())
    found = place(judge(letter, OURS), clues_of(letter), CANDIDATES, keys=KEYS)
    assert (found.step is Step.JOIN) is may_join(brings, vouched, author)
    if found.step is Step.JOIN:
        assert found.person == {"Ana": ANA, "Ion": ION}[author]
        assert found.reference == CASE
