"""How will this message sound to the one who reads it? Signs of heat in Romanian and English, for a hint to the writer.

The tables are the whole of it: read them first. They look for words said *to somebody*, not for hard words about a
thing: a product may be dead, bad or a disgrace. A hint blocks nothing and is kept nowhere. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.foundation.text import fold


@unique
class Tone(StrEnum):
    """What a passage may be read as, the weightiest first."""

    THREAT = "threat"
    EXPOSING = "exposing"
    INSULT = "insult"
    ELSEWHERE = "elsewhere"
    HEATED = "heated"
    SHOUTING = "shouting"


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the text, from ``start`` up to ``end``, and what it may be read as."""

    tone: Tone
    start: int
    end: int


_TO_YOU_RO = r"(?:esti|sunteti|ai fost|ati fost)(?: chiar| doar| toti| cu totii)?(?: un| o| niste)?"
_TO_YOU_EN = (
    r"(?:you(?: are|'re| all are| guys are|r company is)|u r)(?: all| just| nothing but)?(?: such)?(?: an?)?"
)
_MESSENGERS = r"(?:whats ?app|whatsup|telegram|viber|signal|messenger|facebook|instagram|wechat)"
_SUFFIX = r"(?:ul|ule|i|ii|ilor|a|o|lor|le|e)?"

WORDS: Mapping[Tone, tuple[str, ...]] = {
    Tone.THREAT: (
        # Romanian
        r"(?:o sa |am sa |voi |ca )?(?:te|va) (?:gasesc eu|omor|omoram|nenorocesc|distrug|bat|aranjez eu|calc in picioare)",  # noqa: E501
        r"(?:o sa|am sa) (?:te|va) (?:gasesc|bat|omor|distrug|nenorocesc)",
        r"(?:stiu|stim|aflu|aflam) unde (?:stai|stati|locuiesti|locuiti|lucrezi|lucrati)",
        r"(?:o sa|ai sa|vei|veti) (?:regreta|regreti|regretati)",
        r"(?:o sa|are sa) (?:iti|va) para rau",
        r"(?:iti|va) (?:rup|sparg|crap) (?:capul|fata|gura|oasele|picioarele)",
        r"vin peste (?:tine|voi)",
        r"ai grija (?:pe unde umbli|de familia ta|ce ti se intampla)",
        # English
        r"i(?:'ll| will| am going to|'m going to|'m gonna|m gonna) (?:kill|hurt|destroy|ruin|beat|smash|crush) (?:you|u)\b",  # noqa: E501
        r"i(?:'ll| will| am going to|'m going to) find you(?=[.!]|$| and\b)",
        r"(?:i|we) know where you (?:live|work|sleep)",
        r"you(?:'ll| will)(?: all)? (?:regret|be sorry|pay for (?:this|it)(?=[.!]|$))",
        r"watch your back",
        r"(?:i'm|i am|we are|we're) coming for you",
        r"kill yourself",
    ),
    Tone.EXPOSING: (
        r"(?:o sa |am sa |voi )?(?:public|postez|pun pe (?:net|internet|facebook)|dau pe (?:net|internet|facebook))"
        r"(?: \w+){0,2} (?:numarul|adresa|datele|numele|poza|pozele|telefonul|fata) (?:tau|ta|tale|tai|voastra|voastre|vostru)",  # noqa: E501
        r"(?:iti|va) (?:public|postez|pun pe (?:net|internet|facebook)) (?:numarul|adresa|datele|numele|poza|pozele|telefonul)",  # noqa: E501
        r"toata lumea (?:o sa|va) (?:stie|afla|afle) (?:unde|cine) (?:stai|esti|locuiesti)",
        r"(?:i'll|i will|we'll|we will|i am going to|i'm going to|gonna) (?:post|publish|share|leak|put)"
        r"(?: online)? your (?:name|address|number|photo|picture|face|phone|home|details|data)",
        r"everyone will know where you live",
    ),
    Tone.INSULT: (
        rf"(?:idiot|imbecil|cretin|tampit|dobitoc|nenorocit|nemernic|ticalos|handicapat|jegos|jigodi){_SUFFIX}",
        r"(?:prostule|prostilor|proasto|prostanacule|boule|boilor|magarule|magarilor|hotule|hotilor|mincinosule"
        r"|mincinosilor|escrocule|escrocilor|nesimtitule|nesimtitilor|teparule|teparilor|fraiere|fraierilor|lepra|javra)",
        rf"{_TO_YOU_RO} (?:prost|proasta|prosti|proaste|hot|hoata|hoti|mincinos|mincinoasa|mincinosi|escroc|escroaca|escroci"  # noqa: E501
        r"|nesimtit|nesimtita|nesimtiti|tepar|tepari|jalnic|jalnica|jalnici|penibil|penibila|penibili|bou|magar|magari|gunoi"
        r"|gunoaie)",
        r"(?:idiot|moron|imbecile|scumbag|asshole|arsehole|bastard|dickhead|retard|dumbass|wanker)s?",
        r"(?:piece of shit|pieces of shit|son of a bitch|fuck (?:you|off)|fucking (?:liar|thief|thieves|scammer|idiot)s?)",  # noqa: E501
        r"(?:go to hell|shut up|screw you)",
        rf"{_TO_YOU_EN} (?:\w+ )?(?:stupid|dumb|pathetic|disgusting|scum|thief|thieves|crooks?|liars?|scammers?|fraud|frauds|fraudsters?"  # noqa: E501
        r"|cheats?|cheaters?|clowns?|trash|garbage|worthless|useless)",
        r"you (?:stupid|dirty|lying|filthy|pathetic|dumb)\b(?: \w+)?",
    ),
    Tone.ELSEWHERE: (
        rf"(?:scrie|scrieti|suna|sunati|contacteaza|contactati|cauta|cautati|da|dati|adauga|adaugati)(?:-| )?(?:mi|ma|ne|te|mi-un|ne un)?"  # noqa: E501
        rf"(?: \w+){{0,3}} pe {_MESSENGERS}",
        rf"(?:hai|haideti|vorbim|continuam|discutam|rezolvam)(?: \w+){{0,3}} pe {_MESSENGERS}",
        r"(?:rezolvam|platesc|platiti|plateste|trimit banii|discutam|ne intelegem|facem|plata)(?: \w+){0,3} (?:in afara|pe langa)"  # noqa: E501
        r" (?:platformei|site-ului|site ului|aplicatiei|platforma|site)",
        rf"(?:write|text|message|call|contact|add|find|reach)(?: to)? (?:me|us)(?: \w+){{0,3}} (?:on|via|at|over) {_MESSENGERS}",  # noqa: E501
        rf"(?:let's|lets|we can) (?:talk|continue|chat|settle|move|discuss)(?: \w+){{0,3}} (?:on|via|to|over) {_MESSENGERS}",  # noqa: E501
        r"(?:settle|pay|deal|solve|arrange|refund)(?: \w+){0,3} (?:outside|off) (?:of )?(?:the|this) (?:platform|site|marketplace|app)",  # noqa: E501
    ),
    Tone.HEATED: (
        r"(?:sa va fie|sa-ti fie|sa ti fie|ar trebui sa va fie) rusine|rusine (?:sa va|sa-ti|sa ti) fie|rusinica",
        r"(?:va bateti|iti bati|v-ati batut|ti-ai batut|isi bate) joc|bataie de joc",
        r"m-?am saturat (?:de voi|de tine|de minciuni\w*|pana peste cap)",
        r"(?:du-te|duceti-va|sa te duci|mergi) (?:dracului|la dracu|naibii|la naiba)|ce dracu\w*|ce naiba",
        r"(?:mi-ati|ne-ati|mi-ai|ne-ai) (?:dat|luat) teapa|hotie(?: la drumul mare)?|curata hotie",
        r"(?:minti|mintiti) (?:de ingheti|cu nerusinare|fara rusine|mereu|tot timpul)",
        r"(?:shame on you|how dare you|what the (?:hell|fuck|heck)|wtf|bullshit|this is a joke)",
        r"(?:fed up|sick(?: and tired)?) (?:with|of) (?:you|your)\b(?: \w+)?",
        r"(?:ripped me off|rip me off|ripping me off|you (?:stole|robbed))",
        r"(?:stop|quit) (?:lying|wasting my time)|you keep lying|you are lying|you're lying",
    ),
}
"""Patterns over the folded text (small letters without marks), each between the bounds of words."""

