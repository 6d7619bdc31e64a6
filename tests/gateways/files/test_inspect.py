"""A file is what its content is: every accepted type passes, and what only pretends does not."""

from __future__ import annotations

import io
from contextlib import closing

import pytest
from PIL import Image, ImageCms

from amiabil.domain.files import (
    EmptyFile,
    FileUnreadable,
    Form,
    PictureMoves,
    PictureTooLarge,
    TypeNotAllowed,
)
from amiabil.gateways.files.inspect import Seen, inspect
from tests import samples
from tests.samples import picture


def look(raw: bytes) -> Seen:
    """What is seen, with every form in memory."""
    with closing(inspect(io.BytesIO(raw))) as seen:
        return Seen(seen.inspected, {form: io.BytesIO(made.read()) for form, made in seen.made.items()})


ACCEPTED = {
    "image/jpeg": picture(),
    "image/png": picture("PNG"),
    "image/webp": picture("WEBP"),
    "image/gif": picture("GIF"),
    "image/heic": picture("HEIF"),
    "application/pdf": samples.pdf(),
    "video/mp4": samples.FILM_MP4,
    "video/webm": samples.FILM_WEBM,
    "video/quicktime": samples.film_with_place(b"qt  "),
    "text/plain": "Vânzător: „da, știu că e spart”\r\nPreț: 10 < 20 lei\n".encode(),
}


@pytest.mark.parametrize("media_type", ACCEPTED)
def test_every_accepted_type_is_known_by_its_content(media_type: str) -> None:
    seen = look(ACCEPTED[media_type])
    assert seen.inspected.media_type == media_type
    assert {Form.ORIGINAL, *seen.made} == set(seen.inspected.forms)
    if media_type.startswith("image/"):
        assert (seen.inspected.width, seen.inspected.height) == (640, 480)


