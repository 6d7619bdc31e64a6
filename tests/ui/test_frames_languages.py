"""A page in every language: the addresses Django itself would give, with whatever was asked."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve, translate_url
from django.utils import translation

from amiabil.ui import frames

PATHS = [
    "/ro/help/refund-not-received",
    "/ro/disputes/D-7K3M-92QF?page=2&said=r%C4%83mas",
    "/ro/help/?q=a%3Fb",
    "/health/live",
]


def _asked(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path_info)
    return request


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_an_address_in_every_language(path: str) -> None:
    with translation.override("ro"):
        links = frames.languages(_asked(path))
        expected = {code: translate_url(path, code) for code, _ in settings.LANGUAGES}
    assert {link.language: link.url for link in links} == expected
    assert len(set(expected.values())) == (len(expected) if path.startswith("/ro/") else 1)


def test_what_no_view_answers_stays_where_it_is() -> None:
    request = RequestFactory().get("/ro/there/is/no/such/page")
    with translation.override("ro"):
        assert {link.url for link in frames.languages(request)} == {request.path}
