"""The whole file of a case in one click: all that a side may read and nothing else, and every change is found out."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amiabil.actions import dossiers
from amiabil.actions.dossier_proof import NotADossier, Proof, check, signed, sums_of
from amiabil.actions.joining import join_cases
from amiabil.actions.messages import Written, post_message
from amiabil.actions.seals import public_bytes, signing_key
from amiabil.domain.access import Viewer
from amiabil.domain.files import Form
from amiabil.domain.terms import Audience, Command, Role
from amiabil.records import clock
from amiabil.records.models import Dispute, EvidenceItem
from amiabil.records.new_id import new_id
from amiabil.ui.dossier import sending
from amiabil.ui.dossier.pdf import (
    UNDRAWABLE,
    Entry,
    Heading,
    Paper,
    Paragraph,
    Rows,
    by_direction,
    draw,
    drawable,
    with_note,
)
from amiabil.ui.facts import Row
from tests.actions.cases import opened, row, step
from tests.actions.test_joining import TWO_LAMPS, pair, request
from tests.cases_with_files import body, folder, hand_in
from tests.channels.portal.visitor import signed_in
from tests.factories import OPENED, World, later, make_staff, make_world

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

ALWAYS = {"dossier.pdf", "record.json", "READ-ME.txt", "SHA256SUMS", "SHA256SUMS.sig"}


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(days=3))


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World, folder: Path) -> str:
    reference = opened(world)
    hand_in(world.buyer, reference, at=later(days=1))
    say(world.seller, reference, "Ambalasem lampa în două cutii 包装.")
    return reference


def say(viewer: Viewer, reference: str, text: str, audience: Audience = Audience.EVERYONE) -> None:
    post_message(viewer, reference, Written(new_id(), text, audience, later(days=2)))


def taken(viewer: Viewer, reference: str, language: str = "ro") -> bytes:
    answer = signed_in(viewer).get(f"/{language}/cases/{reference}/dossier.zip")
    assert answer.status_code == 200
    return body(answer)


def record_of(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("record.json"))
    return found


def kept(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "dossier.zip"
    path.write_bytes(content)
    return path


def test_the_buyer_has_everything_and_the_original(world: World, case: str) -> None:
    content = taken(world.buyer, case)
    pack = zipfile.ZipFile(io.BytesIO(content))
    record = record_of(content)
    files = [one["file"]["here"] for one in record["evidence"] if one["file"]]
    assert set(pack.namelist()) == ALWAYS | set(files)
    assert [one["file"]["form"] for one in record["evidence"] if one["file"]] == ["original"]
    texts = [one["text"] for one in record["history"]]
    assert any("Ambalasem lampa în două cutii 包装." in text for text in texts)
    assert record["case"]["state"] == "awaiting_seller" and record["case"]["reference"] == case
    assert pack.read("dossier.pdf").startswith(b"%PDF-")
    assert "amiabil verify --dossier" in pack.read("READ-ME.txt").decode()


def test_the_seller_gets_the_form_without_place_and_the_fields_for_the_card_network(
    world: World, case: str
) -> None:
    content = taken(world.seller, case, "en")
    pack = zipfile.ZipFile(io.BytesIO(content))
    forms = [one["file"] for one in record_of(content)["evidence"] if one["file"]]
    assert [one["form"] for one in forms] == [Form.VIEW.value]
    assert b"Exif" not in pack.read(forms[0]["here"])
    card = json.loads(pack.read("card-evidence.json"))
    assert card["fields"]["product_description"] and card["fields"]["customer_name"]
    assert card["characters"] <= card["most_characters"] == 150_000
    assert card["files"]["customer_communication"] in pack.namelist()


def test_joined_cases_are_one_file_with_the_messages_of_both(tmp_path: Path, folder: Path) -> None:
    lamps = make_world("7", lines=TWO_LAMPS, shipping=0)
    first, second = pair(lamps)
    say(lamps.buyer, second, "Și a doua lampă e crăpată.")
    join_cases(make_staff("ada", Role.AGENT), first, request(second, later(days=2, hours=1)))
    content = taken(lamps.buyer, first)
    pack = zipfile.ZipFile(io.BytesIO(content))
    folder_of = f"joined/{second}"
    assert {f"{folder_of}/dossier.pdf", f"{folder_of}/record.json"} <= set(pack.namelist())
    assert "a doua lampă" in pack.read(f"{folder_of}/record.json").decode()
    assert check(kept(tmp_path, content)).flaw == ""
    torn = json.loads(pack.read(f"{folder_of}/record.json"))
    torn["chain"]["links"].pop(0)
    forged = _forged(content, f"{folder_of}/record.json", json.dumps(torn).encode())
    assert check(kept(tmp_path, forged)).flaw == "chain"


def test_nobody_reads_what_is_not_for_them(world: World, case: str) -> None:
    mira = make_staff("mira", Role.MEDIATOR)
    Dispute.objects.filter(case__reference=case).update(mediator_id=mira.person_id)
    say(world.buyer, case, "Doar platforma: IBAN", Audience.BUYER_AND_PLATFORM)
    say(mira, case, "nota internă", Audience.STAFF)
    EvidenceItem.objects.filter(case_id=row(case).case_id, label="document-1").update(confidential=True)
    mine, theirs = record_of(taken(world.buyer, case)), record_of(taken(world.seller, case))
    assert "IBAN" in json.dumps(mine) and "IBAN" not in json.dumps(theirs)
    shown, withheld = (
        next(item for item in record["evidence"] if item["label"] == "document-1")
        for record in (mine, theirs)
    )
    assert shown["file"]["sha256"] in json.dumps(mine) and shown["file"]["sha256"] not in json.dumps(theirs)
    assert (withheld["hidden"], withheld["title"], withheld["text"], withheld["file"]) == (True, "", "", None)
    for one in (mine, theirs):
        assert "internă" not in json.dumps(one, ensure_ascii=False)
        assert len(one["chain"]["links"]) > len(one["history"]), "the chain is whole for everybody"
    assert signed_in(make_world("6").buyer).get(f"/ro/cases/{case}/dossier.zip").status_code == 404


def test_what_was_given_out_holds(world: World, case: str, tmp_path: Path) -> None:
    key = public_bytes(signing_key(django_settings.AMIABIL_SEAL_KEY)).hex()
    path = kept(tmp_path, taken(world.buyer, case))
    found = check(path, key=key)
    assert found == Proof(case, found.files, key) and found.files == 4
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(path).extractall(unpacked)
    told = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=unpacked,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout


def _again(content: bytes, change: dict[str, bytes | None]) -> bytes:
    """The same ZIP with other contents; None leaves a file out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in {**dict.fromkeys(old.namelist()), **change}:
            inside = change[name] if name in change else old.read(name)
            if inside is not None:
                new.writestr(name, inside)
    return target.getvalue()


