"""Is a dossier the one that was given out? Hashes of its files, the signature over them, the chain inside.

A dossier is a ZIP with ``SHA256SUMS`` (the form of ``sha256sum``) over all other files, and ``SHA256SUMS.sig`` with the
signature over it: Ed25519, by the key of the daily seals. Checking needs neither database nor network.
Source: disputes.md 5.7; reliability.md R4.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from amiabil.actions.seals import public_bytes, signing_key
from amiabil.domain.chain import first_head, link

RECORD, SUMS, SIGNATURE = "record.json", "SHA256SUMS", "SHA256SUMS.sig"
JOINED = "joined/"
"""The folder of the cases that were joined with this one, each with a record of its own."""
"""Names inside every dossier."""

FORMAT = "amiabil-dossier/1"

_SMALL = 64_000_000
"""The most bytes that are read into memory of the record, the sums or the signature."""
_BLOCK = 1 << 20
_TORN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
"""What the library raises for damaged, encrypted or unknown entries, and for a record nested without end."""


class NotADossier(Exception):
    """The file is not a dossier at all; the argument says why, in English."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a check found. ``flaw`` is the first thing that does not hold, with the file's name; empty when all holds.

    ``key`` is the public key (hex) that signed it.
    """

    reference: str
    files: int
    key: str
    flaw: str = ""


def sums_of(digests: Mapping[str, str]) -> bytes:
    """The list of files as ``sha256sum --check`` reads it; ``digests`` are SHA-256 in hex by name."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()


def signed(sums: bytes, secret: str) -> bytes:
    """The content of the signature's file for these sums, by the installation's secret."""
    key = signing_key(secret)
    return f"ed25519 key={public_bytes(key).hex()} sig={key.sign(sums).hex()}\n".encode()


def digest_of(source: IO[bytes]) -> str:
    """SHA-256 (hex) of everything a stream still gives."""
    found = hashlib.sha256()
    while block := source.read(_BLOCK):
        found.update(block)
    return found.hexdigest()


def check(path: Path, *, key: str | None = None) -> Proof:
    """Check a dossier; ``key`` is the public key (hex) it must be signed by, None for the one it names.

    Raises ``NotADossier`` and ``OSError``.
    """
    try:
        with zipfile.ZipFile(path) as pack:
            return _check(pack, key)
    except (*_TORN, LookupError, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise NotADossier(str(error)) from error


def _check(pack: zipfile.ZipFile, key: str | None) -> Proof:
    record, sums = json.loads(_small(pack, RECORD)), _small(pack, SUMS)
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise NotADossier(f"{RECORD} is not of the format {FORMAT}")
    words = _small(pack, SIGNATURE).decode("ascii").split()
    given = dict(word.partition("=")[::2] for word in words[1:])
    lines = [line.partition("  ") for line in sums.decode().splitlines()]
    listed = {name: digest for digest, _, name in lines}
    told = [record, *_joined(pack)]
    flaw = (
        _signature_flaw(sums, given, key)
        or _files_flaw(pack, listed)
        or ("" if all(_holds(one) for one in told) else "chain")
    )
    return Proof(str(record["case"]["reference"]), len(listed), given["key"], flaw)


def _joined(pack: zipfile.ZipFile) -> list[dict[str, object]]:
    """The records of the cases that were joined with this one."""
    names = [one for one in pack.namelist() if one.startswith(JOINED) and one.endswith(f"/{RECORD}")]
    return [json.loads(_small(pack, name)) for name in names]


def _small(pack: zipfile.ZipFile, name: str) -> bytes:
    with pack.open(name) as source:
        found = source.read(_SMALL + 1)
    if len(found) > _SMALL:
        raise NotADossier(f"{name} is too large")
    return found


def _signature_flaw(sums: bytes, given: Mapping[str, str], key: str | None) -> str:
    if key is not None and given["key"] != key:
        return f"{SIGNATURE}: another key"
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(given["key"])).verify(
            bytes.fromhex(given["sig"]), sums
        )
    except InvalidSignature:
        return f"{SIGNATURE}: signature"
    return ""


def _files_flaw(pack: zipfile.ZipFile, listed: Mapping[str, str]) -> str:
    there = pack.namelist()
    for name in there:
        if name not in listed and name not in {SUMS, SIGNATURE}:
            return f"{name}: not listed"
    if len(set(there)) != len(there):
        return f"{SUMS}: a name stands twice"
    for name, digest in listed.items():
        if name not in there:
            return f"{name}: missing"
        try:
            with pack.open(name) as source:
                differs = digest_of(source) != digest
        except _TORN:
            differs = True
        if differs:
            return f"{name}: content"
    return ""


def _holds(record: Mapping[str, object]) -> bool:
    chain = record["chain"]
    if not isinstance(chain, dict):
        raise NotADossier("the record has no chain")
    head = first_head(UUID(chain["case"]))
    for one in chain["links"]:
        version, place, digest, expected = one
        head = link(head, version=version, place=place, event=bytes.fromhex(digest))
        if head.hex() != expected:
            return False
    return bool(head.hex() == chain["head"])
