"""Who gets which bytes, and with which headers? Every reader, every form, through HTTP."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

from amiabil.channels.files.views import _STAFF
from amiabil.domain.files import MEDIA_TYPES
from amiabil.domain.terms import STAFF_ROLES, Role
from amiabil.records.files import DRAFT, FileFacts
from amiabil.records.models import AuditEntry, ListingPicture, OrderLine, ShopMember, StoredFile
from amiabil.records.new_id import new_id
from amiabil.ui import intake
from amiabil.ui.file_names import download_name
from amiabil.ui.ranges import (
    AT_ONCE,
    LONG,
    LONG_ANSWERS,
    LONG_ANSWERS_A_READER,
    PLAYED,
    LongAnswers,
)
from tests.cases_with_files import (
    NOW,
    CaseWithFiles,
    body,
    browser_of,
    folder,
    make_case,
    make_evidence,
    upload,
)
from tests.factories import make_buyer, make_member, make_shop, make_staff
from tests.samples import FILM_MP4, GPS_WORDS, film_with_place, pdf, photo_with_place, picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

NAMES = re.compile(rb"/files/[^\"&<]*|%2Ffiles%2F[^\"&<]*|value=\"[A-Za-z0-9]{64}\"")
"""What differs on every page: its own address, and the token against forged forms."""

ALL = ("original", "view", "thumb")


@dataclass(frozen=True)
class Readers:
    """Everybody who may ask for a file of a case, and their browsers."""

    case: CaseWithFiles
    browsers: dict[str, Client]

    def may(self, file: UUID, *forms: str) -> dict[str, set[str]]:
        """Which forms each reader gets; everybody else gets the same 404."""
        got = {}
        for name, browser in self.browsers.items():
            base = "/desk/files/" if name in STAFF_ROLES else "/files/"
            answers = {form: browser.get(f"{base}{file}/{form}") for form in forms}
            got[name] = {form for form, answer in answers.items() if answer.status_code == 200}
            for answer in answers.values():
                body(answer)
                assert answer.status_code in ({200, 404} if name != "nobody" else {401})
        return {name: forms for name, forms in got.items() if forms}


@pytest.fixture
def readers(folder: Path) -> Readers:
    case, other = make_case(), make_case("4102")
    colleague = make_member(make_shop("x"), "colleague")
    browsers = {
        "nobody": Client(),
        "buyer": browser_of(case.buyer),
        "seller": browser_of(case.seller),
        "other buyer": browser_of(other.buyer),
        "other seller": browser_of(other.seller),
        "stranger": browser_of(colleague),
    }
    browsers |= {role.value: browser_of(make_staff(role.value, role)) for role in STAFF_ROLES}
    return Readers(case, browsers)


STAFF = {role.value: set(ALL) for role in STAFF_ROLES}


def test_a_file_of_a_draft_is_its_uploaders_alone(readers: Readers) -> None:
    file = upload(readers.case.buyer, readers.case.draft_id, purpose=DRAFT)
    assert readers.may(file.id, *ALL) == {"buyer": set(ALL)}


def test_a_file_sent_to_a_case_is_its_uploaders_until_it_is_evidence(readers: Readers) -> None:
    file = upload(readers.case.seller, readers.case.case_id)
    assert readers.may(file.id, *ALL) == {"seller": set(ALL)}


def test_evidence_is_read_by_both_sides_and_staff_but_its_original_not_by_the_other_side(
    readers: Readers,
) -> None:
    file = upload(readers.case.buyer, readers.case.case_id)
    make_evidence(readers.case, readers.case.buyer, file)
    assert readers.may(file.id, *ALL) == {"buyer": set(ALL), "seller": {"view", "thumb"}, **STAFF}


def test_confidential_evidence_is_not_for_the_other_side(readers: Readers) -> None:
    file = upload(readers.case.seller, readers.case.case_id)
    make_evidence(readers.case, readers.case.seller, file, confidential=True)
    assert readers.may(file.id, *ALL) == {"seller": set(ALL), **STAFF}


def test_a_document_goes_to_both_sides_as_it_came(readers: Readers) -> None:
    file = upload(readers.case.seller, readers.case.case_id, pdf())
    make_evidence(readers.case, readers.case.seller, file)
    staff = {role: {"original"} for role in STAFF}
    assert readers.may(file.id, *ALL) == {"buyer": {"original"}, "seller": {"original"}, **staff}


def test_a_listing_picture_is_for_the_buyer_of_the_order_its_shop_and_staff(readers: Readers) -> None:
    line, file_id = OrderLine.objects.get(order_id=readers.case.order_id), new_id()
    content = io.BytesIO(picture())
    intake.keep_listing_picture(content, line_id=line.id, file_id=file_id, name="lamp.jpg", at=NOW)
    assert readers.may(file_id, *ALL) == {}
    ListingPicture.objects.create(id=new_id(), line=line, position=0, file_id=file_id)
    assert readers.may(file_id, *ALL) == {"buyer": {"view", "thumb"}, "seller": set(ALL), **STAFF}


def test_naming_a_foreign_file_as_evidence_opens_nothing(readers: Readers) -> None:
    """Should an action ever forget to ask ``demand_usable``: the uploader of the file and of the item differ."""
    file = upload(readers.case.seller, readers.case.case_id)
    make_evidence(readers.case, readers.case.buyer, file)
    assert readers.may(file.id, *ALL) == {"seller": set(ALL)}


def test_an_erased_file_is_not_there_for_anybody(readers: Readers) -> None:
    file = upload(readers.case.buyer, readers.case.case_id)
    make_evidence(readers.case, readers.case.buyer, file)
    StoredFile.objects.update(erased_at=NOW, erased_why="court order")
    assert readers.may(file.id, *ALL) == {}


def test_a_member_who_left_the_shop_reads_nothing_more(readers: Readers) -> None:
    file = upload(readers.case.seller, readers.case.case_id)
    ShopMember.objects.filter(customer_id=readers.case.seller.person_id).delete()
    assert fetched(readers.browsers["seller"], file, "view").status_code == 401


def test_foreign_and_missing_read_alike(readers: Readers) -> None:
    file = upload(readers.case.buyer, readers.case.draft_id, purpose=DRAFT)
    browser = readers.browsers["seller"]
    told = [
        browser.get(f"/files/{name}") for name in (f"{file.id}/view", f"{new_id()}/view", f"{file.id}/passwd")
    ]
    assert [answer.status_code for answer in told] == [404, 404, 404]
    assert len({NAMES.sub(b"", answer.content) for answer in told}) == 1


def test_each_door_reads_only_its_own_session(readers: Readers) -> None:
    file = upload(readers.case.buyer, readers.case.case_id)
    make_evidence(readers.case, readers.case.buyer, file)
    assert readers.browsers["mediator"].get(f"/files/{file.id}/view").status_code == 401
    entrance = readers.browsers["buyer"].get(f"/desk/files/{file.id}/view")
    assert entrance.status_code == 302
    assert entrance["Location"].startswith("/desk/account/")


def test_each_look_of_an_auditor_is_written_down(readers: Readers) -> None:
    file = upload(readers.case.buyer, readers.case.case_id)
    make_evidence(readers.case, readers.case.buyer, file)
    readers.browsers["auditor"].get(f"/desk/files/{file.id}/view")
    assert AuditEntry.objects.get().subject == f"/desk/files/{file.id}/view"


@pytest.mark.parametrize("raw", [photo_with_place(), film_with_place()], ids=["photo", "film"])
def test_the_other_side_never_sees_where_it_was_taken(readers: Readers, raw: bytes) -> None:
    file = upload(readers.case.buyer, readers.case.case_id, raw)
    make_evidence(readers.case, readers.case.buyer, file)
    for form in ALL:
        assert GPS_WORDS not in body(readers.browsers["seller"].get(f"/files/{file.id}/{form}"))
    assert body(readers.browsers["buyer"].get(f"/files/{file.id}/original")) == raw


# ---- headers ---------------------------------------------------------------------------


@pytest.fixture
def buyer(readers: Readers) -> tuple[Client, CaseWithFiles]:
    return readers.browsers["buyer"], readers.case


def fetched(browser: Client, file: FileFacts, form: str, **headers: str):
    return browser.get(f"/files/{file.id}/{form}", headers=headers)


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize(
    ("raw", "form", "media_type", "disposition"),
    [
        (picture("PNG"), "view", "image/jpeg", "inline"),
        (picture("PNG"), "thumb", "image/jpeg", "inline"),
        (picture("PNG"), "original", "image/png", "attachment"),
        (pdf(), "original", "application/pdf", "attachment"),
        (FILM_MP4, "view", "video/mp4", "attachment"),
        (b"hello", "original", "text/plain; charset=utf-8", "attachment"),
    ],
)
def test_every_file_leaves_harmless(buyer, raw: bytes, form: str, media_type: str, disposition: str) -> None:
    browser, case = buyer
    answer = fetched(browser, upload(case.buyer, case.case_id, raw), form)
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].split(";")[0] == disposition
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert len(body(answer)) == int(answer["Content-Length"])


def test_the_browser_asks_again_and_is_told_when_nothing_changed(buyer) -> None:
    browser, case = buyer
    file = upload(case.buyer, case.case_id)
    first = fetched(browser, file, "view")
    again = fetched(browser, file, "view", If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    StoredFile.objects.update(erased_at=NOW)
    assert fetched(browser, file, "view", If_None_Match=first["ETag"]).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [
        ("bytes=0-", 206, 0, None),
        ("bytes=0-0", 206, 0, 1),
        ("bytes=100-299", 206, 100, 300),
        ("bytes=1000-999999999", 206, 1000, None),
        ("bytes=-10", 206, -10, None),
        ("bytes=-99999999", 206, 0, None),
        ("bytes=5-2", 200, 0, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=-", 200, 0, None),
    ],
)
def test_a_player_gets_the_bytes_it_asks_for(
    buyer, wanted: str, status: int, start: int, end: int | None
) -> None:
    browser, case = buyer
    answer = fetched(browser, upload(case.buyer, case.case_id, FILM_MP4), "view", Range=wanted)
    part = FILM_MP4[start:end]
    assert (answer.status_code, body(answer)) == (status, part)
    assert answer["Content-Length"] == str(len(part))
    if status == 206:
        first = FILM_MP4.index(part)
        assert answer["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(FILM_MP4)}"


@pytest.mark.parametrize("wanted", ["bytes=1375-", "bytes=99999-", "bytes=-0"])
def test_bytes_that_are_not_there_are_416(buyer, wanted: str) -> None:
    browser, case = buyer
    answer = fetched(browser, upload(case.buyer, case.case_id, FILM_MP4), "view", Range=wanted)
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(FILM_MP4)}")


LARGE = picture("PNG") + bytes(AT_ONCE)


def test_a_large_original_is_streamed_whole_and_in_ranges(buyer) -> None:
    browser, case = buyer
    file = upload(case.buyer, case.case_id, LARGE)
    whole = fetched(browser, file, "original")
    assert whole.streaming
    assert body(whole) == LARGE
    assert body(fetched(browser, file, "original", Range="bytes=10-4200009")) == LARGE[10:4_200_010]


def test_a_player_gets_a_piece_and_asks_on(buyer) -> None:
    browser, case = buyer
    file = upload(case.buyer, case.case_id, LARGE)
    answer = fetched(browser, file, "original", Range="bytes=5-", Sec_Fetch_Dest="video")
    assert not answer.streaming
    assert answer["Content-Range"] == f"bytes 5-{PLAYED + 4}/{len(LARGE)}"
    assert answer.content == LARGE[5 : PLAYED + 5]


def leave(answer) -> None:
    """What a server does when a reader leaves, but for this test's own connection to the database."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def test_slow_readers_hold_few_threads_and_free_them_when_they_go(readers: Readers) -> None:
    """The server closes an answer when its reader leaves, also before the first byte was taken."""
    case = readers.case
    file = upload(case.buyer, case.case_id, LARGE)
    make_evidence(case, case.buyer, file)
    held = [fetched(readers.browsers["buyer"], file, "original") for _ in range(LONG_ANSWERS_A_READER)]
    refused = fetched(readers.browsers["buyer"], file, "original")
    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (503, "5", "no-store")
    assert fetched(readers.browsers["buyer"], file, "view").status_code == 200
    other = readers.browsers["mediator"].get(f"/desk/files/{file.id}/original")
    assert other.status_code == 200
    for answer in (*held, other):
        leave(answer)
    again = [fetched(readers.browsers["buyer"], file, "original") for _ in range(LONG_ANSWERS_A_READER)]
    assert [body(answer) == LARGE for answer in again] == [True, True]
    assert not LONG._held


