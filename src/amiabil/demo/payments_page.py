"""What does the payments service show people? Its books, and a switch for how it treats the next refunds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from importlib.resources import files

from amiabil.demo.payments_ledger import PAYOUT, REFUND, Behaviour, Control, Hold, Refund

LANGUAGES = ("ro", "en")

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Serviciul de plăți al demonstrației", "The demonstration's payments service"),
    "lead": (
        "Ține locul unui procesator de plăți. Nu mișcă bani adevărați. Registrul rămâne și după o repornire.",
        "It stands in for a payment provider. No real money moves. The books survive a restart.",
    ),
    "other": ("English", "Română"),
    "next": ("Cum tratează următoarele plăți", "How it treats the next payments"),
    "behaviour": ("Comportament", "Behaviour"),
    "times": ("De câte ori (gol: mereu)", "How often (empty: always)"),
    "seconds": ("Întârziere, în secunde", "Delay in seconds"),
    "set": ("Așa să fie de acum", "Do so from now on"),
    "confirm": ("confirmă imediat", "confirms at once"),
    "fail": ("refuză: cardul e închis", "fails: the card is closed"),
    "time_out_after_paying": ("plătește, dar nu mai răspunde", "pays, but never answers"),
    "late": ("răspunde „în lucru”, confirmă mai târziu", "answers “pending”, confirms later"),
    "unavailable": ("nu e disponibil (503)", "is not available (503)"),
    "refunds": ("Rambursări", "Refunds"),
    "payouts": ("Plăți către vânzători", "Payments to sellers"),
    "what": ("Ce anume", "Which"),
    "seller": ("Vânzătorul", "Seller"),
    "kind": ("Pentru ce", "What for"),
    "release": ("eliberată din suma reținută", "released from the hold"),
    "fund": ("din fondul de garantare", "from the guarantee fund"),
    "source": ("Din", "Out of"),
    "source_hold": ("suma reținută", "the hold"),
    "source_seller": ("contul vânzătorului", "the seller's account"),
    "source_fund": ("fondul de garantare", "the guarantee fund"),
    "holds": ("Sume reținute", "Amounts held"),
    "none": ("Încă nimic.", "Nothing yet."),
    "number": ("Nr.", "No."),
    "when": ("Când (UTC)", "When (UTC)"),
    "order": ("Comanda", "Order"),
    "case": ("Disputa", "Dispute"),
    "amount": ("Suma", "Amount"),
    "state": ("Stare", "State"),
    "attempt": ("Încercarea", "Attempt"),
    "told": ("Cerută de", "Asked for"),
    "time_one": ("{n} dată", "{n} time"),
    "time_few": ("{n} ori", "{n} times"),
    "time_many": ("{n} de ori", "{n} times"),
    "confirmed": ("plătită", "paid"),
    "failed": ("neplătită", "not paid"),
    "pending": ("în lucru", "pending"),
}

STYLE = files("amiabil.demo").joinpath("payments.css").read_text("utf-8")


class _Words:
    """The words of one language; every text of the page passes here and comes out escaped."""

    def __init__(self, language: str) -> None:
        self._place = LANGUAGES.index(language)

    def __call__(self, name: str) -> str:
        return escape(_WORDS[name][self._place])

    def times(self, count: int) -> str:
        """How often, in the plural forms of both languages."""
        few = count != 1 and (count == 0 or 0 < count % 100 < 20)
        name = "time_one" if count == 1 else "time_few" if few else "time_many"
        return self(name).format(n=count)


@dataclass(frozen=True, slots=True)
class Books:
    """What the page shows: refunds, payments to sellers, holds, and how the next of each are treated."""

    refunds: list[Refund]
    payouts: list[Refund]
    holds: list[Hold]
    control: Control
    control_of_payouts: Control


def page(books: Books, *, language: str) -> str:
    """The whole page as HTML, in ``ro`` or ``en``."""
    say = _Words(language)
    other = "en" if language == "ro" else "ro"
    return f"""<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{say("title")}</title><link rel="stylesheet" href="/style.css"></head>
