"""Where in a text does the earlier correspondence begin? The words of the mail programs, in nine languages.

Everything is compared folded: without case and marks. A sentence a person could write about somebody else's words is
no beginning: it has no time, no address, and what follows it is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from amiabil.domain.mail.lines import Line
from amiabil.domain.mail.words import compared

_LABELS = {
    "from": "from;de la;von;de;da;od;felado;expeditor;expediteur;remitente;mittente;absender;van;nadawca",
    "sent": "sent;date;trimis;trimis la;trimis pe;expediat;data;data/ora;gesendet;datum;envoye;envoye le;inviato;"
    "inviato il;enviado;enviado el;fecha;wyslano;kuldve;kuldes ideje;verzonden",
    "to": "to;catre;an;a;para;per;do;cimzett;pentru;destinatar;destinatario;destinataire;aan;pour",
    "subject": "subject;subiect;betreff;objet;oggetto;asunto;temat;targy;onderwerp",
    "more": "cc;bcc;cci;cco;copie;copie (cc);kopie;copia;dw;masolatot kap;importance;importanta;reply-to;attachments;"
    "atasamente;anexe;raspunde la",
}
_GROUP = {label: group for group, labels in _LABELS.items() for label in labels.split(";")}
_LABEL = re.compile(r"\s*\*{0,2}\s*([^\W\d_][^:*<>@]{0,20}?)\s*\*{0,2}\s*:\s*\*{0,2}(?:\s|$)")
_BLOCK_LINES = 14

_ORIGINAL = (
    "original message|original email|mesaj original|mesajul original|mesaj initial|mesajul initial|message d'origine|"
    "message original|ursprungliche nachricht|originalnachricht|messaggio originale|mensaje original|"
    "oryginalna wiadomosc|wiadomosc oryginalna|eredeti uzenet|reply message"
)
_FORWARDED = (
    "forwarded message|forwarded by|mesaj redirectionat|mesaj retransmis|mesaj transmis mai departe|mesaj forwardat|"
    "weitergeleitete nachricht|message transfere|messaggio inoltrato|mensaje reenviado|przekazana wiadomosc|"
    "wiadomosc przekazana|tovabbitott uzenet"
)
_SEPARATOR = re.compile(
    rf"[-_=*\s]{{2,40}}(?:({_FORWARDED})|{_ORIGINAL})\b[^a-z]{{0,60}}[-_=*\s]*(?:from .{{0,100}})?"
)
_BEGIN_FORWARD = re.compile(
    r"(?:begin forwarded message|inceputul? mesajului (?:redirectionat|retransmis)|inceput mesaj redirectionat"
    r"|anfang der weitergeleiteten (?:nachricht|e-?mail)|debut du message (?:reexpedie|transfere)"
    r"|inizio (?:messaggio inoltrato|del messaggio inoltrato)|inicio del mensaje reenviado"
    r"|poczatek (?:przekazywanej|przekazanej) wiadomosci|tovabbitott level kezdete) ?:?"
)
_RULE = re.compile(r"\s*_{8,}\s*")
_OUR_MARK = re.compile(r"[\s>]*##-.{1,200}-##\s*")
_ABOVE = re.compile(
    r"[\W_]{0,40}(?:please )?(?:reply above this line|type your reply above this line|reply above this text"
    r"|(?:te rog |va rugam |va rog )?(?:sa )?(?:raspunde|raspundeti|raspunzi|scrie|scrieti)"
    r"(?: raspunsul)? deasupra acest(?:ei linii|ui rand))[\W_]{0,40}"
)

_VERB = (
    r"(?:wrote|writes|(?<![-\w])a scris|schrieb|schreibt|a ecrit|ha scritto|escribio|napisal(?:\(a\)|a|/a)?|pisze"
    r"|(?:ezt )?irta|schreef)"
)
_ENDS_WITH_VERB = re.compile(rf".{{3,380}}\b{_VERB}\s*:?\**\s*")
_VERB_BEFORE_NAME = re.compile(r"(?:am|on|op) .{3,200}\b(?:schrieb|schreef|wrote)\b .{2,180}:\**\s*")
_VERB_BEFORE_TIME = re.compile(
    r".{2,200}\b(?:ezt )?irta \((?:idopont: )?.{4,80}\):\s*|wiadomosc napisana przez .{3,200}:\s*"
)
_GOES_ON = re.compile(
    rf"(?:on|pe|in|la|am|le|il|el)\b.{{0,60}}\d.{{0,200}}<?[\w.+-]+@[\w.-]+>? ?{_VERB} ?:\s.*"
)
"""Yahoo on a telephone: the earlier mail begins on the same line."""
_HAS_VERB = re.compile(rf"{_VERB}|napisana przez")
_OPENS = re.compile(
    r"[*_\s]*(?:(?:on|pe|in|la|am|le|il|el|op|w dniu|dnia|a|(?:pon|wt|sr|czw|pt|sob|niedz)\.,)(?!\w).{0,60}\d"
    r"|(?:19|20)\d\d\. ?\d)"
)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w|<mailto:|\[mailto:")
_ATTRIBUTION_LINES = 4
_ATTRIBUTION_CHARS = 400

_HERE_BELOW = re.compile(
    r"\b(?:(?:raspuns|raspunsuri|raspunsul|raspunsurile|raspund|am raspuns|comentarii|comentariile|completat)"
    r"\b.{0,40}\b(?:mai jos|in text|in mesaj|cu rosu|cu albastru|cu verde|printre randuri|sub fiecare)"
    r"|(?:answers?|answered|repl(?:y|ies|ied)|comments?|responses?)\b.{0,40}\b(?:below|inline|in line|in red|in blue"
    r"|in bold|in green|in your text)|see (?:below|inline) in (?:red|blue|bold)"
    r"|antwort(?:en)?\b.{0,30}\b(?:unten|im text)"
    r"|reponses?\b.{0,30}\b(?:ci-dessous|en rouge)|risposte\b.{0,30}\b(?:sotto|in rosso)"
    r"|respuestas\b.{0,30}\b(?:abajo|en rojo)|odpowiedzi\b.{0,30}\b(?:ponizej|w tekscie)"
    r"|valasz\w*\b.{0,30}\b(?:lent|pirossal))"
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a program put above the earlier mail: from which line to before which, and what it tells of the rest.

    ``reaches_end``: without quote marks below it, all that follows is history. ``forwards``: somebody else's mail
    sent on, which is what the sender wants to be read when nothing else is said.
    """

    start: int
    end: int
    reaches_end: bool = True
    forwards: bool = False


