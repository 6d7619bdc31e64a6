"""What of a message must nobody keep? Cards, security codes, personal numbers, accounts, addresses, passwords.

Numbers of orders, disputes and requests stay: without them nobody can help. Where a number has a check digit, the check
decides; where the words around it say what it is, they do. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from amiabil.foundation.text import fold


@unique
class Kind(StrEnum):
    """What was hidden."""

    CARD = "CARD"
    CVV = "CVV"
    CNP = "CNP"
    IBAN = "IBAN"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    SECRET = "SECRET"  # noqa: S105  # a name


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with what nobody may keep replaced, and what that was, in its order."""

    text: str
    kinds: tuple[Kind, ...]


_Span = tuple[int, int, Kind]

_CASE = (
    r"\b(?:comanda|comenzii|comenzi|comanda mea|order|awb|tracking|urmarire|colet|coletul|parcel|disputa|disputei"
    r"|dispute|cerere|cererea|ticket|tichet|factura|facturii|invoice|imei|ean|serial|serie|seria)"
    r"(?:[ .:#]{1,3}(?:nr|no|numar|numarul|number|id|cu|este|is|mea|my|e)){0,3}[ .:#-]{0,3}$"
)
"""What stands before a number that names a case, a parcel or an order."""

_TOLD = r"[^\S\n]{0,5}(?:[:=-]|\b(?:este|era|e|is|was|are|sunt)\b|['’]s\b)?[^\S\n]{0,5}[\"'„”]?"
_DIGITS = re.compile(
    r"(?:(?<![\w.,-])|(?<=\btel\.)|(?<=\bcnp)|(?<=\bcnp[-.]))\+?\d(?:(?:[ .\-/()_]{0,2}| / )\d){6,33}(?!\w)"
)
_GROUP = re.compile(r"\d+")
_CARD_SAID = re.compile(r"\bcard\w*(?:\W+\w+){0,4}\W*$")
_CNP_SAID = re.compile(
    r"\b(?:cnp|cod(?:ul)?(?: meu)? numeric(?: personal)?|personal (?:numeric code|id|number))\w*(?:\W+\w+){0,3}\W*$"
)
_PHONE_SAID = re.compile(
    r"\b(?:tel|telefon\w*|phone|mobil\w*|mobile|cell|suna\w*|sunati\w*|apela\w*|call|whatsapp|sms|text me)"
    r"(?:\W+\w+){0,4}\W*$"
)
_CASE_SAID = re.compile(_CASE)
_IBAN = re.compile(r"(?:(?<!\w)|(?<=\biban))[a-z]{2}[ .-]?\d{2}(?:[ .-]?[a-z0-9]){11,30}(?!\w)")
_IBAN_DIGITS = 8
"""An account has at least so many; a sentence that reads like one has fewer."""
_IBAN_SAID = re.compile(r"\b(?:iban\w*|cont\w*|account)(?:\W+\w+){0,3}\W*$")
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"„”]{1,64}@[^\s@,;:<>()\[\]\"„”!?]{0,180}\w")
_EMAIL_SAID = re.compile(
    r"(?<![\w.])[\w.+-]{1,64} ?(?:\(at\)|\[at\]|\bat\b|\barond\b) ?[\w-]{1,60} ?(?:\(dot\)|\[dot\]|\bdot\b|\bpunct\b)"
    r" ?(?:com|ro|net|org|eu|co uk|fr|de|it)\b"
)
_EMAIL_APART = re.compile(
    r"(?<![\w.])(?:[\w.+-]{1,64}(?: @ ?|@ )[\w-]{1,60}\.[a-z]{2,10}"
    r"|[\w.+-]{1,64} ?(?:\(at\)|\[at\]) ?[\w-]{1,60}\.[a-z]{2,10}"
    r"|[\w.+-]{1,64} at (?:gmail|yahoo|hotmail|outlook|icloud|live|protonmail)\.[a-z]{2,10})\b"
)
_CVV = re.compile(
    r"\b(?:(?:cvv2?|cvc2?)(?:-ul(?:ui)?)?|csc|cod(?:ul)? de securitate|security code|(?:cod(?:ul)?|cifre(?:le)?)"
    r" (?:de pe|din) spate(?:le)?|(?:digits|number|code) on the back)"
    rf"(?: (?:meu|(?:al )?cardului|de pe spate|of (?:my|the) card|on the back|number|code|cod)){{0,2}}{_TOLD}"
    r"(\d ?\d ?\d(?: ?\d)?)(?!\w)"
)
_AFTER_CARD = re.compile(
    r"[\s,;]{0,3}(?:exp\w{0,6}[ .:]{0,2})?\d\d ?[/.-] ?(?:20)?\d\d[\s,;]{1,3}"
    r"(?:(?:si |and |cu |with )?(?:codul|cod|code)[\s:=]{1,3}(?:e |este |is )?)?(\d{3,4})(?!\w)"
)
_OWNED = (
    r"(?: (?:mea|meu|my|(?:de la |la |de |pentru )?(?:cont|contul|contului)|veche|noua|actuala"
    r"|(?:for (?:my|the) )?account|old|new|pe care o \w+|pe care am \w+|(?:that )?i \w+)\b){0,4}"
)
_PASSWORD = re.compile(
    rf"\b(?:parola|parolei|password|passwd|pwd|pw|pass|passcode)\b{_OWNED}"
    r"([^\S\n]{0,5}(?:[:=]|\b(?:este|era|e|is|was|to|into|in|cu)\b)?)"
    r"[^\S\n]{0,5}[\"'„”]?(\S{1,64})"
)
_TURNED = frozenset({"to", "into", "in", "cu"})
_PASSWORD_FIRST = re.compile(
    r"(?<!\S)[\"'„”]?([^\s\"'„”]{6,64})[\"'„”]? (?:as|is|e|este|era|was|ca) (?:my |the |a )?(?:password|parola)\b"
)
_CODE_DIGITS = r"(\d{3}[ -]\d{3}|\d\d[ -]\d\d[ -]\d\d|\d{4,8})(?!\w)"
_CODE = re.compile(
    r"\b(?:cod|codul|code|otp|2fa|pin|pinul|pin-ul|token|tokenul|parola unica)\b"
    r"((?:[ :=-]+(?:3d|[a-z])[\w-]*){0,6})[ :=\"'-]*" + _CODE_DIGITS
)
_CODE_BY_SMS = re.compile(
    r"\bsms(?:-ul|ul)? (?:said|says|zice|zicea|spune|scrie|scria|era|was|cu)[ :]+" + _CODE_DIGITS
)
_CODE_FIRST = re.compile(
    r"(?<![\w.,-])"
    + _CODE_DIGITS
    + r"(?= (?:is|was|e|este|era) ((?:\w+ ){0,3}(?:code|cod|codul|otp|pin|pinul)\b(?: \w+){0,2}))"
)
_OTHER_CODE = re.compile(
    r"\b(?:postal\w*|zip|post|promo\w*|reducere\w*|voucher\w*|cupon\w*|coupon|discount|produs\w*|product|item|comanda|comenzii"
    r"|order|eroare\w*|error|awb|tracking|urmarire|disput\w*|tichet\w*|ticket|cerere\w*|caen|fiscal|tva|vat|bar|qr|colet\w*"
    r"|parcel|area|country|dress)\b"
)
_BEFORE_CODE = re.compile(r"([\w-]+)\W*$")
_SAID_OF_PASSWORDS = re.compile(
    r"(?:gresit|incorect|corect|nevalid|invalid|valid|expirat|uitat|blocat|reset|schimb|pierdut|furat|compromis|slab|sigur"
    r"|prea|foarte|mereu|inca|deja|nu|not|wrong|incorrect|correct|expired|forgot|lost|stolen|blocked|locked|weak|too|very"
    r"|right|still|already|required|needed|never|being|same|aceeasi|cea|cel|ok|the|an|my|mea|un|de|la|pentru|to|in|for)"
    r"\w{0,4}\b"
)
_SEALED = re.compile(r"\[(?:card|cvv|cnp|iban|email|phone|secret)\]")


