"""The commands ``help`` on folders: what is wrong is named by file and line, in words and as JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from amiabil.server.cli import main
from tests.help_samples import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "help"))


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_is_wrong_is_named_by_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "en" / "refund-not-received.md"
    file.write_text(file.read_text() + "\nA line with <b>HTML</b>.\n")
    (folder / "en" / "broken.md").write_text("---\nkey: broken\n---\nx\n")
    assert main(["help", "check", str(folder), "--json"]) == 1
    found = {(one["file"], one["line"], one["code"]) for one in lines(capsys)}
    at = len(file.read_text().splitlines())
    assert ("en/refund-not-received.md", at, "html_in_article") in found
    assert ("en/broken.md", 2, "not_read") in found
    assert ("ro/dispute-status.md", 0, "missing_translation") in found


def test_in_words_each_line_says_where_and_what(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "check", str(folder)]) == 1
    told = capsys.readouterr()
    assert "ro/dispute-status.md: There is no text in this language yet.\n" in told.out
    assert "3 articles: " in told.err


@pytest.mark.parametrize(
    ("place", "content"),
    [
        ("en/A B.md", b"x"),
        ("EN!/a-b.md", b"x"),
        ("en/other.md", (FOLDER / "en/dispute-status.md").read_bytes()),
    ],
)
def test_a_file_with_a_wrong_name_is_named(
    place: str, content: bytes, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_bytes(content)
    assert main(["help", "check", str(folder), "--json"]) == 1
    assert (place, "not_read") in {(one["file"], one["code"]) for one in lines(capsys)}


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 1_000_000])
def test_what_is_no_article_is_refused_by_name(
    content: bytes, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "en" / "big.md").write_bytes(content)
    assert main(["help", "check", str(folder), "--json"]) == 1
    assert ("en/big.md", "not_read") in {(one["file"], one["code"]) for one in lines(capsys)}


@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_nothing_to_read_is_said(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["help", "check", str(tmp_path / place)]) == 2
    assert place in capsys.readouterr().err


def test_phrases_are_compared_with_those_of_other_articles_on_request(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "en" / "phrases" / "dispute-status.yaml").write_text(
        'asked_as:\n  - "when does my refund arrive at last"\n', encoding="utf-8"
    )
    other = folder / "en" / "phrases" / "refund-not-received.yaml"
    other.write_text('asked_as:\n  - "when does my refund arrive"\n', encoding="utf-8")
    main(["help", "check", str(folder), "--json", "--phrases"])
    told = capsys.readouterr()
    found = [json.loads(line) for line in told.out.splitlines()]
    nearer = [one for one in found if one["code"] == "phrase_nearer_elsewhere"]
    assert {one["file"] for one in nearer} == {
        *("en/phrases/dispute-status.yaml", "en/phrases/refund-not-received.yaml")
    }
    assert "en: 2 articles, 0 without phrases; 2 phrases, 2 nearer to another article" in told.err
