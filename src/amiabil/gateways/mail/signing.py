"""How does a receiver know that a mail is ours? By a signature over it (DKIM, RFC 6376) for our domain."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field

import dkim  # type: ignore[import-untyped]  # it has no types
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

SMALLEST_KEY = 2048
"""Bits; receivers count shorter ones as no signature (RFC 8301)."""

_SIGNED = (
    b"from",
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"in-reply-to",
    b"references",
    b"auto-submitted",
    b"mime-version",
    b"content-type",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)
"""Fields the signature covers. ``From`` twice, so that nobody can add a second one; those a mail lacks stay lacking."""


class BadKey(ValueError):
    """What was given is no private RSA key of enough bits; the text says what is wrong, and nothing of the key."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for ``domain`` with the key whose other half is published at ``SELECTOR._domainkey.DOMAIN``."""

    domain: str
    selector: str
    key: str = field(repr=False)

    def signed(self, mail: bytes) -> bytes:
        """The mail with its signature on top. Raises ``BadKey``."""
        _read(self.key)
        line: bytes = dkim.sign(
            mail,
            self.selector.encode(),
            self.domain.encode(),
            self.key.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=list(_SIGNED),
        )
        return line + mail

    def record(self) -> tuple[str, str]:
        """What the name server has to say: the name, and the text of its TXT record. Raises ``BadKey``."""
        public = _read(self.key).public_key()
        whole = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"{self.selector}._domainkey.{self.domain}", f"v=DKIM1; k=rsa; p={b64encode(whole).decode()}"


def _read(key: str) -> RSAPrivateKey:
    try:
        found = load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError):
        raise BadKey("is no private key in PEM without a password") from None
    if not isinstance(found, RSAPrivateKey):
        raise BadKey("is no RSA key: some large receivers read no other")
    if found.key_size < SMALLEST_KEY:
        raise BadKey(f"has {found.key_size} bits; {SMALLEST_KEY} are the least that counts")
    return found
