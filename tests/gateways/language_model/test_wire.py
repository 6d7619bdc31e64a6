"""What comes back from each wire format, whole or broken, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from amiabil.gateways.language_model import (
    Call,
    Called,
    Calls,
    Draft,
    FromAssistant,
    FromCustomer,
    ModelAway,
    Refusal,
    Request,
    Result,
    Tool,
    Used,
    wire,
)
from tests.gateways.language_model import service as wires
from tests.gateways.language_model.service import Served, Service

SEARCH = Tool(
    "search_help",
    "Finds articles.",
    {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
)

ASKED = Request(
    "Answer from articles only.", (FromCustomer("unde e coletul?"),), (SEARCH,), "turn-7", most=300
)


@dataclass(frozen=True)
class Format:
    """A wire format: how it says words and calls, and the model that reads it."""

    name: str

    def words(self, *words: str) -> bytes:
        return wires.openai_words(*words) if self.name == "openai" else wires.anthropic_words(*words)

    def call(self, tool: str, *arguments: str) -> bytes:
        made = wires.openai_call if self.name == "openai" else wires.anthropic_call
        return made(tool, *arguments)

    def cut(self) -> bytes:
        return (
            wires.openai_words("half", finish="length")
            if self.name == "openai"
            else wires.anthropic_words("half", reason="max_tokens")
        )

    def model(self, service: Service, **limits: Any) -> wire.WiredModel:
        if self.name == "openai":
            return wire.openai_compatible("test-model", service.url + "/v1", "", **limits)
        return wire.anthropic("test-model", service.url, "secret-key", **limits)


@pytest.fixture(params=["openai", "anthropic"])
def form(request: pytest.FixtureRequest) -> Format:
    return Format(request.param)


@pytest.fixture
def service() -> Iterator[Service]:
    with wires.running() as service:
        yield service


def test_words_become_a_draft_with_what_they_cost(form: Format, service: Service) -> None:
    service.answers = [Served(body=form.words("Coletul ", "tău e pe drum."))]
    assert form.model(service).generate(ASKED) == Draft("Coletul tău e pe drum.", Used(120, 9))


def test_a_call_of_a_tool_comes_in_pieces(form: Format, service: Service) -> None:
    service.answers = [Served(body=form.call("search_help", '{"query": ', '"unde e coletul"}'))]
    found = form.model(service).generate(ASKED)
    assert isinstance(found, Calls)
    assert [(one.tool, one.arguments) for one in found.calls] == [
        ("search_help", {"query": "unde e coletul"})
    ]


def test_what_is_sent_is_the_conversation_and_no_chance(form: Format, service: Service) -> None:
    lines = (
        FromCustomer("salut"),
        FromAssistant("Bună!"),
        FromCustomer("unde e coletul?"),
        Called((Call("call_1", "search_help", {"query": "colet"}),)),
        Result("call_1", "search_help", '{"origin": "articles", "found": []}'),
    )
    service.answers = [Served(body=form.words("Nu știu."))]
    form.model(service).generate(Request("Rules.", lines, (SEARCH,), "turn-8", most=300))
    sent, headers = service.asked[0], service.headers[0]
    assert sent["temperature"] == 0
    assert sent["model"] == "test-model"
    assert 300 in {sent.get("max_tokens"), sent.get("max_completion_tokens")}
    assert headers["idempotency-key"] == "turn-8"
    told = [message["role"] for message in sent["messages"] if message["role"] != "system"]
    results = "tool" if form.name == "openai" else "user"
    assert told == ["user", "assistant", "user", "assistant", results]
    assert "Rules." in str(sent.get("system") or sent["messages"][0])
    assert '"search_help"' in str(sent["tools"]).replace("'", '"')


BROKEN = {
    "no JSON": Served(body=b"data: {this is no json\n\n"),
    "nothing": Served(body=b""),
    "a web page": Served(body=b"<html>login</html>"),
    "no known event": Served(
        body=b'data: {"type": "hello"}\n\ndata: {"choices": "many"}\n\ndata: [DONE]\n\n'
    ),
    "a list": Served(body=b"data: []\n\n"),
    "busy": Served(429, b'{"error": {"message": "slow down"}}', {"retry-after-ms": "1"}),
    "ill": Served(500, b'{"error": {"message": "oops"}}', {"retry-after-ms": "1"}),
    "a wrong key": Served(401, b'{"error": {"message": "no"}}'),
    "elsewhere": Served(302, b"", {"Location": "http://127.0.0.1:9/"}),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_answer_is_no_answer(form: Format, service: Service, what: str) -> None:
    service.answers = [BROKEN[what]]
    with pytest.raises(ModelAway):
        form.model(service, first=3.0, whole=4.0).generate(ASKED)


def test_a_service_that_is_busy_is_asked_three_times(form: Format, service: Service) -> None:
    service.answers = [BROKEN["busy"], BROKEN["ill"], Served(body=form.words("Da."))]
    assert form.model(service).generate(ASKED) == Draft("Da.", Used(120, 9))
    assert len(service.asked) == 3


def test_a_wrong_key_is_tried_once(form: Format, service: Service) -> None:
    service.answers = [BROKEN["a wrong key"]]
    with pytest.raises(ModelAway, match="401"):
        form.model(service).generate(ASKED)
    assert len(service.asked) == 1


def test_arguments_that_are_no_object_are_no_call(form: Format, service: Service) -> None:
    for arguments in ('["query"]', '{"query": "uns'):
        service.answers = [Served(body=form.call("search_help", arguments))]
        with pytest.raises(ModelAway):
            form.model(service).generate(ASKED)


def test_an_answer_cut_short_is_not_told_as_a_whole(form: Format, service: Service) -> None:
    service.answers = [Served(body=form.cut())]
    with pytest.raises(ModelAway, match="length"):
        form.model(service).generate(ASKED)


def test_a_stream_that_breaks_off_is_no_answer(form: Format, service: Service) -> None:
    whole = form.words("Ai ", "dreptul ", "la ", "bani.")
    service.answers = [Served(body=whole[: len(whole) // 2])]
    with pytest.raises(ModelAway):
        form.model(service, first=3.0, whole=4.0).generate(ASKED)


def test_nobody_waits_longer_than_promised_for_the_first_word(form: Format, service: Service) -> None:
    service.answers = [Served(body=b": hello\n\n", hangs=True)]
    with pytest.raises(ModelAway, match="Timeout"):
        form.model(service, first=0.2, whole=5.0).generate(ASKED)


def test_nor_for_the_whole(form: Format, service: Service) -> None:
    whole = form.words("Ai ", "dreptul.")
    service.answers = [Served(body=whole[: len(whole) * 2 // 3], hangs=True)]
    with pytest.raises(ModelAway, match="Timeout"):
        form.model(service, first=5.0, whole=0.5).generate(ASKED)


def test_a_refusal_of_the_service_is_told_as_one(service: Service) -> None:
    service.answers = [Served(body=wires.openai_words("x", finish="content_filter"))]
    found = wire.openai_compatible("test-model", service.url + "/v1", "").generate(ASKED)
    assert isinstance(found, Refusal)


def test_an_endless_answer_ends(form: Format, service: Service) -> None:
    service.answers = [Served(body=form.words(*(["bla " * 500] * 100)))]
    with pytest.raises(ModelAway):
        form.model(service).generate(ASKED)


def test_what_the_customer_said_is_in_no_error(form: Format, service: Service) -> None:
    service.answers = [Served(400, b'{"error": {"message": "bad: unde e coletul?"}}')]
    with pytest.raises(ModelAway) as failed:
        form.model(service).generate(ASKED)
    assert "colet" not in str(failed.value)
    assert failed.value.__cause__ is None


def test_nobody_at_the_address(form: Format) -> None:
    with wires.running() as gone:
        pass
    with pytest.raises(ModelAway):
        form.model(gone, first=3.0, whole=4.0).generate(ASKED)
