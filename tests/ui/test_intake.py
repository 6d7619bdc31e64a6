"""From parts to a row: whole, once, in the right order, however it is interrupted or repeated."""

from __future__ import annotations

import hashlib
import io
import threading
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from amiabil.actions.files import Announced, start_upload
from amiabil.domain.files import (
    EmptyFile,
    FileTooLarge,
    FileUnreadable,
    NotAnImage,
    TooManyFiles,
    TypeNotAllowed,
    UploadRefused,
    UploadSizeDiffers,
)
from amiabil.foundation.errors import NotFound
from amiabil.gateways.files import FileKey, UploadIncomplete
from amiabil.records import files
from amiabil.records.models import StoredFile, Upload
from amiabil.records.new_id import new_id
from amiabil.ui import intake
from tests.cases_with_files import (
    CASE,
    DRAFT,
    NOW,
    announce,
    folder,
    make_case,
    make_evidence,
    send_parts,
    stored,
    upload,
)
from tests.samples import FILM_MP4, pdf, photo_with_place, picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

LARGE = picture("PNG", (2600, 2600)) + bytes(2_500_000)
"""A picture of three parts."""


def keys(owner: UUID, file: UUID, *forms: str) -> set[str]:
    return {f"evidence/{owner}/{file}/{form}" for form in forms}


def test_a_photo_is_kept_as_it_came_with_its_view_and_thumb(folder: Path) -> None:
    case, raw = make_case(), photo_with_place()
    file = upload(case.buyer, case.draft_id, raw, purpose=DRAFT)

    assert stored(folder) == keys(case.draft_id, file.id, "original", "view", "thumb")
    assert (folder / f"evidence/{case.draft_id}/{file.id}/original").read_bytes() == raw
    assert (file.name, file.media_type, file.size) == ("lamp.jpg", "image/jpeg", len(raw))
    assert file.sha256 == hashlib.sha256(raw).digest()
    row = StoredFile.objects.get()
    assert (row.uploader_role, row.uploader_ref, row.uploader_id) == (
        "buyer",
        case.buyer.ref,
        case.buyer.person_id,
    )
    assert Upload.objects.get().file_id == file.id


def test_parts_become_one_file(folder: Path) -> None:
    case = make_case()
    begun = announce(case.seller, case.case_id, LARGE)
    assert begun.parts == 3
    send_parts(begun, LARGE)
    file = intake.finish_parts(case.seller, begun.id, at=NOW)
    assert file.sha256 == hashlib.sha256(LARGE).digest()


@pytest.mark.parametrize(("raw", "forms"), [(pdf(), ("original",)), (FILM_MP4, ("original", "view"))])
def test_what_is_kept_depends_on_what_it_is(folder: Path, raw: bytes, forms: tuple[str, ...]) -> None:
    case = make_case()
    file = upload(case.buyer, case.case_id, raw)
    assert file.variants == forms
    assert stored(folder) == keys(case.case_id, file.id, *forms)


def test_what_counts_as_received_is_the_last_part(folder: Path) -> None:
    case = make_case()
    begun = announce(case.buyer, case.case_id, picture())
    send_parts(begun, picture())
    arrived = next((folder / ".parts" / str(begun.id)).glob("*.part")).stat().st_mtime
    assert intake.finish_parts(case.buyer, begun.id, at=NOW).received_at.timestamp() == pytest.approx(
        arrived, abs=1e-3
    )


# ---- repeated, interrupted, at once -----------------------------------------------


def test_finishing_twice_gives_the_same_file(folder: Path) -> None:
    case = make_case()
    begun = announce(case.buyer, case.case_id, picture())
    send_parts(begun, picture())
    first = intake.finish_parts(case.buyer, begun.id, at=NOW)
    send_parts(begun, picture())  # by a browser that never heard the answer
    assert intake.finish_parts(case.buyer, begun.id, at=NOW) == first
    assert StoredFile.objects.count() == 1
    assert stored(folder) == keys(case.case_id, first.id, "original", "view", "thumb")


