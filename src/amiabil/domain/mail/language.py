"""In which language is a mail written? By its commonest words; a guess that says nothing when it is unsure.

Two dozen words of each language are in almost every text of some length. Marks on letters are taken off first, for half
of all Romanian mails are written without them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from amiabil.foundation.text import fold

_LETTERS = 4_000
"""What is looked at: the beginning of a mail tells as much as the rest."""

_LEAST = 2
"""Known words below which nothing is said: *ok merci* is no text."""

_LEAD = 1.3
"""How many times more words of the best language than of the next are wanted."""

_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "ro": "am nu este sunt si va pe care cu din sa mai ca la un o pentru fost primit comanda buna ziua multumesc"
        " coletul produsul banii inapoi daca cum cand imi mi-am ati vreau ii dar",
        "en": "the is are and you my i have not was with this for that it of to please order hello thank would when"
        " received refund your but we",
        "de": "der die das ist und nicht ich sie mit ein eine habe fur auf wurde bitte bestellung hallo guten tag danke"
        " ihr mein noch aber den dem",
        "fr": "le la les est et je vous pas ne une pour dans avec mon ma bonjour merci commande recu mais que qui des"
        " du nous votre",
        "it": "il lo gli e non che di con una per ho sono ordine buongiorno grazie mio mia ricevuto ma come vostro"
        " della del ancora",
        "es": "el los las es no que de con una por para he pedido hola gracias mi recibido pero como su del mas buenos"
        " dias lo",
        "pl": "nie jest sie na do to ze i w z moje mam zamowienie dzien dobry dziekuje ale prosze czy jak paczka tak od"
        " jestem",
        "hu": "a az es nem hogy van egy meg rendeles koszonom jo napot kivanok de kerem csomag mar nekem volt ez"
        " csak",
    }.items()
}

_WORD = re.compile(r"[a-z'-]+")


def guess_language(text: str) -> str:
    """The language of a text as ``ro``; empty when its words do not tell."""
    words = _WORD.findall(fold(text[:_LETTERS]))
    if not words:
        return _by_script(text[:_LETTERS])
    counts = sorted(
        ((sum(word in known for word in words), language) for language, known in _WORDS.items()), reverse=True
    )
    (best, language), (next_best, _) = counts[0], counts[1]
    return language if best >= _LEAST and best > _LEAD * next_best else _by_script(text[:_LETTERS])


def _by_script(text: str) -> str:
    """Greek has letters of its own."""
    letters = sum(one.isalpha() for one in text)
    greek = sum("\u0370" <= one <= "\u03ff" or "\u1f00" <= one <= "\u1fff" for one in text)
    return "el" if letters and greek > letters / 2 else ""
