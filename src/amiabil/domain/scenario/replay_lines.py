"""A line of an export, whatever it tells of: an order with its cases, or a measure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from amiabil.domain.policy import PolicyFile
from amiabil.domain.scenario import replay, replay_measures
from amiabil.domain.scenario.replay import Compared
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.errors import AmiabilError


def compared(line: str, other: PolicyFile, *, name: str, number: int) -> Sequence[Compared]:
    """What a line tells of under its own policy and under another one. Raises ``DocumentError`` with the line."""
    document = _document(line)
    if not replay_measures.is_of_measure(document):
        return replay.compare(replay.read_history(line, name, number), other)
    try:
        history = replay_measures.history_of(document)
    except (ValueError, KeyError, TypeError, AttributeError, AmiabilError) as error:
        text = f"this is no measure of an export of histories ({type(error).__name__})"
        raise DocumentError(text, line=number, name=name) from None
    return (replay_measures.compare(history, other),)


def _document(line: str) -> dict[str, Any]:
    """The object of a line; empty for what is none, which the reader of histories refuses with its place."""
    try:
        document = json.loads(line)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
