"""To which conversation, and to whom of it, does an address of ours belong? Signed names in addresses and Message-IDs.

The name is the conversation's reference and a signature over it and the person we wrote to. Whoever answers our mail
brings it back without knowing; whoever makes one up is found out, for knowing a reference grants nothing. It is in
Crockford's letters, so that it survives whatever changes capitals, and is found inside rewritten addresses (BATV, SRS).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from amiabil.foundation.ids import ALPHABET, SYMBOLS, read_reference

SIGNATURE_SYMBOLS = 16
"""Eighty bits: a guess costs a mail, and a million mails a second for a thousand years would find none."""

LONGEST_LOCAL_PART = 64
"""RFC 5321, 4.5.3.1.1."""

_REFERENCE_SYMBOLS = SYMBOLS + 2
_NAME = rf"([dtc][0-9a-z]{{{_REFERENCE_SYMBOLS - 1}}})([0-9a-z]{{{SIGNATURE_SYMBOLS}}})"
_IN_ADDRESS = re.compile(rf"(?:^|[+=#_-]){_NAME}(?=$|[@=+])", re.IGNORECASE)
_IN_MESSAGE_ID = re.compile(rf"^{_NAME}\.[^@\s]{{1,100}}@", re.IGNORECASE)
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_MOST = 200


@dataclass(frozen=True, slots=True)
class ReplyName:
    """A name found in a mail: which conversation it speaks of, and a signature that nobody has looked at yet."""

    reference: str
    signature: str


def reply_name(reference: str, person: UUID, *, keys: Sequence[bytes]) -> str:
    """The name for mails about this conversation to this person, under the first of the keys.

    Raises ``ValueError`` when there is no key of 16 bytes or more, or this is no reference.
    """
    if read_reference(reference) != reference:
        raise ValueError("not the reference of a conversation")
    if not keys:
        raise ValueError("a signing key is needed")
    return (reference.replace("-", "") + _signature(reference, person, keys[0])).lower()


def reply_address(address: str, name: str) -> str:
    """Our address with the name in it: ``ajutor+t7k3m…@example.ro``.

    Raises ``ValueError`` when the part before the ``@`` becomes longer than mail allows.
    """
    local, at, host = address.rpartition("@")
    whole = f"{local}+{name}"
    if not at or len(whole) > LONGEST_LOCAL_PART:
        raise ValueError(f"the part before the @ may have {LONGEST_LOCAL_PART - len(name) - 1} letters")
    return f"{whole}@{host}"


def name_in_message_id(name: str, unique: str) -> str:
    """What stands before the ``@`` of a Message-ID of ours; ``unique`` tells the mails of one conversation apart."""
    return f"{name}.{unique}"


def names_in(addresses: Iterable[str], message_ids: Iterable[str]) -> tuple[ReplyName, ...]:
    """Every name in these, each once, those in addresses first."""
    texts = [(_IN_ADDRESS, text) for text in islice(addresses, _MOST)]
    texts += [(_IN_MESSAGE_ID, text) for text in islice(message_ids, _MOST)]
    matches = (match for pattern, text in texts for match in pattern.finditer(text[:1_000]))
    read = ((read_reference(match[1]), match[2].upper().translate(_READ_AS)) for match in matches)
    return tuple(dict.fromkeys(ReplyName(case, signature) for case, signature in read if case is not None))


def person_of(name: ReplyName, people: Iterable[UUID], *, keys: Sequence[bytes]) -> UUID | None:
    """To which of these people we gave this name, under any of the keys; None when we did not."""
    for person in people:
        for key in keys:
            if hmac.compare_digest(_signature(name.reference, person, key), name.signature):
                return person
    return None


def _signature(reference: str, person: UUID, key: bytes) -> str:
    if len(key) < 16:
        raise ValueError("a signing key needs 16 bytes or more")
    derived = hmac.digest(key, b"amiabil:reply-address", hashlib.sha256)
    number = int.from_bytes(
        hmac.digest(derived, reference.encode() + person.bytes, hashlib.sha256)[:10], "big"
    )
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(SIGNATURE_SYMBOLS))
