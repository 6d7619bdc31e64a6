"""Is a page the same when addresses, values and the language of a page are had more cheaply than Django has them?"""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.template import Context
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver
from django.urls import reverse as of_django
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from amiabil.ui import quick
from amiabil.ui.addresses import reverse
from amiabil.ui.held import Held

WORDS = ("D-000000042", "aB_9-", "12", str(UUID(int=7)))


def _names(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, list[str]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            space = f"{before}{one.namespace}:" if one.namespace else before
            yield from _names(one.url_patterns, space)
        elif one.name:
            yield f"{before}{one.name}", sorted(one.pattern.converters)


@pytest.mark.parametrize("language", ["ro", "en"])
def test_every_route_has_the_address_django_gives_it(language: str) -> None:
    compared = 0
    with translation.override(language):
        for name, arguments in _names(get_resolver().url_patterns):
            for word in (*WORDS, UUID(int=9), "două cuvinte/ș"):
                args = [word] * len(arguments)
                try:
                    expected = of_django(name, args=args)
                except NoReverseMatch:
                    with pytest.raises(NoReverseMatch):
                        reverse(name, args=args)
                    continue
                assert reverse(name, args=args) == expected
                compared += 1
    assert compared > 300


def test_an_address_is_of_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert reverse("dispute", args=["D-1"]) == "/en/disputes/D-1"
    with translation.override("ro"):
        assert reverse("dispute", args=["D-1"]) == "/ro/disputes/D-1"


@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "<b> & \"'",
        SafeString("<b>"),
        gettext_lazy("today"),
        1234.5,
        7,
        None,
        True,
        datetime(2026, 11, 23, 12, tzinfo=UTC),
        uuid4(),
    ],
)
def test_a_value_is_put_into_a_page_as_django_puts_it(value: object, autoescape: bool) -> None:
    context = Context(autoescape=autoescape)
    made, expected = quick.render_value(value, context), quick._whole(value, context)
    assert made == expected
    assert type(made) is type(expected)


def test_what_is_held_is_held_for_this_thread_alone() -> None:
    held = Held("test")
    with pytest.raises(AttributeError):
        _ = held.value
    held.value = "ro"
    elsewhere: list[str] = []
    thread = Thread(target=lambda: elsewhere.append(getattr(held, "value", "nothing")))
    thread.start()
    thread.join()
    assert (held.value, elsewhere) == ("ro", ["nothing"])
    contextvars.copy_context().run(lambda: setattr(held, "value", "en"))
    assert held.value == "ro"
    del held.value
    assert not hasattr(held, "value")
    with pytest.raises(AttributeError):
        del held.value
