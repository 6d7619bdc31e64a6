"""Which task a question asks for by its words: until when is another question than where."""

from __future__ import annotations

import pytest

from amiabil.domain.assistant.commands import Flow, Sign
from amiabil.domain.assistant.spoken import words


@pytest.mark.parametrize(
    "asked",
    [
        "Până când pot deschide o dispută?",
        "si pana cand mai pot sa deschid o disputa?",
        "până în ce zi pot să reclam",
        "cât timp mai am să deschid o dispută",
        "pana cand pot returna produsul",
        "Until when can I open a dispute?",
        "and by when do I have to file a complaint?",
        "how long do I have to open a dispute",
        "until when may I withdraw?",
    ],
)
def test_until_when_is_a_question_about_dates(asked: str) -> None:
    assert words().flow_of(asked) is Flow.UNTIL_WHEN


@pytest.mark.parametrize(
    ("asked", "flow"),
    [
        ("unde e comanda mea", Flow.WHERE_IS_MY_ORDER),
        ("where is my parcel", Flow.WHERE_IS_MY_ORDER),
        ("vreau sa deschid o disputa", Flow.OPEN_DISPUTE),
        ("stadiul disputei mele", Flow.DISPUTE_STATUS),
        ("pana cand sunteti deschisi", Flow.CONTACT_OPTIONS),
        ("how long does a refund take", None),
    ],
)
def test_other_questions_stay_what_they_were(asked: str, flow: Flow | None) -> None:
    assert words().flow_of(asked) is flow


@pytest.mark.parametrize(
    "text",
    [
        "Mulțumesc, Raluca!",
        "mersi mult Ana-Maria",
        "Thanks, Raluca!",
        "Thank you very much Vlad",
        "Mulțumesc frumos",
    ],
)
def test_thanks_to_somebody_by_name_are_thanks(text: str) -> None:
    assert words().sign_of(text) is Sign.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "Mulțumesc, unde?",
        "mulțumesc dar nu am primit",
        "Thanks but no",
        "thanks refund",
        "Mersi, Raluca, și banii?",
    ],
)
def test_thanks_that_go_on_are_not_the_end(text: str) -> None:
    assert words().sign_of(text) is not Sign.THANKS
