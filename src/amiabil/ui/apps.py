"""The Django application of templates, static files and words."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Nothing happens at start: words are compiled by ``amiabil.ui.messages``, styles by ``amiabil.ui.stylesheet``."""

    name = "amiabil.ui"
    label = "ui"