def _forged(content: bytes, name: str, words: bytes) -> bytes:
    """The same ZIP with other words in one file, signed anew by somebody else."""
    pack = zipfile.ZipFile(io.BytesIO(content))
    inside = {one: pack.read(one) for one in pack.namelist() if not one.startswith("SHA256")}
    inside[name] = words
    sums = sums_of({one: _sha(text) for one, text in inside.items()})
    change = {name: words, "SHA256SUMS": sums, "SHA256SUMS.sig": signed(sums, "the forger's own")}
    return _again(content, dict(change))


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"dossier.pdf": b"%PDF-1.3 mine"}, "dossier.pdf: content"),
        ({"READ-ME.txt": None}, "READ-ME.txt: missing"),
        ({"more.txt": b"mine"}, "more.txt: not listed"),
        ({"SHA256SUMS": b"00  dossier.pdf\n"}, "SHA256SUMS.sig: signature"),
    ],
)
def test_each_change_is_found_out(
    world: World, case: str, tmp_path: Path, change: dict[str, bytes | None], flaw: str
) -> None:
    assert check(kept(tmp_path, _again(taken(world.buyer, case), change))).flaw == flaw


def test_a_forger_who_signs_himself_has_another_key_and_a_torn_chain_shows(
    world: World, case: str, tmp_path: Path
) -> None:
    content = taken(world.buyer, case)
    record = record_of(content)
    record["chain"]["links"][1][2] = "00" * 32
    forged = json.dumps(record).encode()
    path = kept(tmp_path, _forged(content, "record.json", forged))
    ours = public_bytes(signing_key(django_settings.AMIABIL_SEAL_KEY)).hex()
    assert check(path, key=ours).flaw == "SHA256SUMS.sig: another key"
    assert check(path).flaw == "chain"


def _sha(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()


@pytest.mark.parametrize(
    "record",
    [
        b"[" * 100_000,
        b'{"format": "amiabil-dossier/1", "case": [], "chain": {}}',
        b'{"format": "amiabil-dossier/1", "case": {"reference": "D"}, "chain": {"case": 7}}',
        b'{"format": "amiabil-dossier/1", "case": {"reference": "D"}, "chain": {"case": "x", "links": 7}}',
    ],
)
def test_a_record_of_another_shape_is_no_dossier(
    world: World, case: str, tmp_path: Path, record: bytes
) -> None:
    content = taken(world.buyer, case)
    pack = zipfile.ZipFile(io.BytesIO(content))
    inside = {name: pack.read(name) for name in pack.namelist() if not name.startswith("SHA256")}
    sums = sums_of({name: _sha(words) for name, words in {**inside, "record.json": record}.items()})
    change = {"record.json": record, "SHA256SUMS": sums, "SHA256SUMS.sig": signed(sums, "somebody's")}
    with pytest.raises(NotADossier):
        check(kept(tmp_path, _again(content, change)))


def test_every_torn_byte_is_told_and_never_a_defect(world: World, case: str, tmp_path: Path) -> None:
    content = taken(world.buyer, case)
    told = 0
    for place in range(0, len(content), max(1, len(content) // 150)):
        torn = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        try:
            told += bool(check(kept(tmp_path, torn)).flaw)
        except NotADossier:
            told += 1
    assert told > 100, "a few bytes, such as times, are of no meaning"


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"not a zip"])
def test_what_is_no_dossier_is_called_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotADossier):
        check(kept(tmp_path, content))


