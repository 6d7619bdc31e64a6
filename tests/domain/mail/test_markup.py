"""HTML says as plain lines what a reader would have seen, and where each link leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.mail import Flaw, read_letter
from amiabil.domain.mail.limits import LINES
from amiabil.domain.mail.lines import Line, Mark, joined
from amiabil.domain.mail.markup import TAGS, html_lines
from amiabil.domain.mail.tags import read_tags, unescape
from tests.domain.mail.samples import mail


def text(source: str) -> str:
    return joined(html_lines(source)[0])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>unu</p><p>doi</p>", "unu\n\ndoi"),
        ("<div>unu</div><div>doi</div>", "unu\ndoi"),
        ("<div>unu</div><div><br></div><div>doi</div>", "unu\n\ndoi"),
        ("unu<br>doi<br/>trei", "unu\ndoi\ntrei"),
        ("<ul><li>unu<li>doi</ul>", "- unu\n- doi"),
        ("<table><tr><td>unu</td><td>doi</td></tr><tr><td>trei</td></tr></table>", "unu doi\ntrei"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a &lt;b&gt; &amp;&nbsp;c &#537;", "a <b> & c ș"),
        ("2 < 3 și 4 > 1", "2 < 3 și 4 > 1"),
        ("<style>p{color:red}</style><script>alert('<p>')</script>text", "text"),
        ("<title>Subiect</title>text", "text"),
        ("<!-- ascuns -->text<!-- fără sfârșit", "text fără sfârșit"),
        ("<![if mso]>text<![endif]>", "text"),
        ('<a href="https://x.ro/a">aici</a>', "aici <https://x.ro/a>"),
        ('<a href="https://x.ro/">x.ro</a>', "x.ro"),
        ('<a href="https://x.ro"><img alt="poză"></a>', "[poză] <https://x.ro>"),
        ('<a href="javascript:alert(1)">aici</a>', "aici"),
        ('<a href="https://rau.example">https://banca.example</a>', "https://banca.example <https://rau.example>"),
        ('<a href="mailto:ana@x.ro">ana@x.ro</a>', "ana@x.ro"),
        ("<b>unu <i>doi</b> trei</i>", "unu doi trei"),
        ("<p>unu<p>doi", "unu\n\ndoi"),
        ('<div title="a > b">text</div>', "text"),
        ('<div title="never closed>text</div><p>doi</p>', "text\n\ndoi"),
        ("<blockquote>doar retras</blockquote>", "doar retras"),
        ('<blockquote type="cite">citat</blockquote>', "> citat"),
        ('<blockquote style="border-left: 1px solid">citat</blockquote>', "> citat"),
        ("fac\u202etură", "factură"),
    ],
)  # fmt: skip
def test_what_is_seen(source: str, expected: str) -> None:
    assert "\n".join(line.rstrip() for line in text(source).split("\n")) == expected


@pytest.mark.parametrize(
    "style",
    ["display:none", "display : none !important", "visibility:hidden", "font-size:0", "font-size:0px", "opacity:0",
     "mso-hide:all", "max-height:0px;overflow:hidden"],
)  # fmt: skip
def test_what_a_reader_does_not_see_is_left_out_and_told(style: str) -> None:
    lines, hides, _ = html_lines(f'<p>văzut</p><div style="{style}">ascuns</div>')
    assert joined(lines).strip() == "văzut"
    assert hides


@pytest.mark.parametrize("style", ["font-size:0.9em", "opacity:0.8", "max-height:0.5em", "display:block"])
def test_what_is_only_small_is_seen(style: str) -> None:
    lines, hides, _ = html_lines(f'<div style="{style}">mic</div>')
    assert (joined(lines), hides) == ("mic", False)


@pytest.mark.parametrize(
    "source",
    [
        '<div id="divRplyFwdMsg">x</div><p>x</p>',
        '<div id="x_divRplyFwdMsg">x</div>',
        '<div id="appendonsend"></div><p>x</p>',
        '<hr tabindex="-1"><p>x</p>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>x</p></div><p>x</p>',
        '<div class="yahoo_quoted">x</div>',
        '<div class="protonmail_quote">x</div>',
    ],
)
def test_history_is_marked(source: str) -> None:
    lines, *_ = html_lines(f"<p>nou</p>{source}")
    assert next(line for line in lines if line.text) == Line("nou")
    assert {line.mark for line in lines if line.text == "x"} == {Mark.HISTORY}


def test_signatures_and_attributions_are_marked() -> None:
    source = '<div class="gmail_signature">Ana</div><div class="gmail_attr">Ion a scris:</div><div>după</div>'
    assert [(line.text, line.mark) for line in html_lines(source)[0]] == [
        ("Ana", Mark.SIGNATURE),
        ("Ion a scris:", Mark.ATTRIBUTION),
        ("după", None),
    ]


def test_numbers_no_letter_has_are_read_in_a_moment() -> None:
    assert unescape("a&#" + "9" * 100_000 + ";b&#xFFFFFFFFFFFF;") == "a\ufffdb\ufffd"


@pytest.mark.long
@pytest.mark.parametrize(
    "piece", ["<a", "<!--", '<a "', "<p>", "<!", "</div>", "<blockquote type=cite>", "<b a=\"'"]
)
def test_long_rows_of_broken_tags_are_read_in_steps_that_grow_with_them(piece: str) -> None:
    assert sum(1 for _ in read_tags(piece * 20_000)) <= 2 * 20_000 + 1


@pytest.mark.long
def test_a_page_without_end_is_read_up_to_a_bound_and_that_is_told() -> None:
    assert not html_lines("<p>unu</p>" * 1_000).is_cut
    assert html_lines("<b>" * (TAGS * 2 + 1)).is_cut
    assert html_lines("<div>unu</div>" * (LINES + 1)).is_cut
    assert Flaw.TEXT_CUT in read_letter(mail("Content-Type: text/html", body="<b>" * (TAGS * 2 + 1))).flaws


@given(st.text(alphabet="<>/abp \"'=&#;!-\n", max_size=300))
def test_any_markup_can_be_read(source: str) -> None:
    lines, *_ = html_lines(source)
    assert all("\n" not in line.text for line in lines)