def label(kind: Kind) -> str:
    """What stands in the place of something that was hidden."""
    return f"[{kind.lower()}]"


KEPT_BY_NOBODY = frozenset({Kind.CARD, Kind.CVV, Kind.CNP, Kind.IBAN, Kind.SECRET})
"""What is hidden before a message is kept; an address or a number to be reached by may be what was asked for."""


def redacted(
    text: str, mask: Callable[[Kind], str] = label, *, kinds_hidden: frozenset[Kind] = frozenset(Kind)
) -> Redacted:
    """The text without what nobody may keep. What is hidden already stays so: again changes nothing."""
    pieces, at, kinds = [], 0, []
    for start, end, kind in _spans(_seen(text)):
        if kind not in kinds_hidden:
            continue
        pieces += [text[at:start], mask(kind)]
        kinds.append(kind)
        at = end
    return Redacted("".join(pieces) + text[at:], tuple(kinds))


def _seen(text: str) -> str:
    """The text as it is looked at: small letters without marks, plain digits, each sign in its place."""
    if text.isascii():
        return text.lower()
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    if sign.isdigit():
        return str(unicodedata.digit(sign))
    if unicodedata.category(sign) in {"Cf", "Zs", "Mn"}:
        return " "
    if unicodedata.category(sign) == "Pd":
        return "-"
    return (fold(sign) or " ")[0]


