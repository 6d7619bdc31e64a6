"""What may others see of a picture? Its points, re-encoded: no place, no device, no second content.

The work is done by ``drawing.py`` in a process of its own, a few at a time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from amiabil.domain.files import FileUnreadable, PictureMoves, PictureTooLarge

MEDIA_TYPE = "image/jpeg"
"""Of every view and thumb, whatever the original was: every browser and mail program shows it."""

_SCRIPT = Path(__file__).with_name("drawing.py")
_SECONDS = 60
"""Wall clock for one picture on a busy machine; the process ends itself after 30 s of computing."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""Each may use 1.5 GB for a moment; further ones wait their turn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as others see it: two JPEGs, and the size of the original in points, upright."""

    width: int
    height: int
    view: bytes
    thumb: bytes


def draw(content: BinaryIO, *, media_type: str) -> Drawn:
    """Decode a picture completely and make its view and thumb.

    Raises ``FileUnreadable`` when it is damaged, cut off or needs more than an honest picture does,
    ``PictureTooLarge`` and ``PictureMoves``.
    """
    with tempfile.TemporaryFile() as copy, _AT_ONCE:
        content.seek(0)
        while piece := content.read(1 << 20):
            copy.write(piece)
        copy.flush()
        copy.seek(0)
        return _answer(copy, media_type)


def _answer(copy: BinaryIO, media_type: str) -> Drawn:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_SCRIPT)],
            stdin=copy,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise FileUnreadable(media_type) from None
    if done.returncode < 0:  # ended by a signal: time, memory, or a decoder that broke
        raise FileUnreadable(media_type)
    if done.returncode > 0:
        raise RuntimeError(f"drawing failed: {done.stderr[-2000:].decode(errors='replace')}")
    line, _, pictures = done.stdout.partition(b"\n")
    told = json.loads(line)
    if "refused" in told:
        raise _refusal(told, media_type)
    return Drawn(told["width"], told["height"], pictures[: told["view"]], pictures[told["view"] :])


def _refusal(told: dict[str, object], media_type: str) -> Exception:
    match told["refused"]:
        case "too_many_points":
            return PictureTooLarge(megapixels=int(str(told["megapixels"])), most=int(str(told["max"])))
        case "moves":
            return PictureMoves(media_type)
        case _:
            return FileUnreadable(media_type)
