"""Which letters do these bytes mean, whatever the mail says about them?

Names are read as browsers read them (WHATWG, *Encoding*): what calls itself ISO 8859-1 is windows-1252. A name that is
unknown, missing or lying is repaired by looking at the bytes (M8, M30). UTF-7 is never decoded: it hides markup in
plain letters. Only the codecs of this table are ever asked: Python has others that unpack or run for ever.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_GB = "gb18030"
_CODECS = {
    "utf-8": "utf8 utf8mb4 unicode-1-1-utf-8 x-unknown unknown-8bit default",
    "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 l1 windows-1252 cp1252 x-cp1252 ansi_x3.4-1968 ibm819 iso88591",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 iso8859-9 latin5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2 latin-2 l2 iso88592",
    "iso8859-3": "iso-8859-3 latin3",
    "iso8859-4": "iso-8859-4 latin4",
    "iso8859-5": "iso-8859-5",
    "iso8859-6": "iso-8859-6",
    "iso8859-7": "iso-8859-7 greek",
    "iso8859-8": "iso-8859-8 iso-8859-8-i iso-8859-8-e",
    "iso8859-10": "iso-8859-10",
    "iso8859-13": "iso-8859-13",
    "iso8859-14": "iso-8859-14",
    "iso8859-15": "iso-8859-15 latin9 latin-9",
    "iso8859-16": "iso-8859-16 latin10",
    "koi8-r": "koi8-r koi8",
    "koi8-u": "koi8-u",
    "mac-roman": "macintosh mac x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic",
    "cp437": "ibm437 cp437",
    "cp850": "ibm850 cp850",
    "cp852": "ibm852 cp852",
    "cp866": "ibm866 cp866",
    _GB: "gb18030 gb2312 gbk x-gbk gb_2312-80 csgb2312 cp936 euc-cn",
    "hz": "hz-gb-2312 hz",
    "big5hkscs": "big5 big5-hkscs x-x-big5 cn-big5",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j cp932 ms_kanji",
    "euc_jp": "euc-jp x-euc-jp",
    "iso2022_jp_2": "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 csiso2022jp iso-2022-jp-ms",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601 ksc5601 cp949 uhc",
    "iso2022_kr": "iso-2022-kr",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16le unicode",
    "utf-16-be": "utf-16be",
    "utf-32": "utf-32",
}
_BY_NAME = {name: codec for codec, names in _CODECS.items() for name in (codec, *names.split())}
_WHOLE = frozenset(
    {_GB, "hz", "big5hkscs", "cp932", "euc_jp", "iso2022_jp_2", "cp949", "iso2022_kr", "utf-16", "utf-16-le"}
    | {"utf-16-be", "utf-32"}
)
"""Codecs of several bytes a letter: bytes that also happen to be UTF-8 prove nothing against them."""

_SHIFTS = (b"\x1b$B", b"\x1b$@", b"\x1b$(D")
"""How Japanese begins in ISO 2022, also in mails that call themselves ASCII."""

_CENTRAL = frozenset(b"\xe3\xba\xfe\xaa\xde\xb9\xb3\xbf\xe6\xea\xf1\xf5\xfb\xec\xef\x9c\x9e\x9a\x8a\x8e")
"""Letters of Romanian, Polish, Hungarian or Czech in windows-1250, most of them rare in the west."""

_WESTERN = frozenset(b"\xe0\xe8\xf2\xf9\xf1\xea\xe5\xf8\xe6\xbf\xa1\xab\xbb")
"""Letters and marks of French, Italian, Spanish and the north in windows-1252, most of them rare in the east."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Letters, and whether the name given for their encoding had to be put right or bytes were lost."""

    text: str
    repaired: bool = False


def decode(raw: bytes, declared: str = "") -> Decoded:
    """The letters of these bytes; never fails, and never believes a name that the bytes disprove."""
    if raw.startswith(codecs.BOM_UTF8):
        return Decoded(raw[3:].decode("utf-8", "replace"))
    name = declared.strip(" \t'\"").lower().removeprefix("charset=")
    codec = _BY_NAME.get(name)
    if name in {"", "us-ascii", "ascii", "utf-8"} or codec == "utf-8":
        return _plain(raw, told=bool(name))
    if codec is None:
        return Decoded(_plain(raw, told=True).text, repaired=True)
    if codec not in _WHOLE and not raw.isascii() and (text := _strictly(raw, "utf-8")) is not None:
        return Decoded(text, repaired=True)
    text = _strictly(raw, codec)
    if text is None:
        return Decoded(raw.decode(codec, "replace"), repaired=True)
    if codec == "cp1252" and _is_central(raw):
        return Decoded(raw.decode("cp1250", "replace"), repaired=True)
    return Decoded(text)


def _plain(raw: bytes, *, told: bool) -> Decoded:
    """What calls itself ASCII or UTF-8, or nothing at all."""
    if raw.isascii():
        if any(shift in raw for shift in _SHIFTS):
            text = _strictly(raw, "iso2022_jp_2")
            return Decoded(raw.decode("ascii") if text is None else text, repaired=True)
        return Decoded(raw.decode("ascii"))
    text = _strictly(raw, "utf-8")
    if text is not None:
        return Decoded(text, repaired=not told)
    lenient = raw.decode("utf-8", "replace")
    lost = lenient.count("\ufffd")
    foreign = sum(byte > 0x7F for byte in raw[:20_000])
    if foreign and lost * 10 <= foreign:  # torn in one place: cut in the middle of a letter, or one bad quote
        return Decoded(lenient, repaired=True)
    return Decoded(raw.decode(_guess(raw), "replace"), repaired=True)


def _guess(raw: bytes) -> str:
    """The likeliest encoding of one byte a letter."""
    seen = [byte for byte in raw[:20_000] if byte > 0x7F]
    high = sum(byte >= 0xC0 for byte in seen)
    if high * 10 >= len(seen) * 9 and len(seen) * 3 > len(raw[:20_000].strip()) and len(seen) > 8:
        return "cp1251"
    return "cp1250" if _is_central(raw) else "cp1252"


def _is_central(raw: bytes) -> bool:
    """Whether the bytes are likelier windows-1250 than windows-1252; both read any."""
    seen = [byte for byte in raw[:20_000] if byte > 0x7F]
    romanian = 0xE3 in seen or 0xBA in seen or 0xFE in seen
    central = sum(byte in _CENTRAL for byte in seen)
    western = sum(byte in _WESTERN for byte in seen)
    return romanian and 0xF0 not in seen and central > western


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return None
