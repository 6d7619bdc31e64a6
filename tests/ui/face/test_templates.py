"""The parts: documented, drawn with icons that exist, and safe with what people write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from amiabil.domain.terms import Role
from amiabil.ui import facts, gallery
from amiabil.ui.gallery_samples import SAMPLES

UI = Path(gallery.__file__).parent
PACKAGE = UI.parent
PARTS = sorted((UI / "templates" / "ui").rglob("*.html"))
SPRITE = set(re.findall(r'symbol id="([^"]+)"', (UI / "static/images/icons.svg").read_text("utf-8")))
ICON = re.compile(r'{% icon "([a-z-]+)"')
NAMED = re.compile(r'icon="([a-z-]+)"')


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_a_part_says_first_what_goes_in(path: Path) -> None:
    assert path.read_text("utf-8").splitlines()[0].startswith("{# "), path.name


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    used = set()
    for path in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]:
        text = path.read_text("utf-8")
        used |= set(ICON.findall(text)) | (set(NAMED.findall(text)) if path.suffix == ".py" else set())
    assert used - SPRITE == set()


def test_every_part_is_used_by_the_gallery_or_another_part() -> None:
    shown = "".join(path.read_text("utf-8") for path in PARTS)
    parts = [path for path in PARTS if path.parent.name == "ui" and path.name.startswith("_")]
    unused = [path.stem for path in parts if f"ui/{path.name}" not in shown and path.stem != "_icon"]
    assert unused == []


def test_what_people_write_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    moment = facts.Moment("2026-11-17T10:20+02:00", "today")
    entry = facts.Message(
        "1", facts.Person.of(evil, Role.BUYER), evil, moment, facts.AudienceMark(evil), f"{evil}\n\ntwo"
    )
    html = render_to_string("ui/_entry.html", {"entry": entry})
    assert "<script>" not in html
    assert html.count("<p>") == 2, "paragraphs of a message stay paragraphs"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ioana Mureșan", "IM"),
        ("Raluca", "R"),
        ("", "?"),
        ("(de) Groot Anna", "GA"),
        ("ștefan  ionescu", "ȘI"),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert facts.Person.of(name, Role.BUYER).initials == initials


def test_shapes_tell_the_sides_apart() -> None:
    shapes = {
        role: facts.Person.of("A B", role).shape
        for role in (Role.BUYER, Role.SELLER, Role.MEDIATOR, Role.AGENT)
    }
    assert shapes == {
        Role.BUYER: "buyer", Role.SELLER: "seller", Role.MEDIATOR: "mediator", Role.AGENT: "staff",
    }  # fmt: skip


def test_the_composers_send_is_never_disabled() -> None:
    html = render_to_string("ui/_composer.html", gallery.parts(SAMPLES["en"], "en"))
    assert "disabled" not in html
    assert 'name="message_id"' in html


@pytest.mark.parametrize("status", ["400", "403", "404", "500"])
@pytest.mark.parametrize("language", ["ro", "en"])
def test_refusal_pages_stand_alone(status: str, language: str) -> None:
    from django.utils.translation import override

    request = RequestFactory().get("/nowhere")
    with override(language):
        html = render_to_string(f"ui/refused/{status}.html", {}, request)
    assert f'lang="{language}"' in html
    assert html.count("<h1>") == 1


def test_a_failure_page_needs_no_request() -> None:
    assert "<h1>" in render_to_string("ui/refused/500.html", {})


def test_a_message_has_one_audience_mark_and_a_note_a_lock() -> None:
    context = gallery.parts(SAMPLES["en"], "en")
    html = render_to_string("ui/_thread.html", context)
    assert html.count('class="audience"') == 3
    assert html.count("#lock-simple") == 2
    assert html.count('class="note"') == 1
