"""Which strings are translated, are they all, and in which file does Django find them? No GNU gettext needed.

    python -m amiabil.ui.messages extract [fragment ...]
                                             refresh locale/{language}/{fragment}.po from the sources
    python -m amiabil.ui.messages check      exit with 1 for what is missing, fuzzy, obsolete or badly written
    python -m amiabil.ui.messages compile    merge the fragments into LC_MESSAGES/django.mo

A fragment is a room's own file, so that rooms can be translated side by side; ``fragments`` says which source
belongs to which. Source strings are English. Two pseudo-languages are made at compile time: ``en-XA`` (long,
accented) and ``ar-XB`` (right to left). The compiled files are not kept in the repository.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from amiabil.ui.message_rules import problems_of, pseudo_accented, pseudo_mirrored
from amiabil.ui.message_sources import strings_of

PACKAGE = Path(__file__).parent.parent
LOCALE = PACKAGE / "ui" / "locale"
LANGUAGES = ("ro",)
"""Languages with catalogues; English is the source."""

PLURALS = {"ro": "nplurals=3; plural=(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2);"}

_FRAGMENTS: tuple[tuple[str, str], ...] = (
    ("domain/policy/", "policy"),
    ("desks/policies/", "policy"),
    ("ui/words/notices", "mails"),
    ("ui/letters", "mails"),
    ("ui/templates/mail/", "mails"),
    ("ui/words/widget", "widget"),
    ("ui/words/", "words"),
    ("ui/refusal", "words"),
    ("ui/case/", "cases"),
    ("ui/templates/case/", "cases"),
    ("ui/templates/ui/case", "cases"),
    ("ui/", "ui"),
    ("server/", "ui"),
    ("channels/portal/", "portal"),
    ("channels/helpcentre/", "help"),
    ("channels/contact/", "help"),
    ("channels/api/", "api"),
    ("channels/", "portal"),
    ("desks/seller/", "seller"),
    ("desks/mediator/", "mediator"),
    ("desks/", "staff"),
    ("jobs/", "mails"),
    ("gateways/", "mails"),
    ("demo/", "demo"),
)
"""The first beginning that fits decides; a source that fits none may have no strings."""

_LEFT_OUT = ("ui/gallery", "ui/messages", "ui/message_", "ui/templates/ui/gallery/")


def fragment_of(source: str) -> str | None:
    """The fragment of a source path below ``amiabil/``; None for rooms that speak no language."""
    if source.startswith(_LEFT_OUT):
        return None
    return next((name for start, name in _FRAGMENTS if source.startswith(start)), None)


def _sources() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and path.is_file():
            source = path.relative_to(PACKAGE).as_posix()
            if path.suffix == ".py" or "/templates/" in source:
                yield source, path


def templates() -> dict[str, Catalog]:
    """The strings the sources have now, by fragment, without translations."""
    found: dict[str, Catalog] = {}
    for source, path in _sources():
        fragment = fragment_of(source)
        if fragment is None:
            continue
        catalogue = found.setdefault(fragment, Catalog(charset="utf-8"))
        for string in strings_of(path):
            catalogue.add(
                string.id,
                locations=[(source, 0)],
                auto_comments=string.comments,
                context=string.context,
            )
    return {name: catalogue for name, catalogue in found.items() if len(catalogue)}


# ---- reading and writing ---------------------------------------------------------------


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _fragments(language: str) -> dict[str, Catalog]:
    folder = LOCALE / language
    return {path.stem: _read(path, language) for path in sorted(folder.glob("*.po"))}


def _key(message: Message) -> tuple[str, str | None]:
    first = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return first, message.context


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _known(catalogues: Iterable[Catalog]) -> dict[tuple[str, str | None], str | Sequence[str]]:
    """Every translation there is, so that a string keeps its own when it moves to another fragment."""
    found: dict[tuple[str, str | None], str | Sequence[str]] = {}
    for catalogue in catalogues:
        for message in (*_messages(catalogue), *catalogue.obsolete.values()):
            if message.string and any(message.string):
                found.setdefault(_key(message), message.string)
    return found


def _string(known: str | Sequence[str] | None) -> str | tuple[str, ...]:
    """A translation as Babel takes it; empty when there is none."""
    return known if isinstance(known, str) else tuple(known or ()) or ""


def _filled(
    template: Catalog, language: str, known: Mapping[tuple[str, str | None], str | Sequence[str]]
) -> Catalog:
    filled = Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment="")
    for message in sorted(_messages(template), key=lambda m: (min(m.locations), _key(m)[0])):
        filled.add(
            message.id,
            _string(known.get(_key(message))),
            locations=sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return filled


_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def _text(catalogue: Catalog, language: str) -> str:
    """The file, with a header that holds nothing that changes by itself."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=True, include_lineno=False, sort_output=False)
    return (
        _HEADER.format(language=language, plurals=PLURALS[language])
        + buffer.getvalue().decode("utf-8").lstrip()
    )


