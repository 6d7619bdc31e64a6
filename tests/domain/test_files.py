"""What a file may be called, how large it may be, what it may show, and which forms the other side sees."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.files import (
    FORMS,
    MEDIA_TYPES,
    NAME_MAX,
    SHOWN_BY,
    EmptyFile,
    Family,
    FileLimits,
    FileTooLarge,
    Form,
    Inspected,
    NotAnImage,
    NotAVideo,
    TypeNotAllowed,
    UploadSizeDiffers,
    check_arrived,
    check_size,
    check_sort,
    clean_name,
    limits_of,
    open_forms,
    read_kind,
)
from amiabil.domain.policy import resolved
from amiabil.domain.terms import EvidenceKind
from amiabil.foundation.fields import NotAChoice


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("lampă spartă.jpg", "lampă spartă.jpg"),
        ("C:\\Users\\ana\\lamp.jpg", "lamp.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a/b/..", ""),
        ("..", ""),
        (".htaccess", "htaccess"),
        ("gpj.\u202eexe.jpg", "gpj.exe.jpg"),
        ("two\r\nSet-Cookie: x=1.jpg", "two Set-Cookie: x=1.jpg"),
        ("nul\0.jpg", "nul.jpg"),
        ("   ", ""),
        ("", ""),
        ("s\u0326.txt", "ș.txt"),
        ("x" * 500 + ".jpeg", "x" * 195 + ".jpeg"),
    ],
)
def test_a_name_is_text_and_nothing_else(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@pytest.mark.slow
@given(st.text(max_size=1000))
def test_no_name_can_do_harm(text: str) -> None:
    name = clean_name(text)
    assert len(name) <= NAME_MAX
    assert not set("/\\\0\r\n") & set(name)
    assert name not in {".", ".."}
    assert not any(unicodedata.category(c)[0] == "C" for c in name)
    assert clean_name(name) == name


LIMITS = FileLimits(max_files=20, max_bytes=50_000_000)


def test_exactly_the_limit_passes_and_one_more_does_not() -> None:
    check_size(50_000_000, LIMITS)
    with pytest.raises(FileTooLarge) as refused:
        check_size(50_000_001, LIMITS)
    assert refused.value.facts == {"size": 50_000_001, "max": 50_000_000}


@pytest.mark.parametrize("size", [0, -1])
def test_nothing_is_not_a_file(size: int) -> None:
    with pytest.raises(EmptyFile):
        check_size(size, LIMITS)


def test_another_size_than_announced_is_told() -> None:
    check_arrived(announced=5, arrived=5)
    with pytest.raises(UploadSizeDiffers) as refused:
        check_arrived(announced=5, arrived=4)
    assert refused.value.facts == {"announced": 5, "arrived": 4}


PHOTOS = {"photo_item", "photo_parcel", "photo_content", "photo_weight_label", "packing_photo"}


def test_each_kind_of_evidence_takes_what_can_show_it() -> None:
    for kind, media_type in product([None, *EvidenceKind], MEDIA_TYPES):
        check_what_shows(kind, media_type)


def check_what_shows(kind: EvidenceKind | None, media_type: str) -> None:
    sort = media_type.partition("/")[0]
    refusal = None
    if kind in PHOTOS and sort != "image":
        refusal = NotAnImage
    if kind == "photo_unboxing" and sort not in {"image", "video"}:
        refusal = NotAnImage
    if kind == "video_defect" and sort != "video":
        refusal = NotAVideo
    if refusal is None:
        check_sort(Inspected(media_type), LIMITS, kind=kind)
        return
    with pytest.raises(refusal) as refused:
        check_sort(Inspected(media_type), LIMITS, kind=kind)
    assert refused.value.facts == {"detected": media_type, "kind": kind.value}


def test_a_policy_without_films_takes_none() -> None:
    with pytest.raises(TypeNotAllowed):
        check_sort(Inspected("video/mp4"), FileLimits(video=False), kind=None)
    check_sort(Inspected("image/png"), FileLimits(video=False), kind=None)


def test_limits_are_those_of_the_policy() -> None:
    assert limits_of(resolved("ro-default").evidence) == FileLimits(20, 50_000_000, video=True)
    assert limits_of(resolved("aliexpress-like").evidence).max_files == 4


def test_a_kind_is_one_of_ours_or_not_said() -> None:
    assert read_kind("") is None
    assert read_kind("document") is EvidenceKind.DOCUMENT
    with pytest.raises(NotAChoice):
        read_kind("photo")


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_the_other_side_never_gets_an_original_that_may_tell_a_place(media_type: str) -> None:
    own, other = open_forms(media_type, own=True), open_forms(media_type, own=False)
    assert own == set(FORMS[MEDIA_TYPES[media_type]])
    assert other, "both parties see the same list"
    assert (Form.ORIGINAL in other) == (MEDIA_TYPES[media_type] is Family.DOCUMENT)


def test_no_active_type_is_accepted() -> None:
    assert not [
        kind for kind in MEDIA_TYPES if any(word in kind for word in ("svg", "html", "xml", "script", "zip"))
    ]
    assert set(SHOWN_BY) <= set(EvidenceKind)