def test_a_decided_case_carries_its_reasons(world: World, case: str) -> None:
    step(world.seller, case, Command.REJECT_REQUEST, later(days=2), reason="other", text="Nu e vina mea")
    assert "Nu e vina mea" in json.dumps(record_of(taken(world.buyer, case)), ensure_ascii=False)


def test_reading_takes_the_same_statements_however_much_was_handed_in(world: World, case: str) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            dossiers.collect(world.buyer, case)
        counts.append(len(asked))
        hand_in(world.buyer, case, at=later(days=2))
    assert counts[0] == counts[1] == 9  # seven, and the two of the transaction


def test_more_than_the_limit_in_an_hour_must_wait(
    world: World, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "DOSSIERS", replace(sending.DOSSIERS, times=2))
    browser = signed_in(world.buyer)
    for _ in range(2):
        body(browser.get(f"/ro/cases/{case}/dossier.zip"))
    assert browser.get(f"/ro/cases/{case}/dossier.zip").status_code == 429


def test_every_page_of_a_case_offers_it(world: World, case: str) -> None:
    for viewer, page in (
        (world.buyer, f"/ro/disputes/{case}"),
        (world.seller, f"/ro/seller/disputes/{case}"),
    ):
        assert f"/ro/cases/{case}/dossier.zip" in signed_in(viewer).get(page).content.decode()


def test_letters_without_a_shape_are_marked_and_romanian_has_all() -> None:
    assert drawable("Șterge țara, „încă” – âÂîÎ 12,50 lei") == "Șterge țara, „încă” – âÂîÎ 12,50 lei"
    assert drawable("cutii 包装 bune") == f"cutii {UNDRAWABLE} bune"
    assert drawable("Счупена лампа, σπασμένο") == "Счупена лампа, σπασμένο"


def test_hebrew_and_arabic_are_drawn_from_the_right(caplog: pytest.LogCaptureFixture) -> None:
    hebrew, arabic = "המנורה הגיעה שבורה, 3 סדקים (L1).", "المصباح وصل مكسوراً، 249.90 RON."
    assert drawable(hebrew + arabic) == hebrew + arabic
    mixed = f"Lampa\n{hebrew}\n{arabic}\nLampa (العربية)\nLampa"
    assert by_direction(mixed) == [
        ("Lampa", None),
        (f"{hebrew}\n{arabic}", True),
        ("Lampa (العربية)", False),
        ("Lampa", None),
    ]
    blocks = (Heading(hebrew, 1), Rows((Row(arabic, mixed, strong=True),)), Entry("Ана", mixed))
    paper = Paper("File", "D-1", "en", OPENED, blocks)
    with caplog.at_level("WARNING"):
        made = draw(paper)
    assert not caplog.records, "a letter without a shape is warned of"
    assert len(made) < 60_000 and draw(paper) == made


def test_what_cannot_be_drawn_is_said_below_the_title() -> None:
    blocks = (Heading("File", 1), Entry("Ana", "cutii 包装 bune"))
    paper = Paper("File", "D-1", "en", OPENED, blocks, "Look into the record.")
    first, second, *_ = with_note(paper)
    assert (first, second) == (blocks[0], Paragraph("Look into the record.", quiet=True))
    typed = Paper("File", "D-1", "en", OPENED, (blocks[0], Entry("Ana", "really [?] so")), "Look")
    assert list(with_note(typed)) == list(typed.blocks)


def test_greek_and_cyrillic_are_drawn(caplog: pytest.LogCaptureFixture) -> None:
    words = "Лампата е счупена. Η λάμπα είναι σπασμένη."
    blocks = (Heading(words, 1), Rows((Row("Reason", words, strong=True),)), Entry("Ана", words))
    paper = Paper("File", "D-1", "en", OPENED, blocks)
    with caplog.at_level("WARNING"):
        made = draw(paper)
    assert not caplog.records, "a letter without a shape is warned of"
    assert b"DejaVu" in made and draw(paper) == made
