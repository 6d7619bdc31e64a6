"""Translators over real HTTP: what they are asked, and what becomes of good, broken and endless answers."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from amiabil.gateways.language_model.protocol import Used
from amiabil.gateways.language_model.wire import openai_compatible
from amiabil.gateways.translation import ModelTranslator, Translated, TranslationService, TranslatorAway
from tests.gateways.language_model import service as wire
from tests.gateways.language_model.service import Served, Service


@pytest.fixture
def service() -> Iterator[Service]:
    with wire.running() as running:
        yield running


def served(document: object, status: int = 200) -> Served:
    return Served(status, json.dumps(document).encode())


def test_the_service_is_told_the_text_the_language_and_the_key(service: Service) -> None:
    service.answers = [
        served({"translatedText": " Hello ", "detectedLanguage": {"language": "ro", "confidence": 93}})
    ]
    made = TranslationService(service.url + "/", "k-1").translate("Bună", "en")
    assert made == Translated("Hello", "ro")
    assert service.asked == [
        {"q": "Bună", "source": "auto", "target": "en", "format": "text", "api_key": "k-1"}
    ]


def test_without_a_key_none_is_sent_and_a_source_need_not_be_told(service: Service) -> None:
    service.answers = [served({"translatedText": "Hello"})]
    assert TranslationService(service.url).translate("Bună", "en") == Translated("Hello", "")
    assert "api_key" not in service.asked[0]


def test_what_is_in_the_language_already_is_no_translation(service: Service) -> None:
    service.answers = [served({"translatedText": "Hello", "detectedLanguage": {"language": "EN"}})]
    assert TranslationService(service.url).translate("Hello", "en") == Translated("", "en")


@pytest.mark.parametrize(
    ("answer", "lasting"),
    [
        (served({"error": "busy"}, 503), False),
        (served({"error": "slow down"}, 429), False),
        (served({"error": "xx is not supported"}, 400), True),
        (Served(200, b"<html>"), False),
        (served(["Hello"]), False),
        (served({"translatedText": 7}), False),
        (Served(200, b'{"translatedText": "' + b"x" * 300_000), True),
        (Served(307, b"", {"Location": "http://127.0.0.1:9/"}), False),
    ],
)
def test_what_is_no_translation_is_said_so(service: Service, answer: Served, lasting: bool) -> None:
    service.answers = [answer]
    with pytest.raises(TranslatorAway) as away:
        TranslationService(service.url).translate("Bună", "en")
    assert away.value.lasting is lasting
    assert "Bună" not in str(away.value)


def test_a_service_that_hangs_is_away(service: Service) -> None:
    service.answers = [Served(200, b'{"transl', hangs=True)]
    with pytest.raises(TranslatorAway) as away:
        TranslationService(service.url, seconds=0.2).translate("Bună", "en")
    assert not away.value.lasting


def test_a_service_that_is_not_there_is_away() -> None:
    with pytest.raises(TranslatorAway):
        TranslationService("http://127.0.0.1:9").translate("Bună", "en")


def by_model(service: Service, used: list[Used]) -> ModelTranslator:
    return ModelTranslator(openai_compatible("m", service.url + "/v1", ""), used.append)


def test_a_model_is_asked_for_the_translation_alone(service: Service) -> None:
    service.answers = [Served(200, wire.openai_words("Hel", "lo"))]
    used: list[Used] = []
    assert by_model(service, used).translate("Bună", "en") == Translated("Hello")
    system, user = service.asked[0]["messages"]
    assert '"en"' in system["content"]
    assert user == {"role": "user", "content": "Bună"}
    assert "tools" not in service.asked[0]
    assert len(used) == 1


def test_a_model_says_that_there_is_nothing_to_translate(service: Service) -> None:
    service.answers = [Served(200, wire.openai_words("[same ", "language]"))]
    assert by_model(service, []).translate("Hello", "en") == Translated("", "en")


def test_a_model_that_calls_a_tool_does_not_translate(service: Service) -> None:
    service.answers = [Served(200, wire.openai_call("refund", '{"all": true}'))]
    with pytest.raises(TranslatorAway) as away:
        by_model(service, []).translate("Bună", "en")
    assert away.value.lasting


def test_a_model_that_is_away_is_away(service: Service) -> None:
    service.answers = [Served(500, b"")]
    with pytest.raises(TranslatorAway) as away:
        by_model(service, []).translate("Bună", "en")
    assert not away.value.lasting
