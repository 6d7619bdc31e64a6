"""What do the parts of the gallery say? The story of the mockups, in Romanian and in English."""
# ruff: noqa: E501  (texts of a sheet of samples, one entry a line)

from __future__ import annotations

from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """The texts of one language."""

    nav: Pairs
    waiting: str
    news: str
    menu: Pairs
    foot: tuple[str, ...]
    desk_nav: tuple[tuple[str, str, int], ...]
    deadlines: Pairs
    silence_label: str
    acts: tuple[str, ...]
    my_turn: str
    turn_title: str
    turn_text: str
    their_turn: str
    wait_title: str
    wait_text: str
    ended: str
    ended_title: str
    paused: str
    scale_label: str
    offers_title: str
    offers_of: str
    offer_rows: Pairs
    offer_heads: tuple[str, str]
    answers: Pairs
    dialog_title: str
    dialog_items: tuple[tuple[str, str, str], ...]
    dialog_keep: str
    dialog_do: str
    audiences: tuple[str, str, str]
    roles: tuple[str, str]
    messages: tuple[str, str, str]
    event: str
    thread_title: str
    older: str
    tiles: tuple[str, str, str, str]
    tile_date: str
    you: str
    late: str
    checking: str
    checked: str
    needs: Pairs
    missing: str
    evidence_title: str
    evidence_about: str
    add: str
    upload_label: str
    upload_about: str
    rights: tuple[tuple[str, str, int | None, int | None, str, str], ...]
    lines: Pairs
    case_about: str
    rows: tuple[tuple[str, str, str, str], ...]
    seller: str
    delivered: str
    stages: tuple[tuple[str, str, str], ...]
    rail_short: str
    step_text: str
    notices: Pairs
    empty: tuple[str, str]
    long_chip: str
    long_button: str
    saved: str
    form: tuple[str, ...]


