"""How is a thing named: by machines (UUIDv7) and by people (speakable references)?

Source: RFC 9562 for version 7; Crockford's base 32 for the reference alphabet.
"""

from __future__ import annotations

from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 symbols: no I, L, O, U."""

SYMBOLS = 7
"""Random symbols of a reference; the eighth is the check symbol."""

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def uuid7(*, milliseconds: int, randomness: bytes) -> UUID:
    """A version 7 UUID of this instant (Unix milliseconds) from at least 10 random bytes.

    Raises ``ValueError`` when there is too little randomness or the instant does not fit 48 bits.
    """
    if len(randomness) < 10 or not 0 <= milliseconds < 1 << 48:
        raise ValueError("uuid7 needs 10 random bytes and 48 bits of milliseconds")
    tail = int.from_bytes(randomness[:10], "big")
    value = milliseconds << 80 | 0x7 << 76 | (tail >> 68 & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | tail & (1 << 62) - 1)


def check_symbol(symbols: str) -> str:
    """The Luhn modulo 32 check symbol for these symbols; finds every single wrong symbol."""
    total = 0
    for place, symbol in enumerate(reversed(symbols)):
        product = ALPHABET.index(symbol) * (2 if place % 2 == 0 else 1)
        total += product // 32 + product % 32
    return ALPHABET[-total % 32]


def reference(prefix: str, *, randomness: bytes) -> str:
    """A public reference such as ``D-7K3M-92QF`` from at least 5 random bytes."""
    if len(randomness) < 5:
        raise ValueError("a reference needs 5 random bytes")
    number = int.from_bytes(randomness[:5], "big")
    symbols = "".join(ALPHABET[number >> 5 * place & 31] for place in range(SYMBOLS))
    whole = symbols + check_symbol(symbols)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def read_reference(text: str) -> str | None:
    """The canonical form of a reference a person typed, or None when it cannot be one.

    Case, spaces and hyphens do not matter; O is read as 0, I and L as 1.
    """
    compact = "".join(c for c in text.upper() if not c.isspace() and c != "-")
    prefix, symbols = compact[:1], compact[1:].translate(_READ_AS)
    if prefix not in {"D", "T", "C"} or len(symbols) != SYMBOLS + 1:
        return None
    if any(symbol not in ALPHABET for symbol in symbols):
        return None
    if check_symbol(symbols[:-1]) != symbols[-1]:
        return None
    return f"{prefix}-{symbols[:4]}-{symbols[4:]}"
