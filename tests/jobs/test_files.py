"""What crashes, refusals and discarded drafts leave behind is removed; what has a row stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from amiabil.domain.access import Viewer
from amiabil.jobs.files import FORGOTTEN_AFTER, UNUSED_AFTER, FilesSwept, sweep
from amiabil.records import drafts
from amiabil.records.files import DRAFT
from amiabil.records.models import DisputeDraft, StoredFile, Upload
from amiabil.ui import intake
from tests.cases_with_files import (
    NOW,
    announce,
    folder,
    make_case,
    make_evidence,
    send_parts,
    stored,
    upload,
)
from tests.samples import picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

NOTHING = FilesSwept(0, 0, 0, 0)


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def aged(*, finished: datetime) -> None:
    Upload.objects.exclude(file_id=None).update(finished_at=finished)
    Upload.objects.update(created_at=finished)


def test_what_has_a_row_stays(folder: Path) -> None:
    case = make_case()
    make_evidence(case, case.buyer, upload(case.buyer, case.case_id))
    upload(case.buyer, case.draft_id, purpose=DRAFT)
    before = stored(folder)
    aged(finished=in_days(0))
    assert sweep(in_days(3)) == NOTHING
    assert stored(folder) == before


def test_bytes_without_a_row_go_after_a_day(folder: Path) -> None:
    case = make_case()
    file = upload(case.buyer, case.case_id)
    StoredFile.objects.all().delete()
    assert sweep(in_days(0.9)) == NOTHING
    assert sweep(in_days(1.1)) == FilesSwept(unused=0, forgotten=0, unfinished=0, rowless=3)
    assert stored(folder) == set()
    assert file.variants == ("original", "view", "thumb")


def test_bytes_of_an_erased_row_go_too(folder: Path) -> None:
    """Whoever erased it was killed before it removed the bytes."""
    case = make_case()
    upload(case.buyer, case.case_id)
    StoredFile.objects.update(erased_at=NOW, erased_why="discarded")
    sweep(in_days(1.1))
    assert stored(folder) == set()
    assert StoredFile.objects.count() == 1


def test_parts_nobody_goes_on_with_go_after_a_day(folder: Path) -> None:
    case = make_case()
    begun = announce(case.buyer, case.case_id, picture())
    send_parts(begun, picture())
    assert sweep(in_days(1.1)).unfinished == 1
    assert stored(folder) == set()


def test_an_upload_row_is_forgotten_when_its_work_is_done_or_never_will_be(folder: Path) -> None:
    case = make_case()
    announce(case.buyer, case.case_id, picture())
    make_evidence(case, case.buyer, upload(case.buyer, case.case_id))
    waiting = upload(case.buyer, case.draft_id, purpose=DRAFT)
    start = in_days(0)
    aged(finished=start)
    assert sweep(start + FORGOTTEN_AFTER).forgotten == 0
    assert sweep(start + FORGOTTEN_AFTER + timedelta(seconds=1)).forgotten == 2
    assert [one.file_id for one in Upload.objects.all()] == [waiting.id]


def test_files_of_a_discarded_draft_go_and_those_of_an_open_one_wait_with_it(folder: Path) -> None:
    case, other = make_case(), make_case("4102")
    gone = upload(case.buyer, case.draft_id, purpose=DRAFT)
    kept = upload(other.buyer, other.draft_id, purpose=DRAFT)
    drafts.discard(case.buyer, case.draft_id)
    start = in_days(0)
    aged(finished=start)
    assert sweep(start + UNUSED_AFTER).unused == 0
    assert sweep(start + UNUSED_AFTER + timedelta(seconds=1)).unused == 1
    assert StoredFile.objects.get(id=gone.id).erased_why == "not_used"
    assert {path.split("/")[2] for path in stored(folder)} == {str(kept.id)}
    assert sweep(start + UNUSED_AFTER * 2).unused == 0


def test_a_file_left_out_when_the_draft_was_sent_is_unused(folder: Path) -> None:
    case = make_case()
    used, left = (upload(case.buyer, case.draft_id, purpose=DRAFT) for _ in range(2))
    make_evidence(case, case.buyer, used)
    DisputeDraft.objects.update(case_id=case.case_id)
    start = in_days(0)
    aged(finished=start)
    sweep(start + UNUSED_AFTER * 2)
    assert set(StoredFile.objects.filter(erased_at=None).values_list("id", flat=True)) == {used.id}
    assert not [path for path in stored(folder) if str(left.id) in path]


DIES = """
import json, os, signal, sys
import django
django.setup()
from datetime import UTC, datetime
from uuid import UUID
from django.conf import settings
from django.db import connections
where, url, person, ref, upload = sys.argv[1:]
connections["default"].settings_dict.update(json.loads(where))
settings.AMIABIL_FILES_URL = url
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import files
from amiabil.ui import intake
files.finish = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
viewer = Viewer(role=Role.BUYER, person_id=UUID(person), ref=ref)
intake.finish_parts(viewer, UUID(upload), at=datetime.now(UTC))
"""


ADDRESS = ("NAME", "HOST", "PORT", "USER", "PASSWORD")


def finish_and_die(person: Viewer, upload_id: UUID, folder: Path) -> None:
    """Finish an upload in a process that is killed the moment all bytes are named and no row is written."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            DIES,
            json.dumps({name: connection.settings_dict[name] for name in ADDRESS}),
            folder.as_uri(),
            str(person.person_id),
            person.ref,
            str(upload_id),
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_the_name_and_the_row_loses_and_repeats_nothing(folder: Path) -> None:
    case, raw = make_case(), picture()
    begun = announce(case.buyer, case.case_id, raw)
    send_parts(begun, raw)
    finish_and_die(case.buyer, begun.id, folder)

    assert not StoredFile.objects.exists()
    named = {path for path in stored(folder) if not path.startswith(".parts")}
    assert len(named) == 3, "the bytes had their names"

    file = intake.finish_parts(case.buyer, begun.id, at=in_days(0))  # the browser asks again
    assert StoredFile.objects.get().id == file.id
    assert stored(folder) == named

    second = announce(case.buyer, case.case_id, raw)  # and one who never asks again
    send_parts(second, raw)
    finish_and_die(case.buyer, second.id, folder)
    sweep(in_days(1.1))
    assert stored(folder) == named
