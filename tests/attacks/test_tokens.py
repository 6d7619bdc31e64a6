"""Tokens that must open nothing (S16; RFC 8725): each is sent to the real entrance, and nothing may have changed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.test import Client
from pytest_django import Settings

from amiabil.actions.sign_in_token import BadKey, configured_keys, published_keys
from amiabil.records.models import Customer, CustomerSession, UsedToken
from amiabil.ui import vouching
from tests import marketplace as shop
from tests.fixed_keys import FixedKeys

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., FixedKeys]:
    """Let the marketplace publish these documents, one after the other."""

    def use(document: str, after_renewal: str | None = None) -> FixedKeys:
        fixed = FixedKeys(document, after_renewal)
        settings.AMIABIL_JWT_KEY = None
        settings.AMIABIL_JWT_JWKS_URL = "https://shop.example/jwks.json"
        monkeypatch.setattr(vouching, "published", lambda _: fixed)
        return fixed

    return use


def send(token: str, **extra: str) -> Any:
    return Client().post("/sso", {"token": token, **extra})


def assert_nobody_came_in() -> None:
    assert not CustomerSession.objects.exists()
    assert not Customer.objects.exists()
    assert not UsedToken.objects.exists()


def reason_of(answer: Any) -> str:
    reason: str = answer.context["refusal"].reason
    return reason


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part(header)}.{part(claims)}.{signature}"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
def test_an_unsigned_token(alg: str) -> None:
    answer = send(unsigned({"alg": alg, "typ": "JWT"}, shop.claims()))
    assert answer.status_code == 422
    assert reason_of(answer) in {"algorithm", "malformed"}
    assert_nobody_came_in()


def test_the_public_key_used_as_a_shared_secret(publish: Callable[..., FixedKeys]) -> None:
    publish(shop.jwks(shop.jwk(shop.rsa_key(), kid="one")))
    for secret in (shop.pem(shop.rsa_key()), json.dumps(shop.jwk(shop.rsa_key(), kid="one"))):
        signing_input = unsigned({"alg": "HS256", "kid": "one"}, shop.claims()).rstrip(".")
        signature = jwt.get_algorithm_by_name("HS256").sign(signing_input.encode(), secret.encode())
        forged = f"{signing_input}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
        answer = send(forged)
        assert (answer.status_code, reason_of(answer)) == (422, "algorithm")
    assert_nobody_came_in()


def test_another_algorithm_of_the_same_key_family(publish: Callable[..., FixedKeys]) -> None:
    publish(shop.jwks(shop.jwk(shop.rsa_key(), kid="one")))
    for algorithm in ("RS512", "PS256"):
        answer = send(shop.token(shop.rsa_key(), algorithm, {"kid": "one"}))
        assert (answer.status_code, reason_of(answer)) == (422, "algorithm")
    assert_nobody_came_in()


def test_a_key_that_the_token_brings_with_it(publish: Callable[..., FixedKeys]) -> None:
    publish(shop.jwks(shop.jwk(shop.rsa_key(1), kid="one")))
    mine = shop.rsa_key(2)
    headers = {"kid": "one", "jwk": shop.jwk(mine), "jku": "https://evil.example/jwks.json"}
    answer = send(shop.token(mine, "RS256", headers))
    assert (answer.status_code, reason_of(answer)) == (422, "signature")
    assert_nobody_came_in()


def test_a_shared_secret_in_a_published_document_is_no_key() -> None:
    secret = {"kty": "oct", "k": base64.urlsafe_b64encode(b"x" * 32).decode(), "alg": "HS256"}
    with pytest.raises(BadKey):
        published_keys(shop.jwks(secret))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"aud": "another"}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": ["another"]}, "audience"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"exp": 1}, "expired"),
        ({"exp": None}, "claim"),
        ({"exp": "tomorrow"}, "claim"),
        ({"exp": 10**30}, "claim"),
        ({"exp": True}, "claim"),
        ({"sub": None}, "claim"),
        ({"sub": "x" * 65}, "claim"),
        ({"sub": "key:shop"}, "claim"),
        ({"sub": "staff:mira"}, "claim"),
        ({"jti": ""}, "claim"),
        ({"role": "admin"}, "claim"),
        ({"role": "mediator"}, "claim"),
        ({"role": None}, "claim"),
        ({"role": "seller"}, "claim"),
        ({"role": "seller", "shop": "s-1", "shop_rights": ["answer", "everything"]}, "claim"),
        ({"role": "seller", "shop": "s-1", "shop_rights": "settle"}, "claim"),
        ({"role": "seller", "shop": "s-1", "settle_limit": {"RON": 500}}, "claim"),
    ],
)
def test_wrong_claims(changes: dict[str, Any], reason: str) -> None:
    answer = send(shop.token(**changes))
    assert (answer.status_code, reason_of(answer)) == (422, reason)
    assert_nobody_came_in()


@pytest.mark.parametrize(
    ("seconds", "issued", "reason"),
    [
        (3600, 0, "lives_too_long"),
        (661, None, "lives_too_long"),
        (300, -301, "lives_too_long"),
        (300, 120, "not_yet_valid"),
    ],
)
def test_wrong_times(seconds: int, issued: int | None, reason: str) -> None:
    now = shop.claims()["iat"]
    answer = send(shop.token(exp=now + seconds, iat=None if issued is None else now + issued))
    assert (answer.status_code, reason_of(answer)) == (422, reason)
    assert_nobody_came_in()


def test_a_token_of_another_secret() -> None:
    answer = send(shop.token("another secret that is long enough, too"))
    assert (answer.status_code, reason_of(answer)) == (422, "signature")
    assert_nobody_came_in()


@pytest.mark.parametrize("text", ["", "x", "a.b", "a.b.c", "é.é.é", "x" * 9000, "....", "\x00"])
def test_what_is_no_token(text: str) -> None:
    answer = send(text)
    assert (answer.status_code, reason_of(answer)) == (422, "malformed")
    assert_nobody_came_in()


def test_a_critical_header_that_nobody_understands() -> None:
    answer = send(shop.token(headers={"crit": ["exp"], "exp": 1}))
    assert (answer.status_code, reason_of(answer)) == (422, "malformed")
    assert_nobody_came_in()


def test_a_token_is_good_once() -> None:
    token = shop.token()
    assert send(token).status_code == 303
    again = send(token)
    assert again.status_code == 409
    assert again.context["refusal"].code == "token_used"
    assert CustomerSession.objects.count() == 1


def test_the_same_jti_in_another_token() -> None:
    assert send(shop.token(jti="same")).status_code == 303
    assert send(shop.token(jti="same", sub="b-2002")).status_code == 409
    assert not Customer.objects.filter(subject="b-2002").exists(), "a refusal changes nothing"


def test_a_short_secret_stops_the_entrance_and_not_only_the_token(settings: Settings) -> None:
    settings.AMIABIL_JWT_KEY = "x" * 31
    assert send(shop.token()).status_code == 503
    assert vouching.problem_of_keys() == "a shared key needs 32 bytes"
    assert_nobody_came_in()


def test_a_broken_public_key_never_becomes_a_secret() -> None:
    with pytest.raises(BadKey):
        configured_keys("-----BEGIN PUBLIC KEY-----\n" + "A" * 64 + "\n-----END PUBLIC KEY-----")
    with pytest.raises(BadKey):
        configured_keys('{"kty": "oct", "k": "' + "A" * 64 + '"}')
    with pytest.raises(BadKey):
        configured_keys(shop.pem(shop.rsa_key(3, 1024)))


def test_without_issuer_and_key_nobody_comes_in(settings: Settings) -> None:
    settings.AMIABIL_JWT_KEY = settings.AMIABIL_JWT_ISSUER = None
    answer = send(shop.token())
    assert (answer.status_code, answer.context["refusal"].code) == (503, "sign_in_not_set_up")


@pytest.mark.parametrize(
    ("private", "algorithm"), [(shop.rsa_key, "RS256"), (shop.ec_key, "ES256"), (shop.ed_key, "EdDSA")]
)
def test_each_kind_of_public_key_works_in_each_form(
    settings: Settings, private: Callable[[], Any], algorithm: str, publish: Callable[..., FixedKeys]
) -> None:
    publish(shop.jwks(shop.jwk(private(), kid="one", use="sig", alg=algorithm)))
    assert send(shop.token(private(), algorithm, {"kid": "one"})).status_code == 303
    settings.AMIABIL_JWT_KEY = shop.pem(private())
    assert send(shop.token(private(), algorithm)).status_code == 303
    settings.AMIABIL_JWT_KEY = json.dumps(shop.jwk(private()))
    assert send(shop.token(private(), algorithm)).status_code == 303


def test_keys_rotate_without_anybody_being_turned_away(publish: Callable[..., FixedKeys]) -> None:
    old, new = shop.jwk(shop.rsa_key(1), kid="old"), shop.jwk(shop.rsa_key(2), kid="new")
    publish(shop.jwks(old), after_renewal=shop.jwks(old, new))
    assert send(shop.token(shop.rsa_key(2), "RS256", {"kid": "new"})).status_code == 303
    assert send(shop.token(shop.rsa_key(1), "RS256", {"kid": "old"})).status_code == 303


def test_a_key_that_is_no_longer_published_opens_nothing(publish: Callable[..., FixedKeys]) -> None:
    publish(shop.jwks(shop.jwk(shop.rsa_key(2), kid="new")))
    answer = send(shop.token(shop.rsa_key(1), "RS256", {"kid": "old"}))
    assert (answer.status_code, reason_of(answer)) == (422, "unknown_key")
    assert_nobody_came_in()
