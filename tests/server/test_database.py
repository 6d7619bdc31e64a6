"""The database of the tests is the real thing, in the product's locale."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_upper_and_lower_case_know_romanian() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ĂÂÎȘȚ'), 'șțĂ' ILIKE 'ȘȚă', current_setting('TimeZone')")
        assert cursor.fetchone() == ("ăâîșț", True, "UTC")
