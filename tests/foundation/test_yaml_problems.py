"""Whatever the YAML library finds wrong is told in a sentence of ours, in either of its dialects."""

from __future__ import annotations

import pytest
import yaml

from amiabil.foundation import documents
from amiabil.foundation.documents import DocumentError, read_yaml
from amiabil.foundation.yaml_problems import SENTENCES, UNKNOWN, sentence

COMPILED = """
block sequence entries are not allowed in this context
control characters are not allowed
could not find expected ':'
could not find expected directive name
did not find URI escaped octet
did not find expected '!'
did not find expected ',' or ']'
did not find expected ',' or '}'
did not find expected '-' indicator
did not find expected <document start>
did not find expected <stream-start>
did not find expected alphabetic or numeric character
did not find expected comment or line break
did not find expected digit or '.' character
did not find expected hexdecimal number
did not find expected key
did not find expected node content
did not find expected tag URI
did not find expected version number
did not find expected whitespace
did not find expected whitespace or line break
did not find the expected '>'
expected a single document in the stream
found a tab character that violates indentation
found a tab character where an indentation space is expected
found an incorrect leading UTF-8 octet
found an indentation indicator equal to 0
found another document
found character that cannot start any token
found duplicate %TAG directive
found duplicate anchor; first occurrence
found extremely long version number
found incompatible YAML document
found invalid Unicode character escape code
found undefined alias
found undefined tag handle
found unexpected ':'
found unexpected document indicator
found unexpected end of stream
found unexpected non-alphabetical character
found unknown directive name
found unknown escape character
invalid leading UTF-8 octet
mapping keys are not allowed in this context
mapping values are not allowed in this context
unexpected low surrogate area
"""
IN_PYTHON = r"""
but found another document
duplicate tag handle 'x'
expected ' ', but found 'x'
expected '!', but found 'x'
expected ',' or ']', but got ':'
expected '<document start>', but found '<block mapping start>'
expected '>', but found 'x'
expected <block end>, but found '<scalar>'
expected URI escape sequence of 2 hexadecimal numbers, but found 'x'
expected URI, but found 'x'
expected a comment or a line break, but found 'x'
expected a digit, but found 'x'
expected alphabetic or numeric character, but found 'x'
expected chomping or indentation indicators, but found 'x'
expected escape sequence of 4 hexadecimal numbers, but found 'x'
expected indentation indicator in the range 1-9, but found 0
expected the node content, but found '<block end>'
found character '\t' that cannot start any token
found character '@' that cannot start any token
found non-specific tag '!'
found undefined alias 'x'
found unexpected document separator
found unknown escape character 'q'
invalid indentation or unclosed '[' or '{'
mapping keys are not allowed here
mapping values are not allowed here
second occurrence
sequence entries are not allowed here
unacceptable character #x0007: special characters are not allowed
"""


@pytest.mark.parametrize("problem", [line for line in (COMPILED + IN_PYTHON).splitlines() if line])
def test_no_mark_of_the_library_is_unknown(problem: str) -> None:
    assert sentence(problem) in SENTENCES.values()


def test_what_no_version_has_said_yet_is_told_generally() -> None:
    assert sentence("gremlins in the parser") == UNKNOWN


BROKEN = {
    "a:\n\t- b\n": "tab",
    "a: @b\n": "start",
    "a: b: c\n": "colon",
    "a: 1\nb\nc: 2\n": "no_colon",
    "a:\n  b: 1\n c: 2\n": "indent",
    "a: - b\n": "entry",
    "a: [1, 2\nb: 3\n": "open",
    'a: "b\n': "quotes",
    'a: "\\q"\n': "escape",
    "a: *b\n": "alias",
    "a: 1\n---\nb: 2\n": "one",
    "a: \x07\n": "character",
    "a: !<x y> 1\n": "mark",
}


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("text", BROKEN)
def test_what_people_break_is_told_for_what_it_is(
    text: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alike by the compiled library, which the pinned package brings, and by the slow one of other machines."""
    monkeypatch.setattr(documents, "_loader", lambda: getattr(yaml, loader))
    with pytest.raises(DocumentError) as found:
        read_yaml(text, "x.yaml")
    assert found.value.text == SENTENCES[BROKEN[text]], found.value
    assert found.value.line > 0