def beginning_at(lines: Sequence[Line], at: int) -> Beginning | None:
    """The beginning of earlier correspondence on this line; None when there is none."""
    text = compared(lines[at].text[:_ATTRIBUTION_CHARS]).strip()
    if not text:
        return None
    if _OUR_MARK.fullmatch(text) or _ABOVE.fullmatch(text):
        return Beginning(at, at + 1)
    separator = _SEPARATOR.fullmatch(text)
    begins_forward = _BEGIN_FORWARD.fullmatch(text)
    if separator or begins_forward:
        block = _next_block(lines, at + 1)
        return Beginning(at, block or at + 1, forwards=bool(begins_forward or (separator and separator[1])))
    if _RULE.fullmatch(text):
        block = _next_block(lines, at + 1)
        return Beginning(at, block) if block else None
    if ":" in text and (end := _block(lines, at)):
        return Beginning(at, end)
    if _HAS_VERB.search(text) and _GOES_ON.fullmatch(text):
        return Beginning(at, at + 1)
    return _attribution(lines, at)


def announces_answers_below(text: str) -> bool:
    """Whether the writer says that the answers stand inside of what is quoted."""
    return _HERE_BELOW.search(compared(text)) is not None


def _next_block(lines: Sequence[Line], at: int) -> int:
    """The end of the block of fields that begins here or after a few empty lines; 0 when there is none."""
    for place in range(at, min(at + 4, len(lines))):
        if lines[place].text.strip():
            return _block(lines, place)
    return 0


def _block(lines: Sequence[Line], at: int) -> int:
    """The end of a block such as *From, Sent, To, Subject* that begins on this line; 0 when there is none."""
    if _group(lines[at].text) not in {"from", "sent"}:
        return 0
    found: set[str] = set()
    end, gap = at, 0
    for place in range(at, min(at + _BLOCK_LINES, len(lines))):
        group = _group(lines[place].text)
        if group:
            found.add(group)
            end, gap = place + 1, 0
            continue
        gap += 1
        if gap > 2 or "subject" in found:
            break
    return end if "from" in found and len(found - {"more"}) >= 3 else 0


def _group(text: str) -> str:
    match = _LABEL.match(text[:80])
    return _GROUP.get(compared(match[1]).strip(), "") if match else ""


def _attribution(lines: Sequence[Line], at: int) -> Beginning | None:
    """*On …, Ana wrote:*, on one line or folded into up to four."""
    joined = ""
    for end in range(at, min(at + _ATTRIBUTION_LINES, len(lines))):
        line = lines[end]
        if not line.text.strip() or line.quote:
            return None
        joined = f"{joined} {line.text.strip()}".strip()
        if len(joined) > _ATTRIBUTION_CHARS:
            return None
        folded = compared(joined)
        if end > at and not _OPENS.match(folded) and not _ADDRESS.search(compared(lines[at].text)):
            return None
        if _HAS_VERB.search(folded) and _is_attribution(folded):
            if end > at and any(
                _opens(lines[later]) and _attribution(lines, later) for later in range(at + 1, end + 1)
            ):
                return None  # the writer's own last line stands directly above it
            return Beginning(at, end + 1, reaches_end=_ADDRESS.search(folded) is not None)
    return None


def _opens(line: Line) -> bool:
    return _OPENS.match(compared(line.text[:_ATTRIBUTION_CHARS])) is not None


def _is_attribution(text: str) -> bool:
    shaped = (_ENDS_WITH_VERB, _VERB_BEFORE_NAME, _VERB_BEFORE_TIME)
    if not any(pattern.fullmatch(text) for pattern in shaped):
        return False
    has_time, has_address = _TIME.search(text) is not None, _ADDRESS.search(text) is not None
    return (has_time and (has_address or _OPENS.match(text) is not None)) or (
        has_address and text.endswith(":")
    )
