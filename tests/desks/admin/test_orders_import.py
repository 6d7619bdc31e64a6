"""The page where a file of orders comes in: tried first, told row by row, imported once."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amiabil.domain.terms import Role
from amiabil.records.models import ImportRun, Order, StaffMember
from amiabil.ui import intake
from amiabil.ui.spreadsheets import harmless
from tests.actions.test_orders_import import row, table
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

PAGE = "/desk/admin/orders/import"


@pytest.fixture(autouse=True)
def files(settings: LazySettings, tmp_path: Path) -> None:
    """Files of the test lie in a folder of its own; nobody needs a second factor."""
    settings.AMIABIL_FILES_URL = tmp_path.as_uri()
    settings.AMIABIL_DEMO = True


def desk(*roles: Role, language: str = "en") -> Client:
    """The browser of a member of staff."""
    viewer = make_staff(f"olga{uuid4().hex[:6]}", *roles)
    member = StaffMember.objects.get(pk=viewer.person_id)
    member.language = language
    member.save()
    browser = Client(enforce_csrf_checks=False)
    browser.force_login(member)
    return browser


@pytest.fixture
def browser() -> Client:
    return desk(Role.OPERATOR)


def send(browser: Client, content: bytes, name: str = "orders.csv") -> Any:
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def words(response: Any) -> str:
    """What the page says."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


MIXED = table(row("1"), row("2", quantity="0"), row("3", title="=1+1", paid_at="soon")).encode()


def test_a_file_is_tried_told_and_then_imported(browser: Client) -> None:
    tried = send(browser, MIXED)
    assert tried.status_code == 303
    page = browser.get(tried["Location"])
    said = words(page)
    assert "The file was only tried" in said
    assert "Import 1 order" in said
    assert "quantity" in said
    assert "This has to be from 1 to 10,000" in said
    assert not Order.objects.exists()

    done = browser.post(f"{tried['Location']}/now")
    assert done.status_code == 303
    said = words(browser.get(done["Location"]))
    assert "What was right has gone in" in said
    assert "Import 1 order" not in said
    assert Order.objects.get().ref == "1"
    assert list(ImportRun.objects.order_by("id").values_list("dry_run", flat=True)) == [True, False]


def test_a_second_click_does_not_import_again(browser: Client) -> None:
    tried = send(browser, MIXED)["Location"]
    assert browser.post(f"{tried}/now").status_code == 303
    again = browser.post(f"{tried}/now")
    assert again.status_code == 409
    assert ImportRun.objects.filter(dry_run=False).count() == 1


def test_a_file_without_faults_says_so(browser: Client) -> None:
    tried = send(browser, table(row("1"), row("2")).encode())["Location"]
    done = browser.post(f"{tried}/now")["Location"]
    assert "Everything has gone in" in words(browser.get(done))
    assert "What did not fit" not in words(browser.get(done))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty"),
        (b"ref;name\r\n1;Ana\r\n", "There is no such field"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "The text of this file cannot be read"),
        (b"x" * 5_000_001, "are possible"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_on_the_page(browser: Client, content: bytes, said: str) -> None:
    answer = send(browser, content)
    assert answer.status_code == 422
    assert "This file cannot be imported as it is" in words(answer)
    assert said in words(answer)
    assert not ImportRun.objects.exists()


def test_nothing_chosen_is_told_as_well(browser: Client) -> None:
    assert browser.post(PAGE, {}).status_code == 422


def test_long_reports_are_read_in_pages_and_taken_along_as_a_table(browser: Client) -> None:
    content = table(*[row(str(n), quantity="0") for n in range(120)]).encode()
    tried = send(browser, content)["Location"]
    first, last = browser.get(tried), browser.get(f"{tried}?from=100")
    assert "1 to 50 of 120" in words(first)
    assert "101 to 120 of 120" in words(last)
    assert words(browser.get(f"{tried}?from=nonsense")) == words(first)
    taken = browser.get(f"{tried}/problems.csv")
    assert taken["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert rows[0] == ["line", "order", "column", "code", "problem"]
    assert rows[1] == ["2", "0", "quantity", "out_of_range", "This has to be from 1 to 10,000."]
    assert len(rows) == 121


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_spreadsheet_finds_no_formula_in_a_report(browser: Client, cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a{cell}") == f"a{cell}"


def test_a_hostile_reference_stays_text(browser: Client) -> None:
    hostile = '=HYPERLINK("https://evil.example")'
    tried = send(browser, table(row(hostile, quantity="0")).encode(), name="<script>.csv")["Location"]
    page = browser.get(tried).content.decode()
    assert "<script>.csv" not in page
    assert "&lt;script&gt;.csv" in page
    taken = browser.get(f"{tried}/problems.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(taken)))[1][1] == f"'{hostile}"


def test_earlier_imports_are_listed(browser: Client) -> None:
    for number in range(27):
        send(browser, table(row(str(number))).encode(), name=f"file-{number}.csv")
    first = browser.get(PAGE)
    assert "file-26.csv" in words(first)
    assert "file-0.csv" not in words(first)
    address = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    assert address is not None
    assert "file-0.csv" in words(browser.get(address.group(1)))


def test_only_operators_and_administrators_come_in() -> None:
    tried = send(desk(Role.ADMIN), MIXED)["Location"]
    for roles in ((Role.AGENT,), (Role.MEDIATOR, Role.REVIEWER), (Role.SUPERVISOR,), (Role.AUDITOR,)):
        other = desk(*roles)
        assert send(other, MIXED).status_code == 403
        for answer in (
            other.get(PAGE),
            other.get(tried),
            other.get(f"{tried}/problems.csv"),
            other.post(f"{tried}/now"),
        ):
            assert answer.status_code == 403
    nobody = Client()
    for answer in (nobody.get(PAGE), nobody.post(f"{tried}/now"), send(nobody, MIXED)):
        assert answer.status_code == 302
    assert not Order.objects.exists()
    assert ImportRun.objects.count() == 1


def test_unknown_imports_are_not_found(browser: Client) -> None:
    for path in ("", "/problems.csv"):
        assert browser.get(f"{PAGE}/{uuid4()}{path}").status_code == 404
    assert browser.post(f"{PAGE}/{uuid4()}/now").status_code == 404


def test_a_forged_form_is_refused() -> None:
    browser = desk(Role.OPERATOR)
    browser.handler.enforce_csrf_checks = True
    assert send(browser, MIXED).status_code == 403
    assert not ImportRun.objects.exists()


def test_the_page_speaks_romanian() -> None:
    browser = desk(Role.OPERATOR, language="ro")
    tried = send(browser, MIXED)["Location"]
    said = words(browser.get(tried))
    assert "Fișierul a fost doar încercat" in said
    assert "Importă 1 comandă" in said


def test_the_desk_starts_at_the_imports(browser: Client) -> None:
    assert browser.get("/desk/admin/")["Location"] == PAGE


def test_what_was_tried_is_forgotten_when_it_has_gone_in(browser: Client) -> None:
    tried = send(browser, MIXED)["Location"]
    folder = Path(intake.file_store()._root)  # type: ignore[attr-defined]
    assert [path for path in folder.rglob("*") if path.is_file() and "export" in str(path)]
    browser.post(f"{tried}/now")
    assert not [path for path in folder.rglob("*") if path.is_file() and "export" in str(path)]
