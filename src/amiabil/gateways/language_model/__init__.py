"""Who words an answer better than a template can? An optional language model; it drafts, the rules decide."""

from amiabil.gateways.language_model.breaker import Breaker
from amiabil.gateways.language_model.protocol import (
    Answer,
    Call,
    Called,
    Calls,
    Capabilities,
    Draft,
    FromAssistant,
    FromCustomer,
    LanguageModel,
    Line,
    ModelAway,
    Refusal,
    Request,
    Result,
    Tool,
    Used,
)
from amiabil.gateways.language_model.scripted import ScriptedModel

__all__ = [
    "Answer",
    "Breaker",
    "Call",
    "Called",
    "Calls",
    "Capabilities",
    "Draft",
    "FromAssistant",
    "FromCustomer",
    "LanguageModel",
    "Line",
    "ModelAway",
    "Refusal",
    "Request",
    "Result",
    "ScriptedModel",
    "Tool",
    "Used",
]
