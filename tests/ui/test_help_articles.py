"""Articles as they are shown: numbers of the policy in good grammar, links that lead somewhere, nothing that acts."""

from __future__ import annotations

import re

import pytest

from amiabil.domain.policy import installed_policy, resolved
from amiabil.domain.policy.model import Policy
from amiabil.foundation.working_time import Span, Unit
from amiabil.ui import help_articles
from amiabil.ui.help_articles import fill, render
from tests.help_samples import sample

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return installed_policy("ro-default").resolve()


def shown(body: str, policy: Policy, language: str = "en") -> str:
    return render(body, language, policy, "Iarmaroc <b>").replace("&nbsp;", NBSP)


def test_a_sample_is_shown_whole(policy: Policy) -> None:
    html = shown(sample(language="ro").body, policy, "ro")
    assert f"<strong>48{NBSP}de{NBSP}ore</strong>" in html
    assert '<a href="/ro/disputes/" rel="noopener">disputele tale</a>' in html
    assert '<a href="/ro/help/dispute-status" rel="noopener">' in html
    assert '<a href="https://anpc.ro/" rel="noopener">ANPC</a>' in html
    assert f"ai 14{NBSP}zile" in html and f"ține 2{NBSP}ani" in html and "{{" not in html
    assert "<h2>" in html and "<ol>" in html


@pytest.mark.parametrize(
    ("span", "romanian", "english"),
    [
        (Span(1), "1 zi", "1 day"),
        (Span(14), "14 zile", "14 days"),
        (Span(20), "20 de zile", "20 days"),
        (Span(101), "101 zile", "101 days"),
        (Span(48, Unit.HOURS), "48 de ore", "48 hours"),
        (Span(2, Unit.BUSINESS_DAYS), "2 zile lucrătoare", "2 working days"),
        (Span(21, Unit.BUSINESS_DAYS), "21 de zile lucrătoare", "21 working days"),
        (Span(6, Unit.MONTHS), "6 luni", "6 months"),
        (Span(2, Unit.YEARS), "2 ani", "2 years"),
    ],
)
def test_a_number_stands_with_its_unit(
    span: Span, romanian: str, english: str, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_articles, "TIMES", {"withdrawal": lambda _policy: span})
    for language, words in (("ro", romanian), ("en", english)):
        assert fill("{{withdrawal}}", language, policy, "x") == words.replace(" ", NBSP)


@pytest.mark.parametrize("name", sorted(help_articles.TIMES))
@pytest.mark.parametrize("language", ["ro", "en"])
def test_every_name_stands_for_something(name: str, language: str, policy: Policy) -> None:
    html = shown(f"in {{{{{name}}}}} of it", policy, language)
    assert "{{" not in html and any(sign.isdigit() for sign in html)


@pytest.mark.parametrize(
    ("name", "romanian", "english"),
    [
        ("replacement_right", "30 de zile", "30 days"),
        ("statutory_repair", "15 zile", "15 days"),
        ("repair_prolongs", "12 luni", "12 months"),
        ("return_extension", "5 zile", "5 days"),
        ("auto_default_max", "500,00 lei", "500.00 lei"),
    ],
)
def test_rules_of_the_law_and_amounts_have_names_too(
    name: str, romanian: str, english: str, policy: Policy
) -> None:
    for language, words in (("ro", romanian), ("en", english)):
        assert fill(f"{{{{{name}}}}}", language, policy, "x") == words.replace(" ", NBSP)


def test_where_the_policy_has_no_such_rule_no_number_is_invented() -> None:
    german, alike = resolved("de-default"), resolved("aliexpress-like")
    assert fill("{{statutory_repair}}", "ro", german, "x") == "un termen rezonabil"
    assert fill("{{replacement_right}}", "en", german, "x") == "a reasonable time"
    assert fill("{{auto_default_max}}", "ro", alike, "x") == "orice sumă"


@pytest.mark.parametrize("page", sorted(help_articles.ProductPage))
def test_every_page_has_an_address(page: str, policy: Policy) -> None:
    assert '<a href="/en/' in shown(f"[there](page:{page})", policy)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)> text",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "[x](//evil.example/a)",
        "[x](http://evil.example)",
        "[x](/en/help/)",
        "[x](page:nowhere)",
        "![x](https://evil.example/a.png)",
        "<b onclick=a>x</b>",
        "[x]: javascript:alert(1)\n\n[x]",
        "{{marketplace}}",
        "```html\n<script>\n```",
        "<style>p {color: red}</style>",
        "a <!-- secret --> b",
    ],
)
def test_nothing_that_acts_is_shown(body: str, policy: Policy) -> None:
    tags = re.findall("<[^>]*>", shown(body, policy))
    assert set(tags) <= {"<p>", "</p>", "<pre>", "</pre>", "<code>", "</code>"}


def test_an_address_cannot_break_out_of_its_place(policy: Policy) -> None:
    html = shown('[a](help:x"onmouseover=alert`1`)', policy)
    assert html == '<p><a href="/en/help/x%22onmouseover=alert%601%60" rel="noopener">a</a></p>\n'


def test_an_unknown_name_stays_as_it_is_written(policy: Policy) -> None:
    assert shown("{{nothing}} and {{ withdrawal }}", policy) == f"<p>{{{{nothing}}}} and 14{NBSP}days</p>\n"
