"""What is kept of a search is folded, short, and nobody's data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.helpcentre.search_log import KEPT_LETTERS, as_kept

TYPED = [
    ("Banii  ÎNAPOI", "banii inapoi"),
    ("ana.pop+x@example.org nu primesc", "[email] nu primesc"),
    ("suna-ma la 0722 123 456", "suna-ma la [number]"),
    ("+40 (722) 123.456", "[number]"),
    ("card 4111 1111 1111 1111", "card [number]"),
    ("4111-1111-1111-1111 taxat", "[number] taxat"),
    ("RO49AAAA1B31007593840000", "[number]"),
    ("ro49 aaaa 1b31 0075 9384 0000 rambursare", "[number] rambursare"),
    ("cnp 1960229410019", "cnp [number]"),
    ("comanda 40412345", "comanda [number]"),
    ("disputa D-7K3M-92QF", "disputa [code]"),
    ("awb 1Z999AA10123456784", "awb [code]"),
    ("parola Xy7!9k2Lm4", "parola [code]"),
    ("https://example.org/?mail=x@y.z ajutor", "[link] ajutor"),
    ("parola este sarmale", "parola este [code]"),
    ("card 4111 1111 1111 1111 123", "card [number]"),
    ("retur 14 zile", "retur 14 zile"),
    ("oug 34/2014", "oug 34/2014"),
    ("tva 19%", "tva 19%"),
    ("[email]", "email"),
    ("?!…", ""),
    ("🙂", ""),
    ("", ""),
    ("\ud800\0", ""),
    ("bani\u200bbani", "bani bani"),
]


def test_what_could_be_somebodys_data_is_replaced() -> None:
    assert [(typed, as_kept(typed)) for typed, _ in TYPED] == TYPED


@given(st.text(max_size=3000))
def test_anything_is_short_and_can_be_shown(typed: str) -> None:
    kept = as_kept(typed)
    assert len(kept) <= KEPT_LETTERS
    assert kept.isprintable()
    kept.encode()


@given(
    st.lists(st.sampled_from("0123456789"), min_size=6, max_size=25),
    st.sampled_from(["", " ", "-", ".", "/"]),
)
def test_no_long_number_is_kept_however_it_is_written(digits: list[str], between: str) -> None:
    assert not any(sign.isdigit() for sign in as_kept(f"ma suna {between.join(digits)} acum"))
