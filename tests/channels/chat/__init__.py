"""Talking with us through the page and through the door of the widget."""
