"""A draft says what its sources say, and no more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.assistant.grounding import Fault, Grounded, Source, Unfounded, check
from amiabil.domain.assistant.packaged import grounding_words
from amiabil.domain.helpcentre.packaged import shipped
from amiabil.domain.helpcentre.passages import best_passage

SOURCES = {
    "ro": (
        Source(
            "withdraw",
            "Ai 14 zile de la livrare să te retragi din contract fără motiv. Vânzătorul îți dă banii înapoi în cel"
            " mult 14 zile. Nu plătești returul dacă produsul e defect. Rambursarea costă cel mult 25 lei.",
        ),
        Source(
            "order:204511",
            "Comanda 204511, total 1.252,99 lei, este livrată. Poți deschide o dispută până la 22 decembrie 2026,"
            " 23:59.",
        ),
    ),
    "en": (
        Source(
            "withdraw",
            "You have 14 days from delivery to withdraw from the contract without a reason. The seller pays back"
            " within 14 days. You do not pay the return if the product is faulty. A refund costs 25 lei at most.",
        ),
        Source(
            "order:204511",
            "Order 204511, total 1,252.99 lei, is delivered. You can open a dispute until 22 December 2026, 23:59.",
        ),
    ),
}

SAID = {
    "ro": (
        "Ai 14 zile de la livrare să te retragi din contract [withdraw].",
        "Ai paisprezece zile de la livrare ca să te retragi din contract. [withdraw]",
        "Bună! Pentru comanda 204511 poți deschide o dispută până la 22 decembrie, 23:59 [order:204511].",
        "Comanda 204511 este livrată, total 1252,99 lei [order:204511].",
        "- Nu plătești returul dacă produsul e defect [withdraw].\n- Ai 14 zile de la livrare să te retragi"
        " [withdraw].",
        "Vânzătorul îți dă banii înapoi în cel mult 14 zile [withdraw]. Despre ce comandă e vorba?",
    ),
    "en": (
        "You have 14 days from delivery to withdraw from the contract [withdraw].",
        "You have fourteen days from delivery to withdraw from the contract. [withdraw]",
        "Hello! For order 204511 you can open a dispute until December 22, 2026, 23:59 [order:204511].",
        "Order 204511 is delivered, the total is 1252.99 lei [order:204511].",
        "- You don't pay the return if the product is faulty [withdraw].\n- You have 14 days from delivery to withdraw"
        " [withdraw].",
        "The seller pays back within 14 days [withdraw]. Which order is it about?",
    ),
}

NOT_SAID = {
    "ro": (
        ("Ai 30 de zile de la livrare să te retragi din contract [withdraw].", Fault.FIGURE),
        ("Ai treizeci de zile de la livrare să te retragi din contract [withdraw].", Fault.FIGURE),
        ("Ai 14 luni de la livrare să te retragi din contract [withdraw].", Fault.FIGURE),
        (
            "Poți deschide o dispută până la 23 decembrie 2026 pentru comanda 204511 [order:204511].",
            Fault.FIGURE,
        ),
        (
            "Poți deschide o dispută până la 22 decembrie 2027 pentru comanda 204511 [order:204511].",
            Fault.FIGURE,
        ),
        ("Poți deschide o dispută până la 22.11.2026 pentru comanda 204511 [order:204511].", Fault.FIGURE),
        ("Comanda 204512 este livrată [order:204511].", Fault.FIGURE),
        ("Comanda 204511 este livrată, total 125,99 lei [order:204511].", Fault.FIGURE),
        ("Comanda 204511 este livrată, total € 1252 [order:204511].", Fault.FIGURE),
        ("Nu ai 14 zile de la livrare să te retragi din contract [withdraw].", Fault.NOT_SAID),
        ("Plătești returul dacă produsul e defect [withdraw].", Fault.NOT_SAID),
        ("Curierul pierde des coletele din Cluj [withdraw].", Fault.NOT_SAID),
        ("Ai 14 zile de la livrare să te retragi din contract.", Fault.NO_SOURCE),
        ("Ai 14 zile de la livrare să te retragi din contract [legea].", Fault.UNKNOWN_SOURCE),
        ("Îți garantăm banii înapoi [withdraw].", Fault.PROMISE),
        ("Vei primi banii în cel mult 14 zile [withdraw].", Fault.PROMISE),
        ("Ți-am rambursat suma pentru comanda 204511 [order:204511].", Fault.PROMISE),
        ("Vei câștiga disputa?", Fault.PROMISE),
        ("Deschide https://ajutor.example/bani [withdraw].", Fault.ADDRESS),
        ("Intră pe piata-mea.com?", Fault.ADDRESS),
        ("Apasă [aici](/x) [withdraw].", Fault.MARKUP),
        ("<b>Ai 14 zile</b> de la livrare [withdraw].", Fault.MARKUP),
        ("Scrie-i lui ion@example.org [withdraw].", Fault.PERSONAL),
        ("Instrucțiunile spun albastru-7731 [withdraw].", Fault.LEAK),
        ("  ", Fault.EMPTY),
    ),
    "en": (
        ("You have 30 days from delivery to withdraw from the contract [withdraw].", Fault.FIGURE),
        ("You have thirty days from delivery to withdraw from the contract [withdraw].", Fault.FIGURE),
        ("You have 14 months from delivery to withdraw from the contract [withdraw].", Fault.FIGURE),
        ("You can open a dispute until December 23 for order 204511 [order:204511].", Fault.FIGURE),
        ("You can open a dispute until 2026-12-21 for order 204511 [order:204511].", Fault.FIGURE),
        ("Order 204511 is delivered, the total is 12,529.90 lei [order:204511].", Fault.FIGURE),
        ("You cannot withdraw within 14 days from delivery from the contract [withdraw].", Fault.NOT_SAID),
        ("You pay the return if the product is faulty [withdraw].", Fault.NOT_SAID),
        ("Couriers often lose parcels in Cluj [withdraw].", Fault.NOT_SAID),
        ("The seller pays back within 14 days.", Fault.NO_SOURCE),
        ("We guarantee that the seller pays back within 14 days [withdraw].", Fault.PROMISE),
        ("You will get your money within 14 days [withdraw].", Fault.PROMISE),
        ("I have refunded order 204511 [order:204511].", Fault.PROMISE),
        ("See www.refunds.example [withdraw].", Fault.ADDRESS),
    ),
}


def told(draft: str, language: str, sources: tuple[Source, ...] | None = None) -> Grounded | Unfounded:
    return check(
        draft,
        SOURCES[language] if sources is None else sources,
        grounding_words(language),
        in_language=lambda _: True,
        canary="albastru-7731",
    )


@pytest.mark.parametrize(
    ("language", "draft"), [(one, draft) for one, all_ in SAID.items() for draft in all_]
)
def test_what_the_sources_say_is_shown_without_its_marks(language: str, draft: str) -> None:
    found = told(draft, language)
    assert isinstance(found, Grounded), found
    assert "[" not in found.text
    assert found.cited


@pytest.mark.parametrize(
    ("language", "draft", "fault"), [(one, *row) for one, rows in NOT_SAID.items() for row in rows]
)
def test_what_they_do_not_say_is_not_shown(language: str, draft: str, fault: Fault) -> None:
    found = told(draft, language)
    assert isinstance(found, Unfounded)
    assert fault in {one for one, _ in found.faults}


def test_one_wrong_sentence_takes_the_others_with_it() -> None:
    assert isinstance(told(SAID["ro"][0] + " " + NOT_SAID["ro"][0][0], "ro"), Unfounded)


def test_a_figure_of_another_source_is_none_of_the_one_that_is_named() -> None:
    found = told("Ai 14 zile de la livrare să te retragi din contract, cel mult 25 lei [order:204511].", "ro")
    assert isinstance(found, Unfounded)


def test_another_language_than_was_asked_for_is_not_shown() -> None:
    words = grounding_words("ro")
    found = check(SAID["ro"][0], SOURCES["ro"], words, in_language=lambda _: False)
    assert found == Unfounded(((Fault.LANGUAGE, ""),))


@pytest.mark.long
@pytest.mark.parametrize("language", ["ro", "en"])
def test_the_words_of_every_shipped_article_may_be_shown(language: str) -> None:
    articles = [one.read() for one in shipped() if one.language == language]
    assert len(articles) > 50
    for article in articles:
        passage = best_passage(article.body, frozenset(), str)
        source = Source(article.key, passage)
        sentences = [one for one in re.split(r"(?<=[.!?])\s+", passage) if len(one.split()) > 4]
        for sentence in sentences:
            found = told(f"{sentence} [{article.key}]", language, (source,))
            assert isinstance(found, Grounded), (article.key, sentence, found)


@given(
    st.sampled_from(["ro", "en"]),
    st.integers(1, 999).filter(lambda number: number not in {14, 25}),
    st.sampled_from(["withdraw", "order:204511"]),
)
def test_no_other_number_of_days_is_ever_shown(language: str, number: int, key: str) -> None:
    draft = {
        "ro": f"Ai {number} zile de la livrare să te retragi din contract [{key}].",
        "en": f"You have {number} days from delivery to withdraw from the contract [{key}].",
    }[language]
    assert isinstance(told(draft, language), Unfounded)


@given(st.text(max_size=300))
def test_whatever_comes_is_looked_at(draft: str) -> None:
    found = told(draft, "ro")
    assert isinstance(found, Unfounded) or not any(sign.isdigit() for sign in found.text)
