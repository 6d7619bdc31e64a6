"""Templates: strict policy of content, every visible word translatable, inputs named on top."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT
from tests.architecture.templates import complaints


def test_templates_are_as_the_guide_asks() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{complaint}"
        for path in sorted(PACKAGE.rglob("*.html"))
        for complaint in complaints(path)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<p style='color:red'></p>", "a style attribute"),
        ("<style>p{}</style>", "a style element"),
        ("<script>go()</script>", "a script inside the page"),
        ("<button onclick='go()'></button>", "onclick"),
        ("<a href='javascript:go()'></a>", "an address that is a script"),
        ("<p>Hello there</p>", "untranslated: Hello there"),
        ("<img alt='A lamp'>", "untranslated: alt=lamp"),
        ("\t<p></p>", "tabs"),
    ],
)
def test_the_check_sees(html: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "part.html"
    file.write_text(f"{{# In: nothing. #}}\n{html}\n")
    assert any(complaint in found for found in complaints(file))


@pytest.mark.parametrize(
    "html",
    [
        '{% translate "Hello there" %}',
        "{% blocktranslate trimmed %}\nHello {{ name }}\n{% endblocktranslate %}",
        '<p title="{% translate "Hello" %}">{{ name }}</p>',
        '<script src="{% static "js/a.js" %}" type="module"></script>',
        "<code>D-7K3M-92QF</code> · 12",
        "{# Says something. #}",
    ],
)
def test_the_check_lets_pass(html: str, tmp_path: Path) -> None:
    file = tmp_path / "part.html"
    file.write_text(f"{{# In: name. #}}\n{html}\n")
    assert list(complaints(file)) == []
