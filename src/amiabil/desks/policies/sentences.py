"""What is wrong with a value, in the reader's language? The reader of policies says it in English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.foundation import yaml_problems

_SENTENCES: Mapping[str, Promise] = {
    r"a whole number is expected here": _("A whole number is expected here."),
    r"a number that is not negative is expected here": _("A number that is not negative is expected here."),
    r"a number of at most (?P<what>[0-9]+) is expected here": _(
        "A number of at most %(what)s is expected here."
    ),
    r"the document is nested too deeply": _("The policy is nested too deeply."),
    r"the document is too large": _("The policy is too long."),
    r"the file is empty": _("The policy is empty."),
    r"only maps, lists and scalars can be read": _("Only keys, lists and values can stand here."),
    r"a key must be a plain word": _("A key must be a plain word."),
    r"'(?P<what>.+)' is not a day of (?P<words>.+)": _("“%(what)s” is not a day of %(words)s."),
    r"a number from 0 to 100 is expected here": _("A number from 0 to 100 is expected here."),
    r"a number is expected here": _("A number is expected here."),
    r"true or false is expected here": _("“true” or “false” is expected here."),
    r"text is expected here \(a number must stand in quotes\)": _(
        "Text is expected here; a number must stand in quotes."
    ),
    r"a map is expected here": _("Keys with values are expected here."),
    r"a list is expected here": _("A list is expected here."),
    r"a date such as 2026-09-01 is expected here": _("A date such as 2026-09-01 is expected here."),
    r"at least one kind of evidence is expected here": _("At least one kind of evidence is expected here."),
    r"unknown key '(?P<what>.+)'": _("There is no key “%(what)s”."),
    r"the key '(?P<what>.+)' stands twice": _("The key “%(what)s” stands here twice."),
    r"'(?P<what>.+)' is missing": _("“%(what)s” is missing."),
    r"'(?P<what>.*)' is not one of: (?P<words>.+)": _(
        "“%(what)s” is not possible here; possible: %(words)s."
    ),
    r"'(?P<what>.*)' is not a currency": _("“%(what)s” is not a currency."),
    r"'(?P<what>.*)' is not an amount of (?P<words>.+)": _("“%(what)s” is not an amount in %(words)s."),
    r"'(?P<what>.*)' is not a time zone": _("“%(what)s” is not a time zone."),
    r"there is no calendar '(?P<what>.*)'": _("There is no calendar “%(what)s”."),
    r"there is no policy '(?P<what>.*)'": _("There is no policy “%(what)s”."),
    r"the policy has no '(?P<what>.*)'": _("The policy has no “%(what)s”."),
    r"'(?P<what>.+)' is expected here": _("“%(what)s” is expected here."),
}

_OF_YAML: Mapping[str, Promise] = {
    "tab": _("A tab stands here; lines are indented with spaces only."),
    "start": _("Text cannot begin with this character; it must stand in quotes."),
    "colon": _("A second colon stands in this line; text with a colon must stand in quotes."),
    "no_colon": _("A key must be followed by a colon."),
    "indent": _("This line is indented otherwise than the lines it belongs to."),
    "entry": _("An entry of a list cannot begin here."),
    "open": _("A bracket is not closed here, or a comma is missing."),
    "quotes": _("Quotes are not closed."),
    "escape": _("A backslash in double quotes begins something unknown."),
    "alias": _("The name behind * or & is unknown or stands twice."),
    "one": _("A policy holds one document only."),
    "character": _("A character stands here that cannot be shown."),
    "mark": _("A sign that has a meaning of its own here must stand in quotes."),
}
"""The sentences of ``foundation.yaml_problems``, by their names."""

_YAML: Mapping[str, Promise] = {
    **{text: _OF_YAML[name] for name, text in yaml_problems.SENTENCES.items()},
    yaml_problems.UNKNOWN: _("This line cannot be read."),
}


def in_words(text: str) -> str:
    """A problem in the language of whoever looks; what is not known here stays as the reader of policies says it."""
    if text in _YAML:
        return str(_YAML[text])
    for pattern, sentence in _SENTENCES.items():
        found = re.fullmatch(pattern, text)
        if found is not None:
            return str(sentence) % found.groupdict()
    return text
