"""Who is meant by a field of addresses, and which tricks do not work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail.addresses import read_addresses

TABLE = [
    ("ana@example.ro", "ana@example.ro="),
    ("Ana Pop <ana@example.ro>", "ana@example.ro=Ana Pop"),
    ('"Pop, Ana" <ana@example.ro>, ion@example.ro', "ana@example.ro=Pop, Ana|ion@example.ro="),
    ("ana@example.ro (Ana Pop)", "ana@example.ro=Ana Pop"),
    ("=?utf-8?q?Ana_Pop=C4=83?= <ana@example.ro>", "ana@example.ro=Ana Popă"),
    ("Ana <Ana@EXAMPLE.ro>", "Ana@example.ro=Ana"),
    ("ana@example.ro, ANA@example.ro", "ana@example.ro="),
    (
        "Echipa: ana@example.ro, ion@example.ro; , eva@example.ro",
        "ana@example.ro=|ion@example.ro=|eva@example.ro=",
    ),
    ("undisclosed-recipients:;", ""),
    ("<ana@example.ro", "ana@example.ro="),
    ("Ana ana@example.ro", "ana@example.ro=Ana"),
    ("<@relay.ro,@two.ro:ana@example.ro>", "ana@example.ro="),
    ("ana@müller.example", "ana@xn--mller-kva.example="),
    ("ana @ example.ro", "ana@example.ro="),
    ('"ana.pop"@example.ro', "ana.pop@example.ro="),
    ("ana@[192.0.2.1]", "ana@[192.0.2.1]="),
    ("ana@", ""),
    ("@example.ro", ""),
    ("ana@exa mple@x", "mple@x=ana@exa"),
    ("MAILER-DAEMON", ""),
    ("<>", ""),
    ("", ""),
]


def test_addresses() -> None:
    found = {}
    for value, _ in TABLE:
        addresses = read_addresses(value.encode("utf-8").decode("latin-1"))
        found[value] = "|".join(f"{one.address}={one.name}" for one in addresses)
    assert found == dict(TABLE)


@pytest.mark.parametrize(
    "value",
    [
        '"support@marketplace.example" <evil@attacker.example>',
        "=?utf-8?q?support=40marketplace=2Eexample?= <evil@attacker.example>",
        "support@marketplace.example (a) <evil@attacker.example>",
        '"support@marketplace.example>" <evil@attacker.example>',
    ],
)
def test_the_name_is_never_the_address(value: str) -> None:
    found = read_addresses(value)
    assert found[-1].address == "evil@attacker.example"
    assert found[-1].pretends


def test_a_name_that_repeats_its_own_address_does_not_pretend() -> None:
    assert not read_addresses('"Ana@example.ro" <ana@example.ro>')[0].pretends


def test_two_addresses_without_a_comma_are_two() -> None:
    found = read_addresses("Ana <ana@example.ro> <ion@example.ro>")
    assert [one.address for one in found] == ["ana@example.ro", "ion@example.ro"]


def test_no_line_break_comes_through() -> None:
    found = read_addresses('"Ana\r\nBcc: x@example.ro" <ana@example.ro>')
    assert found[0].name == "Ana Bcc: x@example.ro"


def test_a_field_of_addresses_has_an_end() -> None:
    many = ", ".join(f"a{number}@example.ro" for number in range(2_000))
    assert len(read_addresses(many)) == 500


@given(st.text(alphabet='ab@.<>(),:;"\\ =?[]', max_size=200))
def test_any_field_can_be_read(value: str) -> None:
    for found in read_addresses(value):
        assert found.address.count("@") == 1
        assert found.address.isascii()
        assert not set(found.address) & set("<>(),; \r\n")
