"""Why can an article not be kept, in the reader's language? Its reader says it in English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    r"text is missing here": _("Something has to stand here."),
    r"the article has no text": _("The article has no text yet."),
    r"an article has at most (?P<what>[0-9]+) characters": _("An article has at most %(what)s characters."),
    r"the file has more than (?P<what>[0-9]+) characters": _("An article has at most %(what)s characters."),
    r"the file is no text": _("There are characters that cannot be shown."),
    r"there are characters that cannot be shown": _("There are characters that cannot be shown."),
    r"(?P<what>[0-9]+) characters, at most (?P<most>[0-9]+) are possible": _(
        "There are %(what)s characters; at most %(most)s are possible."
    ),
    r"a key has small letters, digits and single hyphens, at most (?P<what>[0-9]+)": _(
        "An address has small letters, digits and single hyphens, at most %(what)s."
    ),
    r"a country has two capital letters, as RO": _("A country has two capital letters, such as RO."),
    r"an edition is a number from 1 to (?P<what>[0-9]+)": _("An edition is a number from 1 to %(what)s."),
    r"at most (?P<what>[0-9]+) can stand here": _("At most %(what)s can stand here."),
}


def in_words(text: str) -> str:
    """Why it cannot be kept, in the language of whoever looks; what is not known here stays as it was said."""
    for pattern, sentence in SENTENCES.items():
        found = re.fullmatch(pattern, text)
        if found is not None:
            return str(sentence) % found.groupdict()
    return text
