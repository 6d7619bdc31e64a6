"""What is wrong with a document of assistance, in the reader's language? Its reader says it in English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.desks.policies.sentences import in_words as of_documents

SENTENCES: Mapping[str, Promise] = {
    r"the file is empty": _("The document is empty."),
    r"the document is nested too deeply": _("The document is nested too deeply."),
    r"the document is too large": _("The document is too long."),
    r"a number from 0 to (?P<what>[0-9]+) is expected here": _(
        "A number from 0 to %(what)s is expected here."
    ),
    r"a block as 09:00-17:30 is expected here": _("A block such as 09:00-17:30 is expected here."),
    r"a block ends after it begins, at 24:00 at the latest": _(
        "A block ends after it begins, at 24:00 at the latest."
    ),
    r"there must be a topic '(?P<what>.+)'": _("There must be a topic “%(what)s”."),
    r"choices belong to a field of kind 'choice', which needs some": _(
        "Choices belong to a field of the kind “choice”, which needs some."
    ),
    r"a field for the staff cannot be required of a customer": _(
        "A field for the staff cannot be required of a customer."
    ),
    r"the blocks of a day overlap or stand in the wrong order": _(
        "The blocks of a day overlap or stand in the wrong order."
    ),
    r"'(?P<what>.*)' is not a key: small letters, digits and underscores, at most 40": _(
        "“%(what)s” is not a key: small letters, figures and underscores, 40 at most."
    ),
    r"'(?P<what>.*)' is there twice": _("“%(what)s” is there twice."),
    r"at least one is expected here": _("At least one is expected here."),
    r"a rule has either 'on' or 'after'": _("A rule has either “on” or “after”."),
    r"a number from 1 to (?P<what>[0-9]+) is expected here": _(
        "A number from 1 to %(what)s is expected here."
    ),
    r"a rule that does nothing cannot stand here": _("A rule that does nothing cannot stand here."),
    r"a rule writes a note or sends a reply, not both": _("A rule writes a note or sends a reply, not both."),
    r"at most (?P<what>[0-9]+) rules can stand here": _("%(what)s rules can stand here at most."),
    r"at most (?P<what>[0-9]+) letters can stand here": _("%(what)s letters can stand here at most."),
    r"'(?P<what>.*)' is not a country: two capital letters": _(
        "“%(what)s” is not a country: two capital letters are."
    ),
    r"'(?P<what>.*)' is not a telephone number": _(
        "“%(what)s” is not a telephone number somebody could call. Write it with its country, as +49 30 23125 014."
    ),
    r"'(?P<what>.*)' does not belong to a door of this kind": _(
        "“%(what)s” does not belong to a door of this kind."
    ),
    r"an address that begins with https:// is expected here": _(
        "An address that begins with https:// is expected here."
    ),
    r"a number from (?P<least>[0-9]+) to (?P<most>[0-9]+) is expected here": _(
        "A number from %(least)s to %(most)s is expected here."
    ),
    r"a rule is nobody: 'nobody' or 'staff:…' is expected here": _(
        "A rule is nobody: “nobody” or “staff:…” is expected here."
    ),
}


def in_words(text: str) -> str:
    """A problem in the language of whoever looks; what is not known here stays as the reader of documents says it."""
    for pattern, sentence in SENTENCES.items():
        found = re.fullmatch(pattern, text)
        if found is not None:
            return str(sentence) % found.groupdict()
    return of_documents(text)
