"""Which translations may stand beside a message?"""

from __future__ import annotations

import pytest

from amiabil.domain.translations import ROOM, TEXT_MAX, is_faithful, needs_translation


@pytest.mark.parametrize(
    ("original", "translated"),
    [
        ("Am plătit 1.299,50 lei pe 3 mai.", "I paid 1,299.50 lei on 3 May."),
        ("Comanda 4101, apoi 4102", "Order 4102 after 4101"),
        ("Vezi https://shop.example/a?b=1.", "See https://shop.example/a?b=1"),
        ("Scrie la ana@posta.example!", "Write to ana@posta.example."),
        ("Unde este coletul?", "Where is the parcel?"),
        ("٤ zile", "4 days"),
    ],
)
def test_what_says_the_same_may_stand(original: str, translated: str) -> None:
    assert is_faithful(original, translated)


@pytest.mark.parametrize(
    ("original", "translated"),
    [
        ("Îți dau 50 lei.", "I give you 500 lei."),
        ("Îți dau 50 lei.", "I give you lei."),
        ("Îți dau bani.", "I give you 50 lei."),
        ("Până pe 3 mai, 3 zile", "Until 3 May"),
        ("Scrie-ne.", "Write to us at https://evil.example"),
        ("Vezi https://shop.example/a", "See https://evil.example/a"),
        ("Scrie la ana@posta.example", "Write to eve@posta.example"),
        ("Bună", "   "),
        ("Bună", "x" * (4 * 4 + ROOM + 1)),
    ],
)
def test_what_says_something_else_may_not(original: str, translated: str) -> None:
    assert not is_faithful(original, translated)


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("Bună", True),
        ("4101", False),
        ("👍", False),
        ("https://shop.example/a", False),
        ("a" * (TEXT_MAX + 1), False),
    ],
)
def test_only_words_are_translated_and_not_too_many(text: str, needed: bool) -> None:
    assert needs_translation(text) is needed
