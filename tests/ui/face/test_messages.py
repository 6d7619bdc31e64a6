"""Catalogues without GNU gettext: what is found, what is refused, what is made."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils.translation import gettext, ngettext, override

from amiabil.ui import messages
from amiabil.ui.message_rules import placeholders, problems_of, pseudo_accented, pseudo_mirrored
from amiabil.ui.message_sources import KEYWORDS, strings_of


def test_strings_of_python(tmp_path: Path) -> None:
    source = tmp_path / "words.py"
    source.write_text(
        "# Translators: on a button\n_('Send')\nngettext('%(n)s day', '%(n)s days', n)\npgettext('month', 'May')\n",
        "utf-8",
    )
    found = list(strings_of(source))
    assert [(one.id, one.context) for one in found] == [
        ("Send", None),
        (("%(n)s day", "%(n)s days"), None),
        ("May", "month"),
    ]
    assert found[0].comments == ("on a button",)


def test_strings_of_templates(tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(
        """{# In: nothing. #}
{% load i18n %}
  <p title="{% translate "A title" %}">it's {{ x|default:_("None") }}</p>
    {% blocktranslate with name=a.b trimmed %}
      Order {{ name }}
      is here
    {% endblocktranslate %}
  {% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
  {% translate "May" context "month" %}
""",
        "utf-8",
    )
    found = {(one.id, one.context) for one in strings_of(source)}
    assert found == {
        ("A title", None),
        ("None", None),
        ("Order %(name)s is here", None),
        (("%(n)s day", "%(n)s days"), None),
        ("May", "month"),
    }


@pytest.mark.parametrize(
    ("source", "string", "wrong"),
    [
        ("a day", "o zi", None),
        ("a day", "", "not translated"),
        ("at %(time)s", "la %(ora)s", "placeholders"),
        ("so", "aşa", "cedilla"),
        ("so", 'spune "da"', "quotes"),
        ("so", "spune “da”", "quotes"),
        ("so", "spune „da”", None),
        ("so", "spune „da", "match"),
        ('say "yes"', "spune „da”", "straight quotes"),
        (("%(n)s day", "%(n)s days"), ("%(n)s zi", "%(n)s zile", "%(n)s de zile"), None),
        (("a day", "%(n)s days"), ("o zi", "%(n)s zile", "%(n)s de zile"), None),
        (("%(n)s day", "%(n)s days"), ("%(n)s zi", "%(n)s zile"), "plural forms"),
    ],
)
def test_what_a_translation_may_not_be(source: object, string: object, wrong: str | None) -> None:
    problems = list(problems_of(Message(source, string), "ro"))
    if wrong is None:
        assert problems == []
    else:
        assert any(wrong in problem for problem in problems), problems


def test_missing_and_obsolete_are_found() -> None:
    wanted, present = Catalog(), Catalog()
    wanted.add("new")
    present.add("old", "vechi")
    found = {
        (problem.string, problem.what) for problem in messages._check_fragment("x", wanted, present, "ro")
    }
    assert found == {("new", "missing"), ("old", "obsolete")}


@pytest.mark.parametrize("fragment", ["ui", "words"])
def test_the_face_is_translated(fragment: str) -> None:
    wanted = messages.templates()[fragment]
    present = messages._read(messages.LOCALE / "ro" / f"{fragment}.po", "ro")
    problems = list(messages._check_fragment(fragment, wanted, present, "ro"))
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize(
    ("source", "fragment"),
    [
        ("ui/words/turn.py", "words"),
        ("ui/refusals.py", "words"),
        ("ui/formats.py", "ui"),
        ("channels/portal/templates/portal/orders.html", "portal"),
        ("desks/seller/views.py", "seller"),
        ("desks/agent/views.py", "staff"),
        ("channels/api/problems.py", "api"),
        ("domain/terms.py", None),
        ("ui/gallery_samples.py", None),
    ],
)
def test_sources_belong_to_fragments(source: str, fragment: str | None) -> None:
    assert messages.fragment_of(source) == fragment


def test_pseudo_languages_keep_what_programs_fill_in() -> None:
    text = "Order %(ref)s of {name} costs 5% <b>now</b>"
    for disguise in (pseudo_accented, pseudo_mirrored):
        assert placeholders(disguise(text)) == placeholders(text)
        assert disguise(text) != text
    assert len(pseudo_accented(text)) > len(text) * 1.25


def test_compiled_catalogues_speak() -> None:
    with override("ro"):
        assert gettext("today") == "azi"
        assert [ngettext("day", "days", count) for count in (1, 2, 19, 20, 101)] == [
            "zi", "zile", "zile", "de zile", "zile",
        ]  # fmt: skip
    with override("en-xa"):
        assert gettext("today") != "today"
    with override("ar-xb"):
        assert "today" in gettext("today")
        assert gettext("today") != "today"


def test_every_call_for_a_translation_is_found() -> None:
    """Babel sees no call inside an f-string: it would be asked for when the page is made, and never be translated."""
    unseen = []
    for path in messages.PACKAGE.rglob("*.py"):
        found = {one.id if isinstance(one.id, str) else one.id[0] for one in strings_of(path)}
        unseen += [f"{path.name}: {text}" for text in _asked_for(path) if text not in found]
    assert not unseen


def _asked_for(path: Path) -> list[str]:
    calls = [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.Call)]
    named = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in KEYWORDS and one.args]
    texts = [one.args[1 if "pgettext" in ast.unparse(one.func) else 0] for one in named]
    return [one.value for one in texts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
