"""Which texts of a set-up are missing in a language of the installation?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from amiabil.domain.support.setup import CustomField, Setup

Labels = Mapping[str, str]


def gaps(setup: Setup, languages: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Each missing text as its place (``topics.order.fields.wish``) and its language, in the order of the document.

    Hints may be left out altogether; one that is there in one language is expected in the others.
    """
    wanted = tuple(languages)
    return tuple(
        (place, language)
        for place, labels in _texts(setup)
        for language in wanted
        if not labels.get(language, "").strip()
    )


def _texts(setup: Setup) -> Iterator[tuple[str, Labels]]:
    for team in setup.teams:
        yield f"teams.{team.key}", team.labels
    for name in setup.status_names:
        yield f"status_names.{name.key}", name.labels
    for topic in setup.topics:
        place = f"topics.{topic.key}"
        yield place, topic.labels
        if topic.hints:
            yield f"{place}.hints", topic.hints
        for number, line in enumerate(topic.checklist):
            yield f"{place}.checklist[{number}]", line
        for field in topic.fields:
            yield from _texts_of(field, f"{place}.fields.{field.key}")


def _texts_of(field: CustomField, place: str) -> Iterator[tuple[str, Labels]]:
    yield place, field.labels
    if field.hints:
        yield f"{place}.hints", field.hints
    for key, labels in field.choices.items():
        yield f"{place}.choices.{key}", labels
