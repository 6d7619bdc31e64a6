"""Which embedder is there on this machine?"""

from __future__ import annotations

from pathlib import Path

from amiabil.gateways.embedding.kept import KeptEmbedder
from amiabil.gateways.embedding.nano import NanoEmbedder


def open_embedder(folder: Path | None = None) -> KeptEmbedder | None:
    """The packaged model, keeping in ``folder`` what it made; None where the extra is not installed or cannot run.

    An engine that was built for another processor raises ``OSError``; that is no reason to be without answers.
    """
    try:
        made = NanoEmbedder()
    except (ImportError, OSError, RuntimeError):
        return None
    return KeptEmbedder(made, folder)
