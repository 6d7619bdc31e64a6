"""Files as weapons (S8-S11): what is sent runs nowhere, reaches nobody else and never chooses its place."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from amiabil.actions.files import Announced
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.files import PictureMoves
from amiabil.domain.terms import Reason, Remedy
from amiabil.foundation.errors import NotFound
from amiabil.foundation.grants import UploadGrant, fetch_token, stream_token, upload_token
from amiabil.gateways.files import FileKey, FileKind, drawing
from amiabil.gateways.files.images import draw
from amiabil.records import clock, files
from amiabil.records.files import CASE, DRAFT
from amiabil.records.models import Conversation, EvidenceItem, StoredFile, Upload
from amiabil.records.new_id import new_id
from amiabil.ui import uploads
from tests import samples
from tests.cases_with_files import (
    NOW,
    CaseWithFiles,
    body,
    browser_of,
    folder,
    make_case,
    make_evidence,
    send_parts,
    stored,
    upload,
)
from tests.factories import OPENED, PARCEL
from tests.samples import picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

HOSTILE = {
    "page": b"<!doctype html><script>fetch('/ro/orders/')</script>",
    "drawing": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "server script": b"<?php system($_GET['c']); ?>",
    "shell script": b"#!/bin/sh\nid\n",
    "program": b"\x7fELF" + bytes(300),
    "archive": samples.archive("../../../etc/cron.d/x"),
    "office document": samples.archive("[Content_Types].xml", "word/document.xml"),
    "java archive behind a picture": picture() + samples.archive("META-INF/MANIFEST.MF"),
    "gif that is a script": samples.gif_and_script(),
    "gif with a page inside": picture("GIF", comment=b"<script>alert(1)</script>"),
    "page behind a document's mark": b"%PDF-1.4\n<script>alert(1)</script>",
    "bomb": samples.bomb(),
    "animation": samples.animated("PNG"),
    "matroska with anything in it": samples.FILM_WEBM.replace(b"webm", b"mkvv", 1),
}
NAMES = (
    "lamp.jpg",
    "lamp.jpg.html",
    "x.php",
    "..\\..\\web.config",
    "<img src=x onerror=alert(1)>.png",
    ".htaccess",
)


@pytest.fixture
def case(folder: Path) -> CaseWithFiles:
    return make_case()


@pytest.mark.parametrize(("what", "name"), list(product(HOSTILE, NAMES[:2])))
def test_no_disguise_gets_in_by_parts(case: CaseWithFiles, folder: Path, what: str, name: str) -> None:
    browser, raw = browser_of(case.buyer), HOSTILE[what]
    said = json.dumps({"name": name, "size": len(raw)})
    way = browser.post(
        reverse("upload_begin", args=[CASE, case.case_id]), said, content_type="application/json"
    ).json()
    send_parts(files.upload(case.buyer, Upload.objects.get().id), raw)
    answer = browser.post(way["finish"], "{}", content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["code"] in {
        "type_not_allowed",
        "file_unreadable",
        "picture_too_large",
        "picture_moves",
    }
    assert answer.json()["detail"]
    assert stored(folder) == set()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("what", HOSTILE)
def test_no_disguise_gets_in_by_a_form(case: CaseWithFiles, folder: Path, what: str) -> None:
    def page(request, viewer) -> HttpResponse:
        got = uploads.receive_form_files(request, viewer, Announced(DRAFT, case.draft_id, "", 0))
        return HttpResponse(str(len(got.kept)))

    sent = SimpleUploadedFile("lamp.jpg", HOSTILE[what], "image/jpeg")
    request = RequestFactory().post("/", {"files": sent})
    request._dont_enforce_csrf_checks = True
    assert uploads.takes_form_files(page)(request, case.buyer).content == b"0"
    assert stored(folder) == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_from_outside_is_in_no_path_and_breaks_no_header(
    case: CaseWithFiles, folder: Path, name: str
) -> None:
    raw = picture()
    begun = uploads.start_upload(
        case.buyer, Announced(CASE, case.case_id, f'a"\r\nX-Evil: 1; {name}', len(raw)), at=NOW
    )
    send_parts(begun, raw)
    file = uploads.intake.finish_parts(case.buyer, begun.id, at=NOW)
    assert stored(folder) == {
        f"evidence/{case.case_id}/{file.id}/{form}" for form in ("original", "view", "thumb")
    }
    answer = browser_of(case.buyer).get(f"/files/{file.id}/original")
    assert "X-Evil" not in answer.headers
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in answer["Content-Disposition"]
    assert (
        not answer["Content-Disposition"]
        .lower()
        .rstrip('"')
        .endswith((".html", ".php", ".config", ".htaccess"))
    )


def test_stored_bytes_are_for_us_alone_and_not_to_be_run(case: CaseWithFiles, folder: Path) -> None:
    upload(case.buyer, case.case_id)
    for path in stored(folder):
        assert (folder / path).stat().st_mode & 0o111 == 0
        assert (folder / path).parent.stat().st_mode & 0o077 == 0
    static = {Path(django_settings.STATIC_ROOT), *map(Path, django_settings.STATICFILES_DIRS)}
    assert not [root for root in static if folder.is_relative_to(root)]


ELSEWHERE = (
    "/files/../../secret_key",
    "/files/%2e%2e/%2e%2e/secret_key",
    "/files/{file}/..%2f..%2foriginal",
    "/files/{file}/original/../view",
    "/files/{file}%00/view",
    "/files/{file}/VIEW",
    "/files//view",
    "/desk/files/{file}/%252e%252e",
)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_address_leads_out_of_the_store(case: CaseWithFiles, address: str) -> None:
    file = upload(case.buyer, case.draft_id, purpose=DRAFT)
    answer = browser_of(case.seller).get(address.format(file=file.id))
    assert answer.status_code in {302, 404}
    assert not body(answer).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "text", ["../../a/b/c", "evidence/x/y/original", "evidence//../original", "mail/1/2/3"]
)
def test_a_key_is_of_our_words_and_ids_only(text: str) -> None:
    with pytest.raises(ValueError):
        FileKey.parse(text)


# ---- signed addresses -------------------------------------------------------------------

KEY = django_settings.SECRET_KEY.encode()


def fetch(token: str) -> int:
    answer = Client().get(reverse("signed_file", args=[token]))
    body(answer)
    return answer.status_code


def test_a_signed_address_opens_one_form_of_one_file_for_five_minutes(case: CaseWithFiles) -> None:
    file = upload(case.buyer, case.case_id)
    key = str(FileKey(FileKind.EVIDENCE, file.owner_id, file.id))
    now = clock.unshifted()
    assert fetch(fetch_token("someone", key, key=KEY, now=now)) == 200
    assert fetch(fetch_token("someone", key, key=KEY, now=now - timedelta(minutes=5))) == 404
    assert fetch(fetch_token("someone", key, key=b"another key of 16 bytes", now=now)) == 404
    good = fetch_token("someone", key, key=KEY, now=now)
    payload, _, signature = good.partition(".")
    for token in (
        payload,
        f".{signature}",
        f"{payload}.",
        f"{payload}A.{signature}",
        f"{payload}.{signature}A",
        "x" * 9000,
    ):
        assert fetch(token) == 404
    for wrong in (
        "../../secret_key",
        key.replace(str(file.id), str(new_id())),
        key.replace("original", "shadow"),
    ):
        assert fetch(fetch_token("someone", wrong, key=KEY, now=now)) == 404


def test_a_token_for_something_else_is_no_address(case: CaseWithFiles) -> None:
    now, person = clock.unshifted(), case.buyer.person_id
    assert person is not None
    assert fetch(upload_token(UploadGrant(new_id(), person, 5, 5, 1), key=KEY, now=now)) == 404
    assert fetch(stream_token(person, ["person:x"], key=KEY, now=now)) == 404


def test_an_erased_file_is_gone_from_its_signed_address_at_once(case: CaseWithFiles) -> None:
    file = upload(case.buyer, case.case_id)
    token = fetch_token(
        "x", str(FileKey(FileKind.EVIDENCE, file.owner_id, file.id)), key=KEY, now=clock.unshifted()
    )
    StoredFile.objects.update(erased_at=NOW)
    assert fetch(token) == 404


def test_a_signed_address_is_never_kept_by_a_shared_cache(case: CaseWithFiles) -> None:
    file = upload(case.buyer, case.case_id)
    token = fetch_token(
        "x", str(FileKey(FileKind.EVIDENCE, file.owner_id, file.id)), key=KEY, now=clock.unshifted()
    )
    assert "private" in Client().get(reverse("signed_file", args=[token]))["Cache-Control"]


# ---- files of others as one's own ---------------------------------------------------------


def request_with(case: CaseWithFiles, *file_ids: object) -> OpeningRequest:
    items = tuple(
        HandedIn(new_id(), kind, file_id=file_id)
        for kind, file_id in zip(("photo_item", "photo_parcel"), file_ids, strict=True)
    )
    submission = Submission(
        units={"L1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, "249.90"),
        text="crack",
        answers=PARCEL,
    )
    return OpeningRequest(submission, new_id(), OPENED, items, case.draft_id)


def test_nobody_makes_evidence_of_anothers_file(case: CaseWithFiles) -> None:
    mine, theirs = upload(case.buyer, case.draft_id, purpose=DRAFT), upload(case.seller, case.case_id)
    before = Conversation.objects.count()
    for foreign in (theirs.id, new_id()):
        with pytest.raises(NotFound):
            open_dispute(case.buyer, case.order_ref, request_with(case, mine.id, foreign))
    assert (Conversation.objects.count(), EvidenceItem.objects.count()) == (before, 0)


def test_own_files_become_evidence_with_the_limits_pinned_to_the_case(case: CaseWithFiles) -> None:
    one, two = (upload(case.buyer, case.draft_id, purpose=DRAFT) for _ in range(2))
    opened = open_dispute(case.buyer, case.order_ref, request_with(case, one.id, two.id))
    owner = files.owner(case.buyer, CASE, opened.case_id)
    assert (owner.files, owner.limits) == (2, uploads.intake.actions.DEFAULT_LIMITS)
    assert files.file_for(case.seller, one.id).file == one
    with pytest.raises(NotFound):
        upload(case.buyer, case.draft_id, purpose=DRAFT)


def test_a_file_cannot_be_swapped_after_it_was_seen(case: CaseWithFiles, folder: Path) -> None:
    """Parts sent again under the token of a finished upload change nothing."""
    raw, other = picture(), picture(size=(641, 480))
    file = upload(case.buyer, case.case_id, raw)
    make_evidence(case, case.buyer, file)
    begun = files.upload(case.buyer, file.id)
    parts = uploads.intake.file_store()._parts
    writer = parts.writer(begun.id, 0)
    writer.write(other[: len(raw)])
    writer.keep(clock.unshifted())
    assert uploads.intake.finish_parts(case.buyer, begun.id, at=NOW) == file
    assert (folder / f"evidence/{case.case_id}/{file.id}/original").read_bytes() == raw
    assert not (folder / ".parts" / str(begun.id)).exists()


# ---- decoders ---------------------------------------------------------------------------

GREEDY = {
    "memory": ("bytes(3 << 30)", b"MemoryError"),
    "a file": ("file = open('{folder}/x', 'w'); file.write('x'); file.flush()", b"File too large"),
    "a core": ("print(resource.getrlimit(resource.RLIMIT_CORE)); raise SystemExit('none')", b"none"),
    "time": ("print(resource.getrlimit(resource.RLIMIT_CPU)); raise SystemExit('bounded')", b"bounded"),
}


@pytest.mark.parametrize("what", GREEDY)
def test_the_decoder_has_no_means_to_do_harm(what: str, tmp_path: Path) -> None:
    """Inside its bounds, what a broken decoder might be made to do fails."""
    room = Path(drawing.__file__).parent
    greedy, told = GREEDY[what]
    code = (
        f"import sys, resource; sys.path.insert(0, {str(room)!r}); import drawing; drawing.bound(); {greedy}"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code.format(folder=tmp_path)],
        capture_output=True,
        timeout=30,
        check=False,
        env={},
    )
    assert done.returncode == 1
    assert told in done.stderr
    assert done.stdout in {b"", b"(0, 0)\n", b"(30, 30)\n"}
    assert not any(path.stat().st_size for path in tmp_path.iterdir())


def test_the_decoder_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in the place of its interpreter writes down all it was given."""
    spy = tmp_path / "spy"
    spy.write_text(
        f'#!/bin/sh\nenv > {tmp_path}/env\necho $* > {tmp_path}/words\necho \'{{"refused": "moves"}}\'\n'
    )
    spy.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(spy))
    with pytest.raises(PictureMoves):
        draw(io.BytesIO(picture()), media_type="image/png")
    given = {line.partition("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert given <= {"LC_ALL", "PWD", "SHLVL", "_", "OLDPWD"}
    assert (tmp_path / "words").read_text() == f"-I {drawing.__file__}\n"
