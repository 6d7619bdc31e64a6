"""How does a drawing become the photo somebody took with a telephone? Light, grain, and what cameras write into files.

The files carry date, camera and place, so that it can be seen that the other side gets none of it. Everything
follows from the arguments: the same call gives the same bytes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import ExifTags, Image, ImageChops, ImageEnhance, ImageFilter

from amiabil.demo.pictures import raster
from amiabil.demo.pictures.scenes import Scene, compose

WIDTH = 1280
"""Pixels: enough to zoom in on a crack, small enough to draw fifty while somebody waits for the first start."""

_TURNED = 6
"""Orientation of a telephone held upright: turn it a quarter clockwise to see it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a photo was taken. ``place`` is latitude and longitude in degrees, None when the camera did not know.

    An ``upright`` telephone stores the picture lying and says so in the file.
    """

    taken_at: datetime
    place: tuple[float, float] | None = None
    camera: tuple[str, str] = ("Iarba", "Telefon 7")
    upright: bool = False


def photo(scene: Scene, product: str, snapshot: Snapshot) -> bytes:
    """A photo of a product in a scene as a JPEG with EXIF. Raises ``FileNotFoundError`` for a product not drawn."""
    chance = random.Random(f"{scene}/{product}/{snapshot.taken_at.isoformat()}")  # noqa: S311 - looks, no secret
    picture = _taken(raster.paint(raster.shapes(compose(scene, product)), width=WIDTH), chance)
    if snapshot.upright:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    file = BytesIO()
    picture.save(file, "JPEG", quality=84, exif=_exif(snapshot))
    return file.getvalue()


def _taken(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Held a little askew, lit from one side, darker at the edges, with the grain of a small sensor."""
    tilt = chance.uniform(-2.2, 2.2)
    grown = picture.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=picture.getpixel((3, 3)))
    edge = WIDTH // 24
    framed = grown.crop((edge, edge * 3 // 4, WIDTH - edge, WIDTH * 3 // 4 - edge * 3 // 4)).resize(
        picture.size
    )
    warm = ImageEnhance.Color(framed).enhance(chance.uniform(0.86, 0.97))
    lit = ImageChops.multiply(warm, _light(picture.size, chance).convert("RGB"))
    soft = lit.filter(ImageFilter.GaussianBlur(0.7))
    return Image.blend(soft, _grain(picture.size, chance).convert("RGB"), 0.045)


def _light(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """Grey, brightest somewhere near the middle."""
    glow = Image.radial_gradient("L")
    x, y = chance.randint(-30, 30), chance.randint(-30, 10)
    glow = ImageChops.offset(glow, x, y).crop((40, 40, 216, 216)).resize(size, Image.Resampling.BICUBIC)
    return glow.point(lambda level: max(150, min(255, 262 - level * 2 // 5)))


def _grain(size: tuple[int, int], chance: random.Random) -> Image.Image:
    half = (size[0] // 2, size[1] // 2)
    noise = Image.frombytes("L", half, chance.randbytes(half[0] * half[1]))
    return noise.resize(size, Image.Resampling.BICUBIC)


def _exif(snapshot: Snapshot) -> Image.Exif:
    exif = Image.Exif()
    when = snapshot.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = snapshot.camera
    exif[ExifTags.Base.Orientation] = _TURNED if snapshot.upright else 1
    exif[ExifTags.Base.DateTime] = when
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = when
    if snapshot.place is not None:
        latitude, longitude = snapshot.place
        where = exif.get_ifd(ExifTags.IFD.GPSInfo)
        where[ExifTags.GPS.GPSLatitudeRef] = "N" if latitude >= 0 else "S"
        where[ExifTags.GPS.GPSLatitude] = _degrees(abs(latitude))
        where[ExifTags.GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
        where[ExifTags.GPS.GPSLongitude] = _degrees(abs(longitude))
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    whole, rest = divmod(value, 1)
    minutes, rest = divmod(rest * 60, 1)
    return whole, minutes, round(rest * 60, 2)