def test_the_whole_house_holds_a_bounded_number(readers: Readers) -> None:
    answers = LongAnswers()
    assert [answers.take(str(n)) for n in range(LONG_ANSWERS + 1)] == [True] * LONG_ANSWERS + [False]
    answers.give("0")
    assert answers.take("new")


@pytest.mark.parametrize(
    ("name", "media_type", "saved"),
    [
        ("lampă.jpg", "image/jpeg", "lampă.jpg"),
        ("lamp.JPEG", "image/jpeg", "lamp.JPEG"),
        ("lamp.png", "image/jpeg", "lamp.jpg"),
        ("invoice.html", "application/pdf", "invoice.html.pdf"),
        ("run.exe", "text/plain", "run.exe.txt"),
        ("", "image/png", "file.png"),
        ("no ending", "video/mp4", "no ending.mp4"),
    ],
)
def test_a_download_ends_as_what_it_is(name: str, media_type: str, saved: str) -> None:
    assert download_name(name, media_type) == saved


def test_every_type_has_an_ending() -> None:
    assert not [kind for kind in MEDIA_TYPES if download_name("x", kind).endswith(".bin")]


# ---- a host name for files ---------------------------------------------------------------


@pytest.fixture
def files_host(settings) -> str:
    settings.AMIABIL_FILES_HOST = "files.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    return "files.example.org"


