"""What can an embedder do?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""One row for each text, of length 1."""

LETTERS_MAX = 400
"""Letters of a text that are looked at: longer ones cost time and say little more about what is asked."""


class Embedder(Protocol):
    """Turns texts into vectors; the product of two rows tells how near their meanings are."""

    @property
    def name(self) -> str:
        """What made the vectors: those of different makers must not be compared."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in their order."""
