"""The script of the chat: built from its sources, small, whole, and with a word for everything it says."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from amiabil.ui import widget_script
from amiabil.ui.widget_script import SOURCES, TARGET, Unbuildable, build
from amiabil.ui.words.widget import words_in

MOST_BYTES = 25_000
"""What support.md 4 allows, compressed."""

MOST_LINES = 150
"""Lines of one module: style.md."""


def test_it_is_what_its_sources_give() -> None:
    assert TARGET.read_text("utf-8") == build(), "run python -m amiabil.ui.widget_script"


def test_it_is_small() -> None:
    assert len(gzip.compress(TARGET.read_bytes(), 9, mtime=0)) <= MOST_BYTES


def test_it_needs_nothing_else_and_puts_no_markup_or_style_into_a_page() -> None:
    script = TARGET.read_text("utf-8")
    for forbidden in (
        r"^import ",
        r"^export ",
        "innerHTML",
        "insertAdjacentHTML",
        r"\beval\(",
        "new Function",
        "document.write",
        "document.cookie",
        r"@import",
    ):
        assert not re.search(forbidden, script, re.MULTILINE), forbidden


def test_its_modules_can_be_read() -> None:
    long = {path.name for path in SOURCES.glob("*.js") if len(path.read_text().splitlines()) > MOST_LINES}
    assert not long, "one question a module"
    unused = {path.name for path in SOURCES.glob("*.js")} - set(widget_script._in_order(widget_script.MAIN))
    assert not unused


def test_it_has_a_word_for_everything_it_says_and_none_besides() -> None:
    sources = "".join(path.read_text("utf-8") for path in SOURCES.glob("*.js"))
    said = set(re.findall(r'"([a-z_]{2,})"', sources))
    begun = set(re.findall(r"say\(`([a-z_]+)\$\{", sources))
    known = set(words_in("en"))
    assert set(re.findall(r'words\.say\(\s*"([a-z_]+)"', sources)) <= known
    unsaid = {name for name in known - said if not any(name.startswith(start) for start in begun)}
    assert not unsaid


@pytest.mark.parametrize(
    ("language", "forms"),
    [("ro", {"one", "few", "other"}), ("en", {"one", "other"}), ("en-xa", {"one", "other"})],
)
def test_what_is_counted_has_every_form(language: str, forms: set[str]) -> None:
    ahead = words_in(language)["ahead"]
    assert isinstance(ahead, dict)
    assert set(ahead) == forms
    assert all("{count}" in text for text in ahead.values())


def test_two_modules_may_not_use_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widget_script, "SOURCES", tmp_path)
    (tmp_path / "main.js").write_text('import { one } from "./other.js";\nconst A = 1, LATE = 2;\n')
    (tmp_path / "other.js").write_text("export const one = 1;\nconst LATE = 3;\n")
    with pytest.raises(Unbuildable, match="LATE"):
        build()


def test_what_looks_like_a_comment_inside_a_text_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(widget_script, "SOURCES", tmp_path)
    source = (
        'const a = "https://x/*y*/";\nconst b = `// ${a}`; // gone\n'
        'const c = a.split(/\\/\\*"/);\n/* gone\n "too */\n'
    )
    (tmp_path / "main.js").write_text(source)
    kept = 'const a="https://x/*y*/";\nconst b=`// ${a}`;\nconst c=a.split(/\\/\\*"/);\n'
    assert build() == f"(() => {{\n{kept}}})();\n"


def test_the_look_follows_the_tokens_and_can_be_changed_by_a_host() -> None:
    look = widget_script.style("widget.css")
    assert "--brand:var(--amiabil-brand,#0e5165);" in look
    assert '.root[data-theme="dark"]{--bad-ink' in look
    assert not re.search(r"var\(--(petrol|stone|green|amber|red)-", look), "scales are resolved"
