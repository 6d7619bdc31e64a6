"""What do the products of the demonstration look like, and the photos people send of them? All drawn by us.

Each product is one drawing, an SVG file in ``products``; ``listing`` and ``evidence`` make files of it.
"""

from amiabil.demo.pictures.evidence import Snapshot, photo
from amiabil.demo.pictures.products import listing, names, svg
from amiabil.demo.pictures.scenes import Scene

__all__ = ["Scene", "Snapshot", "listing", "names", "photo", "svg"]
