"""What does the YAML library find wrong with a text, in sentences of ours? Its own words are for its authors.

The library speaks in two dialects, the compiled one and the one in Python; each row names the marks of both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "tab": "a tab stands here; lines are indented with spaces only",
    "start": "text cannot begin with this character; it must stand in quotes",
    "colon": "a second colon stands in this line; text with a colon must stand in quotes",
    "no_colon": "a key must be followed by a colon",
    "indent": "this line is indented otherwise than the lines it belongs to",
    "entry": "an entry of a list cannot begin here",
    "open": "a bracket is not closed here, or a comma is missing",
    "quotes": "quotes are not closed",
    "escape": "a backslash in double quotes begins something unknown",
    "alias": "the name behind * or & is unknown or stands twice",
    "one": "a file holds one document only",
    "character": "a character stands here that cannot be shown",
    "mark": "a sign that has a meaning of its own here must stand in quotes",
}
"""What may be wrong, and the sentence about it."""

UNKNOWN = "this line cannot be read"

_MARKS: tuple[tuple[str, str], ...] = (
    (r"tab character|'\\t' that cannot", "tab"),
    (r"that cannot start any token", "start"),
    (r"mapping values are not allowed|unexpected ':'", "colon"),
    (r"expected ':'", "no_colon"),
    (r"block sequence entries|sequence entries are not allowed", "entry"),
    (r"',' or|unclosed", "open"),
    (r"mapping keys are not allowed|expected key|'-' indicator|<block end>|indentation indicator", "indent"),
    (r"unexpected end of stream|unexpected document (indicator|separator)", "quotes"),
    (r"escape|hexdecimal|hexadecimal|surrogate", "escape"),
    (r"undefined alias|duplicate anchor|second occurrence|alphabetic or numeric", "alias"),
    (r"single document|another document|<?document start>?|<stream-start>|incompatible", "one"),
    (r"unacceptable|control characters|special characters|UTF|code ?point|codec|byte", "character"),
    (
        r"directive|tag|URI|'[!> ]'|non-alphabetical|chomping|node content|whitespace|line break|version|digit",
        "mark",
    ),
)


def sentence(problem: str, *, at: str = "") -> str:
    """What the library calls a problem, in a sentence of ours; one it has not been seen to use is told generally.

    ``at`` is the character its mark points at: the compiled one does not say that it is a tab.
    """
    if at == "\t" and "start any token" in problem:
        return SENTENCES["tab"]
    found = next((name for mark, name in _MARKS if re.search(mark, problem)), None)
    return SENTENCES[found] if found is not None else UNKNOWN
