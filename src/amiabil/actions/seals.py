"""One signed line a day over the ends of all chains, kept outside the database, so that a rewritten chain shows.

Ed25519: whoever has the public key can check a line, only the installation's key can make one. Each line names the
line before it, so that none can be taken out. Source: reliability.md R4.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amiabil.records import day_seals, outbox
from amiabil.records.day_seals import Sealed

FIRST = "0" * 64
"""What the first line names as the line before it."""


@dataclass(frozen=True, slots=True)
class SealBreak:
    """The first line that does not hold. ``what``: ``signature``, ``heads`` (a chain was rewritten), ``removed`` (a
    line of the file is not in the database) or ``replaced`` (it is there with other words)."""

    day: date | None
    what: str


def signing_key(secret: str) -> Ed25519PrivateKey:
    """The key made of the installation's secret."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"amiabil-seal:" + secret.encode()).digest())


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public key, 32 bytes."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def text_of(seal: Sealed, *, previous: str) -> str:
    """What is signed of a line; ``previous`` is the SHA-256 of the line before it, in hex."""
    return (
        f"amiabil-seal/1 {seal.day.isoformat()} seq={seal.stream_seq} cases={seal.heads.cases}"
        f" heads={seal.heads.digest.hex()} previous={previous} key={seal.key.hex()}"
    )


def lines(seals: Iterable[Sealed]) -> list[str]:
    """The lines of these seals, which must be all of them, the oldest first."""
    result, previous = [], FIRST
    for seal in seals:
        line = f"{text_of(seal, previous=previous)} sig={seal.signature.hex()}"
        result.append(line)
        previous = hashlib.sha256(line.encode()).hexdigest()
    return result


def seal_day(secret: str, file: Path, *, at: datetime) -> str | None:
    """Seal the day of ``at`` (UTC), and append the line to ``file``; None when the day is sealed already."""
    known = day_seals.sealed_days()
    key = signing_key(secret)
    seq = outbox.last_seq()
    seal = Sealed(at.date(), seq, day_seals.heads_at(seq), public_bytes(key), b"")
    written = lines(known)
    previous = hashlib.sha256(written[-1].encode()).hexdigest() if written else FIRST
    signature = key.sign(text_of(seal, previous=previous).encode())
    whole = Sealed(seal.day, seal.stream_seq, seal.heads, seal.key, signature)
    if (known and known[-1].day >= seal.day) or not day_seals.keep(whole, at=at):
        return None
    line = lines([*known, whole])[-1]
    _append(file, line)
    return line


def _append(file: Path, line: str) -> None:
    with file.open("a", encoding="ascii") as end:
        end.write(line + "\n")
        end.flush()
        os.fsync(end.fileno())


def published_lines() -> str:
    """All lines as a text, the oldest first; empty when no day is sealed yet."""
    return "".join(f"{line}\n" for line in lines(day_seals.sealed_days()))


def check(secret: str | None, file: Path) -> tuple[int, SealBreak | None]:
    """How many days are sealed, and the first seal that does not hold.

    With ``secret`` every line must be signed by this installation's key; without, by the key it names. Lines of the
    file outside must be in the database, word for word.
    """
    seals = day_seals.sealed_days()
    ours = public_bytes(signing_key(secret)) if secret is not None else None
    written, previous = lines(seals), FIRST
    for seal, line in zip(seals, written, strict=True):
        if not _signed(seal, previous, ours):
            return len(seals), SealBreak(seal.day, "signature")
        if day_seals.heads_at(seal.stream_seq) != seal.heads:
            return len(seals), SealBreak(seal.day, "heads")
        previous = hashlib.sha256(line.encode()).hexdigest()
    return len(seals), _outside(file, seals, written)


def _signed(seal: Sealed, previous: str, ours: bytes | None) -> bool:
    if ours is not None and seal.key != ours:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(seal.key)
        key.verify(seal.signature, text_of(seal, previous=previous).encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _outside(file: Path, seals: list[Sealed], written: list[str]) -> SealBreak | None:
    if not file.exists():
        return None
    by_day = {seal.day.isoformat(): line for seal, line in zip(seals, written, strict=True)}
    for line in file.read_text("ascii").splitlines():
        day = line.partition(" ")[2].partition(" ")[0]
        if day not in by_day:
            return SealBreak(None, "removed")
        if by_day[day] != line:
            return SealBreak(date.fromisoformat(day), "replaced")
    return None
