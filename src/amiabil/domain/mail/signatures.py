"""Which last lines of a text are a signature, and which only look so?

What may be the very thing the writer was asked for stays text: a name, one telephone number, anything about an order
(M31). Only what a mail program or a company puts under every mail is folded away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from amiabil.domain.mail.words import compared

MOST_LINES = 15
"""Lines of a signature; more is text."""

_LONG = 110
"""Letters of a line no signature has, but for the small print of lawyers."""

_DASHES = re.compile(r"(?:--|—|––) ?")
_DEVICE = (
    r"(?:iphone|ipad|android|samsung|galaxy|huawei|xiaomi|redmi|oneplus|pixel|motorola|nokia|telefon\w*|phone|mobil\w*"
    r"|handy|smartphone|tablet\w*|blackberry|yahoo|outlook|mail|email|e-mail|gmail|proton\w*|bluemail|windows)"
)
_SENT = (
    r"(?:sent|trimis|expediat|enviado|envoye|inviato|wyslan[eoy]|gesendet) (?:from|via|with|using|de pe|din|de la|de mi"
    r"|desde|depuis|de mon|da|dal|dallo|con|z|ze|mit|von|cu)"
)
_GET = (
    r"(?:get|obtine|obtineti|descarca|holen sie sich|laden sie|obtenez|telechargez|scarica|ottieni|obtener|obten"
    r"|descargar|pobierz|download)"
)
_PROGRAM = re.compile(
    rf"(?:{_SENT}\b.{{0,40}}\b{_DEVICE}\b.{{0,40}}"
    rf"|von meinem .{{2,30}} gesendet|{_GET} (?:outlook|yahoo mail|bluemail|proton mail)\b.{{0,80}}"
    r"|az? outlook .{0,30} beszerzese|(?:az )?iphone-?om\w*.{0,20}kuldve|.{0,30}telefon\w* kuldve|yahoo mail: .{0,100}"
    r"|(?:virus-free|fara virusi|ohne viren|viren-?frei|sans virus|libre de virus)\.?\b.{0,80}"
    r"|https?://www\.avast\.com/\S{0,100})\W*"
)
_SIGN_OFF = re.compile(
    r"(?:cu (?:stima|respect|consideratie|drag|prietenie)|(?:va )?multumesc(?: (?:mult|frumos|anticipat))?"
    r"|(?:va )?multumim|toate cele bune|numai bine|o (?:zi|seara) (?:buna|frumoasa)|salutari|cele bune"
    r"|(?:best|kind|warm|with kind|many)? ?(?:regards|wishes)|best|cheers|thank you"
    r"|(?:yours )?(?:sincerely|faithfully|truly)"
    r"|(?:many )?thanks(?: (?:a lot|in advance|and regards))?|mit freundlichen grussen|freundliche grusse"
    r"|viele grusse|mfg|danke|(?:bien |tres )?cordialement|merci(?: d'avance)?|(?:cordiali|distinti) saluti|grazie"
    r"|saludos(?: cordiales)?|un saludo|atentamente|gracias|pozdrawiam|z (?:powazaniem|wyrazami szacunku)|dziekuje"
    r"|udvozlettel|tisztelettel|koszonettel)[\s,.!;:-]*"
)
_CONTACT = re.compile(
    r"\+?\d[\d ./()-]{7,}\d|[\w.+-]+@[\w-]+\.\w|\bwww\.|https?://"
    r"|\b(?:tel|mob|mobil|fax|phone|telefon|cell|gsm)\b ?[.:]?"
    r"|\b(?:str|strada|bd|bld|blvd|b-dul|sos|calea|jud|judetul|nr|sector\w*|street|strasse|rue|via|ul)\b\.? "
    r"|\b(?:s\.?r\.?l|s\.?a|gmbh|ltd|llc|inc|sp\. z o\.o|kft|s\.?p\.?a|cui|j\d\d/)\b\.?"
    r"|\b(?:director|manager|inginer|engineer|avocat|consilier|contabil|asistent|specialist|coordinator|coordonator|"
    r"geschaftsfuhrer|responsable|responsabile|kierownik|igazgato|sales|department|departament\w*)\b"
)
_SMALL_PRINT = re.compile(
    r"(?:acest (?:e-?mail|mesaj)|this (?:e-?mail|message|communication|transmission)"
    r"|(?:the )?information (?:contained )?in this|informatiile (?:continute|din)|confidential(?:ity|itate)?\b"
    r"|disclaimer|diese (?:e-?mail|nachricht)|ce (?:message|courriel)|este (?:mensaje|correo)|questo messaggio"
    r"|le informazioni|ta wiadomosc|ez az (?:uzenet|e-?mail)|declinarea)\b"
)
_LAWYERS = re.compile(
    r"confiden|privileg|intended|destinat|dezvalu|disclos|vertraulich|recipient|strictly|poufn|bizalmas|legal|adresat"
)
_TREES = re.compile(
    r".{0,40}(?:please consider the environment|think before (?:you )?print|ganditi-va la mediu|gandeste-te la mediu"
    r"|inainte de a (?:tipari|printa)|denken sie an die umwelt|pensez a l'environnement).{0,120}"
)
_NEEDED = re.compile(
    r"\b(?:comand\w*|order\w*|awb|colet\w*|factur\w*|invoice\w*|bestell\w*"
    r"|commande\w*|ordine|pedido|zamowieni\w*|rendeles\w*|iban|cod client)"
    r"\b.{0,30}\d|\b[dtc]-[0-9a-z]{4}-[0-9a-z]{4}\b|\bro\d\d[a-z]{4}"
)
_POSTSCRIPT = re.compile(r"p\.? ?s\.?\b[ :.-]")
_NAME = re.compile(r"[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,4},?")


def signature_of(lines: Sequence[str]) -> int:
    """How many of the last lines are a signature. ``lines`` are what was newly written, up to where history begins."""
    kept = _without_program(lines, len(lines))
    place = _small_print(lines, kept)
    kept = _without_program(lines, place if place is not None else kept)
    for finds in (_after_dashes, _after_sign_off):
        place = finds(lines, kept)
        if place is not None:
            kept = place
            break
    return len(lines) - _without_program(lines, kept)


def _without_program(lines: Sequence[str], end: int) -> int:
    """Where the text ends before what a program or a telephone added, and the empty lines above it."""
    bare = _without_empty(lines, end)
    while bare and _is_program(lines[bare - 1]):
        end = bare = _without_empty(lines, bare - 1)
        if bare and _DASHES.fullmatch(lines[bare - 1].strip()):
            end = bare = _without_empty(lines, bare - 1)
    return end


def _is_program(line: str) -> bool:
    text = compared(line[:200]).strip(" *_<>[]()")
    return len(text) <= 130 and (_PROGRAM.fullmatch(text) is not None or _TREES.fullmatch(text) is not None)


def _without_empty(lines: Sequence[str], end: int) -> int:
    while end and not lines[end - 1].strip():
        end -= 1
    return end


def _small_print(lines: Sequence[str], end: int) -> int | None:
    """Where the lawyers begin to speak: from there to the end nobody else does."""
    for place in range(max(0, end - 40), end):
        text = compared(lines[place][:400]).strip(" *_-=")
        said = compared(" ".join(lines[place : place + 6])[:1_500])
        if place and _SMALL_PRINT.match(text) and _LAWYERS.search(said) and not lines[place - 1].strip():
            return place
    return None


def _after_dashes(lines: Sequence[str], end: int) -> int | None:
    """Two dashes on a line of their own, and a few short lines that say nothing the writer needed to say."""
    for place in range(end - 1, max(-1, end - MOST_LINES - 2), -1):
        if _DASHES.fullmatch(lines[place].strip()):
            return place if _may_go(lines[place + 1 : end]) else None
    return None


def _after_sign_off(lines: Sequence[str], end: int) -> int | None:
    """*Regards*, a name, and at least two lines as companies put under every mail; the name stays."""
    for place in range(end - 1, max(-1, end - MOST_LINES - 2), -1):
        if not _SIGN_OFF.fullmatch(compared(lines[place][:60]).strip(" *_")):
            continue
        first = next((at for at in range(place + 1, end) if lines[at].strip()), end)
        if first < end and _NAME.fullmatch(lines[first].strip(" *_")):
            first += 1
        block = lines[first:end]
        contacts = sum(_CONTACT.search(compared(line[:200])) is not None for line in block)
        return first if contacts >= 2 and _may_go(block) else None
    return None


def _may_go(block: Sequence[str]) -> bool:
    said = [line for line in block if line.strip()]
    if len(said) > MOST_LINES or any("?" in line and "http" not in line for line in said):
        return False
    folded = [compared(line[:400]).strip() for line in said]
    if any(_NEEDED.search(line) or _POSTSCRIPT.match(line) for line in folded):
        return False
    return all(len(line) <= _LONG or _LAWYERS.search(line) for line in folded)
