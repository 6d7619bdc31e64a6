"""What pages and browsers say to each other about files: JSON with scripts, plain forms without."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from amiabil.actions.files import Announced
from amiabil.domain.access import Viewer
from amiabil.domain.files import FORM_FILE_MAX
from amiabil.foundation.grants import UploadGrant, read_upload
from amiabil.records import files
from amiabil.records.files import DRAFT
from amiabil.records.models import StoredFile, Upload
from amiabil.records.new_id import new_id
from amiabil.ui import uploads
from tests.cases_with_files import (
    CaseWithFiles,
    browser_of,
    folder,
    make_case,
    make_evidence,
    send_parts,
    stored,
    upload,
)
from tests.samples import FILM_MP4, pdf, picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

RAW = picture()


@pytest.fixture
def case(folder: Path) -> CaseWithFiles:
    return make_case()


@pytest.fixture
def browser(case: CaseWithFiles) -> Client:
    return browser_of(case.buyer)


def post(browser: Client, address: str, said: object = None) -> tuple[int, dict]:
    answer = browser.post(address, json.dumps(said or {}), content_type="application/json")
    return answer.status_code, answer.json()


def begin(browser: Client, case: CaseWithFiles, **said: object) -> tuple[int, dict]:
    address = reverse("upload_begin", args=["draft", case.draft_id])
    return post(browser, address, {"name": "lamp.jpg", "size": len(RAW), **said})


def test_a_browser_announces_sends_and_finishes(browser: Client, case: CaseWithFiles) -> None:
    status, way = begin(browser, case, evidence_kind="photo_item")
    assert status == 201
    begun = files.upload(case.buyer, Upload.objects.get().id)
    assert (
        way.items()
        >= {
            "upload": str(begun.id),
            "push": f"{django_settings.AMIABIL_PUSH_URL}/upload/v1/{begun.id}",
            "size": len(RAW),
            "part_size": len(RAW),
            "parts": 1,
        }.items()
    )
    grant = read_upload(way["token"], key=django_settings.SECRET_KEY.encode(), now=datetime.now(UTC))
    assert grant == UploadGrant(begun.id, case.buyer.person_id, len(RAW), len(RAW), 1, grant.issued_at)

    send_parts(begun, RAW)
    status, told = post(browser, way["finish"])
    assert status == 200
    assert told["file"] == {
        "id": way["upload"],
        "upload": way["upload"],
        "name": "lamp.jpg",
        "media_type": "image/jpeg",
        "size": len(RAW),
        "evidence_kind": "photo_item",
        "forms": {form: f"/files/{way['upload']}/{form}" for form in ("original", "thumb", "view")},
    }
    assert post(browser, way["finish"]) == (200, told)


def test_a_token_is_renewed_for_the_same_upload(browser: Client, case: CaseWithFiles) -> None:
    _, way = begin(browser, case)
    status, again = post(browser, way["renew"])
    assert status == 200
    assert {**again, "token": ""} == {**way, "token": ""}


def test_parts_that_are_missing_are_told(browser: Client, case: CaseWithFiles) -> None:
    _, way = begin(browser, case)
    status, said = post(browser, way["finish"])
    assert (status, said["code"], said["facts"]) == (409, "upload_incomplete", {"missing": 1})


def test_a_file_is_taken_back(browser: Client, case: CaseWithFiles, folder: Path) -> None:
    file = upload(case.buyer, case.draft_id, purpose=DRAFT)
    assert post(browser, reverse("upload_discard", args=[file.id])) == (200, {})
    assert stored(folder) == set()


@pytest.mark.parametrize(("goes_on", "status"), [("/ro/orders/4101/dispute", 303), ("//evil.example/", 200)])
def test_a_plain_form_takes_a_file_back_and_goes_on_to_a_page_of_ours(
    browser: Client, case: CaseWithFiles, goes_on: str, status: int
) -> None:
    file = upload(case.buyer, case.draft_id, purpose=DRAFT)
    answer = browser.post(reverse("upload_discard", args=[file.id]), {"next": goes_on})
    assert answer.status_code == status
    assert answer.headers.get("Location", goes_on) == goes_on
    assert StoredFile.objects.get().erased_why == "discarded"


WRONG = {
    "empty": ({"size": 0}, 422, "empty_file"),
    "too large": ({"size": 50_000_001}, 422, "too_large"),
    "no size": ({"size": None}, 422, "required"),
    "a size that is text": ({"size": "12"}, 422, "wrong_type"),
    "a size that is true": ({"size": True}, 422, "wrong_type"),
    "a broken size": ({"size": 1.5}, 422, "wrong_type"),
    "a name that is a list": ({"name": []}, 422, "wrong_type"),
    "an unknown kind": ({"evidence_kind": "selfie"}, 422, "not_a_choice"),
    "a kind that is a number": ({"evidence_kind": 4}, 422, "wrong_type"),
    "too long": ({"name": "x" * 5000}, 422, "bad_format"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_announcement_is_told_by_its_code(browser: Client, case: CaseWithFiles, what: str) -> None:
    said, status, code = WRONG[what]
    got, problem = begin(browser, case, **said)
    assert (got, problem["code"], problem["status"]) == (status, code, status)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b"null"])
def test_what_cannot_be_read_is_refused(browser: Client, case: CaseWithFiles, raw: bytes) -> None:
    address = reverse("upload_begin", args=["draft", case.draft_id])
    answer = browser.post(address, raw, content_type="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_foreign_and_missing_uploads_read_alike(case: CaseWithFiles) -> None:
    _, way = begin(browser_of(case.buyer), case)
    stranger = browser_of(case.seller)
    for step in ("finish", "renew", "discard"):
        foreign = post(stranger, way[step])
        assert foreign == post(stranger, reverse(f"upload_{step}", args=[new_id()]))
        assert foreign[0] == 404
    assert (
        post(stranger, reverse("upload_begin", args=["draft", case.draft_id]), {"name": "a", "size": 5})[0]
        == 404
    )
    assert (
        post(stranger, reverse("upload_begin", args=["letters", case.draft_id]), {"name": "a", "size": 5})[0]
        == 422
    )
    assert Upload.objects.get().refused == ""


def test_too_many_begun_uploads_have_to_wait(browser: Client, case: CaseWithFiles) -> None:
    for _ in range(uploads.BEGUN.times):
        uploads.rates.count(str(case.buyer.person_id), uploads.BEGUN, at=uploads.clock.unshifted())
    answer = browser.post(
        reverse("upload_begin", args=["draft", case.draft_id]), '{"size": 5}', content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert int(answer["Retry-After"]) > 0


def test_a_forged_form_announces_nothing(case: CaseWithFiles) -> None:
    strict = browser_of(case.buyer, enforce_csrf_checks=True)
    for address in (
        reverse("upload_begin", args=["draft", case.draft_id]),
        reverse("upload_discard", args=[new_id()]),
    ):
        assert strict.post(address, "{}", content_type="application/json").status_code == 403
    assert not Upload.objects.exists()


# ---- without JavaScript ------------------------------------------------------------------


@uploads.takes_form_files
def form_page(request: HttpRequest, viewer: Viewer, case: CaseWithFiles) -> HttpResponse:
    got = uploads.receive_form_files(request, viewer, Announced(DRAFT, case.draft_id, "", 0, "photo_item"))
    return JsonResponse(
        {
            "kept": [file.name for file in got.kept],
            "refused": [[one.name, one.refusal.code] for one in got.refused],
            "typed": request.POST.get("text"),
        }
    )


def send_form(case: CaseWithFiles, *sent: SimpleUploadedFile, **fields: str) -> dict:
    request = RequestFactory().post("/", {"files": list(sent), "text": "typed", **fields})
    request._dont_enforce_csrf_checks = True
    return json.loads(form_page(request, case.buyer, case).content)


def test_a_plain_form_keeps_what_is_good_and_tells_what_is_not(case: CaseWithFiles, folder: Path) -> None:
    told = send_form(
        case,
        SimpleUploadedFile("one.jpg", RAW, "image/jpeg"),
        SimpleUploadedFile("invoice.pdf", pdf(), "image/jpeg"),
        SimpleUploadedFile("page.jpg", b"<html><script>", "image/jpeg"),
        SimpleUploadedFile("empty.jpg", b"", "image/jpeg"),
        SimpleUploadedFile("../../two.png", picture("PNG"), "text/html"),
    )
    assert told == {
        "kept": ["one.jpg", "two.png"],
        "refused": [
            ["invoice.pdf", "not_an_image"],
            ["page.jpg", "type_not_allowed"],
            ["empty.jpg", "empty_file"],
        ],
        "typed": "typed",
    }
    ready = files.ready_files(case.buyer, case.draft_id)
    assert [one.evidence_kind for one in ready] == ["photo_item", "photo_item"]
    assert len(stored(folder)) == 6


def test_a_form_takes_five_megabytes_a_file_and_not_a_byte_more(case: CaseWithFiles) -> None:
    fits = picture("PNG") + bytes(FORM_FILE_MAX - len(picture("PNG")))
    told = send_form(case, SimpleUploadedFile("fits.png", fits), SimpleUploadedFile("over.png", fits + b"x"))
    assert told == {"kept": ["fits.png"], "refused": [["over.png", "too_large"]], "typed": "typed"}
    assert StoredFile.objects.get().size == FORM_FILE_MAX


def test_a_form_does_not_fill_the_memory(case: CaseWithFiles) -> None:
    large = picture("PNG") + bytes(FORM_FILE_MAX - 10_000)
    told = send_form(case, *(SimpleUploadedFile(f"{n}.png", large) for n in range(7)))
    assert told["kept"] == [f"{n}.png" for n in range(5)]
    assert told["refused"] == [["5.png", "form_too_large"], ["6.png", "form_too_large"]]


def test_no_file_chosen_is_no_refusal(case: CaseWithFiles) -> None:
    assert send_form(case) == {"kept": [], "refused": [], "typed": "typed"}


def test_a_form_with_files_needs_its_token(case: CaseWithFiles) -> None:
    request = RequestFactory().post("/", {"files": [SimpleUploadedFile("one.jpg", RAW)]})
    assert form_page(request, case.buyer, case).status_code == 403
    assert not StoredFile.objects.exists()


def test_staff_load_files_by_their_own_door(case: CaseWithFiles) -> None:
    from amiabil.domain.terms import Role
    from tests.factories import make_staff

    file = upload(case.buyer, case.case_id, FILM_MP4)
    make_evidence(case, case.buyer, file)
    addresses = uploads.file_addresses(make_staff("m", Role.MEDIATOR), file.id, ("view",))
    assert addresses == {"view": f"/desk/files/{file.id}/view"}