<body><main>
<div class="head"><h1>{say("title")}</h1>
<a href="/?lang={other}" lang="{other}" hreflang="{other}">{say("other")}</a></div>
<p class="quiet">{say("lead")}</p>
<h2>{say("next")}</h2>
{_form(books.control, say, language, REFUND)}
{_form(books.control_of_payouts, say, language, PAYOUT)}
<h2>{say("refunds")}</h2>
{_refunds(books.refunds, say)}
<h2>{say("payouts")}</h2>
{_payouts(books.payouts, say)}
<h2>{say("holds")}</h2>
{_holds(books.holds, say)}
</main></body></html>
"""


def _form(control: Control, say: _Words, language: str, of: str) -> str:
    options = "".join(
        f'<option value="{one.value}"{" selected" if one is control.behaviour else ""}>{say(one.value)}</option>'
        for one in Behaviour
    )
    times = "" if control.times is None else str(control.times)
    return f"""<form method="post" action="/control?lang={language}">
<fieldset><legend>{say("refunds" if of == REFUND else "payouts")}</legend>
<input type="hidden" name="of" value="{of}"><label>{say("behaviour")}<select name="behaviour">{options}</select></label>
<label>{say("times")}<input name="times" inputmode="numeric" size="4" value="{times}"></label>
<label>{say("seconds")}<input name="seconds" inputmode="decimal" size="4" value="{control.seconds:g}"></label>
<button>{say("set")}</button></fieldset></form>"""


def _when(at: float) -> str:
    instant = datetime.fromtimestamp(at, UTC)
    return f'<time datetime="{instant.isoformat(timespec="seconds")}">{instant:%Y-%m-%d %H:%M:%S}</time>'


def _table(say: _Words, name: str, heads: tuple[str, ...], rows: list[list[str]]) -> str:
    if not rows:
        return f'<p class="quiet">{say("none")}</p>'
    kinds = [' class="sum"' if head == "amount" else "" for head in heads]
    top = "".join(f"<th scope='col'{kind}>{say(head)}</th>" for head, kind in zip(heads, kinds, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row, kinds, strict=True)) + "</tr>"
        for row in rows
    )
    region = f'<div class="scroll" role="region" aria-label="{say(name)}" tabindex="0">'
    return f"{region}<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"


def _refunds(refunds: list[Refund], say: _Words) -> str:
    heads = ("number", "when", "order", "case", "amount", "source", "state", "attempt", "told")
    rows = [_row(one, say, [_source(one, say)]) for one in refunds]
    return _table(say, "refunds", heads, rows)


def _payouts(payouts: list[Refund], say: _Words) -> str:
    heads = ("number", "when", "order", "case", "amount", "kind", "seller", "state", "attempt", "told")
    rows = [_row(one, say, [say(one.kind), escape(one.seller)]) for one in payouts]
    return _table(say, "payouts", heads, rows)


def _source(refund: Refund, say: _Words) -> str:
    """Whose money it is, each part with its amount; empty where nobody has said."""
    parts = (part.split(" ") for part in refund.sources.split(",") if part)
    return ", ".join(f"{say(f'source_{name}')} {escape(amount)}" for name, amount in parts)


def _row(refund: Refund, say: _Words, own: list[str]) -> list[str]:
    state = say(refund.state) + (f" ({escape(refund.cause)})" if refund.cause else "")
    return [
        f"PAY-{refund.number}",
        _when(refund.begun_at),
        escape(refund.order),
        escape(refund.case),
        escape(f"{refund.amount} {refund.currency}"),
        *own,
        state,
        str(refund.attempt),
        say.times(refund.told),
    ]


def _holds(holds: list[Hold], say: _Words) -> str:
    rows = [
        [_when(one.changed_at), escape(one.order), escape(f"{one.amount} {one.currency}")] for one in holds
    ]
    return _table(say, "holds", ("when", "order", "amount"), rows)