def extract(*names: str) -> list[Path]:
    """Refresh these fragments (none named: all) of every language from the sources; the files written.

    Translations are kept, also when a string moves between fragments; strings that are gone go.
    """
    written = []
    wanted = templates()
    for language in LANGUAGES:
        present = _fragments(language)
        known = _known(present.values())
        folder = LOCALE / language
        folder.mkdir(parents=True, exist_ok=True)
        for name, template in wanted.items():
            if names and name not in names:
                continue
            path = folder / f"{name}.po"
            text = _text(_filled(template, language, known), language)
            if not path.exists() or path.read_text("utf-8") != text:
                path.write_text(text, "utf-8")
                written.append(path)
        for name in present.keys() - wanted.keys() - set(names):
            (folder / f"{name}.po").unlink()
    return written


# ---- checking -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one string of one file."""

    file: str
    string: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.string[:70]!r}: {self.what}"


def check() -> list[Problem]:
    """All problems of all languages; empty when every string is there, translated and well written."""
    wanted = templates()
    problems: list[Problem] = []
    for language in LANGUAGES:
        present = _fragments(language)
        for name in sorted(wanted.keys() | present.keys()):
            problems += _check_fragment(
                f"{language}/{name}.po", wanted.get(name, Catalog()), present.get(name, Catalog()), language
            )
    return problems


def _check_fragment(file: str, wanted: Catalog, present: Catalog, language: str) -> Iterator[Problem]:
    have = {_key(message): message for message in _messages(present)}
    need = {_key(message): message for message in _messages(wanted)}
    for key in sorted(need.keys() - have.keys(), key=str):
        yield Problem(file, key[0], "missing")
    for key in sorted(have.keys() - need.keys(), key=str):
        yield Problem(file, key[0], "obsolete")
    for message in present.obsolete.values():
        yield Problem(file, _key(message)[0], "obsolete")
    for key in need.keys() & have.keys():
        for what in problems_of(have[key], language):
            yield Problem(file, key[0], what)


# ---- compiling ----------------------------------------------------------------------------


def _merged(catalogues: Iterable[Catalog], language: str) -> Catalog:
    merged = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for catalogue in catalogues:
        for message in _messages(catalogue):
            if not message.fuzzy and message.string and all(message.string):
                merged.add(message.id, message.string, context=message.context)
    return merged


def _pseudo(source: Catalog, disguise: Callable[[str], str]) -> Catalog:
    made = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for message in _messages(source):
        if isinstance(message.id, (list, tuple)):
            made.add(message.id, tuple(disguise(text) for text in message.id), context=message.context)
        else:
            made.add(message.id, disguise(message.id), context=message.context)
    return made


def _write(catalogue: Catalog, folder: str) -> None:
    """Written aside and renamed: a process that reads meanwhile gets the old file or the new one."""
    target = LOCALE / folder / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}.making")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)


def compile_all() -> None:
    """Merge and compile every language and the two pseudo-languages."""
    for language in LANGUAGES:
        fragments = _fragments(language)
        _write(_merged(fragments.values(), language), language)
    union = Catalog(locale="en", charset="utf-8")
    for catalogue in fragments.values():
        for message in _messages(catalogue):
            union.add(message.id, context=message.context)
    _write(_pseudo(union, pseudo_accented), "en_XA")
    _write(_pseudo(union, pseudo_mirrored), "ar_XB")


def compile_stale() -> bool:
    """Compile when a fragment is newer than what was compiled, or that is missing; whether it was done."""
    made = [LOCALE / folder / "LC_MESSAGES" / "django.mo" for folder in (*LANGUAGES, "en_XA", "ar_XB")]
    newest = max((path.stat().st_mtime_ns for path in LOCALE.glob("*/*.po")), default=0)
    if newest and all(path.exists() and path.stat().st_mtime_ns > newest for path in made):
        return False
    compile_all()
    return True


def main(arguments: list[str]) -> int:
    """Run one of the three; 1 when a check found something, 2 when the call is wrong."""
    match arguments:
        case ["extract", *names]:
            for path in extract(*names):
                sys.stdout.write(f"{path.relative_to(PACKAGE)}\n")
        case ["check"]:
            problems = check()
            for problem in problems:
                sys.stderr.write(f"{problem}\n")
            return 1 if problems else 0
        case ["compile"]:
            compile_all()
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
