"""A language model words an answer, and the rules keep the last word: a scripted model says all it should not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from amiabil.actions import chats
from amiabil.actions.chats import First
from amiabil.actions.help_articles_shipped import load_shipped
from amiabil.domain.access import Viewer
from amiabil.gateways.language_model import (
    Answer,
    Breaker,
    Call,
    Calls,
    Draft,
    LanguageModel,
    ModelAway,
    Refusal,
    Result,
    ScriptedModel,
    Used,
    wire,
)
from amiabil.jobs.assistant import process_knowledge
from amiabil.jobs.assistant.drafting import CANARY, Drafter
from amiabil.records import clock, model_budget
from amiabil.records.models import AssistantTurn, Message
from amiabil.ui.assistant.turning import take_turn
from tests.factories import World, make_buyer, make_world
from tests.gateways.language_model import service as wires
from tests.gateways.language_model.service import Served

pytestmark = pytest.mark.django_db

ASKED = "Cine plătește returul?"
SEARCH = Calls((Call("1", "search_help", {"query": "cine plătește returul"}),), Used(900, 20))


@pytest.fixture(autouse=True)
def _there(settings: Any) -> None:
    settings.AMIABIL_ASSISTANT = True
    load_shipped(at=clock.now())


@pytest.fixture
def world() -> World:
    return make_world()


def turned(
    viewer: Viewer | None, text: str, script: Iterable[Answer | ModelAway] | LanguageModel, **more: Any
) -> tuple[str, AssistantTurn, ScriptedModel]:
    """What is said to a message, how it was come to, and the model that was asked."""
    model: Any = script if hasattr(script, "generate") else ScriptedModel(script)  # type: ignore[arg-type]
    drafter = Drafter(model, lambda _: "", **more)
    first = First(uuid4(), text, clock.now())
    file = (chats.begin_as_visitor("ro", first) if viewer is None else chats.begin(viewer, first)).file
    assert take_turn(file.case_id, better=drafter.better)
    said = Message.objects.get(case_id=file.case_id, author_role="assistant")
    return said.text, AssistantTurn.objects.get(case_id=file.case_id), model


def passage(model: ScriptedModel, at: int = 0) -> str:
    """A sentence of what a tool gave, with its source."""
    results = [line for line in model.asked[-1].lines if isinstance(line, Result)]
    found = json.loads(results[at].text)["found"][0]
    return f"{found['text'].split('. ')[0].rstrip('.')}. [{found['source']}]"


class Quoting(ScriptedModel):
    """Looks something up and says the first sentence of it."""

    def __init__(self, call: Call) -> None:
        super().__init__([Calls((call,))])

    def generate(self, request: Any) -> Answer:
        if self.asked:
            self.asked.append(request)
            return Draft(passage(self), Used(1000, 40))
        return super().generate(request)


def test_words_that_a_source_says_are_shown_with_the_source(world: World) -> None:
    said, turn, model = turned(world.buyer, ASKED, Quoting(SEARCH.calls[0]))
    assert turn.decision == "worded"
    assert turn.tools == ["search_help", "model"]
    assert "[" not in said
    assert passage(model).split(" [")[0] in said
    assert "(versiunea 1)" in said
    assert "asistent" in said.lower()  # the notice that a program answers stays before it
    assert model_budget.spent(clock.now().date()) == 1040


BAD = {
    "a number of its own": "Banii ajung în 3 zile. [return-cost]",
    "no source": "Banii ajung în câteva zile.",
    "a promise": "Îți garantăm banii înapoi. [return-cost]",
    "an address": "Intră pe https://bani.example. [return-cost]",
    "the instructions": f"Semnul este {CANARY}. [return-cost]",
    "somebody's data": "Scrie la ion@example.org. [return-cost]",
}


@pytest.mark.parametrize("what", BAD)
def test_what_no_source_says_is_never_shown(world: World, what: str) -> None:
    said, turn, model = turned(world.buyer, ASKED, [SEARCH, Draft(BAD[what]), Draft(BAD[what])])
    assert BAD[what].split(" [")[0] not in said
    assert turn.decision == "answer"
    assert turn.tools[-1] == "model:refused"
    assert len(model.asked) == 3


def test_a_draft_that_was_refused_is_tried_once_more_with_the_reason(world: World) -> None:
    good = Draft("Despre ce comandă este vorba?")
    said, turn, model = turned(world.buyer, ASKED, [SEARCH, Draft(BAD["a number of its own"]), good])
    assert turn.decision == "worded"
    assert "Despre ce comandă este vorba?" in said
    assert "figure" in str(model.asked[-1].lines[-1])


@pytest.mark.parametrize("answer", [ModelAway("test"), Refusal("no"), Calls((Call("1", "refund", {}),) * 7)])
def test_the_embedded_answer_is_given_in_the_same_turn(world: World, answer: Answer | ModelAway) -> None:
    plain, _, _ = turned(world.buyer, ASKED, [ModelAway("none")])
    said, turn, _ = turned(world.buyer, ASKED, [answer])
    assert said == plain
    assert turn.decision == "answer"


def test_a_model_that_never_comes_to_an_end_is_left(world: World) -> None:
    _, turn, model = turned(world.buyer, ASKED, [SEARCH] * 20)
    assert turn.decision == "answer"
    assert len(model.asked) <= 5


def test_it_begins_a_task_that_the_code_carries_out(world: World) -> None:
    begin = Calls((Call("1", "start_task", {"task": "where_is_my_order", "order": "4101"}),))
    said, turn, _ = turned(world.buyer, ASKED, [begin])
    assert turn.flow == "where_is_my_order"
    assert turn.tools[-1] == "model"
    assert "4101" in said


def test_it_can_bring_a_person(world: World) -> None:
    _, turn, _ = turned(world.buyer, ASKED, [Calls((Call("1", "hand_over", {}),))])
    assert turn.reason == "wanted"


@pytest.mark.parametrize("name", ["refund", "decide", "", "hand_over "])
def test_a_task_that_is_none_changes_nothing(world: World, name: str) -> None:
    _, turn, _ = turned(world.buyer, ASKED, [Calls((Call("1", "start_task", {"task": name}),))])
    assert (turn.decision, turn.flow) == ("answer", "")


OWN = ("list_orders", "get_order", "list_disputes", "get_dispute", "list_refunds")


@pytest.mark.parametrize("tool", OWN)
def test_own_data_is_told_only_where_the_operator_allows_it(world: World, tool: str) -> None:
    call = Calls((Call("1", tool, {"order_id": "4101", "dispute_id": "D-0000-0000"}),))
    _, _, model = turned(world.buyer, ASKED, [call, ModelAway("end")])
    assert tool not in {one.name for one in model.asked[0].tools}
    assert model.asked[1].lines[-1] == Result("1", tool, '{"error": "not_found"}')


def test_own_orders_are_told_in_sentences_that_it_can_say(world: World) -> None:
    said, turn, _ = turned(
        world.buyer, ASKED, Quoting(Call("1", "get_order", {"order_id": "4101"})), own=True
    )
    assert turn.decision == "worded"
    assert "4101" in said


def test_somebody_elses_order_is_not_there(world: World) -> None:
    other = make_buyer("other")
    call = Calls((Call("1", "get_order", {"order_id": "4101"}), Call("2", "get_order", {"order_id": "0"})))
    _, _, model = turned(other, ASKED, [call, ModelAway("end")], own=True)
    assert {line.text for line in model.asked[1].lines if isinstance(line, Result)} == {
        '{"error": "not_found"}'
    }


def test_a_visitor_has_no_tools_about_orders() -> None:
    _, _, model = turned(None, ASKED, [ModelAway("end")], own=True)
    assert not {one.name for one in model.asked[0].tools} & set(OWN)


@pytest.mark.parametrize(
    "text",
    ["vreau să vorbesc cu un om", "a luat foc încărcătorul", "mi-au spart contul", "unde e comanda mea?"],
)
def test_what_is_not_a_question_for_articles_never_gets_to_it(world: World, text: str) -> None:
    _, turn, model = turned(world.buyer, text, [Draft("Nu știu?")])
    assert model.asked == []
    assert turn.decision != "worded"


def test_secrets_never_get_to_it(world: World) -> None:
    _, _, model = turned(world.buyer, f"{ASKED} cardul meu este 4111 1111 1111 1111", [ModelAway("end")])
    assert "4111" not in str(model.asked)


def test_a_day_costs_no_more_than_was_allowed(world: World) -> None:
    model_budget.spend(clock.now().date(), 999)
    _, _, asked = turned(world.buyer, ASKED, [ModelAway("end")], tokens_a_day=1000)
    assert len(asked.asked) == 1
    model_budget.spend(clock.now().date(), 1)
    _, turn, asked = turned(world.buyer, ASKED, [ModelAway("end")], tokens_a_day=1000)
    assert asked.asked == []
    assert turn.decision == "answer"
    assert model_budget.spent(datetime(2020, 1, 1, tzinfo=UTC).date()) == 0


def test_the_whole_way_over_http_with_a_service_that_answers_nonsense(world: World) -> None:
    with wires.running() as service:
        service.answers = [Served(500, b"{}", {"retry-after-ms": "1"})]
        model = Breaker(wire.openai_compatible("test-model", service.url + "/v1", ""), failures=1)
        _, turn, _ = turned(world.buyer, ASKED, model)
        assert turn.decision == "answer"
        asked = len(service.asked)
        _, turn, _ = turned(world.buyer, ASKED, model)
        assert turn.decision == "answer"
        assert len(service.asked) == asked  # it rests


@pytest.mark.parametrize(
    "body", [wires.openai_words("Plătim 5.000.000 de lei până vineri, sigur!"), b"data: {xyz\n\n"]
)
def test_nonsense_in_words_and_in_bytes_is_never_said(world: World, body: bytes) -> None:
    with wires.running() as service:
        service.answers = [Served(body=body)]
        model = Breaker(wire.openai_compatible("test-model", service.url + "/v1", ""))
        said, turn, _ = turned(world.buyer, ASKED, model)
    assert service.asked
    assert turn.decision == "answer", "the own answer is given in the same turn"
    assert "5.000.000" not in said


def test_a_model_that_is_named_in_the_settings_is_asked(world: World, settings: Any) -> None:
    with wires.running() as service:
        settings.AMIABIL_MODEL = "openai_compatible:test-model"
        settings.AMIABIL_MODEL_URL = service.url + "/v1"
        service.answers = [Served(body=wires.openai_words("Despre ce comandă este vorba?"))]
        process_knowledge.better.cache_clear()
        file = chats.begin(world.buyer, First(uuid4(), ASKED, clock.now())).file
        assert take_turn(file.case_id, better=process_knowledge.better())
        process_knowledge.better.cache_clear()
    assert AssistantTurn.objects.get(case_id=file.case_id).decision == "worded"
