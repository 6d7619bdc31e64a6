"""The drawings become files: real JPEGs, the same every time, with the traces that a real telephone leaves."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import ExifTags, Image, ImageChops, ImageStat

from amiabil.demo import pictures
from amiabil.demo.pictures import Scene, Snapshot
from amiabil.demo.pictures.outline import path, rotated, transform

WHEN = datetime(2026, 11, 9, 18, 4)  # noqa: DTZ001 - what a camera writes has no zone
SNAPSHOT = Snapshot(WHEN, (45.6427, 25.5887))


def opened(whole: bytes) -> Image.Image:
    picture = Image.open(BytesIO(whole))
    picture.load()
    return picture


def test_there_are_enough_products_and_no_two_look_alike() -> None:
    small = [opened(pictures.listing(name)).resize((64, 48)) for name in pictures.names()]
    assert len(small) >= 40
    for one, other in pairwise(small):
        assert sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) > 10


@pytest.mark.parametrize("name", pictures.names())
def test_a_listing_picture_is_a_plain_jpeg_in_the_shape_of_a_tile(name: str) -> None:
    picture = opened(pictures.listing(name))
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (960, 720), "RGB")
    assert not picture.getexif()
    assert len(picture.resize((96, 72)).getcolors(10_000) or []) > 20, "an empty picture"


@pytest.mark.parametrize("scene", Scene)
def test_a_photo_says_when_where_and_by_what_it_was_taken(scene: Scene) -> None:
    picture = opened(pictures.photo(scene, "lamp", SNAPSHOT))
    exif = picture.getexif()
    assert picture.format == "JPEG" and picture.size == (1280, 960)
    assert exif[ExifTags.Base.Make] == "Iarba"
    assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == "2026:11:09 18:04:00"
    degrees, minutes, seconds = exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude]
    assert float(degrees) + float(minutes) / 60 + float(seconds) / 3600 == pytest.approx(45.6427, abs=1e-4)


def test_an_upright_photo_is_stored_lying() -> None:
    upright = opened(pictures.photo(Scene.DAMAGED, "mugs", Snapshot(WHEN, upright=True)))
    assert upright.size == (960, 1280)
    assert upright.getexif()[ExifTags.Base.Orientation] == 6
    assert not upright.getexif().get_ifd(ExifTags.IFD.GPSInfo)


def test_the_same_call_gives_the_same_bytes_and_another_day_another_photo() -> None:
    first = pictures.photo(Scene.PARCEL, "lamp", SNAPSHOT)
    assert pictures.photo(Scene.PARCEL, "lamp", SNAPSHOT) == first
    assert pictures.photo(Scene.PARCEL, "lamp", Snapshot(WHEN.replace(day=10), SNAPSHOT.place)) != first


@pytest.mark.parametrize(("harmed", "whole"), [(Scene.OPEN_BOX, Scene.PACKED)])
@pytest.mark.parametrize("name", ["lamp", "dress"])
def test_harm_can_be_seen(harmed: Scene, whole: Scene, name: str) -> None:
    from amiabil.demo.pictures.scenes import compose

    assert len(compose(harmed, name)) > len(compose(whole, name))


def test_a_product_that_is_not_drawn_has_no_picture() -> None:
    with pytest.raises(FileNotFoundError):
        pictures.listing("unicorn")


def test_an_arc_is_a_half_circle() -> None:
    ((points, closed),) = path("M0 0a5 5 0 0 1 10 0z")
    assert closed and points[-1] == pytest.approx((10, 0))
    assert min(y for _, y in points) == pytest.approx(-5, abs=0.05)


def test_a_smooth_curve_goes_on_in_the_direction_it_came_from() -> None:
    ((points, _),) = path("M0 0c0 10 10 10 10 0s10-10 10 0")
    before, at, after = points[15], points[16], points[17]
    assert at == pytest.approx((10, 0))
    assert after[1] - at[1] == pytest.approx(at[1] - before[1], rel=0.2)


def test_transforms_are_read_from_the_outside_in() -> None:
    assert transform("translate(10 0) scale(2)")((1, 1)) == pytest.approx((12, 2))
    assert rotated(90, 1, 1)((2, 1)) == pytest.approx((1, 2))
