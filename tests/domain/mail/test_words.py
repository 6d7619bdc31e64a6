"""Letters are the ones that were meant, whatever the mail calls them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail.charsets import decode
from amiabil.domain.mail.parameters import read_parameters
from amiabil.domain.mail.words import header_text, shown

ROMANIAN = "Bună ziua, țin să vă mulțumesc și aștept în continuare răspunsul"
OLD = "Bună ziua, ţin să vă mulţumesc şi aştept în continuare răspunsul"
POLISH = "Dzień dobry, proszę o zwrot pieniędzy za zamówienie, które nie przyszło"
HUNGARIAN = "Jó napot kívánok, kérem a pénzem visszatérítését, köszönöm"
FRENCH = "Bonjour, le colis est arrivé cassé, où êtes-vous"


LETTERS = [
    (ROMANIAN, "utf-8", "utf-8"),
    (ROMANIAN, "utf-8", "UTF8"),
    (ROMANIAN, "utf-8", '"utf-8"'),
    (ROMANIAN, "utf-8", ""),
    (ROMANIAN, "utf-8", "us-ascii"),
    (ROMANIAN, "utf-8", "iso-8859-1"),
    (ROMANIAN, "utf-8", "windows-1250"),
    (ROMANIAN, "utf-8", "x-user-defined"),
    (ROMANIAN, "utf-8-sig", "windows-1252"),
    (ROMANIAN, "iso8859-16", "iso-8859-16"),
    (OLD, "cp1250", "windows-1250"),
    (OLD, "iso8859-2", "iso-8859-2"),
    (OLD, "cp1250", ""),
    (OLD, "cp1250", "utf-8"),
    (OLD, "cp1250", "iso-8859-1"),
    (OLD, "cp1250", "no-such-charset"),
    (POLISH, "iso8859-2", "iso-8859-2"),
    (POLISH, "cp1250", "windows-1250"),
    (HUNGARIAN, "iso8859-2", "iso-8859-2"),
    (FRENCH, "cp1252", "iso-8859-1"),
    (FRENCH, "cp1252", ""),
    ("„costa” 12 €", "cp1252", "iso-8859-1"),
    ("Где мой заказ, когда вы вернёте мои деньги", "cp1251", "windows-1251"),
    ("Где мой заказ, когда вы вернёте мои деньги", "cp1251", "unknown-8bit"),
    ("Где мой заказ", "koi8-r", "koi8-r"),
    ("我的订单在哪里", "gb18030", "gb2312"),
    ("我的订单在哪里", "gb18030", "GB18030"),
    ("我的訂單", "big5", "big5"),
    ("注文はどこですか", "iso2022_jp", "iso-2022-jp"),
    ("注文はどこですか", "iso2022_jp", "us-ascii"),
    ("注文はどこですか", "cp932", "shift_jis"),
    ("주문", "cp949", "ks_c_5601-1987"),
    ("siparişim", "cp1254", "iso-8859-9"),
    (ROMANIAN, "utf-16-le", "utf-16le"),
]


def test_letters_are_read() -> None:
    read = [(decode(text.encode(codec), declared).text, codec, declared) for text, codec, declared in LETTERS]
    assert read == LETTERS


def test_a_repaired_name_is_told() -> None:
    assert decode(ROMANIAN.encode(), "iso-8859-1").repaired
    assert not decode(ROMANIAN.encode(), "utf-8").repaired
    assert not decode(OLD.encode("cp1250"), "windows-1250").repaired


def test_one_torn_letter_does_not_spoil_the_others() -> None:
    torn = ROMANIAN.encode() + "ă".encode()[:1]
    assert decode(torn, "utf-8").text.startswith(ROMANIAN)


@pytest.mark.parametrize(
    "name", ["utf-7", "unicode-1-1-utf-7", "UTF7", "idna", "punycode", "unicode_escape", "zlib_codec"]
)
def test_codecs_that_hide_or_unpack_are_never_asked(name: str) -> None:
    hidden = b"+ADw-script+AD4- \\u003cscript\\u003e"
    assert decode(hidden, name).text == hidden.decode()


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "utf-8", "iso-2022-jp", "hz", "utf-16", "utf-32", "iso-2022-kr", "x"]),
)
def test_any_bytes_become_letters(raw: bytes, declared: str) -> None:
    assert isinstance(decode(raw, declared).text, str)


HEADERS = [
    ("Comanda mea", "Comanda mea"),
    ("=?utf-8?q?Bun=C4=83_ziua?=", "Bună ziua"),
    ("=?UTF-8?B?QnVuxIMgeml1YQ==?=", "Bună ziua"),
    ("=?utf-8?B?QnVuxIMgeml1YQ?=", "Bună ziua"),
    ("Re: =?iso-8859-2?Q?pl=E3ti?= =?iso-8859-2?Q?t=E3?= azi", "Re: plătită azi"),
    ("=?utf-8?b?xw==?= =?utf-8?b?mQ==?=", "Ǚ"),
    ("=?utf-8*ro?q?da?=", "da"),
    ("=?utf-8?q?unu?=doi", "unudoi"),
    ("=?nimic?q?unu?=", "unu"),
    ("=?utf-8?x?unu?=", "=?utf-8?x?unu?="),
    ("Bună".encode().decode("latin-1"), "Bună"),
    ("Bunã ºi".encode("latin-1").decode("latin-1"), "Bună şi"),
    ("a\tb\r\n c", "a b c"),
    ("=?utf-8?q?a=0D=0ABcc:_x@y.ro?=", "a Bcc: x@y.ro"),
    ("=?utf-8?q?factur=C4=83=E2=80=AEfdp.exe?=", "facturăfdp.exe"),
    ("=?utf-8?b?" + "A" * 9 + "?=", "\x00"[:0]),
]


def test_words_of_a_header() -> None:
    assert [(value, header_text(value)) for value, _ in HEADERS] == HEADERS


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u200b", "\0", "\x1b", "\x9b", "\ud800", "\ufeff"])
def test_letters_that_deceive_or_break_are_not_shown(letter: str) -> None:
    assert shown(f"a{letter}b") == "ab"


@given(st.text(max_size=200))
def test_showing_twice_changes_nothing(text: str) -> None:
    once = shown(text)
    assert shown(once) == once


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ('attachment; filename="factură.pdf"'.encode().decode("latin-1"), "filename", "factură.pdf"),
        ("attachment; filename*=utf-8''factur%C4%83.pdf", "filename", "factură.pdf"),
        ("attachment; filename*0*=iso-8859-2''factur%E3; filename*1=.pdf", "filename", "factură.pdf"),
        ("attachment; filename*1=.pdf; filename*0=factura", "filename", "factura.pdf"),
        ('attachment; filename="=?utf-8?q?factur=C4=83.pdf?="', "filename", "factură.pdf"),
        ("attachment; filename=a.pdf; filename*=utf-8''b.pdf", "filename", "b.pdf"),
        ('attachment; filename="a;b.pdf"', "filename", "a;b.pdf"),
        ('attachment; filename="a\\"b.pdf"', "filename", 'a"b.pdf'),
        ('attachment; filename="never closed.pdf', "filename", "never closed.pdf"),
        ("text/plain; CHARSET = UTF-8 ", "charset", "UTF-8"),
        ("attachment; filename*=no-quotes.pdf", "filename", "no-quotes.pdf"),
        ("attachment; filename*999999=x", "filename", ""),
    ],
)
def test_parameters(field: str, name: str, value: str) -> None:
    assert read_parameters(field).parameters.get(name, "") == value
