"""What does an HTML mail say as plain lines? Links kept, hidden text left out, quotes and signatures marked.

The marks are those of the large mail programs: Gmail, Outlook, Yahoo, Apple Mail, Thunderbird, Proton and others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from amiabil.domain.mail.limits import LINES, TEXT_CHARS
from amiabil.domain.mail.lines import Line, Mark
from amiabil.domain.mail.tags import Tag, read_tags
from amiabil.domain.mail.words import one_line, shown

DEPTH = 120
"""Elements inside elements that are followed; deeper ones only give their text."""

_BLOCK_NAMES = (
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody tfoot thead tr ul"
)
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_SILENT_NAMES = "script style title template object iframe svg math select xml"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"})
_VOID = frozenset(_VOID_NAMES.split())
_SILENT = frozenset(_SILENT_NAMES.split())
_CELLS = frozenset({"td", "th"})

_HISTORY = frozenset(
    {
        "yahoo_quoted",
        "protonmail_quote",
        "tutanota_quote",
        "zmail_extra",
        "mail-editor-reference-message-container",
    }
    | {"ms-outlook-mobile-reference-message", "gmx_quote", "reply-body-quoted"}
)
_ATTRIBUTION = frozenset(
    {"gmail_attr", "moz-cite-prefix", "moz-forward-container-header", "moz-email-headers-table"}
)
_SIGNATURE = frozenset(
    {"gmail_signature", "moz-signature", "signature", "ms-outlook-mobile-signature", "applemailsignature"}
    | {"protonmail_signature_block", "gmail_signature_prefix", "composer_signature"}
    | {"ymail_android_signature", "ymail_ios_signature"}
)
_QUOTE = frozenset({"gmail_quote", "protonmail_quote", "yahoo_quoted", "mcntgmail_quote", "zmail_extra"})
_FROM_HERE = frozenset({"divrplyfwdmsg", "appendonsend", "replysplit", "olk_src_body_section"})
"""Outlook puts no element around what it quotes: everything behind this one is history."""

_OUTLOOK_LINE = "border-top:solid#e1e1e11.0pt", "border-top:solid#b5c4df1.0pt"
"""The line Outlook draws above what it quotes, without its spaces."""
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|font-size:0(?:px|pt|em|%)?(?:;|!|$)|opacity:0(?:\.0+)?(?:;|!|$)"
    r"|max-height:0(?:px)?(?:;|!|$)"
)
TAGS = 50_000
"""Tags that are read: the largest newsletters have a fifth."""

_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_LINKS = ("http://", "https://", "mailto:", "tel:")
_LINK_CHARS = 2_000
_ALT_CHARS = 200


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside an element."""

    silent: bool = False
    hidden: bool = False
    quote: int = 0
    mark: Mark | None = None
    pre: bool = False


@dataclass(frozen=True, slots=True)
class _Traits:
    """What a tag says about what is inside of it and behind it."""

    silent: bool = False
    hidden: bool = False
    quote: int = 0
    mark: Mark | None = None
    pre: bool = False
    href: str = ""
    begins_history: bool = False

    def inside(self, now: _State) -> _State:
        if self == _NOTHING_SAID:
            return now
        return _State(
            silent=now.silent or self.silent,
            hidden=now.hidden or self.hidden,
            quote=now.quote + self.quote,
            mark=now.mark or self.mark,
            pre=now.pre or self.pre,
        )


_NOTHING_SAID = _Traits()


@dataclass
class _Element:
    name: str
    before: _State
    href: str = ""
    text_from: int = 0


@dataclass
class _Page:
    """The page as far as it has been read."""

    lines: list[Line] = field(default_factory=list)
    now: _State = field(default_factory=_State)
    open: list[_Element] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    held_as: _State = field(default_factory=_State)
    chars: int = 0
    hidden_text: bool = False
    history_follows: bool = False
    traits: dict[Tag, _Traits] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return self.chars > TEXT_CHARS or len(self.lines) >= LINES

    def say(self, text: str) -> None:
        """Add text to the line."""
        if self.now.silent or self.now.hidden:
            self.hidden_text = self.hidden_text or (not self.now.silent and not shown(text).isspace())
            return
        if not self.held:
            self.held_as = self.now
        pieces = text.split("\n") if self.now.pre else [_SPACES.sub(" ", text)]
        for number, piece in enumerate(pieces):
            if number:
                self.end_line(always=True)
            if piece:
                self.held.append(piece)
                self.chars += len(piece)

    def end_line(self, *, always: bool = False) -> None:
        """Begin a new line; an empty one only when ``always``."""
        if not self.held and not always:
            return
        text = shown("".join(self.held)).replace("\u00a0", " ")
        bare = text.rstrip() if self.held_as.pre else _SPACES.sub(" ", text).strip()
        state = self.held_as if self.held else self.now
        self.held = []
        self.held_as = self.now
        if (bare or always) and not self.is_full:
            mark = Mark.HISTORY if self.history_follows else state.mark
            self.lines.append(Line("-- " if bare == "--" else bare, state.quote, mark))
            self.chars += 1

    def space_line(self) -> None:
        """An empty line, unless there is one."""
        self.end_line()
        if self.lines and self.lines[-1].text:
            self.end_line(always=True)


