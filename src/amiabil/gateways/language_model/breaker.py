"""When is a language model not asked at all? After failures in a row, for a while: a person waits meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from amiabil.gateways.language_model.protocol import (
    Answer,
    Capabilities,
    LanguageModel,
    ModelAway,
    Request,
)

FAILURES = 3
REST_SECONDS = 60.0


class Breaker:
    """A model that is left alone for ``rest`` seconds after ``failures`` in a row.

    One try then tells whether it is back. Safe for several threads.
    """

    def __init__(
        self,
        model: LanguageModel,
        *,
        failures: int = FAILURES,
        rest: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = model.name
        self._model = model
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._until = 0.0

    def capabilities(self) -> Capabilities:
        """Those of the model."""
        return self._model.capabilities()

    def is_well(self) -> bool:
        """Whether it would be asked now."""
        with self._lock:
            return self._failed < self._most or self._clock() >= self._until

    def generate(self, request: Request) -> Answer:
        """Ask, or raise ``ModelAway`` at once while it rests."""
        if not self._may_try():
            raise ModelAway("resting after failures")
        try:
            answer = self._model.generate(request)
        except ModelAway:
            self._note_failure()
            raise
        with self._lock:
            self._failed = 0
        return answer

    def _may_try(self) -> bool:
        with self._lock:
            if self._failed < self._most:
                return True
            now = self._clock()
            if now < self._until:
                return False
            # Others wait for what this one finds out.
            self._until = now + self._rest
            return True

    def _note_failure(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._until = self._clock() + self._rest