_PATTERNS = {
    tone: re.compile(rf"(?<![\w]){'(?:' + '|'.join(listed) + ')'}(?![\w])") for tone, listed in WORDS.items()
}

_MARKS = re.compile(r"[!?]+")
_LOUD = re.compile(r"!!!|(?:!\?|\?!){2}")
"""Three exclamation marks in a row of marks, or marks by turns. In two steps: a single pattern for the whole row looks
for its end from every place of a long row again."""

_LONG_WORD = 5
_LONG_WORDS = 2
"""Words in capitals shout when at least two of them are longer than a short form (TVA, IBAN, ANPC)."""

_COMPARED = 200
"""Passages that are compared with each other, the first in the text; what comes after them is not shown anyway."""

MOST = 12
"""Passages in one hint; a text full of them needs no full list."""


def passages(text: str) -> tuple[Passage, ...]:
    """What may be read as heat, in the order of the text, without overlaps; empty for most texts.

    Where two overlap the weightier one stays.
    """
    small, places = _folded(text)
    found = [
        Passage(tone, places[match.start()], places[match.end() - 1] + 1)
        for tone, pattern in _PATTERNS.items()
        for match in pattern.finditer(small)
    ]
    found += [
        Passage(Tone.SHOUTING, match.start(), match.end())
        for match in _MARKS.finditer(text)
        if _LOUD.search(match.group())
    ]
    found = sorted(found + _capitals(text), key=lambda one: one.start)[:_COMPARED]
    weight = {tone: place for place, tone in enumerate(Tone)}
    kept: list[Passage] = []
    for one in sorted(found, key=lambda one: (weight[one.tone], one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start)[:MOST])


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as words are compared, and for each of its letters the place it came from."""
    letters, places = [], []
    for place, char in enumerate(text):
        plain = "'" if char in "\u2019\u02bc" else " " if char.isspace() else fold(char)
        letters.append(plain)
        places += [place] * len(plain)
    return "".join(letters), places


def _capitals(text: str) -> list[Passage]:
    found = []
    for match in re.finditer(r"[^\n]+", text):
        found += _capitals_of_line(match.group(), match.start())
    return found


def _capitals_of_line(line: str, offset: int) -> list[Passage]:
    found, run = [], list[re.Match[str]]()
    for word in [*re.finditer(r"[^\s,.;:!?()\"„”“-]+", line), None]:
        if word is not None and word.group().isalpha() and word.group().isupper():
            run.append(word)
            continue
        if len(run) >= 3 and sum(len(one.group()) >= _LONG_WORD for one in run) >= _LONG_WORDS:
            found.append(Passage(Tone.SHOUTING, offset + run[0].start(), offset + run[-1].end()))
        run = []
    return found
