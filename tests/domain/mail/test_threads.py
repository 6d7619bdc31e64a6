"""Who is let into a conversation by mail, and who never is."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail import Ours, judge, read_letter
from amiabil.domain.mail.reply_address import (
    LONGEST_LOCAL_PART,
    name_in_message_id,
    names_in,
    person_of,
    reply_address,
    reply_name,
)
from amiabil.domain.mail.threads import Candidate, Placement, clues_of, place
from amiabil.foundation.ids import reference
from tests.domain.mail.samples import mail, part, plain, whole

KEYS = (b"k" * 32, b"former key of 32 bytes in length")
ANA, ION, EVA = UUID(int=1), UUID(int=2), UUID(int=3)
CASE = reference("D", randomness=b"12345")
OTHER = reference("T", randomness=b"54321")
OURS = Ours(
    frozenset({"ajutor@iarmaroc.example"}), frozenset({"iarmaroc.example"}), frozenset({"mx.example"})
)
PEOPLE = {ANA: frozenset({"ana@example.ro"}), ION: frozenset({"ion@shop.example"})}
SENT = {"n-1@iarmaroc.example": ANA}
CANDIDATES = (Candidate(CASE, PEOPLE, SENT, frozenset({OTHER})),)
ANAS = reply_name(CASE, ANA, keys=KEYS)
PASS = "Authentication-Results: mx.example; dmarc=pass"
FAIL = "Authentication-Results: mx.example; dmarc=fail"


def placed(*fields: str, raw: bytes | None = None) -> Placement:
    letter = read_letter(raw if raw is not None else mail(*fields, body="Da."))
    return place(judge(letter, OURS), clues_of(letter), CANDIDATES, keys=KEYS)


def to(name: str) -> str:
    return f"To: {reply_address('ajutor@iarmaroc.example', name)}"


TABLE = [
    ("join signed_name", (to(ANAS),)),
    ("join signed_name", (to(ANAS.upper()),)),
    ("join signed_name", ("To: x@y.example", f"Delivered-To: ajutor+{ANAS}@iarmaroc.example")),
    ("join signed_name", (f"To: prvs=1234abcdef=ajutor+{ANAS}@iarmaroc.example",)),
    ("join signed_name", (f"To: SRS0=HHH=TT=iarmaroc.example=ajutor+{ANAS}@relay.example",)),
    ("join signed_name", (f"References: <{name_in_message_id(ANAS, '0190')}@iarmaroc.example>",)),
    ("join signed_name", (to(ANAS), "From: ANA@Example.RO")),
    ("join signed_name", (to(ANAS), PASS, "From: ion@shop.example")),
    ("open_linked signed_name_unproven", (to(ANAS), "From: ion@shop.example")),
    ("open_linked signed_name_from_stranger", (to(ANAS), "From: eva@example.ro")),
    ("open_linked signed_name_from_stranger", (to(ANAS), PASS, "From: eva@example.ro")),
    ("open_linked forged", (to(ANAS), FAIL)),
    ("join our_message_id", ("In-Reply-To: <n-1@iarmaroc.example>",)),
    ("join our_message_id", ("References: <n-1@iarmaroc.example> <x@y.example>",)),
    (
        "open_linked our_message_id_from_stranger",
        ("In-Reply-To: <n-1@iarmaroc.example>", PASS, "From: eva@example.ro"),
    ),
    (
        "open_linked our_message_id_unproven",
        ("In-Reply-To: <n-1@iarmaroc.example>", "From: ion@shop.example"),
    ),
    ("open_linked forged", ("In-Reply-To: <n-1@iarmaroc.example>", FAIL)),
    ("join number_in_subject", (f"Subject: Re: cazul {CASE}", PASS)),
    ("join number_in_subject", (f"Subject: {CASE.replace('-', '').lower()}", PASS)),
    ("join number_in_subject", (f"Subject: {OTHER}", PASS)),
    ("open_linked number_in_subject_unproven", (f"Subject: {CASE}",)),
    ("open_linked number_in_subject_from_stranger", (f"Subject: {CASE}", PASS, "From: eva@example.ro")),
    ("open_linked forged", (f"Subject: {CASE}", FAIL)),
    ("open new", ("Subject: Comanda mea",)),
    ("open new", (f"In-Reply-To: <{CASE}@iarmaroc.example>",)),
    ("open new", (to(ANAS[:-1] + ("0" if ANAS[-1] != "0" else "2")),)),
    ("open new", (f"To: ajutor+{ANAS[:9]}@iarmaroc.example",)),
    ("quarantine loop", (to(ANAS), "From: ajutor@iarmaroc.example")),
    ("quarantine no_author", (to(ANAS), "From: nobody")),
]


@pytest.mark.parametrize(("expected", "fields"), TABLE)
def test_where_a_mail_goes(expected: str, fields: tuple[str, ...]) -> None:
    found = placed(*fields)
    assert f"{found.step.value} {found.reason}" == expected
    assert (found.person is None) is (found.step.value != "join")
    assert found.reference == ("" if found.reason in {"new", "loop", "no_author"} else CASE)


def test_the_author_speaks_as_themselves_never_as_whom_we_wrote_to() -> None:
    assert placed(to(ANAS)).person == ANA
    assert placed(to(ANAS), PASS, "From: ion@shop.example").person == ION


def test_a_signed_name_is_stronger_than_a_number() -> None:
    assert placed(to(ANAS), f"Subject: {OTHER}").reason == "signed_name"


def test_an_absence_note_joins_and_wakes_nobody() -> None:
    found = placed(to(ANAS), "Subject: Out of office: x", "Auto-Submitted: auto-replied")
    assert (found.step.value, found.wakes) == ("join", False)
    assert placed(to(ANAS)).wakes


def test_a_bounce_is_tied_to_the_mail_that_bounced() -> None:
    told = part(
        "Final-Recipient: rfc822;ana@example.ro\r\nAction: failed", "Content-Type: message/delivery-status"
    )
    for own, expected in (
        ("n-1@iarmaroc.example", "report report"),
        ("x@y.example", "quarantine report_about_nothing_of_ours"),
    ):
        returned = part(mail(f"Message-ID: <{own}>"), "Content-Type: message/rfc822")
        found = placed(raw=whole("report", plain("x"), told, returned))
        assert f"{found.step.value} {found.reason}" == expected
        assert not found.wakes


def test_a_former_key_still_opens_and_an_unknown_one_never_did() -> None:
    old = reply_name(CASE, ANA, keys=KEYS[1:])
    assert placed(to(old)).reason == "signed_name"
    assert placed(to(reply_name(CASE, ANA, keys=[b"x" * 32]))).reason == "new"


def test_a_name_for_one_conversation_or_person_opens_no_other() -> None:
    signature = ANAS[-16:]
    (moved,) = names_in([f"a+{OTHER.replace('-', '').lower()}{signature}@x.example"], [])
    assert person_of(moved, PEOPLE, keys=KEYS) is None
    (right,) = names_in([f"a+{ANAS}@x.example"], [])
    assert person_of(right, PEOPLE, keys=KEYS) == ANA
    assert person_of(right, [ION, EVA], keys=KEYS) is None


def test_letters_that_look_alike_are_read_alike() -> None:
    (found,) = names_in([f"a+{ANAS.replace('0', 'o').replace('1', 'l')}@x.example"], [])
    assert person_of(found, PEOPLE, keys=KEYS) == ANA


def test_a_reply_address_fits_or_is_refused() -> None:
    assert len(reply_address("ajutor@iarmaroc.example", ANAS).partition("@")[0]) <= LONGEST_LOCAL_PART
    with pytest.raises(ValueError, match="may have 38 letters"):
        reply_address("a" * 39 + "@iarmaroc.example", ANAS)


@pytest.mark.parametrize(
    ("case", "keys"), [("D-1", KEYS), (CASE, ()), (CASE, (b"short",)), (CASE.lower(), KEYS)]
)
def test_a_name_is_only_made_whole(case: str, keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match=r"reference|key"):
        reply_name(case, ANA, keys=keys)


@given(st.binary(min_size=5, max_size=5), st.uuids(), st.sampled_from("DTC"))
def test_every_name_is_found_again(randomness: bytes, person: UUID, kind: str) -> None:
    case = reference(kind, randomness=randomness)
    name = reply_name(case, person, keys=KEYS)
    (found,) = names_in([], [f"{name_in_message_id(name.upper(), 'x')}@iarmaroc.example"])
    assert (found.reference, person_of(found, [EVA, person], keys=KEYS)) == (case, person)


@given(st.text(alphabet="dtc0123abz+=@.-", max_size=100))
def test_any_address_can_be_looked_at(text: str) -> None:
    assert all(person_of(name, PEOPLE, keys=KEYS) is None for name in names_in([text], [text]))
