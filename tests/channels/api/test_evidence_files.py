"""What was handed in, read back over HTTP: by the marketplace, and as either side sees it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amiabil.records import clock
from amiabil.records.models import EvidenceItem, StoredFile
from amiabil.records.new_id import new_id
from amiabil.ui.ranges import AT_ONCE, LONG, LONG_ANSWERS_A_READER
from tests.cases_with_files import body, folder
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import described
from tests.channels.api.test_disputes import opened, shop
from tests.channels.api.test_evidence import case, finished, item
from tests.samples import FILM_MP4, GPS_WORDS, pdf, photo_with_place, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
__all__ = ["case", "folder", "shop"]

ALL = ["original", "view", "thumb"]
LOOKS = ("", "?as=buyer", "?as=seller")


def handed_in(
    shop: Program, case: str, raw: bytes, *, side: str = "seller", kind: str = "packing_photo"
) -> str:
    """The id of an item with this file, of the seller unless said otherwise."""
    file = finished(shop, case, raw, side=side, kind=kind)
    answer = shop.post(f"{case}/evidence", item(file, **{"as": side, "kind": kind}))
    assert answer.status == 201, answer.json
    return str(answer.json["evidence"]["id"])


def forms(shop: Program, case: str, look: str = "") -> dict[str, list[str]]:
    """What the list tells of the files, by the item."""
    found = shop.get(f"{case}/evidence{look}")
    assert described(found, "GET", "/disputes/{reference}/evidence")
    return {one["id"]: one["file"]["forms"] for one in found.json["items"] if one["file"]}


def got(program: Program, case: str, item: str, form: str, look: str = "", **headers: str) -> Any:
    return program.fetch(f"{case}/evidence/{item}/{form}{look}", **headers)


def open_to(shop: Program, case: str, item: str) -> dict[str, list[str]]:
    """Which forms of an item are sent to whom."""
    found = {}
    for look in LOOKS:
        answers = {form: got(shop, case, item, form, look) for form in ALL}
        assert {answer.status_code for answer in answers.values()} <= {200, 404}
        found[look] = [form for form, answer in answers.items() if answer.status_code == 200]
        for answer in answers.values():
            body(answer)
    return found


def test_what_was_handed_in_is_fetched_as_it_came(shop: Program, case: str) -> None:
    photo = photo_with_place()
    mine = handed_in(shop, case, photo)
    (told,) = [one for one in shop.get(f"{case}/evidence").json["items"] if one["id"] == mine]
    assert told == shop.get(case).json["evidence"][-1]
    answer = got(shop, case, mine, "original")
    assert body(answer) == photo
    assert hashlib.sha256(photo).hexdigest() == told["file"]["sha256"]
    assert {name: answer[name] for name in _HARMLESS} == {**_HARMLESS, "Content-Length": str(len(photo))}
    assert answer["Content-Disposition"].startswith("attachment; filename")


_HARMLESS = {
    "Content-Type": "image/jpeg",
    "Content-Length": "",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
}


def test_each_side_gets_the_forms_it_gets_on_its_pages(shop: Program, case: str) -> None:
    photo = handed_in(shop, case, photo_with_place())
    document = handed_in(shop, case, pdf(), kind="document")
    sent = {"": ALL, "?as=buyer": ["view", "thumb"], "?as=seller": ALL}
    assert open_to(shop, case, photo) == sent
    as_it_came = {look: ["original"] for look in LOOKS}
    assert open_to(shop, case, document) == as_it_came
    assert {look: forms(shop, case, look)[photo] for look in LOOKS} == sent
    assert {look: forms(shop, case, look)[document] for look in LOOKS} == as_it_came
    assert GPS_WORDS in body(got(shop, case, photo, "original", "?as=seller"))
    for form in ("view", "thumb"):
        assert GPS_WORDS not in body(got(shop, case, photo, form, "?as=buyer"))


def test_a_confidential_item_is_not_there_for_the_other_side(shop: Program, case: str) -> None:
    secret = handed_in(shop, case, picture())
    EvidenceItem.objects.filter(id=secret).update(confidential=True)
    assert open_to(shop, case, secret) == {"": ALL, "?as=buyer": [], "?as=seller": ALL}
    assert [secret in forms(shop, case, look) for look in LOOKS] == [True, False, True]


def test_an_item_is_fetched_in_its_own_dispute_only(shop: Program, case: str) -> None:
    mine = handed_in(shop, case, picture())
    other = opened(shop, units={"L2": 2}, ask={"remedy": "refund_keep", "amount": "20.00"})["reference"]
    words = next(one["id"] for one in shop.get(f"{case}/evidence").json["items"] if one["file"] is None)
    file_id = EvidenceItem.objects.get(id=mine).file_id
    told = [
        got(shop, where, what, form).json()
        for where, what, form in (
            (f"/disputes/{other}", mine, "view"),
            ("/disputes/D-0000-0000", mine, "view"),
            (case, str(file_id), "view"),
            (case, str(new_id()), "view"),
            (case, words, "view"),
            (case, mine, "VIEW"),
            (case, mine, "..%2foriginal"),
            (case, "..", "original"),
        )
    ]
    assert {(one["status"], one["code"]) for one in told} == {(404, "not_found")}
    assert len({str(one) for one in told}) == 1


def test_a_file_that_is_not_evidence_yet_is_not_in_the_list(shop: Program, case: str) -> None:
    ready = finished(shop, case)
    assert ready not in str(shop.get(f"{case}/evidence").json)
    assert got(shop, case, ready, "view").status_code == 404


def test_what_was_erased_keeps_its_hash_and_has_no_forms(shop: Program, case: str) -> None:
    mine = handed_in(shop, case, picture())
    StoredFile.objects.update(erased_at=clock.now(), erased_why="court order")
    (told,) = [one["file"] for one in shop.get(f"{case}/evidence").json["items"] if one["id"] == mine]
    assert (told["erased"], told["forms"], len(told["sha256"])) == (True, [], 64)
    assert not any(open_to(shop, case, mine).values())


def test_only_a_key_that_reads_cases_gets_anything(shop: Program, case: str) -> None:
    mine = handed_in(shop, case, picture())
    reader, orders = (Program(make_key(scope, name=scope)) for scope in ("cases:read", "orders:write"))
    assert open_to(reader, case, mine)["?as=buyer"] == ["view", "thumb"]
    for program, status in ((orders, 404), (Program(None), 401)):
        for look in LOOKS:
            assert program.get(f"{case}/evidence{look}").status == status
            assert got(program, case, mine, "view", look).status_code == status
    assert Client().get(f"/files/{EvidenceItem.objects.get(id=mine).file_id}/view").status_code == 401


@pytest.mark.parametrize("look", ["?as=mediator", "?as=", "?as=BUYER", "?as=%00"])
def test_nobody_looks_as_whom_there_is_not(shop: Program, case: str, look: str) -> None:
    mine = handed_in(shop, case, picture())
    assert (shop.get(f"{case}/evidence{look}").status, got(shop, case, mine, "view", look).status_code) == (
        422,
        422,
    )


def test_parts_and_what_is_known_already_are_understood(shop: Program, case: str) -> None:
    film = handed_in(shop, case, FILM_MP4, side="buyer", kind="video_defect")
    part = got(shop, case, film, "original", Range="bytes=100-299")
    assert (part.status_code, body(part)) == (206, FILM_MP4[100:300])
    assert part["Content-Range"] == f"bytes 100-299/{len(FILM_MP4)}"
    known = got(shop, case, film, "original", If_None_Match=part["ETag"])
    assert (known.status_code, known.content) == (304, b"")
    beyond = got(shop, case, film, "original", Range=f"bytes={len(FILM_MP4)}-")
    assert (beyond.status_code, beyond.json()["code"]) == (416, "no_such_range")
    assert beyond["Content-Range"] == f"bytes */{len(FILM_MP4)}"


def test_one_key_holds_few_threads_whatever_side_it_looks_as(shop: Program, case: str) -> None:
    long = handed_in(shop, case, picture("PNG") + bytes(AT_ONCE))
    held = [got(shop, case, long, "original", look) for look in ("", "?as=seller")]
    assert [answer.streaming for answer in held] == [True] * LONG_ANSWERS_A_READER
    refused = got(shop, case, long, "original")
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (503, "busy", "5")
    for answer in held:
        body(answer)
        answer.close()
    assert not LONG._held


def test_a_host_for_files_is_told_with_a_signed_address(shop: Program, case: str, settings: Any) -> None:
    settings.AMIABIL_FILES_HOST, settings.ALLOWED_HOSTS = "files.example.org", ["*"]
    raw = picture()
    mine = handed_in(shop, case, raw)
    told = got(shop, case, mine, "original")
    assert (told.status_code, told["Cache-Control"]) == (302, "private, no-store")
    address = told["Location"].removeprefix("http://files.example.org")
    assert body(Client().get(address, headers={"host": "files.example.org"})) == raw
    assert got(shop, case, mine, "original", "?as=buyer").status_code == 404


def test_a_long_list_comes_in_pages_at_a_fixed_cost(shop: Program, case: str) -> None:
    for number in range(30):
        EvidenceItem.objects.create(
            id=new_id(), case_id=shop.get(case).json["id"], label=f"n-{number}", kind="document", owner_role="buyer",
            owner_ref="ana", status="admitted", received_at=clock.now(),
        )  # fmt: skip
    seen: list[str] = []
    after, statements = "", set()
    while after is not None:
        with CaptureQueriesContext(connection) as asked:
            page = shop.get(f"{case}/evidence?limit=10&after={after}").json
        statements.add(len(asked))
        seen += [one["label"] for one in page["items"]]
        after = page["next"]
    assert seen == [one["label"] for one in shop.get(case).json["evidence"]]
    assert len(seen) == 32
    assert len(statements) == 1
    assert shop.get(f"{case}/evidence?after=nonsense").code == "bad_cursor"
