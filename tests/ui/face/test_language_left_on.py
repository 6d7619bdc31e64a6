"""No test meets the language that another one left on."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_next_test_begins_in_the_language_of_the_marketplace(time: str) -> None:
    assert translation.get_language() == settings.LANGUAGE_CODE
    translation.activate("ro")
