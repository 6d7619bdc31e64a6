"""A page of the demonstration marketplace itself, at another origin, with the chat on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from importlib.resources import files

from babel.numbers import format_currency

from amiabil.demo import catalogue

LANGUAGES = catalogue.LANGUAGES
GOODS = "lamp"

STYLE = files("amiabil.demo").joinpath("shop.css").read_text("utf-8")
PICTURE = files("amiabil.demo").joinpath("pictures", "products", f"{GOODS}.svg").read_bytes()

_WORDS: Mapping[str, tuple[str, str]] = {
    "other": ("English", "Română"),
    "who": ("Cine ești aici?", "Who are you here?"),
    "nobody": ("un vizitator", "a visitor"),
    "be": ("Schimbă", "Change"),
    "signed": ("Ai intrat în cont ca {name}.", "You are signed in as {name}."),
    "anonymous": ("Nu ai intrat în cont.", "You have not signed in."),
    "vat": ("cu TVA", "incl. VAT"),
    "about": (
        "Aceasta este pagina unui magazin, la altă adresă decât Amiabil. Are o regulă strictă de conținut, iar chatul"
        " este pus cu două rânduri. Magazinul semnează pe serverul lui cine ești.",
        "This is a page of a shop, at another address than Amiabil. Its policy of content is strict, and the chat is"
        " put on it with two lines. The shop signs on its own server who you are.",
    ),
    "help": ("Centrul de ajutor", "Help centre"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page needs to know: its language, who is signed in (empty for nobody), and where Amiabil is."""

    language: str
    person: str
    base_url: str


class _Words:
    """The words of one language; every text of the page passes here and comes out escaped."""

    def __init__(self, language: str) -> None:
        self._place = LANGUAGES.index(language)

    def __call__(self, key: str, **facts: str) -> str:
        return escape(_WORDS[key][self._place].format(**facts))


def page(shown: Shown) -> str:
    """The whole page as HTML, in ``ro`` or ``en``."""
    say, goods = _Words(shown.language), catalogue.products()[GOODS]
    known = catalogue.buyers().get(shown.person)
    other = "en" if shown.language == "ro" else "ro"
    amount = Decimal(goods.price.minor) / 100
    price = format_currency(amount, goods.price.currency, locale=shown.language).replace("RON", "lei")
    who = say("signed", name=known.name) if known else say("anonymous")
    base = escape(shown.base_url)
    return f"""<!doctype html>
<html lang="{shown.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(goods.title[shown.language])} · {escape(catalogue.MARKETPLACE)}</title>
<link rel="stylesheet" href="/style.css">
<script async src="{base}/widget/v1.js"></script></head>
<body>
<header><div class="page"><a class="name" href="/?lang={shown.language}">{escape(catalogue.MARKETPLACE.lower())}</a>
<form method="post" action="/enter?lang={shown.language}"><label for="person">{say("who")}</label>
<select id="person" name="person">{_people(shown.person, say)}</select><button>{say("be")}</button></form>
<a href="/?lang={other}" lang="{other}" hreflang="{other}">{say("other")}</a></div></header>
<main class="page"><div class="goods"><img src="/goods.svg" alt="" width="416" height="312"><div>
<h1>{escape(goods.title[shown.language])}</h1>
<p class="price">{escape(price)} <small class="quiet">{say("vat")}</small></p>
<p>{escape(goods.text[shown.language])}</p>
<p><strong>{who}</strong></p>
<p class="quiet">{say("about")}</p>
<p><a href="{base}/{shown.language}/help/">{say("help")}</a></p>
</div></div></main>
<amiabil-chat language="{shown.language}" person="{escape(shown.person)}" token-url="/chat-token"></amiabil-chat>
</body></html>
"""


def _people(person: str, say: _Words) -> str:
    chosen = ' selected=""'
    options = [f'<option value=""{"" if person else chosen}>{say("nobody")}</option>']
    for one in catalogue.buyers().values():
        mark = chosen if one.ref == person else ""
        options.append(f'<option value="{escape(one.ref)}"{mark}>{escape(one.name)}</option>')
    return "".join(options)
