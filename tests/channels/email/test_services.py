"""Mail services post mails: each by the secret it has, its request kept as it came, the mail in it read later."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from amiabil.records import clock
from amiabil.records.models import Conversation, IncomingMail, Message
from amiabil.ui import mail_intake
from tests.mails import HELP, PROVEN, mail, open_door, with_files

__all__ = ["open_door"]

SECRET = "a-secret-of-the-service"
RAW = mail("Unde e?")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_door")]


@pytest.fixture(autouse=True)
def _services() -> object:
    known = [f"{name}:{SECRET}" for name in ("postmark", "mailgun", "sendgrid", "raw")]
    with override_settings(AMIABIL_MAIL_IN_SERVICES=tuple(known)):
        yield


def mailgun(*, at: int, secret: str = SECRET) -> dict[str, str]:
    token = str(uuid4())
    signed = hmac.new(secret.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    told = {
        "timestamp": str(at),
        "token": token,
        "signature": signed,
        "recipient": HELP,
        "sender": "ana@example.ro",
    }
    return {**told, "body-mime": RAW.decode()}


def raw_headers(body: bytes, *, at: int, secret: str = SECRET) -> dict[str, str]:
    signed = hmac.digest(secret.encode(), f"1.{at}.".encode() + body, hashlib.sha256)
    told = {"webhook-id": "1", "webhook-timestamp": str(at)}
    return {**told, "webhook-signature": f"v1,{base64.b64encode(signed).decode()}"}


def now() -> int:
    return int(clock.unshifted().timestamp())


def filed() -> list[str]:
    mail_intake.file_next(10)
    return list(Message.objects.values_list("text", flat=True))


def test_postmark_by_the_secret_in_its_address() -> None:
    told = json.dumps({"RawEmail": RAW.decode(), "From": "ana@example.ro", "OriginalRecipient": HELP})
    post = Client().post
    for wrong in ("/mail/in/postmark", "/mail/in/postmark/another-secret-of-somebody"):
        assert post(wrong, told, content_type="application/json").status_code == 403
    assert post(f"/mail/in/postmark/{SECRET}", told, content_type="application/json").status_code == 200
    assert post(f"/mail/in/postmark/{SECRET}", told, content_type="application/json").status_code == 200
    assert filed() == ["Unde e?"]


def test_mailgun_by_its_signature_which_grows_old() -> None:
    post = Client().post
    kind = "application/x-www-form-urlencoded"
    for form in (mailgun(at=now(), secret="x" * 20), mailgun(at=now() - 3600), {}):
        assert post("/mail/in/mailgun", urlencode(form), content_type=kind).status_code == 403
    assert post("/mail/in/mailgun", mailgun(at=now())).status_code == 200
    assert filed() == ["Unde e?"]


def test_a_token_of_mailgun_brings_one_mail_and_no_other() -> None:
    form = mailgun(at=now())
    for _twice in range(2):  # a repeat of the same bytes is thanked: our first answer may have been lost
        assert Client().post("/mail/in/mailgun", form).status_code == 200
    other = {**form, "body-mime": RAW.replace(b"Unde e?", b"Alt ceva").decode()}
    assert Client().post("/mail/in/mailgun", other).status_code == 403
    assert filed() == ["Unde e?"]


def test_a_mail_that_a_service_sends_again_with_a_new_signature_is_one_message() -> None:
    photo = with_files("Uite", ("poza.txt", "text/plain", b"o poza"), fields=(PROVEN,))
    for raw in (RAW, photo):
        for ago in (9, 5, 0):
            form = {**mailgun(at=now() - ago), "body-mime": raw.decode()}
            assert Client().post("/mail/in/mailgun", form).status_code == 200
    assert sorted(filed()) == ["Uite", "Unde e?"]
    assert IncomingMail.objects.filter(state="filed").count() == 6
    assert Conversation.objects.filter(kind="ticket").count() == 2
    reply = mail("Da, acolo", PROVEN, subject=Conversation.objects.earliest("created_at").reference)
    for ago in (9, 0):
        form = {**mailgun(at=now() - ago), "body-mime": reply.decode()}
        assert Client().post("/mail/in/mailgun", form).status_code == 200
    assert sorted(filed()) == ["Da, acolo", "Uite", "Unde e?"]


def test_sendgrid_by_basic_authentication() -> None:
    told = {"email": RAW.decode(), "envelope": json.dumps({"to": [HELP], "from": "ana@example.ro"})}
    right = base64.b64encode(f"user:{SECRET}".encode()).decode()
    assert (
        Client().post("/mail/in/sendgrid", told, headers={"authorization": "Basic bm86bm8="}).status_code
        == 403
    )
    assert (
        Client().post("/mail/in/sendgrid", told, headers={"authorization": f"Basic {right}"}).status_code
        == 200
    )
    assert filed() == ["Unde e?"]


def test_anybody_who_signs_the_mail_itself() -> None:
    right, wrong = raw_headers(RAW, at=now()), raw_headers(RAW + b"x", at=now())
    kind = "message/rfc822"
    assert Client().post("/mail/in/raw", RAW, content_type=kind, headers=wrong).status_code == 403
    assert Client().post("/mail/in/raw", RAW, content_type=kind, headers=right).status_code == 200
    assert filed() == ["Unde e?"]


def test_a_request_without_the_raw_mail_waits_for_a_person() -> None:
    told = json.dumps({"TextBody": "Unde e?", "From": "ana@example.ro"})
    Client().post(f"/mail/in/postmark/{SECRET}", told, content_type="application/json")
    assert filed() == []
    assert IncomingMail.objects.get().cause == "no_raw_form"


def test_nobody_else_is_answered() -> None:
    assert Client().post("/mail/in/nobody", RAW, content_type="message/rfc822").status_code == 404
    assert Client().get("/mail/in/raw").status_code == 405
