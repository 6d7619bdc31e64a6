"""Which mail is inside the request of a mail service? The services' raw forms, read without trusting them.

The request is kept as it came; this only finds the mail in it. Services are asked for their raw form, because only
that has every field and part: *raw email* at Postmark, a route to an address ending in ``mime`` at Mailgun, *POST the
raw, full MIME message* at SendGrid.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from urllib.parse import parse_qs

from amiabil.domain.mail.parts import read_parts

_FIELDS = 200
"""Fields of a form that are looked at; services send thirty."""

FRESH = timedelta(minutes=15)
"""How old a signed request may be: services try again for hours, with a new signature each time."""


@unique
class Service(StrEnum):
    """Who sends requests with mails."""

    POSTMARK = "postmark"
    MAILGUN = "mailgun"
    SENDGRID = "sendgrid"
    RAW = "raw"
    """Anybody who posts the mail itself as ``message/rfc822``."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The mail inside a request, empty when there is none, with what the service says of the envelope."""

    raw: bytes
    sender: str = ""
    recipients: tuple[str, ...] = ()


def carried(service: Service, content_type: str, body: bytes) -> Carried:
    """The mail inside a request; empty bytes where the service did not send its raw form. Never raises."""
    try:
        return _READERS[service](content_type, body)
    except (ValueError, RecursionError):
        return Carried(b"")


def form_fields(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a form, the first of each name; both ways in which forms are sent. Empty for anything else."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        read = parse_qs(body, keep_blank_values=True, max_num_fields=_FIELDS)
        return {name.decode("utf-8", "replace"): values[0] for name, values in read.items()}
    if kind != "multipart/form-data":
        return {}
    whole = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + body
    root, _ = read_parts(whole)
    found: dict[str, bytes] = {}
    for part in root.children:
        found.setdefault(part.disposition.parameters.get("name", ""), whole[part.start : part.end])
    return found


def _postmark(content_type: str, body: bytes) -> Carried:
    told = _object(body)
    raw = _text(told, "RawEmail").encode("utf-8", "surrogateescape")
    return Carried(raw, _text(told, "From"), _addresses(_text(told, "OriginalRecipient")))


def _mailgun(content_type: str, body: bytes) -> Carried:
    form = form_fields(content_type, body)
    return Carried(form.get("body-mime", b""), _word(form, "sender"), _addresses(_word(form, "recipient")))


def _sendgrid(content_type: str, body: bytes) -> Carried:
    form = form_fields(content_type, body)
    envelope = _object(form.get("envelope", b"{}"))
    to = envelope.get("to")
    recipients = tuple(one for one in to if isinstance(one, str)) if isinstance(to, list) else ()
    return Carried(form.get("email", b""), _text(envelope, "from"), recipients[:100])


def _raw(content_type: str, body: bytes) -> Carried:
    return Carried(body)


_READERS: Mapping[Service, Callable[[str, bytes], Carried]] = {
    Service.POSTMARK: _postmark,
    Service.MAILGUN: _mailgun,
    Service.SENDGRID: _sendgrid,
    Service.RAW: _raw,
}


# ---- who sent the request ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows to be the service's: its fields, by small names, and what the address of the door held."""

    headers: Mapping[str, str]
    in_address: str
    content_type: str
    body: bytes


def is_by(service: Service, shown: Shown, secrets: Sequence[str], *, now: datetime) -> bool:
    """Whether a request is the service's, by one of the secrets it may use (several while one is replaced).

    Mailgun signs time and a token; whoever posts ``raw`` signs as Standard Webhooks do; the others sign nothing, so the
    secret stands in the address they are given, or as the password of Basic authentication.
    """
    for secret in secrets:
        if service is Service.MAILGUN and _by_mailgun(shown, secret, now):
            return True
        if service is Service.RAW and _by_standard(shown, secret, now):
            return True
        if service in {Service.POSTMARK, Service.SENDGRID} and _by_secret(shown, secret):
            return True
    return False


def token_of(service: Service, shown: Shown) -> str:
    """What may be used once, where a signature does not cover the mail itself; empty for a service that needs none.

    Mailgun's covers time and token alone: with one request overheard, any mail could be handed in while it is fresh.
    """
    if service is not Service.MAILGUN:
        return ""
    return _word(form_fields(shown.content_type, shown.body), "token")[:200]


def _by_mailgun(shown: Shown, secret: str, now: datetime) -> bool:
    form = form_fields(shown.content_type, shown.body)
    at, token = form.get("timestamp", b""), form.get("token", b"")
    wanted = hmac.new(secret.encode(), at + token, hashlib.sha256).hexdigest()
    return bool(token) and _is_fresh(at.decode("latin-1"), now) and _same(wanted, _word(form, "signature"))


def _by_standard(shown: Shown, secret: str, now: datetime) -> bool:
    """``webhook-signature`` over id, time and body (Standard Webhooks 1.0)."""
    id, at = shown.headers.get("webhook-id", ""), shown.headers.get("webhook-timestamp", "")
    signed = f"{id}.{at}.".encode() + shown.body
    wanted = base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()
    given = shown.headers.get("webhook-signature", "").split()[:10]
    found = [one.removeprefix("v1,") for one in given if one.startswith("v1,")]
    return bool(id) and _is_fresh(at, now) and any(_same(wanted, one) for one in found)


def _key(secret: str) -> bytes:
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return secret.encode()


def _by_secret(shown: Shown, secret: str) -> bool:
    if _same(secret, shown.in_address):
        return True
    kind, _, given = shown.headers.get("authorization", "").partition(" ")
    try:
        password = base64.b64decode(given, validate=True).decode("utf-8", "replace").partition(":")[2]
    except (binascii.Error, ValueError):
        return False
    return kind.lower() == "basic" and _same(secret, password)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))


def _is_fresh(at: str, now: datetime) -> bool:
    return at.isdecimal() and len(at) < 12 and abs(now.timestamp() - int(at)) <= FRESH.total_seconds()


def _object(body: bytes) -> dict[str, object]:
    read = json.loads(body)
    return read if isinstance(read, dict) else {}


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _word(form: Mapping[str, bytes], name: str) -> str:
    return form.get(name, b"").decode("utf-8", "replace").strip()


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",")[:100] if one.strip())
