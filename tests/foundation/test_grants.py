"""What a signed grant allows: channels, one upload with its parts, one file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from amiabil.foundation.grants import (
    MOST_CHANNELS,
    PresenceGrant,
    RatingGrant,
    UploadGrant,
    case_channel,
    fetch_token,
    person_channel,
    presence_token,
    rating_token,
    read_fetch,
    read_presence,
    read_rating,
    read_stream,
    read_upload,
    stream_token,
    upload_token,
)
from amiabil.foundation.signed import LONGEST, BadToken, sign

KEY = b"a key of the tests, long enough"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ANA, CASE, UPLOAD = UUID(int=1), UUID(int=2), UUID(int=3)


def test_a_stream_grant_names_person_and_channels_once() -> None:
    channels = [case_channel(CASE, "buyer"), person_channel(ANA), case_channel(CASE, "buyer")]
    grant = read_stream(stream_token(ANA, channels, key=KEY, now=NOW), key=KEY, now=NOW)
    assert grant.person == ANA
    assert grant.channels == (f"case:{CASE}:buyer", f"person:{ANA}")
    assert grant.issued_at == int(NOW.timestamp())


def test_the_longest_stream_token_still_fits_a_header() -> None:
    channels = [case_channel(UUID(int=n), "seller") for n in range(MOST_CHANNELS)]
    assert len(stream_token(ANA, channels, key=KEY, now=NOW)) < LONGEST
    with pytest.raises(ValueError, match="channels"):
        stream_token(ANA, [*channels, person_channel(ANA)], key=KEY, now=NOW)
    with pytest.raises(ValueError, match="channels"):
        stream_token(ANA, [], key=KEY, now=NOW)


def test_nobody_invents_a_side() -> None:
    with pytest.raises(ValueError, match="side"):
        case_channel(CASE, "*")


@pytest.mark.parametrize(
    ("part", "room"), [(-1, 0), (0, 1000), (1, 1000), (2, 500), (3, 0), (10**9, 0)], ids=str
)
def test_each_part_has_room_for_its_bytes_only(part: int, room: int) -> None:
    assert UploadGrant(UPLOAD, ANA, 2500, 1000, 3).room(part) == room


def test_an_upload_grant_comes_back_as_it_was() -> None:
    grant = UploadGrant(UPLOAD, ANA, 2500, 1000, 3, issued_at=int(NOW.timestamp()))
    assert read_upload(upload_token(grant, key=KEY, now=NOW), key=KEY, now=NOW) == grant


@pytest.mark.parametrize(
    ("size", "part", "parts"), [(2500, 1000, 2), (2500, 1000, 4), (0, 1000, 0), (1, 0, 1)]
)
def test_parts_that_do_not_fit_the_bytes_are_a_mistake_of_ours(size: int, part: int, parts: int) -> None:
    with pytest.raises(ValueError, match="parts"):
        upload_token(UploadGrant(UPLOAD, ANA, size, part, parts), key=KEY, now=NOW)


def test_an_address_of_a_file_works_five_minutes() -> None:
    token = fetch_token("buyer:1", "evidence/a/b/view", key=KEY, now=NOW)
    grant = read_fetch(token, key=KEY, now=NOW + timedelta(seconds=299))
    assert (grant.viewer, grant.key) == ("buyer:1", "evidence/a/b/view")
    with pytest.raises(BadToken):
        read_fetch(token, key=KEY, now=NOW + timedelta(seconds=300))


def test_a_signed_grant_of_another_shape_is_refused() -> None:
    minute = timedelta(minutes=1)
    for payload in ({}, {"p": str(ANA)}, {"p": str(ANA), "c": "case"}, {"p": "1", "c": ["a"]}):
        with pytest.raises(BadToken):
            read_stream(sign("stream", payload, key=KEY, now=NOW, lifetime=minute), key=KEY, now=NOW)
    with pytest.raises(BadToken):
        read_upload(sign("upload", {"u": "x"}, key=KEY, now=NOW, lifetime=minute), key=KEY, now=NOW)


def test_a_token_to_rate_or_to_be_there_opens_nothing_else() -> None:
    rating = rating_token(RatingGrant(CASE, "ro"), key=KEY, now=NOW)
    assert read_rating(rating, key=KEY, now=NOW) == RatingGrant(CASE, "ro")
    presence = presence_token(PresenceGrant(ANA, "Ana", case_channel(CASE, "staff")), key=KEY, now=NOW)
    there = read_presence(presence, key=KEY, now=NOW)
    assert (there.person, there.name, there.channel) == (ANA, "Ana", f"case:{CASE}:staff")
    for read, token in ((read_rating, presence), (read_presence, rating), (read_stream, presence)):
        with pytest.raises(BadToken):
            read(token, key=KEY, now=NOW)
    for read, token in ((read_rating, rating), (read_presence, presence)):
        with pytest.raises(BadToken):
            read(token, key=KEY, now=NOW + timedelta(days=16))