REFUSED = {
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
    "a page after spaces": (b"\xef\xbb\xbf \n\t<HTML>", "text/html"),
    "a drawing with script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "text/html"),
    "an office document": (
        samples.archive(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "a program": (b"MZ" + bytes(200), None),
    "a script with a picture's name": (b"#!/bin/sh\nrm -rf /\n", None),
    "rich text": (b"{\\rtf1 hello}", None),
    "text with a script": (b"hello there <script>x()</script>" + b" " * 5000, None),
    "text with a script far down": (b"a" * 9000 + b"<ScRiPt>", None),
    "zeros": (bytes(400), "application/octet-stream"),
    "another alphabet's bytes": ("ș".encode("utf-16"), None),
    "a matroska film": (samples.FILM_WEBM.replace(b"webm", b"mkvv", 1), "video/x-matroska"),
    "an avif picture": (picture("AVIF"), None),
    "a tiff picture": (picture("TIFF"), None),
    "a bitmap": (picture("BMP"), None),
}


@pytest.mark.parametrize("what", REFUSED)
def test_every_other_type_is_refused(what: str) -> None:
    raw, detected = REFUSED[what]
    with pytest.raises(TypeNotAllowed) as refused:
        look(raw)
    assert detected is None or refused.value.facts["detected"] == detected
    assert "image/jpeg" in refused.value.facts["allowed"]


def test_nothing_is_refused_as_empty() -> None:
    with pytest.raises(EmptyFile):
        look(b"")


WHOLE = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/heic",
    "application/pdf",
    "video/mp4",
    "video/webm",
)


@pytest.mark.parametrize("media_type", WHOLE)
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_that_is_cut_off_is_refused(media_type: str, share: float) -> None:
    raw = ACCEPTED[media_type]
    with pytest.raises(FileUnreadable) as refused:
        look(raw[: int(len(raw) * share)])
    assert refused.value.facts == {"detected": media_type}


POLYGLOTS = {
    "gif and script": samples.gif_and_script(),
    "true gif, then script": picture("GIF", (16, 16)) + b"/*;*/alert(1)",
    "picture, then zip": picture() + samples.archive(),
    "document, then zip": samples.pdf() + samples.archive("META-INF/MANIFEST.MF"),
    "film, then zip": samples.FILM_WEBM + samples.archive(),
    "picture with a page in its comment": picture(comment=b"<script>alert(1)</script>"),
    "document after a page": b"<html>" + samples.pdf(),
    "zip with a comment that ends as a picture": samples.archive()[:-2] + b"\x02\x00\xff\xd9",
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_what_is_two_things_at_once_is_refused(what: str) -> None:
    with pytest.raises((TypeNotAllowed, FileUnreadable)):
        look(POLYGLOTS[what])


def test_a_motion_photo_is_still_a_photo() -> None:
    """Telephones append a film to a JPEG; what is shown is the decoded picture alone."""
    seen = look(picture() + samples.FILM_MP4)
    assert seen.inspected.media_type == "image/jpeg"
    assert samples.FILM_MP4[:40] not in seen.made[Form.VIEW].read()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animation_is_refused_because_not_all_would_see_the_same(kind: str) -> None:
    with pytest.raises(PictureMoves):
        look(samples.animated(kind))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    raw = samples.bomb()
    assert len(raw) < 100_000
    with pytest.raises(PictureTooLarge) as refused:
        look(raw)
    assert refused.value.facts == {"megapixels": 400, "max": 64}


def test_a_picture_that_claims_more_points_than_it_has_is_refused() -> None:
    with pytest.raises(FileUnreadable):
        look(samples.lying_png(8000))


def test_the_picture_of_a_two_hundred_megapixel_telephone_is_taken() -> None:
    seen = look(picture(size=(16_320, 12_240), quality=30))
    assert seen.inspected.width == 16_320
    assert Image.open(seen.made[Form.VIEW]).size == (2000, 1500)


def test_nothing_but_points_is_left_in_what_others_see() -> None:
    raw = samples.photo_with_place()
    assert samples.GPS_WORDS in raw
    seen = look(raw)
    for form, side in ((Form.VIEW, 640), (Form.THUMB, 480)):
        written = seen.made[form].read()
        shown = Image.open(io.BytesIO(written))
        assert not shown.getexif()
        assert "icc_profile" not in shown.info
        assert "comment" not in shown.info
        assert samples.GPS_WORDS not in written
        assert b"Exif" not in written
        assert (shown.format, max(shown.size)) == ("JPEG", side)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_lies_upright_without_its_orientation(orientation: int) -> None:
    """Red is left in the points; where it is seen follows from the table of the Exif standard."""
    seen = look(samples.photo_with_place(orientation=orientation))
    shown = Image.open(seen.made[Form.VIEW])
    red = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}[
        orientation
    ]
    width, height = shown.size
    assert (width, height) == ((640, 480) if orientation < 5 else (480, 640))
    assert (seen.inspected.width, seen.inspected.height) == (width, height)
    place = {
        "left": (9, height // 2),
        "right": (width - 9, height // 2),
        "top": (width // 2, 9),
        "bottom": (width // 2, height - 9),
    }[red]
    assert shown.getpixel(place)[0] > 200


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "P"),
        ("PNG", "LA"),
        ("PNG", "RGBA"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_way_to_keep_colours_is_drawn(kind: str, mode: str) -> None:
    shown = Image.open(look(picture(kind, mode=mode)).made[Form.VIEW])
    assert shown.mode == "RGB"


def test_what_is_transparent_lies_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(written, "PNG")
    shown = Image.open(look(written.getvalue()).made[Form.VIEW])
    assert shown.getpixel((25, 25)) == (255, 255, 255)


def test_colours_of_a_wide_screen_are_brought_to_every_screen() -> None:
    """The profile swaps red and blue, so it is seen whether it was applied before it was dropped."""
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = swapped.find(b"rXYZ", 128), swapped.find(b"bXYZ", 128)
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    shown = Image.open(look(picture(icc_profile=bytes(swapped))).made[Form.VIEW])
    assert shown.getpixel((9, 240))[2] > 200
