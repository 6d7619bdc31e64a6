"""Which products have a picture, and how does the picture of a listing look?"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO

from amiabil.demo.pictures import raster

_FOLDER = files("amiabil.demo.pictures") / "products"

LISTING_WIDTH = 960
"""Pixels; twice what the widest page shows, for screens that want two."""


@cache
def names() -> tuple[str, ...]:
    """The products that are drawn, in order."""
    return tuple(
        sorted(entry.name.removesuffix(".svg") for entry in _FOLDER.iterdir() if entry.name.endswith(".svg"))
    )


@cache
def svg(name: str) -> str:
    """The drawing of a product. Raises ``FileNotFoundError`` for one that is not drawn."""
    return (_FOLDER / f"{name}.svg").read_text("utf-8")


@cache
def listing(name: str) -> bytes:
    """The picture of a product as its shop shows it: a JPEG without anything but the picture."""
    file = BytesIO()
    raster.paint(raster.shapes(svg(name)), width=LISTING_WIDTH).save(file, "JPEG", quality=88, optimize=True)
    return file.getvalue()