def _spans(seen: str) -> list[_Span]:
    """What is hidden, in order and without overlaps; where two overlap the surer one counts."""
    sealed = [found.span() for found in _SEALED.finditer(seen)]
    kept: list[_Span] = []
    for rule in (_emails, _accounts, _numbers, _security_codes, _secrets):
        for start, end, kind in rule(seen):
            taken = (*sealed, *((one[0], one[1]) for one in kept))
            if start < end and all(end <= first or start >= last for first, last in taken):
                kept.append((start, end, kind))
    return sorted(kept)


def _emails(seen: str) -> Iterator[_Span]:
    for pattern in (_EMAIL, _EMAIL_SAID, _EMAIL_APART):
        for found in pattern.finditer(seen):
            yield (*found.span(), Kind.EMAIL)


def _accounts(seen: str) -> Iterator[_Span]:
    at = 0
    while (found := _IBAN.search(seen, at)) is not None:
        end = _end_of_account(seen, found)
        if end:
            yield found.start(), end, Kind.IBAN
        # Words before an account can look like its beginning.
        at = end or found.start() + 1


def _end_of_account(seen: str, found: re.Match[str]) -> int:
    if sum(map(str.isdigit, found[0])) < _IBAN_DIGITS:
        return 0
    is_said = _IBAN_SAID.search(seen[max(0, found.start() - 80) : found.start()]) is not None
    is_apart = not found[0][2].isdigit()
    if is_apart and not is_said and found[0][:2] != "ro":
        return 0  # a little word before a number
    ends = [found.end(), *(found.start() + gap.start() for gap in re.finditer(r"[ .-]", found[0]))]
    right = [end for end in ends if is_iban(seen[found.start() : end])]
    return max(right, default=found.end() if is_said and not is_apart else 0)


def _numbers(seen: str) -> Iterator[_Span]:
    for found in _DIGITS.finditer(seen):
        before = seen[max(0, found.start() - 80) : found.start()]
        if _CASE_SAID.search(before):
            continue
        hidden = _number(found, before)
        if hidden is None:
            continue
        yield hidden
        after = _AFTER_CARD.match(seen, hidden[1]) if hidden[2] is Kind.CARD else None
        if after:
            yield (*after.span(1), Kind.CVV)


def _number(found: re.Match[str], before: str) -> _Span | None:
    digits = "".join(filter(str.isdigit, found[0]))
    whole = found.span()
    if len(digits) == 13 and (is_cnp(digits) or _CNP_SAID.search(before)):
        return (*whole, Kind.CNP)
    card = _card_in(found)
    if card is not None:
        return card
    if 13 <= len(digits) <= 19 and _CARD_SAID.search(before):
        return (*whole, Kind.CARD)
    if _is_phone(found[0], digits) or (7 <= len(digits) <= 15 and _PHONE_SAID.search(before)):
        return (*whole, Kind.PHONE)
    return None


