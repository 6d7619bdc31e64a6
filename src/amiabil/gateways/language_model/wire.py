"""How is a language model spoken to? By pydantic-ai, which knows both wire formats; installed only as an extra.

Streamed, because only a stream tells that nothing comes: the first word has a time of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amiabil.gateways.language_model.protocol import (
    ANSWER_SECONDS,
    FIRST_WORD_SECONDS,
    RETRIES,
    Answer,
    Call,
    Called,
    Calls,
    Capabilities,
    Draft,
    FromAssistant,
    FromCustomer,
    ModelAway,
    Refusal,
    Request,
    Result,
    Used,
)

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models import Model, ModelRequestParameters
    from pydantic_ai.settings import ModelSettings

CALLS_MOST = 6
"""Calls of one step that are looked at; a person is waiting."""

LETTERS_MOST = 8_000
"""Letters of an answer; ``Request.most`` is a wish the service need not grant."""

Makes = Callable[[], "Model"]


class WiredModel:
    """A model at an address. ``make`` gives the library's model, made anew for each step: it belongs to one loop."""

    def __init__(
        self,
        name: str,
        make: Makes,
        *,
        context: int = 32_000,
        first: float = FIRST_WORD_SECONDS,
        whole: float = ANSWER_SECONDS,
    ) -> None:
        self.name = name
        self._make = make
        self._context = context
        self._first = first
        self._whole = whole

    def capabilities(self) -> Capabilities:
        """Both wire formats have tools and streams."""
        return Capabilities(tools=True, streaming=True, context=self._context)

    def is_well(self) -> bool:
        """It keeps no count of failures; ``Breaker`` does."""
        return True

    def generate(self, request: Request) -> Answer:
        """One step, with two tries more where the service says it was busy."""
        from pydantic_ai.exceptions import AgentRunError, UserError

        try:
            response = asyncio.run(self._ask(request))
        except (AgentRunError, UserError) as error:
            # Its text may hold what was sent: only the kind is told.
            raise ModelAway(_told(error)) from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            # What comes from outside and is no answer at all meets the libraries unprepared.
            raise ModelAway(f"unusable: {type(error).__name__}") from None
        return _read(response)

    async def _ask(self, request: Request) -> ModelResponse:
        from pydantic_ai.direct import model_request_stream

        async with model_request_stream(
            self._make(),
            _messages(request),
            model_settings=self._settings(request),
            model_request_parameters=_parameters(request),
        ) as stream:
            letters = 0
            async for _event in stream:
                letters = sum(len(getattr(part, "content", "") or "") for part in stream.get().parts)
                if letters > LETTERS_MOST:
                    raise ModelAway("endless answer")
            return stream.get()

    def _settings(self, request: Request) -> ModelSettings:
        return {
            "temperature": 0.0,
            "max_tokens": request.most,
            "max_retries": RETRIES,
            "first_event_timeout": self._first,
            "request_timeout": self._whole,
            "extra_headers": {"Idempotency-Key": request.key},
        }


def openai_compatible(name: str, url: str, key: str, **limits: Any) -> WiredModel:
    """A model behind the chat completions of OpenAI, vLLM, llama.cpp, Ollama and others. ``key`` may be empty."""

    def make() -> Model:
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.profiles.openai import OpenAIModelProfile
        from pydantic_ai.providers.openai import OpenAIProvider

        provider = OpenAIProvider(base_url=url, api_key=key or "none")
        # Else the library calls a stream that broke off a whole one.
        whole = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
        return OpenAIChatModel(name, provider=provider, profile=whole)

    return WiredModel(name, make, **limits)


def anthropic(name: str, url: str, key: str, **limits: Any) -> WiredModel:
    """A model behind the messages of Anthropic; an empty ``url`` is the company's own."""

    def make() -> Model:
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        return AnthropicModel(name, provider=AnthropicProvider(base_url=url or None, api_key=key))

    return WiredModel(name, make, **limits)


def _parameters(request: Request) -> ModelRequestParameters:
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.tools import ToolDefinition

    return ModelRequestParameters(
        function_tools=[
            ToolDefinition(
                name=tool.name, description=tool.description, parameters_json_schema=tool.parameters
            )
            for tool in request.tools
        ]
    )


def _messages(request: Request) -> list[ModelMessage]:
    from pydantic_ai import messages

    told: list[ModelMessage] = []
    for line in request.lines:
        match line:
            case FromCustomer(text):
                told.append(_request(messages.UserPromptPart(text), request))
            case Result(call, tool, text):
                told.append(_request(messages.ToolReturnPart(tool, text, call), request))
            case FromAssistant(text):
                told.append(messages.ModelResponse(parts=[messages.TextPart(text)]))
            case Called(calls):
                parts = [messages.ToolCallPart(one.tool, one.arguments, tool_call_id=one.id) for one in calls]
                told.append(messages.ModelResponse(parts=parts))
    return told


def _request(part: Any, request: Request) -> ModelMessage:
    from pydantic_ai import messages

    return messages.ModelRequest(parts=[part], instructions=request.instructions)


def _read(response: ModelResponse) -> Answer:
    from pydantic_ai import messages

    used = Used(response.usage.input_tokens, response.usage.output_tokens)
    if response.finish_reason == "content_filter":
        return Refusal("content_filter", used)
    if response.finish_reason not in {"stop", "tool_call"}:
        # None is a stream that broke off: half a sentence can say the contrary of the whole one.
        raise ModelAway(f"cut short: {response.finish_reason or 'no end'}")
    calls = [part for part in response.parts if isinstance(part, messages.ToolCallPart)]
    if calls:
        return Calls(tuple(_call(part) for part in calls[:CALLS_MOST]), used)
    said = "".join(part.content for part in response.parts if isinstance(part, messages.TextPart)).strip()
    if not said:
        raise ModelAway("empty answer")
    return Draft(said, used)


def _call(part: Any) -> Call:
    try:
        arguments = part.args_as_dict(raise_if_invalid=True)
    except (ValueError, AssertionError):
        raise ModelAway("arguments of a call are no JSON object") from None
    return Call(part.tool_call_id, part.tool_name, arguments)


def _told(error: Exception) -> str:
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__.strip('_')}" + (f" {status}" if status else "")
