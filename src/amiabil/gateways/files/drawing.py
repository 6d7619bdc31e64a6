"""Can this picture be read, and how does it look without anything hidden in it? Run apart, in a process of its own.

Decoders of pictures are where crafted files break programs. So web never decodes: it starts this file as a script
with bounded memory and time, no environment and nothing of the product loaded. The picture is its standard input;
its answer on standard output is one line of JSON and then the bytes of the view and of the thumb.
"""

from __future__ import annotations

import io
import json
import resource
import signal
import sys
import warnings

from PIL import Image, ImageCms, UnidentifiedImageError

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space: three copies of the largest picture that is decoded in full, and the libraries."""

CPU_SECONDS = 30
"""The largest honest picture takes two; then the kernel ends the process."""

VIEW_SIDE, THUMB_SIDE = 2000, 480
"""Longest sides, in points: enough to read a label, and a tile of 240 points on a sharp screen."""

MOST_POINTS = {"JPEG": 220_000_000, "MPO": 220_000_000}
"""JPEG is decoded at a fraction of its size, so the pictures of 200-megapixel telephones fit."""

MOST_POINTS_ELSE = 64_000_000
"""The other formats are decoded whole, at up to four bytes a point."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
MOVING = frozenset({"PNG", "WEBP", "GIF"})
"""Formats that may be films; several pictures in a JPEG or HEIC are depth maps and previews."""


ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture with this Exif orientation is put upright; the HEIC decoder has done it already."""

LYING = frozenset(TURNS[orientation] for orientation in (5, 6, 7, 8))
"""Turns that exchange width and height."""


class Refused(Exception):
    """This picture is not drawn; the facts go to the caller."""

    def __init__(self, why: str, **facts: int) -> None:
        self.answer = {"refused": why, **facts}


def bound() -> None:
    """Give up the right to much memory, time or files before the first byte is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(4 * CPU_SECONDS)


def opened(stream: io.BytesIO) -> Image.Image:
    """The picture with its header read; raises ``Refused`` when it is none of ours, too large or a film."""
    try:
        image = Image.open(stream, formats=FORMATS)
    except UnidentifiedImageError:
        raise Refused("unreadable") from None
    points, most = image.width * image.height, MOST_POINTS.get(image.format or "", MOST_POINTS_ELSE)
    if points > most:
        raise Refused("too_many_points", megapixels=-(-points // 1_000_000), max=most // 1_000_000)
    if image.format in MOVING and getattr(image, "is_animated", False):
        raise Refused("moves")
    return image


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """What puts this picture upright; None when it is."""
    return None if image.format == "HEIF" else TURNS.get(image.getexif().get(ORIENTATION, 1))


def plain(image: Image.Image) -> Image.Image:
    """The points alone, upright, in 8 bits a colour, on white; at most the size of the view."""
    if image.format in {"JPEG", "MPO"}:
        image.draft("RGB", (VIEW_SIDE, VIEW_SIDE))
    turn = turn_of(image)
    small = coloured(image)
    small.thumbnail((VIEW_SIDE, VIEW_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright = in_srgb(small.transpose(turn) if turn is not None else small)
    if upright.mode != "RGBA":
        return upright
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright.getchannel("A"))
    return ground


def in_srgb(image: Image.Image) -> Image.Image:
    """The colours as every screen shows them: a colour that looks paler than it was would be false evidence."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return image
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image


def coloured(image: Image.Image) -> Image.Image:
    """The whole picture decoded, as RGB, or as RGBA when something of it is transparent."""
    image.load()
    if image.mode.startswith(("I", "F")):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def jpeg(image: Image.Image, side: int) -> bytes:
    """The picture at most this large, as a JPEG without any data about it."""
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    small.info = {}  # else the encoder writes the comment of the original again
    written = io.BytesIO()
    small.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()


def drawn(stream: io.BytesIO) -> tuple[dict[str, object], bytes, bytes]:
    """The answer, the view and the thumb; the bytes are empty for a refusal."""
    try:
        image = opened(stream)
        lies = turn_of(image) in LYING
        width, height = image.size[::-1] if lies else image.size
        ground = plain(image)
    except Refused as refused:
        return refused.answer, b"", b""
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError, ArithmeticError):
        # What the decoders raise for a file that is cut off, damaged or crafted.
        return {"refused": "unreadable"}, b"", b""
    view, thumb = jpeg(ground, VIEW_SIDE), jpeg(ground, THUMB_SIDE)
    return {"width": width, "height": height, "view": len(view), "thumb": len(thumb)}, view, thumb


def main() -> None:
    """Draw standard input to standard output."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    pillow_heif.options.DECODE_THREADS = 1
    Image.MAX_IMAGE_PIXELS = None  # our own limits are stricter and differ by format
    warnings.simplefilter("ignore")
    bound()
    answer, view, thumb = drawn(io.BytesIO(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + view + thumb)


if __name__ == "__main__":
    main()
