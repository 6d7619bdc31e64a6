"""Evidence over HTTP: announced, sent in parts, looked into and handed in for a party, once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from amiabil.actions.verify import verify
from amiabil.foundation.grants import read_upload
from amiabil.records import clock, files
from amiabil.records.models import (
    AuditEntry,
    Conversation,
    Event,
    EvidenceItem,
    IdempotencyRecord,
    StoredFile,
    Upload,
)
from amiabil.records.new_id import new_id
from amiabil.ui import intake
from tests import samples
from tests.attacks.test_uploads import HOSTILE
from tests.cases_with_files import folder, send_parts, stored
from tests.channels.api.client import Answer, Program, make_key
from tests.channels.api.shapes import described
from tests.channels.api.test_disputes import opened, shop
from tests.samples import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
__all__ = ["folder", "shop"]

PHOTO = picture()


@pytest.fixture
def case(shop: Program) -> str:
    return f"/disputes/{opened(shop)['reference']}"


def begin(shop: Program, case: str, raw: bytes = PHOTO, *, side: str = "seller", **more: Any) -> Answer:
    body = {"as": side, "kind": "packing_photo", "name": "box.jpg", "size": len(raw), **more}
    return shop.post(f"{case}/uploads", body)


def sent(shop: Program, case: str, raw: bytes = PHOTO, *, side: str = "seller", **more: Any) -> str:
    """The address of an upload whose parts have all arrived."""
    begun = begin(shop, case, raw, side=side, **more)
    assert begun.status == 201, begun.json
    send_parts(
        files.UploadFacts(*Upload.objects.filter(id=begun.json["upload"]).values_list(*_FACTS).get()), raw
    )
    return f"{case}/uploads/{begun.json['upload']}"


_FACTS = ("id", "purpose", "owner_id", "evidence_kind", "name", "size", "part_size", "file_id", "refused")


def finished(shop: Program, case: str, raw: bytes = PHOTO, *, side: str = "seller", **more: Any) -> str:
    """The id of a file that is ready to be handed in."""
    answer = shop.put(sent(shop, case, raw, side=side, **more), {"as": side})
    assert answer.status == 200, answer.json
    return str(answer.json["id"])


def item(file_id: str, **more: Any) -> dict[str, Any]:
    return {"as": "seller", "kind": "packing_photo", "file_id": file_id, "title": "The box", **more}


def test_a_file_goes_from_its_announcement_to_the_record(shop: Program, case: str) -> None:
    begun = begin(shop, case)
    assert described(begun, "POST", "/disputes/{reference}/uploads")
    grant = read_upload(begun.json["token"], key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    assert (str(grant.upload), grant.parts) == (begun.json["upload"], begun.json["parts"])
    upload = sent(shop, case)
    file = shop.put(upload, {"as": "seller"})
    assert described(file, "PUT", "/disputes/{reference}/uploads/{upload}")
    assert file.json["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    assert shop.put(upload, {"as": "seller"}).json == file.json, "again gives the same file"
    answer = shop.post(f"{case}/evidence", item(file.json["id"], text="Packed with care"))
    assert described(answer, "POST", "/disputes/{reference}/evidence")
    told = answer.json["evidence"]
    assert (told["label"], told["by"], told["file"]["name"]) == (
        "packing_photo-1",
        {"role": "seller", "ref": "lumina"},
        "box.jpg",
    )
    assert answer.json["version"] == shop.get(case).json["version"]
    assert shop.get(case).json["evidence"][-1] == told
    kept = StoredFile.objects.get()
    assert (kept.channel, kept.uploader_role, kept.uploader_ref) == ("api", "seller", "lumina")
    assert set(kept.variants) == {"original", "view", "thumb"}
    assert AuditEntry.objects.filter(action="case.add_evidence", actor_ref="key:shop").count() == 1
    checked = next(verify(case.rsplit("/", 1)[1], hash_of=intake.hash_of))
    assert checked.broken is None


def test_handing_in_again_is_one_item(shop: Program, case: str) -> None:
    file = finished(shop, case)
    first = shop.post(f"{case}/evidence", item(file), Idempotency_Key="e1")
    assert shop.post(f"{case}/evidence", item(file), Idempotency_Key="e1").json == first.json
    assert first.status == 201
    other = shop.post(f"{case}/evidence", item(file), Idempotency_Key="e2")
    assert (other.status, other.code, other.json["facts"]) == (
        409,
        "already_evidence",
        {"label": "packing_photo-1"},
    )
    assert EvidenceItem.objects.filter(file_id__isnull=False).count() == 1
    once = begin(shop, case)
    again = [shop.post(f"{case}/uploads", _announced(), Idempotency_Key="u1").json for _ in range(2)]
    assert again[0] == again[1] != once.json


def _announced() -> dict[str, Any]:
    return {"as": "buyer", "kind": "photo_item", "size": 10}


def test_a_key_that_is_known_no_more_still_makes_one_item(shop: Program, case: str) -> None:
    file = finished(shop, case)
    first = shop.post(f"{case}/evidence", item(file), Idempotency_Key="e1").json
    IdempotencyRecord.objects.all().delete()
    again = shop.post(f"{case}/evidence", item(file), Idempotency_Key="e1")
    assert (again.status, again.json["evidence"]) == (201, first["evidence"])
    assert Event.objects.filter(type="evidence.added").count() == 1


def test_a_finished_file_goes_with_a_command_too(shop: Program, case: str) -> None:
    file = finished(shop, case)
    answer = shop.post(
        f"{case}/reject_request",
        {
            "as": "seller",
            "arguments": {"reason": "packed_well", "text": "It left us whole."},
            "evidence": [{"kind": "packing_photo", "file_id": file}],
        },
    )
    assert answer.json["state"] == "negotiating"
    assert answer.json["evidence"][-1]["file"]["sha256"] == hashlib.sha256(PHOTO).hexdigest()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"size": 0}, 422, "invalid_fields"),
        ({"size": 10**9}, 422, "too_large"),
        ({"size": 2**50}, 422, "invalid_fields"),
        ({"kind": "song"}, 422, "invalid_fields"),
        ({"as": "operator"}, 422, "invalid_fields"),
        ({"as": "mediator"}, 422, "invalid_fields"),
        ({"name": "x" * 201}, 422, "invalid_fields"),
        ({"purpose": "draft"}, 422, "invalid_fields"),
    ],
)
def test_a_file_that_cannot_come_is_refused_before_it_is_sent(
    shop: Program, case: str, body: dict[str, Any], status: int, code: str
) -> None:
    answer = begin(shop, case, **body)
    assert (answer.status, answer.code) == (status, code), answer.json
    assert not Upload.objects.exists()


@pytest.mark.parametrize("what", HOSTILE)
def test_no_disguise_gets_in(shop: Program, case: str, folder: Path, what: str) -> None:
    upload = sent(shop, case, HOSTILE[what])
    answer = shop.put(upload, {"as": "seller"})
    assert answer.status == 422
    assert answer.code in {"type_not_allowed", "file_unreadable", "picture_too_large", "picture_moves"}
    assert stored(folder) == set()
    again = shop.put(upload, {"as": "seller"})
    assert (again.status, again.code, again.json["facts"]["why"]) == (409, "upload_refused", answer.code)
    assert not StoredFile.objects.exists()


def test_a_film_is_no_photo_and_words_are_none_either(shop: Program, case: str) -> None:
    for raw in (samples.FILM_WEBM, b"The box was whole."):
        assert shop.put(sent(shop, case, raw), {"as": "seller"}).code == "not_an_image"


def test_what_has_not_arrived_or_is_another_kind_is_told(shop: Program, case: str) -> None:
    begun = begin(shop, case).json["upload"]
    assert shop.put(f"{case}/uploads/{begun}", {"as": "seller"}).code == "upload_incomplete"
    assert shop.post(f"{case}/evidence", item(begun)).code == "upload_incomplete"
    file = finished(shop, case)
    answer = shop.post(f"{case}/evidence", item(file, kind="receipt"))
    assert (answer.status, answer.errors()) == (422, [("/kind", "not_a_choice")])
    assert shop.post(f"{case}/evidence", item("7")).errors() == [("/file_id", "bad_format")]
    assert not EvidenceItem.objects.filter(file_id__isnull=False).exists()


def test_nobody_uses_the_file_of_another_side_or_another_case(shop: Program, case: str) -> None:
    file = finished(shop, case)
    other = opened(shop, units={"L2": 2}, ask={"remedy": "refund_keep", "amount": "20.00"})["reference"]
    for path, body in (
        (f"{case}/evidence", item(file, **{"as": "buyer"})),
        (f"/disputes/{other}/evidence", item(file)),
        (f"{case}/evidence", item(str(new_id()))),
    ):
        assert (shop.post(path, body).status, shop.post(path, body).code) == (404, "not_found")
    assert shop.put(f"{case}/uploads/{file}", {"as": "buyer"}).status == 404
    assert shop.put(f"/disputes/{other}/uploads/{file}", {"as": "seller"}).status == 404
    assert shop.put(f"{case}/uploads/not-an-id", {"as": "seller"}).status == 404


def test_the_limit_of_files_holds_for_each_side(shop: Program, case: str) -> None:
    most = 20
    for _ in range(most):
        StoredFile.objects.create(
            id=(made := new_id()), kind="evidence", owner_id=Conversation.objects.get().id, name="x", size=1,
            media_type="text/plain", sha256=bytes(32), uploader_role="seller", uploader_ref="lumina",
            channel="api", received_at=clock.now(),
        )  # fmt: skip
        Upload.objects.create(
            id=made, person_id=UUID(int=1), purpose="case", owner_id=Conversation.objects.get().id, name="x",
            size=1, part_size=1, file_id=made, created_at=clock.now(),
        )  # fmt: skip
    assert begin(shop, case).code == "too_many_files"
    assert begin(shop, case, side="buyer", kind="photo_item").status == 201


def test_a_closed_conversation_takes_no_file_and_a_decided_case_no_evidence(shop: Program, case: str) -> None:
    file = finished(shop, case)
    shop.post(f"{case}/accept_request", {"as": "seller", "arguments": {"amount": "249.90"}})
    shop.post(f"{case}/refund_confirmed", {"as": "psp"})
    late = shop.post(f"{case}/evidence", item(file))
    assert (late.status, late.code) == (409, "not_in_this_state")
    Conversation.objects.update(closed_to_messages=True)
    assert begin(shop, case).code == "conversation_closed"


def test_only_who_may_act_in_cases_hands_in(shop: Program, case: str) -> None:
    upload = sent(shop, case)
    reader = Program(make_key("cases:read", name="reader"))
    orders_only = Program(make_key("orders:write", name="orders"))
    for program, status in ((reader, 403), (orders_only, 404), (Program(None), 401)):
        assert begin(program, case).status == status
        assert program.put(upload, {"as": "seller"}).status == status
        assert program.post(f"{case}/evidence", item(upload.rsplit("/", 1)[1])).status == status
    assert not StoredFile.objects.exists()