_RO = Sample(
    nav=(("Ajutor", ""), ("Comenzile mele", "Comenzi"), ("Disputele mele", "Dispute"), ("Contact", "")),
    waiting="1 te așteaptă",
    news="Notificări: una nouă",
    menu=(("Tichete", "ticket"), ("Setări", "gear")),
    foot=("Drepturile tale", "ANPC și SAL", "Accesibilitate", "Confidențialitate"),
    desk_nav=(("De decis", "tray", 5), ("Întrebări puse", "info", 2), ("A doua citire", "file-text", 0)),
    deadlines=(
        ("Mai este timp", "cazul trece la un mediator."),
        ("Ai timp încă", "oferta expiră și cazul trece la un mediator. Nu pierzi nimic."),
        ("Mai puțin de două zile", "disputa se închide; o poți redeschide cu dovada predării."),
        ("Ultimele ore", "plătești 96,00\N{NO-BREAK SPACE}lei, automat."),
    ),
    silence_label="Dacă nu răspunzi:",
    acts=("Alege răspunsul", "Vorbește cu un om", "Vezi disputa", "Am o problemă"),
    my_turn="E rândul tău",
    turn_title="Răspunde la oferta vânzătorului: 150,00\N{NO-BREAK SPACE}lei și păstrezi lampa",
    turn_text="Sunteți la 50,00\N{NO-BREAK SPACE}lei distanță. Poți accepta, propune altă sumă sau cere un mediator.",
    their_turn="E rândul vânzătorului",
    wait_title="Nu ai nimic de făcut",
    wait_text="Așteptăm răspunsul vânzătorului.",
    ended="Încheiată",
    ended_title="Ați ajuns la un acord: 150,00\N{NO-BREAK SPACE}lei au ajuns la tine",
    paused="Cazul stă pe loc",
    scale_label="Vânzătorul a urcat de la 80 la 150 lei, tu ai coborât de la 245 la 200 lei",
    offers_title="Cele două propuneri",
    offers_of="din 489,00\N{NO-BREAK SPACE}lei, cât a costat lampa",
    offer_rows=(("Lampa", "rămâne la tine"), ("Retur", "nu e nevoie"), ("Valabilă", "până joi, 19 nov., 23:59")),
    offer_heads=("Atelier Luminos îți propune", "Tu ai cerut"),
    answers=(
        ("Accept 150,00\N{NO-BREAK SPACE}lei", "Primești banii pe card în cel mult 48 de ore."),
        ("Propun altă sumă", "Înlocuiește cererea ta de 200,00\N{NO-BREAK SPACE}lei."),
        ("Cer un mediator", "Un om citește tot și decide, de regulă, în 7\N{NO-BREAK SPACE}zile."),
        ("Refuz oferta", "Negocierea continuă până joi, 19 noiembrie."),
    ),
    dialog_title="Retragi disputa despre lampă?",
    dialog_items=(
        ("Ai 48 de ore să te răzgândești", "până joi, 19 noiembrie, 10:20. Banii rămân la noi până atunci.", "clock"),
        ("Apoi vânzătorul primește 489,00\N{NO-BREAK SPACE}lei", "Oferta lui de 150,00\N{NO-BREAK SPACE}lei dispare.", "coins"),
        ("Drepturile tale din lege rămân", "Renunțare până vineri, 20 noiembrie.", "shield-check"),
    ),
    dialog_keep="Păstrez disputa",
    dialog_do="Retrag disputa",
    audiences=("tu, vânzătorul și platforma", "numai tu și platforma", "numai echipa"),
    roles=("vânzător", "agent"),
    messages=(
        "Îmi pare rău pentru abajur. Nu mai avem modelul pe stoc, dar vă pot oferi 150,00 lei.",
        "Am cerut curierului fișa de predare.\n\nNu trebuie să faceți nimic.",
        "Același curier a greșit livrarea și săptămâna trecută.",
    ),
    event="Ai coborât cererea de la 245,00 la 200,00\N{NO-BREAK SPACE}lei",
    thread_title="Ce s-a întâmplat",
    older="Arată toate cele 11 momente",
    tiles=("Fisura abajurului", "Lampa pe masă", "Factura", "Film"),
    tile_date="9 nov.",
    you="de la tine",
    late="târziu",
    checking="se verifică",
    checked="Verificat",
    needs=(
        ("Fotografie cu produsul", "Se vede clar fisura. Două fotografii primite."),
        ("Fotografie cu coletul și eticheta", "Toată cutia, cu eticheta lizibilă."),
        ("Filmare de la despachetare", "Opțional"),
    ),
    missing="Mai lipsește o fotografie cu coletul și eticheta. Restul e gata.",
    evidence_title="Dovezi",
    evidence_about="4, le vedeți amândoi",
    add="Adaugă",
    upload_label="Trage fișierele aici",
    upload_about="Până la 20 de fișiere, 50\N{NO-BREAK SPACE}MB fiecare.",
    rights=(
        ("Poți renunța la cumpărare până", "vineri, 20 noiembrie", 3, 14, "încă 3\N{NO-BREAK SPACE}zile", "Renunță, fără motiv"),
        ("Poți deschide o dispută până", "luni, 7 decembrie", 20, 31, "încă 20 de zile", "Deschide o dispută"),
        ("Garanția legală", "nu se aplică aici", None, None, "", "De ce"),
    ),
    lines=(
        ("Lampă de birou „Brad”, alamă și stejar", "1 bucată · 489,00\N{NO-BREAK SPACE}lei"),
        ("Bec LED E14, lumină caldă", "2 bucăți · 38,00\N{NO-BREAK SPACE}lei"),
    ),
    case_about="A ajuns deteriorată · ceri 200,00\N{NO-BREAK SPACE}lei",
    rows=(
        ("Rândul tău", "Negociere, pasul 3 din 5", "Răspunde până joi, 19 nov., 23:59.", "Altfel decide un mediator."),
        ("Vânzătorul", "Așteptăm răspunsul, pasul 1 din 5", "Nu ai nimic de făcut.", "Dacă vânzătorul tace până vineri, primești 64,00\N{NO-BREAK SPACE}lei."),
    ),
    seller="Atelier Luminos SRL, Brașov · comerciant",
    delivered="Livrată vineri, 6 noiembrie",
    stages=(
        ("Deschisă", "luni, 9 nov.", "done"),
        ("Vânzătorul a răspuns", "joi, 12 nov.", "done"),
        ("Negociere", "până joi, 19 nov.", "now"),
        ("Mediator", "numai dacă e nevoie", "next"),
        ("Banii ajung la tine", "48 de ore de la acord", "next"),
    ),
    rail_short="Pasul 3 din 5: negociere",
    step_text="Pasul 3 din 4",
    notices=(
        ("30 noiembrie e sărbătoare legală.", "Un termen care s-ar încheia atunci se mută singur."),
        ("Vânzătorul a scris.", "Mesajul e mai jos."),
        ("Disputa a plecat la vânzător.", "Are timp până luni, 16 noiembrie, 23:59."),
        ("Nu ai internet acum.", "Mesajul e păstrat și pleacă singur când revine."),
        ("Oferta s-a schimbat între timp.", "Acum 170,00\N{NO-BREAK SPACE}lei. Nu am trimis acceptul tău."),
    ),
    empty=("Nicio dispută deschisă", "Dacă ceva nu e în regulă cu o comandă, începi din Comenzile mele."),
    long_chip="Neconformitate neremediată",
    long_button="Soluționarea alternativă a litigiilor",
    saved="Ciornă salvată la 10:21",
    form=(
        "Cum te numești", "Așa cum apare pe comandă.", "Ce s-a întâmplat", "Scrie câteva cuvinte, ca vânzătorul să înțeleagă.",
        "Motivul", "A ajuns deteriorat", "Nu corespunde descrierii", "Cât ceri înapoi", "Atât a costat lampa: 489,00 lei.",
        "Suma poate fi între 0,01 și 489,00\N{NO-BREAK SPACE}lei.", "din 489,00\N{NO-BREAK SPACE}lei", "Ce vrei să obții",
        "Una dintre imagini a fost editată", "Decuparea și luminozitatea nu contează drept editare.", "Mai sunt două lucruri de completat",
    ),
)  # fmt: skip

