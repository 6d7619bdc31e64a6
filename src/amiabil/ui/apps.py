"""The Django application of templates, static files and words."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Words are compiled by ``amiabil.ui.messages``, styles by ``amiabil.ui.stylesheet``: not at start."""

    name = "amiabil.ui"
    label = "ui"

    def ready(self) -> None:
        """Before the first page."""
        from amiabil.ui import held, quick

        held.hold()
        quick.draw_quickly()
