"""A parcel leads to its carrier and nowhere else, whatever its number says."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.orders.carriers import is_safe, read_carriers, tracking_url, url_in

KNOWN = read_carriers(
    "Curier Rapid=https://rapid.example/awb?number={tracking}; GLS=https://gls.example/parcel/{tracking}"
)


def test_each_carrier_has_its_own_address_however_it_is_written() -> None:
    assert tracking_url(KNOWN, "curier  RAPID", "AB 123456") == "https://rapid.example/awb?number=AB123456"
    assert tracking_url(KNOWN, "gls", "0012-3456") == "https://gls.example/parcel/0012-3456"
    assert tracking_url(KNOWN, "Poșta", "123456") == ""
    assert tracking_url(read_carriers(""), "GLS", "123456") == ""


@pytest.mark.parametrize(
    "address",
    [
        "http://rapid.example/{tracking}",
        "javascript:alert({tracking})",
        "https://{tracking}.example/",
        "https://rapid.example@evil.example/{tracking}",
        "https://rapid.example:8080/{tracking}",
        "https://rapid.example/",
        "https://rapid.example/{tracking}/{tracking}",
        "https://localhost/{tracking}",
        "//rapid.example/{tracking}",
        "https://rapid.example/ {tracking}",
        'https://rapid.example/"{tracking}',
        "https://[::1/{tracking}",
    ],
)
def test_an_address_that_could_lead_elsewhere_is_refused(address: str) -> None:
    assert not is_safe(address)
    with pytest.raises(ValueError, match="must be Carrier="):
        read_carriers(f"Curier={address}")


@pytest.mark.parametrize("text", ["Curier", "=https://a.example/{tracking}", "Curier=x"])
def test_a_list_that_cannot_be_read_says_where(text: str) -> None:
    with pytest.raises(ValueError, match="this is not"):
        read_carriers(text)


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("GLS 12345678", "https://gls.example/parcel/12345678"),
        ("Curier Rapid, AWB1234567", "https://rapid.example/awb?number=AWB1234567"),
        ("trimis cu gls: 12345678", "https://gls.example/parcel/12345678"),
        ("GLS", ""),
        ("12345678", ""),
        ("GLS 12345678 sau 87654321", ""),
        ("dat vecinului", ""),
    ],
)
def test_words_lead_on_only_where_they_are_clear(words: str, leads: str) -> None:
    assert url_in(KNOWN, words) == leads


@given(st.text(max_size=60))
def test_no_number_leads_to_another_host(number: str) -> None:
    for found in (tracking_url(KNOWN, "gls", number), url_in(KNOWN, f"GLS {number}")):
        assert not found or (urlsplit(found).scheme, urlsplit(found).netloc) == ("https", "gls.example")
        assert not found or urlsplit(found).path.startswith("/parcel/")
