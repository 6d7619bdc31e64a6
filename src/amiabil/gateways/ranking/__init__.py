"""Which article answers a message? Scorers over an index in memory, with scikit-learn; never loaded by web.

``build`` makes a ``HeldRanker`` from the articles; it is the ``Ranker`` of ``domain/assistant/ranking``.
"""

from amiabil.gateways.ranking.held import HeldRanker, build

__all__ = ["HeldRanker", "build"]