_EN = Sample(
    nav=(("Help", ""), ("My orders", "Orders"), ("My disputes", "Disputes"), ("Contact", "")),
    waiting="1 is waiting for you",
    news="Notices: one new",
    menu=(("Tickets", "ticket"), ("Settings", "gear")),
    foot=("Your rights", "Consumer authority", "Accessibility", "Privacy"),
    desk_nav=(("To decide", "tray", 5), ("Questions asked", "info", 2), ("Second reading", "file-text", 0)),
    deadlines=(
        ("There is time left", "a mediator takes over."),
        ("You still have", "the offer lapses and a mediator takes over. You lose nothing."),
        ("Less than two days", "the dispute closes; you can reopen it with the proof of hand-over."),
        ("The last hours", "you pay 96.00\N{NO-BREAK SPACE}lei, automatically."),
    ),
    silence_label="If you do not answer:",
    acts=("Choose your answer", "Talk to a person", "See the dispute", "I have a problem"),
    my_turn="Your turn",
    turn_title="Answer the seller's offer: 150.00\N{NO-BREAK SPACE}lei and you keep the lamp",
    turn_text="You are 50.00\N{NO-BREAK SPACE}lei apart. You can accept, propose another amount or ask for a mediator.",
    their_turn="The seller's turn",
    wait_title="Nothing for you to do",
    wait_text="We are waiting for the seller's answer.",
    ended="Ended",
    ended_title="You reached an agreement: 150.00\N{NO-BREAK SPACE}lei came to you",
    paused="The case stands still",
    scale_label="The seller went up from 80 to 150 lei, you came down from 245 to 200 lei",
    offers_title="The two proposals",
    offers_of="of 489.00\N{NO-BREAK SPACE}lei, what the lamp cost",
    offer_rows=(("Lamp", "stays with you"), ("Return", "not needed"), ("Valid", "until Thu 19 Nov, 23:59")),
    offer_heads=("Atelier Luminos proposes", "You asked"),
    answers=(
        ("Accept 150.00\N{NO-BREAK SPACE}lei", "You get the money on your card within 48 hours."),
        ("Propose another amount", "Replaces your request of 200.00\N{NO-BREAK SPACE}lei."),
        ("Ask for a mediator", "A person reads everything and decides, usually within 7\N{NO-BREAK SPACE}days."),
        ("Decline the offer", "The negotiation goes on until Thursday, 19 November."),
    ),
    dialog_title="Withdraw the dispute about the lamp?",
    dialog_items=(
        ("You have 48 hours to change your mind", "until Thursday, 19 November, 10:20. The money stays here until then.", "clock"),
        ("Then the seller receives 489.00\N{NO-BREAK SPACE}lei", "The offer of 150.00\N{NO-BREAK SPACE}lei is gone.", "coins"),
        ("Your legal rights stay", "Withdrawal until Friday, 20 November.", "shield-check"),
    ),
    dialog_keep="Keep the dispute",
    dialog_do="Withdraw the dispute",
    audiences=("you, the seller and the platform", "only you and the platform", "only the team"),
    roles=("seller", "agent"),
    messages=(
        "I am sorry about the shade. We no longer have it, but I can offer you 150.00 lei.",
        "I have asked the courier for the delivery slip.\n\nYou do not have to do anything.",
        "The same courier got a delivery wrong last week.",
    ),
    event="You lowered your request from 245.00 to 200.00\N{NO-BREAK SPACE}lei",
    thread_title="What happened",
    older="Show all 11 moments",
    tiles=("Crack in the shade", "Lamp on the table", "Invoice", "Film"),
    tile_date="9 Nov",
    you="from you",
    late="late",
    checking="being checked",
    checked="Checked",
    needs=(
        ("Photo of the product", "The crack is clear to see. Two photos have come."),
        ("Photo of the parcel with its label", "The whole box, with the label readable."),
        ("Film of the unpacking", "Optional"),
    ),
    missing="One photo is still missing: the parcel with its label. The rest is ready.",
    evidence_title="Evidence",
    evidence_about="4, you both see them",
    add="Add",
    upload_label="Drop the files here",
    upload_about="Up to 20 files of 50\N{NO-BREAK SPACE}MB each.",
    rights=(
        ("You can withdraw from the purchase until", "Friday, 20 November", 3, 14, "3\N{NO-BREAK SPACE}days left", "Withdraw, no reason needed"),
        ("You can open a dispute until", "Monday, 7 December", 20, 31, "20\N{NO-BREAK SPACE}days left", "Open a dispute"),
        ("Legal guarantee", "does not apply here", None, None, "", "Why"),
    ),
    lines=(
        ("Desk lamp “Brad”, brass and oak", "1 piece · 489.00\N{NO-BREAK SPACE}lei"),
        ("LED bulb E14, warm light", "2 pieces · 38.00\N{NO-BREAK SPACE}lei"),
    ),
    case_about="Arrived damaged · you ask for 200.00\N{NO-BREAK SPACE}lei",
    rows=(
        ("Your turn", "Negotiation, step 3 of 5", "Answer until Thu 19 Nov, 23:59.", "Otherwise a mediator decides."),
        ("The seller", "Waiting for the answer, step 1 of 5", "Nothing for you to do.", "If the seller is silent until Friday, you receive 64.00\N{NO-BREAK SPACE}lei."),
    ),
    seller="Atelier Luminos SRL, Brașov · trader",
    delivered="Delivered Friday, 6 November",
    stages=(
        ("Opened", "Mon 9 Nov", "done"),
        ("The seller answered", "Thu 12 Nov", "done"),
        ("Negotiation", "until Thu 19 Nov", "now"),
        ("Mediator", "only if needed", "next"),
        ("The money comes to you", "48 hours after agreement", "next"),
    ),
    rail_short="Step 3 of 5: negotiation",
    step_text="Step 3 of 4",
    notices=(
        ("30 November is a public holiday.", "A deadline that would end then moves by itself."),
        ("The seller has written.", "The message is below."),
        ("The dispute is with the seller.", "They have until Monday, 16 November, 23:59."),
        ("You are offline.", "The message is kept and goes when you are back."),
        ("The offer has changed.", "It is now 170.00\N{NO-BREAK SPACE}lei. We did not send your acceptance."),
    ),
    empty=("No open dispute", "If something is wrong with an order, start from My orders."),
    long_chip="Lack of conformity not remedied",
    long_button="Alternative dispute resolution bodies",
    saved="Draft saved today, 10:21",
    form=(
        "Your name", "As it stands on the order.", "What happened", "Write a few words, so that the seller understands.",
        "Reason", "Arrived damaged", "Not as described", "How much you ask for", "That is what the lamp cost: 489.00 lei.",
        "The amount can be from 0.01 to 489.00\N{NO-BREAK SPACE}lei.", "of 489.00\N{NO-BREAK SPACE}lei", "What you want",
        "One of the pictures was edited", "Cropping and brightness do not count as editing.", "Two things are still to be filled in",
    ),
)  # fmt: skip

SAMPLES = {"ro": _RO, "en": _EN}
