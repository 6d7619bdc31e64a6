"""How is it said what is wrong with an article? One sentence for each code of ``domain/helpcentre/checking``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from amiabil.domain.helpcentre.checking import Problem

# Translators: names in braces are replaced.
SENTENCES: Mapping[str, Promise | str] = {
    "html_in_article": _("HTML cannot stand in an article: {text}"),
    "image_in_article": _("Pictures cannot stand in an article: {text}"),
    "link_to_nothing": _(
        "This link leads nowhere: {target}. Use help:KEY for an article, page:NAME for a page, or an https address."
    ),
    "unknown_value": _("Nothing is known by the name {name} in double braces."),
    "first_heading": _("The title is the only heading of the first level; begin headings with ##: {text}"),
    "unknown_topic": _("There is no topic “{topic}”."),
    "unknown_article_language": _("The help centre is not read in the language “{code}”."),
    "words_of_article": _("The text has {count} words; from {low} to {high} are read best."),
    "cedilla": _("A letter with a cedilla stands where Romanian has a comma below (ș, ț)."),
    "related_to_itself": _("The article is named among its own related articles."),
    "no_review_day": _("There is no day by which somebody should read it again."),
    "count_of_phrases": _(
        "People ask for it in {count} ways; from {low} to {high} are needed to find it well."
    ),
    "count_of_negatives": _("{count} phrases that belong elsewhere are named; at least {low} are needed."),
    "phrase_twice": _("The phrase “{phrase}” stands here twice."),
    "phrase_taken": _("The phrase “{phrase}” also leads to “{other}”."),
    "negative_is_own": _("The phrase “{phrase}” is said to belong elsewhere, and belongs here."),
    "missing_translation": _("There is no text in this language yet."),
    "stale_translation": _("Another language says something newer (edition {edition})."),
    "languages_disagree": _("The languages of this article disagree about “{name}”."),
}


def sentence(problem: Problem, language: str) -> str:
    """What is wrong, as a sentence in the reader's language."""
    with override(language):
        return str(SENTENCES[problem.code]).format(**problem.facts)
