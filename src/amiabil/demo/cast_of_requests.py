"""Who has asked the demonstration marketplace for help, and how far has each request come? In hours before now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amiabil.domain.support.terms import Priority, TicketStatus

_WAITS, _SOLVED = TicketStatus.WAITING_FOR_CUSTOMER, TicketStatus.SOLVED


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote so many hours before now: ``by`` is empty for whoever asks, else a member of the staff."""

    hours: float
    text: str
    by: str = ""
    note: bool = False
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestStory:
    """A request made so many hours before now, by a buyer or a shop (by key); ``order``: about their newest order."""

    hours: float
    person: str
    topic: str
    subject: str
    text: str
    order: bool = False
    answers: Mapping[str, object] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)


REQUESTS: tuple[RequestStory, ...] = (
    RequestStory(
        26.0,
        "b-andrei",
        "delivery",
        "Apare livrat, dar nu am primit nimic",
        "Bună ziua. În aplicație scrie „livrat ieri la 13:05”. Am fost acasă toată ziua și nu a sunat nimeni.",
        order=True,
        answers={"tracking": "FC 4471 093 RO"},
        said=(
            Said(
                24.0,
                "Bună ziua, Andrei. Îmi pare rău pentru grijă. Poți întreba la vecini și la locker-ul din colț? "
                "Între timp cer curierului fotografia de la predare.",
                "raluca",
                changes={"status": _WAITS, "assignee": "staff:raluca", "priority": Priority.HIGH},
            ),
            Said(
                22.5,
                "Am întrebat la toți vecinii, n-a primit nimeni nimic. Și la locker mi s-a spus că nu e.",
            ),
            Said(
                22.0,
                "Același curier a greșit livrarea pe strada asta și săptămâna trecută. Am cerut coordonatele.",
                "mihai",
                note=True,
            ),
            Said(
                1.2, "Am primit fotografia curierului prin SMS: pe ușă scrie 14, eu stau la 41. Ce fac acum?"
            ),
        ),
    ),
    RequestStory(
        30.0,
        "b-maria",
        "payment",
        "Mi s-au luat banii de două ori",
        "Am plătit o dată, dar în extrasul băncii apar două plăți de 245,00 lei, la un minut distanță.",
        answers={"amount": {"amount": "245.00", "currency": "RON"}, "means": "card"},
        changes={"priority": Priority.URGENT},
    ),
    RequestStory(
        25.0,
        "b-stefan",
        "refund",
        "Banii de la retur nu au ajuns",
        "Returul a fost primit de magazin acum două săptămâni. Mi s-a scris că banii vin în cinci zile. Nu au venit.",
        order=True,
        answers={"promised_on": "2026-11-06"},
        said=(
            Said(
                23.0,
                "Bună ziua, Ștefan. Am găsit returul; întreb serviciul de plăți unde s-a oprit rambursarea.",
                "raluca",
                changes={"status": TicketStatus.OPEN, "assignee": "staff:raluca"},
            ),
        ),
    ),
    RequestStory(
        5.0,
        "b-elena",
        "order",
        "Factura pe firmă, vă rog",
        "Am comandat pe numele meu, dar am nevoie de factură pe firmă: Vlaicu Studio SRL, RO 31 442 118.",
        order=True,
        answers={"wish": "invoice"},
    ),
    RequestStory(
        3.5,
        "b-bogdan",
        "return",
        "Nu am imprimantă pentru etichetă",
        "Aș vrea să trimit înapoi rucsacul, însă eticheta trebuie tipărită și nu am unde.",
        order=True,
    ),
    RequestStory(
        3.0,
        "b-ilinca",
        "account",
        "Nu mai pot intra în cont",
        "Mi-am schimbat telefonul și codul de autentificare nu mai vine. Am încercat de trei ori.",
        answers={"locked": True},
        changes={"priority": Priority.HIGH},
    ),
    RequestStory(
        2.5,
        "b-gabor",
        "delivery",
        "Kurír Kolozsváron: pot ridica din depozit?",
        "Lucrez în Cluj până vineri. Pot ridica eu coletul din depozitul curierului, ca să nu se întoarcă?",
        order=True,
    ),
    RequestStory(
        2.0,
        "b-emma",
        "technical",
        "The photo upload stops at half",
        "I try to add photos on my phone. The bar stops in the middle and after a while it says that it failed.",
        answers={"device": "Pixel 7, Firefox"},
    ),
    RequestStory(
        1.6,
        "b-lukas",
        "privacy",
        "A copy of my data",
        "Please send me everything you keep about me. I am moving and want to close my account afterwards.",
        answers={"request": "access"},
    ),
    RequestStory(
        1.1,
        "b-sofia",
        "safety",
        "The lamp gets very hot",
        "After an hour the shade of the lamp was too hot to touch and smelled burnt. Nobody was hurt.",
        answers={"product": "Desk lamp Lumina 2", "injured": False},
    ),
    RequestStory(
        0.8,
        "b-nicoleta",
        "seller",
        "Magazinul nu răspunde la mesaje",
        "Am întrebat de trei ori dacă masa se livrează montată. Nu răspunde nimeni de o săptămână.",
        answers={"shop": "Lemnișor SRL"},
    ),
    RequestStory(
        0.5,
        "b-firma",
        "order",
        "Vrem să schimbăm adresa de livrare",
        "Ne-am mutat biroul. Comanda de ieri ar trebui să ajungă pe strada Lungă nr. 41, nu nr. 14.",
        order=True,
        answers={"wish": "change", "new_address": "Strada Lungă nr. 41, Brașov"},
    ),
    RequestStory(
        0.3,
        "b-daria",
        "other",
        "Primesc reclame, deși m-am dezabonat",
        "M-am dezabonat luna trecută, dar scrisorile vin în continuare, două pe săptămână.",
    ),
    RequestStory(
        28.0,
        "nordtehnic",
        "payment",
        "Când ajunge plata pentru comenzile livrate?",
        "Avem patru comenzi livrate de peste două săptămâni și încă nu le vedem în decont.",
        said=(
            Said(
                20.0,
                "Bună ziua. Două dintre ele au câte un retur deschis; pentru celelalte verific acum decontul.",
                "raluca",
                changes={"status_name": "", "status": TicketStatus.WAITING_FOR_THIRD_PARTY},
            ),
        ),
    ),
    RequestStory(
        50.0,
        "b-ioana",
        "account",
        "Vreau să schimb adresa de e-mail",
        "Folosesc altă adresă de e-mail de acum înainte. Cum o schimb fără să pierd comenzile?",
        said=(
            Said(
                48.0,
                "Bună ziua, Ioana. O poți schimba în contul tău din magazin, la „Date personale”; comenzile rămân. "
                "Spune-ne dacă a mers.",
                "raluca",
                changes={"status": _WAITS, "assignee": "staff:raluca"},
            ),
        ),
    ),
    RequestStory(
        120.0,
        "b-andrei",
        "order",
        "Anularea unei comenzi",
        "Am comandat din greșeală de două ori același lucru. Se poate anula una?",
        order=True,
        answers={"wish": "cancel"},
        said=(
            Said(
                118.0,
                "Am anulat-o pe cea de-a doua; banii se întorc pe card în două zile lucrătoare.",
                "raluca",
                changes={"status": _SOLVED, "assignee": "staff:raluca"},
            ),
        ),
    ),
    RequestStory(
        96.0,
        "b-maria",
        "technical",
        "Aplicația nu arată comenzile",
        "Lista comenzilor mele era goală azi-dimineață; acum merge din nou.",
        said=(
            Said(
                95.0,
                "A fost o întrerupere de 20 de minute, acum e reparată. Mulțumim că ne-ai scris!",
                "mihai",
                changes={"status": _SOLVED, "assignee": "staff:mihai"},
            ),
        ),
    ),
)