def _card_in(found: re.Match[str]) -> _Span | None:
    """A card number among groups of digits: other numbers may stand right before or after it."""
    groups = [(one.start(), one.end()) for one in _GROUP.finditer(found[0])]
    for first in range(len(groups)):
        for last in range(len(groups), first, -1):
            start, end = groups[first][0], groups[last - 1][1]
            if is_card("".join(filter(str.isdigit, found[0][start:end]))):
                return found.start() + start, found.start() + end, Kind.CARD
    return None


def is_card(digits: str) -> bool:
    """Whether digits can be a payment card's: 13 to 19 of an issuer's range, with the right check digit (Luhn)."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":
        return False
    doubled = (int(sign) * (2 if at % 2 else 1) for at, sign in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def is_cnp(digits: str) -> bool:
    """Whether digits are a Romanian personal number: a date that there is, and the right check digit."""
    if not re.fullmatch(r"[1-9][0-9]{12}", digits):
        return False
    try:
        # The century is told by the first digit; 2000 has every day that any of them has.
        date(2000, int(digits[3:5]), int(digits[5:7]))
    except ValueError:
        return False
    rest = sum(int(one) * int(times) for one, times in zip(digits, "279146358279", strict=False)) % 11
    return int(digits[12]) == (1 if rest == 10 else rest)


def is_iban(text: str) -> bool:
    """Whether a text is an account's number: the remainder of 97 is right (ISO 13616)."""
    compact = re.sub(r"[ .-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", compact):
        return False
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1


def _is_phone(written: str, digits: str) -> bool:
    if written.startswith("+") or digits.startswith("00"):
        return 9 <= len(digits) <= 15
    return re.fullmatch(r"0[237]\d{8}|07\d{9}|40[237]\d{8}", digits) is not None


def _security_codes(seen: str) -> Iterator[_Span]:
    for found in _CVV.finditer(seen):
        yield (*found.span(1), Kind.CVV)


def _secrets(seen: str) -> Iterator[_Span]:
    for found in _PASSWORD.finditer(seen):
        end = found.start(2) + len(found[2].rstrip("\"'„”.,;:!?)"))
        if _is_password(seen, found, end):
            yield found.start(2), end, Kind.SECRET
    for found in _PASSWORD_FIRST.finditer(seen):
        if _is_mixed(found[1]):
            yield (*found.span(1), Kind.SECRET)
    yield from _codes(seen)


def _codes(seen: str) -> Iterator[_Span]:
    for found in _CODE_BY_SMS.finditer(seen):
        yield (*found.span(1), Kind.SECRET)
    for found in _CODE_FIRST.finditer(seen):
        if not _OTHER_CODE.search(found[2]):
            yield (*found.span(1), Kind.SECRET)
    for found in _CODE.finditer(seen):
        before = _BEFORE_CODE.search(seen[max(0, found.start() - 30) : found.start()])
        if not _OTHER_CODE.search(f"{before[1] if before else ''} {found[1]}"):
            yield (*found.span(2), Kind.SECRET)


def _is_password(seen: str, found: re.Match[str], end: int) -> bool:
    """A word after *password* is one where it has digits or signs, or where it was told and says nothing about it."""
    told, word = found[1].strip(), seen[found.start(2) : end]
    if told in _TURNED:
        return _is_mixed(word)
    if any(sign.isdigit() for sign in word) or re.search(r"\w[!@#$%^&*_+=~]|[!@#$%^&*_+=~]\w", word):
        return True
    if not told or len(word) < 4 or _SAID_OF_PASSWORDS.match(word):
        return False
    rest = seen[end : end + 8].lstrip(" ")
    return told in {":", "="} or re.match(r"$|[\"'„”.,;!?)\n]|(?:si|and|dar|but|iar)\b", rest) is not None


def _is_mixed(word: str) -> bool:
    """Letters and digits together, as passwords have and words have not."""
    return len(word) > 5 and any(map(str.isdigit, word)) and any(map(str.isalpha, word))