def test_files_leave_by_their_own_host_under_a_signed_address(buyer, files_host: str) -> None:
    browser, case = buyer
    file = upload(case.buyer, case.case_id)
    told = fetched(browser, file, "view")
    assert told.status_code == 302
    assert told["Location"].startswith("http://files.example.org/files/signed/")
    assert told["Cache-Control"] == "private, no-store"
    answer = Client().get(
        told["Location"].removeprefix("http://files.example.org"), headers={"host": files_host}
    )
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, max-age=300"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Access-Control-Allow-Origin"] == "*", (
        "the window of the chat, at another origin, fetches it"
    )
    assert answer["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_no_address_is_signed_for_who_may_not_see(readers: Readers, files_host: str) -> None:
    file = upload(readers.case.buyer, readers.case.draft_id, purpose=DRAFT)
    assert fetched(readers.browsers["seller"], file, "view").status_code == 404


def test_roles_of_the_door_are_those_of_the_staff() -> None:
    assert set(_STAFF) == STAFF_ROLES
    assert Role.BUYER not in _STAFF


def test_a_stranger_is_nobody_in_particular(readers: Readers) -> None:
    file = upload(readers.case.buyer, readers.case.case_id)
    make_evidence(readers.case, readers.case.buyer, file)
    assert fetched(browser_of(make_buyer("new")), file, "thumb").status_code == 404
