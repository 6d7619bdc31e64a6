"""Others see the film and hear it, and learn nothing of where and with what it was taken."""

from __future__ import annotations

import io
import struct
from contextlib import closing

import pytest

from amiabil.domain.files import FileUnreadable, Form, TypeNotAllowed
from amiabil.gateways.files.inspect import inspect
from tests import samples
from tests.samples import GPS_WORDS, box, track


def view(raw: bytes) -> bytes:
    with closing(inspect(io.BytesIO(raw))) as seen:
        return seen.made[Form.VIEW].read()


@pytest.mark.parametrize("raw", [samples.film_with_place(), samples.webm_with_tags()], ids=["mp4", "webm"])
def test_places_are_gone_and_every_offset_still_holds(raw: bytes) -> None:
    assert GPS_WORDS in raw
    shown = view(raw)
    assert GPS_WORDS not in shown
    assert len(shown) == len(raw)
    view(shown)  # and it is still a whole film


def test_the_picture_itself_is_not_touched() -> None:
    assert b"PICTURE!" * 4 in view(samples.film_with_place())
    assert view(samples.FILM_MP4) == samples.FILM_MP4
    assert view(samples.FILM_WEBM) == samples.FILM_WEBM


def test_a_box_with_a_long_length_is_blotted_out_too() -> None:
    long = struct.pack(">I4sQ", 1, b"uuid", 16 + len(GPS_WORDS)) + GPS_WORDS
    assert GPS_WORDS not in view(samples.film_with_place() + long)


def test_a_film_in_fragments_with_positions_is_refused() -> None:
    start = box(b"ftyp", b"isom", bytes(4))
    index = box(b"moov", track(b"vide"), track(b"meta"))
    with pytest.raises(TypeNotAllowed):
        view(start + index + box(b"moof") + box(b"mdat", GPS_WORDS))


def film(*tracks: bytes) -> bytes:
    return box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", bytes(64)) + box(b"moov", *tracks)


CRAFTED = {
    "no picture": film(track(b"soun")),
    "no index": box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", bytes(64)),
    "a box of no length": box(b"ftyp", b"isom", bytes(4)) + struct.pack(">I4s", 4, b"mdat") + bytes(99),
    "samples outside": film(track(b"vide"), track(b"meta", [1 << 31], [99])),
    "samples larger than the film": film(track(b"vide"), track(b"meta", [0] * 50, [60] * 50)),
    "a table that lies": film(
        track(b"vide"), track(b"meta").replace(b"stco\0\0\0\0\0\0\0\0", b"stco\0\0\0\0\xff\xff\xff\xff")
    ),
    "a million boxes": film(track(b"vide")) + box(b"free") * 250_000,
}


@pytest.mark.parametrize("what", CRAFTED)
def test_a_crafted_film_is_refused(what: str) -> None:
    with pytest.raises(FileUnreadable):
        view(CRAFTED[what])
