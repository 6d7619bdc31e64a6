"""What is read as heat, and above all what is not: sentences people really write, in both languages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.tone import MOST, Tone, passages
from amiabil.foundation.text import fold

RO = """
insult     Ești un idiot.
insult     Sunteți niște hoți!
insult     Sunteti niste escroci si stiti bine.
insult     Ești prost sau te faci?
insult     Proștilor, ați trimis altceva.
insult     Nesimțiților, răspundeți odată.
insult     Mincinosule, coletul era gol.
insult     Tâmpitule!
insult     Sunteți jalnici.
insult     Ești un bou.
insult     Imbecililor, am plătit deja.
insult     Ești chiar un nesimțit
threat     O să regreți că m-ai păcălit.
threat     Știu unde locuiești.
threat     Stiu unde stai, ai grija.
threat     O să te găsesc.
threat     Te omor.
threat     Vă distrug, să știți.
threat     Îți rup picioarele.
threat     O să-ți arăt eu, vin peste tine.
threat     O să vă pară rău! Are să vă pară rău.
threat     Vei regreta amarnic.
exposing   O să public numele tău peste tot.
exposing   Vă pun pe internet adresa și telefonul.
exposing   Îți postez poza pe grup.
elsewhere  Scrie-mi pe WhatsApp și rezolvăm.
elsewhere  Sunați-mă pe Telegram, vă rog.
elsewhere  Hai pe viber să vorbim.
elsewhere  Rezolvăm noi în afara platformei.
heated     Să vă fie rușine!
heated     Vă bateți joc de clienți.
heated     Asta e bătaie de joc.
heated     M-am săturat de minciuni.
heated     Du-te dracului.
heated     Mi-ați dat țeapă.
heated     Ce naiba faceți acolo?
shouting   VREAU BANII ÎNAPOI IMEDIAT
shouting   Unde este coletul meu!!!
shouting   Ce înseamnă asta?!?!
shouting   RĂSPUNDEȚI ODATĂ LA MESAJE
-          Produsul e mort, nu pornește deloc.
-          Sunt disperat, am nevoie de el pentru mâine.
-          Telefonul e prost, se blochează mereu.
-          Calitatea este proastă față de anunț.
-          Sunt foarte dezamăgită de produs.
-          Mi-a ajuns un bec spart și abajurul crăpat.
-          Vă rog să îmi trimiteți factura.
-          Vă dau în judecată dacă nu primesc banii.
-          O să vă reclam la ANPC.
-          Mă adresez ANPC și instanței, după caz.
-          Nu sunt de acord cu oferta dumneavoastră.
-          Am plătit cu card BCR, IBAN RO49 AAAA.
-          Modelul este SAMSUNG QE55Q60C ULTRA HD.
-          TVA, IBAN și AWB sunt pe factură.
-          Curierul DPD a lăsat coletul la GLS.
-          Am sunat curierul pe WhatsApp și nu a răspuns.
-          Vă mulțumesc! Aștept coletul!
-          Ce oră vine curierul?
-          Bateria moare după două ore.
-          Am rupt ambalajul când l-am deschis.
-          Cutia era ruptă, cu colțul spart.
-          Îmi pare rău că a ajuns așa.
-          Ne pare rău pentru întârziere.
-          Nu regret cumpărătura, dar culoarea e alta.
-          Aveți grijă la ambalare, vă rog.
-          Găsesc adresa magazinului pe site?
-          Vă găsesc la sediu mâine?
-          Știu unde este depozitul vostru.
-          Hotelul a primit coletul în locul meu.
-          Este o prostie de eroare în anunț, o corectez.
-          Capul lămpii s-a rupt.
-          Pot să vin să ridic produsul?
-          Mi-e rușine să întreb, dar cum se montează?
-          Poza din anunț arată altceva decât am primit.
-          Am postat poza coletului la dovezi.
-          Nu vreau să mă cert, vreau doar banii înapoi.
-          Nu înțeleg de ce nu răspundeți la mesaje.
-          Jocul pentru copii nu are toate piesele.
-          Măgarul de pluș are o ureche descusută.
-          E o diferență de preț de 20 de lei.
-          Nu e corect ce s-a întâmplat.
-          Trimiteți-mi un cod de retur.
-          Sunt supărat, dar sper să găsim o soluție.
-          Refuz oferta și cer un mediator.
-          Plătesc eu transportul la retur.
-          Bun venit! Cu ce vă pot ajuta?
-          Vă rog URGENT un răspuns.
-          AM PRIMIT coletul azi.
-          Gunoiul din cutie era de la ambalaj.
-          Am dus la gunoi ambalajul.
"""

EN = """
insult     You are an idiot.
insult     You're such a liar.
insult     You are thieves and you know it.
insult     You are all scammers.
insult     Morons, you sent the wrong thing.
insult     Go to hell.
insult     Fuck you.
insult     You stupid seller, read your messages.
insult     What an asshole.
insult     You're pathetic.
insult     You lying crook.
insult     Shut up and refund me.
threat     I will kill you.
threat     I know where you live.
threat     You will regret this.
threat     You'll pay for this!
threat     Watch your back.
threat     I'm coming for you.
threat     We know where you work.
threat     I will find you.
threat     I'm going to ruin you.
threat     You\u2019ll be sorry.
exposing   I will post your address online.
exposing   I'll share your phone number everywhere.
exposing   We will publish your name and photo.
exposing   Everyone will know where you live.
elsewhere  Message me on WhatsApp and we solve it.
elsewhere  Let's continue on Telegram.
elsewhere  Just contact us via Facebook please.
elsewhere  We can settle this outside the platform.
heated     Shame on you!
heated     How dare you?
heated     What the hell is this?
heated     This is bullshit.
heated     I am sick and tired of your excuses.
heated     You ripped me off.
heated     Stop lying to me.
heated     You keep lying about the parcel.
shouting   I WANT MY MONEY BACK NOW PLEASE
shouting   Where is my parcel!!!
shouting   What is this?!?!
shouting   ANSWER MY MESSAGES RIGHT AWAY
-          The product is dead on arrival.
-          The kill switch does not work.
-          I am desperate, I need it tomorrow.
-          The battery dies after two hours.
-          The phone is stupid slow.
-          It is a stupid design, but I can live with it.
-          The manual is useless.
-          This is ridiculous, the box was empty.
-          I am very disappointed.
-          I will take you to court if I am not paid.
-          I will report this to the consumer authority.
-          I will find you the invoice.
-          I'll find you another one in the stock.
-          Who will pay for this parcel?
-          You will pay for this return label, as agreed.
-          I do not agree with your offer.
-          The ribbon was ripped off the box.
-          The handle broke and hit the floor.
-          It smells disgusting.
-          The flat file is missing from the tool set.
-          We called the courier on WhatsApp yesterday.
-          My Facebook page shows the same picture.
-          Thank you! I am waiting!
-          Really?! That is good news.
-          The model is SONY WH-1000XM5 BLACK.
-          VAT, IBAN and AWB are on the invoice.
-          It has a USB and HDMI port, LED and LCD.
-          Please send me your address for the return.
-          Can you share your bank details for the refund?
-          Post your parcel by Friday please.
-          I regret that it arrived late.
-          You will not regret this purchase, said the listing.
-          I am sorry for the delay.
-          We are sorry.
-          The seller refused without a reason.
-          I shot a video of the unboxing.
-          The stuffed donkey lost an ear.
-          I beat the deadline by a day.
-          The bomb-shaped lamp is cracked.
-          This killed my weekend plans, but fine.
-          Stop by our shop any time.
-          I cannot accept part of the price.
-          I would like a mediator to decide.
-          It was a waste of paper to pack it like that.
-          Hello, where is my order?
-          The trash bag was torn.
-          The clown costume is too small.
-          The wrong item is in the box.
-          You are right.
-          You are very kind.
-          You are late with the answer.
-          URGENT: please answer today.
"""

ROWS = [
    (language, *line.split(None, 1))
    for language, table in (("ro", RO), ("en", EN))
    for line in table.strip().splitlines()
]


def test_the_tables_are_long_enough() -> None:
    for language in ("ro", "en"):
        rows = [row for row in ROWS if row[0] == language]
        assert len(rows) >= 60 and sum(row[1] == "-" for row in rows) >= 30
        assert {row[1] for row in rows} == {*Tone, "-"}


def tones(text: str) -> set[str]:
    return {one.tone.value for one in passages(text)}


@pytest.mark.parametrize("tone", ["-", *Tone])
@pytest.mark.parametrize("language", ["ro", "en"])
def test_sentences(language: str, tone: str) -> None:
    texts = [row[2] for row in ROWS if row[:2] == (language, tone)]
    misread = [text for text in texts if (tones(text) if tone == "-" else tone not in tones(text))]
    assert texts
    assert not misread


@pytest.mark.parametrize("tone", Tone)
def test_romanian_is_understood_without_its_marks(tone: str) -> None:
    for text in [row[2] for row in ROWS if row[:2] == ("ro", tone)]:
        bare = "".join(fold(char).upper() if char.isupper() else fold(char) for char in text)
        assert tone in tones(bare), text


def test_the_passage_is_the_words_and_no_more() -> None:
    text = "Bună ziua. Sunteți niște hoți, coletul a ajuns gol."
    (one,) = passages(text)
    assert text[one.start : one.end] == "Sunteți niște hoți"


def test_of_two_that_overlap_the_weightier_stays() -> None:
    assert [one.tone for one in passages("I KNOW WHERE YOU LIVE")] == [Tone.THREAT]


def test_a_list_has_an_end() -> None:
    assert len(passages("idiot " * 500)) == MOST


@given(st.text(max_size=400))
def test_every_passage_lies_in_the_text_in_order_and_apart(text: str) -> None:
    found = passages(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.long
def test_a_long_text_takes_no_time() -> None:
    assert passages("you are " * 2_500) == ()
