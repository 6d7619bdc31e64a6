"""The Django application that owns every table."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Tables of the product; ids are UUIDv7 made by us, so no automatic field is used."""

    name = "amiabil.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