def test_missing_parts_are_told_and_may_still_be_sent(folder: Path) -> None:
    case = make_case()
    begun = announce(case.buyer, case.case_id, LARGE)
    send_parts(begun, LARGE, leave_out=(1,))
    with pytest.raises(UploadIncomplete) as refused:
        intake.finish_parts(case.buyer, begun.id, at=NOW)
    assert refused.value.facts == {"missing": 1}
    assert not StoredFile.objects.exists()
    send_parts(begun, LARGE, leave_out=(0, 2))
    assert intake.finish_parts(case.buyer, begun.id, at=NOW).size == len(LARGE)


@pytest.mark.django_db(transaction=True)
def test_two_who_finish_at_once_make_one_file(folder: Path) -> None:
    case = make_case()
    begun = announce(case.buyer, case.case_id, LARGE)
    send_parts(begun, LARGE)
    start, results, failures = threading.Barrier(4), [], []

    def finish() -> None:
        try:
            start.wait()
            results.append(intake.finish_parts(case.buyer, begun.id, at=NOW))
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(set(results)) == 1
    assert StoredFile.objects.count() == 1
    assert (folder / f"evidence/{case.case_id}/{begun.id}/original").read_bytes() == LARGE


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_do_not_pass_the_limit(folder: Path, settings) -> None:
    settings.AMIABIL_POLICY = "aliexpress-like"
    case = make_case()
    for _ in range(3):
        upload(case.buyer, case.draft_id, purpose=DRAFT)
    begun = [announce(case.buyer, case.draft_id, picture(), purpose=DRAFT) for _ in range(3)]
    for one in begun:
        send_parts(one, picture())
    start, kept, refused = threading.Barrier(3), [], []

    def finish(upload_id: UUID) -> None:
        try:
            start.wait()
            kept.append(intake.finish_parts(case.buyer, upload_id, at=NOW))
        except TooManyFiles as refusal:
            refused.append(refusal.facts)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish, args=[one.id]) for one in begun]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(kept), refused) == (1, [{"max": 4}, {"max": 4}])
    assert StoredFile.objects.count() == 4
    assert len(stored(folder)) == 4 * 3


# ---- refused ------------------------------------------------------------------------

