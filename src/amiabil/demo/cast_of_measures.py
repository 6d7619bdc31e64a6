"""Which measures has the demonstration marketplace taken, and what was said to them? Counted in days before now."""

from __future__ import annotations

from dataclasses import dataclass

from amiabil.domain.disputes.complaints import MeasureKind, Statement, Verdict
from amiabil.domain.disputes.measures import MeasureState
from amiabil.domain.terms import Role


@dataclass(frozen=True, slots=True)
class Ruled:
    """A reviewer decided ``days`` before now; ``done`` is how many days before now that was carried out."""

    days: float
    verdict: Verdict
    statement: Statement
    done: float | None = None
    state: MeasureState = MeasureState.LIFTED


@dataclass(frozen=True, slots=True)
class MeasureStory:
    """A measure ``told`` so many days before now; ``complained`` is when it was contested, and with which words."""

    ref: str
    kind: MeasureKind
    against: Role
    person: str
    title: str
    told: float
    statement: Statement
    decided_by: tuple[str, ...]
    complained: tuple[float, str] | None = None
    ruled: Ruled | None = None


_REDRESS = (
    "Poți depune o plângere pe această pagină, în șase luni. Te poți adresa și unui organism certificat sau unei "
    "instanțe."
)

MEASURES: tuple[MeasureStory, ...] = (
    MeasureStory(
        "TS-3107",
        MeasureKind.CONTENT,
        Role.SELLER,
        "nordtehnic",
        "Anunț: baterie externă 20.000 mAh",
        2.0,
        Statement(
            "Anunțul este ascuns.",
            "În toată piața, până primim raportul de încercare.",
            "Doi cumpărători au scris că bateria se încinge. La întrebarea noastră nu a venit raportul de încercare.",
            "Condițiile pieței, 4.2: produse fără dovada siguranței",
            _REDRESS,
            automated=True,
        ),
        ("staff:vlad", "reguli-siguranta"),
    ),
    MeasureStory(
        "TS-3081",
        MeasureKind.PAYMENTS,
        Role.SELLER,
        "atelier-luminos",
        "Plăți reținute pentru luna octombrie",
        12.0,
        Statement(
            "Plățile sunt reținute pentru 30 de zile.",
            "Toate comenzile livrate în octombrie.",
            "Contul bancar a fost schimbat de două ori în aceeași săptămână.",
            "Condițiile pieței, 7.1: schimbarea contului de plată",
            _REDRESS,
            automated=True,
        ),
        ("staff:vlad",),
        (
            4.0,
            "Am schimbat banca o singură dată; a doua modificare a fost corectarea unei cifre din IBAN, la cererea "
            "voastră. Avem de plătit furnizorii.",
        ),
    ),
    MeasureStory(
        "TS-2990",
        MeasureKind.SERVICE,
        Role.BUYER,
        "b-andrei",
        "Recenzii oprite",
        25.0,
        Statement(
            "Nu mai poți scrie recenzii.",
            "Toate produsele, timp de trei luni.",
            "Patru recenzii cu același text, la patru magazine, în aceeași zi.",
            "Regulile recenziilor, 3: aceeași recenzie de mai multe ori",
            _REDRESS,
            automated=True,
        ),
        ("filtru-recenzii",),
        (
            16.5,
            "Am cumpărat același model de patru ori, pentru birou, și am scris același lucru pentru că era adevărat.",
        ),
    ),
    MeasureStory(
        "TS-2951",
        MeasureKind.ACCOUNT,
        Role.BUYER,
        "b-ioana",
        "Cont suspendat pentru retururi dese",
        30.0,
        Statement(
            "Contul este suspendat pentru 60 de zile.",
            "Cumpărături noi; comenzile și disputele vechi merg mai departe.",
            "Șase retururi în trei luni.",
            "Condițiile pieței, 9.4: folosirea abuzivă a retururilor",
            _REDRESS,
            automated=True,
        ),
        ("staff:carmen",),
        (
            21.0,
            "Cinci dintre retururi au fost produse stricate, iar magazinele au recunoscut. Vă rog să vă "
            "uitați la dispute.",
        ),
        Ruled(
            3.0,
            Verdict.LIFTED,
            Statement(
                "Suspendarea se ridică.",
                "De astăzi, fără urmări pentru alte comenzi.",
                "Cinci din cele șase retururi au fost pentru produse neconforme; un drept folosit nu este un abuz.",
                "Condițiile pieței, 9.4, și dreptul la garanția legală",
                "Te poți adresa unui organism certificat sau unei instanțe.",
                automated=False,
            ),
        ),
    ),
    MeasureStory(
        "TS-2877",
        MeasureKind.CONTENT,
        Role.SELLER,
        "casa-verde",
        "Anunț: îngrășământ concentrat",
        40.0,
        Statement(
            "Anunțul este eliminat.",
            "În toată piața.",
            "Eticheta nu are avertismentele cerute.",
            "Regulamentul privind produsele fertilizante; condițiile pieței, 4.1",
            _REDRESS,
            automated=False,
        ),
        ("staff:vlad",),
        (35.0, "Avertismentele sunt pe foaia din cutie."),
        Ruled(
            27.0,
            Verdict.STANDS,
            Statement(
                "Măsura rămâne.",
                "Același anunț; altul, cu eticheta corectă, poate fi publicat oricând.",
                "Avertismentele trebuie să fie pe etichetă, nu doar în cutie.",
                "Condițiile pieței, 4.1",
                "Te poți adresa unui organism certificat sau unei instanțe.",
                automated=False,
            ),
        ),
    ),
)
