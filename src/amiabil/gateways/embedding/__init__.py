"""How are sentences turned into numbers that are near where meanings are near? Optional; everything works without.

``open_embedder`` gives the packaged multilingual model where the extra ``meaning`` is installed, else None.
"""

from amiabil.gateways.embedding.kept import KeptEmbedder
from amiabil.gateways.embedding.opening import open_embedder
from amiabil.gateways.embedding.protocol import Embedder, Vectors

__all__ = ["Embedder", "KeptEmbedder", "Vectors", "open_embedder"]
