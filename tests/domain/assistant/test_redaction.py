"""What nobody may keep is hidden, however it is written; numbers that help needs stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.assistant.redaction import Kind, is_card, is_cnp, is_iban, label, redacted

HIDDEN = [
    ("card 4111 1111 1111 1111", "card [card]"),
    ("5500-0000-0000-0004 taxat", "[card] taxat"),
    ("378282246310005.", "[card]."),
    ("４１１１１１１１１１１１１１１１", "[card]"),
    ("4111\u200b1111\u00a01111 1111", "[card]"),
    ("4111 1111 1111 1111 12/27 123", "[card] 12/27 [cvv]"),
    ("4111111111111111, exp 12/2027, 1234", "[card], exp 12/2027, [cvv]"),
    ("cardul meu este 4111 1111 1111 1112", "cardul meu este [card]"),
    ("CVV: 123", "CVV: [cvv]"),
    ("cvc 9876 ok", "cvc [cvv] ok"),
    ("codul de securitate este 321", "codul de securitate este [cvv]"),
    ("the security code on the back is 321", "the security code on the back is [cvv]"),
    ("CNP 1960229410019", "CNP [cnp]"),
    ("cnp-ul meu e 1 960229 410019", "cnp-ul meu e [cnp]"),
    ("RO49AAAA1B31007593840000", "[iban]"),
    ("ro49 aaaa 1b31 0075 9384 0000 rambursare", "[iban] rambursare"),
    ("IBAN DE89370400440532013000.", "IBAN [iban]."),
    ("iban: RO49AAAA1B31007593840001", "iban: [iban]"),
    ("ana.pop+x@example.org nu primesc", "[email] nu primesc"),
    ("ana.pop at gmail dot com", "[email]"),
    ("ana.pop arond yahoo punct ro", "[email]"),
    ("suna-ma la 0722 123 456", "suna-ma la [phone]"),
    ("+40 (722) 123.456", "[phone]"),
    ("0040722123456 sau 021 310 12 34", "[phone] sau [phone]"),
    ("call me on 555-123-4567", "call me on [phone]"),
    ("parola: sarmale", "parola: [secret]"),
    ("parola mea este Sarmale123!", "parola mea este [secret]!"),
    ("Parolă=x", "Parolă=x"),
    ("my password is correcthorse, thanks", "my password is [secret], thanks"),
    ("password hunter2", "password [secret]"),
    ("codul primit prin sms este 482913", "codul primit prin sms este [secret]"),
    ("verification code: 482 913", "verification code: [secret]"),
    ("OTP 1234", "OTP [secret]"),
    ("pinul e 4321", "pinul e [secret]"),
    ("4111_1111_1111_1111", "[card]"),
    ("5555555555554444 expira 08/27 codul 321", "[card] expira 08/27 codul [cvv]"),
    ("cvv-ul meu e 123", "cvv-ul meu e [cvv]"),
    ("codul de pe spatele cardului e 123", "codul de pe spatele cardului e [cvv]"),
    ("CNP1960229410019", "CNP[cnp]"),
    ("codul meu numeric personal este 1960229410019", "codul meu numeric personal este [cnp]"),
    ("RO 49 AAAA 1B31 0075 9384 0000", "[iban]"),
    ("ro49.aaaa.1b31.0075.9384.0000", "[iban]"),
    ("pe 12 RO49AAAA1B31007593840000", "pe 12 [iban]"),
    ("0722 / 123 456", "[phone]"),
    ("tel.0722123456", "tel.[phone]"),
    ("ana(at)example.com", "[email]"),
    ("ana.pop @ example.com", "[email]"),
    ("codul din sms: 48 29 13", "codul din sms: [secret]"),
    ("482913 este codul primit", "[secret] este codul primit"),
    ("the sms said 482913", "the sms said [secret]"),
    ("codul 3D secure 482913", "codul 3D secure [secret]"),
    ("parola contului: Pisica2020", "parola contului: [secret]"),
    ("parola pe care o folosesc este Soare99", "parola pe care o folosesc este [secret]"),
    ("i changed my password to Blue42sky", "i changed my password to [secret]"),
    ("login with Qwerty12 as password", "login with [secret] as password"),
]

LEFT = [
    "comanda 40412345",
    "comanda nr. 4111111111111111",
    "order number 8012345678901234",
    "disputa D-7K3M-92QF",
    "T-7K3M-92QF",
    "AWB 0722123456",
    "am asteptat 14 zile si 249,90 lei",
    "OUG 34/2014 art. 13",
    "parola este gresita",
    "am uitat parola contului",
    "my password is wrong",
    "password reset",
    "cod postal 077190",
    "codul de reducere 123456",
    "promo code 123456",
    "error code 4040",
    "codul produsului 998877",
    "pe 12.10.2026 la 14:30",
    "1960229410018",
    "look at amiabil.ro",
    "imei 356938035643809",
    "12345 este codul produsului",
    "my password to continue",
    "parola in 24 de ore",
    "cu 39055040230385 am gresit",
    "4111111111111112",
    "",
]


def test_what_nobody_may_keep_is_hidden() -> None:
    found = {typed: redacted(typed) for typed, _ in HIDDEN}
    assert {typed: one.text for typed, one in found.items()} == dict(HIDDEN)
    told = {typed for typed, one in found.items() if one.kinds}
    assert told == {typed for typed, kept in HIDDEN if typed != kept}


def test_what_help_needs_stays() -> None:
    assert [redacted(typed).text for typed in LEFT] == LEFT


def test_what_was_hidden_is_told_in_order() -> None:
    assert redacted("a@b.ro, cvv 123, 0722123456").kinds == (Kind.EMAIL, Kind.CVV, Kind.PHONE)
    assert redacted("a@b.ro", lambda _kind: "…").text == "…"


def luhn(start: str) -> str:
    return next(start + end for end in "0123456789" if is_card(start + end))


@given(
    st.sampled_from("2345"),
    st.lists(st.sampled_from("0123456789"), min_size=11, max_size=17),
    st.sampled_from(["", " ", "-", "."]),
)
def test_no_card_is_left_however_it_is_grouped(first: str, rest: list[str], between: str) -> None:
    number = luhn(first + "".join(rest))
    written = between.join(number[at : at + 4] for at in range(0, len(number), 4))
    kept = redacted(f"am platit cu {written} ieri")
    assert written not in kept.text
    assert len(kept.kinds) == 1
    assert kept.kinds[0] in {Kind.CARD, Kind.CNP}


@given(st.lists(st.sampled_from("0123456789"), min_size=16, max_size=16), st.sampled_from(["", " "]))
def test_no_account_is_left(signs: list[str], between: str) -> None:
    account = "BTRL" + "".join(signs)
    digits = int("".join(str(int(sign, 36)) for sign in f"{account}RO00"))
    number = f"RO{98 - digits % 97:02}{account}"
    assert is_iban(number)
    written = between.join(number[at : at + 4] for at in range(0, len(number), 4))
    assert redacted(f"trimiteti in {written} va rog").text == "trimiteti in [iban] va rog"


def test_the_check_digit_of_a_personal_number_is_that_of_the_law() -> None:
    assert is_cnp("1800101221144")
    assert not is_cnp("1800101221145")
    assert not is_cnp("1801301221144"), "there is no thirteenth month"
    assert is_cnp("1800101221031"), "a remainder of 10 is written 1"


@given(st.dates(), st.integers(1, 8), st.integers(0, 99999))
def test_a_personal_number_has_a_date_and_a_check_digit(day: object, first: int, rest: int) -> None:
    start = f"{first}{day:%y%m%d}{rest:05}"
    right = [start + end for end in "0123456789" if is_cnp(start + end)]
    assert len(right) == 1
    assert redacted(f"am {right[0]} eu").text != f"am {right[0]} eu"


@given(st.text(max_size=400))
def test_anything_can_be_typed_and_hiding_again_changes_nothing(typed: str) -> None:
    once = redacted(typed)
    again = redacted(once.text)
    assert again.text == once.text
    assert again.kinds == ()
    for kind in once.kinds:
        assert label(kind) in once.text