class Seen(NamedTuple):
    """What an HTML mail says: its lines, whether text was left out because a reader would not have seen it, and
    whether the page was longer than it is read.
    """

    lines: tuple[Line, ...]
    hides_text: bool
    is_cut: bool


def html_lines(source: str) -> Seen:
    """The lines of an HTML mail."""
    page = _Page()
    is_cut = False
    for number, token in enumerate(read_tags(source)):
        if page.is_full or number >= TAGS * 2:
            is_cut = True
            break
        if isinstance(token, str):
            page.say(token)
        elif token.closes:
            _close(page, token.name)
        else:
            _open(page, token)
    page.end_line()
    while page.lines and not page.lines[-1].text:
        page.lines.pop()
    return Seen(tuple(page.lines), page.hidden_text, is_cut)


def _open(page: _Page, tag: Tag) -> None:
    traits = page.traits.get(tag)
    if traits is None:
        traits = page.traits[tag] = _traits(tag)
    state = traits.inside(page.now)
    if traits.begins_history:
        page.end_line()
        page.history_follows = True
    if tag.name == "br":
        page.end_line(always=True)
    elif tag.name in _SPACED:
        page.space_line()
    elif tag.name in _BLOCKS:
        page.end_line()
    elif tag.name in _CELLS and page.held:
        page.say(" ")
    if tag.name in _VOID:
        _void(page, tag, state)
        return
    if tag.name == "p" and page.open and page.open[-1].name == "p":
        _close(page, "p")
    if len(page.open) < DEPTH:
        page.open.append(_Element(tag.name, page.now, traits.href, len(page.held)))
        page.now = state
    if tag.name == "li":
        page.say("- ")


def _void(page: _Page, tag: Tag, state: _State) -> None:
    alt = one_line(tag.attributes.get("alt", ""))[:_ALT_CHARS]
    if tag.name == "img" and alt and not state.hidden:
        page.say(f"[{alt}]")


def _close(page: _Page, name: str) -> None:
    place = next((at for at in range(len(page.open) - 1, -1, -1) if page.open[at].name == name), None)
    if name in _BLOCKS:
        page.end_line()
    if place is None:
        return
    element = page.open[place]
    if element.href:
        _link(page, element)
    del page.open[place:]
    page.now = element.before
    if name in _SPACED:
        page.space_line()


def _link(page: _Page, element: _Element) -> None:
    """Where a link leads, unless its text says so."""
    seen = "".join(page.held[element.text_from :]).strip()
    bare = re.sub(r"^(?:https?://|mailto:|tel:)", "", element.href).rstrip("/").lower()
    said = re.sub(r"^(?:https?://|mailto:|tel:)", "", seen).rstrip("/").lower()
    if not page.now.hidden and bare and bare != said:
        page.say(f" <{element.href}>" if seen else f"<{element.href}>")


def _href(tag: Tag) -> str:
    if tag.name != "a":
        return ""
    href = one_line(tag.attributes.get("href", "")).replace(" ", "%20")
    return href[:_LINK_CHARS] if href.lower().startswith(_LINKS) else ""


def _traits(tag: Tag) -> _Traits:
    if not tag.attributes:
        return _Traits(silent=tag.name in _SILENT, pre=tag.name == "pre")
    given = tag.attributes
    names, style = _names(tag), _style(tag)
    return _Traits(
        silent=tag.name in _SILENT,
        hidden="hidden" in given or (bool(style) and _HIDDEN.search(style) is not None),
        quote=1 if tag.name == "blockquote" and _is_quote(given, names, style) else 0,
        mark=_mark(names),
        pre=tag.name == "pre",
        href=_href(tag),
        begins_history=_begins_history(tag),
    )


def _names(tag: Tag) -> set[str]:
    """Its classes and its id, in small letters, without what Outlook puts before them when it quotes."""
    given = [*tag.attributes.get("class", "").lower().split()[:20], tag.attributes.get("id", "").lower()]
    return {name.removeprefix("x_") for name in given if name}


def _style(tag: Tag) -> str:
    return re.sub(r"\s", "", tag.attributes.get("style", "").lower())


def _begins_history(tag: Tag) -> bool:
    """Whether everything behind this tag is what was said before."""
    if tag.name == "hr":
        return "tabindex" in tag.attributes or "stopspelling" in _names(tag)
    return bool(_names(tag) & _FROM_HERE) or (
        tag.name == "div" and any(line in _style(tag) for line in _OUTLOOK_LINE)
    )


def _is_quote(given: Mapping[str, str], names: set[str], style: str) -> bool:
    """A blockquote that quotes a mail; one without any sign only indents."""
    cites = given.get("type", "").lower() == "cite" or "cite" in given
    return cites or bool(names & _QUOTE) or "border-left" in style


def _mark(names: set[str]) -> Mark | None:
    if names & _HISTORY:
        return Mark.HISTORY
    if names & _ATTRIBUTION:
        return Mark.ATTRIBUTION
    return Mark.SIGNATURE if names & _SIGNATURE else None
