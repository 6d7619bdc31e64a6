"""Addresses, headers and refusals, as a browser meets them."""

from __future__ import annotations

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from amiabil.foundation.errors import AmiabilError, Conflict, Forbidden, Invalid, NotFound
from amiabil.server import refused
from amiabil.server.config import load
from amiabil.server.middleware import behind_proxy, refusals


class MovedOn(Conflict):
    """A refusal of a rule."""

    code = "case_moved_on"


def test_the_root_leads_to_help_in_the_readers_language(client: Client) -> None:
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Location"] == "/en/help/"
    assert client.get("/", headers={"Accept-Language": "de"}).headers["Location"] == "/ro/help/"
    assert client.get("/en/", headers={"Accept-Language": "ro"}).headers["Location"] == "/en/help/"


def test_every_answer_has_a_strict_policy_of_content(client: Client) -> None:
    policy = client.get("/health/live").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http://localhost:8001" in directives["connect-src"]


def test_every_answer_guards_against_sniffing_and_framing(client: Client) -> None:
    headers = client.get("/health/live").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_foreign_host_name_is_refused(client: Client) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("en", "We cannot find this page"), ("ro", "Nu găsim pagina")]
)
def test_a_missing_page_says_so_in_the_readers_language(client: Client, language: str, words: str) -> None:
    answer = client.get(f"/{language}/no-such-page/", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_a_missing_operation_is_a_problem_document(client: Client) -> None:
    answer = client.get("/api/v1/no-such-thing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert json.loads(answer.content)["code"] == "not_found"


@pytest.mark.parametrize("path", ["/demo/", "/demo/customer", "/demo/staff"])
def test_what_is_of_the_demonstration_is_not_there_otherwise(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {403, 404}


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotFound(), 404), (Forbidden(), 403), (MovedOn(), 409), (Invalid(), 422)],
)
def test_a_refusal_that_a_view_let_pass_is_answered(error: AmiabilError, status: int) -> None:
    request = RequestFactory().get("/api/v1/x")
    answer = refusals(lambda _: HttpResponse()).process_exception(request, error)
    assert answer is not None
    assert answer.status_code == status
    assert json.loads(answer.content)["code"] == error.code


def test_a_defect_is_not_hidden() -> None:
    request = RequestFactory().get("/x")
    assert refusals(lambda _: HttpResponse()).process_exception(request, ValueError()) is None


def test_a_failure_page_needs_no_database() -> None:
    answer = refused.failed(RequestFactory().get("/ro/orders/"))
    assert answer.status_code == 500
    assert b"<h1>" in answer.content


def address_seen(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.META["REMOTE_ADDR"])


def test_a_claimed_address_counts_only_behind_a_proxy_of_ours(settings: Settings) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")
    settings.AMIABIL = load({})
    assert behind_proxy(address_seen)(request).content == b"127.0.0.1"
    settings.AMIABIL = load({"AMIABIL_TRUST_PROXY": "1"})
    assert behind_proxy(address_seen)(request).content == b"198.51.100.7"
