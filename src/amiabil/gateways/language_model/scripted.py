"""A model that says what was written down before: for tests of everything around it, and of nothing of a real one."""

from __future__ import annotations

from collections.abc import Iterable

from amiabil.gateways.language_model.protocol import Answer, Capabilities, ModelAway, Request


class ScriptedModel:
    """Gives its answers in their order and remembers what it was asked; ``ModelAway`` in the list is raised.

    Asked once more than it has answers, it is away.
    """

    name = "scripted"

    def __init__(self, answers: Iterable[Answer | ModelAway]) -> None:
        self._answers = list(answers)
        self.asked: list[Request] = []

    def capabilities(self) -> Capabilities:
        """Everything."""
        return Capabilities(tools=True, streaming=False, context=1_000_000)

    def is_well(self) -> bool:
        """Always."""
        return True

    def generate(self, request: Request) -> Answer:
        """The next answer of the script."""
        self.asked.append(request)
        if not self._answers:
            raise ModelAway("the script has ended")
        answer = self._answers.pop(0)
        if isinstance(answer, ModelAway):
            raise answer
        return answer
