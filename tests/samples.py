"""Real bytes of every sort a person may send, good and bad."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pillow_heif
from PIL import ExifTags, Image

pillow_heif.register_heif_opener()

FILM_WEBM = Path(__file__).with_name("data").joinpath("film.webm").read_bytes()
FILM_MP4 = Path(__file__).with_name("data").joinpath("film.mp4").read_bytes()
"""Recorded by a browser: eight frames of colour."""

BUCHAREST = (44.0, 26.0, 9.0)
GPS_WORDS = b"somewhere in Bucharest"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (640, 480), *, mode: str = "RGB", **options: object
) -> bytes:
    """A picture of two halves: red left, blue right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    written = io.BytesIO()
    image.convert(mode).save(written, kind, **options)
    return written.getvalue()


def photo_with_place(size: tuple[int, int] = (640, 480), *, orientation: int = 1) -> bytes:
    """A JPEG as a telephone makes it: place, device, comment, colour profile, orientation."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker of telephones"
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = GPS_WORDS.decode()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", BUCHAREST
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", BUCHAREST
    return picture(size=size, exif=exif, comment=GPS_WORDS, icc_profile=b"profile " * 16)


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few kilobytes whose points would fill a gigabyte."""
    written = io.BytesIO()
    Image.new("1", (side, side)).save(written, "PNG", optimize=True)
    return written.getvalue()


def lying_png(side: int) -> bytes:
    """A PNG whose header claims a size its data does not have."""
    raw = bytearray(picture("PNG", (16, 16)))
    raw[16:24] = struct.pack(">II", side, side)
    import zlib

    raw[29:33] = struct.pack(">I", zlib.crc32(bytes(raw[12:29])))
    return bytes(raw)


def animated(kind: str) -> bytes:
    """Two frames."""
    first, second = Image.new("RGB", (16, 16), "red"), Image.new("RGB", (16, 16), "blue")
    written = io.BytesIO()
    first.save(written, kind, save_all=True, append_images=[second], duration=100)
    return written.getvalue()


def pdf() -> bytes:
    """One empty page."""
    written = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(written, "PDF")
    return written.getvalue()


def archive(*names: str) -> bytes:
    """A zip, as office files are."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name in names or ("word/document.xml",):
            made.writestr(name, "<w/>")
    return written.getvalue()


def gif_and_script() -> bytes:
    """The classic: a browser that guesses runs it, a decoder might draw it."""
    return b"GIF89a/*" + bytes(20) + b"*/=1;alert(document.domain);//;"


def box(kind: bytes, *inside: bytes) -> bytes:
    """A box of a film."""
    payload = b"".join(inside)
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def handler(kind: bytes) -> bytes:
    """The box that says what a track is for."""
    return box(b"hdlr", bytes(8), kind, bytes(13))


def table(kind: bytes, count: int, *numbers: int) -> bytes:
    """A table box of 32-bit numbers."""
    return box(kind, bytes(4), struct.pack(f">I{len(numbers)}I", count, *numbers))


def track(kind: bytes, offsets: Iterable[int] = (), sizes: Iterable[int] = (), *extra: bytes) -> bytes:
    """A track whose chunks hold one sample each."""
    offsets, sizes = list(offsets), list(sizes)
    tables = box(
        b"stbl",
        table(b"stsc", 1, 1, 1, 1),
        box(b"stsz", bytes(8), struct.pack(f">I{len(sizes)}I", len(sizes), *sizes)),
        table(b"stco", len(offsets), *offsets),
    )
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", handler(kind), box(b"minf", tables)), *extra)


def film_with_place(brand: bytes = b"isom") -> bytes:
    """A film as a telephone makes it: a place beside it, one inside a track, and a track of positions."""
    start = box(b"ftyp", brand, bytes(4))
    picture_bytes, positions = b"PICTURE!" * 4, GPS_WORDS
    first = len(start) + 8
    second = first + len(picture_bytes)
    return b"".join(
        (
            start,
            box(b"mdat", picture_bytes, positions),
            box(
                b"moov",
                box(b"mvhd", bytes(100)),
                track(b"vide", [first], [len(picture_bytes)], box(b"udta", GPS_WORDS)),
                track(b"meta", [second], [len(positions)]),
                box(b"udta", box(b"\xa9xyz", GPS_WORDS)),
                box(b"meta", GPS_WORDS),
            ),
            box(b"uuid", bytes(16), GPS_WORDS),
        )
    )


def element(id_: bytes, payload: bytes) -> bytes:
    """An element of a WebM film with a length of eight bytes."""
    return id_ + (len(payload) | 1 << 56).to_bytes(8) + payload


def webm_with_tags() -> bytes:
    """The recorded film, its segment closed by tags and an attachment that name a place."""
    at = FILM_WEBM.index(b"\x18\x53\x80\x67")
    first = FILM_WEBM[at + 4]
    inside = FILM_WEBM[at + 4 + 9 - first.bit_length() :]
    hidden = element(b"\x12\x54\xc3\x67", GPS_WORDS) + element(b"\x19\x41\xa4\x69", GPS_WORDS)
    return FILM_WEBM[:at] + element(b"\x18\x53\x80\x67", inside + hidden)