BAD = {
    "html as jpg": (b"<!DOCTYPE html><script>alert(1)</script>" + bytes(50), "", TypeNotAllowed),
    "cut off": (picture()[:3000], "", FileUnreadable),
    "a document as photo": (pdf(), "photo_item", NotAnImage),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_refused_leaves_no_bytes_and_is_not_tried_again(folder: Path, what: str) -> None:
    raw, kind, refusal = BAD[what]
    case = make_case()
    begun = announce(case.buyer, case.case_id, raw, kind=kind)
    send_parts(begun, raw)
    with pytest.raises(refusal):
        intake.finish_parts(case.buyer, begun.id, at=NOW)
    assert stored(folder) == set()
    assert not StoredFile.objects.exists()
    with pytest.raises(UploadRefused) as again:
        intake.finish_parts(case.buyer, begun.id, at=NOW)
    assert again.value.facts == {"why": refusal.code}


@pytest.mark.parametrize("difference", [-1, 1])
def test_another_number_of_bytes_than_announced_is_refused(folder: Path, difference: int) -> None:
    case, raw = make_case(), picture()
    begun = start_upload(case.buyer, Announced(CASE, case.case_id, "a.jpg", len(raw) + difference), at=NOW)
    writer = intake._files_at((folder).as_uri())._parts.writer(begun.id, 0)
    writer.write(raw)
    writer.keep(NOW)
    with pytest.raises(UploadSizeDiffers) as refused:
        intake.finish_parts(case.buyer, begun.id, at=NOW)
    assert refused.value.facts == {"announced": len(raw) + difference, "arrived": len(raw)}
    assert stored(folder) == set()


@pytest.mark.parametrize(("size", "refusal"), [(0, EmptyFile), (-5, EmptyFile), (50_000_001, FileTooLarge)])
def test_a_wrong_size_is_refused_before_a_byte_is_sent(folder: Path, size: int, refusal: type) -> None:
    case = make_case()
    with pytest.raises(refusal):
        start_upload(case.buyer, Announced(CASE, case.case_id, "a.jpg", size), at=NOW)
    assert not Upload.objects.exists()


def test_exactly_as_many_bytes_as_allowed_may_be_announced(folder: Path) -> None:
    case = make_case()
    begun = start_upload(case.buyer, Announced(CASE, case.case_id, "a.mp4", 50_000_000), at=NOW)
    assert begun.parts == 50


def test_exactly_as_many_files_as_allowed_may_be_sent(folder: Path, settings) -> None:
    settings.AMIABIL_POLICY = "aliexpress-like"
    case = make_case()
    sent = [upload(case.buyer, case.draft_id, purpose=DRAFT) for _ in range(4)]
    with pytest.raises(TooManyFiles):
        announce(case.buyer, case.draft_id, picture(), purpose=DRAFT)
    intake.discard(case.buyer, sent[0].id, at=NOW)
    upload(case.buyer, case.draft_id, purpose=DRAFT)


def test_files_of_the_draft_count_in_its_case_and_those_of_the_other_side_do_not(folder: Path) -> None:
    case = make_case()
    file = upload(case.buyer, case.draft_id, purpose=DRAFT)
    make_evidence(case, case.buyer, file)
    upload(case.buyer, case.case_id)
    upload(case.seller, case.case_id)
    assert files.owner(case.buyer, CASE, case.case_id).files == 2
    assert files.owner(case.seller, CASE, case.case_id).files == 1


# ---- taken back, used, kept by the house --------------------------------------------


def test_a_file_taken_back_is_gone_and_its_hash_stays(folder: Path) -> None:
    case = make_case()
    file = upload(case.buyer, case.draft_id, purpose=DRAFT)
    intake.discard(case.buyer, file.id, at=NOW)
    intake.discard(case.buyer, file.id, at=NOW)
    assert stored(folder) == set()
    row = StoredFile.objects.get()
    assert (row.erased_at, row.erased_why, bytes(row.sha256)) == (NOW, "discarded", file.sha256)
    with pytest.raises(NotFound):
        files.file_for(case.buyer, file.id)
    assert files.ready_files(case.buyer, case.draft_id) == []


def test_an_unfinished_upload_taken_back_is_forgotten(folder: Path) -> None:
    case = make_case()
    begun = announce(case.buyer, case.case_id, LARGE)
    send_parts(begun, LARGE, leave_out=(2,))
    intake.discard(case.buyer, begun.id, at=NOW)
    assert stored(folder) == set()
    assert not Upload.objects.exists()


def test_evidence_is_never_taken_back(folder: Path) -> None:
    case = make_case()
    file = upload(case.buyer, case.case_id)
    make_evidence(case, case.buyer, file)
    intake.discard(case.buyer, file.id, at=NOW)
    assert len(stored(folder)) == 3
    assert files.file_for(case.seller, file.id).file == file


def test_only_own_unused_files_can_become_evidence(folder: Path) -> None:
    case = make_case()
    mine, theirs = upload(case.buyer, case.draft_id, purpose=DRAFT), upload(case.seller, case.case_id)
    files.demand_usable(case.buyer, [])
    files.demand_usable(case.buyer, [mine.id])
    for ids in ([theirs.id], [mine.id, theirs.id], [new_id()]):
        with pytest.raises(NotFound):
            files.demand_usable(case.buyer, ids)
    make_evidence(case, case.buyer, mine)
    with pytest.raises(NotFound):
        files.demand_usable(case.buyer, [mine.id])
    assert files.ready_files(case.buyer, case.draft_id) == []


def test_ready_files_say_what_they_show(folder: Path) -> None:
    case = make_case()
    first = upload(case.buyer, case.draft_id, purpose=DRAFT, kind="photo_item")
    second = upload(case.buyer, case.draft_id, purpose=DRAFT)
    ready = files.ready_files(case.buyer, case.draft_id)
    assert [(one.file, one.evidence_kind) for one in ready] == [(first, "photo_item"), (second, "")]
    assert files.ready_files(case.seller, case.draft_id) == []


def test_a_listing_picture_is_kept_once(folder: Path) -> None:
    case, raw, file_id = make_case(), picture("PNG"), new_id()
    for _ in range(2):
        kept = intake.keep_listing_picture(
            io.BytesIO(raw), line_id=case.order_id, file_id=file_id, name="a.png", at=NOW
        )
        assert (kept.kind, kept.media_type, kept.variants) == (
            "listing",
            "image/png",
            ("original", "view", "thumb"),
        )
    assert StoredFile.objects.count() == 1
    assert FileKey.parse(f"listing/{case.order_id}/{file_id}/thumb").file == kept.id
